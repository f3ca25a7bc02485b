"""Names a second by name alone, against the shipped lists and against 40,000 OFAC names, beside rapidfuzz in the same run."""

from __future__ import annotations

import functools
import gc
import time

import screen
from tests.benchmarks.data import rows, table
from tests.benchmarks.full_lists import ofac_2026_records, watchlist


def run() -> None:
    """Time rapidfuzz's token_sort_ratio over all names beside our own matching, in one run."""
    names = {
        kind: [row["name"] for row in rows("names", f"innocent_{kind}s.csv")] for kind in ("person", "organisation")
    }
    for title, lists in (("the shipped lists", screen.load_watchlists()), ("OFAC's names of 2026-08-20", [_ofac()])):
        forget()
        screener = screen.Screener(lists)
        screener.match_names(["warm up"])
        listed = [
            name for one in lists for entry in one.entries.itertuples() for name in (entry.name, *entry.aliases)
        ]
        lines: list[list[object]] = []
        seconds = []
        for kind, asked in names.items():
            started = time.perf_counter()
            screener.match_names(asked, kind, 70)
            seconds.append(time.perf_counter() - started)
            lines.append([f"dprk-screen, {kind}s", round(len(asked) / seconds[-1])])
        everybody = [*names["person"], *names["organisation"]]
        lines.append(["dprk-screen, all", round(len(everybody) / sum(seconds))])
        lines.append(["rapidfuzz token_sort_ratio, all", round(len(everybody) / _token_sort(everybody, listed))])
        table(f"{len(everybody):,} names against {title} ({len(listed):,} names)", ["what", "names a second"], lines)


def forget() -> None:
    """Empty every cache, so that names seen in an earlier part are not known already."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()


def _ofac() -> screen.lists.Watchlist:
    return watchlist("OFAC", ofac_2026_records())


def _token_sort(names: list[str], listed: list[str]) -> float:
    """Return the seconds rapidfuzz takes, in blocks so that memory stays small."""
    from rapidfuzz import fuzz, process, utils

    started = time.perf_counter()
    asked, targets = [[utils.default_process(n) for n in some] for some in (names, listed)]
    for start in range(0, len(asked), 1000):
        process.cdist(asked[start : start + 1000], targets, scorer=fuzz.token_sort_ratio, score_cutoff=85, workers=-1)
    return time.perf_counter() - started
