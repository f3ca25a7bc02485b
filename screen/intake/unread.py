"""Columns that were left unread since another was taken for their field, told as problems.

Which ones these are is left to headers.py, which says so in how a column was understood.
"""

from __future__ import annotations

from collections.abc import Sequence

from screen.model import ColumnUse, Problem

UNREAD = "not read, though it reads as "
"""How the clause on such a column begins."""


def unread(columns: Sequence[ColumnUse], sheet: str) -> list[Problem]:
    """Name the columns of a table that were not read because another was taken for the same field."""
    return [
        Problem(
            sheet, 0, use.header, "column-not-read",
            f"Column {_letters(place)} “{use.header}” was {use.how}. Choose one with --column, or give each a header of its own.",
        )
        for place, use in enumerate(columns)
        if use.how.startswith(UNREAD)
    ]  # fmt: skip


def _letters(place: int) -> str:
    """Return the letters of a column as spreadsheets show them.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
