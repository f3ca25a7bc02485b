"""Other matchers on the same names in the same run: nomenklatura's logic-v2 where it is installed, rapidfuzz scorers.

logic-v2 caches by entity id, so every pair is asked with fresh ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import Any

import screen
from tests.benchmarks.aliases import spelled_pairs
from tests.benchmarks.data import rows, table

Scorer = Callable[[str, str, str], float]
TYPO = ("typo",)
WEAK = ("pinyin-vs-korean", "rulatin-vs-korean")
OTHERS = 20_000  # pairs of different persons asked of each matcher


def scorers() -> dict[str, tuple[Scorer, float]]:
    """Return name → (scorer of two names and a kind from 0 to 1, customary threshold)."""
    from rapidfuzz import fuzz, utils
    from rapidfuzz.distance import JaroWinkler

    def ours(a: str, b: str, kind: str) -> float:
        return screen.compare_names(a, b, kind).score / 100

    def token_sort(a: str, b: str, _kind: str) -> float:
        return fuzz.token_sort_ratio(a, b, processor=utils.default_process) / 100

    def jaro_winkler(a: str, b: str, _kind: str) -> float:
        return JaroWinkler.similarity(a, b, processor=utils.default_process)

    found: dict[str, tuple[Scorer, float]] = {"dprk-screen": (ours, 0.70)}
    logic = _logic_v2()
    if logic:
        found["logic-v2"] = (logic, 0.70)
    return found | {"token_sort_ratio": (token_sort, 0.85), "Jaro-Winkler": (jaro_winkler, 0.88)}


def _logic_v2() -> Scorer | None:
    try:
        from followthemoney import model
        from nomenklatura.matching.logic_v2.model import LogicV2
    except ImportError:
        print("\npeers: nomenklatura is not installed, logic-v2 was not measured.")
        return None
    numbers = count()
    config = LogicV2.default_config()

    def entity(name: str, kind: str) -> Any:
        schema = {"person": "Person", "vessel": "Vessel"}.get(kind, "Organization")
        return model.get_proxy({"id": f"e{next(numbers)}", "schema": schema, "properties": {"name": [name]}})

    def logic_v2(a: str, b: str, kind: str) -> float:
        return float(LogicV2.compare(entity(a, kind), entity(b, kind), config).score)

    return logic_v2


def run() -> None:
    """Print what each finds of the pairs, at its customary threshold."""
    pairs = rows("names", "korean_pairs.csv")
    probes = rows("names", "probes.csv")
    labelled = [row for row in rows("names", "labelled_pairs.csv") if row["korean"] != "true"]
    alike, other = spelled_pairs("person", OTHERS)
    lines = []
    for name, (score, threshold) in scorers().items():
        started = time.perf_counter()

        def share(chosen: list[dict[str, str]], score: Scorer = score, threshold: float = threshold) -> float:
            return sum(score(r["name_a"], r["name_b"], "person") >= threshold for r in chosen) / len(chosen)

        same = [row for row in pairs if row["same"] == "true"]
        usual = share([row for row in same if row["kind"] not in (*TYPO, *WEAK)])
        weak = share([row for row in same if row["kind"] in WEAK])
        near = share([row for row in pairs if row["kind"].startswith("near-miss")])
        found = [
            (row["same"] == "true", score(row["name_a"], row["name_b"], row["kind"]) >= threshold) for row in probes
        ]
        lines.append([
            name, threshold, usual, weak, near, _f1(score, threshold, labelled),
            f"{sum(a and b for a, b in found)} / {sum(b and not a for a, b in found)}",
            _recall(score, alike, other), round(time.perf_counter() - started),
        ])  # fmt: skip
    table("The same pairs asked of others", ["matcher", "threshold", "Korean pairs", "pinyin and Russian-Latin", "near misses taken",
          "F1 labelled", "probes found / false", "persons' aliases at 1 in 1,000", "seconds"], lines)  # fmt: skip


def _f1(score: Scorer, threshold: float, labelled: list[dict[str, str]]) -> float:
    hit = wrong = 0
    for row in labelled:
        kind = {"Person": "person", "Vessel": "vessel"}.get(row["schema"], "organisation")
        said = score(row["name1"], row["name2"], kind) >= threshold
        same = row["is_match"].lower() == "true"
        hit += said and same
        wrong += said != same
    return 2 * hit / (2 * hit + wrong)


def _recall(score: Scorer, alike: list[tuple[str, str]], other: list[tuple[str, str]]) -> float:
    """Return the share of alias pairs above the score that 1 in 1,000 other pairs reaches."""
    false = sorted((score(a, b, "person") for a, b in other), reverse=True)
    least = false[len(false) // 1000]
    return sum(score(a, b, "person") > least for a, b in alike) / len(alike)
