"""Facts over the whole table: groups are named, damped, and never raised by what innocent groups have in common."""

from datetime import date

import pandas as pd
import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags import check_rules, evaluate, load_rules
from screen.redflags.evaluate import example_parties
from screen.redflags.facts.group_keys import address_key, email_key, keys, person_key
from screen.redflags.facts.registry import FACTS, Context
from screen.redflags.rule import RuleBook

BOOK = load_rules()
IDS = ("A06", "A08", "B04", "B05", "B06", "B07", "B13", "B17", "B21", "B22", "C03", "C06G", "C10", "G01", "G02")
GROUPS = RuleBook(tuple(rule for rule in BOOK if rule.id in IDS), BOOK.exceptions)
DAY = date(2026, 11, 24)


def hits(*rows, entries=None, rule=None):
    table, matches, told = example_parties({"rows": list(rows)})
    found, _ = evaluate(GROUPS, table, matches, DAY, told if entries is None else entries)
    return found if rule is None else found[found["rule"] == rule]


def ask(fact, *rows):
    table, matches, entries = example_parties({"rows": list(rows)})
    return FACTS[fact].ask(Context(table, matches, entries, DAY))


def crew(count, start=1, **fields):
    """Return people with distinct names; a field may be a function of the number."""
    return [
        {"name": f"Person {chr(97 + number % 26)}{chr(97 + number // 26)}o"}
        | {key: value(number) if callable(value) else value for key, value in fields.items()}
        for number in range(start, start + count)
    ]


def test_all_the_rules_are_there_and_behave():
    assert {rule.id for rule in GROUPS} == set(IDS)
    assert check_rules(GROUPS) == []


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("sponsor", "Green Sea Trading Co., Ltd.", "GREEN SEA TRADING LLC"),
        ("phone", "+7 (914) 123-45-67", "8 914 1234567"),
        ("email", "Blue.Sky+visa@Gmail.com", "bluesky@googlemail.com"),
        ("address", "12, Harbour Street, Floor 3", "12 harbour st fl. 3"),
        ("website", "https://www.kite.example/en", "kite.example"),
        ("bank_account", "DE12 3456-78", "de12345678"),
        ("passport", "g 123-4567", "G1234567"),
    ],
)
def test_two_spellings_of_a_value_are_one(field, one, other):
    assert keys(field, one) == keys(field, other) != ()


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("address", "Sukhumvit Road, Bangkok"),
        ("phone", "110"),
        ("website", "facebook.com"),
        ("notes", "see above"),
        ("email", "none"),
    ],
)
def test_a_value_too_common_to_point_to_anybody_is_no_key(field, cell):
    assert keys(field, cell) == ()


def test_what_differs_stays_apart():
    assert email_key("a.b@firm.example") != email_key("ab@firm.example"), "only some hosts ignore dots"
    assert address_key("12 Harbour Street, Floor 3") != address_key("12 Harbour Street, Floor 4")
    assert person_key("Kim Chol Su") != person_key("Kim Chol Ho")


# ---- controls: innocent groups ------------------------------------------------------------------------------

SHARED = {"sponsor": "Ocean Crewing Inc", "phone": "+639171234567", "email": "crew@ocean.example",
          "address": "14 Mill Lane, Yard 3, Eastport", "bank_account": "PH0012345"}  # fmt: skip
INNOCENT = {
    "Filipino seafarers": crew(24, nationality="PH", passport=lambda n: f"P00012{n:02}A", occupation="Seafarer", **SHARED),
    "Bangladeshi builders": crew(
        30, nationality="BD", worksite="Tower 5", employment_status="Self-employed", notes="Will work on the tower with the whole crew until it is done", education="Dhaka College", **SHARED,
    ),
    "Taiwanese colleagues": crew(9, nationality="TW", passport=lambda n: f"56333010{n}", sponsor="Formosa Parts"),
    "South Korean group": crew(22, nationality="KR", passport=lambda n: f"M123456{n:02}", **SHARED),
    "citizens of the South born in the North": crew(8, nationality="KR;KP", passport=lambda n: f"M123456{n:02}", **SHARED),
    "Chinese Koreans": crew(8, nationality="CN", birth_place="Yanji", ethnicity="Korean", **SHARED),
    "Sakhalin Koreans": crew(8, nationality="RU", ethnicity="Korean", **SHARED),
    "family on one account": [
        {"name": f"{given} Santos", "nationality": "PH", "bank_account": "PH1", "phone": "+639171234567"}
        for given in ("Maria", "Jose", "Ana", "Luis")
    ],
    "no nationality column": crew(12, **SHARED),
    "one North Korean at a great agency": crew(1, nationality="KP", **SHARED) + crew(40, 2, nationality="BD", **SHARED),
    "work, then study": [{"name": "Ana Cruz", "nationality": "PH", "permit_category": "Student", "earlier_category": "Work"}],
    "students in a hall": crew(8, nationality="KP", permit_category="Student", address="Student Hall 2, Campus Road 10"),
    "refugees in one house": crew(8, nationality="KP", status="Refugee", permit_category="Asylum", **SHARED),
    "diplomats": crew(8, nationality="KP", status="accredited", permit_category="Diplomatic", passport=lambda n: f"83621010{n}", **SHARED),
    "two of one common name": [
        {"name": "Kim Chol", "nationality": "KP", "birth_date": f"19{year}-01-01", "passport": f"{year}3330101"} for year in (56, 65)
    ],
    "renamed restaurant": [
        {"name": "Old Corner", "sector": "Restaurant", "address": "4 Hill St, Town", "status": "closed"},
        {"name": "New Corner Grill", "sector": "Restaurant", "address": "4 Hill St, Town"},
    ],
    "freelancers behind one office network": [
        {"name": name, "occupation": "Developer", "ip_address": "203.0.113.7"} for name in ("Al Reed", "Kei Mori", "Luz Paz")
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", INNOCENT.values(), ids=INNOCENT.keys())
def test_an_innocent_group_stays_clear(rows):
    assert hits(*rows).to_dict("records") == []


# ---- batches ------------------------------------------------------------------------------------------------


def test_a_clause_names_the_group_and_what_raises_it():
    rows = crew(2, nationality="KP", sponsor="Green Sea") + crew(6, 3, sponsor="GREEN SEA LLC")
    found = hits(*rows, rule="B05").set_index("row")["why"]
    assert found[4] == "Shares its sponsor with 7 other rows (1, 2, 3 …); row 1 is a North Korean national"
    assert "national" not in found[1]


@pytest.mark.parametrize(
    ("count", "status", "level"),
    [(4, "", None), (5, "", "high"), (20, "employed", "critical"), (20, "", "high"), (19, "employed", "high")],
)
def test_a_batch_weighs_by_its_nationals_and_by_what_is_known_of_exceptions(count, status, level):
    found = hits(
        *crew(count, nationality="KP", sponsor="Green Sea", status=status, permit_category="Work" if status else ""),
        rule="B05",
    )
    assert set(found["level"]) == ({level} if level else set())


def test_one_person_in_many_rows_is_no_batch():
    rows = [{"name": "Person Ao", "birth_date": "1990-01-01", "nationality": "KP", "sponsor": "Green Sea"}] * 6
    assert hits(*rows, rule="B05").empty


def test_people_who_start_far_apart_are_no_batch():
    spread = crew(6, nationality="KP", sponsor="Green Sea", permit_issued_on=lambda n: f"20{10 + n}-01-01")
    close = crew(6, nationality="KP", sponsor="Green Sea", permit_issued_on=lambda n: f"2017-01-{n:02}")
    assert hits(*spread, rule="B05").empty
    assert len(hits(*close, rule="B05")) == 6


def test_another_stated_nationality_in_a_north_korean_batch_is_not_flagged():
    rows = crew(6, nationality="KP", sponsor="Green Sea") + crew(3, 7, nationality="PH", sponsor="Green Sea")
    assert set(hits(*rows, rule="B05")["row"]) == set(range(1, 7))


def test_a_tie_of_another_row_raises_a_batch_of_unknown_nationality():
    rows = [*crew(5, sponsor="Green Sea"), {"name": "Zoe", "sponsor": "Green Sea", "phone": "+850218111999"}]
    assert set(hits(*rows, rule="B05")["level"]) == {"high"}


def test_a_batch_of_unknown_nationality_needs_two_further_signs_and_stays_open():
    one = crew(6, sponsor="Green Sea", phone="+79141234567")
    two = crew(6, sponsor="Green Sea", phone="+79141234567", passport_holder="employer")
    assert hits(*one, rule="B05").empty
    found = hits(*two, rule="B05")
    assert set(found["state"]) == {"open"}
    assert set(found["level"]) == {"medium"}
    assert "ask for the nationality" in found["why"].iat[0]


def test_study_alone_keeps_a_batch_at_medium():
    students = crew(6, nationality="KP", sponsor="Eastport University", permit_category="Student")
    workers = crew(6, nationality="KP", sponsor="Green Sea", permit_category="Student", employer="Green Sea")
    assert set(hits(*students, rule="B05")["level"]) == {"medium"}
    assert set(hits(*workers, rule="B05")["level"]) == {"high"}


@pytest.mark.parametrize(
    ("numbers", "nationality", "fires"),
    [
        (("563330101", "563330111"), "KP", True),
        (("563330101", "563330112"), "KP", False),
        (("563339999", "563340001"), "KP", False),
        (("PS563320101", "563320102"), "KP", True),
        (("563330101", "563330101"), "KP", False),
        (("E1234567", "E1234568"), "KP", True),
        (("563330101", "563330102"), "CN", False),
    ],
)
def test_numbers_in_a_row(numbers, nationality, fires):
    rows = [
        {"name": f"Person {chr(97 + at)}", "nationality": nationality, "passport": one}
        for at, one in enumerate(numbers)
    ]
    assert bool(len(hits(*rows, rule="B06"))) is fires


def test_an_unknown_nationality_is_unknown_not_false():
    answers = ask(
        "batch_on_one_sponsor",
        *crew(5, sponsor="Green Sea"),
        {"name": "Zoe", "nationality": "PH", "sponsor": "Green Sea"},
        {"name": "Al"},
    )
    assert answers.values == [None] * 5 + [False, None]
    assert ask("passport_numbers_in_a_row", {"name": "Al"}).values == [None]
    assert ask("one_contact_for_many", *crew(3, phone="+79141234567")).values == [None] * 3


def test_protected_persons_raise_nobody():
    rows = crew(1, nationality="KP", status="refugee", phone="+79141234567") + crew(4, 2, phone="+79141234567")
    assert hits(*rows).empty


def test_a_minder_is_flagged_alone_and_only_in_a_north_korean_batch():
    rows = crew(6, nationality="KP", sponsor="Green Sea", birth_date="1992", occupation="Welder")
    rows[2] |= {"occupation": "Interpreter", "birth_date": "1970"}
    assert hits(*rows, rule="B13")["row"].tolist() == [3]
    assert hits(*(row | {"nationality": "PH"} for row in rows), rule="B13").empty


# ---- fronts -------------------------------------------------------------------------------------------------


def listed(band="high", kind="organisation"):
    return {"band": band, "typology": "trading"}


def test_a_shared_contact_shows_its_path():
    found = hits(
        {"name": "Old Quay", "phone": "+862155501234", "match": listed()},
        {"name": "New Quay", "phone": "+862155501234"},
        rule="A06",
    )
    assert found[["row", "level"]].to_numpy().tolist() == [[2, "high"]]
    assert "telephone number with row 1, a possible match to a listed party" in found["why"].iat[0]


def test_a_value_many_use_stays_low_alone_and_counts_with_a_second():
    hub = {"address": "Business Centre, Suite 9, 4 Hill St, Town"}
    one = [{"name": "Old Quay", **hub, "match": listed()}, {"name": "New Quay", **hub}]
    two = [row | {"email": "post@quay.example"} for row in one]
    assert set(hits(*one, rule="A06")["level"]) == {"low"}
    assert set(hits(*two, rule="A06")["level"]) == {"high"}
    many = [{"name": "Old Quay", "phone": "+862155501234", "match": listed()}, *crew(30, phone="+862155501234")]
    assert set(hits(*many, rule="A06")["level"]) == {"low"}


@pytest.mark.parametrize(("change", "level"), [({"legal_status": "not listed"}, "medium"), ({"legal_status": "delisted"}, None), ({"band": "medium"}, "medium"), ({"band": "low"}, None), ({"entry_kind": "person", "band": "medium"}, None)])  # fmt: skip
def test_the_standing_of_the_match_decides(change, level):
    table, matches, entries = example_parties({"rows": [
        {"name": "Old Quay", "phone": "+862155501234", "match": listed()}, {"name": "New Quay", "phone": "+862155501234"}]})  # fmt: skip
    found, _ = evaluate(GROUPS, table, matches.assign(**change), DAY, entries)
    assert found[found["rule"] == "A06"]["level"].tolist() == ([level] if level else [])


ENTRY = {
    "list": "test", "id": "X1", "kind": "organisation", "name": "Blue Pavilion", "typology": ("restaurant",), "legal_status": "not listed",
    "addresses": ("Rising Mall, 45 River Road, Lakeside, Laos",), "phones": ("+856 21 555 123",), "emails": (), "websites": (),
    "operating_status": "closed", "closed_on": "2019-11",
}  # fmt: skip


def test_an_address_of_a_closed_entry_is_found_though_country_and_city_are_written_apart():
    entries = pd.DataFrame([ENTRY])
    row = {"name": "Lotus House", "sector": "Restaurant", "address": "Rising Mall, 45 River Rd.", "city": "Lakeside"}
    assert "Blue Pavilion, which closed in 2019-11" in hits(row, entries=entries, rule="A08")["why"].iat[0]
    assert hits(row | {"name": "Blue Pavilion Ltd"}, entries=entries, rule="A08").empty, (
        "the same name is the match itself"
    )
    assert hits(row | {"sector": "Printing"}, entries=entries, rule="A08").empty


def test_a_telephone_of_an_entry_is_found():
    row = {"name": "Lotus House", "phone": "0085621555123"}
    assert hits(row, entries=pd.DataFrame([ENTRY]), rule="A06")["level"].tolist() == ["medium"]
    official = pd.DataFrame([ENTRY | {"legal_status": "listed"}])
    assert hits(row, entries=official, rule="A06")["level"].tolist() == ["high"]
    delisted = pd.DataFrame([ENTRY | {"legal_status": "delisted", "operating_status": ""}])
    assert hits(row, entries=delisted, rule="A06").empty


# ---- profiles -----------------------------------------------------------------------------------------------

FACES = [{"name": "Alan Reed"}, {"name": "Marko Petrov"}, {"name": "Kenji Mori"}]


@pytest.mark.parametrize(
    ("count", "shared", "level"),
    [
        (2, {"phone": "+12065550100"}, "medium"),
        (3, {"phone": "+12065550100"}, "high"),
        (2, {"phone": "+12065550100", "device": "SN-44"}, "high"),
        (3, {"phone": "+12065550100", "employer": "Bright Studio"}, "low"),
        (3, {"ip_address": "203.0.113.7"}, None),
    ],
)
def test_profiles_with_one_operator(count, shared, level):
    found = hits(*({**face, "occupation": "Web developer", **shared} for face in FACES[:count]), rule="C03")
    assert set(found["level"]) == ({level} if level else set())


def test_people_who_are_no_profiles_are_not_tested():
    assert hits(*({**face, "occupation": "Welder", "phone": "+12065550100"} for face in FACES), rule="C03").empty


def test_nearly_the_same_text_is_a_copy_and_another_is_not():
    words = [f"word{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(120)]
    nearly = [*words[:-1], "changed"]
    other = [*words[:60], *(word[::-1] for word in words[60:])]
    rows = [{"name": "Alan Reed", "profile_text": " ".join(words)}, {"name": "Marko Petrov", "profile_text": " ".join(nearly)},
            {"name": "Kenji Mori", "profile_text": " ".join(other)}]  # fmt: skip
    assert hits(*rows, rule="C10")["row"].tolist() == [1, 2]


def test_a_stated_other_nationality_makes_a_document_discrepancy_low():
    rows = [
        {"name": "Alan Reed", "passport": "G1234567", "nationality": "GB"},
        {"name": "Marko Petrov", "passport": "G1234567", "nationality": "GB"},
    ]
    assert hits(*rows, rule="G01")["level"].tolist() == ["low", "low"]


def test_an_empty_table_and_single_rows_give_nothing():
    empty, _ = evaluate(GROUPS, example_parties({"rows": [{"name": "Al"}]})[0], frame([], MATCH_COLUMNS), DAY)
    assert empty.empty


def test_order_changes_nothing_but_order():
    rows = crew(3, nationality="KP", sponsor="Green Sea", passport=lambda n: f"56333010{n}") + crew(
        5, 4, sponsor="Green Sea"
    )
    told = {
        (rows[row - 1]["name"], rule, level) for row, rule, level in hits(*rows)[["row", "rule", "level"]].to_numpy()
    }
    turned = rows[::-1]
    again = {
        (turned[row - 1]["name"], rule, level)
        for row, rule, level in hits(*turned)[["row", "rule", "level"]].to_numpy()
    }
    assert told == again != set()
