"""What changed between two runs, as a table of cases: each is one thing that happened in between."""

import json
from dataclasses import dataclass, field

import pytest

from screen.redflags import load_rules
from screen.report.record import record
from screen.screening import Screener, digest_of
from tests.builders import TODAY, decided, entry, table, watchlist

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

    def screen(self, since=None, decisions=None):
        lists = [watchlist(*self.entries), *self.lists]
        frame = table(*self.rows)
        return Screener(lists, RULES).screen(
            frame, {name: name for name in frame.columns}, as_of=TODAY, since=since, decisions=decisions
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


def test_a_decision_that_lapses_is_told_first():
    journal = decided(Run([PERSON]).screen(), "TEST:20")
    before = kept(Run([PERSON]).screen(decisions=journal))
    now = Run([ACME, FRONT, PERSON | {"name": "Ri Young Ho"}]).screen(before, journal).changes
    assert (now["what"].iat[0], now["why"].iat[0]) == (
        "lapsed",
        "The decision “false positive” of 2026-11-20 does not hold any more: name in your table: Ri Yong Ho → Ri Young Ho.",
    )
    again = Run([PERSON | {"name": "Ri Young Ho"}])
    assert again.screen(kept(again.screen(decisions=journal)), journal).changes.empty


def test_a_decision_since_a_run_without_any_takes_its_alert_out_of_the_queue_and_changes_no_other():
    journal = decided(Run([PERSON]).screen(), "TEST:20")
    now = Run([PERSON]).screen(kept(Run([PERSON]).screen()), journal)
    assert now.changes.empty
    assert now.counts["suppressed"] == 1


def test_a_near_miss_that_stands_for_its_decision_only_says_so():
    near = Run([PERSON | {"birth_date": "1985-03-02"}])
    journal = decided(Run([PERSON]).screen(), "TEST:20")
    (came,) = told(near, near, decisions=journal)
    assert (came[0], came[4]) == ("new", "It is low and stands here for a decision on it.")
    gone = near.screen(kept(near.screen(decisions=journal))).changes
    assert gone["why"].tolist() == ["It was low and stood here for a decision on it, which this run does not use."]


JOINED = watchlist(
    entry("Glocom Sdn Bhd", id="U1", countries=("MY",), references=("TEST:9345",)), id="other", publisher="OTHER"
)


def test_another_entry_of_the_same_cluster_tells_of_the_same_alert():
    then, now = Run([FRONT]), Run([FRONT], lists=(JOINED,))
    assert set(now.screen().alerts["target"]) == {"OTHER:U1"}
    expected = ("changed", "OTHER:U1", "high", "high",
                "Listed name: GLOCOM → Glocom Sdn Bhd; another record was joined to the listed party: OTHER:U1; "
                "country is compared now: Malaysia | listed Malaysia.")  # fmt: skip
    assert told(then, now) == [expected]
    assert [one[0] for one in told(now, then)] == ["changed"]


def altered(screening, **values):
    """Return the record of a run as another program or other rules would have written it."""
    one = kept(screening) | values
    return one | {"digest": digest_of(one)}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"tool_version": "0.0.1"}, "The program changed (0.0.1 → "),
        ({"rules_version": "none"}, "The rules changed."),
        ({"rules_not_tested": [{"sheet": "", "rule": "A03", "missing": "birth date"}]},
         "The rule could not be tested then for want of: birth date."),
        ({"profiles": [{"id": "visa"}]}, "The table is taken for another kind then"),
    ],
)  # fmt: skip
def test_a_hit_is_new_for_what_changed_of_program_and_rules(values, why):
    run = Run([FRONT | {"phone": "+850 2 18111"}])
    screening = run.screen()
    without = [one for one in kept(screening)["alerts"] if one["what"] == "match"]
    changes = run.screen(altered(screening, alerts=without, **values)).changes
    hits = changes[changes["target"] == "A03"]
    assert hits["what"].tolist() == ["new"]
    assert hits["why"].iat[0].startswith(why)


def test_a_table_that_shares_no_party_with_the_report_is_warned_of():
    assert "Warning: none of the parties" in " ".join(Run([FRONT]).screen(kept(Run([PERSON]).screen())).notices)
