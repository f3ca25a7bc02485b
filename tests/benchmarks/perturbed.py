"""Whole lists, primary names only: perturbed names and close aliases found, at a bearable load of alerts on innocents."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import screen
from tests.benchmarks.data import rows, table
from tests.benchmarks.full_lists import Records, ofac_records, un_records, watchlist

SEED, SAMPLE, LOAD = 11, 1_000, 10.0
CLOSE_ALIAS = 70


@dataclass(frozen=True, slots=True)
class Question:
    """A name asked, the entry it belongs to, and how it was made."""

    name: str
    reference: str
    kind: str
    how: str


def questions() -> tuple[list[Question], Records, Records]:
    """Return perturbed primaries and close aliases of a seeded sample, with the records of both lists."""
    from rapidfuzz.fuzz import token_sort_ratio
    from ssb import perturb

    ofac, un = ofac_records(), un_records()
    pool = [("OFAC", record) for record in ofac] + [("UN", record) for record in un]
    found: list[Question] = []
    for publisher, record in random.Random(SEED).sample(pool, SAMPLE):
        name, reference, kind = str(record["name"]), f"{publisher}:{record['id']}", str(record["kind"])
        found += [
            Question(one.text, reference, kind, one.perturbation)
            for one in perturb.apply_all(name, reference, seed=SEED, max_per_class=1)
        ]
    for publisher, record in pool:
        name, reference, kind = str(record["name"]), f"{publisher}:{record['id']}", str(record["kind"])
        found += [
            Question(alias, reference, kind, "close alias")
            for alias in record.get("aliases", ())
            if token_sort_ratio(alias.lower(), name.lower()) >= CLOSE_ALIAS and alias.lower() != name.lower()
        ]
    return found, ofac, un


def innocents() -> list[tuple[str, str]]:
    """Return innocent names with their kind."""
    return [
        (row["name"], kind) for kind in ("person", "organisation") for row in rows("names", f"innocent_{kind}s.csv")
    ]


def best_by_reference(screener: screen.Screener, asked: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
    """Return for each (name, kind) the score of every reference at 50 or above."""
    found: list[dict[str, float]] = [{} for _ in asked]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, kind) in enumerate(asked):
        places["person" if kind == "person" else "organisation"].append(place)
    for kind, chosen in places.items():
        for match in screener.match_names([asked[place][0] for place in chosen], kind, 50).itertuples():
            scores = found[chosen[match.query_index]]
            for reference in match.references.split():
                scores[reference] = max(scores.get(reference, 0.0), match.score)
    return found


def run() -> None:
    """Print what is found at the shipped threshold, and at the one that gives 10 alerts per 1,000 innocents."""
    try:
        asked, ofac, un = questions()
    except ImportError:
        print("\nperturbed: the package sanctions-screening-benchmark is not installed, nothing was measured.")
        return
    lists = [watchlist("OFAC", ofac, primary_only=True), watchlist("UN", un, primary_only=True)]
    screener = screen.Screener(lists)
    quiet = innocents()
    loads = sorted((max(one.values(), default=0.0) for one in best_by_reference(screener, quiet)), reverse=True)
    at_load = loads[int(LOAD * len(quiet) / 1000)] + 0.1
    scores = [
        one.get(question.reference, 0.0)
        for one, question in zip(best_by_reference(screener, [(q.name, q.kind) for q in asked]), asked, strict=True)
    ]
    groups: dict[str, list[float]] = defaultdict(list)
    for score, question in zip(scores, asked, strict=True):
        groups[question.how].append(score)
        if question.how != "close alias":
            groups["all perturbed"].append(score)
    limits = (50.0, 70.0, at_load)
    lines: list[list[object]] = [
        [how, len(found), *(sum(score >= least for score in found) / len(found) for least in limits)]
        for how, found in sorted(
            groups.items(), key=lambda item: (item[0] not in {"all perturbed", "close alias"}, item[0])
        )
    ]
    lines.append(["alerts per 1,000 innocents", len(quiet), *(
        1000 * sum(load >= least for load in loads) / len(loads) for least in limits
    )])  # fmt: skip
    table(
        "OFAC 2023-12-28 and UN 2026-02-27, primary names only",
        ["asked", "names", "at 50", "at 70", f"at {at_load:.1f}"],
        lines,
    )
