"""Columns that were left unread since another was taken for their field, told as problems.

Which ones these are is left to headers.py, which says so in how a column was understood.
"""

from __future__ import annotations

from collections.abc import Sequence

from screen.intake.grid import letters_of
from screen.model import ColumnUse, Problem

UNREAD = "not read, though it reads as "
"""How the clause on such a column begins."""


def unread(columns: Sequence[ColumnUse], sheet: str) -> list[Problem]:
    """Name the columns of a table that were not read because another was taken for the same field."""
    return [
        Problem(
            sheet, 0, use.header, "column-not-read",
            f"Column {letters_of(place)} “{use.header}” was {use.how}. Choose one with --column, or give each a header of its own.",
        )
        for place, use in enumerate(columns)
        if use.how.startswith(UNREAD)
    ]  # fmt: skip
