"""Adding up evidence: what a name, a contradiction and a strong identifier may do to a score, and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.matching.fields import Evidence
from screen.matching.index import QUALITIES
from screen.matching.names import NamePair
from screen.matching.policy import Policy, points_of, policy, score_of, using
from screen.matching.score import (
    NameEvidence,
    about,
    add_up,
    at_most,
    name_evidence,
    sentence,
    standing,
    weigh,
    would_settle,
)
from screen.model import Band
from screen.names import korean

FIELDS = (
    "name",
    "birth_date",
    "nationality",
    "passport",
    "country",
    "address",
    "imo",
    "registration_number",
    "tax_number",
    "bic",
)


def name(score, alone=None):
    return NameEvidence("asked", "listed", "name", score, score if alone is None else alone, "", "names alike")


def field(which, points, level="same", verdict=None):
    return Evidence(
        which, level, verdict or ("agrees" if points > 0 else "contradicts"), points, "a", "b", f"{which} {points}"
    )


STRONG = field("passport", 60, "strong")
DAY = field("birth_date", 34)


@pytest.mark.parametrize(
    ("asked", "fields", "score", "band", "why"),
    [
        (name(100), [], 99.0, Band.HIGH, "a name alone is never critical"),
        (name(71), [], 71.0, Band.MEDIUM, "medium begins at 70"),
        (name(50), [], 50.0, Band.LOW, "low begins at 50"),
        (name(40), [], 39.8, Band.NONE, "below it nothing"),
        (name(100, 78), [], 77.9, Band.MEDIUM, "what a name may count for alone is what counts"),
        (name(90), [field("nationality", -40)], 70.0, Band.MEDIUM, "nationality alone takes nothing below medium"),
        (name(60), [field("nationality", -40)], 60.0, Band.LOW, "nor one that is below it already"),
        (
            name(60),
            [field("nationality", -40), field("birth_date", -40)],
            8.6,
            Band.NONE,
            "together with a birth date it does",
        ),
        (
            name(90),
            [field("birth_date", -80)],
            50.0,
            Band.LOW,
            "a name that alerts stays visible however much contradicts it",
        ),
        (name(70), [field("birth_date", -80)], 50.0, Band.LOW, "which it does from 70 on"),
        (name(69), [field("birth_date", -80)], 0.9, Band.NONE, "one that does not alert goes"),
        (name(99), [field("nationality", -1)], 84.0, Band.MEDIUM, "another nationality keeps it below high"),
        (
            name(99),
            [field("nationality", -1), field("address", 33)],
            84.0,
            Band.MEDIUM,
            "33 points do not outweigh it",
        ),
        (name(99), [field("nationality", -1), field("address", 34)], 99.9, Band.HIGH, "34 do"),
        (name(99), [field("address", -1)], 98.9, Band.HIGH, "another address holds nothing back"),
        (name(50), [STRONG], 98.5, Band.CRITICAL, "a strong identifier and a name that does not contradict"),
        (name(49), [STRONG], 90.0, Band.HIGH, "and one that does: identifier conflict"),
        (None, [STRONG], 90.0, Band.HIGH, "and none that comes near"),
        (None, [field("phone", 20)], 50.0, Band.LOW, "without a name 20 points are missing"),
    ],
)
def test_points_add_up_to_the_score_and_band_of_the_design(asked, fields, score, band, why):
    assert weigh(asked, fields) == (pytest.approx(score, abs=0.3), band), why


POINTS = st.integers(-80, 80)
SOME = st.lists(
    st.builds(field, st.sampled_from(["nationality", "birth_date", "address", "phone"]), POINTS), max_size=4
)  # fmt: skip
ASKED = st.one_of(st.none(), st.floats(0, 100).map(lambda score: name(round(score, 1))))


@given(ASKED, SOME, st.integers(-80, 0))
def test_contradicting_evidence_never_raises_a_score_or_band(asked, fields, points):
    for which in ("nationality", "birth_date", "address"):
        before, after = weigh(asked, fields), weigh(asked, [*fields, field(which, points)])
        assert after[0] <= before[0]
        assert after[1] <= before[1]


@given(ASKED, SOME, st.integers(1, 80))
def test_agreeing_evidence_never_lowers_a_score_or_band(asked, fields, points):
    before, after = weigh(asked, fields), weigh(asked, [*fields, field("address", points)])
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(ASKED, SOME, st.randoms(use_true_random=False))
def test_the_order_of_evidence_changes_nothing(asked, fields, chance):
    assert weigh(asked, chance.sample(fields, len(fields))) == weigh(asked, fields)


@given(ASKED, SOME)
def test_a_score_lies_within_0_and_100_and_in_its_band(asked, fields):
    score, band = weigh(asked, fields)
    assert 0 <= score <= 100
    assert band is policy().band(score)


@pytest.mark.parametrize(
    ("score", "level", "verdict"),
    [(100, "same", "agrees"), (95, "same", "agrees"), (94, "close", "agrees"), (70, "close", "agrees"),
     (69, "near", "close"), (50, "near", "close"), (49, "near", "contradicts")],
)  # fmt: skip
def test_a_name_agrees_from_70_and_contradicts_below_50(score, level, verdict):
    told = name(score).evidence()
    assert (told.level, told.verdict, told.points) == (level, verdict, points_of(score))


@pytest.mark.parametrize(
    ("evidence", "band", "told"),
    [
        (
            [field("name", 20), field("birth_date", -30), field("address", 9)],
            Band.MEDIUM,
            "Name 20; address 9; birth_date -30",
        ),
        ([field("name", -20), STRONG], Band.HIGH, "Identifier conflict; name -20; passport 60"),
        ([field("name", 20), STRONG], Band.CRITICAL, "Name 20; passport 60"),
        ([field("name", 20), field("phone", 0, verdict="missing")], Band.LOW, "Name 20"),
    ],
)
def test_a_sentence_says_what_supports_first(evidence, band, told):
    assert sentence(evidence, band) == told


def test_a_pair_without_a_name_that_comes_near_says_so():
    scored = add_up(3, 7, None, [STRONG])
    assert (scored.party, scored.entry, scored.band) == (3, 7, Band.HIGH)
    assert scored.why == "Identifier conflict; the names differ; passport 60"
    assert scored.evidence[0].points == -20


PERSON = {"kind": "person", "birth_dates": ("1957-03-02",), "identifiers": ("passport:KP:1",)}
COMPANY = {"kind": "organisation", "birth_dates": (), "identifiers": ("bic::X",)}


@pytest.mark.parametrize(
    ("given_fields", "entry", "told"),
    [
        ({}, PERSON, "Not given: birth date (listed: 1957-03-02) and passport number"),
        ({"birth_date": "1957"}, PERSON, "Not given: passport number"),
        ({"passport": "2"}, PERSON, "Not given: birth date (listed: 1957-03-02)"),
        ({"birth_date": "1957", "passport": "2"}, PERSON, ""),
        ({}, PERSON | {"birth_dates": (), "identifiers": ()}, "Not given: birth date"),
        ({"birth_date": "1957"}, PERSON | {"birth_dates": (), "identifiers": ()}, ""),
        ({}, PERSON | {"birth_dates": ()}, "Not given: passport number"),
        ({}, {"kind": "vessel", "identifiers": ()}, "Not given: IMO number"),
        ({"imo": "1"}, {"kind": "vessel", "identifiers": ()}, ""),
        ({}, COMPANY, "Not given: country or address and registration number and BIC"),
        ({"country": "DE"}, COMPANY, "Not given: registration number and BIC"),
        ({"address": "x"}, COMPANY, "Not given: registration number and BIC"),
        ({"country": "DE", "tax_number": "1"}, COMPANY, "Not given: BIC"),
        ({"country": "DE", "registration_number": "1", "bic": "Y"}, COMPANY, ""),
        ({"country": "DE", "registration_number": "1"}, COMPANY | {"identifiers": ()}, ""),
    ],
)
def test_what_would_settle_a_pair_is_what_is_listed_or_usual_and_not_given(given_fields, entry, told):
    party = dict.fromkeys(FIELDS, "") | given_fields
    assert would_settle(party, entry, add_up(0, 0, name(80), [])) == told


def test_nothing_is_asked_where_a_strong_identifier_settled_it():
    assert would_settle(dict.fromkeys(FIELDS, ""), PERSON, add_up(0, 0, name(80), [STRONG])) == ""


ENTRY = {
    "legal_status": "listed", "reliability": "", "operating_status": "open", "closed_on": "", "note": "", "basis": "original",
    "measure": "", "denials": (),
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told", "what"),
    [
        ({}, "", "listed party"),
        ({"basis": "derived"}, "not from the publisher's own file: check the official list", "listed party"),
        (
            {"basis": "derived", "note": "Rebuilt; check the official list."},
            "Rebuilt; check the official list",
            "listed party",
        ),
        ({"legal_status": "not listed", "basis": "derived"}, "", "entry on no official list,"),
        (
            {"legal_status": "not listed", "reliability": "A"},
            "reliability A of the report",
            "reported front, on no official list,",
        ),
        ({"operating_status": "closed", "closed_on": "2019"}, "reported closed 2019", "listed party"),
        ({"operating_status": "closed"}, "reported closed", "listed party"),
        (
            {"denials": ("the owner, 2020",), "measure": "transport only"},
            "transport only; denied: the owner, 2020",
            "listed party",
        ),
    ],
)
def test_what_an_officer_should_know_of_an_entry_is_told(more, told, what):
    assert (about(ENTRY | more), standing(ENTRY | more)) == (told, what)


@pytest.mark.parametrize("band", list(Band))
def test_a_reported_front_is_a_lead_and_no_more(band):
    assert at_most(band, ENTRY) is band
    assert at_most(band, ENTRY | {"reliability": "A"}) is min(band, Band.MEDIUM)


@pytest.mark.parametrize(
    ("points", "score"), [(0, 50.0), (10, 66.7), (-10, 33.3), (400, 100.0), (1000, 100.0), (-1000, 0.0)]
)
def test_ten_points_double_the_odds(points, score):
    assert score_of(points) == score


@pytest.mark.parametrize(("score", "points"), [(50, 0), (0, -66), (1, -66), (99, 66), (100, 66), (80, 20)])
def test_a_score_stands_for_points_between_1_and_99(score, points):
    assert points_of(score) == points


def test_bands_begin_at_their_score_and_hold_for_a_while_only():
    assert [policy().band(score) for score in (49.9, 50, 69.9, 70, 84.9, 85, 100)] == [
        Band.NONE, Band.LOW, Band.LOW, Band.MEDIUM, Band.MEDIUM, Band.HIGH, Band.HIGH,
    ]  # fmt: skip
    with using({"medium": 60.0}):
        assert policy().band(60) is Band.MEDIUM
        with using({}):
            assert policy().band(60) is Band.LOW
    assert policy().band(60) is Band.LOW
    assert isinstance(policy(), Policy)


def told_of(asked, listed, quality, kind, score=100.0, lattice=None, found=None):
    return name_evidence(asked, listed, QUALITIES.index(quality), kind, NamePair(0, 0, score, None, found), lattice)


@pytest.mark.parametrize(
    ("listed", "quality", "kind", "alone", "why"),
    [
        ("KOMID", "weak", "organisation", 80, "a distinctive weak alias"),
        ("NCG", "weak", "organisation", 65, "a short one"),
        ("STAR", "weak", "organisation", 65, "a short one that is a word"),
        ("GLOBAL", "weak", "organisation", 65, "a long one that is a word"),
        ("KOMID", "strong", "organisation", 100, "a strong alias that is long enough"),
        ("NCG", "strong", "organisation", 65, "a short form that others use too"),
        ("NCG", "name", "organisation", 100, "the name itself"),
        ("Ри", "strong", "organisation", 100, "a short form in letters that others do not use"),
    ],
)
def test_an_alias_counts_alone_for_as_much_as_it_distinguishes(listed, quality, kind, alone, why):
    assert told_of("asked", listed, quality, kind).alone == alone, why


def test_a_common_korean_name_is_capped_and_said_to_be_and_one_of_a_company_is_not():
    (lattice,) = korean.parse(["Kim Yong Chol"])
    found = korean.compare(lattice, lattice)
    person = told_of("Kim Yong Chol", "KIM YONG CHOL", "name", "person", lattice=lattice, found=found)
    assert (person.rarity, person.alone) == ("very common", 78)
    assert "very common" in person.why
    read = told_of("Kim Yong Chol", "KIM YONG CHOL", "name", "person", lattice=lattice)
    assert read.why == "spells the initials of “KIM YONG CHOL”; very common name"
    company = told_of("Kim Yong Chol", "KIM YONG CHOL", "name", "organisation", lattice=lattice, found=found)
    assert (company.rarity, company.alone) == ("", 100)
    other = told_of("Jane Roe", "JANE ROE", "name", "person")
    assert other.rarity
    assert other.alone == 100
