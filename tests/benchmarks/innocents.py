"""Alerts per 1,000 innocent names, by group, at the shipped thresholds: by name alone, and with the birth date where it is known."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import screen
from screen.names import korean
from tests.benchmarks.data import rows, table

if TYPE_CHECKING:
    import pandas as pd

BANDS = (85, 70, 50)
COUNTRIES = {"cn": "Chinese", "vn": "Vietnamese", "ru": "Russian"}
HEADER = ["group", "rows", "high or above", "medium or above", "low or above", "medium, ratio to all"]


def group_of(row: dict[str, str]) -> str:
    """Return the group of an innocent person; faculty stand apart, for their country is that of their employer."""
    if row["source"].startswith("cs_faculty"):
        return "faculty, any country"
    if row["country"] == "kr":
        return "South Koreans"
    lattice = korean.parse([row["name"]])[0]
    if lattice is not None and not lattice.is_weak and row["country"] not in COUNTRIES:
        return "other Korean names"
    return COUNTRIES.get(row["country"], "others")


def run() -> None:
    """Screen innocent organisations and persons."""
    screener = screen.Screener(screen.load_watchlists())
    screener.match_names(["warm up"])
    for kind in ("organisation", "person"):
        innocents = rows("names", f"innocent_{kind}s.csv")
        groups = [
            group_of(row) if kind == "person" else row["country"] if row["country"] == "kr" else "others"
            for row in innocents
        ]
        started = time.perf_counter()
        found = screener.match_names([row["name"] for row in innocents], kind, 50)
        speed = len(innocents) / (time.perf_counter() - started)
        best = found.groupby("query_index")["score"].max().reindex(range(len(innocents))).fillna(0)
        table(
            f"Innocent {kind}s by name alone, alerts per 1,000 ({speed:,.0f} names a second)",
            HEADER,
            _loads(groups, best),
        )
        if kind == "person":
            dated = [place for place, row in enumerate(innocents) if row["dob"]]
            scores = _with_birth_dates(screener, [innocents[place] for place in dated])
            title = f"The {len(dated):,} of them with a birth date, by name and birth date, alerts per 1,000"
            table(title, HEADER, _loads([groups[place] for place in dated], scores))


def _with_birth_dates(screener: screen.Screener, persons: Sequence[dict[str, str]]) -> pd.Series:
    """Return the best score of each person screened with the birth date."""
    import pandas as pd

    asked = pd.DataFrame(
        {"name": [row["name"] for row in persons], "birth_date": [row["dob"] for row in persons], "kind": "person"}
    )
    matches = screener.screen(asked, {name: name for name in asked.columns}).matches
    return matches.groupby("row")["score"].max().reindex(range(1, len(persons) + 1)).fillna(0).reset_index(drop=True)


def _loads(groups: Sequence[str], scores: pd.Series) -> list[list[object]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        places["all"].append(place)
        places[group].append(place)
    whole = float((scores >= 70).mean())
    lines: list[list[object]] = []
    for group, chosen in sorted(places.items(), key=lambda item: -len(item[1])):
        shares = [float((scores.iloc[chosen] >= least).mean()) for least in BANDS]
        lines.append([group, len(chosen), *(1000 * share for share in shares), shares[1] / whole if whole else 0.0])
    return lines
