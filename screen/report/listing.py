"""One table in a file of its own: .csv, .json or .xlsx, by the suffix; written beside the target, renamed when complete."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from screen.errors import UsageError
from screen.report.output import write_json, write_text
from screen.report.style import is_formula_like

SUFFIXES = (".csv", ".json", ".xlsx")


@dataclass(frozen=True)
class Listing:
    """A table with what its .json form says. columns: header → width in characters; values: JSON, the whole of it."""

    title: str
    note: str
    columns: Mapping[str, float]
    rows: Sequence[Sequence[Any]]
    values: Any = field(default_factory=list)


def claim_listing(target: Path, force: bool) -> None:
    """Raise UsageError where *target* must not be written: wrong suffix or folder, or a file that is there already."""
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{target}: a list ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}. Choose one of these with -o."
        )
    if not target.parent.is_dir():
        raise UsageError(f"{target}: the folder {target.parent} does not exist. Make it first.")
    if target.is_dir() or (target.exists() and not force):
        raise UsageError(f"{target}: is there already. Choose another file with -o, or overwrite it with --force.")


def write_listing(listing: Listing, target: Path) -> None:
    """Write a table in the form that the suffix names, complete or not at all."""
    if target.suffix.lower() == ".json":
        write_json(listing.values, target)
    elif target.suffix.lower() == ".csv":
        _write_csv(listing, target)
    else:
        _write_workbook(listing, target)


def _write_csv(listing: Listing, target: Path) -> None:
    """Write UTF-8 with a byte order mark, by which spreadsheets know it; formula-like text stays text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(listing.columns)
    writer.writerows([_plain(cell) for cell in row] for row in listing.rows)
    write_text("\ufeff" + text.getvalue(), target)


def _plain(cell: Any) -> Any:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if is_formula_like(cell) else cell


def _write_workbook(listing: Listing, target: Path) -> None:
    from screen import __version__
    from screen.report.book import Book
    from screen.report.table import Column

    book = Book(listing.title, __version__)
    columns = [Column(header, width) for header, width in listing.columns.items()]
    book.table(listing.title, listing.note, columns, listing.rows)
    book.save(target)
