"""A sheet that holds one table: header, rows, filter, frozen panes, links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.model import Band
from screen.report.style import LINE_HEIGHT, MOST_LINES, ROW_LIMIT, Styles, is_right_to_left, printable, put, widths

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report table. part: ours, customer or decide — decides the colour of its header; width in characters."""

    header: str
    width: float = 16
    part: str = "ours"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: text, and a web address or a place in this workbook (#'Sheet'!A1)."""

    text: str
    target: str


def add_table(
    book: Workbook, styles: Styles, title: str, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]],
    freeze_columns: int = 0,
) -> list[Worksheet]:  # fmt: skip
    """Add a sheet with a note above a table; goes on in further sheets past Excel's row limit, and says so.

    A cell may be text, a number, a Band or a Link.
    """
    from openpyxl.utils import get_column_letter

    sheets: list[Worksheet] = []
    header_row = 3
    sheet = _begin(book, styles, title, note, columns, freeze_columns)
    sheets.append(sheet)
    place = header_row
    for row in rows:
        if place == ROW_LIMIT:
            _finish(sheet, header_row, place, get_column_letter(len(columns)))
            title_here = f"{title} {len(sheets) + 1}"
            sheet = _begin(
                book, styles, title_here, f"{note} Goes on from sheet {sheets[-1].title}.", columns, freeze_columns
            )
            sheets.append(sheet)
            place = header_row
        place += 1
        for column, value in enumerate(row, start=1):
            if value is not None and value != "":
                _cell(sheet, styles, place, column, value)
        lines = max((lines_of(value, columns[at].width) for at, value in enumerate(row)), default=1)
        if lines > 1:
            sheet.row_dimensions[place].height = LINE_HEIGHT * min(lines, MOST_LINES)
    _finish(sheet, header_row, place, get_column_letter(len(columns)))
    return sheets


def _begin(
    book: Workbook, styles: Styles, title: str, note: str, columns: Sequence[Column], freeze_columns: int
) -> Worksheet:
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(title)
    put(sheet, 1, 1, title).font = styles.heading
    put(sheet, 2, 1, note).font = styles.small
    fills = {"ours": styles.own_fill, "customer": styles.header_fill, "decide": styles.decide_fill}
    for place, column in enumerate(columns, start=1):
        cell: Any = put(sheet, 3, place, column.header)
        cell.font, cell.fill, cell.alignment = styles.header, fills[column.part], styles.wrap
    widths(sheet, [column.width for column in columns])
    sheet.freeze_panes = f"{get_column_letter(freeze_columns + 1)}4"
    printable(sheet, 3, sum(column.width for column in columns))
    if freeze_columns:
        sheet.print_title_cols = f"A:{get_column_letter(freeze_columns)}"
    return sheet


def lines_of(value: Any, width: float) -> int:
    """Return how many lines a cell needs in a column of that many characters."""
    text = value.text if isinstance(value, Link) else value
    if not isinstance(text, str):
        return 1
    room = max(1, int(width * 0.95))
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))


def _finish(sheet: Worksheet, header_row: int, last_row: int, last_column: str) -> None:
    sheet.auto_filter.ref = f"A{header_row}:{last_column}{max(last_row, header_row)}"


def _cell(sheet: Worksheet, styles: Styles, row: int, column: int, value: Any) -> None:
    if isinstance(value, Band):
        styles.band(put(sheet, row, column, value.label), value)
        return
    if isinstance(value, Link):
        cell = put(sheet, row, column, value.text)
        if value.target.startswith("#"):
            cell.hyperlink = inner_link(cell.coordinate, value.target[1:])
        elif value.target.startswith(("http://", "https://")) and len(value.target) < 2000:
            cell.hyperlink = value.target
        cell.font, cell.alignment = styles.link, styles.wrap
        return
    cell = put(sheet, row, column, value)
    cell.alignment = styles.right_to_left if is_right_to_left(value) else styles.wrap


def inner_link(ref: str, location: str) -> Any:
    """Return a link from the cell *ref* to a place in the same workbook."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    return Hyperlink(ref=ref, location=location)


def place(sheet: str, row: int) -> str:
    """Return the target of a link to a row of a sheet of this workbook."""
    return f"#'{sheet.replace(chr(39), chr(39) * 2)}'!A{row}"
