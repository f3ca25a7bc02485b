"""A table that was pasted into one column of a sheet: each cell holds a row, parted by semicolons, tabs, bars or commas."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from screen.intake.grid import Grid
from screen.intake.header import header_likeness

_SIGNS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
_LEAST_PARTS, _LEAST_SHARE = 3, 0.8


def unpasted(grid: Grid) -> Grid:
    """Return a grid with the cells of its only column parted where they hold rows, and a note on that; else as it is."""
    filled = [row for row in grid.rows if any(map(str.strip, row))]
    columns = {column for row in filled for column, cell in enumerate(row) if cell.strip()}
    if len(columns) != 1 or len(filled) < 2 or grid.header_known:
        return grid
    (only,) = columns
    cells = [row[only] for row in filled]
    sign = next((sign for sign in _SIGNS if _parts_rows(cells, sign)), "")
    if not sign:
        return grid
    rows = [_parted(row[only], sign) if len(row) > only and row[only].strip() else [""] for row in grid.rows]
    note = f"All stood in one column, so each cell was parted at its {_SIGNS[sign]}."
    usual = Counter(len(row) for row in rows if len(row) > 1).most_common(1)[0][0]
    uneven = tuple(
        (place, -1, "cells-uneven", f"Was parted into {len(row)} cells and not {usual}, so some may stand in wrong columns.")
        for place, row in enumerate(rows)
        if len(row) not in (1, usual)
    )  # fmt: skip
    return replace(grid, rows=rows, spans=(), problems=uneven, notes=(*grid.notes, note))


def _parts_rows(cells: Sequence[str], sign: str) -> bool:
    """Whether a sign parts nearly all cells into as many parts, or the first of those into headings."""
    found = [parts for cell in cells if len(parts := _parted(cell, sign)) > 1]
    if len(found) < _LEAST_SHARE * len(cells):
        return False
    count, times = Counter(map(len, found)).most_common(1)[0]
    return header_likeness(found[0]) > 0.5 or (count >= _LEAST_PARTS and times >= _LEAST_SHARE * len(cells))


def _parted(cell: str, sign: str) -> list[str]:
    if '"' in cell:
        try:
            return [part.strip() for part in next(csv.reader([cell.strip()], delimiter=sign, skipinitialspace=True))]
        except (csv.Error, StopIteration):
            pass
    return [part.strip() for part in cell.split(sign)]
