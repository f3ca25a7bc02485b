"""OpenSanctions' targets.simple.csv: any of its datasets, in any of its column sets."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from screen.errors import WatchlistError
from screen.lists.watchlist import Watchlist, entries_table
from screen.model import Kind, PartialDate, split_values

_NEEDED = {"id", "schema", "name", "aliases", "birth_date", "countries", "identifiers"}
_KINDS = {
    "Person": Kind.PERSON,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "Company": Kind.ORGANISATION,
    "Organization": Kind.ORGANISATION,
    "LegalEntity": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION,
}
_IMO = re.compile(r"(?:IMO\s*)?(\d{7})")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def is_targets_simple(header: list[str]) -> bool:
    """Whether a header row is that of a targets.simple.csv."""
    return set(header) >= _NEEDED


def read_targets_simple(path: Path) -> Watchlist:
    """Read a targets.simple.csv by its header names; cells may hold line breaks.

    Raises WatchlistError when a record does not have as many cells as the header (a file that was cut off) or the file
    holds no record. Records of other schemata (CryptoWallet, Security …) are counted, not screened.
    """
    data = path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            reader = csv.reader(stream, strict=True)
            header = next(reader)
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error, StopIteration) as problem:
            raise WatchlistError(
                f"{path}: is not a whole targets.simple.csv ({problem}). Fetch it again."
            ) from problem
    if not rows or not data.endswith((b"\n", b"\r")):
        raise WatchlistError(f"{path}: ends in the middle of a record or holds none. Fetch it again.")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise WatchlistError(
                f"{path}, record {number}: {len(row)} cells where the header has {len(header)}. Fetch the file again."
            )
    named = [dict(zip(header, row, strict=True)) for row in rows]
    titles = sorted({row["dataset"] for row in named if row.get("dataset")})
    newest = max((row.get("last_seen", "")[:10] for row in named), default="")
    entries = entries_table(_records(named, path), str(path))
    return Watchlist(
        id=path.stem if path.stem != "targets.simple" else path.parent.name or "targets",
        title="; ".join(titles[:3]) or path.name,
        publisher=titles[0] if len(titles) == 1 else path.stem,
        date=newest,
        source=path.name,
        licence="as the provider of the file states",
        coverage=f"{len(entries)} records of {path.name}",
        sha256=hashlib.sha256(data).hexdigest(),
        entries=entries,
        records_read=len(rows),
    )


def _records(rows: list[dict[str, str]], path: Path) -> Iterator[dict[str, object]]:
    for row in rows:
        kind = _KINDS.get(row["schema"])
        if kind is None or not row["name"].strip():
            continue
        countries = tuple(code.upper() for code in split_values(row["countries"]) if len(code) == 2)
        yield {
            "id": row["id"],
            "kind": kind,
            "name": row["name"].strip(),
            "aliases": split_values(row["aliases"]),
            "birth_dates": tuple(value for value in split_values(row["birth_date"]) if _is_date(value)),
            "nationalities": countries if kind is Kind.PERSON else (),
            "countries": countries,
            "addresses": split_values(row.get("addresses", "")),
            "identifiers": tuple(_identifier(value, kind) for value in split_values(row["identifiers"])),
            "phones": split_values(row.get("phones", "")),
            "emails": split_values(row.get("emails", "")),
            "programs": split_values(row.get("program_ids", "")),
            "legal_status": "listed",
            "basis": "derived",
            "sources": (row.get("dataset", "").strip() or path.name,),
            "data_as_of": row.get("last_seen", "")[:10],
        }


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


def _identifier(value: str, kind: Kind) -> str:
    """Give a bare value the type its shape proves: the file does not say what kind of number it is."""
    imo = _IMO.fullmatch(value.upper())
    if imo and (kind is Kind.VESSEL or value.upper().startswith("IMO")):
        return f"imo::{imo[1]}"
    if kind is Kind.ORGANISATION and _BIC.fullmatch(value) and not value.isdigit():
        return f"bic::{value}"
    return f"other::{value}"
