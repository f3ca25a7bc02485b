"""A way leads from a party through those it names to a listed party, each step with the column it is known from."""

from datetime import date

import pytest

from screen.redflags.evaluate import example_affiliations, example_parties
from screen.redflags.facts import Context
from screen.redflags.paths import chains, chains_of

DAY = date(2026, 11, 24)
LISTED = {"name": "Golden Lake", "match": {"band": "critical", "references": "OFAC:1 UK:1"}}
NEAR = {"Golden Lake": {"band": "high", "references": "OFAC:1"}}


def ways(*rows, affiliated=None):
    table, matches, entries = example_parties({"rows": list(rows)})
    named = example_affiliations({"affiliated": affiliated or {}})
    return chains(Context(table, matches, entries, DAY, affiliations=named))


def told(*rows, affiliated=None):
    """Return each way as places, then column, name, share and row of each step, then reference and band of its end."""
    return [
        (one.places, tuple((s.column, s.name, s.share, s.place) for s in one.steps), one.end.references.split()[0], one.end.band.word)
        for one in ways(*rows, affiliated=affiliated)
    ]  # fmt: skip


APPLICANT = {"name": "Anna Weber", "kind": "person", "employer": "Blue Kite Ltd"}
EMPLOYER = {"name": "Blue Kite Ltd", "kind": "organisation", "owners": "Golden Lake 60 %; Jan Novak 40 %"}

WAYS = [
    ("the employer is a row whose owner is a row that matches", [APPLICANT, EMPLOYER, LISTED], None, [
        ((1,), (("owners", "Golden Lake", 60.0, 2),), "OFAC:1", "critical"),
        ((0,), (("employer", "Blue Kite Ltd", None, 1), ("owners", "Golden Lake", 60.0, 2)), "OFAC:1", "critical"),
    ]),
    ("the owner is only named in a cell", [APPLICANT, EMPLOYER], NEAR, [
        ((1,), (("owners", "Golden Lake", 60.0, None),), "OFAC:1", "high"),
        ((0,), (("employer", "Blue Kite Ltd", None, 1), ("owners", "Golden Lake", 60.0, None)), "OFAC:1", "high"),
    ]),
    ("the employer is only named, and may be listed", [{"name": "Anna Weber", "employer": "Golden Lake"}], NEAR, [
        ((0,), (("employer", "Golden Lake", None, None),), "OFAC:1", "high"),
    ]),
    ("the owner names itself", [{"name": "Golden Lake", "owners": "GOLDEN LAKE 100%"}], NEAR, []),
    ("nobody of interest", [APPLICANT, EMPLOYER], None, []),
    ("two rows of the employer's name: neither is taken for it", [APPLICANT, EMPLOYER, EMPLOYER, LISTED], None, [
        ((1, 2), (("owners", "Golden Lake", 60.0, 3),), "OFAC:1", "critical"),
    ]),
    ("a party that matches the same entry needs no way to it", [LISTED | {"owners": "Golden Lake Holding"},
     LISTED | {"name": "Golden Lake Holding"}], None, []),
    ("no rows", [], None, []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "rows", "affiliated", "wanted"), WAYS)
def test_ways_to_listed_parties(why, rows, affiliated, wanted):
    assert told(*rows, affiliated=affiliated) == wanted, why


def test_several_applicants_of_one_employer_go_one_way():
    rows = [APPLICANT | {"name": f"Person {letter}o"} for letter in "abcdef"]
    assert [one.places for one in ways(*rows, EMPLOYER, LISTED)] == [(6,), (0, 1, 2, 3, 4, 5)]


def test_owners_in_a_ring_and_very_many_of_them_end():
    ring = [{"name": f"Firm {n}", "owners": f"Firm {(n + 1) % 300} 100%"} for n in range(300)]
    wide = [{"name": f"Firm {n}", "owners": "; ".join(f"Firm {m} 1%" for m in range(300))} for n in range(300)]
    assert ways(*ring) == ways(*wide) == ()
    wide[0]["owners"] += "; Golden Lake 1%"
    assert sorted(place for one in ways(*wide, LISTED) for place in one.places) == list(range(300))


def test_what_is_told_of_one_row_is_what_is_told_of_all():
    table, matches, entries = example_parties({"rows": [APPLICANT, EMPLOYER, LISTED]})
    context = Context(table, matches, entries, DAY)
    assert [one for place in range(3) for one in chains_of(context, place)] == sorted(
        chains(context), key=lambda one: one.places
    )
