"""Real alias pairs of DPRK parties against all other pairs: recall at a false-positive rate of 1 in 1,000 and 1 in 10,000.

Positives: two names of one cluster (UN and OFAC joined by their ties), alternate identities left out. Negatives: all pairs of names
of different clusters. Lists also give aliases that are another name altogether (Namchongang, Tearyonggang); pairs that a plain
string comparison sees as alike are counted apart.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations

import screen
from screen.matching.index import Index
from screen.matching.names import NameMatcher
from tests.benchmarks.data import rows, table

Pairs = list[tuple[str, str]]
SEED, SPELLED_ALIKE, CLOSE = 13, 50, 80
LISTS = ("dprk-un", "dprk-ofac")  # the EU repeats each name in a score of languages and in either order


def is_other_identity(one: str, other: str, identities: list[tuple[str, str]]) -> bool:
    """Whether two names are spellings of a pair of identities that no comparison of names can or should tie."""
    return any((same(one, a) and same(other, b)) or (same(one, b) and same(other, a)) for a, b in identities)


@cache
def same(one: str, other: str) -> bool:
    """Whether two names are spellings of one."""
    return screen.compare_names(one, other, "person").score >= 70


def listed_pairs(group: str) -> tuple[Pairs, Pairs]:
    """Return the pairs of names of one party, alternate identities left out, and the pairs of names of two parties."""
    index: Index = screen.Screener(screen.load_watchlists(LISTS)).matcher.index
    identities = [(row["name"], row["alternate_identity"]) for row in rows("names", "alternate_identities.csv")]
    listed = index.names[group]
    clusters = [index.entries["cluster"].iat[entry] for entry in listed.entry]
    alike: Pairs = []
    other: Pairs = []
    for i, j in combinations(range(len(listed.texts)), 2):
        names = listed.texts[i], listed.texts[j]
        if names[0].upper() == names[1].upper():
            continue
        if clusters[i] != clusters[j]:
            other.append(names)
        elif group != "person" or not is_other_identity(*names, identities):
            alike.append(names)
    return alike, other


def spelled_pairs(group: str, most: int) -> tuple[Pairs, Pairs]:
    """Return the pairs of one party whose names are spelled alike, and a seeded sample of the others."""
    alike, other = listed_pairs(group)
    near = [pair for pair in alike if is_spelled_alike(*pair, SPELLED_ALIKE)]
    return near, random.Random(SEED).sample(other, min(most, len(other)))


def is_spelled_alike(one: str, other: str, least: float) -> bool:
    """Whether a plain string comparison already sees that two names are spellings of one, no other name altogether."""
    from rapidfuzz.fuzz import token_sort_ratio

    return token_sort_ratio(one.lower(), other.lower()) >= least


def run() -> None:
    """Score every pair of listed names, persons and the rest apart."""
    index: Index = screen.Screener(screen.load_watchlists(LISTS)).matcher.index
    lines = []
    for group in ("person", "other"):
        alike, other = listed_pairs(group)
        listed = index.names[group]
        scores: dict[tuple[str, str], float] = {}
        for pair in NameMatcher(listed, group == "person").match(listed.texts, 20):
            names = listed.texts[pair.asked], listed.texts[pair.listed]
            scores[names] = max(scores.get(names, 0.0), pair.score)

        def best(pair: tuple[str, str], scores: dict[tuple[str, str], float] = scores) -> float:
            return max(scores.get(pair, 0.0), scores.get(pair[::-1], 0.0))

        false = sorted(map(best, other), reverse=True)
        for least in (0, SPELLED_ALIKE, CLOSE):
            chosen = [pair for pair in alike if is_spelled_alike(*pair, least)]
            line: list[object] = [group, f"at {least} or more" if least else "all", len(chosen), len(other)]
            for rate in (1_000, 10_000):
                limit = false[len(false) // rate]
                line += [limit, sum(best(pair) > limit for pair in chosen) / len(chosen)]
            lines.append(line)
    table("Alias pairs of listed parties against all other pairs", ["group", "token_sort_ratio of the two", "alias pairs", "other pairs",
          "score at 1 in 1,000", "recall", "score at 1 in 10,000", "recall"], lines)  # fmt: skip
