"""Names a second against the shipped lists and against the OFAC names, in one process."""

from __future__ import annotations

import time

import screen
from tests.benchmarks.data import rows, table


def run() -> None:
    """Time rapidfuzz's token_sort_ratio over all names beside our own matching, in one run."""
    from rapidfuzz import fuzz, process, utils

    names = [row["name"] for row in rows("names", "innocent_organisations.csv")]
    screener = screen.Screener(screen.load_watchlists())
    screener.match_names(["warm up"])
    listed = [
        name
        for one in screener.lists
        for entry in one.entries.itertuples()
        for name in (entry.name, *entry.aliases, *entry.weak_aliases)
    ]
    started = time.perf_counter()
    screener.match_names(names, "organisation", 70)
    ours = time.perf_counter() - started
    asked, targets = [[utils.default_process(n) for n in some] for some in (names, listed)]
    started = time.perf_counter()
    process.cdist(asked, targets, scorer=fuzz.token_sort_ratio, score_cutoff=85, workers=-1)
    theirs = time.perf_counter() - started
    table(f"{len(names):,} names against {len(listed):,} listed names", ["what", "names a second"],
          [["dprk-screen", round(len(names) / ours)], ["rapidfuzz token_sort_ratio", round(len(names) / theirs)]])  # fmt: skip
