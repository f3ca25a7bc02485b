"""What parties have to do with one another follows from the run: its matches, its flags and its decisions."""

import pytest

from screen.screening.related import chains_of, connections_of
from tests.builders import decided, entry, screen_rows, watchlist

LISTS = [watchlist(entry("Golden Lake Trading Corporation", id="GL.1"), publisher="OFAC")]
ROWS = [
    {"name": "Anna Weber", "kind": "person", "employer": "Blue Kite Ltd", "phone": "+49 30 12345678"},
    {"name": "Blue Kite Ltd", "kind": "organisation", "owners": "Golden Lake Trading Corporation 60%", "phone": "030 12345678"},
    {"name": "Golden Lake Trading Corporation", "kind": "organisation", "phone": ""},
]  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return screen_rows(*ROWS, lists=LISTS)


def test_a_way_goes_through_rows_to_what_the_last_of_them_matches(run):
    (long,) = [one for one in chains_of(run) if one.places == (0,)]
    assert [(one.name, one.place) for one in long.steps] == [
        ("Blue Kite Ltd", 1),
        ("Golden Lake Trading Corporation", 2),
    ]
    assert (long.end.references, long.end.by_name) == ("OFAC:GL.1", False)


def test_the_ways_of_one_party_are_those_that_begin_there(run):
    assert [one.places for one in chains_of(run, 0)] == [(0,)]
    assert chains_of(run, 2) == ()


def test_a_match_that_a_reviewer_dismissed_leads_nowhere(run):
    journal = decided(run, "OFAC:GL.1")
    again = screen_rows(*ROWS, lists=LISTS, decisions=journal)
    assert chains_of(again) == ()


def test_what_is_shared_carries_the_bands_of_the_run(run):
    (one,) = connections_of(run)
    bands = run.parties["band"].tolist()
    assert (one.field, one.places) == ("phone", (0, 1))
    assert one.band.word in bands[:2]


def test_a_table_of_nobody_shares_nothing():
    empty = screen_rows({"name": "", "phone": "+49 30 12345678"}, lists=LISTS)
    assert connections_of(empty) == chains_of(empty) == ()
