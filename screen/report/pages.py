"""A page of the workbook that is read, not filtered, line by line; and the page Method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.model import Band
from screen.report import charts
from screen.report.policy_page import thresholds as thresholds_in_force
from screen.report.style import LINE_HEIGHT, OWN_FILL, Styles, printable, put, widths
from screen.report.table import Link, inner_link, lines_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.screening import Screening

_BLOCK_ROWS = 9  # that a block takes at least, so that its chart has room
_PAGE_HEIGHT = 500  # points that a printed page holds, A4 or Letter, landscape, as the summary is scaled


class Page:
    """A sheet written line by line."""

    def __init__(self, sheet: Worksheet, styles: Styles, given: Sequence[float]) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        self.given, self._page_end = given, 0
        widths(sheet, given)
        sheet.sheet_view.showGridLines = False

    def line(self, *cells: Any, font: Any = None, merge: bool = False, spread: bool = False) -> int:
        """Write a line; returns its row. merge: the first cell runs over the whole width; spread: the last one to its end."""
        self.row += 1
        for column, value in enumerate(cells, start=1):
            if value is None or value == "":
                continue
            if isinstance(value, Band):
                self.styles.band(put(self.sheet, self.row, column, value.label), value)
                continue
            cell = put(self.sheet, self.row, column, value.text if isinstance(value, Link) else value)
            cell.font = font or self.styles.body
            if font not in (self.styles.title, self.styles.heading):
                cell.alignment = self.styles.centred if isinstance(value, int) else self.styles.wrap
            if isinstance(value, Link) and value.target:
                self._link(cell, value)
        first = len(cells) if spread else 1
        if merge or spread:
            self.sheet.merge_cells(
                start_row=self.row, start_column=first, end_row=self.row, end_column=len(self.given)
            )
        if font not in (self.styles.title, self.styles.heading):
            self._height(cells, first if merge or spread else 0)
        return self.row

    def _height(self, cells: tuple[Any, ...], merged: int) -> None:
        """Make the row as high as its longest text needs; merged: the column that runs to the right edge, 0 for none."""
        lines = 1
        for column, value in enumerate(cells, start=1):
            room = sum(self.given[column - 1 :]) if column == merged else self.given[column - 1]
            lines = max(lines, lines_of(value, room))
        self.sheet.row_dimensions[self.row].height = LINE_HEIGHT * lines

    def _link(self, cell: Any, link: Link) -> None:
        cell.hyperlink = inner_link(cell.coordinate, link.target[1:]) if link.target.startswith("#") else link.target
        cell.font = self.styles.link

    def heading(self, text: str) -> None:
        """Write a heading with a line of space above."""
        self.row += 1
        self.line(text, font=self.styles.heading)

    def columns(self, *headers: str, spread: bool = False) -> int:
        """Write the header of a small table; returns its row. spread: the last column runs to the end of the page."""
        row = self.line(*headers, font=self.styles.header)
        for column in range(1, (len(self.given) if spread else len(headers)) + 1):
            self.sheet.cell(row, column).fill = self.styles.own_fill
        return row

    def block(
        self, title: str, headers: tuple[str, str, str], lines: Sequence[tuple[str, int, str]], drawn: str,
        *, named_by: int = 1, colours: Sequence[str] = (OWN_FILL,),
    ) -> None:  # fmt: skip
        """Write a small table of names, numbers and meanings, and beside it a chart; nothing where all numbers are 0.

        drawn: the title of the chart; named_by: the column that names its bars; colours: of its bars.
        """
        if not any(number for _, number, _ in lines):
            return
        before = self.row
        self.heading(title)
        top = self.columns(*headers)
        for name, number, meaning in lines:
            self.line(name, number, meaning)
        data = charts.Data(named_by, 2, top + 1, self.row)
        self.row = max(self.row, top + _BLOCK_ROWS)
        area = charts.Area(len(headers) + 1, top, len(self.given), self.row)
        charts.bars(self.sheet, drawn, data, area, colours)
        if self._points(self._page_end, self.row) > _PAGE_HEIGHT:
            self.new_page(before)

    def new_page(self, after: int | None = None) -> None:
        """Have what follows, or what stands below a row, printed on a page of its own."""
        from openpyxl.worksheet.pagebreak import Break

        self._page_end = self.row if after is None else after
        self.sheet.row_breaks.append(Break(id=self._page_end))

    def _points(self, above: int, last: int) -> float:
        """Return how high the rows below one row are, up to another."""
        rows = self.sheet.row_dimensions
        return sum(rows[row].height or LINE_HEIGHT for row in range(above + 1, last + 1))


def method(sheet: Worksheet, styles: Styles, screening: Screening) -> None:
    """Write how a score and a band come about, how to assess a hit, and the limits."""
    text = read_yaml(rules_file("report.yml"))
    page = Page(sheet, styles, [14, 18, 18, 22, 60])
    page.line("Method and limits", font=styles.title)
    page.heading("How to assess a possible match")
    for number, step in enumerate(text["steps"], start=1):
        page.line(f"{number}. {step}", merge=True)
    page.heading("How a score comes about")
    thresholds = screening.audit.thresholds
    page.line(
        "Every field that both sides give adds points when it agrees and takes points when it contradicts; a field that is missing "
        "does nothing. The points of the name depend on how much of it agrees and on how common it is among innocent people. "
        f"Scores run from 0 to 100: low from {thresholds['low']:g}, medium from {thresholds['medium']:g}, high from "
        f"{thresholds['high']:g}. Critical needs a passport, registration, IMO or bank identifier that agrees and a name that does "
        "not contradict. A score is no probability.", merge=True,
    )  # fmt: skip
    page.heading("How the band of a party comes about: the first row that holds")
    page.columns("Band", "Best match", "Strongest flag", "Independent families", "Because")
    for row in screening.risk_table:
        match = f"{row.match.word} or above" if row.match else "any"
        flag = f"{row.flag.word} or above" if row.flag else "any"
        page.line(row.band, match, flag, row.families if row.flag else "", row.because)
    page.line(
        "A reported front, which is on no official list, counts as a medium match at most.",
        font=styles.small,
        merge=True,
    )
    thresholds_in_force(page, screening)
    _rules_used(page, screening)
    page.heading("Limits")
    for limit in text["limits"]:
        page.line(f"• {limit}", merge=True)
    printable(sheet, None)


def _rules_used(page: Page, screening: Screening) -> None:
    """Write which red-flag rules were tested, which lacked a column, and which are for other tables."""
    used, tested = screening.rules_in_use, {rule.id for rule in screening.rules_tested}
    lacking = set(screening.untested["rule"])
    other = len(screening.rules) - len(used)
    page.heading("Which red-flag rules were tested")
    page.line(
        f"{len(screening.rules_tested)} of {len(used)} rules for this kind of table"
        + (
            f"; {other} {'is' if other == 1 else 'are'} for other kinds and {'was' if other == 1 else 'were'} left out"
            if other
            else ""
        )
        + ". A rule is tested on a sheet that has its columns; a missing cell is unknown, so it neither fires nor clears.",
        merge=True,
    )
    page.columns("Rule", "Level", "Family", "Tested", "Red flag")
    for rule in used:
        told = "lacks a column" if rule.id not in tested else "on some sheets" if rule.id in lacking else "yes"
        page.line(rule.id, rule.level or "context", rule.family, told, rule.title)
