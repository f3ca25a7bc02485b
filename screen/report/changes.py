"""What came, went and changed on a list, as a workbook or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.lists.wording import LABELS, label, values_of, worded
from screen.report.book import Book
from screen.report.output import TOOL, write_json
from screen.report.pages import Page
from screen.report.style import printable
from screen.report.table import Column, Link, place

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists.diff import Changes
    from screen.lists.watchlist import Watchlist

_WHAT = {"added": "added", "removed": "removed", "set": "now reads"}
_NOTES = {
    "Came": "Entries of the newer version that the older one does not hold.",
    "Went": "Entries of the older version that the newer one does not hold. Gone from a list is not cleared everywhere.",
    "Changed": "One row for each value that changed. Sources and dates of the copy are no change of an entry.",
}


def write_changes(changes: Changes, path: Path) -> None:
    """Write what changed in the form the suffix names, complete or not at all."""
    if path.suffix.lower() == ".json":
        write_json(changes_record(changes), path)
    else:
        changes_workbook(changes).save(path)


def changes_record(changes: Changes) -> dict[str, Any]:
    """Return what changed as JSON values: entries with the columns of Watchlist.entries, changes one for each value."""
    return {
        "tool": TOOL,
        "summary": changes.summary,
        "caution": changes.caution,
        "old": _about(changes.old),
        "new": _about(changes.new),
        "counts": {
            "came": len(changes.came),
            "went": len(changes.went),
            "changed": changes.changed_entries,
            "kept": changes.kept,
        },
        "came": changes.came.to_dict("records"),
        "went": changes.went.to_dict("records"),
        "changed": changes.changed.to_dict("records"),
    }


def _about(one: Watchlist) -> dict[str, Any]:
    names = ("id", "title", "publisher", "date", "source", "sha256", "retrieved")
    return {name: getattr(one, name) for name in names} | {"entries": len(one.entries)}


def changes_workbook(changes: Changes) -> Book:
    """Build the workbook: Summary, Came, Went, Changed."""
    from screen import __version__

    book = Book("What came, went and changed on a list", __version__)
    _summary(Page(book.page("Summary"), book.styles, [34, 12, 70]), changes)
    for title, publisher, entries in (
        ("Came", changes.new.publisher, changes.came),
        ("Went", changes.old.publisher, changes.went),
    ):
        held = [column for column in LABELS if column != "id" and any(entries[column].tolist())]
        columns = [Column("Reference", 18), *(Column(_head(column), _width(column)) for column in held)]
        book.table(title, _NOTES[title], columns, _entry_rows(entries, publisher, held), 1)
    columns = [Column("Reference", 18), Column("Name", 34), Column("What", 20), Column("How", 12), Column("Before", 50),
               Column("After", 50)]  # fmt: skip
    book.table("Changed", _NOTES["Changed"], columns, _change_rows(changes), 2)
    return book


def _summary(page: Page, changes: Changes) -> None:
    styles = page.styles
    page.line("What came, went and changed on a list", font=styles.title)
    page.sheet.row_dimensions[1].height = 26
    page.line(f"{changes.summary} entries on both.", font=styles.bold, merge=True)
    for word, one in (("Older", changes.old), ("Newer", changes.new)):
        size = f"{len(one.entries):,} entries, SHA-256 {one.sha256[:12]}"
        said = f"{word}: {one.title}, data of {one.date or 'an unknown day'}, {size}."
        page.line(said, merge=True)
    if changes.caution:
        page.line(changes.caution, font=styles.bold, merge=True)
    page.heading("Values that changed")
    page.columns("What", "Values", "Of entries")
    by_column = dict(iter(changes.changed.groupby("column")))
    for column in (name for name in LABELS if name in by_column):
        rows = by_column[column]
        page.line(_head(column), len(rows), f"{rows['id'].nunique():,}")
    page.heading("In this workbook")
    for title, note in _NOTES.items():
        page.line(Link(title, place(title, 1)), "", note)
    printable(page.sheet, None)


def _head(column: str) -> str:
    words = label(column)
    return words[:1].upper() + words[1:]


def _width(column: str) -> float:
    return {"name": 34, "kind": 13, "gender": 10}.get(column, 40 if _is_long(column) else 18)


def _is_long(column: str) -> bool:
    return column in (
        "aliases",
        "weak_aliases",
        "derived_names",
        "addresses",
        "identifiers",
        "note",
        "sources",
        "basis",
    )


def _entry_rows(entries: pd.DataFrame, publisher: str, held: Iterable[str]) -> Iterator[list[str]]:
    for entry in entries.to_dict("records"):
        yield [f"{publisher}:{entry['id']}", *("\n".join(values_of(column, entry[column])) for column in held)]


def _change_rows(changes: Changes) -> Iterator[list[str]]:
    publisher = changes.new.publisher
    for one in changes.changed.itertuples(index=False):
        before, after = (worded(one.column, value) if value else "" for value in (one.before, one.after))
        yield [f"{publisher}:{one.id}", one.name, _head(one.column), _WHAT[one.what], before, after]
