"""Where decisions stand in a run: which alert is decided, suppressed, or back because what it rested on has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from screen.decisions.basis import Bases, changes, references
from screen.decisions.event import Event
from screen.decisions.journal import Journal
from screen.model import ALERT_COLUMNS, Band, Disposition, frame

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

REVIEW_BAND = Band.MEDIUM
"""From here on a match or hit is an alert: a person must look at it."""
EntryNames = Callable[[str, str], Collection[str]]
"""Returns every name of an entry, by list and id."""


@dataclass(frozen=True)
class Standing:
    """What decides how an alert stands: the decisions, the day, and from which band two reviewers are asked for."""

    journal: Journal
    day: date
    four_eyes: Band | None
    publishers: Mapping[str, str]
    entry_names: EntryNames

    def of_matches(self, bases: Bases, matches: pd.DataFrame) -> list[dict[str, object]]:
        """Return the alerts of a table of matches, in its order."""
        columns = ("sheet", "row", "party_id", "list", "entry_id", "references", "band")
        alerts = []
        for place, values in enumerate(zip(*(matches[name].tolist() for name in columns), strict=True)):
            sheet, row, party_id, list_id, entry_id, cluster, band = values
            own = f"{self.publishers.get(list_id, list_id)}:{entry_id}"
            events = self.journal.of(party_id, dict.fromkeys((own, *references(cluster))))
            if Band.of(band) >= REVIEW_BAND or events:
                target = events[-1].target if events else own
                alerts.append(_alert("match", place, sheet, row, party_id, target, band, events, (list_id, entry_id)))
        return self._stand(alerts, bases)

    def of_hits(self, bases: Bases, hits: pd.DataFrame) -> list[dict[str, object]]:
        """Return the alerts of a table of hits, in its order."""
        columns = ("sheet", "row", "party_id", "rule", "level")
        alerts = []
        for place, values in enumerate(zip(*(hits[name].tolist() for name in columns), strict=True)):
            sheet, row, party_id, rule, level = values
            events = self.journal.of(party_id, (rule,))
            if Band.of(level) >= REVIEW_BAND or events:
                alerts.append(_alert("hit", place, sheet, row, party_id, rule, level, events, None))
        return self._stand(alerts, bases)

    def _stand(self, alerts: list[dict[str, Any]], bases: Bases) -> list[dict[str, object]]:
        """Say of each alert how it stands, and give it its id."""
        keys = Counter((one["party_id"], one["target"]) for one in alerts)
        seen: Counter[tuple[str, str]] = Counter()
        for one in alerts:
            key = (one["party_id"], one["target"])
            seen[key] += 1
            one["alert_id"] = alert_id(*key, seen[key])
            events, entry = one.pop("events"), one.pop("entry")
            if events:
                one |= self._held(one, events, entry, bases, is_shared=keys[key] > 1)
        return alerts

    def _held(
        self, alert: Mapping[str, Any], events: Sequence[Event], entry: tuple[str, str] | None, bases: Bases, is_shared: bool
    ) -> dict[str, object]:  # fmt: skip
        """Return how an alert stands by its latest event; of rows that share a party, by the latest that fits the row."""
        now = bases.of(alert["what"], alert["place"])
        names = (lambda: self.entry_names(*entry)) if entry else None

        def changed(event: Event) -> list[str]:
            return changes(event.basis, now, self.journal.seal, names)

        event = events[-1]
        if is_shared:
            event = next((one for one in reversed(events) if not changed(one)), event)
        disposition, state, why = self._verdict(event, changed(event), Band.of(alert["band"]))
        told = ("reason", "comment", "reviewer", "decided_on", "second_reviewer", "valid_until")
        return {
            "disposition": disposition.value, "state": state, "changed": why, "event": event.id,
            "earlier": event.disposition.value, **{name: getattr(event, name) for name in told},
        }  # fmt: skip

    def _verdict(self, event: Event, changed: Sequence[str], band: Band) -> tuple[Disposition, str, str]:
        if event.disposition is Disposition.OPEN:
            return Disposition.OPEN, "open", ""
        if changed:
            return Disposition.OPEN, "lapsed", "; ".join(changed)
        if event.is_expired(self.day):
            return Disposition.OPEN, "expired", f"the decision held until {event.valid_until}"
        if event.disposition is not Disposition.FALSE_POSITIVE:
            return event.disposition, "decided", ""
        if self.four_eyes is not None and band >= self.four_eyes and not event.has_two_reviewers:
            return Disposition.OPEN, "unconfirmed", "a second, different reviewer has to confirm it"
        return event.disposition, "suppressed", ""


def _alert(
    what: str, place: int, sheet: str, row: int, party_id: str, target: str, band: str, events: list[Event],
    entry: tuple[str, str] | None,
) -> dict[str, Any]:  # fmt: skip
    blank: dict[str, Any] = {name: "" for name, kind in ALERT_COLUMNS.items() if kind == "str"}
    return blank | {
        "what": what, "place": place, "sheet": sheet, "row": row, "party_id": party_id, "target": target, "band": band,
        "disposition": Disposition.OPEN.value, "state": "open", "events": events, "entry": entry,
    }  # fmt: skip


def alert_id(party_id: str, target: str, occurrence: int = 1) -> str:
    """Return the stable id of an alert: it follows from party and target, not from their place.

    occurrence: counts the rows of one table that name the same party.
    """
    parts = (party_id, target, *([str(occurrence)] if occurrence > 1 else []))
    return sha256("|".join(parts).encode()).hexdigest()[:10]


def alert_table(alerts: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return alerts as a table by ALERT_COLUMNS."""
    return frame([{name: one[name] for name in ALERT_COLUMNS} for one in alerts], ALERT_COLUMNS)


def suppressed_places(alerts: Sequence[Mapping[str, object]], what: str) -> set[int]:
    """Return the places of the matches or hits that a decision suppresses."""
    return {int(str(one["place"])) for one in alerts if one["what"] == what and one["state"] == "suppressed"}


def unmet(journal: Journal, alerts: pd.DataFrame, parties: Parties, day: date) -> list[Event]:
    """Return the confirmed and escalated decisions in force on parties of the table that no alert shows any more."""
    here = {journal.seal.of(one) for one in parties.table["party_id"].unique()} if journal.events else set()
    shown = set(zip(map(journal.seal.of, alerts["party_id"]), alerts["target"], strict=True))
    return [
        event
        for event in journal.in_force(day)
        if event.disposition.stays_on_top and event.party in here and (event.party, event.target) not in shown
    ]
