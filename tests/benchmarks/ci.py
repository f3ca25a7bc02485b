"""How long the whole command takes on a vendor list of a repository: start-up, reading, screening, writing."""

from __future__ import annotations

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.data import rows, table

VENDORS, LISTED_EACH, SEED, RUNS = 5_000, 500, 11, 3
COUNTRIES = ("US", "DE", "FR", "GB", "JP", "IN", "MY", "TH")
HEADERS = ("Vendor No", "Vendor Name", "Country", "City", "Category")


def run() -> None:
    """Time the command as a build runs it, with nothing prepared and with all prepared by an earlier run."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with (home / "vendors.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADERS, *_vendors()])
        _measure(home, ("report.json",), home / "kept")
        for outputs in (("report.json",), ("report.xlsx", "report.json", "report.md")):
            for state in ("cold", "warm"):
                kept = [
                    home / (f"{'-'.join(outputs)} {number}" if state == "cold" else "kept") for number in range(RUNS)
                ]
                seconds, peaks = zip(*(_measure(home, outputs, cache) for cache in kept), strict=True)
                lines.append([", ".join(outputs), state, statistics.median(seconds), min(seconds), max(peaks)])
    title = f"check vendors.csv --fail-on high, {VENDORS:,} vendors, the median of {RUNS} runs"
    table(title, ["outputs", "cache", "seconds", "fastest", "peak memory, GB"], lines)


def _measure(home: Path, outputs: tuple[str, ...], cache: Path) -> tuple[float, float]:
    """Return seconds and peak memory (GB; 0 where the system does not tell) of one run, which finds the listed vendors."""
    options = [part for output in outputs for part in ("-o", output)]
    command = ["-m", "screen", "check", "vendors.csv", "--fail-on", "high", "--force", "--no-config"]
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "DPRK_SCREEN_CACHE_DIR": str(cache),
    }
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *command, *options], cwd=home, env=environment, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    if hasattr(os, "wait4"):
        _, status, used = os.wait4(child.pid, 0)
        child.returncode, peak = os.waitstatus_to_exitcode(status), used.ru_maxrss / 1e6
    else:  # Windows
        child.wait()
    seconds = time.perf_counter() - started
    if child.returncode != 1:
        raise SystemExit(f"check ended with {child.returncode}, not with 1 for the listed vendors.")
    return seconds, peak


def _vendors() -> Iterator[tuple[str, ...]]:
    """Yield vendors of real innocent names, and a listed one in every LISTED_EACH."""
    from screen import load_watchlists

    chosen = random.Random(SEED)
    innocent = [row["name"] for row in rows("names", "innocent_organisations.csv")]
    listed = [
        name for one in load_watchlists() for name in one.entries.loc[one.entries["kind"] == "organisation", "name"]
    ]
    for number, name in enumerate(chosen.sample(innocent, VENDORS)):
        is_listed = number % LISTED_EACH == LISTED_EACH - 1
        category = chosen.choice(("Food", "Office", "Parts", "Services"))
        yield (
            f"V-{number:05}",
            chosen.choice(listed) if is_listed else name,
            chosen.choice(COUNTRIES),
            "",
            category,
        )
