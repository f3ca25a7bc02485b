"""How a table was understood, for whoever may correct it: sheets, headers, columns with sample cells, first rows.

Nothing here refuses a table: what keeps a sheet from being screened is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from screen.errors import ScreenError
from screen.intake.corrections import Correction, correction_of
from screen.intake.grid import Grid, Table, find_tables, is_sideways
from screen.intake.header import recognise
from screen.intake.headers import SeveralNames, names_party
from screen.intake.parties import label_of, map_table, samples_of
from screen.model import ColumnUse

_FIRST_ROWS, _FIRST_COLUMNS = 12, 14
_SAMPLES = 3
_LETTERS = 80


class Hindrance(StrEnum):
    """Why a sheet, or a table on it, is not screened."""

    NONE = ""
    LEFT_OUT = "left_out"
    EMPTY = "empty"
    NO_NAMES = "no_names"
    SIDEWAYS = "sideways"
    SEVERAL_NAMES = "several_names"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column: the field it was taken for and why, its first cells that are different, and whether a user chose that."""

    header: str
    field: str
    how: str
    samples: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A table of a sheet.

    label: what a report calls it; header_row: number of the last row of the header; header_rows: how many it has, 0 where the
    first row is data; why: what keeps it from being screened, in
    words where hindrance says only that.
    """

    label: str
    header_row: int
    header_rows: int
    rows: int
    columns: tuple[ColumnSeen, ...]
    hindrance: Hindrance = Hindrance.NONE
    why: str = ""


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet: its tables, and its first filled rows by number, as they are shown to choose the header.

    has_header: whether there is a header row to choose; hindrance, why: as of a table.
    """

    name: str
    tables: tuple[TableSeen, ...]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    rows: int
    hidden_rows: int = 0
    is_hidden: bool = False
    has_header: bool = True
    notes: tuple[str, ...] = ()
    hindrance: Hindrance = Hindrance.NONE
    why: str = ""

    @property
    def is_screened(self) -> bool:
        """Whether any of its rows is screened."""
        return any(not one.hindrance for one in self.tables)

    @property
    def header_at(self) -> tuple[int, int]:
        """The first row of the first header and how many rows it has, (0, 1) where none was found."""
        for one in self.tables[:1]:
            return one.header_row - max(one.header_rows, 1) + 1, one.header_rows
        return 0, 1


def sheets_seen(grids: Sequence[Grid], corrections: Sequence[Correction], where: str) -> tuple[SheetSeen, ...]:
    """Say of every sheet how it was understood. where: the file, for messages."""
    return tuple(_sheet(grid, corrections, where) for grid in grids)


def _sheet(grid: Grid, corrections: Sequence[Correction], where: str) -> SheetSeen:
    own = correction_of(corrections, grid.sheet)
    filled = sum(any(map(str.strip, row)) for row in grid.rows)
    seen = SheetSeen(
        grid.sheet, (), tuple(_first(grid, own.header_row)), filled, len(grid.hidden_rows), grid.is_hidden,
        not grid.header_known, grid.notes,
    )  # fmt: skip
    if own.is_left_out:
        return replace(seen, hindrance=Hindrance.LEFT_OUT)
    if not filled:
        return replace(seen, hindrance=Hindrance.EMPTY)
    try:
        tables = find_tables(grid, own.headers, own)
    except ScreenError as problem:
        return replace(seen, hindrance=Hindrance.UNFIT, why=str(problem))
    found = tuple(_table(one, len(tables) > 1, corrections, where) for one in tables)
    if not found:
        return replace(seen, hindrance=Hindrance.SIDEWAYS if is_sideways(grid) else Hindrance.NO_NAMES)
    return replace(seen, tables=found)


def _first(grid: Grid, chosen: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the first filled rows, and the one that was chosen as header with what is around it."""
    filled = [place for place, row in enumerate(grid.rows) if any(map(str.strip, row))]
    near = [place for place in filled if chosen and abs(grid.numbers[place] - chosen) <= 1]
    for place in sorted({*filled[:_FIRST_ROWS], *near}):
        yield grid.numbers[place], tuple(_shown(cell) for cell in grid.rows[place][:_FIRST_COLUMNS])


def _table(table: Table, is_one_of_many: bool, corrections: Sequence[Correction], where: str) -> TableSeen:
    label = label_of(table, is_one_of_many)
    chosen = correction_of(corrections, table.grid.sheet, label).columns
    hindrance, why = Hindrance.NONE, ""
    try:
        uses = map_table(table, {}, where, is_one_of_many, corrections).columns
        if not names_party(uses):
            hindrance = Hindrance.NO_NAMES
    except SeveralNames:
        hindrance, uses = Hindrance.SEVERAL_NAMES, _uses(table)
    except ScreenError as problem:
        hindrance, why, uses = Hindrance.UNFIT, str(problem), _uses(table)
    columns = tuple(
        ColumnSeen(use.header, use.field, use.how, _samples(cells), use.header in chosen)
        for use, cells in zip(uses, samples_of(table), strict=True)
    )
    return TableSeen(
        label, table.grid.numbers[table.header_at], table.header_rows, len(table.records), columns, hindrance, why
    )


def _uses(table: Table) -> tuple[ColumnUse, ...]:
    """Say what each header means by itself, where together they cannot be understood."""
    read = [(header, recognise(header)) for header in table.headers]
    return tuple(ColumnUse(header, "" if field == "name" else field, "could hold the name" if field == "name" else "")
                 for header, field in read)  # fmt: skip


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_shown(cell) for cell in cells if cell.strip()))[:_SAMPLES]


def _shown(cell: str) -> str:
    text = " ".join(cell[: 4 * _LETTERS].split())
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"
