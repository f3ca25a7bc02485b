"""A watchlist: entries as a table, with where they come from and which version they are.

Reading files is left to the modules beside this one; comparing entries to matching.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.errors import WatchlistError
from screen.model import Identifier, Kind, PartialDate

if TYPE_CHECKING:
    import pandas as pd

TEXT_COLUMNS = (
    "id",
    "kind",
    "name",
    "gender",
    "listed_on",
    "delisted_on",
    "legal_status",
    "measure",
    "operating_status",
    "opened_on",
    "closed_on",
    "reliability",
    "reviewed_on",
    "note",
    "data_as_of",
    "basis",
)
MANY_COLUMNS = (
    "aliases",
    "weak_aliases",
    "derived_names",
    "birth_dates",
    "birth_places",
    "nationalities",
    "countries",
    "addresses",
    "identifiers",
    "phones",
    "emails",
    "websites",
    "programs",
    "references",
    "typology",
    "sectors",
    "denials",
    "sources",
)
"""Columns whose cells are tuples of strings: dates as PartialDate text, countries as ISO 3166-1 alpha-2,
identifiers as ``type:country:value``. The kind of an entry is '' where the publisher does not say what it is."""

COLUMNS = (*TEXT_COLUMNS[:3], *MANY_COLUMNS, *TEXT_COLUMNS[3:])
LEGAL_STATUS = ("listed", "delisted", "not listed")
BASIS = ("original", "derived", "reconstructed")


@dataclass(frozen=True)
class Watchlist:
    """One list with provenance and version.

    date: day the newest data stand for (ISO); retrieved: day it was stored, '' for a shipped list; checked: day the publisher
    last said that there is no newer one, '' where it was never asked; is_day_guessed: whether date is only the day the file
    came, as nothing says of which day it is; sha256: hex of the
    entries as read; records_read: records in the file, records_stated: what the publisher says there are, if it does;
    entries: one row per record, columns COLUMNS; part_of: id of the publisher's whole list that this is taken from;
    version: what fixes the entries (content and tool), '' for a list made by hand, which is never kept prepared;
    held: "shipped", "stored", "named" for a shipped one that was asked for by its id, "file" for files that were named, ''
    for one made by hand; snapshot: the folder of a stored one in its list's, '' for others.
    """

    id: str
    title: str
    publisher: str
    date: str
    source: str
    licence: str
    coverage: str
    sha256: str
    entries: pd.DataFrame
    records_read: int
    records_stated: int | None = None
    retrieved: str = ""
    checked: str = ""
    is_day_guessed: bool = False
    part_of: str = ""
    version: str = ""
    held: str = ""
    snapshot: str = ""

    def age_days(self, today: datetime.date) -> int:
        """Return the days from the data's date to *today*, at least 0; 0 too where the date is not known.

        A list that its publisher said is still the newest counts from the day it said so.
        """
        newest = max(self.date, self.checked)
        return max((today - PartialDate.parse(newest).first).days, 0) if newest else 0


def entries_table(records: Iterable[Mapping[str, object]], where: str) -> pd.DataFrame:
    """Build the table of entries; what a record leaves out is '' or ().

    Raises WatchlistError, naming *where* and the entry, for a missing or repeated id, an unknown kind, status or basis,
    an unreadable date or identifier, or an entry without a source.
    """
    import pandas as pd

    rows = []
    seen: set[str] = set()
    for record in records:
        row = {name: record.get(name, "") or "" for name in TEXT_COLUMNS}
        row |= {name: _values(record.get(name, ())) for name in MANY_COLUMNS}
        _check(row, where, seen)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(TEXT_COLUMNS, "str"))


def _check(row: Mapping[str, object], where: str, seen: set[str]) -> None:
    place = f"{where}, entry {row['id'] or '(no id)'}"
    if not row["id"] or not row["name"]:
        raise WatchlistError(f"{place}: id or name is missing. Mend the file or fetch it again.")
    if row["id"] in seen:
        raise WatchlistError(f"{place}: the id stands twice. Mend the file or fetch it again.")
    seen.add(str(row["id"]))
    for column, allowed in (("kind", (*Kind, "")), ("legal_status", LEGAL_STATUS), ("basis", BASIS)):
        if row[column] not in allowed:
            raise WatchlistError(f"{place}: {column} {row[column]!r} is none of {', '.join(allowed)}. Mend the file.")
    if not row["sources"]:
        raise WatchlistError(f"{place}: no source is given. An entry without a source does not exist: add it.")
    try:
        for text in _values(row["birth_dates"]):
            PartialDate.parse(text)
        for text in _values(row["identifiers"]):
            Identifier.parse(text)
    except ValueError as problem:
        raise WatchlistError(f"{place}: {problem}. Mend the file.") from problem


def _values(cell: object) -> tuple[str, ...]:
    return tuple(cell) if isinstance(cell, tuple | list) else ()
