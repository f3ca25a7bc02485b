"""Whole official lists as watchlists: OFAC's SDN list of 2023-12-28 and the UN list of 2026-02-27."""

from __future__ import annotations

from typing import Any

from screen.lists import Watchlist, load_watchlists
from screen.lists.watchlist import entries_table
from tests.benchmarks.data import SHARED, rows

Records = list[dict[str, Any]]


def ofac_records() -> Records:
    """Return every entry of the SDN list with its strong aliases."""
    return _records("us_ofac/2023-12-28")


def un_records() -> Records:
    """Return every entry of the consolidated list."""
    return _records("un/consolidated_2026-02-27.xml")


def _records(path: str) -> Records:
    (found,) = load_watchlists([SHARED / "lists" / path])
    return found.entries.to_dict("records")


def watchlist(name: str, records: Records, *, primary_only: bool = False) -> Watchlist:
    """Turn records into a watchlist; with *primary_only* its entries carry one name each."""
    kept = [
        {"legal_status": "listed", "basis": "original", "sources": (name,), **record}
        | ({"aliases": (), "weak_aliases": (), "derived_names": ()} if primary_only else {})
        for record in records
    ]
    table = entries_table(kept, name)
    return Watchlist(name, name, name, "", name, "", "", "", table, len(table))


def ofac_2026_records() -> Records:
    """Return the entries of the OFAC names file of 2026-08-20 (names only, 40,000 of them)."""
    kinds = {"individual": "person", "entity": "organisation", "vessel": "vessel", "aircraft": "aircraft"}
    return [
        {
            "id": row["uid"],
            "kind": kinds[row["type"].lower()],
            "name": row["name"],
            "aliases": tuple(name.strip() for name in row["alternate_names"].split(";") if name.strip()),
        }
        for row in rows("lists", "us_ofac", "derived", "ofac_sdn_names_2026-08-20.csv")
    ]
