"""What is shown of one party: its row, its alerts as the decisions of this moment leave them, and what the lists say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.decisions.basis import references
from screen.errors import ScreenError
from screen.model import Band, Disposition
from screen.report.cases import Alert, Case, below_alert, case_of
from screen.report.flags import fired_headers, legal_basis
from screen.report.verdict import as_decided, current, face, is_behind, stood_before
from screen.report.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screen.decisions import Event, Journal
    from screen.web.bench import Found
    from screen.web.desk import Job
    from screen.web.setup import Setup

DISPOSITIONS = tuple(one.value for one in Disposition)
FIELDS = ("disposition", "reason", "comment", "valid_until", "reviewer", "second_reviewer")
"""What the form of an alert holds."""
_STANDING = ("decided", "suppressed", "unconfirmed")


@dataclass(frozen=True)
class Told:
    """What to say of an alert after something was sent. typed: what the form held; by: who decided meanwhile, None for nobody."""

    message: str
    is_good: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    overtaken: bool = False
    by: Event | None = None


@dataclass(frozen=True)
class Shown:
    """One alert as it is shown.

    events: all that was recorded of it, oldest first; unassessed: the decision of which is not known yet whether it holds
    for this row; before: what stood before the latest, None for open; needs_two: whether a false positive needs two reviewers.
    """

    alert: Alert
    events: tuple[Event, ...]
    unassessed: Event | None
    before: Event | None
    needs_two: bool
    told: Told | None
    cards: list[dict[str, Any]]

    @property
    def id(self) -> str:
        """The alert's id."""
        return str(self.alert.values["alert_id"])

    @property
    def seen(self) -> str:
        """The id of the latest decision, '' for none: what a form says was seen."""
        return self.events[-1].id if self.events else ""

    @property
    def face(self) -> str:
        """What else a form says of what was seen."""
        return face(self.alert.values)

    @property
    def is_settled(self) -> bool:
        """Whether a decision is in force."""
        return self.alert.values["state"] in ("decided", "suppressed")

    @property
    def values(self) -> Mapping[str, str]:
        """What the form holds: what was typed, else the decision that stands or waits to be confirmed."""
        if self.told and self.told.typed:
            return self.told.typed
        values = self.alert.values
        if values["state"] not in _STANDING:
            return dict.fromkeys(FIELDS, "")
        return {**values, "disposition": values["earlier"]}

    @property
    def legal(self) -> list[str]:
        """The legal basis of a red flag, in words."""
        from screen.redflags.rule import Legal

        return [legal_basis(Legal(**one)) for one in self.alert.rule.get("legal", ())]


class Dossier:
    """All that is shown of the party at a place of a run. told: by alert id, what to say of it."""

    def __init__(self, job: Job, found: Found, place: int, setup: Setup, told: Mapping[str, Told]) -> None:
        self.job, self.found, self.place, self._setup, self._told = job, found, place, setup, told
        self.trouble = ""
        journal = self._journal()
        record, key = found.record, (found.record["parties"][place]["sheet"], found.record["parties"][place]["row"])
        alerts, self._unassessed = [], {}
        for one in record["alerts"]:
            if (one["sheet"], one["row"]) == key:
                is_new = journal is not None and journal.sha256 != record["decisions"]["sha256"]
                now, event = (
                    as_decided(one, journal, setup.today, setup.four_eyes) if journal and is_new else (one, None)
                )
                alerts.append(now)
                self._unassessed[one["alert_id"]] = event
        self.case: Case = case_of({**record, "alerts": alerts}, place)
        self.is_behind = journal is not None and is_behind(record, journal)
        self._events = journal
        if journal and journal.sha256 != record["decisions"]["sha256"] and not record["scope"]["whole"]:
            job.assessment.want(job)

    def _journal(self) -> Journal | None:
        """Read the decisions as they are now; None, with what to say, where that cannot be."""
        try:
            journal = self._setup.journal(self.job.path.name)
        except ScreenError as problem:
            self.trouble = str(problem)
            return None
        events = self.found.record["decisions"]["events"]
        if events and not journal.sha256:
            self.trouble = f"{journal.path}: is gone; it held {events:,} decisions. Put it back before you decide."
            return None
        return journal

    @property
    def party(self) -> Mapping[str, Any]:
        """What the record says of the party."""
        return self.case.party

    @property
    def is_waiting(self) -> bool:
        """Whether bands do not follow the latest decision yet."""
        return self.job.assessment.is_going_on

    @property
    def band(self) -> Band:
        """The band of the party after decisions."""
        return Band.of(self.party["band"])

    @cached_property
    def alerts(self) -> list[Shown]:
        """The alerts, the most urgent first, with everything that is shown of them."""
        journal = self._events
        cards = self._cards([one.values["target"] for one in self.case.alerts if one.is_match])
        shown = []
        for one in self.case.alerts:
            latest = current(journal, one.values) if journal else None
            events = journal.of(one.values["party_id"], (one.values["target"],)) if journal else []
            key = one.values["alert_id"]
            shown.append(Shown(
                one, tuple(events), self._unassessed[key], stood_before(journal, latest) if journal and latest else None,
                self._setup.four_eyes is not None and one.band >= self._setup.four_eyes, self._told.get(key),
                cards.get(one.values["target"], []),
            ))  # fmt: skip
        return shown

    def _cards(self, wanted: list[str]) -> dict[str, list[dict[str, Any]]]:
        try:
            return self.job.assessment.cards(self.job, wanted) if wanted else {}
        except ScreenError as problem:
            self.trouble = self.trouble or str(problem)
            return {}

    @property
    def open(self) -> list[Shown]:
        """The alerts that no decision settles."""
        return [one for one in self.alerts if not one.is_settled]

    @property
    def first_open(self) -> str:
        """The id of the alert to begin with."""
        return next((one.id for one in [*self.open, *self.alerts]), "")

    @property
    def below(self) -> tuple[list[Any], list[Any]]:
        """The matches and hits that are no alerts."""
        return below_alert(self.found.record, self.party)

    @property
    def titles(self) -> dict[str, str]:
        """The titles of rules by their id."""
        return {one["id"]: one["title"] for one in self.found.record["rules"]}

    @property
    def row(self) -> list[tuple[str, str, bool]]:
        """The customer's row: header, cell as written, and whether a red flag fired on it."""
        headers, rows = self.found.written.get(self.party["sheet"], ([], {}))
        key = (self.party["sheet"], self.party["row"])
        cells = [
            cell for hit in self.found.record["hits"] if (hit["sheet"], hit["row"]) == key for cell in hit["cells"]
        ]
        fired = fired_headers(cells, headers)
        written = rows.get(self.party["row"], [])
        return [(header, cell, header in fired) for header, cell in zip(headers, written, strict=False)]

    @property
    def reasons(self) -> list[str]:
        """The reasons that a decision usually gives."""
        reasons: list[str] = read_yaml(rules_file("report.yml"))["reasons"]
        return reasons

    @property
    def signature(self) -> str:
        """What follows from how the alerts stand: another one says that something has changed."""
        told = [
            (
                one.values["alert_id"],
                one.values["state"],
                one.values["disposition"],
                one.values["event"],
                one.values["band"],
            )
            for one in self.case.alerts
        ]
        return sha256(repr(told).encode()).hexdigest()[:12]

    dispositions = DISPOSITIONS
    sentence = staticmethod(sentence)
    references = staticmethod(references)
