"""Pairs of names: same or different, found or not at 70 (typing errors at 50)."""

from __future__ import annotations

from collections import defaultdict

import screen
from tests.benchmarks.data import rows, table

ALERT, NEAR = 70, 50


def run() -> None:
    """Measure korean_pairs, labelled_pairs and probes."""
    korean()
    labelled()
    probes()


def korean() -> None:
    """Share of pairs found by kind, and different persons taken for one."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows("names", "korean_pairs.csv"):
        score = screen.compare_names(row["name_a"], row["name_b"], "person").score
        found[("same: " if row["same"] == "true" else "different: ") + row["kind"]].append(score)
    lines = [
        [
            kind,
            len(scores),
            sum(s >= ALERT for s in scores) / len(scores),
            sum(s >= NEAR for s in scores) / len(scores),
        ]
        for kind, scores in sorted(found.items())
    ]
    table("korean_pairs.csv", ["kind", "pairs", "share at 70", "share at 50"], lines)


def labelled() -> None:
    """F1 at 70 on pairs labelled by the makers of another matcher."""
    counts: dict[tuple[bool, bool], int] = defaultdict(int)
    strong_errors = []
    for row in rows("names", "labelled_pairs.csv"):
        if row["korean"] == "true":
            continue
        kind = {"Person": "person", "Vessel": "vessel"}.get(row["schema"], "organisation")
        score = screen.compare_names(row["name1"], row["name2"], kind).score
        same = row["is_match"].lower() == "true"
        counts[same, score >= ALERT] += 1
        if same != (score >= ALERT) and row["quality"] == "STRONG":
            strong_errors.append([row["name1"], row["name2"], row["is_match"], score])
    hit, miss, false = counts[True, True], counts[True, False], counts[False, True]
    table("labelled_pairs.csv, not Korean", ["found", "missed", "false", "right", "F1", "errors on STRONG"],
          [[hit, miss, false, counts[False, False], 2 * hit / (2 * hit + miss + false), len(strong_errors)]])  # fmt: skip
    for error in strong_errors:
        print("STRONG:", *error, sep=" | ")


def probes() -> None:
    """The hand-made probes: found and false."""
    lines = []
    for row in rows("names", "probes.csv"):
        kind = {"person": "person", "organisation": "organisation", "company": "organisation"}.get(row["kind"])
        score = screen.compare_names(row["name_a"], row["name_b"], kind).score
        if (row["same"] == "true") != (score >= ALERT):
            lines.append([row["name_a"], row["name_b"], row["same"], score])
    table("probes.csv, errors", ["a", "b", "same", "score"], lines)
