"""Alerts per 1,000 innocent names, by group, at the shipped thresholds."""

from __future__ import annotations

import time
from collections import defaultdict

import screen
from tests.benchmarks.data import rows, table


def run() -> None:
    """Screen innocent organisations and persons by name alone."""
    screener = screen.Screener(screen.load_watchlists())
    screener.match_names(["warm up"])
    for kind, file in (("organisation", "innocent_organisations.csv"), ("person", "innocent_persons.csv")):
        innocents = rows("names", file)
        started = time.perf_counter()
        found = screener.match_names([row["name"] for row in innocents], kind, 50)
        seconds = time.perf_counter() - started
        groups: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(innocents):
            groups["all"].append(place)
            if row["source"].startswith("cs_faculty"):
                groups["cs_faculty"].append(place)
            else:
                groups[row["country"] if row["country"] in {"kr", "cn", "vn", "ru", "jp", "us"} else "others"].append(
                    place
                )
        lines = []
        best = found.groupby("query_index")["score"].max()
        for group, places in sorted(groups.items(), key=lambda item: -len(item[1])):
            scores = best.reindex(places).fillna(0)
            lines.append([group, len(places), *(1000 * float((scores >= least).mean()) for least in (85, 70, 50))])
        table(f"{file}: rows with an alert per 1,000, by name alone ({len(innocents) / seconds:,.0f} names a second)",
              ["group", "rows", "high or above", "medium or above", "low or above"], lines)  # fmt: skip
