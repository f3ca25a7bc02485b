"""What a new version of tool, rules or lists makes of decisions: which moved though nothing they rested on changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from screen.decisions.basis import Bases
from screen.decisions.event import Event
from screen.decisions.journal import Journal
from screen.decisions.lapse import word
from screen.decisions.listed import Listed
from screen.decisions.standing import Standing, alert_table, not_found
from screen.model import Disposition

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One decision that a run sees otherwise. what: moved, lapsed, expired or not found.

    row: as the spreadsheet shows it, 0 where it is not found; band and score: '' and None where there is none.
    """

    what: str
    event: Event
    sheet: str
    row: int
    name: str
    band: str
    score: float | None
    why: str


def recheck(
    journal: Journal, parties: Parties, matches: pd.DataFrame, hits: pd.DataFrame, bases: Bases, listed: Listed, day: date,
) -> list[Rechecked]:  # fmt: skip
    """Return what became of the decisions on the parties of a table that was screened without any.

    matches, hits: all that the run found, none suppressed; bases: theirs. In the order of what, then of the table.
    """
    standing = Standing(journal, day, None, listed)
    alerts: list[Mapping[str, Any]] = [*standing.of_matches(bases, matches), *standing.of_hits(bases, hits)]
    events = {event.id: event for event in journal.events}
    names = dict(
        zip(zip(parties.table["sheet"], parties.table["row"], strict=True), parties.table["name"], strict=True)
    )
    found = [
        Rechecked(what, events[alert["event"]], alert["sheet"], alert["row"], names[alert["sheet"], alert["row"]],
                  now["band"], now.get("score"), why)
        for alert in alerts
        if alert["event"] and alert["earlier"] != Disposition.OPEN
        for now in [bases.of(alert["what"], alert["place"])]
        for what, why in _became(alert, events[alert["event"]].basis, now)
    ]  # fmt: skip
    table = alert_table(alerts)
    gone = not_found(journal.in_force(day), journal, table, matches, parties)
    found += [
        Rechecked("not found", event, "", 0, event.name, "", None, "this run finds no such match or flag")
        for event in gone
    ]
    order = ("moved", "lapsed", "expired", "not found")
    return sorted(found, key=lambda one: order.index(one.what))


def _became(alert: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what became of one decision, and why; nothing where it stands as it did."""
    if alert["state"] in ("lapsed", "expired"):
        yield alert["state"], alert["changed"]
    if alert["state"] != "lapsed" and (before["band"], before.get("score")) != (now["band"], now.get("score")):
        yield "moved", _why(before, now)


def _why(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say which fields count for more or less than they did; points as in rules/matching.yml."""
    if "cells" in before:
        return f"the rule gives it {now['band']} now: {now['why']}"
    then, today = _points(before["evidence"]), _points(now["evidence"])
    told = [
        f"{word(field)} {_signed(then, field)} → {_signed(today, field)}"
        for field in dict.fromkeys((*then, *today))
        if then.get(field) != today.get(field)
    ]
    return f"points: {', '.join(told)}" if told else "the same points; what they make of the score has changed"


def _points(evidence: Sequence[Sequence[Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for field, _, _, _, points in evidence:
        found[field] += points
    return found


def _signed(points: Mapping[str, int], field: str) -> str:
    return f"{points[field]:+d}" if field in points else "not compared"
