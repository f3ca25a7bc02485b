"""A workbook in the making: openpyxl's but for the rows of its tables; written beside the target, renamed when complete."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.plain_file import complete
from screen.private import temporary_folder
from screen.report import objects
from screen.report.rows import LINK_LIMIT, Rows
from screen.report.style import ROW_LIMIT, Styles, put
from screen.report.table import HEADER_ROWS, Column, Span, furnish, quoted, told_apart

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from openpyxl.worksheet.worksheet import Worksheet

CREATOR = "dprk-screen"
CHOICES = "Choices"
_TITLE_LIMIT = 31
_RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


class Book:
    """A workbook of pages and tables, in the order in which they are added.

    most_rows: that a sheet holds, its header included; most_links: that a sheet holds. A table with more rows goes on in
    further sheets; past the links the text stays. contents: (title, what it holds) of the sheets so far.
    """

    def __init__(self, title: str, version: str, *, most_rows: int = ROW_LIMIT, most_links: int = LINK_LIMIT) -> None:
        from openpyxl import Workbook

        self.styles = Styles()
        self._workbook = Workbook()
        self._workbook.remove(self._workbook.worksheets[0])
        self._room, self._most_links = most_rows - HEADER_ROWS, most_links
        self._tables: list[Rows] = []
        self._titles: set[str] = set()
        self._names: set[str] = set()
        self.contents: list[tuple[str, str]] = []
        self._files = ExitStack()
        self._close = weakref.finalize(self, self._files.close)
        self.properties: Any = self._workbook.properties
        self.properties.creator, self.properties.title = f"{CREATOR} {version}", title

    def page(self, title: str, what: str = "") -> Worksheet:
        """Add an empty sheet; what: for the list of contents, '' leaves it out."""
        self._titles.add(title.casefold())
        if what:
            self.contents.append((title, what))
        sheet: Worksheet = self._workbook.create_sheet(title)
        return sheet

    def name(self, name: str, sheet: Worksheet, cells: str) -> str:
        """Give cells ($B$4, $A$9:$F$12) a name for formulas; returns it as it had to be written."""
        from openpyxl.workbook.defined_name import DefinedName

        valid = objects.free_name(name, self._names)
        self._workbook.defined_names[valid] = DefinedName(valid, attr_text=f"{quoted(sheet.title)}!{cells}")
        return valid

    def span(self, title: str, count: int) -> Span:
        """Set sheets aside for a table of so many rows that comes later, so that links can lead into it."""
        titles: list[str] = []
        for _ in range(0, max(1, count), self._room):
            titles.append(self._free_title(title, len(titles) + 1))
        return Span(tuple(titles), self._room)

    def table(
        self, title: str | Span, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]],
        freeze_columns: int = 0, marks: Sequence[objects.Mark] = (),
    ) -> list[Rows]:  # fmt: skip
        """Add a sheet with a note above a table; goes on in further sheets past Excel's row limit, and says so.

        title: or the span set aside for it. rows: taken one by one, none is kept.
        """
        columns = told_apart(columns)
        span = self.span(title, 1) if isinstance(title, str) else title
        titles, coming = list(span.titles), iter(rows)
        added = [self._part(titles[0], columns, coming)]
        while (first := next(coming, None)) is not None:
            if len(added) == len(titles):
                titles.append(self._free_title(titles[0], len(titles) + 1))
            added.append(self._part(titles[len(added)], columns, coming, first))
        for number, part in enumerate(added):
            told = _whereabouts(note, titles, number, len(added))
            self.contents.append((part.sheet.title, told))
            self._furnish(part, told, columns, freeze_columns, marks)
        self._tables += added
        return added

    def _part(
        self, title: str, columns: Sequence[Column], rows: Iterator[Sequence[Any]], first: Sequence[Any] | None = None
    ) -> Rows:
        """Add a sheet and fill it as far as it goes."""
        part = Rows(self.page(title), self.styles, columns, self._most_links)
        self._files.callback(part.close)
        if first is not None:
            part.add(first)
        while part.last - HEADER_ROWS < self._room and (row := next(rows, None)) is not None:
            part.add(row)
        return part

    def _furnish(
        self, part: Rows, note: str, columns: Sequence[Column], freeze: int, marks: Sequence[objects.Mark]
    ) -> None:
        """Write all of a table but its rows."""
        sheet = part.sheet
        furnish(sheet, self.styles, note, columns, freeze)
        table = objects.table_object(objects.free_name(sheet.title, self._names), columns, part.last)
        if table:
            sheet.add_table(table)
        else:
            sheet.auto_filter.ref = f"A{HEADER_ROWS}:{part.extent.partition(':')[2]}"
        objects.apply(marks, sheet, columns, part.last)
        for number, column in enumerate(columns, start=1):
            if rule := self._rule(column):
                sheet.add_data_validation(rule)
                rule.add(objects.below(number, part.last))

    def _rule(self, column: Column) -> Any:
        """Return what a column lets be typed and says beside it, or None."""
        if column.choice:
            formula = objects.inline(column.choice) or self._list(column.choice)
            rule = objects.drop_down(column.header, column.choice, formula)
        elif column.form == "date":
            rule = objects.day_only(column.header)
        elif column.hint:
            rule = objects.hint_only(column.header)
        else:
            return None
        return objects.hinted(rule, column.header, column.hint)

    def _list(self, choice: Sequence[str]) -> str:
        """Return the name of a list of choices that is too long for a formula: it stands on a hidden sheet."""
        from openpyxl.utils import get_column_letter

        if CHOICES not in self._workbook.sheetnames:
            self.page(CHOICES).sheet_state = "hidden"
        sheet = self._workbook[CHOICES]
        place = sheet.max_column + 1
        for row, word in enumerate(choice, start=1):
            put(sheet, row, place, word)
        letter = get_column_letter(place)
        return self.name("choices", sheet, f"${letter}$1:${letter}${len(choice)}")

    def _free_title(self, title: str, number: int) -> str:
        """Return a title for the sheet of that number of a table, unlike any so far, and take it."""
        free = title[:_TITLE_LIMIT] if number == 1 else ""
        while not free or free.casefold() in self._titles:
            number = max(number, 2)
            free = f"{title[: _TITLE_LIMIT - 1 - len(str(number))]} {number}"
            number += 1
        self._titles.add(free.casefold())
        return free

    def save(self, path: Path) -> None:
        """Write the workbook, complete or not at all."""
        with complete(path) as beside:
            self._write(beside)

    def _write(self, path: Path) -> None:
        """Have openpyxl write the workbook without rows, and copy it part by part with them."""
        from zipfile import ZIP_DEFLATED, ZipFile

        if CHOICES in self._workbook.sheetnames:
            self._workbook.move_sheet(CHOICES, len(self._workbook.sheetnames))
        with temporary_folder() as folder:
            bare = folder / "bare.xlsx"
            self._workbook.save(bare)
            tables = {table.sheet.path.lstrip("/"): table for table in self._tables}
            addresses = {_relationships_of(part): table for part, table in tables.items() if table.has_addresses}
            with ZipFile(bare) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
                for part in source.infolist():
                    if part.filename in tables:
                        _write_sheet(source.read(part).decode(), tables[part.filename], target, part)
                    elif part.filename in addresses:
                        text = source.read(part).decode()
                        target.writestr(part, _with_addresses(text, addresses.pop(part.filename)))
                    else:
                        target.writestr(part, source.read(part))
                for name, table in addresses.items():
                    target.writestr(name, _with_addresses(f"{_RELATIONSHIPS}</Relationships>", table))


def _whereabouts(note: str, titles: Sequence[str], number: int, parts: int) -> str:
    """Return the note of one sheet of a table, with where the table comes from and goes on."""
    told = [note]
    if number:
        told.append(f"Goes on from sheet {titles[number - 1]}.")
    if number + 1 < parts:
        told.append(f"This sheet is full: the table goes on in sheet {titles[number + 1]}.")
    return " ".join(told)


def _write_sheet(bare: str, table: Rows, target: ZipFile, part: ZipInfo) -> None:
    """Write a sheet with its rows behind those that openpyxl wrote, and its links where the schema wants them."""
    above, end, below = bare.partition("</sheetData>")
    before, margins, rest = below.partition("<pageMargins")
    above = re.sub('<dimension ref="[^"]*"', f'<dimension ref="{table.extent}"', above)
    with target.open(part.filename, "w", force_zip64=table.size > 1 << 31) as stream:
        stream.write(above.encode())
        table.copy(stream.write)
        stream.write(f"{end}{before}{table.links()}{margins}{rest}".encode())


def _relationships_of(sheet: str) -> str:
    folder, _, name = sheet.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _with_addresses(relationships: str, table: Rows) -> str:
    """Add the web addresses that a sheet links to, to what else it is related to."""
    head, end, tail = relationships.rpartition("</Relationships>")
    return f"{head}{''.join(table.relationships())}{end}{tail}"
