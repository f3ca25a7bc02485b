"""Where decisions stand in a run: which alert is decided, suppressed, or back because what it rested on has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from screen.decisions.basis import Bases, references
from screen.decisions.event import Event
from screen.decisions.journal import Journal
from screen.decisions.lapse import Now, changes
from screen.decisions.listed import Listed
from screen.model import ALERT_COLUMNS, Band, Disposition, frame

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

REVIEW_BAND = Band.MEDIUM
"""From here on a match or hit is an alert: a person must look at it."""


@dataclass(frozen=True)
class Standing:
    """What decides how an alert stands: the decisions, the day, and from which band two reviewers are asked for."""

    journal: Journal
    day: date
    four_eyes: Band | None
    listed: Listed

    def of_matches(self, bases: Bases, matches: pd.DataFrame) -> list[dict[str, object]]:
        """Return the alerts of a table of matches, in its order."""
        columns = ("sheet", "row", "party_id", "list", "entry_id", "references", "band")
        alerts = []
        for place, values in enumerate(zip(*(matches[name].tolist() for name in columns), strict=True)):
            sheet, row, party_id, list_id, entry_id, cluster, band = values
            own = self.listed.reference(list_id, entry_id)
            targets = tuple(dict.fromkeys((own, *references(cluster))))
            events = self.journal.of(party_id, targets)
            if Band.of(band) >= REVIEW_BAND or events:
                alerts.append(_alert("match", place, sheet, row, party_id, own, targets, band, events))
        return self._stand(alerts, bases)

    def of_hits(
        self, bases: Bases, hits: pd.DataFrame, matched: Collection[tuple[str, int]] = (), restating: Collection[str] = ()
    ) -> list[dict[str, object]]:  # fmt: skip
        """Return the alerts of a table of hits, in its order.

        restating: rules that only say again what the match of a row says; of a row in matched they are decided with the match.
        """
        columns = ("sheet", "row", "party_id", "rule", "level")
        alerts = []
        for place, values in enumerate(zip(*(hits[name].tolist() for name in columns), strict=True)):
            sheet, row, party_id, rule, level = values
            if rule in restating and (sheet, row) in matched:
                continue
            events = self.journal.of(party_id, (rule,))
            if Band.of(level) >= REVIEW_BAND or events:
                alerts.append(_alert("hit", place, sheet, row, party_id, rule, (rule,), level, events))
        return self._stand(alerts, bases)

    def _stand(self, alerts: list[dict[str, Any]], bases: Bases) -> list[dict[str, object]]:
        """Say of each alert how it stands, and give it its id."""
        keys = Counter((one["party_id"], one["target"]) for one in alerts)
        seen: Counter[tuple[str, str]] = Counter()
        for one in alerts:
            key = (one["party_id"], one["target"])
            seen[key] += 1
            one["alert_id"] = alert_id(*key, seen[key])
            events, own = one.pop("events"), one.pop("own")
            if events:
                one |= self._held(one, own, events, bases, is_shared=keys[key] > 1)
        return alerts

    def _held(
        self, alert: Mapping[str, Any], own: str, events: Sequence[Event], bases: Bases, is_shared: bool
    ) -> dict[str, object]:
        """Return how an alert stands by the event that speaks for it; of rows that share a party, by the latest that fits."""
        what, place = alert["what"], alert["place"]
        now = Now(bases.of(what, place), bases.row(what, place), self.listed, own)

        def changed(event: Event) -> list[str]:
            return changes(event.basis, event.target, now, self.journal.seal)

        event = events[-1]
        if is_shared:
            event = next((one for one in reversed(events) if not changed(one)), event)
        return stands(event, changed(event), Band.of(alert["band"]), self.day, self.four_eyes)


def stands(
    event: Event, changed: Sequence[str], band: Band, day: date, four_eyes: Band | None = None
) -> dict[str, object]:
    """Return how an alert stands by the event that speaks for it, as those of ALERT_COLUMNS that a decision fills.

    changed: what of the values it rested on is not so any more; band: of the alert; four_eyes: from this band on a false
    positive needs two reviewers.
    """
    disposition, state, why = _verdict(event, changed, band, day, four_eyes)
    told = ("reason", "comment", "reviewer", "decided_on", "second_reviewer", "valid_until")
    return {
        "disposition": disposition.value, "state": state, "changed": why, "event": event.id,
        "earlier": event.disposition.value, **{name: getattr(event, name) for name in told},
    }  # fmt: skip


def _verdict(
    event: Event, changed: Sequence[str], band: Band, day: date, four_eyes: Band | None
) -> tuple[Disposition, str, str]:
    if event.disposition is Disposition.OPEN:
        return Disposition.OPEN, "open", ""
    if changed:
        return Disposition.OPEN, "lapsed", "; ".join(changed)
    if event.is_expired(day):
        return Disposition.OPEN, "expired", f"the decision held until {event.valid_until}"
    if event.disposition is not Disposition.FALSE_POSITIVE:
        return event.disposition, "decided", ""
    if four_eyes is not None and band >= four_eyes and not event.has_two_reviewers:
        return Disposition.OPEN, "unconfirmed", "a second, different reviewer has to confirm it"
    return event.disposition, "suppressed", ""


def _alert(
    what: str, place: int, sheet: str, row: int, party_id: str, own: str, targets: Sequence[str], band: str,
    events: Sequence[Event],
) -> dict[str, Any]:  # fmt: skip
    """Return an alert as yet undecided. targets: what it may have been decided on; events: those decisions, oldest first.

    It stays an alert on the record that was decided on, where another one of the same party matches better since.
    """
    events = _speaking(events, targets)
    target = events[-1].target if events and events[-1].target in targets else own
    blank: dict[str, Any] = {name: "" for name, kind in ALERT_COLUMNS.items() if kind == "str"}
    return blank | {
        "what": what, "place": place, "sheet": sheet, "row": row, "party_id": party_id, "target": target, "band": band,
        "disposition": Disposition.OPEN.value, "state": "open", "events": events, "own": own,
    }  # fmt: skip


def _speaking(events: Sequence[Event], targets: Sequence[str]) -> Sequence[Event]:
    """Return events with the one that speaks for the alert last: the latest.

    Of records that were decided on one by one before they were joined, a confirmed one speaks: joining hides no true match.
    """
    latest = {event.target: event for event in events if event.target in targets}
    confirmed = [event for event in events if latest.get(event.target) is event and event.disposition.stays_on_top]
    return [*(one for one in events if one not in confirmed), *confirmed] if confirmed else events


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


def unmet(journal: Journal, alerts: pd.DataFrame, matches: pd.DataFrame, parties: Parties, day: date) -> list[Event]:
    """Return the confirmed and escalated decisions in force on parties of the table that this run finds nothing of."""
    confirmed = [event for event in journal.in_force(day) if event.disposition.stays_on_top]
    return not_found(confirmed, journal, alerts, matches, parties) if confirmed else []


def not_found(
    events: Sequence[Event], journal: Journal, alerts: pd.DataFrame, matches: pd.DataFrame, parties: Parties
) -> list[Event]:
    """Return those of some events on parties of the table that this run finds nothing of: no such match, no such hit."""
    seal = journal.seal.of
    here = {seal(one) for one in parties.table["party_id"].unique()}
    shown = {(seal(party), target) for party, target in zip(alerts["party_id"], alerts["target"], strict=True)}
    cells = zip(matches["party_id"], matches["references"], strict=True)
    shown |= {(seal(party), reference) for party, cluster in cells for reference in references(cluster)}
    return [
        event
        for event in events
        if event.party in here and not any((event.party, target) in shown for target in event.targets)
    ]
