"""What a report says its run was made with: read strictly, because a report passes through many hands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from screen.errors import TableError
from screen.intake.corrections import Correction
from screen.model import Band, PartialDate
from screen.redflags.rule import PROFILES
from screen.report.canonical import outcome
from screen.report.packed import read_record
from screen.screening import Gate, digest_of

_SOURCE = {"name": str, "format": str, "sha256": str, "bytes": int}
_PLACED = {"sheet": str, "row": int, "party_id": str}
_SHAPE: dict[str, Any] = {
    "tool_version": str, "rules_version": str, "run_id": str, "started_at": str, "as_of": str, "input": _SOURCE,
    "asked": {
        "columns": {...: str}, "sheet": str, "encoding": str, "delimiter": str, "profile": str, "watchlists": [str],
        "since": str, "since_digest": str, "row": {...: str},
        "rules": [{"name": str, "sha256": str, "bands": {...: object}, "about": {...: object}}],
    },
    "versions": {...: str}, "history": [_SOURCE],
    "lists": [{"id": str, "title": str, "date": str, "retrieved": str, "checked": str, "sha256": str, "is_day_guessed": bool,
               "held": str, "snapshot": str}],
    "limits": {"required": [str]},
    "decisions": {"file": str, "revision": str, "commit": str, "sha256": str, "events": int, "events_sha256": str,
                  "four_eyes": str, "keyed": bool},
    "scope": {"revision": str, "commit": str, "is_part": bool, "whole": str},
    "gate": {"fail_on": str, "fail_on_reported": bool, "only_new": bool, "strict": bool},
    "counts": {...: int}, "outcome": {"alerts": str, "whole": str},
    "parties": [_PLACED | {"reference": str, "band": str}], "nearest": [{"sheet": str, "row": int}],
    "matches": [_PLACED | {"references": str, "list": str, "entry_id": str, "band": str}],
    "hits": [_PLACED | {"rule": str, "level": str}],
    "alerts": [_PLACED | {"what": str, "target": str, "state": str, "disposition": str}],
    "changes": [_PLACED | {"what": str, "target": str}], "problems": [{"sheet": str, "row": int, "column": str, "code": str}],
    "rules_not_tested": [{"rule": str}], "profiles": [{"id": str}], "thresholds": {...: object}, "risk_table": [{"band": str}],
    "confirmed_not_found": [{"target": str}],
}  # fmt: skip
"""What is taken out of a record, and the kind of each value; … stands for any key."""
_CORRECTION = {"sheet": str, "header_row": int, "header_rows": int, "columns": {...: str}, "is_left_out": bool}
_DAYS = ("date", "retrieved", "checked")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a rerun is not, or may not be, the run that was reported.

    code: a short stable word; stops: whether it can be put right, so that nothing is screened before it is or the user says so.
    """

    code: str
    message: str
    stops: bool = True


@dataclass(frozen=True)
class Request:
    """A run to be done again. where: its report; record: as the report has it."""

    where: Path
    record: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Request:
        """Read a report; raises TableError for one that is damaged, was altered, or does not say what it was made with."""
        record = read_record(path)
        as_written = "Use the report as it was written."
        if record.get("digest") != digest_of(record):
            raise TableError(f"{path}: its record was altered or damaged after it was written. {as_written}")
        if "outcome" not in record:
            told = record.get("tool_version")
            raise TableError(
                f"{path}: was written by dprk-screen {told if isinstance(told, str) else '(unknown)'}, whose reports do not hold "
                "what a rerun needs. Screen the table again: reports of this version do."
            )
        wrong = _unfit(record, _SHAPE) or _unread(record)
        if wrong:
            raise TableError(
                f"{path}: its part “{wrong}” is not as this version of dprk-screen writes it. {as_written}"
            )
        if record["outcome"] != outcome(record):
            raise TableError(f"{path}: what it found is not what its SHA-256 of the outcome says. {as_written}")
        return cls(path, record)

    @property
    def as_of(self) -> date:
        """What “today” meant."""
        return date.fromisoformat(self.record["as_of"])

    @property
    def read_on(self) -> date:
        """The day on which the table was read."""
        return datetime.fromisoformat(self.record["started_at"]).date()

    @property
    def four_eyes(self) -> Band | None:
        """From here on a false positive needed two reviewers."""
        word = self.record["decisions"]["four_eyes"]
        return Band.of(word) if word else None

    @property
    def gate(self) -> Gate:
        """What the run was to fail on."""
        told = self.record["gate"]
        fail_on = Band.of(told["fail_on"]) if told["fail_on"] else None
        return Gate(fail_on, told["fail_on_reported"], told["only_new"], told["strict"])

    @property
    def reading(self) -> dict[str, Any]:
        """How the table was to be read, as Screener.screen takes it."""
        asked = self.record["asked"]
        said = {name: asked[name] or None for name in ("columns", "sheet", "encoding", "delimiter", "profile")}
        return said | {"corrections": _corrections(self.record)}

    @property
    def was_in_parts(self) -> bool:
        """Whether it was a large table, screened in parts or by a cluster."""
        return bool(self.record["scope"]["whole"])


def _corrections(record: Mapping[str, Any]) -> tuple[Correction, ...]:
    """Return what was corrected of how sheets were read; reports of earlier versions know of none."""
    return tuple(
        Correction(**{name: one[name] for name in _CORRECTION}) for one in record["asked"].get("corrections", ())
    )


def _unfit(value: Any, shape: Any, path: str = "") -> str:
    """Return the part of a record that is of another kind than it must be, '' for none."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return path or "record"
        keys = list(value) if ... in shape else list(shape)
        parts = ((key, value.get(key), shape.get(key, shape.get(...))) for key in keys)
        return next((told for key, held, kind in parts if (told := _unfit(held, kind, path or str(key)))), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return path
        return next((told for one in value if (told := _unfit(one, shape[0], path))), "")
    is_fit = isinstance(value, shape) and (shape is not int or not isinstance(value, bool))
    return "" if is_fit else path


def _unread(record: Mapping[str, Any]) -> str:
    """Return the part of a record whose text says nothing, '' for none."""
    readers: dict[str, Callable[[], object]] = {
        "as_of": lambda: date.fromisoformat(record["as_of"]),
        "started_at": lambda: datetime.fromisoformat(record["started_at"]),
        "asked": lambda: ("", *PROFILES).index(record["asked"]["profile"]),
        "lists": lambda: [PartialDate.parse(one[name]) for one in record["lists"] for name in _DAYS if one[name]],
        "gate": lambda: record["gate"]["fail_on"] and Band.of(record["gate"]["fail_on"]),
        "decisions": lambda: record["decisions"]["four_eyes"] and Band.of(record["decisions"]["four_eyes"]),
    }
    for name, read in readers.items():
        try:
            read()
        except (ValueError, KeyError):
            return name
    if wrong := _unfit(record["asked"].get("corrections", []), [_CORRECTION], "asked"):
        return wrong
    commits = {name: record[name]["commit"] for name in ("scope", "decisions")}
    return next((name for name, commit in commits.items() if not _COMMIT.fullmatch(commit)), "")
