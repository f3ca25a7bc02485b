"""Real alias pairs of DPRK parties against all other pairs: recall at a false-positive rate of 1 in 1,000 and 1 in 10,000.

Positives: two names of one cluster (UN and OFAC joined by their ties), alternate identities left out. Negatives: all pairs of names
of different clusters.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import screen
from screen.matching.index import Index
from screen.matching.names import NameMatcher
from tests.benchmarks.data import rows, table


def is_other_identity(one: str, other: str, identities: list[tuple[str, str]]) -> bool:
    """Whether two names are spellings of a pair of identities that no comparison of names can or should tie."""
    return any((same(one, a) and same(other, b)) or (same(one, b) and same(other, a)) for a, b in identities)


@cache
def same(one: str, other: str) -> bool:
    """Whether two names are spellings of one."""
    return screen.compare_names(one, other, "person").score >= 70


def run() -> None:
    """Score every pair of listed names, persons and the rest apart."""
    index: Index = screen.Screener(screen.load_watchlists()).matcher.index
    identities = [(row["name"], row["alternate_identity"]) for row in rows("names", "alternate_identities.csv")]
    lines = []
    for group in ("person", "other"):
        listed = index.names[group]
        clusters = [index.entries["cluster"].iat[entry] for entry in listed.entry]
        scores = {
            (pair.asked, pair.listed): pair.score
            for pair in NameMatcher(listed, group == "person").match(listed.texts, 20)
        }
        alike, other = [], []
        for i, j in combinations(range(len(listed.texts)), 2):
            names = listed.texts[i], listed.texts[j]
            if names[0].upper() == names[1].upper():
                continue
            score = max(scores.get((i, j), 0.0), scores.get((j, i), 0.0))
            if clusters[i] != clusters[j]:
                other.append(score)
            elif not is_other_identity(*names, identities):
                alike.append(score)
        other.sort(reverse=True)
        line: list[object] = [group, len(alike), len(other)]
        for rate in (1_000, 10_000):
            least = other[len(other) // rate]
            line += [least, sum(score > least for score in alike) / len(alike)]
        lines.append(line)
    table("Alias pairs of listed parties against all other pairs", ["group", "alias pairs", "other pairs", "score at 1 in 1,000",
          "recall", "score at 1 in 10,000", "recall"], lines)  # fmt: skip
