"""Finding tables in a grid of cells: header rows under titles and logos, two-row headers, ends and second tables.

Reading files into grids is left to readers.py; meaning of headers to headers.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import TableError, UsageError
from screen.intake.corrections import Correction
from screen.intake.header import are_headings, header_likeness, is_header, read_header
from screen.model import Problem
from screen.names.folding import fold

Cells = list[str]
_FORM_ROWS = 40  # of a sheet, by which it is told whether it is a form


@dataclass(frozen=True)
class Grid:
    """One sheet as cells.

    rows: cells as strings, ragged; numbers: row number of each as the spreadsheet shows it; lines: physical first line of
    each in a text file, else 0; spans: merged ranges as (first row, first column, last row, last column), positions from 0;
    problems: of single cells, as (position of row, position of column, code, message); is_1904: day counts begin in 1904;
    is_lettered: whether its first row is none of the sheet, but calls the columns by their letters.
    """

    sheet: str
    rows: list[Cells]
    numbers: list[int]
    lines: list[int]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    spans: tuple[tuple[int, int, int, int], ...] = ()
    problems: tuple[tuple[int, int, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    header_known: bool = False
    is_1904: bool = False
    is_lettered: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a grid: headers (unique), positions of its records in the grid, and the rows that are none.

    header_at: position of the last row of the header; header_rows: how many it has, 0 where letters stand for it.
    """

    grid: Grid
    header_at: int
    headers: tuple[str, ...]
    records: tuple[int, ...]
    skipped: tuple[Problem, ...] = field(default=())
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class Extent:
    """How far rows reach to the right: width: the most cells of one; filled: up to the last column that holds anything."""

    width: int = 0
    filled: int = 0

    @classmethod
    def of(cls, rows: Sequence[Cells], start: int = 0) -> Extent:
        """Measure rows; the width from *start* on."""
        filled = 0
        for row in rows:
            for column in range(len(row), filled, -1):
                if row[column - 1].strip():
                    filled = column
                    break
        return cls(max((len(rows[place]) for place in range(start, len(rows))), default=0), filled)

    def __or__(self, other: Extent) -> Extent:
        return Extent(max(self.width, other.width), max(self.filled, other.filled))


@cache
def rules() -> dict[str, Any]:
    """Load rules/intake.yml once."""
    loaded = read_yaml(rules_file("intake.yml"))
    return {
        **loaded,
        "totals": frozenset(fold(str(word)) for word in loaded["totals"]),
        "signatures": frozenset(fold(str(word)) for word in loaded["signatures"]),
    }


def hold_width(rows: Sequence[Cells], where: str) -> None:
    """Raise TableError where rows hold something in more columns than a table has; where: the file and sheet."""
    most = rules()["limits"]["columns"]
    if max(map(len, rows), default=0) > most and (filled := Extent.of(rows).filled) > most:
        raise TableError(
            f"{where}: {filled:,} columns are more than {most:,}. Delete those that are not of the table."
        )


def find_tables(grid: Grid, overrides: Mapping[str, str], correction: Correction | None = None) -> list[Table]:
    """Find the tables of a grid, top down; overrides (field → header) point at a header row too.

    correction: where the header of the first one is, if it says so; raises UsageError where there is no such row.
    """
    tables: list[Table] = []
    start = 0
    if correction:
        grid = lettered(grid, correction)
    if is_sideways(grid) and not (correction and (correction.header_row or grid.is_lettered)):
        return []
    while True:
        found = chosen_header(grid, correction) if correction and not tables else None
        found = found or header_of(grid, start, overrides, is_first=not tables)
        if found is None:
            return tables
        header_at, depth = found
        headers = headers_of(grid, header_at, depth, Extent.of(grid.rows, header_at))
        end = next_header(grid, header_at + depth, headers, overrides)
        records, skipped = records_of(grid, header_at + depth, end, headers)
        rows = 0 if grid.is_lettered and not tables else depth
        tables.append(Table(grid, header_at + depth - 1, headers, tuple(records), tuple(skipped), rows))
        if end >= len(grid.rows):
            return tables
        start = end


def is_sideways(grid: Grid) -> bool:
    """Whether headings stand below each other, so that each party has a column and not a row: a form, or a table turned round."""
    rows = [] if grid.header_known else [_filled(row)[:4] for row in grid.rows[:_FORM_ROWS]]
    told = [row for row in rows if len(row) > 1]
    if len(told) < 3 or any(header_likeness(row) > 0.5 for row in told):
        return False
    firsts = [row[0].rstrip(" :：") for row in told]
    fields = {reading.field for cell in firsts if len(cell) <= 80 and (reading := read_header(cell))}
    return len(fields) >= 3 and header_likeness(firsts) >= 0.6 and _has_name(firsts)


def lettered(grid: Grid, correction: Correction) -> Grid:
    """Return a grid with a row of letters above it where a user says that its first row is data already.

    Raises UsageError where its format names the columns.
    """
    if correction.header_rows or grid.is_lettered:
        return grid
    _hold_choosable(grid)
    letters = [letters_of(place) for place in range(Extent.of(grid.rows).filled)]
    return replace(
        grid, rows=[letters, *grid.rows], numbers=[0, *grid.numbers], lines=[0, *grid.lines], is_lettered=True,
        spans=tuple((first + 1, left, last + 1, right) for first, left, last, right in grid.spans),
        problems=tuple((row + 1, column, code, message) for row, column, code, message in grid.problems),
    )  # fmt: skip


def letters_of(place: int) -> str:
    """Return the letters of a column as spreadsheets show them.

    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    before, last = divmod(place, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


def _hold_choosable(grid: Grid) -> None:
    if grid.header_known:
        where = f"Sheet {grid.sheet}" if grid.sheet else "The table"
        raise UsageError(
            f"{where}: has no header row to choose, since its format names the columns. Leave the row out."
        )


def chosen_header(grid: Grid, correction: Correction) -> tuple[int, int] | None:
    """Return (position, number of rows) of the header that a user chose, None where it is to be found."""
    row, depth = correction.header_row, correction.header_rows
    if grid.is_lettered:
        return 0, 1
    if not row:
        return None
    where = f"Sheet {grid.sheet}" if grid.sheet else "The table"
    _hold_choosable(grid)
    if row not in grid.numbers or grid.numbers.index(row) + depth >= len(grid.rows) or depth not in (1, 2):
        raise UsageError(f"{where}: has no row {row} with others below it, so it is no header. Choose another row.")
    return grid.numbers.index(row), depth


def _filled(row: Sequence[str]) -> list[str]:
    return list(filter(str.strip, row))


def _is_blank(row: Sequence[str]) -> bool:
    return not any(map(str.strip, row))


def header_of(grid: Grid, start: int, overrides: Mapping[str, str], *, is_first: bool) -> tuple[int, int] | None:
    """Return (position, number of rows) of the header that understands most, among the first rows."""
    if grid.header_known:
        return (0, 1) if start == 0 and grid.rows else None
    wanted = {fold(header) for header in overrides.values()}
    best: tuple[int, int, int] | None = None
    scanned = 0
    for place in range(start, len(grid.rows)):
        row = grid.rows[place]
        if _is_blank(row):
            continue
        scanned += 1
        if scanned > rules()["limits"]["header_scan_rows"]:
            break
        score = _header_score(row, wanted, best[0] if best else 0)
        if score and (best is None or score > best[0]):
            depth = 2 if _is_double(grid, place) else 1
            best = (score, place, depth)
            if not is_first:
                break
    return (best[1], best[2]) if best else None


def _header_score(row: Sequence[str], wanted: set[str], best: int = 0) -> int:
    """Return how many cells of a row are understood as headers, 0 where too few are for a header row or for more than *best*."""
    filled = _filled(row)
    if wanted & {fold(cell) for cell in filled}:
        return 1000 + _understood(filled, 0)
    understood = _understood(filled, best)
    if understood and understood >= rules()["header"]["least_share"] * len(filled) and _has_name(filled):
        return understood + (1 if len(filled) > 1 else 0)
    if len(filled) >= 4 and understood >= 3 and _has_name(filled):
        return understood
    return 0


def _understood(cells: Sequence[str], least: int) -> int:
    """Return how many cells are understood as headers, 0 as soon as fewer than *least* can be."""
    may_fail = len(cells) - least
    for cell in cells:
        if not is_header(cell):
            may_fail -= 1
            if may_fail < 0:
                return 0
    return may_fail + least


def _has_name(cells: Sequence[str]) -> bool:
    fields = {reading.field for cell in cells if (reading := read_header(cell))}
    return bool(fields & {"name", "family_name", "given_name", "name_original", "owners", "directors", "sponsor"})


def _is_double(grid: Grid, place: int) -> bool:
    """Whether the next row goes on with the header: most of its cells are headers and none is a number."""
    if place + 1 >= len(grid.rows):
        return False
    below = _filled(grid.rows[place + 1])
    if not below or any(any(c.isdigit() for c in cell) for cell in below):
        return False
    group = grid.rows[place]
    gaps = any(
        cell.strip() and not (column < len(group) and group[column].strip())
        for column, cell in enumerate(grid.rows[place + 1])
    )
    spans = any(first <= place <= last and right > left for first, left, last, right in grid.spans)
    return (gaps or spans) and header_likeness(below) >= rules()["header"]["sub_share"]


def headers_of(grid: Grid, place: int, depth: int, extent: Extent) -> tuple[str, ...]:
    """Return unique headers; a group over several columns is joined to each of them."""
    width = extent.width
    first = [cell.strip() for cell in grid.rows[place]] + [""] * (width - len(grid.rows[place]))
    if depth == 2:
        second = [cell.strip() for cell in grid.rows[place + 1]] + [""] * (width - len(grid.rows[place + 1]))
        group = ""
        for column in range(width):
            group = first[column] or (group if second[column] else "")
            first[column] = " / ".join(dict.fromkeys(part for part in (group, second[column]) if part))
    while first and not first[-1] and len(first) > extent.filled:
        first.pop()
    stand_in = letters_of if grid.is_lettered else _numbered
    written = [" ".join(header.split()) or stand_in(column) for column, header in enumerate(first)]
    unique: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for header in written:
        name, number = header, numbers.get(header, 1)
        while name in unique:
            number += 1
            name = f"{header} ({number})"
        numbers[header] = number
        unique[name] = None
    return tuple(unique)


def _numbered(column: int) -> str:
    return f"column {column + 1}"


def next_header(grid: Grid, start: int, headers: Sequence[str], overrides: Mapping[str, str]) -> int:
    """Return where a second table with other headers begins, else the end of the grid."""
    if grid.header_known:
        return len(grid.rows)
    own = {fold(header) for header in headers}
    wanted = {fold(header) for header in overrides.values()}
    for place in range(start, len(grid.rows)):
        if place == start:
            continue
        filled = _filled(grid.rows[place])
        if not _is_blank(grid.rows[place - 1]) and not are_headings(filled):
            continue
        if len(filled) >= 2 and _header_score(grid.rows[place], wanted) >= 3 and not _repeats(filled, own):
            return place
    return len(grid.rows)


def _repeats(cells: Sequence[str], own: set[str]) -> bool:
    return sum(fold(cell) in own for cell in cells) >= 0.8 * len(cells)


def records_of(grid: Grid, start: int, end: int, headers: Sequence[str]) -> tuple[list[int], list[Problem]]:
    """Return the places of the records from *start* to *end*, and why other rows there are none."""
    own = {fold(header) for header in headers}
    records: list[int] = []
    skipped: list[Problem] = []
    for place in range(start, end):
        filled = _filled(grid.rows[place])
        if not filled:
            continue
        reason = "" if grid.header_known else _no_party(grid, place, filled, own, len(headers))
        if not reason and place == start and not grid.header_known and are_headings(filled):
            reason = "header"  # in another language
        if reason:
            shown = " | ".join(cell.strip() for cell in filled)[:80]
            skipped.append(Problem(grid.sheet, grid.numbers[place], "", *_SKIPPED[reason](shown)))
        else:
            records.append(place)
    return records, skipped


_SKIPPED: dict[str, Any] = {
    "header": lambda shown: ("row-skipped-header", f"The header is repeated here, so this is no party: {shown}"),
    "total": lambda shown: ("row-skipped-total", f"Looks like a totals row and was not screened: {shown}"),
    "signature": lambda shown: (
        "row-skipped-signature",
        f"Looks like a signature or note and was not screened: {shown}",
    ),
}


def _no_party(grid: Grid, place: int, filled: Sequence[str], own: set[str], width: int) -> str:
    """Return why a row is no party: header, total, signature; '' where it is one."""
    if len(filled) >= 2 and all(fold(cell) in own for cell in filled):
        return "header"
    first = fold(filled[0].rstrip(" :：").split(":")[0])
    if first in rules()["totals"] and all(_is_amount(cell) for cell in filled[1:]):
        return "total"
    is_alone = len(filled) <= 2 and width >= 3
    after_gap = place > 0 and _is_blank(grid.rows[place - 1])
    if is_alone and first in rules()["signatures"]:
        return "signature"
    is_long = len(filled) == 1 and len(filled[0]) > 60
    return (
        "signature"
        if is_alone and after_gap and (is_long or filled[0].rstrip().endswith((":", "：", "____")))
        else ""
    )


def _is_amount(cell: str) -> bool:
    return not any(c.isalpha() for c in cell) or fold(cell) in {"usd", "eur", "records", "rows", "vendors"}
