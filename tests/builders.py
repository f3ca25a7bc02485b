"""Builders with defaults, so that a test says only what it is about."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pandas as pd

from screen.intake import read_parties
from screen.lists.watchlist import Watchlist, entries_table
from screen.model import Parties
from screen.screening import Screener, Screening


def cases(test_file: str, name: str) -> list[dict[str, str]]:
    """Read a table of cases that lies beside a test."""
    with Path(test_file).with_name(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


TODAY = date(2026, 11, 24)


def entry(name: str, **fields: object) -> dict[str, object]:
    """Return a listed organisation, with whatever else is said of it."""
    return {
        "id": fields.pop("id", name),
        "kind": "organisation",
        "name": name,
        "legal_status": "listed",
        "basis": "original",
        "sources": ("a test",),
        **fields,
    }


def watchlist(*entries: dict[str, object], id: str = "test", publisher: str = "TEST") -> Watchlist:
    """Return a list of entries."""
    table = entries_table(entries, "a test")
    return Watchlist(
        id, f"List {id}", publisher, "2026-11-01", "a test", "none", "a test", "0" * 64, table, len(table)
    )


def table(*rows: dict[str, str]) -> pd.DataFrame:
    """Return a DataFrame whose headers are canonical fields."""
    return pd.DataFrame(list(rows), dtype="str").fillna("")


def parties(*rows: dict[str, str]) -> Parties:
    """Return parties as intake makes them."""
    frame = table(*rows)
    return read_parties(frame, columns={name: name for name in frame.columns}, today=TODAY)


def screen_rows(*rows: dict[str, str], lists: list[Watchlist]) -> Screening:
    """Screen rows against lists."""
    frame = table(*rows)
    return Screener(lists).screen(frame, {name: name for name in frame.columns}, as_of=TODAY)
