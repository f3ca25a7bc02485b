"""A verdict on alerts of a run, recorded where what stands is what the reviewer saw; and taken back.

Nothing is overwritten: what is taken back stays in the file, and what stood before it is recorded again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Event, Journal
    from screen.model import Band

_PATIENCE_SECONDS = 5.0
_DECIDED = (
    "event",
    "earlier",
    "changed",
    "reason",
    "comment",
    "reviewer",
    "decided_on",
    "second_reviewer",
    "valid_until",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of some alerts; valid_until: a day, '' for without limit."""

    disposition: str
    reviewer: str
    reason: str = ""
    comment: str = ""
    valid_until: str = ""
    second_reviewer: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """The same as the green cells of a report hold it."""
        from screen.report.queue import DECISIONS

        return {header: " ".join(getattr(self, name, "").split()) for header, name in DECISIONS.items()}


@dataclass(slots=True)
class Recorded:
    """What became of a verdict, by alert id.

    events: what was recorded; refused: why not; overtaken: the decision that stands where the reviewer saw another, None where
    what was seen is not in the file any more; remarks: what is unusual of one that was recorded.
    """

    events: dict[str, Event] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    overtaken: dict[str, Event | None] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def current(journal: Journal, alert: Mapping[str, Any]) -> Event | None:
    """Return the latest decision on an alert of a record, None where nobody decided."""
    events = journal.of(alert["party_id"], (alert["target"],))
    return events[-1] if events else None


def as_decided(
    alert: Mapping[str, Any], journal: Journal, today: date, four_eyes: Band | None
) -> tuple[dict[str, Any], Event | None]:
    """Return an alert of a record as the decisions of this moment leave it, and the decision on it that is not assessed yet.

    The latter is one whose values are others than this run's, as after a change of the table: whether it holds, only an
    assessment tells.
    """
    from screen.decisions import stands
    from screen.decisions.basis import sealed
    from screen.decisions.event import canonical
    from screen.model import Band, Disposition

    latest = current(journal, alert)
    if latest is None:
        return {**alert, **dict.fromkeys(_DECIDED, ""), "disposition": Disposition.OPEN.value, "state": "open"}, None
    if latest.id == alert["event"]:
        return dict(alert), None
    basis = sealed(alert["basis"], journal.seal) if journal.is_keyed else alert["basis"]
    if canonical(basis) != canonical(latest.basis):
        return dict(alert), latest
    return {**alert, **stands(latest, (), Band.of(alert["band"]), today, four_eyes)}, None


def as_it_stands(
    record: Mapping[str, Any], journal: Journal, today: date, four_eyes: Band | None
) -> Mapping[str, Any]:
    """Return a record with its alerts as the decisions of this moment leave them; bands follow only from an assessment."""
    if journal.sha256 == record["decisions"]["sha256"]:
        return record
    return {**record, "alerts": [as_decided(one, journal, today, four_eyes)[0] for one in record["alerts"]]}


def is_behind(record: Mapping[str, Any], journal: Journal) -> bool:
    """Whether decisions were recorded since a table was screened in parts: its bands follow when that is done anew."""
    return bool(record["scope"]["whole"]) and journal.sha256 != record["decisions"]["sha256"]


def face(alert: Mapping[str, Any]) -> str:
    """Return what a form says of the alert it shows: another where the row, the party or what was found is another."""
    from screen.decisions.event import canonical

    told = [alert[name] for name in ("alert_id", "sheet", "row", "party_id", "target")]
    return sha256(f"{told}{canonical(alert['basis'])}".encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reviewer saw of an alert. event: the id of the decision on it, '' for none; face: as above, None where not told."""

    event: str
    face: str | None = None


def record_verdict(
    record: dict[str, Any], journal: Journal, verdict: Verdict, seen: Mapping[str, Seen], today: date
) -> Recorded:
    """Record a verdict on alerts of one party of a run, each only where it is what the reviewer saw and nothing was decided since.

    seen: by alert id. Raises as Journal.recorded does, and UsageError where the run has no such alert, or those of several
    parties are meant, or its decisions file is gone.
    """
    from screen.decisions.journal import moment
    from screen.report.answers import told
    from screen.report.review import Review

    known = {
        one["alert_id"]: one | {"event": seen[one["alert_id"]].event}
        for one in record["alerts"]
        if one["alert_id"] in seen
    }
    if unknown := [key for key in seen if key not in known]:
        raise UsageError(f"this run: has no alert {unknown[0][:20]}. Load the page again.")
    if len({(one["sheet"], one["row"]) for one in known.values()}) > 1:
        raise UsageError("this run: the alerts are of several parties. Decide on each party by itself.")
    at, done = moment(), Recorded()
    for key, one in known.items():
        if seen[key].face not in (None, face(one)):
            done.refused[key] = (
                "the table was screened again since this was shown, and what was found of the party is not what you saw. "
                "Look at it as it is now, and decide then."
            )
    alerts = list(known.values())

    def decide(now: Journal) -> Sequence[Event] | None:
        _refuse_gone(record, now)
        for key in [one for one in seen if one not in done.refused]:
            review = Review(told(record | {"alerts": alerts}, "this run", [key], verdict), now, today, at)
            stands = current(now, known[key])
            if not review.recorded_before and (stands.id if stands else "") != seen[key].event:
                done.overtaken[key] = stands
                continue
            for event in review.events:
                done.events[key] = event
            for one in review.refused:
                done.refused[key] = one.text
            done.remarks += [one.text for one in review.remarks if one.text not in done.remarks]
        return list(done.events.values()) or None

    journal.recorded(decide, _PATIENCE_SECONDS)
    return done


def take_back(
    record: Mapping[str, Any], journal: Journal, alert_id: str, seen: str, reviewer: str, today: date
) -> Recorded:
    """Take a reviewer's own last decision on an alert back: what stood before it is recorded again, or that it is open.

    seen: id of the decision to take back. Raises as record_verdict does.
    """
    from screen.decisions.journal import moment

    alert = next((one for one in record["alerts"] if one["alert_id"] == alert_id), None)
    if alert is None:
        raise UsageError(f"this run: has no alert {alert_id}. Load the page again.")
    at, done = moment(), Recorded()

    def decide(now: Journal) -> Sequence[Event] | None:
        _refuse_gone(record, now)
        stands = current(now, alert)
        if stands is None or stands.id != seen:
            done.overtaken[alert_id] = stands
        elif not is_by(stands, reviewer):
            done.refused[alert_id] = (
                f"was decided by {stands.reviewer}, who alone takes it back. Decide anew instead."
            )
        else:
            done.events[alert_id] = replace(
                _before(now, stands, reviewer, today), at=at, previous=stands.id, run_id=record["run_id"],
                report_sha256="", tool_version=record["tool_version"], rules_version=record["rules_version"],
            )  # fmt: skip
        return list(done.events.values()) or None

    journal.recorded(decide, _PATIENCE_SECONDS)
    return done


def is_by(event: Event, reviewer: str) -> bool:
    """Whether a decision is of this reviewer; capitals and spaces do not count."""
    from screen.names.folding import fold

    return (fold(event.reviewer) or event.reviewer) == (fold(reviewer) or reviewer)


def stood_before(journal: Journal, event: Event) -> Event | None:
    """Return the decision that an event followed, None where it was open."""
    return next((one for one in journal.events if one.id == event.previous), None) if event.previous else None


def _before(journal: Journal, event: Event, reviewer: str, today: date) -> Event:
    """Return what stood before an event, and who took the event back."""
    from screen.model import Disposition

    before = stood_before(journal, event)
    if before is None:
        return replace(
            event, disposition=Disposition.OPEN, reason="", second_reviewer="", valid_until="", reviewer=reviewer,
            decided_on=today.isoformat(), comment=f"{reviewer} took “{event.disposition.label}” back",
        )  # fmt: skip
    said = f"stands again, since {reviewer} took “{event.disposition.label}” back on {today}"
    return replace(
        before, comment="; ".join(filter(None, (before.comment.partition("; stands again, since ")[0], said)))
    )


def _refuse_gone(record: Mapping[str, Any], now: Journal) -> None:
    """Raise UsageError where the file that the run was screened with is not there any more."""
    if record["decisions"]["events"] and not now.sha256:
        raise UsageError(
            f"{now.path}: is gone; it held {record['decisions']['events']:,} decisions when the table was screened. Put it back, "
            "or drop the table again to begin a new one."
        )
