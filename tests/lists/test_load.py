"""Which lists a run uses: shipped, stored, given; and what a newer whole list does to a shipped one."""

from dataclasses import replace
from datetime import date

import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists, shipped_lists
from screen.lists.store import Store
from screen.screening import Screener
from screen.screening.notices import notices
from tests.builders import TODAY, entry, watchlist

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00"><INDIVIDUALS/><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"""
ENTITY = """<ENTITY><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<REFERENCE_NUMBER>{id}</REFERENCE_NUMBER><LISTED_ON>2009-04-24</LISTED_ON></ENTITY>"""


def un_list(path, day, *ids):
    entities = "".join(ENTITY.format(name=f"EXAMPLE {one}", id=one) for one in ids)
    path.write_text(UN.format(day=day, entities=entities), encoding="utf-8")
    return path


@pytest.fixture
def stored(tmp_path):
    """A data directory with the UN list of two days, the second without KPe.003."""
    store = Store.at(tmp_path / "data")
    ids = [f"KPe.{number:03d}" for number in range(1, 76)]
    store.add([un_list(tmp_path / "one.xml", "2026-03-01", *ids)])
    store.add([un_list(tmp_path / "two.xml", "2026-06-01", *(one for one in ids if one != "KPe.003"))])
    return tmp_path / "data"


def test_stored_lists_come_after_the_shipped_ones_and_only_the_newest(stored):
    lists = load_watchlists(data_dir=stored)
    assert [one.id for one in lists][-1] == "un"
    assert lists[-1].date == "2026-06-01"
    assert [one.id for one in load_watchlists(data_dir=stored.parent / "empty")] == [one.id for one in lists][:-1]


def test_a_day_picks_the_snapshots_that_were_there(stored):
    assert load_watchlists(data_dir=stored, as_of=date(2026, 4, 1))[-1].date == "2026-03-01"
    assert "un" not in {one.id for one in load_watchlists(data_dir=stored, as_of=date(2026, 1, 1))}


def test_one_entry_on_a_shipped_and_a_stored_list_is_one_match(stored):
    lists = [one for one in load_watchlists(data_dir=stored) if one.publisher == "UN"]
    found = Screener(lists).match_names(["Korea Mining Development Trading Corporation"])
    assert found["references"].tolist() == ["UN:KPe.001"]


@pytest.mark.parametrize(("day", "status"), [("2026-06-01", "delisted"), ("2026-02-01", "listed")])
def test_who_is_missing_from_a_newer_whole_list_is_delisted_in_the_shipped_one(day, status):
    whole = replace(
        watchlist(*(entry(f"KPe.{n:03d}") for n in range(1, 76) if n != 3), id="un", publisher="UN"), date=day
    )
    (un,) = [one for one in shipped_lists([whole]) if one.id == "dprk-un"]
    statuses = un.entries.set_index("id")["legal_status"]
    assert statuses["KPe.003"] == status
    assert statuses["KPe.001"] == "listed"
    assert statuses["KPi.001"] == "listed", "a list that holds no persons does not speak of them"


def test_a_list_whose_day_is_only_the_day_it_came_takes_nobody_off():
    whole = replace(watchlist(entry("KPe.001"), id="un", publisher="UN"), date="2026-11-20", is_day_guessed=True)
    (un,) = [one for one in shipped_lists([whole]) if one.id == "dprk-un"]
    assert set(un.entries["legal_status"]) == {"listed"}


def test_only_the_sources_given_are_read(tmp_path):
    path = un_list(tmp_path / "un.xml", "2026-06-01", "KPe.001")
    assert [one.id for one in load_watchlists([path])] == ["un"]
    assert {one.id for one in load_watchlists([(path,), "dprk-uk"])} == {"un", "dprk-uk"}


def test_a_source_that_is_not_there_is_named():
    with pytest.raises(WatchlistError, match=r"nowhere\.xml: there is no such file"):
        load_watchlists(["nowhere.xml"])


def test_the_notices_say_how_old_a_list_is_and_how_that_is_known():
    one = watchlist(entry("GLOCOM"), publisher="UN")
    cases = {
        "data of 2026-11-01, 23 days old": one,
        "data of 2026-11-01, 4 days old, nothing newer on 2026-11-20": replace(one, checked="2026-11-20"),
        "stored 2026-11-01, day of the data not stated": replace(one, is_day_guessed=True),
        "day of the data not stated": replace(one, date=""),
    }
    for expected, list_ in cases.items():
        assert f"({expected})" in notices([list_], TODAY)[0]
