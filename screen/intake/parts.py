"""A table read in parts: what holds for all of it is decided once, then each part is read as the whole would be.

Decided once are headers, what columns mean, and the order of day and month. One table a file; what needs all parties, such
as their ids, is left to whoever has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from itertools import chain
from operator import or_
from typing import TYPE_CHECKING

from screen.errors import TableError
from screen.intake.corrections import Correction, correction_of, hold_corrections
from screen.intake.dates import ColumnNote, DateSigns
from screen.intake.grid import (
    Extent,
    Grid,
    Table,
    chosen_header,
    header_of,
    headers_of,
    hold_width,
    lettered,
    next_header,
    records_of,
    rules,
)
from screen.intake.headers import names_party
from screen.intake.parties import (
    Mapped,
    map_table,
    mapped_tables,
    read_table,
    signs_of_dates,
    without_unnamed,
    written_cells,
)
from screen.intake.stream import Row, Stream, in_blocks
from screen.model import DATE_FIELDS, ColumnUse, Problem, Sheet

if TYPE_CHECKING:
    import pandas as pd

HEAD = 8  # times the rows that are scanned for a header and sampled below it


@dataclass(frozen=True)
class Block:
    """Some rows of a file below its header, in order.

    before: the row above them; is_first: whether that is the header; problems: of rows, as place among them, code, message.
    """

    rows: list[Row]
    before: Row
    is_first: bool
    problems: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Layout:
    """What holds for every part of a table. where: its file, for messages; header_row: its number; overrides: field → header;
    signs: what its columns of dates show, by header; notes: on how the file was read."""

    where: str
    headers: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnUse, ...]
    header_known: bool
    overrides: Mapping[str, str]
    today: date
    notes: tuple[str, ...] = ()
    signs: Mapping[str, DateSigns] = field(default_factory=dict)

    @property
    def has_dates(self) -> bool:
        """Whether it has columns of dates, whose order must be known before they are read."""
        return any(use.field in DATE_FIELDS for use in self.columns)

    @property
    def fields(self) -> frozenset[str]:
        """The canonical fields it has columns for."""
        return frozenset(use.field for use in self.columns if use.field)

    def signs_of(self, block: Block) -> dict[str, DateSigns]:
        """Return what the columns of dates show in some rows."""
        mapped = self._mapped(block)
        return signs_of_dates(mapped.columns, written_cells(mapped.table), self.today)

    def read(self, block: Block) -> Part:
        """Read some rows; raises TableError where another table begins among them."""
        mapped = self._mapped(block)
        problems: list[Problem] = []
        table, sheet, notes = read_table(mapped, self.today, problems, self.signs)
        table, unnamed = without_unnamed(table)
        count = len(mapped.table.records) + len(mapped.table.skipped)
        sheet = replace(sheet, header_row=self.header_row)
        return Part(table, sheet, (*problems, *unnamed), count, tuple(notes))

    def _mapped(self, block: Block) -> Mapped:
        rows = [block.before, *block.rows]
        problems = tuple((place + 1, -1, code, message) for place, code, message in block.problems)
        grid = replace(_grid(rows, self.notes, self.header_known), problems=problems)
        end = next_header(grid, int(block.is_first), self.headers, self.overrides)
        if end < len(rows):
            raise TableError(_several(self.where, grid.numbers[end]))
        records, skipped = records_of(grid, 1, end, self.headers)
        return Mapped(Table(grid, 0, self.headers, tuple(records), tuple(skipped)), self.columns, "")


@dataclass(frozen=True)
class Part:
    """Some rows read. table: as that of Parties, without party_id; rows_read: with those skipped, which stand in problems."""

    table: pd.DataFrame
    sheet: Sheet
    problems: tuple[Problem, ...]
    rows_read: int
    notes: tuple[ColumnNote, ...]


def survey(
    stream: Stream, overrides: Mapping[str, str], today: date, size: int, keep: Callable[[int, Block], None],
    begun: Callable[[Layout], None] = lambda layout: None, corrections: Sequence[Correction] = (),
) -> Layout:  # fmt: skip
    """Read a file once from end to end, handing on its rows in blocks of *size*, and decide what holds for all of them.

    begun: told first what holds by the rows at the beginning, which later ones seldom change. The signs of dates are not
    among it. Raises UnclosedQuote, TableError where no party can be read, UsageError for corrections that do not fit.
    """
    overrides = {**overrides, **correction_of(corrections, "").headers} if corrections else overrides
    ongoing = stream.rows()
    head = _head(stream, ongoing)
    grid = lettered(_grid(head, stream.notes, stream.headers is not None), correction_of(corrections, ""))
    if grid.is_lettered:
        head.insert(0, (grid.rows[0], 0, 0))
    place, depth = header_in(grid, overrides, str(stream.path), corrections)
    last = place + depth - 1
    extents = [Extent.of(grid.rows, place)]
    before = head[last]
    begun(layout_below(stream, grid, (place, depth), extents[0], overrides, today, corrections))
    hold_width(grid.rows, str(stream.path))
    for number, rows in enumerate(in_blocks(chain(head[last + 1 :], ongoing), size)):
        hold_width([cells for cells, _, _ in rows], str(stream.path))
        extents.append(Extent.of([cells for cells, _, _ in rows]))
        keep(number, Block(rows, before, number == 0, _problems(stream, rows)))
        before = rows[-1]
    if len(extents) == 1:
        raise TableError(
            f"{stream.path}: has a header but no row below it. Check that the rows were not filtered away."
        )
    return layout_below(stream, grid, (place, depth), reduce(or_, extents), overrides, today, corrections)


def beginning(stream: Stream) -> Grid:
    """Return the first rows of a file, by which it is understood; raises UnclosedQuote."""
    return _grid(_head(stream, stream.rows()), stream.notes, stream.headers is not None)


def _head(stream: Stream, ongoing: Iterator[Row]) -> list[Row]:
    """Take the rows off the beginning among which a header is looked for and columns are understood."""
    limits = rules()["limits"]
    enough = HEAD * (int(limits["header_scan_rows"]) + int(limits["sample_rows"]))
    head: list[Row] = [(list(stream.headers), 0, 0)] if stream.headers is not None else []
    filled = 0
    while filled < enough and (row := next(ongoing, None)) is not None:
        head.append(row)
        filled += any(map(str.strip, row[0]))
    return head


def _grid(rows: Sequence[Row], notes: tuple[str, ...], header_known: bool) -> Grid:
    cells, numbers, lines = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    return Grid("", cells, numbers, lines, notes=notes, header_known=header_known)


def header_in(
    grid: Grid, overrides: Mapping[str, str], where: str, corrections: Sequence[Correction] = ()
) -> tuple[int, int]:
    """Return the place of the header and how many rows it has; raises TableError where no column holds names."""
    found = chosen_header(grid, correction_of(corrections, ""))
    found = found or header_of(grid, 0, overrides, is_first=True)
    if found is None:
        mapped_tables([grid], overrides, where, [], corrections)  # says what is wrong
        raise TableError(_several(where, 1))
    return found


def layout_below(
    stream: Stream, grid: Grid, header: tuple[int, int], extent: Extent, overrides: Mapping[str, str], today: date,
    corrections: Sequence[Correction] = (),
) -> Layout:  # fmt: skip
    """Understand columns by the rows at the beginning. header: its place and how many rows it has; extent: of all rows."""
    place, depth = header
    headers, where = headers_of(grid, place, depth, extent), str(stream.path)
    start = place + depth
    records, skipped = records_of(grid, start, next_header(grid, start, headers, overrides), headers)
    table = Table(grid, start - 1, headers, tuple(records), tuple(skipped), 0 if grid.is_lettered else depth)
    hold_corrections(corrections, [""], {"": [table]}, where)
    mapped = map_table(table, overrides, where, False, corrections)
    if not names_party(mapped.columns):
        mapped_tables([grid], overrides, where, [], corrections)  # says what is wrong
        raise TableError(_several(where, grid.numbers[start]))
    return Layout(
        where,
        headers,
        grid.numbers[start - 1],
        mapped.columns,
        grid.header_known,
        dict(overrides),
        today,
        stream.notes,
    )


def _problems(stream: Stream, rows: Sequence[Row]) -> tuple[tuple[int, str, str], ...]:
    """Return what is wrong with how a file is written, where that stands among some rows."""
    found = [place for place, (_, number, _) in enumerate(rows) if number == stream.broken] if stream.broken else []
    return tuple((place, "quote-unbalanced", stream.notes[0]) for place in found)


def _several(where: str, row: int) -> str:
    return (
        f"{where}: a second table begins in row {row}. Give each table a file of its own, or read it whole with "
        "--engine whole."
    )
