"""Earlier tables, for the rules that compare with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from screen.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

Earlier: TypeAlias = "str | Path | pd.DataFrame | Parties"
"""An earlier table, read or not."""


def earlier_parties(table: Earlier, columns: Mapping[str, str] | None, today: date | None = None) -> Parties:
    """Read an earlier table; columns told for the present one count where it has their headers."""
    from screen.intake import read_parties
    from screen.model import Parties

    if isinstance(table, Parties):
        return table
    try:
        return read_parties(table, columns=columns, today=today)
    except UsageError:
        return read_parties(table, today=today)
