"""The facts and rules on trades: what fires, what an innocent firm says, and that silence stays unknown."""

from datetime import date

import pytest

from screen.model import MATCH_COLUMNS, Band, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.affiliations import CLOSE, POSSIBLE, Affiliation, strength_of
from screen.redflags.evaluate import example_affiliations, example_parties
from screen.redflags.facts import FACTS, Context
from screen.redflags.facts.trade import amount
from screen.risk import assess
from tests.builders import parties

BOOK = load_rules()
DAY = date(2026, 11, 24)
MINE = [
    "A01",
    "A02",
    "A10",
    "A11",
    "A13",
    "A17",
    "A19",
    "A20",
    "A22",
    "A24",
    "A25",
    "A27",
    "E01",
    "E02",
    "E03",
    "E04",
]


def value(fact, **row):
    return FACTS[fact].ask(Context(parties({"name": "Acme", **row}), frame([], MATCH_COLUMNS))).values[0]


def levels(row, affiliated=None):
    """Return the levels of the hits of these rules on one row."""
    table, matches, entries = example_parties(row)
    named = example_affiliations({"affiliated": affiliated or {}})
    found, _ = evaluate(BOOK, table, matches, DAY, entries, affiliations=named)
    return dict(found[found["rule"].isin(MINE)][["rule", "level"]].to_numpy().tolist())


FACT_CASES = [
    ("seat_in_border_belt", {"city": "Hunchun"}, True, "a city of the belt"),
    ("seat_in_border_belt", {"address": "丹东市振兴区"}, True, "in Chinese"),
    ("seat_in_border_belt", {"city": "Qingdao"}, False, "elsewhere"),
    ("seat_in_border_belt", {}, None, "no city, no answer"),
    ("subcontractor_is_withheld", {"partner": "confidential"}, True, "told not to be told"),
    ("subcontractor_is_withheld", {"partner": "保密"}, True, "in Chinese"),
    ("subcontractor_is_withheld", {"partner": "Weber GmbH"}, False, "told"),
    ("subcontractor_is_withheld", {"partner": ""}, None, "a blank cell is no secret"),
    ("subcontractor_is_withheld", {"notes": "prompt delivery"}, None, "remarks on other things say nothing"),
    ("chinese_goods_by_a_crossing", {"origin": "CN", "port_calls": "Sinuiju"}, True, "labelled Chinese"),
    ("chinese_goods_by_a_crossing", {"origin": "", "port_calls": "Sinuiju"}, None, "origin not told"),
    ("chinese_goods_by_a_crossing", {"origin": "RU", "port_calls": "Sinuiju"}, False, "another origin"),
    ("chinese_goods_by_a_border_port", {"origin": "CN", "port_calls": "Dalian"}, False, "the largest port around"),
    ("tells_of_no_licence", {"notes": "works without a licence"}, True, "told"),
    ("tells_of_no_licence", {"notes": "licence no. 123"}, False, "a licence is told"),
    ("tells_of_no_licence", {"notes": ""}, None, "silence"),
    ("price_is_far_below_market", {"price": "70", "market_price": "100"}, True, "exactly the threshold"),
    ("price_is_far_below_market", {"price": "71", "market_price": "100"}, False, "above it"),
    ("price_is_far_below_market", {"price": "USD 10", "market_price": "CNY 100"}, None, "two currencies"),
    ("price_is_far_below_market", {"price": "1", "market_price": "1000"}, None, "so little is another unit"),
    ("price_is_far_below_market", {"price": "on request", "market_price": "100"}, None, "no number"),
    ("price_is_far_below_market", {"price": "70"}, None, "no usual price"),
    ("owners_are_withheld", {"owners": "nominee shareholder"}, True, "a nominee"),
    ("subcontractor_is_withheld", {"partner": "Anna's Secret Ltd"}, False, "a name, and no secret"),
    ("owners_are_withheld", {"owners": "Anna Weber"}, False, "told"),
    ("owners_are_withheld", {"owners": ""}, None, "a blank cell is no secret"),
    ("crew_is_dprk", {"crew": "12 North Korean seamen"}, True, "told in the cell"),
    ("crew_is_dprk", {"staff_nationality": "PH;BD"}, False, "others"),
    ("crew_is_dprk", {"crew": ""}, None, "not told"),
    ("crew_list_is_withheld", {"crew": "not disclosed"}, True, "withheld"),
    ("diplomat_holds_a_part", {"owners": "Second Secretary, DPRK embassy"}, True, "a diplomat"),
    ("diplomat_holds_a_part", {"owners": "Embassy of France"}, False, "another State"),
    ("diplomat_holds_a_part", {"owners": ""}, None, "not told"),
    ("director_is_dprk_diplomat", {"directors": "Counsellor", "director_nationality": "KP"}, False, "a counsellor of what?"),
    ("director_is_dprk_diplomat", {"directors": "Consul Ri", "director_nationality": "KP;CN"}, False, "which of the two?"),
    ("director_is_dprk_diplomat", {"directors": "Consul Ri", "director_nationality": "KP"}, True, "the only one"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "row", "wanted", "why"), FACT_CASES)
def test_a_fact_says_true_false_or_unknown(fact, row, wanted, why):
    assert value(fact, **row) is wanted, why


AMOUNTS = [
    ("USD 1,250.50 / t", (1250.5, "usd / t"), "English"),
    ("1.250,50 EUR", (1250.5, "eur"), "German"),
    ("1 250", (1250.0, ""), "a space between thousands"),
    ("12,000", (12000.0, ""), "thousands, not twelve"),
    ("12,5", (12.5, ""), "a decimal comma"),
    ("10-20", None, "a range"),
    ("", None, "blank"),
    ("free", None, "a word"),
]


@pytest.mark.parametrize(("cell", "wanted", "why"), AMOUNTS)
def test_an_amount_is_read_as_written(cell, wanted, why):
    assert amount(cell) == wanted, why


INNOCENT = [
    ("a bilingual shop in Yanbian", {"name": "金达莱书店", "city": "Yanji", "country": "CN", "sector": "Bookshop"}),
    ("a Korean clinic abroad", {"name": "Koryo Oriental Clinic", "sector": "Acupuncture", "country": "US", "staff_nationality": "KR"}),
    ("a clinic of Koryo-saram", {"name": "Корё Клиника", "sector": "клиника", "country": "UZ", "staff_nationality": "UZ"}),
    ("a Filipino and Bangladeshi crew", {"name": "Blue Tuna 7", "kind": "vessel", "sector": "Fishing", "staff_nationality": "PH;BD"}),
    ("a South Korean trawler", {"name": "Dongwon 9", "kind": "vessel", "sector": "원양어업", "country": "KR", "crew": "Korean crew"}),
    ("a South Korean arms maker", {"name": "Hanbit Defense", "sector": "military equipment", "country": "KR"}),
    ("a guard firm in Kenya", {"name": "Savanna Guard", "sector": "private security", "country": "KE", "staff_nationality": "KE"}),
    ("a supplier of embassies", {"name": "Duty Free Link", "goods": "whisky", "partner": "Embassy of Japan"}),
    ("a jeweller", {"name": "Weber Gold", "goods": "gold", "country": "CH"}),
    ("an embassy as customer of liquor", {"name": "Wine House", "goods": "spirits", "notes": "supplies the Korean embassy"}),
    ("a studio in Seoul", {"name": "Saebyol Animation", "sector": "애니메이션", "country": "KR"}),
    ("a VPN vendor without an owners' column", {"name": "Fast Tunnel", "business_line": "VPN", "country": "SG"}),
    ("a garment maker without a subcontractor", {"name": "Lake Garments", "sector": "Garments", "country": "BD"}),
    ("a baker with a cheap price", {"name": "Corner Bakery", "goods": "bread", "price": "1", "market_price": "3"}),
    ("a refugee's bakery", {"name": "Ri Bakery", "owners": "Ri Chol 100%", "status": "refugee", "country": "DE"}),
    ("a Korean diplomat's wife from Seoul", {"name": "Han Gallery", "directors": "wife of the consul", "director_nationality": "KR"}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "row"), INNOCENT, ids=[who for who, _ in INNOCENT])
def test_an_innocent_firm_raises_none_of_these_flags(who, row):
    assert levels(row) == {}, who


LEVELS = [
    ({"name": "A", "sector": "Garments", "city": "Dandong"}, {"A10": "medium"}),
    ({"name": "A", "sector": "Garments", "city": "Dandong", "notes": "on-site housing"}, {"A10": "high"}),
    ({"name": "A", "sector": "Garments", "origin": "CN", "port_calls": "Hunchun"}, {"A11": "medium"}),
    ({"name": "A", "sector": "Garments", "origin": "CN", "port_calls": "Sinuiju"}, {"A11": "high"}),
    ({"name": "A", "sector": "arms repair", "notes": "team from North Korea"}, {"A20": "high"}),
    ({"name": "A", "sector": "arms repair", "staff_nationality": "KP", "country": "UG"}, {"A20": "critical"}),
    ({"name": "A", "sector": "Fishing", "crew": "withheld"}, {"A25": "medium"}),
    ({"name": "A", "sector": "Clinic", "staff_nationality": "KP"}, {"A17": "medium"}),
    ({"name": "A", "sector": "Clinic", "staff_nationality": "KP", "notes": "unlicensed"}, {"A17": "high"}),
    ({"name": "A", "match": {"band": "critical"}}, {"A01": "critical"}),
    ({"name": "A", "match": {"band": "high"}}, {"A01": "high"}),
    ({"name": "A", "match": {"band": "medium"}}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "wanted"), LEVELS)
def test_a_rule_weighs_what_is_told(row, wanted):
    assert levels(row) == wanted


def test_a_clinic_whose_licence_is_not_told_is_an_open_question():
    table, matches, entries = example_parties({"name": "A", "sector": "Clinic", "staff_nationality": "KP"})
    found, _ = evaluate(BOOK, table, matches, DAY, entries)
    one = found[found["rule"] == "A17"].iloc[0]
    assert (one["state"], one["level"]) == ("open", "medium")
    assert "ask for the medical licence" in one["why"]


@pytest.mark.parametrize("band", ["high", "critical"])
def test_the_party_s_own_match_is_not_counted_twice(band):
    table, matches, entries = example_parties({"name": "A", "match": {"band": band}})
    hits, _ = evaluate(BOOK, table, matches, DAY, entries)
    hits = hits[hits["rule"].isin(MINE)]
    assert hits["rule"].tolist() == ["A01"]
    assert assess(table.table, matches, hits)["band"].tolist() == [band]


def test_an_employer_that_counts_in_the_own_match_does_not_lift_it_again():
    row = {"name": "Ri Chol", "kind": "person", "employer": "Southern Works", "match": {"band": "high"}}
    assert levels(row, {"Southern Works": {"band": "high"}})["E02"] == "medium"
    del row["match"]
    assert levels(row, {"Southern Works": {"band": "high"}})["E02"] == "high"


def test_a_refugee_s_employer_weighs_no_more_than_medium():
    row = {"name": "Ri Chol", "kind": "person", "employer": "Southern Works", "status": "refugee"}
    assert levels(row, {"Southern Works": {"band": "high"}}) == {"E02": "medium"}


@pytest.mark.parametrize(
    ("name", "band", "more", "origin", "seat", "wanted", "why"),
    [
        ("Golden Bank", 3, {}, (), (), CLOSE, "nothing speaks against it"),
        ("Golden Bank", 2, {}, (), (), POSSIBLE, "a possible name"),
        ("Golden Bank", 3, {}, ("KR",), (), "", "a bank in South Korea"),
        ("Golden Bank", 3, {}, ("KR", "KP"), ("CN",), CLOSE, "one of two is told to be of North Korea"),
        ("Golden Bank", 3, {}, (), ("KR",), "", "the bank of a firm in South Korea"),
        ("Golden Bank, Pyongyang DPRK", 3, {}, (), ("KR",), CLOSE, "the cell names North Korea"),
        ("Golden Bank", 3, {}, ("MY",), (), POSSIBLE, "told to be elsewhere"),
        ("Golden Bank", 2, {}, ("MY",), (), "", "possible, and told to be elsewhere"),
        ("Ministry of Defence", 3, {}, (), ("IN",), "", "every State has one"),
        ("Ministry of Defence of the DPRK", 3, {}, (), ("IN",), CLOSE, "which State's is told"),
        ("Hana Bank", 3, {}, (), ("DE",), "", "a large lawful bank of that name"),
        ("Ri Chol Man", 3, {"kind": "person"}, (), (), POSSIBLE, "a person by name alone"),
        ("Golden Bank", 3, {"is_listed": False}, (), (), POSSIBLE, "a reported front"),
    ],
)
def test_somebody_named_counts_as_far_as_what_is_told_lets_it(name, band, more, origin, seat, wanted, why):
    one = Affiliation("X", "OFAC:1", Band(band), **{"countries": ("KP",), **more})
    assert strength_of(name, one, origin, seat) == wanted, why


@pytest.mark.parametrize("rule", MINE)
def test_visa_tables_are_tested_only_by_rules_that_speak_of_them(rule):
    serves_visa = "visa" in BOOK[rule].profiles
    assert serves_visa is (rule in {"A01", "E01", "E02", "E03", "E04"})
