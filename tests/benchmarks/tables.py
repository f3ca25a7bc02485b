"""How long tables of 10,000 to 1,000,000 vendors take in parts over processes, stage by stage, and the memory of all processes."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.composed import asked
from tests.benchmarks.data import table
from tests.benchmarks.memory import Peak

SIZES = (10_000, 100_000, 1_000_000)
SEED, SHARED_EVERY, LISTED_EVERY = 5, 400, 5_000
HEADERS = ("Vendor No", "Vendor Name", "Country", "City", "Address", "Phone", "Email", "Bank account")
PLACES = (("DE", "Berlin"), ("FR", "Lyon"), ("GB", "Leeds"), ("JP", "Osaka"), ("MY", "Penang"), ("TH", "Bangkok"))


def run() -> None:
    """Measure each size in a process of its own, against the shipped lists; BENCHMARK_ROWS names other sizes."""
    sizes = [int(size) for size in os.environ.get("BENCHMARK_ROWS", "").split()] or SIZES
    lines: list[list[object]] = []
    stages: dict[str, list[object]] = {}
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.tables", str(size)]
        told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        lines.append(
            [f"{size:,}", round(told["seconds"]), round(size / told["seconds"]), told["memory"], told["alerts"]]
        )
        for stage, seconds in told["stages"].items():
            stages.setdefault(stage, [stage, *[""] * len(sizes)])[1 + sizes.index(size)] = round(1e6 * seconds / size)
    title = f"Vendor tables with {len(HEADERS)} columns, {os.cpu_count()} processors, with Parquet and workbook"
    table(title, ["rows", "seconds", "rows a second", "memory of all processes, GB", "parties with alerts"], lines)
    table("Microseconds a row", ["stage", *(f"{size:,} rows" for size in sizes)], [*stages.values()])


def measure(size: int) -> None:
    """Print seconds, by stage too, and memory of one size as JSON."""
    from screen import Screener
    from screen.scale import screen_large

    stages: dict[str, float] = {}
    last = ["start", time.perf_counter()]

    def note(stage: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        stages[str(last[0])] = stages.get(str(last[0]), 0.0) + now - float(last[1])
        last[:] = [stage, now]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vendors.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADERS, *vendors(size)])
        started = time.perf_counter()
        with Peak() as peak:
            note("start", 0, 0)
            large = screen_large(path, Screener(), Path(folder) / "vendors.screened.parquet", progress=note)
            note("write the workbook", 0, 0)
            large.screening.to_excel(Path(folder) / "vendors.screened.xlsx")
            note("end", 0, 0)
        seconds = time.perf_counter() - started
        alerts = sum(
            count
            for name, count in large.screening.counts.items()
            if name in {"band:medium", "band:high", "band:critical"}
        )
    told = {"seconds": seconds, "memory": round(peak.gigabytes, 2), "alerts": alerts, "stages": stages}
    print(json.dumps(told))


def vendors(size: int) -> Iterator[tuple[str, ...]]:
    """Yield vendors of composed names; some share an address, a telephone or an account, and some bear a listed name."""
    from screen import load_watchlists

    chosen = random.Random(SEED)
    names = asked(min(size, 100_000)).organisations
    words = sorted({word for name in names for word in name.split()})
    listed = [
        name for one in load_watchlists() for name in one.entries.loc[one.entries["kind"] == "organisation", "name"]
    ]
    for number in range(size):
        group = chosen.randrange(size // SHARED_EVERY + 1) if number % 50 == 0 else size + number
        country, city = PLACES[group % len(PLACES)]
        name = names[number] if number < len(names) else " ".join(chosen.choices(words, k=3))
        yield (
            f"V-{number:07}", chosen.choice(listed) if number % LISTED_EVERY == LISTED_EVERY - 1 else name, country, city,
            f"{group % 97 + 1} {words[group % len(words)]} Road, {city} {10_000 + group}", f"+49 30 {10_000_000 + group}",
            f"office@firm{group}.example", f"DE{10_000_000_000 + group}",
        )  # fmt: skip


if __name__ == "__main__":
    measure(int(sys.argv[1]))
