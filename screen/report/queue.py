"""The work queue: in which order alerts stand, what was said of them so far, and the cells for what a reviewer decides.

Order follows risk; nothing is left out for want of time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.model import Band, Disposition
from screen.report.style import harmless
from screen.report.table import Answer, Column, Link

if TYPE_CHECKING:
    from screen.screening import Screening

ALERT_ID, CHECKSUM = "Alert id", "Checksum"
Place = tuple[str, int]


DECISIONS = {
    "Decision": "disposition",
    "Reason": "reason",
    "Comment": "comment",
    "Reviewer": "reviewer",
    "Decided on": "decided_on",
    "Second reviewer": "second_reviewer",
    "Valid until": "valid_until",
}
"""The header of each decision column, and what of an event it holds."""


def decision_columns() -> list[Column]:
    """Return the green columns of an alert."""
    words = report_words()
    return [
        Column("Decision", 15, "decide", choice=tuple(words["dispositions"])),
        Column("Reason", 17, "decide", choice=tuple(words["reasons"])),
        Column("Comment", 24, "decide", form="text"),
        Column("Reviewer", 15, "decide", form="text", hint="Who decided. A decision without a reviewer is not recorded."),
        Column("Decided on", 12, "decide", form="date", hint="Left empty, it is the day of the import."),
        Column("Second reviewer", 15, "decide", form="text", hint="Another person than the reviewer."),
        Column("Valid until", 12, "decide", form="date", hint="The last day; left empty, it holds until something changes."),
    ]  # fmt: skip


class Queue:
    """The alerts of a screening, looked up by the match or hit they are of."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening
        self._alerts = {(one["what"], one["place"]): one for one in screening.alerts.to_dict("records")}
        self.rows: dict[str, dict[str, Any]] = {}

    def of(self, what: str, place: int) -> Mapping[str, Any] | None:
        """Return the alert of a match or hit, None where it is none."""
        return self._alerts.get((what, place))

    def is_suppressed(self, what: str, place: int) -> bool:
        """Whether a decision suppresses a match or hit."""
        alert = self.of(what, place)
        return alert is not None and alert["state"] == "suppressed"

    @cached_property
    def order(self) -> dict[Place, tuple[int, int, int, int]]:
        """Each party's place in the queue: confirmed and escalated ones first, then by band, risk and place in the table."""
        on_top = {
            (one["sheet"], one["row"])
            for one in self._alerts.values()
            if one["earlier"] and Disposition(one["earlier"]).stays_on_top
        }
        parties = self._screening.parties
        keys = zip(parties["sheet"], parties["row"], parties["band"], parties["risk"], strict=True)
        return {
            (sheet, row): (-((sheet, row) in on_top), -Band.of(band), -risk, place)
            for place, (sheet, row, band, risk) in enumerate(keys)
        }

    @cached_property
    def references(self) -> dict[Place, str]:
        """Each party's own reference."""
        table = self._screening.intake.table
        keys = zip(table["sheet"], table["row"].tolist(), strict=True)
        return dict(zip(keys, table["reference"].tolist(), strict=True))

    def written(self, alert: Mapping[str, Any], columns: Sequence[Column], cells: Sequence[Any]) -> list[Any]:
        """Return a row of an alert with its id and checksum at the end, and keep what its cells say for the import.

        cells: the row without these two.
        """
        headers = [column.header for column in columns]
        texts = {header: cell_text(cell) for header, cell in zip(headers, cells, strict=False)}
        computed = {header: text for header, text in texts.items() if header not in DECISIONS}
        checksum = checksum_of(alert["alert_id"], computed)
        answers = {header: texts[header] for header in DECISIONS if header in texts}
        self.rows[alert["alert_id"]] = {"cells": computed, "answers": answers, "checksum": checksum}
        return [*cells, alert["alert_id"], checksum]


def checksum_of(alert: str, computed: Mapping[str, str]) -> str:
    """Return 12 hex digits that follow from an alert's id and its computed cells, in whatever order they stand."""
    parts = [alert, *(f"{header}\x1f{computed[header]}" for header in sorted(computed))]
    return sha256("\x1e".join(parts).encode()).hexdigest()[:12]


def cell_text(cell: Any) -> str:
    """Return what a cell says, with white space folded: programs that save a workbook change it."""
    if isinstance(cell, Band):
        return cell.label
    value = cell.text if isinstance(cell, Link | Answer) else cell
    if isinstance(value, float | int):
        return f"{value:g}"
    return " ".join(str(harmless(value if value is not None else "")).split())


def answers(alert: Mapping[str, Any]) -> list[Answer]:
    """Return the green cells of an alert, filled with the decision in force or the one that waits to be confirmed."""
    if alert["state"] not in ("decided", "suppressed", "unconfirmed"):
        return [Answer(Disposition.OPEN.label), *[Answer()] * (len(DECISIONS) - 1)]
    told = {**alert, "disposition": Disposition(alert["earlier"]).label}
    return [Answer(told[name]) for name in DECISIONS.values()]


def report_words() -> dict[str, Any]:
    """Return the words of rules/report.yml."""
    return read_yaml(rules_file("report.yml"))
