"""What changed between two runs, as a table of cases: each is one thing that happened in between."""

import json
from dataclasses import dataclass, field

import pytest

from screen.model import Band
from screen.redflags import load_rules
from screen.report.record import record
from screen.screening import Screener
from tests.builders import TODAY, entry, table, watchlist

GLOCOM = entry("GLOCOM", id="9345")
RI = entry("RI, Yong Ho", id="20", kind="person", birth_dates=("1957-07-10",), nationalities=("KP",), gender="male")
ACME = {"reference": "V-1", "name": "Acme Tools Ltd"}
FRONT = {"reference": "V-2", "name": "Glocom Sdn Bhd", "country": "MY"}
PERSON = {"reference": "V-3", "name": "Ri Yong Ho", "kind": "person", "birth_date": "1957-07-10"}


RULES = load_rules()


@dataclass(frozen=True)
class Run:
    rows: list[dict[str, str]]
    entries: list[dict[str, object]] = field(default_factory=lambda: [GLOCOM, RI])
    lists: tuple = ()
    four_eyes: Band | None = None

    def screen(self, since=None, decisions=None):
        lists = [watchlist(*self.entries), *self.lists]
        frame = table(*self.rows)
        return Screener(lists, RULES).screen(
            frame, {name: name for name in frame.columns}, as_of=TODAY, since=since, decisions=decisions,
            four_eyes=self.four_eyes,
        )  # fmt: skip


def kept(screening):
    """Return the record of a run as it comes back from its file."""
    return json.loads(json.dumps(record(screening)))


def told(then, now, **more):
    """Return what changed from one run to the other, rules that only repeat a match aside: what, target, bands, why."""
    changes = now.screen(kept(then.screen()), **more).changes
    columns = changes.loc[~changes["target"].isin(["A01", "B18"]), ["what", "target", "before", "now", "why"]]
    return [tuple(row) for row in columns.itertuples(index=False)]


ALL = [ACME, FRONT, PERSON]
OTHER = watchlist(entry("GLOCOM", id="U1"), id="other", publisher="OTHER")
CASES = {
    "nothing": (Run(ALL), Run(ALL), []),
    "rows in another order": (Run(ALL), Run(ALL[::-1]), []),
    "a new party": (
        Run([ACME]), Run([ACME, FRONT]),
        [("new", "TEST:9345", "", "high", "The party is new in the table."),
         ("party new", "", "", "high", "Not in the earlier table.")],
    ),
    "a party that left": (
        Run(ALL), Run([ACME, PERSON]),
        [("gone", "TEST:9345", "high", "", "The party is not in the table any more."),
         ("party gone", "", "high", "", "Not in the table any more.")],
    ),
    "an entry came": (
        Run(ALL, [RI]), Run(ALL),
        [("new", "TEST:9345", "", "high", "The list entry TEST:9345 was added to List test.")],
    ),
    "an entry went": (
        Run(ALL), Run(ALL, [RI]),
        [("gone", "TEST:9345", "high", "", "The list entry TEST:9345 is not on List test any more.")],
    ),
    "an entry was taken off": (
        Run(ALL), Run(ALL, [RI, GLOCOM | {"legal_status": "delisted"}]),
        [("gone", "TEST:9345", "high", "", "The list entry TEST:9345 is not on List test any more.")],
    ),
    "a list was added": (
        Run([ACME, FRONT], [RI]), Run([ACME, FRONT], [RI], (OTHER,)),
        [("new", "OTHER:U1", "", "high", "List other was not used then.")],
    ),
    "a list was left out": (
        Run([ACME, FRONT], [RI], (OTHER,)), Run([ACME, FRONT], [RI]),
        [("gone", "OTHER:U1", "high", "", "List other is not used now.")],
    ),
    "the row says another birth date": (
        Run(ALL), Run([ACME, FRONT, PERSON | {"birth_date": "1985-03-02"}]),
        [("gone", "TEST:20", "high", "",
          "It is a near miss now. Birth date in your table: 1957-07-10 → 1985-03-02.")],
    ),
    "the row tells less": (
        Run(ALL), Run([ACME, FRONT, PERSON | {"birth_date": ""}]),
        [("lowered", "TEST:20", "high", "medium",
          "Birth date in your table: 1957-07-10 → none.")],
    ),
    "the row tells what was not known": (
        Run([PERSON | {"birth_date": ""}]), Run([PERSON]),
        [("raised", "TEST:20", "medium", "high",
          "Birth date in your table: none → 1957-07-10.")],
    ),
    "the entry says another birth date": (
        Run([PERSON | {"birth_date": "1985-03-02"}]), Run([PERSON | {"birth_date": "1985-03-02"}], [RI | {"birth_dates": ("1985-03-02",)}]),
        [("new", "TEST:20", "", "high", "It was a near miss. Listed birth date: 1957-07-10 → 1985-03-02.")],
    ),
    "the entry is called otherwise": (
        Run([FRONT]), Run([FRONT], [RI, GLOCOM | {"name": "GLOCOM PTE", "aliases": ("GLOCOM",)}]),
        [("changed", "TEST:9345", "high", "high", "Listed name: GLOCOM → GLOCOM PTE.")],
    ),
    "only what is printed of the entry changed": (Run([FRONT]), Run([FRONT], [RI, GLOCOM | {"note": "moved"}]), []),
    "the row has another name under its reference": (
        Run([FRONT]), Run([FRONT | {"name": "Acme"}]),
        [("gone", "TEST:9345", "high", "", "Your row changed (name: Glocom Sdn Bhd → Acme).")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_changed_is_told_with_its_reason(name):
    then, now, expected = CASES[name]
    assert told(then, now) == expected
