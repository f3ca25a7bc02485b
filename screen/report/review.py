"""A returned report → the decisions to record, and those that cannot be: each with its place and why; nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from screen.decisions import Event, Journal
from screen.decisions.journal import moment
from screen.intake.dates import DateOrder, read_date
from screen.model import Disposition
from screen.report.answers import AnswerRow, Returned, read_returned
from screen.report.queue import DECISIONS, report_words

_SHORT = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """Something an importer has to know of a row: where, whose, and what to do."""

    sheet: str
    row: int
    party: str
    text: str
    alert_id: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}{f' ({self.party})' if self.party else ''}: {self.text}"


class Refused(Exception):
    """A decision that cannot be recorded as it stands; its text says why and what to do."""


class Review:
    """The decisions of a returned report, checked against its own record and what was decided meanwhile.

    today: the day of decisions that give none; at: the moment of recording, as journal.moment gives it.
    """

    def __init__(self, returned: Returned, journal: Journal, today: date, at: str) -> None:
        self._returned, self._journal, self._today, self._at = returned, journal, today, at
        self._alerts = {one["alert_id"]: one for one in returned.record["alerts"]}
        self.events: list[Event] = []
        self.refused: list[Remark] = []
        self.remarks: list[Remark] = []
        self.recorded_before = 0
        for rows in self._by_alert().values():
            self._take(rows)

    @classmethod
    def recorded(cls, returned: Returned, journal: Journal, today: date) -> tuple[Review, Journal]:
        """Record what a returned report decides, checked against the file as it is then, which nobody else writes to meanwhile.

        Raises as Journal.recorded does; where nothing is to be recorded no file is begun.
        """
        review = cls(returned, journal, today, moment())
        if not review.events:
            return review, journal

        def decide(now: Journal) -> Sequence[Event] | None:
            nonlocal review
            review = cls(returned, now, today, moment())
            return review.events or None

        now = journal.recorded(decide)
        return review, now

    @cached_property
    def undecided(self) -> int:
        """How many alerts of the report are still open."""
        answers = (row.answers["Decision"].casefold() for row in self._returned.rows if row.alert_id in self._alerts)
        return sum(one in ("", "open") for one in answers)

    @property
    def missing(self) -> int:
        """How many alerts of the report have no row any more; what was decided of them before still counts."""
        return len(self._returned.record["rows"].keys() - {row.alert_id for row in self._returned.rows})

    def _by_alert(self) -> dict[str, list[AnswerRow]]:
        """Return the decided rows by alert; rows of no alert each by themselves."""
        found: dict[str, list[AnswerRow]] = defaultdict(list)
        for row in self._returned.decided():
            found[row.alert_id or f"{row.sheet}|{row.row}"].append(row)
        return dict(found)

    def _take(self, rows: Sequence[AnswerRow]) -> None:
        """Record what the rows of one alert decide, or say why not."""
        row = rows[0]
        party = str(self._alerts[row.alert_id]["name"])[:_SHORT] if row.alert_id in self._alerts else ""
        try:
            event = self._event(rows)
        except Refused as why:
            self.refused += [Remark(one.sheet, one.row, party, str(why), one.alert_id) for one in rows]
            return
        if event is None:
            self.recorded_before += 1
            return
        self.events.append(event)
        self.remarks += [Remark(row.sheet, row.row, party, text, row.alert_id) for text in _remarks(event)]

    def _event(self, rows: Sequence[AnswerRow]) -> Event | None:
        """Return the event of one alert, None where it was recorded before; raises Refused."""
        row = rows[0]
        alert = self._alerts.get(row.alert_id)
        if alert is None or row.alert_id not in self._returned.record["rows"]:
            raise Refused(
                "the alert id is missing or none of this report's. Put it back from the report as it was written."
            )
        if any(one.answers != row.answers for one in rows):
            raise Refused("stands in several rows that decide differently. Keep one.")
        altered = [part for one in rows for part in self._returned.altered(one)]
        if altered:
            told = "; ".join(f"{header} was “{_short(was)}”, is “{_short(now)}”" for header, was, now in altered[:3])
            raise Refused(f"computed cells were altered ({told}). Restore them, or decide in a fresh report.")
        event = self._decided(alert, row.answers)
        current = self._current(alert)
        if current is None or current.id == alert["event"]:
            return (
                event  # nothing was decided since the report: what it says now is new, also of a decision that lapsed
            )
        is_dated = bool(row.answers["Decided on"])
        if current.says_the_same(event if is_dated else replace(event, decided_on=current.decided_on)):
            return None
        if current.reviewer != event.reviewer:
            raise Refused(
                f"was decided meanwhile: {current.disposition.label} by {current.reviewer} on {current.decided_on}. "
                "Screen again and decide in the new report."
            )
        return event

    def _current(self, alert: Mapping[str, Any]) -> Event | None:
        events = self._journal.of(alert["party_id"], (alert["target"],))
        return events[-1] if events else None

    def _decided(self, alert: Mapping[str, Any], answers: Mapping[str, str]) -> Event:
        """Return what the cells of a row decide; raises Refused for cells that decide nothing."""
        told = {name: answers[header] for header, name in DECISIONS.items()}
        disposition = _disposition(told.pop("disposition"), Disposition(alert["disposition"]))
        if not told["reviewer"]:
            raise Refused("has no reviewer. Write who decided into the column Reviewer.")
        told["decided_on"] = _day(told["decided_on"], "Decided on") or self._today.isoformat()
        told["valid_until"] = _day(told["valid_until"], "Valid until")
        if told["decided_on"] > self._today.isoformat():
            raise Refused(f"is decided on {told['decided_on']}, which is still to come. Mend the date.")
        if told["valid_until"] and told["valid_until"] < told["decided_on"]:
            raise Refused(f"is valid until {told['valid_until']}, before it was decided. Mend the date.")
        record, current = self._returned.record, self._current(alert)
        return Event(
            at=self._at, what=alert["what"], party=alert["party_id"], reference=alert["reference"], name=alert["name"],
            target=alert["target"], target_name=alert["target_name"], disposition=disposition, basis=alert["basis"],
            previous=current.id if current else "", run_id=record["run_id"], report_sha256=self._returned.sha256,
            tool_version=record["tool_version"], rules_version=record["rules_version"], **told,
        )  # fmt: skip


def pending(returned: Returned, journal: Journal) -> bool:
    """Whether a report holds decisions that a journal does not."""
    review = Review(returned, journal, date.max, "")
    return bool(review.events or review.refused)


def not_imported(path: Path, journals: Sequence[Journal]) -> int:
    """Return how many decisions stand in the cells of a report, and neither in its record nor in one of these journals."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return 0
    returned = read_returned(path)
    reviews = [Review(returned, journal, date.max, "") for journal in journals or [Journal()]]
    return min(len(one.events) + len(one.refused) for one in reviews)


def _disposition(text: str, before: Disposition) -> Disposition:
    plain = " ".join(text.replace("_", " ").casefold().split())
    if not plain and before is Disposition.OPEN:
        return Disposition.OPEN
    if not plain:
        raise Refused("its decision was emptied. Write open to reopen it.")
    try:
        return Disposition(plain.replace(" ", "_"))
    except ValueError:
        known = ", ".join(one.label for one in Disposition)
        raise Refused(f"“{_short(text)}” is no decision. Choose one of: {known}.") from None


def _day(text: str, header: str) -> str:
    """Return a day in ISO form, however it was written; raises Refused where it is none or its order stays open."""
    if not text:
        return ""
    read = read_date(text, DateOrder(None, is_buddhist=False), today=date.max, is_birth=False)
    if len(read.value) != len("2027-03-31"):
        raise Refused(
            f"{header} “{_short(text)}” is no day, or leaves open which is the month. Write it as 2027-03-31."
        )
    return read.value


def _remarks(event: Event) -> list[str]:
    """Return what is unusual of a decision that is recorded all the same."""
    found = []
    if event.disposition is Disposition.FALSE_POSITIVE and not (event.reason or event.comment):
        found.append("recorded without a reason. Auditors ask for one.")
    if event.reason and event.reason.casefold() not in report_words()["reasons"]:
        found.append(f"the reason “{_short(event.reason)}” is none of the list; recorded as written.")
    if event.second_reviewer and not event.has_two_reviewers:
        found.append("names the same person twice; it counts as one reviewer.")
    return found


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
