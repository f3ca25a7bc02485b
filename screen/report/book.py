"""A workbook in the making: openpyxl's but for the rows of its tables; written beside the target, renamed when complete."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from screen.report.rows import Rows
from screen.report.style import ROW_LIMIT, Styles
from screen.report.table import HEADER_ROWS, Column, furnish

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl.worksheet.worksheet import Worksheet

CREATOR = "dprk-screen"


class Book:
    """A workbook of pages and tables, in the order in which they are added."""

    def __init__(self, title: str, version: str) -> None:
        from openpyxl import Workbook

        self.styles = Styles()
        self._workbook = Workbook()
        self._workbook.remove(self._workbook.worksheets[0])
        self._tables: list[Rows] = []
        self.properties: Any = self._workbook.properties
        self.properties.creator, self.properties.title = f"{CREATOR} {version}", title

    def page(self, title: str) -> Worksheet:
        """Add an empty sheet."""
        sheet: Worksheet = self._workbook.create_sheet(title)
        return sheet

    def table(
        self, title: str, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], freeze_columns: int = 0
    ) -> list[Rows]:
        """Add a sheet with a note above a table; goes on in further sheets past Excel's row limit, and says so."""
        every, room = list(rows), ROW_LIMIT - HEADER_ROWS
        added: list[Rows] = []
        for start in range(0, max(1, len(every)), room):
            sheet = self.page(f"{title} {len(added) + 1}" if added else title)
            told = f"{note} Goes on from sheet {added[-1].sheet.title}." if added else note
            held = Rows(sheet, self.styles, columns, every[start : start + room])
            furnish(sheet, self.styles, told, columns, held.last, freeze_columns)
            added.append(held)
        self._tables += added
        return added

    def save(self, path: Path) -> None:
        """Write the workbook, complete or not at all."""
        beside = path.with_name(f".{path.name}.part")
        try:
            self._write(beside)
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    def _write(self, path: Path) -> None:
        """Have openpyxl write the workbook without rows, and copy it part by part with them."""
        from zipfile import ZIP_DEFLATED, ZipFile

        with TemporaryDirectory() as folder:
            bare, sheet = Path(folder, "bare.xlsx"), Path(folder, "sheet.xml")
            self._workbook.save(bare)
            tables = {table.sheet.path.lstrip("/"): table for table in self._tables}
            with ZipFile(bare) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
                for part in source.infolist():
                    if table := tables.get(part.filename):
                        _write_sheet(source.read(part).decode(), table, sheet)
                        target.write(sheet, part.filename)
                        _write_addresses(table, target, part.filename)
                    else:
                        target.writestr(part, source.read(part))


def _write_sheet(bare: str, table: Rows, path: Path) -> None:
    """Write a sheet with its rows behind those that openpyxl wrote, and its links where the schema wants them."""
    above, end, below = bare.partition("</sheetData>")
    middle, margins, rest = below.partition("<pageMargins")
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(re.sub('<dimension ref="[^"]*"', f'<dimension ref="{table.extent}"', above))
        stream.writelines(table.xml())
        stream.write(f"{end}{middle}{table.links()}{margins}{rest}")


def _write_addresses(table: Rows, target: ZipFile, sheet: str) -> None:
    """Write the web addresses that a sheet links to, beside it."""
    if relationships := table.relationships():
        folder, _, name = sheet.rpartition("/")
        target.writestr(f"{folder}/_rels/{name}.rels", relationships)
