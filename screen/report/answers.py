"""What a reviewer wrote into a report: its decision columns, read back whatever was done to the workbook meanwhile.

Rows may be sorted, filtered, copied or deleted, columns moved, sheets renamed, the file saved by another program. Computed
cells are compared with what was written, never read as decisions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from screen.errors import TableError, UsageError
from screen.intake.workbook import opened, sheet_rows
from screen.plain_file import read, shown
from screen.report.packed import MOST_FILE, TITLE, record_of, valid
from screen.report.queue import ALERT_ID, CHECKSUM, DECISIONS, cell_text
from screen.report.verdict import Verdict

_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")  # how xlsx and ods begin, and xls
_SCANNED = 60  # rows in which a header is looked for
_NOTES = ("Seen", "Sent on", "Answered on")
"""Green columns that are the reviewer's own notes and are recorded nowhere."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of a returned workbook: its place, its alert, and what its cells say by header."""

    sheet: str
    row: int
    alert_id: str
    cells: Mapping[str, str]

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the decision columns, by header; '' where a column is gone."""
        return {header: self.cells.get(header, "") for header in DECISIONS}


@dataclass(frozen=True)
class Returned:
    """A report as it came back: the record of its run, its rows of alerts, columns that are gone, and the reader's notes.

    sha256: of the file's bytes, hex; '' for a run that was decided on before anything was written of it.
    """

    sha256: str
    record: dict[str, Any]
    rows: tuple[AnswerRow, ...]
    lost_columns: tuple[str, ...]
    has_notes: bool

    def altered(self, row: AnswerRow) -> list[tuple[str, str, str]]:
        """Return the computed cells of a row that do not say what was written: header, as written, as it is now."""
        written = self.record["rows"][row.alert_id]["cells"] | {
            CHECKSUM: self.record["rows"][row.alert_id]["checksum"]
        }
        return [
            (header, text, row.cells[header])
            for header, text in written.items()
            if header in row.cells and row.cells[header] != text
        ]

    def decided(self) -> list[AnswerRow]:
        """Return the rows whose decision columns say something else than the report did."""
        known = self.record["rows"]
        return [
            row
            for row in self.rows
            if row.answers != (known[row.alert_id]["answers"] if row.alert_id in known else _BLANK)
        ]


def told(record: dict[str, Any], where: str, alerts: Sequence[str], verdict: Verdict, sha256: str = "") -> Returned:
    """Return the report of a run as if a verdict stood in the rows of some of its alerts.

    where: what the run is called in messages; sha256: of the file that its record is from, if it is from one. Raises UsageError
    for alerts that it does not have.
    """
    places = {one["alert_id"]: one for one in record["alerts"]}
    unknown = [one for one in dict.fromkeys(alerts) if one not in places]
    if unknown:
        raise UsageError(
            f"{where}: has no alert {', '.join(unknown)}. Copy the id as check prints it, or name its report."
        )
    rows = tuple(
        AnswerRow(places[one]["sheet"], places[one]["row"], one, {**_BLANK, **verdict.answers})
        for one in dict.fromkeys(alerts)
    )
    written = {one: {"cells": {}, "answers": {}, "checksum": ""} for one in places}
    return Returned(sha256, record | {"rows": written}, rows, (), has_notes=False)


_BLANK = {**dict.fromkeys(DECISIONS, ""), "Decision": "open"}


def read_returned(path: Path) -> Returned:
    """Read a report that a reviewer has worked in.

    Raises TableError for a file that is no report of this tool, is damaged, or has no sheet with decision columns left.
    """
    where = shown(path)
    try:
        data = read(path, MOST_FILE, TableError)
    except OSError as problem:
        raise TableError(f"{where}: cannot be read ({problem.strerror}). Check the name.") from problem
    if not data.startswith(_WORKBOOK):
        raise TableError(
            f"{where}: is no workbook. Name the report that the reviewer worked in, such as NAME.screened.xlsx."
        )
    book = opened(data, where)
    record = valid(record_of(book, where), where)
    if "rows" not in record:
        raise TableError(f"{where}: is no workbook of this version of dprk-screen. Screen the table again.")
    found: list[AnswerRow] = []
    lost: dict[str, None] = {}
    has_notes, has_header = False, False
    for name in book.sheet_names:
        if name == TITLE:
            continue
        rows = sheet_rows(book, name, where)
        has_notes = has_notes or _has_notes(rows)
        at, headers = _header(rows)
        if not headers:
            continue
        has_header = True
        lost |= dict.fromkeys(f"{name}: {header}" for header in DECISIONS if header not in headers)
        found += _answer_rows(name, rows, at, headers)
    if not has_header:
        raise TableError(
            f"{where}: no sheet has the columns {ALERT_ID} and Decision any more. Use the workbook as it was."
        )
    return Returned(sha256(data).hexdigest(), record, tuple(found), tuple(lost), has_notes)


def _header(rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """Return where the header of a sheet with alerts stands and the column of each of its words; none for other sheets."""
    for at, row in enumerate(rows[:_SCANNED]):
        texts = [cell_text(cell) for cell in row]
        if ALERT_ID in texts and "Decision" in texts:
            columns: dict[str, int] = {}
            for column, text in enumerate(texts):
                columns.setdefault(text, column)
            return at, {text: column for text, column in columns.items() if text}
    return 0, {}


def _answer_rows(sheet: str, rows: list[list[Any]], at: int, headers: Mapping[str, int]) -> Iterator[AnswerRow]:
    """Yield the rows below a header that are about an alert or hold a decision."""
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {header: _dated(row[column]) if column < len(row) else "" for header, column in headers.items()}
        answers = {header: cells.get(header, "") for header in DECISIONS}
        is_decided = answers["Decision"].casefold() not in ("", "open") or any(
            answers[one] for one in ("Comment", "Reviewer")
        )
        if cells[ALERT_ID] or is_decided:
            yield AnswerRow(sheet, number, cells[ALERT_ID], cells)


def _dated(cell: Any) -> str:
    """Return what a cell says, a day in ISO form."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else cell_text(cell)


def _has_notes(rows: list[list[Any]]) -> bool:
    """Whether a reader wrote into the green columns that are recorded nowhere."""
    for at, row in enumerate(rows[:_SCANNED]):
        columns = [column for column, cell in enumerate(row) if cell in _NOTES]
        if columns and len([cell for cell in row if cell not in ("", None)]) > len(columns):
            return any(
                line[column] not in ("", None) for line in rows[at + 1 :] for column in columns if column < len(line)
            )
    return False
