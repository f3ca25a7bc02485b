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


def compare(a: Lattice, b: Lattice) -> KoreanMatch:
    """Compare two names; symmetrical. 70 and above: the same Hangul is possible; 50 to 69: one letter off."""
    best: _Pair | None = None
    for one in a.alternatives:
        for other in b.alternatives:
            if len(one.given) != len(other.given):
                continue
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
    cost, typos, letters, shared = _slot(one.surname, other.surname)
    total, wrong, apart, text = cost * weight, typos, letters, shared
    for left, right in zip(one.given, other.given, strict=True):
        cost, typos, letters, shared = _slot(left, right)
        total, wrong, apart, text = total + cost, wrong + typos, apart + letters, text + shared
    is_weak = one.script in WEAK_SCRIPTS or other.script in WEAK_SCRIPTS
    return _Pair(round(total + one.cost + other.cost, 4), wrong, apart, text, 1 + len(one.given), is_weak)


def _slot(left: Reading, right: Reading) -> tuple[float, int, int, str]:
    """Return (cost, 1 where no reading is in common, letters that differ then, the shared syllable)."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    best, shared = 9.0, ""
    for syllable, cost in small.items():
        other = large.get(syllable)
        if other is not None and (cost + other, syllable) < (best, shared or "\uffff"):
            best, shared = cost + other, syllable
    if shared:
        return best, 0, 0, shared
    costs = tables.settings()["costs"]
    near = min(
        (
            left[a] + right[b] + costs["typo"] + costs["typo_letter"] * tables.letters_apart(a, b),
            tables.letters_apart(a, b),
        )
        for a in left
        for b in right
    )
    return near[0], 1, near[1], ""
