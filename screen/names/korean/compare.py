"""Two lattices → how far apart they are, in two tiers: the same Hangul is possible, or one letter off."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from screen.names.korean import tables
from screen.names.korean.parse import WEAK_SCRIPTS, Alternative, Lattice
from screen.names.korean.tables import Reading


@dataclass(frozen=True, slots=True)
class KoreanMatch:
    """score: 0 to 100; tier: same, one-off or different; hangul: the reading both share, '' where none; why: a clause.

    is_weak: the agreement rests on pinyin or on Latin made from Russian.
    """

    score: float
    tier: str
    hangul: str
    why: str
    is_weak: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    cost: float
    typos: int
    letters: int
    shared: str
    slots: int
    is_weak: bool


def one_off_top() -> float:
    """Return the most that names of different Hangul can score."""
    return float(tables.settings()["scores"]["one_off_top"])


def compare(a: Lattice, b: Lattice) -> KoreanMatch:
    """Compare two names; symmetrical. 70 and above: the same Hangul is possible; 50 to 69: one letter off."""
    best: _Pair | None = None
    for one in a.alternatives:
        for other in b.alternatives:
            if len(one.given) != len(other.given) or one.script == other.script == "pinyin":
                continue  # pinyin beside pinyin is Chinese beside Chinese: many syllables share a Korean reading
            pair = _pair(one, other)
            if best is None or (pair.cost, pair.shared) < (best.cost, best.shared):
                best = pair
    if best is None:
        return KoreanMatch(0.0, "different", "", "Korean names of different length", False)
    return _judge(best, a, b)


def _judge(pair: _Pair, a: Lattice, b: Lattice) -> KoreanMatch:
    scores = tables.settings()["scores"]
    if pair.typos == 0:
        if pair.cost <= scores["same_cost"]:
            score = 100 - (100 - scores["same_least"]) * pair.cost / scores["same_cost"]
        else:
            score = max(scores["one_off_least"], scores["one_off_top"] - 4 * (pair.cost - scores["same_cost"]))
        return KoreanMatch(
            round(score, 1), "same", pair.shared, f"same Hangul possible ({pair.shared})", pair.is_weak
        )
    if pair.typos == 1 and pair.letters <= 2 and pair.slots > 2:
        score = max(scores["one_off_least"], scores["one_off_top"] - 3 * pair.cost)
        why = f"one syllable off ({a.hangul()} and {b.hangul()})"
        return KoreanMatch(round(score, 1), "one-off", "", why, pair.is_weak)
    score = scores["different_top"] * exp(-pair.cost / 6)
    return KoreanMatch(
        round(score, 1), "different", "", f"different names ({a.hangul()} and {b.hangul()})", pair.is_weak
    )


def _pair(one: Alternative, other: Alternative) -> _Pair:
    weight = tables.settings()["costs"]["surname_weight"]
    slots = [(one.surname, other.surname), *zip(one.given, other.given, strict=True)]
    shared = [_shared(left, right) for left, right in slots]
    typos = sum(not syllable for _, syllable in shared)
    total, letters = 0.0, 0
    for place, ((left, right), (cost, syllable)) in enumerate(zip(slots, shared, strict=True)):
        if not syllable:
            cost, apart = _apart(left, right) if typos == 1 else _far()
            letters += apart
        total += cost * (1 if place else weight)
    is_weak = one.script in WEAK_SCRIPTS or other.script in WEAK_SCRIPTS
    text = "".join(syllable for _, syllable in shared)
    return _Pair(round(total + one.cost + other.cost, 4), typos, letters, text, len(slots), is_weak)


def _shared(left: Reading, right: Reading) -> tuple[float, str]:
    """Return the cheapest syllable two readings have in common with its cost, ('' where there is none)."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    best, shared = 9.0, ""
    for syllable, cost in small.items():
        other = large.get(syllable)
        if other is not None and (cost + other, syllable) < (best, shared or "\uffff"):
            best, shared = cost + other, syllable
    return best, shared


def _apart(left: Reading, right: Reading) -> tuple[float, int]:
    """Return the cost of two readings with nothing in common, and how many letters differ at least."""
    costs = tables.settings()["costs"]
    return min(
        (left[a] + right[b] + costs["typo"] + costs["typo_letter"] * apart, apart)
        for a in left
        for b in right
        for apart in (tables.letters_apart(a, b),)
    )


def _far() -> tuple[float, int]:
    """Return what a slot costs where another one differs too: then the letters do not matter any more."""
    costs = tables.settings()["costs"]
    return costs["typo"] + 2 * costs["typo_letter"], 2
