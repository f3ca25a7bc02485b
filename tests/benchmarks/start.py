"""How long a run takes to start with 100,000 entries: read and prepared for the first time, and from what was kept."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.data import rows, table

ENTRIES, SEED = 100_000, 3
HEADER = ["id", "schema", "name", "aliases", "birth_date", "countries", "identifiers"]
PROGRAM = """
import sys, time
import pandas, scipy.sparse, rapidfuzz
started = time.perf_counter()
import screen
screener = screen.Screener(screen.load_watchlists([sys.argv[1]]))
names = {group: len(found.texts) for group, found in screener.matcher.index.names.items()}
print(time.perf_counter() - started, sum(names.values()), len(screener.match_names(["Quorvex Zelbright"])))
"""


def run() -> None:
    """Start twice in processes of their own, on a list whose names cross those of OFAC's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "targets.simple.csv"
        _write(path)
        environment = {**os.environ, "DPRK_SCREEN_DATA_DIR": folder, "DPRK_SCREEN_CACHE_DIR": folder}
        lines: list[list[object]] = []
        for label in ("first", "second", "third"):
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM, str(path)],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, names, _ = done.stdout.split()
            lines.append([label, ENTRIES, names, float(seconds)])
    table("Start with 100,000 entries, libraries loaded", ["run", "entries", "names", "seconds"], lines)


def _write(path: Path) -> None:
    chosen = random.Random(SEED)
    listed = rows("lists", "us_ofac", "derived", "ofac_sdn_names_2026-08-20.csv")
    kinds = {"individual": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
    by_kind: dict[str, list[list[str]]] = {schema: [] for schema in kinds.values()}
    for row in listed:
        by_kind[kinds[row["type"].lower()]].append(row["name"].replace(",", " ").split())

    def crossed(schema: str) -> str:
        one, other = chosen.choice(by_kind[schema]), chosen.choice(by_kind[schema])
        return " ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]])

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for number in range(ENTRIES):
            schema = kinds[chosen.choice(listed)["type"].lower()]
            aliases = ";".join(crossed(schema) for _ in range(chosen.choice((0, 1, 1, 2))))
            writer.writerow([f"made-{number}", schema, crossed(schema), aliases, "", "", ""])
