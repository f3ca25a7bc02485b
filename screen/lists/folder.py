"""Our own list folders: watchlist.yml beside entries.csv, checked against the hash it states."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from screen.data import read_csv, read_yaml
from screen.errors import WatchlistError
from screen.lists.watchlist import MANY_COLUMNS, TEXT_COLUMNS, Watchlist, entries_table
from screen.model import Kind, join_values, split_values

SCHEMAS: dict[str, str] = {
    Kind.PERSON: "Person",
    Kind.ORGANISATION: "Organization",
    Kind.VESSEL: "Vessel",
    Kind.AIRCRAFT: "Airplane",
    "": "LegalEntity",
}
_KINDS = {schema: kind for kind, schema in SCHEMAS.items()}

# On disk the file begins as an OpenSanctions targets.simple.csv does; these columns bear other names there.
_RENAMED = {"birth_dates": "birth_date"}
FILE_COLUMNS = (
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "websites",
    "birth_places",
    "nationalities",
    "gender",
    "weak_aliases",
    "derived_names",
    "programs",
    "listed_on",
    "delisted_on",
    "references",
    "typology",
    "sectors",
    "legal_status",
    "measure",
    "operating_status",
    "opened_on",
    "closed_on",
    "reliability",
    "reviewed_on",
    "denials",
    "sources",
    "note",
    "data_as_of",
    "basis",
)
_REQUIRED = ("id", "title", "publisher", "date", "source", "licence", "coverage", "sha256")
_OPTIONAL = ("sources", "notes", "part_of", "opt_in")


def content_hash(path: Path) -> str:
    """Return the SHA-256 of a CSV with its line ends folded to LF, so that a Windows checkout reads as the same."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def read_folder(folder: Path) -> Watchlist:
    """Read a list folder.

    Raises WatchlistError for a missing file or key, a file that is not the one watchlist.yml speaks of, and every
    entry that does not hold what the format asks.
    """
    about = _about(folder)
    path = folder / "entries.csv"
    if not path.is_file():
        raise WatchlistError(f"{path}: the file is missing. Restore the folder.")
    found = content_hash(path)
    if found != about["sha256"]:
        raise WatchlistError(
            f"{path}: was altered: its SHA-256 is {found[:12]}…, watchlist.yml says {about['sha256'][:12]}…. "
            "Restore the file; a list that was changed by hand cannot be trusted."
        )
    rows = read_csv(path, WatchlistError)
    unknown = set(rows[0]) - set(FILE_COLUMNS) if rows else set()
    if unknown:
        raise WatchlistError(f"{path}: unknown column {', '.join(sorted(unknown))}. Mend the file.")
    entries = entries_table((_record(row) for row in rows), str(path))
    part_of = str(about.get("part_of", ""))
    return Watchlist(
        **{key: about[key] for key in _REQUIRED}, entries=entries, records_read=len(rows), part_of=part_of
    )


def is_opt_in(folder: Path) -> bool:
    """Whether a shipped list is used only when asked for."""
    return bool(_about(folder).get("opt_in", False))


def _about(folder: Path) -> dict[str, Any]:
    path = folder / "watchlist.yml"
    if not path.is_file():
        raise WatchlistError(f"{path}: the file is missing. A list folder holds watchlist.yml and entries.csv.")
    about = read_yaml(path, WatchlistError)
    for key in _REQUIRED:
        if not isinstance(about.get(key), str) or not about[key].strip():
            raise WatchlistError(f"{path}: {key} is missing. Add it.")
    unknown = set(about) - {*_REQUIRED, *_OPTIONAL}
    if unknown:
        raise WatchlistError(f"{path}: unknown key {', '.join(sorted(unknown))}. Take it out.")
    return about


def _record(row: Mapping[str, str]) -> dict[str, object]:
    record: dict[str, object] = {name: row.get(name, "") for name in TEXT_COLUMNS}
    record |= {name: split_values(row.get(_RENAMED.get(name, name), "")) for name in MANY_COLUMNS}
    record["kind"] = _KINDS.get(row.get("schema", ""), row.get("schema", ""))
    return record


def entries_csv(records: Iterable[Mapping[str, object]]) -> str:
    """Return records as the text of entries.csv, sorted by id in natural order, LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FILE_COLUMNS)
    inverse = {file: column for column, file in _RENAMED.items()}
    for record in sorted(records, key=lambda one: natural(str(one["id"]))):
        cells = []
        for name in FILE_COLUMNS:
            value: object = record.get(inverse.get(name, name), "")
            if name == "schema":
                value = SCHEMAS[str(record["kind"])]
            elif name == "sanctions":
                value = record.get("programs", ())
            cells.append(join_values([str(one) for one in value]) if isinstance(value, tuple | list) else str(value))
        writer.writerow(cells)
    return text.getvalue()


def natural(text: str) -> tuple[str, int]:
    """Return a sort key in which KPi.9 stands before KPi.10 and 999 before 1000.

    >>> sorted(["KPi.10", "KPi.9"], key=natural)
    ['KPi.9', 'KPi.10']
    """
    head = text.rstrip("0123456789")
    return head, int(text[len(head) :] or 0)
