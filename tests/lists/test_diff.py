"""What came, went and changed: by the publisher's id, field by field; and two real days of two publishers."""

import csv
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from screen.errors import UsageError
from screen.lists import load_watchlists
from screen.lists.diff import CHANGE_COLUMNS, PROVENANCE, compare
from screen.lists.watchlist import COLUMNS, MANY_COLUMNS
from screen.lists.wording import LABELS
from tests.builders import cases, entry, watchlist

CASES = cases(__file__, "changes.csv")


def versions(old, new):
    return watchlist(*old), watchlist(*new)


def cell(column, written):
    return tuple(filter(None, written.split("|"))) if column in MANY_COLUMNS else written


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_change_of_one_field(case):
    column = case["column"]
    old, new = (
        {"id": "1", "name": "EXAMPLE Trading"} | {column: cell(column, case[side])} for side in ("before", "after")
    )
    changes = compare(*versions([entry(old.pop("name"), **old)], [entry(new.pop("name"), **new)]))
    found = [f"{one.what}:{one.before}>{one.after}" for one in changes.changed.itertuples()]
    assert found == [part for part in case["found"].split("|") if part], case["why"]
    assert set(changes.changed["column"]) <= {column}
    assert changes.changed_entries == bool(case["found"])


def test_came_and_went_are_whole_entries_in_natural_order():
    old = [entry("Stays", id="A.2"), entry("GONE Ten", id="A.10"), entry("GONE Nine", id="A.9")]
    new = [entry("NEW Eleven", id="A.11", aliases=("ELEVEN",)), entry("Stays", id="A.2"), entry("NEW One", id="A.1")]
    changes = compare(*versions(old, new))
    assert changes.came["id"].tolist() == ["A.1", "A.11"]
    assert changes.went["id"].tolist() == ["A.9", "A.10"]
    assert changes.came["aliases"].tolist() == [(), ("ELEVEN",)]
    assert list(changes.came) == list(changes.went) == list(COLUMNS)
    assert changes.summary == "came 2, went 2, changed 0 of 1"


def test_an_alias_that_becomes_weak_is_gone_from_the_strong_ones():
    changes = compare(*versions([entry("X", aliases=("NCG",))], [entry("X", weak_aliases=("NCG",))]))
    assert [(one.column, one.what) for one in changes.changed.itertuples()] == [
        ("aliases", "removed"),
        ("weak_aliases", "added"),
    ]


def test_the_same_list_in_another_order_is_the_same():
    entries = [entry("One", id="1", aliases=("a", "b", "a")), entry("Two", id="2", note="said  twice")]
    again = [entries[1] | {"note": "said twice "}, entries[0] | {"aliases": ("b", "a")}]
    changes = compare(*versions(entries, again))
    assert changes.are_none
    assert list(changes.changed) == list(CHANGE_COLUMNS)
    assert changes.kept == 2


def test_where_a_copy_comes_from_is_no_change():
    assert set(PROVENANCE) == {"sources", "data_as_of"}
    old, new = entry("X", sources=("a",), data_as_of="2025"), entry("X", sources=("b",), data_as_of="2026")
    assert compare(*versions([old], [new])).are_none


def test_the_name_shown_is_the_one_it_has_now():
    changes = compare(*versions([entry("OLD", id="1")], [entry("NEW", id="1")]))
    assert changes.changed.to_dict("records") == [
        {"id": "1", "name": "NEW", "column": "name", "what": "set", "before": "OLD", "after": "NEW"}
    ]


def test_lists_that_only_have_numbers_in_common_are_refused():
    ours = watchlist(entry("DOE, Jane", id="7"), entry("EXAMPLE Trading", id="8"), id="a", publisher="A")
    theirs = watchlist(entry("SMITH, John", id="7"), entry("Another Firm", id="8"), id="b", publisher="B")
    with pytest.raises(
        UsageError,
        match=r"List a \(A\) and List b \(B\): are not two versions of one list: 2 ids are on both, 0 of them",
    ):
        compare(ours, theirs)


def test_lists_without_a_common_entry_are_refused_unless_they_are_one_list():
    ours, theirs = watchlist(entry("X", id="1"), id="a"), watchlist(entry("X", id="2"), id="b")
    with pytest.raises(UsageError, match="no id is on both"):
        compare(ours, theirs)
    assert compare(ours, replace(theirs, id="a")).summary == "came 1, went 1, changed 0 of 0"


def test_two_copies_of_one_list_by_different_hands_are_compared():
    ours = watchlist(entry("DOE, Jane", id="7"), id="a", publisher="A")
    theirs = watchlist(entry("Doe, Jane", id="7"), entry("New", id="8"), id="b", publisher="B")
    assert compare(ours, theirs).summary == "came 1, went 0, changed 1 of 1"


def test_a_part_of_a_list_is_said_to_be_one():
    part = replace(watchlist(entry("X", id="1"), id="dprk-test"), part_of="test")
    whole = watchlist(entry("X", id="1"), entry("Y", id="2"))
    assert compare(part, whole).caution.startswith("dprk-test is a part of test only: much of what came")
    assert compare(whole, part).caution.endswith("much of what went may never have belonged to it.")
    assert not compare(whole, whole).caution


def test_every_column_of_an_entry_has_a_word_for_people():
    assert set(LABELS) == set(COLUMNS)


# ---- real days -------------------------------------------------------------------------------------------


def un_records(path):
    """Read reference → other names, independently of our reader."""
    found = {}
    for record in ElementTree.parse(path).getroot().iter():
        if record.tag in ("INDIVIDUAL", "ENTITY"):
            names = [one.findtext("ALIAS_NAME") for one in record if one.tag.endswith("_ALIAS")]
            names.append(record.findtext("NAME_ORIGINAL_SCRIPT"))
            found[record.findtext("REFERENCE_NUMBER").strip()] = {" ".join(name.split()) for name in names if name}
    return found


def test_two_days_of_the_un_list_agree_with_an_independent_comparison(shared):
    paths = [shared / "lists" / "un" / f"consolidated_{day}.xml" for day in ("2025-04-19", "2026-02-27")]
    old, new = map(un_records, paths)
    changes = compare(*load_watchlists(paths))
    assert set(changes.came["id"]) == new.keys() - old.keys()
    assert set(changes.went["id"]) == old.keys() - new.keys()
    assert (len(changes.old.entries), len(changes.new.entries)) == (len(old), len(new)) == (877, 1003)
    assert changes.summary.startswith("came 130, went 4, changed ")
    renamed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    aliases = changes.changed[changes.changed["column"].isin(["aliases", "weak_aliases"])]
    assert renamed
    assert renamed == set(aliases["id"])


def sdn_records(path):
    """Read ent_num → the whole row, independently of our reader."""
    with path.open(encoding="ascii", newline="") as stream:
        return {row[0]: tuple(cell.strip() for cell in row[1:]) for row in csv.reader(stream) if len(row) == 12}


def test_two_days_of_the_ofac_list_agree_with_an_independent_comparison(shared):
    paths = [shared / "lists" / "us_ofac" / day / "sdn.csv" for day in ("2023-12-28", "2024-05-03")]
    old, new = map(sdn_records, paths)
    changes = compare(*(load_watchlists([path])[0] for path in paths))
    assert changes.came["id"].tolist() == sorted(new.keys() - old.keys(), key=int)
    assert changes.went["id"].tolist() == sorted(old.keys() - new.keys(), key=int)
    assert (len(changes.old.entries), len(changes.new.entries)) == (len(old), len(new)) == (13821, 14973)
    touched = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    assert set(changes.changed["id"]) <= touched
    without_a_column = {"43113"}  # its one change is a new remark "Target Type State-Owned Enterprise"
    assert touched - set(changes.changed["id"]) <= without_a_column
    renamed = {key for key in touched if " ".join(old[key][0].split()) != " ".join(new[key][0].split())}
    assert renamed == set(changes.changed[changes.changed["column"] == "name"]["id"])
