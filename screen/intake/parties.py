"""Grids → Parties: every record of every sheet that names parties, in canonical form, with what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from screen.errors import TableError, UsageError
from screen.intake.corrections import Correction, correction_of, hold_corrections
from screen.intake.dates import ColumnNote, DateSigns, date_signs
from screen.intake.grid import Grid, Table, find_tables, hold_width, is_sideways, rules
from screen.intake.header import VESSEL_NAME, told
from screen.intake.headers import map_columns, names_party
from screen.intake.identifiers import FIELDS as IDENTIFIERS
from screen.intake.identity import References, duplicates, party_ids, shared_references
from screen.intake.kinds import kinds
from screen.intake.readers import read_grids
from screen.intake.unread import unread
from screen.intake.values import is_missing, read_cells
from screen.model import (
    DATE_FIELDS,
    FIELDS,
    PARTY_KEYS,
    ColumnUse,
    Parties,
    Problem,
    Sheet,
    Source,
    join_values,
    split_values,
)
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

_NAMES = ("name", "family_name", "given_name", "name_original", "aliases")
SIDEWAYS = (
    "Its headings stand below each other, with a column for each party, so nothing of it was screened. Copy it and paste it "
    "with Transpose, so that each party has a row."
)
"""What is said of a sheet that is a form or a table turned round."""
_SAMPLED = 200  # letters of a cell by which its column is understood
_PROSE = ("address", "notes", "business_line", "goods")


@dataclass(frozen=True)
class Mapped:
    """A table with its columns understood."""

    table: Table
    columns: tuple[ColumnUse, ...]
    label: str


def read_parties(
    source: str | Path | pd.DataFrame | IO[bytes],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    today: date | None = None,
    corrections: Sequence[Correction] = (),
) -> Parties:
    """Read a table of parties.

    source: a path, ``-`` for standard input, an open binary file, or a DataFrame; columns: field → header where the
    headers do not speak for themselves; sheet: read this sheet only; today: for dates in the future; corrections: of single
    sheets. Raises TableError when no party can be read at all; trouble with rows and cells stands in the problems.
    """
    return parties_of(*read_grids(source, encoding, delimiter), columns or {}, sheet, today, corrections)


def parties_of(
    about: Source, grids: Sequence[Grid], columns: Mapping[str, str], sheet: str | None, today: date | None,
    corrections: Sequence[Correction],
) -> Parties:  # fmt: skip
    """Read parties of grids that are there already; everything else as read_parties."""
    problems: list[Problem] = []
    kept = _chosen(grids, sheet, about.name, problems)
    mapped = mapped_tables(kept, columns, about.name, problems, corrections)
    problems += [problem for one in mapped for problem in unread(one.columns, one.label)]
    parts = [read_table(one, today or datetime.now(UTC).date(), problems) for one in mapped]
    table = _joined([part for part, _, _ in parts])
    sheets = tuple(replace(one, notes=(*one.notes, *map(str, notes))) for _, one, notes in parts)
    rows_read = sum(len(one.table.records) + len(one.table.skipped) for one in mapped)
    present = frozenset(use.field for one in mapped for use in one.columns if use.field)
    table, unnamed = without_unnamed(table)
    problems += unnamed
    references = References.of(table, sheets)
    table["party_id"] = strings(party_ids(table, references))
    problems += shared_references(table, sheets, references) + duplicates(table)
    if rows_read == 0:
        raise TableError(
            f"{about.name}: has a header but no row below it. Check that the rows were not filtered away."
        )
    order = {one.name: place for place, one in enumerate(sheets)}
    problems.sort(key=lambda problem: (order.get(problem.sheet, -1), problem.row, problem.column, problem.code))
    return Parties(table, sheets, tuple(problems), about, rows_read, present)


def _chosen(grids: Sequence[Grid], sheet: str | None, where: str, problems: list[Problem]) -> list[Grid]:
    if sheet is None:
        return list(grids)
    kept = [grid for grid in grids if fold(grid.sheet) == fold(sheet)]
    if not kept:
        raise UsageError(f"{where}: no sheet “{sheet}”. Found: {', '.join(grid.sheet for grid in grids) or 'none'}.")
    problems += [
        Problem(grid.sheet, 0, "", "sheet-left-out", "Was left out by --sheet, so none of its rows was screened.")
        for grid in grids
        if grid not in kept
    ]
    return kept


def mapped_tables(
    grids: Sequence[Grid], overrides: Mapping[str, str], where: str, problems: list[Problem],
    corrections: Sequence[Correction] = (),
) -> list[Mapped]:  # fmt: skip
    """Map the columns of every table that names parties; raises TableError where there is none.

    Raises UsageError for corrections that do not fit.
    """
    found: list[Mapped] = []
    seen: list[str] = []
    known: dict[str, list[Table]] = {}
    for grid in grids:
        own = correction_of(corrections, grid.sheet)
        if own.is_left_out:
            said = "Was left out as chosen, so none of its rows was screened."
            problems.append(Problem(grid.sheet, 0, "", "sheet-left-out", said))
            continue
        hold_width(grid.rows, f"{where}, sheet {grid.sheet}" if grid.sheet else where)
        tables = find_tables(grid, {**overrides, **own.headers}, own)
        for table in tables:
            known.setdefault(label_of(table, len(tables) > 1), []).append(table)
        is_empty = not any(cell.strip() for row in grid.rows for cell in row)
        if not tables and not is_empty:
            what = SIDEWAYS if is_sideways(grid) else _first_cells(grid)
            seen.append(f"sheet {grid.sheet}: {what}" if grid.sheet else what)
        mapped = [map_table(table, overrides, where, len(tables) > 1, corrections) for table in tables]
        named = [one for one in mapped if names_party(one.columns)]
        found += named
        if not named and tables:
            seen.append(told(tables[0].headers))
        if not named and not is_empty and (len(grids) > 1):
            problems.append(
                Problem(
                    grid.sheet,
                    0,
                    "",
                    "sheet-not-screened",
                    SIDEWAYS if is_sideways(grid) else "No column holds names, so none of its rows was screened.",
                )
            )
    hold_corrections(corrections, [grid.sheet for grid in grids], known, where)
    if grids and all(correction_of(corrections, grid.sheet).is_left_out for grid in grids):
        raise TableError(f"{where}: every sheet was left out, so there is nothing to screen. Take one in.")
    if not found and grids and not any(cell.strip() for grid in grids for row in grid.rows for cell in row):
        raise TableError(f"{where}: is empty. Give a table with a header row and at least one row below it.")
    if len(seen) == 1 and not found and seen[0].endswith(SIDEWAYS):
        raise TableError(f"{where}: {seen[0]}")
    if not found:
        raise TableError(
            f"{where}: no column holds names. Found: {'; '.join(seen)[:300] or 'nothing'}.\n"
            'Name the column with --column name="…"; if the first row is data already, add a header row above it.'
        )
    return found


def _first_cells(grid: Grid) -> str:
    """Return the headings of a sheet's first filled row for a message."""
    return told(next((row for row in grid.rows if any(cell.strip() for cell in row)), []))


def map_table(
    table: Table,
    overrides: Mapping[str, str],
    where: str,
    is_one_of_many: bool,
    corrections: Sequence[Correction] = (),
) -> Mapped:
    """Understand the columns of a table; where: its file, for messages."""
    sheet = table.grid.sheet
    label = label_of(table, is_one_of_many)
    own = correction_of(corrections, sheet, label)
    place = f"{where}, sheet {sheet}" if sheet else where
    uses = map_columns(
        table.headers, samples_of(table), overrides, place, own.columns, are_letters=not table.header_rows
    )
    return Mapped(table, uses, label)


def label_of(table: Table, is_one_of_many: bool) -> str:
    """Return what a report calls a table: its sheet, and where it begins if it is one of several there."""
    grid = table.grid
    return f"{grid.sheet} from row {grid.numbers[table.header_at] or 1}".strip() if is_one_of_many else grid.sheet


def samples_of(table: Table) -> list[list[str]]:
    """Return by column the cells of the first records, by which it is understood."""
    sample = table.records[: rules()["limits"]["sample_rows"]]
    return [[_cell(table.grid, place, column)[:_SAMPLED] for place in sample] for column in range(len(table.headers))]


def _cell(grid: Grid, place: int, column: int) -> str:
    row = grid.rows[place]
    return row[column] if column < len(row) else ""


def read_table(
    mapped: Mapped, today: date, problems: list[Problem], signs: Mapping[str, DateSigns] | None = None
) -> tuple[pd.DataFrame, Sheet, list[ColumnNote]]:
    """Read the records of one table into canonical columns, and keep them as written; with notes on its columns.

    problems: added to; signs: what the date columns of the whole table show, by header, where this is a part of it.
    """
    import pandas as pd

    table, grid = mapped.table, mapped.table.grid
    numbers = [grid.numbers[place] for place in table.records]
    written = written_cells(table)
    problems += [replace(problem, sheet=mapped.label) for problem in table.skipped]
    lost = _cell_problems(mapped, problems)
    fields: dict[str, list[list[str]]] = {}
    notes: list[ColumnNote] = []
    signs = signs if signs is not None else signs_of_dates(mapped.columns, written, today)
    day_first = _day_first(signs)
    for use in mapped.columns:
        if not use.field:
            continue
        cells = written[use.header]
        if lost:
            cells = [
                "" if (number, use.header) in lost else cell for number, cell in zip(numbers, cells, strict=True)
            ]
        read = read_cells(use.field, cells, use.header, today, is_1904=grid.is_1904, day_first=day_first,
                          signs=signs.get(use.header))  # fmt: skip
        fields.setdefault(use.field, []).append(read.values)
        notes += read.notes
        problems += [
            Problem(mapped.label, numbers[i], use.header, code, message) for i, code, message in read.problems
        ]
    lines = [grid.lines[place] for place in table.records]
    result = _canonical(mapped, fields, numbers, lines)
    kept = pd.DataFrame(
        {header: strings(cells) for header, cells in written.items()}, index=pd.Index(numbers, name="row")
    )
    hidden = frozenset(number for number in numbers if number in grid.hidden_rows)
    header_row = grid.numbers[table.header_at]
    return result, Sheet(mapped.label, header_row, mapped.columns, kept, grid.is_hidden, hidden, grid.notes), notes


def written_cells(table: Table) -> dict[str, list[str]]:
    """Return the cells of the records as written, by header."""
    width = len(table.headers)
    rows = [table.grid.rows[place] for place in table.records]
    rows = [row if len(row) >= width else row + [""] * (width - len(row)) for row in rows]
    return {header: [row[column] for row in rows] for column, header in enumerate(table.headers)}


def _canonical(
    mapped: Mapped, fields: Mapping[str, Sequence[list[str]]], numbers: list[int], lines: list[int]
) -> pd.DataFrame:
    """Build the table of parties from the columns read for each field; fields without one share an empty column."""
    import pandas as pd

    count = len(numbers)
    empty = [""] * count
    data = {name: _together(name, fields[name]) if name in fields else empty for name in FIELDS}
    _compose_names(data)
    data["kind"] = ["vessel"] * count if _is_fleet(mapped) else kinds(data)
    nothing = strings(empty)
    return pd.DataFrame(
        {
            "sheet": strings([mapped.label] * count),
            "row": pd.array(numbers, dtype="int64"),
            "line": pd.array(lines, dtype="int64"),
            "party_id": nothing,
        }
        | {name: nothing if cells is empty else strings(cells) for name, cells in data.items()}
    )


def strings(cells: list[str]) -> ExtensionArray:
    """Return cells as a column of text."""
    import numpy as np
    import pandas as pd

    return pd.array(np.array(cells, dtype=object), dtype="str")  # pandas takes twice as long over a list


def _is_fleet(mapped: Mapped) -> bool:
    return any(use.field == "name" and use.how == VESSEL_NAME for use in mapped.columns)


def signs_of_dates(
    columns: Sequence[ColumnUse], written: Mapping[str, Sequence[str]], today: date
) -> dict[str, DateSigns]:
    """Return what each column of dates shows of its order, by header."""
    dated = [use.header for use in columns if use.field in DATE_FIELDS]
    return {
        header: date_signs(["" if is_missing(cell) else cell[:_SAMPLED] for cell in written[header]], header, today)
        for header in dated
    }


def _day_first(signs: Mapping[str, DateSigns]) -> bool | None:
    """Return the order of day and month where the date columns of a sheet that show it agree, None otherwise."""
    orders = {one.order.day_first for one in signs.values()} - {None}
    return orders.pop() if len(orders) == 1 else None


def _cell_problems(mapped: Mapped, problems: list[Problem]) -> set[tuple[int, str]]:
    """Report the cells a reader could not trust; returns those whose value must not be used: (row, header)."""
    table, grid = mapped.table, mapped.table.grid
    records = set(table.records)
    uses = {use.header: use.field for use in mapped.columns}
    lost = set()
    for place, column, code, message in grid.problems:
        if column < 0:
            problems.append(Problem(mapped.label, grid.numbers[place], "", code, message))
            continue
        if place not in records or column >= len(table.headers):
            continue
        header = table.headers[column]
        if code == "digits-lost" and uses.get(header) not in IDENTIFIERS:
            continue
        problems.append(Problem(mapped.label, grid.numbers[place], header, code, message))
        lost.add((grid.numbers[place], header))
    return lost


def _together(name: str, columns: Sequence[list[str]]) -> list[str]:
    """Join several columns of one field: parts of names with a space, addresses and prose with a comma, all else as many values."""
    if len(columns) == 1:
        return columns[0]
    if name in ("family_name", "given_name"):
        return [" ".join(part for part in parts if part) for parts in zip(*columns, strict=True)]
    if name in _PROSE:
        return [", ".join(part for part in parts if part) for parts in zip(*columns, strict=True)]
    return [
        join_values(list(dict.fromkeys(value for part in parts if part for value in _values(name, part))))
        for parts in zip(*columns, strict=True)
    ]


def _values(name: str, part: str) -> tuple[str, ...]:
    return (part,) if name in _NAMES else split_values(part)


def _compose_names(data: dict[str, list[str]]) -> None:
    """Make the name of family and given name where there is no name of its own."""
    parts = zip(data["name"], data["family_name"], data["given_name"], strict=True)
    data["name"] = [name or " ".join(part for part in (family, given) if part) for name, family, given in parts]


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(tables, ignore_index=True)[[*PARTY_KEYS, *FIELDS]]


def without_unnamed(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Set rows aside that hold neither a name nor an identifier: there is nothing to screen."""
    named = (table["name"] != "") | (table["name_original"] != "") | (table["aliases"] != "")
    identified = (table[list(IDENTIFIERS)] != "").any(axis=1)
    problems = [
        Problem(
            sheet, int(row), "", "name-empty", "Has no name; it was screened by its identifiers only. Add the name."
        )
        for sheet, row in table.loc[~named & identified, ["sheet", "row"]].itertuples(index=False)
    ]
    problems += [
        Problem(
            sheet,
            int(row),
            "",
            "row-skipped-no-name",
            "Has neither name nor identifier, so it was not screened. Add one.",
        )
        for sheet, row in table.loc[~named & ~identified, ["sheet", "row"]].itertuples(index=False)
    ]
    return table[named | identified].reset_index(drop=True), problems
