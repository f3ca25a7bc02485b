"""Matching as a table of cases, then what evidence may and may not do."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.matching.index import Index
from screen.matching.match import Matcher
from screen.matching.policy import points_of, score_of
from screen.model import Band
from tests.builders import cases, entry, parties, watchlist

CASES = cases(__file__, "cases.csv")


def best(matches):
    """Return the first match of the first party as a mapping, {} where there is none."""
    rows = matches.table.to_dict("records")
    return rows[0] if rows else {"band": "none", "score": 0.0, "why": "", "would_settle": ""}


def match(row, *entries):
    return Matcher(Index.compile([watchlist(*entries)])).match(parties(row))


@pytest.mark.parametrize("case", CASES, ids=[f"{c['asked']} / {c['listed']}" for c in CASES])
def test_a_pair_lands_in_the_band_an_officer_expects(case):
    row = {"name": case["asked"].replace(r"\u200b", "\u200b"), "kind": case["kind"], "country": case["country"]}
    countries = (case["listed_country"],) if case["listed_country"] else ()
    found = match(row, entry(case["listed"], kind=case["listed_kind"], countries=countries))
    assert best(found)["band"] == case["band"], f"{case['why']}: {best(found)}"


PERSON = entry("RI, Yong Ho", kind="person", birth_dates=("1957-07-10",), nationalities=("KP",), gender="male",
               identifiers=("passport:KP:472310082",))  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "band", "clause"),
    [
        ({}, "medium", "very common name"),
        ({"birth_date": "1957-07-10"}, "high", "same birth date"),
        ({"birth_date": "1957"}, "high", "fits"),
        ({"birth_date": "1958-07-10"}, "medium", "less than about a year apart"),
        ({"birth_date": "1957-10-07"}, "high", "day and month swapped"),
        ({"birth_date": "1985-03-02"}, "low", "birth years differ by 28: speaks against"),
        ({"nationality": "KR"}, "medium", "nationality South Korea, listed North Korea"),
        ({"gender": "female"}, "low", "female, listed as male"),
        ({"passport": "472310082", "nationality": "KP"}, "critical", "same passport number"),
        ({"passport": "472310082"}, "high", "issuing country not confirmed"),
        ({"passport": "472310082", "nationality": "KP", "birth_date": "1985"}, "critical", "speaks against"),
    ],
)
def test_evidence_on_a_person_adds_up(fields, band, clause):
    found = best(match({"name": "Ri Yong Ho", "kind": "person", **fields}, PERSON))
    assert (found["band"], clause in found["why"]) == (band, True), found


RARE = {"kind": "person", "birth_dates": ("1972-07-10",), "nationalities": ("KP",), "phones": ("+86415123456",)}


@pytest.mark.parametrize(
    ("fields", "band"),
    [
        ({}, "high"),
        ({"birth_date": "1972-07-10"}, "high"),
        ({"nationality": "KP"}, "high"),
        ({"nationality": "KR"}, "medium"),
        ({"nationality": "GB"}, "medium"),
        ({"nationality": "KR", "birth_date": "1972"}, "medium"),
        ({"nationality": "KR", "birth_date": "1972-07-10"}, "high"),
        ({"nationality": "KR", "birth_date": "1972-10-07"}, "high"),
        ({"nationality": "CN", "phone": "+86415123456"}, "high"),
        ({"nationality": "KP", "birth_date": "1976-07-10"}, "medium"),
    ],
)
def test_a_rare_name_with_another_nationality_or_birth_date_needs_more_to_be_high(fields, band):
    found = best(match({"name": "Ko Chol Jae", "kind": "person", **fields}, entry("KO, Chol Jae", **RARE)))
    assert found["band"] == band, found


def test_what_one_list_tells_of_a_party_counts_for_its_entry_on_another():
    full, bare = entry("KO, Chol Jae", **RARE), entry("KO, Chol-Jae", kind="person")
    lists = [watchlist(full, id="a", publisher="A"), watchlist(bare, id="b", publisher="B")]
    references = [f"{one.publisher}:{identity}" for one in lists for identity in one.entries["id"]]
    same = pd.DataFrame({"cluster": "c", "reference": references, "proof": "stated"})
    table = parties({"name": "Ko Chol Jae", "kind": "person", "nationality": "KR"})
    assert best(Matcher(Index.compile(lists, same)).match(table))["band"] == "medium"
    assert best(Matcher(Index.compile(lists)).match(table))["band"] == "high"


def test_a_strong_identifier_with_another_name_is_high_and_said_to_conflict():
    found = best(
        match(
            {"name": "Harbour Desk", "bic": "DCBKKPPYXXX"},
            entry("DAEDONG CREDIT BANK", identifiers=("bic::DCBKKPPY",)),
        )
    )
    assert found["band"] == "high"
    assert found["why"].startswith("Identifier conflict")


def test_a_listed_passport_without_country_is_of_the_only_listed_nationality():
    listed = entry("RI, Yong Ho", kind="person", nationalities=("KP",), identifiers=("passport::472310082",))
    found = best(match({"name": "Ri Yong Ho", "passport": "PS 472310082", "nationality": "DPRK"}, listed))
    assert found["band"] == "critical"
    assert "same passport number PS472310082 (North Korea)" in found["why"]


def test_an_imo_number_and_the_name_are_critical():
    found = best(
        match(
            {"name": "Chong Chon Gang", "imo": "7937317"},
            entry("CHONG CHON GANG", kind="vessel", identifiers=("imo::7937317",)),
        )
    )
    assert found["band"] == "critical"


def test_a_different_imo_number_speaks_against_a_ship_of_the_same_name():
    found = best(
        match(
            {"name": "Chong Chon Gang", "imo": "9253325"},
            entry("CHONG CHON GANG", kind="vessel", identifiers=("imo::7937317",)),
        )
    )
    assert found["band"] in {"low", "medium"}
    assert "speaks against" in found["why"]


@pytest.mark.parametrize(("alias", "band"), [("KOMID", "medium"), ("NCG", "low")])
def test_a_weak_alias_alone_never_reaches_high(alias, band):
    found = best(
        match({"name": alias, "kind": "organisation"}, entry("SOMETHING ELSE ENTIRELY", weak_aliases=(alias,)))
    )
    assert found["band"] == band
    assert "weak alias" in found["why"]


def test_a_delisted_entry_never_alerts():
    assert match({"name": "Glocom"}, entry("GLOCOM", legal_status="delisted")).table.empty


def test_entries_tied_by_same_as_are_one_match_with_all_references():
    lists = [
        watchlist(entry("GLOCOM", id="1"), id="a", publisher="UN"),
        watchlist(entry("GLOCOM", id="9"), id="b", publisher="OFAC"),
    ]
    tied = pd.DataFrame({"cluster": ["c", "c"], "reference": ["UN:1", "OFAC:9"], "proof": ["name", "name"]})
    found = Matcher(Index.compile(lists, tied)).match(parties({"name": "Glocom"})).table
    assert found["references"].tolist() == ["UN:1 OFAC:9"]


def test_a_value_that_many_rows_share_points_to_nobody_and_is_reported():
    rows = [{"name": f"Innocent Works {n}", "phone": "+8522555012"} for n in range(8)]
    found = Matcher(Index.compile([watchlist(entry("LEAD FRONT", phones=("+8522555012",)))])).match(parties(*rows))
    assert found.table.empty
    assert [problem.code for problem in found.problems] == ["identifier-shared"]


def test_one_exact_phone_number_reaches_medium():
    found = match({"name": "Innocent Works", "phone": "+8522555012"}, entry("LEAD FRONT", phones=("+8522555012",)))
    assert best(found)["band"] == "medium"


def test_what_would_settle_an_alert_is_named():
    found = best(match({"name": "Ri Yong Ho", "kind": "person"}, PERSON))
    assert "birth date" in found["would_settle"]
    assert "passport number" in found["would_settle"]


NAMES = [
    "Glocom Sdn Bhd",
    "Ri Yong Ho",
    "Korea Trading Corporation",
    "丹东科华经贸有限公司",
    "Kim Jong Un",
    "Air Koryo",
    "Hana Bank",
    "",
]


def test_a_batch_and_single_calls_agree_to_the_digit():
    matcher = Matcher(
        Index.compile([watchlist(entry("GLOCOM"), PERSON, entry("AIR KORYO"), entry("HANA BANKING CORPORATION LTD"))])
    )
    batch = matcher.match_names(NAMES, None, 50)
    for place, name in enumerate(NAMES):
        alone = matcher.match_names([name], None, 50)
        mine = batch[batch["query_index"] == place]
        assert mine.drop(columns="query_index").values.tolist() == alone.drop(columns="query_index").values.tolist()


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing_but_the_order(order):
    rows = [{"name": name} for name in NAMES[:6]]
    matcher = Matcher(Index.compile([watchlist(entry("GLOCOM"), PERSON, entry("AIR KORYO"))]))
    straight = {r["name"]: r["score"] for r in matcher.match(parties(*rows)).table.to_dict("records")}
    turned = {
        r["name"]: r["score"] for r in matcher.match(parties(*[rows[i] for i in order])).table.to_dict("records")
    }
    assert straight == turned


@given(st.integers(-500, 500), st.integers(-100, 0))
def test_a_score_stays_between_0_and_100_and_contradiction_never_raises_it(points, against):
    assert 0 <= score_of(points) <= 100
    assert score_of(points + against) <= score_of(points)


@given(st.floats(1, 99))
def test_points_and_scores_are_each_others_inverse(score):
    assert abs(score_of(points_of(score)) - score) < 1.0


def test_bands_have_words():
    assert [Band.of(word) for word in ("none", "low", "medium", "high", "critical")] == list(Band)


@pytest.mark.parametrize(
    ("employer", "band", "clause"),
    [
        (
            "Glocom Sdn Bhd",
            "high",
            "employer “Glocom Sdn Bhd” is a possible match to the listed “GLOCOM” (TEST:GLOCOM)",
        ),
        ("Acme Works", "medium", "very common name"),
        ("", "medium", "very common name"),
    ],
)
def test_an_employer_on_a_list_is_evidence(employer, band, clause):
    listed = watchlist(entry("RI, Yong Ho", kind="person"), entry("GLOCOM"))
    row = {"name": "Ri Yong Ho", "kind": "person", "employer": employer}
    found = best(Matcher(Index.compile([listed])).match(parties(row)))
    assert (found["band"], clause in found["why"]) == (band, True), found


@pytest.mark.parametrize(
    ("listed_born", "born", "bands"),
    [
        ("1957-07-10", "1958-07-10", {"medium", "high"}),
        ("1957-07-10", "1967-07-11", {"low"}),
        ("1957-07-10", "1985-03-02", {"low"}),
    ],
)
@pytest.mark.parametrize("name", ["RI, Yong Ho", "KUZHYK, Oleksandr"])
def test_birth_dates_a_year_apart_alert_and_ten_years_apart_do_not(name, listed_born, born, bands):
    found = best(
        match(
            {"name": name, "kind": "person", "birth_date": born},
            entry(name, kind="person", birth_dates=(listed_born,)),
        )
    )
    assert found["band"] in bands, found


def test_the_rarity_of_a_name_is_said_with_the_namesakes_to_expect():
    found = best(match({"name": "Kim Yong Chol", "kind": "person"}, entry("KIM, Yong Chol", kind="person")))
    assert found["rarity"] == "very common"
    assert "namesakes expected in North Korea" in found["why"]
    other = best(match({"name": "Oleksandr Kuzhyk", "kind": "person"}, entry("KUZHYK, Oleksandr", kind="person")))
    assert other["rarity"] == "rare"
    assert "North Korea" not in other["why"]
