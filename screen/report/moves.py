"""The sheet Changes: what is new, gone or moved since an earlier run, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from screen.model import Band
from screen.report.table import Column

if TYPE_CHECKING:
    from screen.report.places import Places
    from screen.screening import Screening


def change_columns() -> list[Column]:
    """Return the columns of Changes."""
    return [
        Column("What", 14), Column("Party", 30), Column("Listed party or red flag", 34), Column("Before", 13),
        Column("Now", 13), Column("Why", 80), Column("Row", 22), Column("Entry or rule", 18), Column("Alert", 13),
    ]  # fmt: skip


def change_rows(screening: Screening, places: Places) -> Iterator[list[Any]]:
    """Yield each change, the most urgent first."""
    for change in screening.changes.itertuples(index=False):
        where = places.party(change.sheet, change.row) if change.row else ""
        yield [
            change.what, change.name, change.target_name, _band(change.before), _band(change.now), change.why, where,
            change.target, change.alert_id,
        ]  # fmt: skip


def _band(word: str) -> Band | str:
    return Band.of(word) if word else ""
