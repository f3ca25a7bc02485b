"""The package sanctions-screening-benchmark on individuals of DPRK programmes: recall by perturbation class."""

from __future__ import annotations

from collections import Counter

import screen
from tests.benchmarks.data import table
from tests.benchmarks.full_lists import ofac_records

THRESHOLD = 0.70


def matcher(asked: str, listed: str) -> float:
    """Score two names from 0 to 1."""
    return screen.compare_names(asked, listed, "person").score / 100


def run() -> None:
    """Build the benchmark from the file and score it; queries that fit two entries are left out."""
    try:
        from ssb import benchmark
        from ssb.sources import Entity, ListSnapshot
    except ImportError:
        print("\nssb: the package sanctions-screening-benchmark is not installed, nothing was measured.")
        return
    entities = [
        Entity(
            str(record["id"]), str(record["name"]), "individual", list(record["programs"]), list(record["aliases"])
        )
        for record in ofac_records()
        if record["kind"] == "person" and any(str(one).startswith("DPRK") for one in record["programs"])
    ]
    built = benchmark.build(ListSnapshot("OFAC", "2023-12-28", entities), limit=None)
    entries: dict[str, set[str | None]] = {}
    for case in built.cases:
        entries.setdefault(case.query.casefold(), set()).add(case.expected_entity_id)
    built.cases = [case for case in built.cases if len(entries[case.query.casefold()]) == 1]
    card = benchmark.score(built, matcher, THRESHOLD)
    lines: list[list[object]] = [["all", sum(one.n for one in card.by_class), card.overall_recall]]
    lines += [[one.perturbation, one.n, one.recall] for one in sorted(card.by_class, key=lambda one: one.recall)]
    near = Counter(case.perturbation for case in built.cases if case.expected_entity_id is None)
    lines.append(["near misses alerted", sum(near.values()), card.false_positive_rate])
    table(
        f"ssb, {len(entities)} individuals of DPRK programmes, at {THRESHOLD}", ["class", "queries", "recall"], lines
    )
