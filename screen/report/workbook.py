"""The workbook: its sheets in order, written beside the target and renamed when complete."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.report import flags, pages, sheets
from screen.report.style import Styles
from screen.report.table import add_table

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.screening import Screening

CREATOR = "dprk-screen"


def write_workbook(screening: Screening, path: Path) -> None:
    """Write the workbook, complete or not at all."""
    save(build(screening), path)


def save(book: Workbook, path: Path) -> None:
    """Save any workbook beside its target and rename it when complete."""
    beside = path.with_name(f".{path.name}.part")
    try:
        book.save(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def build(screening: Screening) -> Workbook:
    """Build the workbook of a screening."""
    from openpyxl import Workbook

    book = Workbook()
    styles = Styles()
    titles = sheets.sheet_titles([sheet.name for sheet in screening.intake.sheets])
    places = sheets.party_places(screening, titles)
    first: Any = book.active
    first.title = "Summary"
    pages.summary(first, styles, screening, places)
    _alerts(book, styles, screening, places)
    add_table(book, styles, "Red flags", "One row for each rule that fired. A red flag is a sign to look at, no verdict.",
              flags.flag_columns(), flags.flag_rows(screening, places), 2)  # fmt: skip
    for sheet in screening.intake.sheets:
        add_table(book, styles, titles[sheet.name], "Every row of your table: your columns first and untouched, then ours.",
                  sheets.party_columns(sheet), sheets.party_rows(screening, sheet), 1)  # fmt: skip
    add_table(book, styles, "Near misses", "Pairs that came close and stayed below medium, kept as proof that they were looked at.",
              sheets.alert_columns(), sheets.alert_rows(screening, places, near_misses=True), 4)  # fmt: skip
    add_table(book, styles, "Data quality", "What could not be read as written. Rows were screened with the rest of their cells "
              "unless it says otherwise.", sheets.problem_columns(), sheets.problem_rows(screening, places))  # fmt: skip
    add_table(book, styles, "Rules not tested", "Rules whose columns your table lacks, each once: not tested is not clear.",
              sheets.untested_columns(), sheets.untested_rows(screening))  # fmt: skip
    add_table(book, styles, "Interview checklist", "What no column can show: to ask or look at. An answer is no proof.",
              sheets.interview_columns(), sheets.interview_rows(screening))  # fmt: skip
    pages.method(book.create_sheet("Method"), styles, screening)
    pages.audit(book.create_sheet("Audit"), styles, screening)
    _properties(book, screening)
    return book


def _alerts(book: Workbook, styles: Styles, screening: Screening, places: sheets.Places) -> None:
    columns = sheets.alert_columns()
    note = "One row for each party and entry, most urgent party first. Decide in the green columns."
    rows = list(sheets.alert_rows(screening, places, near_misses=False))
    for sheet in add_table(book, styles, "Alerts", note, columns, rows, 4):
        _drop_downs(sheet, styles, [column.header for column in columns])


def _drop_downs(sheet: Worksheet, styles: Styles, headers: list[str]) -> None:
    """Give the decision columns their choices and their colour."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = read_yaml(rules_file("report.yml"))
    last = max(sheet.max_row, sheets.HEADER_ROWS + 1)
    for header, choices in (("Decision", words["dispositions"]), ("Reason", words["reasons"])):
        letter = get_column_letter(headers.index(header) + 1)
        validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        validation.error, validation.errorTitle = f"Choose one of: {', '.join(choices)}.", header
        sheet.add_data_validation(validation)
        validation.add(f"{letter}{sheets.HEADER_ROWS + 1}:{letter}{last}")
    for header in sheets.DECISIONS:
        column = headers.index(header) + 1
        for row in range(sheets.HEADER_ROWS + 1, sheet.max_row + 1):
            cell = sheet.cell(row, column)
            cell.fill, cell.alignment = styles.input_fill, styles.wrap


def _properties(book: Workbook, screening: Screening) -> None:
    about = book.properties
    about.creator = f"{CREATOR} {screening.audit.tool_version}"
    about.title = "Screening for DPRK fronts and red flags"
    about.created = about.modified = screening.audit.started_at.replace(tzinfo=None)


def workbook_state(path: Path) -> str:
    """Return what a workbook is: ours, decided (ours with decisions in it) or foreign."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True)
    except Exception:  # whatever cannot be opened is not ours
        return "foreign"
    try:
        if not (book.properties.creator or "").startswith(CREATOR):
            return "foreign"
        if "Alerts" not in book.sheetnames:
            return "ours"
        rows = book["Alerts"].iter_rows(min_row=sheets.HEADER_ROWS, values_only=True)
        headers = list(next(rows, ()))
        columns = [headers.index(header) for header in sheets.DECISIONS if header in headers]
        decided = any(
            row[column] not in (None, "", "open") for row in rows for column in columns if column < len(row)
        )
        return "decided" if decided else "ours"
    finally:
        book.close()
