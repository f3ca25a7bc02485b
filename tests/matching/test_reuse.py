"""What an earlier run found is kept where nothing it follows from changed, and the outcome is that of a whole run."""

import json
from dataclasses import replace
from typing import ClassVar

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import screen
from screen.intake import read_parties
from screen.lists.same_as import load_same_as
from screen.matching.footprint import LISTED, MATCHED, Footprint
from screen.matching.index import Index
from screen.matching.match import Matcher
from screen.matching.reuse import Known
from screen.model import PARTY_KEYS
from tests.builders import TODAY, entry, watchlist

ENTRIES = (
    entry("GLOCOM", id="1", phones=("+60312345678",)),
    entry("KOREA MINING DEVELOPMENT TRADING CORPORATION", id="2", weak_aliases=("KOMID",), identifiers=("registration_number:KP:AB12345",)),
    entry("DANDONG KEHUA ECONOMY & TRADE CO., LTD.", id="3", addresses=("12 Jinjiang Street, Dandong",)),
    entry("RI, Yong Ho", id="4", kind="person", birth_dates=("1957-07-10",), nationalities=("KP",), gender="male",
          identifiers=("passport:KP:472310082",)),
    entry("KIM, Kwang Yon", id="5", kind="person", birth_dates=("1966-07-30",)),
    entry("ZHANG, Xiaoming", id="6", kind="person", nationalities=("CN",)),
    entry("RYONHA MACHINERY JOINT VENTURE", id="7", aliases=("Chosun Yunha Machinery",)),
    entry("NAMCHONGANG TRADING", id="8"),
    entry("PAEK MA", id="9", kind="vessel", identifiers=("imo::9066978",)),
    entry("Choson Expo", id="10", reliability="A", legal_status="not listed"),
)  # fmt: skip
OTHERS = (
    entry("RI Yong-ho", id="a", kind="person"),
    entry("Glocom Malaysia", id="b"),
    entry("Namchongang Corporation", id="c"),
    entry("KIM Yong Chol", id="d", kind="person"),
    entry("Ryonha Machine Tool", id="e"),
)
NAMES = (
    "Glocom Sdn Bhd", "KOMID", "Dandong Kehua Trade Co", "Ri Yong Ho", "리용호", "Kim Kwang Yon", "Zhang Xiaoming", "Ryonha Machinery",
    "Namchongang", "Paek Ma", "Choson Expo", "Acme Tools Ltd", "John Smith", "Korea Mining Trading", "Li Wei",
)  # fmt: skip
FIELDS = {
    "birth_date": ("", "1957-07-10", "1966", "1985-03-02"), "nationality": ("", "KP", "CN"), "kind": ("", "person", "organisation"),
    "employer": ("", "Namchongang Trading", "Glocom", "Acme", "Choson Expo"), "sponsor": ("", "Korea Mining Development"),
    "passport": ("", "472310082", "555"), "phone": ("", "+60 3-1234 5678"), "imo": ("", "9066978"),
    "address": ("", "12 Jinjiang Street, Dandong"), "registration_number": ("", "AB12345"), "notes": ("", "a", "b"),
}  # fmt: skip
SAME_AS = pd.DataFrame([("ri", "TEST:4", ""), ("ri", "OTHER:a", "")], columns=["cluster", "reference", "proof"])
TIES = (None, SAME_AS)


@st.composite
def rows(draw):
    """A party near a listed one or far from all, with a few fields."""
    row = {"name": draw(st.sampled_from(NAMES))}
    for name in draw(st.sets(st.sampled_from(list(FIELDS)), max_size=4)):
        row[name] = draw(st.sampled_from(FIELDS[name]))
    return row


@st.composite
def entries(draw, pool):
    """Some of the entries, a few of them changed."""
    kept = draw(st.lists(st.sampled_from(pool), min_size=1, unique_by=lambda one: one["id"]))
    kept.sort(key=lambda one: int(one["id"]) if one["id"].isdigit() else ord(one["id"]))
    changes = (
        {},
        {},
        {},
        {"aliases": ("Acme Tools",)},
        {"birth_dates": ("1985-03-02",)},
        {"note": "new"},
        {"name": "John Smith"},
    )
    return [one | draw(st.sampled_from(changes)) for one in kept]


def parties(table):
    frame = pd.DataFrame(table, columns=["name", *FIELDS], dtype="str").fillna("")
    return read_parties(frame, columns={name: name for name in frame.columns}, today=TODAY)


def matcher(listed, others=(), same_as=None):
    lists = [watchlist(*listed)] + ([watchlist(*others, id="other", publisher="OTHER")] if others else [])
    return Matcher(Index.compile(lists, same_as))


def known(found, table):
    """Return what a run found as a later one reads it from a report."""
    places = {(one["sheet"], one["row"]): place for place, one in enumerate(table.to_dict("records"))}
    evidence = found.evidence.to_dict("records")
    kept = {}
    for place, match in enumerate(found.table.to_dict("records")):
        told = match | {"evidence": [one for one in evidence if one["match"] == place]}
        kept.setdefault(places[match["sheet"], match["row"]], []).append(json.loads(json.dumps(told)))
    near = {places[one["sheet"], one["row"]]: one for one in found.nearest.to_dict("records")}
    return Known(Footprint.unpacked(json.loads(json.dumps(found.footprint.packed()))), kept, near)


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    pd.testing.assert_frame_equal(one.evidence, other.evidence, check_exact=True)
    pd.testing.assert_frame_equal(one.nearest, other.nearest, check_exact=True)
    assert one.problems == other.problems
    for name in ("matched", "whole", "clusters", "references"):
        assert getattr(one.footprint, name).tolist() == getattr(other.footprint, name).tolist()


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_run_that_keeps_matches_finds_what_a_whole_run_finds(data):
    table, found, then = None, None, None
    for _ in range(3):  # each run rests on the one before
        kept = data.draw(st.lists(st.sampled_from(table), unique_by=id)) if table else []
        table = data.draw(st.permutations(kept + data.draw(st.lists(rows(), min_size=1, max_size=12))))
        listed = data.draw(st.one_of(st.just(list(ENTRIES)), entries(ENTRIES)))
        now = matcher(listed, data.draw(st.one_of(st.just([]), entries(OTHERS))), data.draw(st.sampled_from(TIES)))
        read = parties(table)
        whole = now.match(read)
        if found is not None:
            part = now.match(read, known=known(found, then.table))
            assert_same(part, whole)
            whole = part
        found, then = whole, read


def test_many_that_share_a_value_change_what_each_of_them_matches():
    few = [{"name": f"Firm {number}", "phone": "+60312345678"} for number in range(2)]
    many = few + [{"name": f"Other {number}", "phone": "+60312345678"} for number in range(40)]
    now = matcher(ENTRIES)
    for then, today in ((few, many), (many, few)):
        before = parties(then)
        kept = now.match(parties(today), known=known(now.match(before), before.table))
        assert_same(kept, now.match(parties(today)))


CHAIN = [{"name": "Ri Yong Ho", "kind": "person", "employer": "Choson Expo", "passport": "472310082"}]


@pytest.mark.parametrize(
    ("then", "today"),
    [
        (ENTRIES, ENTRIES[:-1]),
        (ENTRIES[:-1], ENTRIES),
        (ENTRIES, (*ENTRIES[:-1], ENTRIES[-1] | {"reliability": "", "legal_status": "listed"})),
        ((*ENTRIES, entry("Choson Expo Joint Venture", id="11")), ENTRIES),
        ((*ENTRIES, entry("Choson Expo Joint Venture", id="11")), (*ENTRIES[:-1], entry("Choson Expo Joint Venture", id="11"))),
    ],
)  # fmt: skip
def test_an_employer_that_matches_another_entry_is_seen(then, today):
    read = parties(CHAIN)
    before = matcher(then).match(read)
    now = matcher(today)
    kept, whole = now.match(read, known=known(before, read.table)), now.match(read)
    assert_same(kept, whole)
    assert kept.footprint.affiliated == whole.footprint.affiliated


def test_only_what_changed_is_compared_anew():
    table = [{"name": name} for name in NAMES]
    before, now = parties(table), parties([*table[1:], {"name": "Glocom Ltd"}])
    same = matcher(ENTRIES)
    kept = known(same.match(before), before.table)
    reuse = same.match(now, known=kept).reuse
    assert (len(reuse.rows), len(reuse.anew), reuse.why) == (len(table) - 1, 0, "")
    reuse = matcher((*ENTRIES[1:], OTHERS[0])).match(now, known=kept).reuse
    assert (len(reuse.rows), len(reuse.anew), reuse.why) == (len(table) - 1, 1, "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: replace(one, footprint=None), "the earlier report does not tell what its matches follow from"),
        (lambda one: replace(one, footprint=replace(one.footprint, tool="")), "the program, its rules or its libraries changed"),
        (lambda one: replace(one, footprint=replace(one.footprint, matched=one.footprint.matched + 1)), "no row is as it was"),
        (lambda one: replace(one, footprint=replace(one.footprint, clusters=one.footprint.clusters + 1)),
         "most of the list entries changed"),
    ],
)  # fmt: skip
def test_where_nothing_can_be_kept_everything_is_compared_and_it_says_why(change, why):
    table = parties([{"name": name} for name in NAMES])
    now = matcher(ENTRIES)
    whole = now.match(table)
    found = now.match(table, known=change(known(whole, table.table)))
    assert (found.reuse.why, len(found.reuse.rows)) == (why, 0)
    assert_same(found, whole)


class Told(dict):
    """A mapping that remembers what it was asked for, for all of its kind."""

    asked: ClassVar[set[str]] = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


def test_the_digests_cover_all_that_matching_reads(monkeypatch):
    party, listed = type("Party", (Told,), {"asked": set()}), type("Listed", (Told,), {"asked": set()})
    monkeypatch.setattr(
        "screen.matching.match._records", lambda table: [party(row) for row in table.to_dict("records")]
    )
    monkeypatch.setattr(Matcher, "entry", lambda self, place: listed(self.index.entries.iloc[place].to_dict()))
    full = [{name: values[-1] for name, values in FIELDS.items()} | {"name": name} for name in NAMES]
    people = [
        {"name": name, "kind": kind, "nationality": "KP", "gender": "male"}
        for name in NAMES
        for kind in FIELDS["kind"]
    ]
    assert len(matcher(ENTRIES).match(parties(full + people)).table)
    assert party.asked <= {*MATCHED, *PARTY_KEYS}
    assert listed.asked <= {*LISTED, "sources", "cluster"}


SHIPPED = (
    "Glocom Sdn Bhd",
    "Korea Mining Development Trading",
    "Ri Yong Ho",
    "Green Pine",
    "Acme Ltd",
    "Kim Yong Chol",
)


def edited(lists, edit):
    """Return lists in which one thing changed."""
    first, *rest = lists
    table = first.entries.copy()
    if edit == "changed":
        table.at[0, "aliases"] = (*table.at[0, "aliases"], "Acme Ltd")
    elif edit == "removed":
        table = table.drop(index=range(0, len(table), 40)).reset_index(drop=True)
    elif edit == "left out":
        return rest
    return [replace(first, entries=table), *rest]


def assert_kept(before, now, names, least=0.8):
    """Assert that a run on later lists, with a row in ten changed, keeps what holds and finds what a whole run finds.

    least: the share of rows that are not compared with everything again.
    """
    then = parties([{"name": name} for name in names])
    table = [{"name": f"{name} & Co" if place % 10 == 3 else name} for place, name in enumerate(reversed(names))]
    matchers = [Matcher(Index.compile(lists, load_same_as(lists))) for lists in (before, now)]
    kept = matchers[1].match(parties(table), known=known(matchers[0].match(then), then.table))
    assert not kept.reuse.why
    assert len(kept.reuse.rows) >= len(names) * least
    assert_same(kept, matchers[1].match(parties(table)))


@pytest.mark.parametrize("edit", ["changed", "removed", "left out"])
def test_on_the_shipped_lists_a_kept_run_is_a_whole_run(edit):
    lists = screen.load_watchlists()
    names = [*SHIPPED, *(name for one in lists for name in one.entries["name"][::9])]
    assert_kept(lists, edited(lists, edit), names, least=0.4 if edit == "left out" else 0.8)


def test_from_one_day_of_a_whole_list_to_another_a_kept_run_is_a_whole_run(shared):
    days = ("2025-04-19", "2026-02-27")
    before, now = (screen.load_watchlists([shared / "lists" / "un" / f"consolidated_{day}.xml"]) for day in days)
    with (shared / "names" / "innocent_persons.csv").open(encoding="utf-8") as stream:
        innocent = [line.partition(",")[0] for line in stream][1:8000:8]
    assert_kept(before, now, [*innocent, *now[0].entries["name"][::5]])
