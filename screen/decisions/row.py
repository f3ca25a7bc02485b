"""What a row of the customer's says, field by field, in every form in which a decision may have kept it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from screen.decisions.listed import joined_countries
from screen.model import FIELDS, split_values

if TYPE_CHECKING:
    from screen.model import Parties


class Rows:
    """The rows of a table. Columns are unpacked once, as a row of a DataFrame costs milliseconds."""

    def __init__(self, parties: Parties) -> None:
        self._table, self._sheets = parties.table, {sheet.name: sheet for sheet in parties.sheets}
        self._columns: dict[str, list[str]] = {}
        self._written: dict[tuple[str, str], dict[int, str]] = {}
        self._uses = {name: {use.header: use.field for use in sheet.columns} for name, sheet in self._sheets.items()}

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        keys = zip(self._table["sheet"].tolist(), self._table["row"].tolist(), strict=True)
        return {key: place for place, key in enumerate(keys)}

    def of(self, sheet: str, row: int) -> Row:
        """Return a row by its sheet and its number as the spreadsheet shows it."""
        return Row(self, sheet, int(row), self._places[sheet, int(row)])

    def uses(self, sheet: str) -> dict[str, str]:
        """Return header → field of a sheet, '' for none."""
        return self._uses.get(sheet, {})

    def cell(self, field: str, place: int) -> str:
        """Return the canonical cell of a field at a place of the table."""
        if field not in self._columns:
            self._columns[field] = self._table[field].tolist()
        return self._columns[field][place]

    def written(self, sheet: str, header: str, row: int) -> str:
        """Return a cell as it was written."""
        if (sheet, header) not in self._written:
            column = self._sheets[sheet].written[header]
            self._written[sheet, header] = dict(zip(column.index.tolist(), map(str, column.tolist()), strict=True))
        return self._written[sheet, header].get(row, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; place: its position there, number: as the spreadsheet shows it."""

    rows: Rows
    sheet: str
    number: int
    place: int

    @property
    def uses(self) -> dict[str, str]:
        """Header → field, '' for none."""
        return self.rows.uses(self.sheet)

    def cell(self, field: str) -> str:
        """Return the canonical cell of a field, '' for what is no field."""
        return self.rows.cell(field, self.place) if field in FIELDS else ""

    def values(self, field: str) -> list[str]:
        """Return the values of a compared field, or of a column that has no field by its header; '' first for none."""
        cell = self.cell(field)
        headers = [header for header, use in self.uses.items() if (use or header) == field]
        found = [cell, *split_values(cell), *(self.rows.written(self.sheet, one, self.number) for one in headers)]
        if field in ("nationality", "country"):
            seats = [split_values(self.cell(name)) for name in (field, "incorporation_country")]
            found = [*(joined_countries(codes) for codes in (*seats, dict.fromkeys(sum(seats, ())))), *found]
        return found
