"""Tables that exercise every fact, as files that are read row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from screen.model import FIELDS
from screen.redflags import load_rules

ROOT = Path(__file__).resolve().parents[2]


def example(name: str, folder: Path) -> Path:
    """Write the table of an example as .csv."""
    sheet = load_workbook(ROOT / "examples" / name / f"{name}.xlsx").worksheets[0]
    return written(folder / f"{name}.csv", ([_text(cell) for cell in row] for row in sheet.values))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).removesuffix(" 00:00:00")


@cache
def examples_of_rules() -> pd.DataFrame:
    """Return every row of the examples of every rule, once and once more with other names, so that groups part."""
    rows = [dict(row) for rule in load_rules() for one in (*rule.fires, *rule.clear) for row in _rows(one)]
    table = pd.DataFrame([{name: str(row.get(name, "")) for name in FIELDS} for row in rows])
    return table[(table["name"] != "") | (table["passport"] != "")].reset_index(drop=True)


def _rows(example: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    told = example.get("rows", [example])
    assert isinstance(told, list)
    yield from told


def written(path: Path, rows: Iterator[list[str]] | list[list[str]]) -> Path:
    """Write rows as .csv."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path
