"""The workbook of a screening: its sheets in order, and what a workbook that exists already is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from screen.data import read_yaml, rules_file
from screen.report import flags, pages, sheets
from screen.report.book import CREATOR, Book
from screen.report.table import HEADER_ROWS

if TYPE_CHECKING:
    from screen.report.rows import Rows
    from screen.screening import Screening


def write_workbook(screening: Screening, path: Path) -> None:
    """Write the workbook, complete or not at all."""
    build(screening).save(path)


def build(screening: Screening) -> Book:
    """Build the workbook of a screening."""
    book = Book("Screening for DPRK fronts and red flags", screening.audit.tool_version)
    book.properties.created = screening.audit.started_at.replace(tzinfo=None)
    titles = sheets.sheet_titles([sheet.name for sheet in screening.intake.sheets])
    places = sheets.party_places(screening, titles)
    pages.summary(book.page("Summary"), book.styles, screening, places)
    _alerts(book, screening, places)
    book.table("Red flags", "One row for each rule that fired. A red flag is a sign to look at, no verdict.",
               flags.flag_columns(), flags.flag_rows(screening, places), 2)  # fmt: skip
    for sheet in screening.intake.sheets:
        book.table(titles[sheet.name], "Every row of your table: your columns first and untouched, then ours.",
                   sheets.party_columns(sheet), sheets.party_rows(screening, sheet), 1)  # fmt: skip
    book.table("Near misses", "Pairs that came close and stayed below medium, kept as proof that they were looked at.",
               sheets.alert_columns(), sheets.alert_rows(screening, places, near_misses=True), 4)  # fmt: skip
    book.table("Data quality", "What could not be read as written. Rows were screened with the rest of their cells "
               "unless it says otherwise.", sheets.problem_columns(), sheets.problem_rows(screening, places))  # fmt: skip
    book.table("Rules not tested", "Rules whose columns your table lacks, each once: not tested is not clear.",
               sheets.untested_columns(), sheets.untested_rows(screening))  # fmt: skip
    book.table("Interview checklist", "What no column can show: to ask or look at. An answer is no proof.",
               sheets.interview_columns(), sheets.interview_rows(screening))  # fmt: skip
    pages.method(book.page("Method"), book.styles, screening)
    pages.audit(book.page("Audit"), book.styles, screening)
    return book


def _alerts(book: Book, screening: Screening, places: sheets.Places) -> None:
    columns = sheets.alert_columns()
    note = "One row for each party and entry, most urgent party first. Decide in the green columns."
    rows = sheets.alert_rows(screening, places, near_misses=False)
    for table in book.table("Alerts", note, columns, rows, 4):
        _drop_downs(table, [column.header for column in columns])


def _drop_downs(table: Rows, headers: list[str]) -> None:
    """Give the decision columns their choices."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = read_yaml(rules_file("report.yml"))
    last = max(table.last, HEADER_ROWS + 1)
    for header, choices in (("Decision", words["dispositions"]), ("Reason", words["reasons"])):
        letter = get_column_letter(headers.index(header) + 1)
        validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        validation.error, validation.errorTitle = f"Choose one of: {', '.join(choices)}.", header
        table.sheet.add_data_validation(validation)
        validation.add(f"{letter}{HEADER_ROWS + 1}:{letter}{last}")


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
        rows = book["Alerts"].iter_rows(min_row=HEADER_ROWS, values_only=True)
        headers = list(next(rows, ()))
        columns = [headers.index(header) for header in sheets.DECISIONS if header in headers]
        decided = any(
            row[column] not in (None, "", "open") for row in rows for column in columns if column < len(row)
        )
        return "decided" if decided else "ours"
    finally:
        book.close()
