"""One party that somebody asks about by itself: a table of one row, screened as every table is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.model import Kind
from screen.names.folding import fold

if TYPE_CHECKING:
    from screen.screening.outcome import Screening
    from screen.screening.screener import Screener

MOST_LETTERS = 1_000
"""Of one value: no name or number is longer, and a file pasted by mistake is."""


def party_row(name: str, number: str = "", **more: str | None) -> dict[str, str]:
    """Return one party as canonical fields; what is not given is left out.

    number: of a person's identity, else of a registration; more: other canonical fields. Raises UsageError for a name
    without a letter or digit, and for a value that is too long.
    """
    if not name.strip():
        raise UsageError("The name is empty. Write the name to look up, in any script.")
    if not fold(name[:MOST_LETTERS]):
        raise UsageError(
            "The name holds no letter or digit that could be compared. Write it as it stands, in any script."
        )
    of_number = "id_number" if more.get("kind") == Kind.PERSON else "registration_number"
    row = {field: value for field, value in {"name": name, **more, of_number: number}.items() if value}
    for field, value in row.items():
        if len(value) > MOST_LETTERS:
            raise UsageError(
                f"{field.replace('_', ' ').capitalize()}: {len(value):,} characters are more than one value has. Give one "
                f"name or number, at most {MOST_LETTERS:,} characters."
            )
    return row


def look_up(
    screener: Screener, row: Mapping[str, str], *, as_of: date | None = None, command_line: str = "",
    watchlists: tuple[str, ...] = (),
) -> Screening:  # fmt: skip
    """Screen one party. row: see party_row; watchlists: those that were named, for the record."""
    import pandas as pd

    table = pd.DataFrame([dict(row)], dtype="str")
    screening = screener.screen(table, {field: field for field in row}, as_of=as_of, command_line=command_line)
    return screening.asked_for(row=dict(row), watchlists=watchlists)
