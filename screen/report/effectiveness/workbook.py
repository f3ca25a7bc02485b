"""The effectiveness report as a workbook: page one, a sheet for each part, the misses as a table that can be filtered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.model import Band
from screen.report import charts
from screen.report.book import Book
from screen.report.effectiveness.sections import (
    ALERTS,
    ALERTS_NOTE,
    MISSES,
    MISSES_NOTE,
    Drawing,
    Form,
    Section,
    Series,
    Table,
    operating_curve,
    sections,
    worst,
)
from screen.report.effectiveness.terms import terms
from screen.report.effectiveness.written import NUMBER_FORMATS
from screen.report.pages import Page
from screen.report.style import printable
from screen.report.table import Column, Link, place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Record = Mapping[str, Any]
TITLE = "Effectiveness of the screening"
FIRST, FIGURES = "Page one", "Figures of the drawings"
_SHEETS = {
    "controls": "Caught controls", "recall": "Recall", "innocents": "Innocent names", "scores": "Scores and thresholds",
    "comparison": "Since the last report", "scope": "Scope and audit", "method": "Why and limits",
}  # fmt: skip
_MISSES, _ALERTED = "Misses", "Innocents that alert"
_WIDTHS = {"innocents": [38, 16, 15, *[10] * 8, 18, 8, 10, 12], "scope": [44, 24, 12, 12, 14, 66], "method": [52, 70, 60],
           "comparison": [58, 18, 18, 11, 11, 11, 12]}  # fmt: skip
_USUAL = [38, 20, *[12] * 8]
STATES = {
    "failed": "✗ Not good enough",
    "worse": "✗ Worse than the last report",
    "gaps": "▼ Works, with gaps you must know",
    "look": "▲ Works, with points to look at",
    "worked": "✓ Works as tested",
}
_CHART_ROWS = 20


def write_workbook(record: Record, path: Path) -> None:
    """Write the workbook, complete or not at all."""
    build(record).save(path)


def build(record: Record) -> Book:
    """Build the workbook of a record."""
    book = Book(TITLE, record["tool_version"])
    book.properties.created = book.properties.modified = datetime.fromisoformat(record["as_of"])
    first = book.page(FIRST)
    parts = [one for one in sections(record) if one.id in _SHEETS]
    pages = {one.id: book.page(_SHEETS[one.id], one.title) for one in parts if one.id not in ("scope", "method")}
    _listing(book, _MISSES, MISSES_NOTE, MISSES, record["misses"])
    _listing(book, _ALERTED, ALERTS_NOTE, ALERTS, record["innocents"]["alerts"])
    pages |= {one.id: book.page(_SHEETS[one.id], one.title) for one in parts if one.id in ("scope", "method")}
    figures = _Figures(book.page(FIGURES, "The points of the drawings, threshold by threshold."), book)
    for one in parts:
        _part(pages[one.id], book, one, figures)
    _first(first, book, record, figures)
    return book


def _listing(
    book: Book, title: str, note: str, columns: Sequence[tuple[str, str, Form]], rows: Sequence[Record]
) -> None:
    widths = {
        "asked": 34,
        "listed_name": 34,
        "nearest_name": 34,
        "why": 44,
        "instead": 50,
        "match": 60,
        "set": 26,
        "group": 34,
        "how": 24,
        "wanted": 20,
    }
    told = [Column(header, widths.get(key, 12)) for header, key, _ in columns]
    book.table(title, note, told, ([row[key] for _, key, _ in columns] for row in rows))


class _Figures:
    """The sheet that holds the points of all drawings, side by side."""

    def __init__(self, sheet: Worksheet, book: Book) -> None:
        self.sheet, self._styles, self._column = sheet, book.styles, 1
        self._known: dict[str, list[charts.Line]] = {}
        self._named: dict[str, list[charts.Line]] = {}

    def lines(self, drawing: Drawing) -> list[charts.Line]:
        """Write the points of a drawing once; returns where they stand."""
        if drawing.title not in self._known:
            self._known[drawing.title] = list(self._written(drawing))
        return self._known[drawing.title]

    def named(self, drawing: Drawing) -> list[charts.Line]:
        """Write an upright line for each point of the first line that has a name; returns where they stand."""
        if drawing.title not in self._named:
            first = drawing.series[0] if drawing.series else Series("", ())
            named = [
                Series(label, ((x, 0), (x, 0.45), (x, 1)))
                for label, (x, _) in zip(first.labels, first.points, strict=False)
                if label
            ]
            self._named[drawing.title] = list(self._written(replace(drawing, series=tuple(named)))) if named else []
        return self._named[drawing.title]

    def _written(self, drawing: Drawing) -> Iterator[charts.Line]:
        from screen.report.style import put

        put(self.sheet, 1, self._column, drawing.title).font = self._styles.bold
        for series in drawing.series:
            across, upwards = self._column, self._column + 1
            put(self.sheet, 2, across, drawing.across).font = self._styles.bold
            put(self.sheet, 2, upwards, series.title).font = self._styles.bold
            for row, (x, y) in enumerate(series.points, start=3):
                put(self.sheet, row, across, x)
                put(self.sheet, row, upwards, y)
            self._column += 2
            if series.points:
                yield charts.Line(across, upwards, 3, len(series.points) + 2)
        self._column += 1


def _part(sheet: Worksheet, book: Book, part: Section, figures: _Figures) -> None:
    given = _WIDTHS.get(part.id, _USUAL)
    page = Page(sheet, book.styles, given)
    page.line(part.title, font=book.styles.title)
    sheet.row_dimensions[1].height = 26
    for told in part.lead:
        page.line(told, merge=True)
    for table in part.tables:
        _table(page, table)
        if part.id == "controls" and table is part.tables[0]:
            _bars(page, table, "Caught by kind of change")
    for drawing in part.drawings:
        page.new_page()
        _drawing(page, drawing, figures)
    printable(sheet, None, sum(given))


def _table(page: Page, table: Table) -> tuple[int, int]:
    """Write a table; returns its header's row and its last one."""
    page.heading(table.title)
    if table.note:
        page.line(table.note, font=page.styles.small, merge=True)
    if not table.rows:
        page.line("None.")
        return page.row, page.row
    is_wide = len(table.headers) < len(page.given) and table.headers[-1][1] == "text"
    top = page.columns(*(header for header, _ in table.headers), spread=is_wide)
    for row in table.rows:
        cells = ["–" if value is None else _linked(value) for value in row]
        number = page.line(*cells, spread=is_wide)
        for column, (_, form) in enumerate(table.headers, start=1):
            cell = page.sheet.cell(number, column)
            if form != "text" and not isinstance(cell.value, str):
                cell.number_format, cell.alignment = NUMBER_FORMATS[form], page.styles.centred
    return top, page.row


def _linked(value: Any) -> Any:
    return (
        Link(value, value) if isinstance(value, str) and value.startswith("https://") and " " not in value else value
    )


def _bars(page: Page, table: Table, title: str) -> None:
    column = next(place for place, (header, _) in enumerate(table.headers, start=1) if header == "Share")
    top = page.row - len(table.rows) + 1
    data = charts.Data(1, column, top, page.row)
    area = charts.Area(1, page.row + 2, len(page.given), page.row + _CHART_ROWS)
    if charts.bars(page.sheet, title, data, area):
        page.row += _CHART_ROWS + 1


def _drawing(page: Page, drawing: Drawing, figures: _Figures) -> None:
    drawn = figures.lines(drawing)
    if not drawn:
        return
    page.row += 1
    if drawing.note:
        page.line(drawing.note, font=page.styles.small, merge=True)
    area = charts.Area(1, page.row + 1, len(page.given), page.row + _CHART_ROWS)
    charts.lines(
        page.sheet, figures.sheet, drawing.title, (drawing.across, drawing.upwards), drawn, area, drawing.ends,
        figures.named(drawing),
    )  # fmt: skip
    page.row += _CHART_ROWS + 1


def _first(sheet: Worksheet, book: Book, record: Record, figures: _Figures) -> None:
    """Write page one: the verdict, the figures that matter, what to look at, where the rest is."""
    page, verdict = Page(sheet, book.styles, [42, 28, 110]), record["verdict"]
    page.line(TITLE, font=book.styles.title)
    sheet.row_dimensions[1].height = 26
    told = f"As of {record['as_of']}, dprk-screen {record['tool_version']}, rules {record['rules_version']}"
    page.line(f"{told}, {len(record['lists'])} lists, seed {record['seed']}.", font=book.styles.small, merge=True)
    page.heading(STATES[verdict["state"]])
    page.line(verdict["sentence"], font=book.styles.bold, merge=True)
    page.heading("The figures that matter")
    page.columns("What", "Figure (95 % interval)", "Meaning")
    for one in verdict["figures"]:
        row = page.line(one["what"], f"{'▼ ' * one['is_poor']}{one['value']}", one["meaning"])
        if one["is_poor"]:
            book.styles.band(cell := sheet.cell(row, 2), Band.HIGH)
            cell.alignment = book.styles.left
    page.heading("What to look at")
    for one in verdict["look_at"] or ["Nothing stands out."]:
        page.line(f"• {one}", merge=True)
    page.new_page()
    page.heading("Words used here")
    for term, meaning in terms(record):
        page.line(term, meaning, spread=True)
    _drawing(page, operating_curve(record), figures)
    _worst(page, record)
    page.heading("Where it stands")
    for title, what in book.contents:
        page.line(Link(title, place(title, 1)), what, spread=True)
    printable(sheet, None)


def _worst(page: Page, record: Record) -> None:
    if not record["misses"]:
        return
    page.heading(f"Of {len(record['misses']):,} misses, the worst of each kind")
    page.columns("Asked", "Should have found", "Why")
    for one in worst(record):
        why = f"{one['set']}, {one['how']}: score {one['score']:g}; {one['why']}"
        page.line(one["asked"], f"{one['listed_name']} ({one['wanted']})", why)
