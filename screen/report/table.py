"""A sheet that holds one table: its columns, its kinds of cells, and what openpyxl keeps of it.

That is title, header, widths, frozen panes, filter buttons, drop-downs, marks and print setup; the rows below are rows.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from screen.report.style import Styles, printable, put, widths

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report table; width in characters.

    part: ours, customer or decide — decides the colour of its header. choice: what an Answer may say, offered as a drop-down.
    form: how an Answer is typed and shown: date takes days only and shows them as 2026-11-24, text keeps what is typed
    as it is. hint: what is said beside an Answer while its cell is chosen.
    """

    header: str
    width: float = 16
    part: Literal["ours", "customer", "decide"] = "ours"
    choice: tuple[str, ...] = ()
    form: Literal["", "text", "date"] = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: text, and a web address or a place in this workbook (#'Sheet'!A1)."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A green cell for the reader to fill in, and what it says before: an ISO day in a column of dates."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Where the rows of a table stand: the sheets they fill one after the other, and how many rows each sheet holds."""

    titles: tuple[str, ...]
    room: int

    def place(self, number: int) -> str:
        """Return the target of a link to a row of the table, counted from 0."""
        sheet, row = divmod(number, self.room)
        return place(self.titles[sheet], HEADER_ROWS + 1 + row)


def told_apart(columns: Sequence[Column]) -> list[Column]:
    """Return the columns, each of ours that a customer's column is named like with "(screening)" behind its name."""
    theirs = {column.header.casefold() for column in columns if column.part == "customer"}
    return [
        replace(column, header=f"{column.header} (screening)")
        if column.part != "customer" and column.header.casefold() in theirs
        else column
        for column in columns
    ]


def furnish(sheet: Worksheet, styles: Styles, note: str, columns: Sequence[Column], freeze_columns: int) -> None:
    """Write what stands above the rows of a table, and how they are printed."""
    from openpyxl.utils import get_column_letter

    put(sheet, 1, 1, sheet.title).font = styles.heading
    put(sheet, 2, 1, note).font = styles.small
    fills = {"ours": styles.own_fill, "customer": styles.header_fill, "decide": styles.decide_fill}
    for place_, column in enumerate(columns, start=1):
        cell: Any = put(sheet, HEADER_ROWS, place_, column.header)
        cell.font, cell.fill, cell.alignment = styles.header, fills[column.part], styles.wrap
    widths(sheet, [column.width for column in columns])
    sheet.freeze_panes = f"{get_column_letter(freeze_columns + 1)}{HEADER_ROWS + 1}"
    printable(sheet, HEADER_ROWS, sum(column.width for column in columns))
    if freeze_columns:
        sheet.print_title_cols = f"A:{get_column_letter(freeze_columns)}"


def lines_of(value: Any, width: float) -> int:
    """Return how many lines a cell needs in a column of that many characters."""
    text = value.text if isinstance(value, Link) else value
    if not isinstance(text, str):
        return 1
    room = max(1, int(width * 0.95))
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))


def inner_link(ref: str, location: str) -> Any:
    """Return a link from the cell *ref* to a place in the same workbook."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    return Hyperlink(ref=ref, location=location)


def place(sheet: str, row: int) -> str:
    """Return the target of a link to a row of a sheet of this workbook."""
    return f"#{quoted(sheet)}!A{row}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas and links write it."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'"
