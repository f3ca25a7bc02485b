"""A workbook in the making: openpyxl's but for the rows of its tables; written beside the target, renamed when complete."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from screen.report import style
from screen.report.rows import Rows
from screen.report.table import HEADER_ROWS, Column, furnish

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl.worksheet.worksheet import Worksheet

CREATOR = "dprk-screen"


class Book:
    """A workbook of pages and tables, in the order in which they are added."""

    def __init__(self, title: str, version: str) -> None:
        from openpyxl import Workbook

        self.styles = style.Styles()
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
        every, room = list(rows), style.ROW_LIMIT - HEADER_ROWS
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
        from zipfile import ZIP_DEFLATED, ZipFile

        beside = path.with_name(f".{path.name}.part")
        try:
            with TemporaryDirectory() as folder, ZipFile(beside, "w", ZIP_DEFLATED) as target:
                bare = Path(folder, "bare.xlsx")
                self._workbook.save(bare)
                tables = {table.sheet.path.lstrip("/"): table for table in self._tables}
                with ZipFile(bare) as source:
                    for part in source.infolist():
                        if part.filename in tables:
                            _add_rows(
                                source.read(part).decode(), tables[part.filename], target, part.filename, Path(folder)
                            )
                        else:
                            target.writestr(part, source.read(part))
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def _add_rows(bare: str, table: Rows, target: ZipFile, name: str, folder: Path) -> None:
    """Write a sheet with its rows behind those that openpyxl wrote, and its links where the schema wants them."""
    above, end, below = bare.partition("</sheetData>")
    head, margins, tail = below.partition("<pageMargins")
    whole = folder / "sheet.xml"
    with whole.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(re.sub('<dimension ref="[^"]*"', f'<dimension ref="{table.extent}"', above))
        stream.writelines(table.xml())
        stream.write(f"{end}{head}{table.links()}{margins}{tail}")
    target.write(whole, name)
    if relationships := table.relationships():
        place, _, file = name.rpartition("/")
        target.writestr(f"{place}/_rels/{file}.rels", relationships)
