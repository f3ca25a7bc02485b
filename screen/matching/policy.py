"""The numbers of rules/matching.yml, typed, and those in force where rules of one's own move the bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import log2
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError
from screen.model import Band


@dataclass(frozen=True, slots=True)
class Policy:
    """Points per level, thresholds per band, caps.

    meant: part → score of that part → "in BAND" or "at most BAND", for scores that stand for a band.
    """

    bands: dict[Band, float]
    points: dict[str, dict[str, int]]
    name: dict[str, float]
    rarity: dict[str, float]
    weak_alias: dict[str, float]
    birth_date: dict[str, float]
    identifiers: dict[str, Any]
    address: dict[str, float]
    reported_at_most: Band
    meant: dict[str, dict[str, str]]

    def band(self, score: float) -> Band:
        """Return the band of a score; critical is decided by identifiers, not here."""
        return max((band for band, least in self.bands.items() if score >= least), default=Band.NONE)

    def under(self, bands: Mapping[Band, float]) -> Policy:
        """Return the same with other bands; a score that stands for a band moves only as far as it must to keep its meaning."""
        told = self.bands | dict(bands)

        def kept(part: str, scores: Mapping[str, float]) -> dict[str, float]:
            meant = self.meant.get(part, {})
            return {key: _kept(score, meant[key], told) if key in meant else score for key, score in scores.items()}

        return replace(
            self, bands=told, name=kept("name", self.name), rarity=kept("rarity", self.rarity),
            weak_alias=kept("weak_alias", self.weak_alias),
        )  # fmt: skip


_STEP = 0.1
"""Scores have one decimal."""


def _kept(score: float, meaning: str, bands: Mapping[Band, float]) -> float:
    """Return the score nearest to one that lies in the band it stands for, or does not pass it.

    What may at most reach a band becomes points again, so the result is then a score that points give exactly.
    """
    how, _, word = meaning.rpartition(" ")
    band = Band.of(word)
    above = min((least for one, least in bands.items() if one > band), default=None)
    if how == "at most":
        return score if above is None or max(score, score_of(points_of(score))) < above else _below(above)
    top = 100.0 if above is None else round(above - _STEP, 1)
    return min(max(score, bands[band]), top)


def _below(bound: float) -> float:
    """Return the highest score that whole points give below a bound."""
    points = points_of(bound)
    while score_of(points) >= bound:
        points -= 1
    return score_of(points)


def score_of(points: int) -> float:
    """Return the score 0 to 100, to one decimal, of a sum of points (tenths of a bit)."""
    return float(round(100 / (1 + 2.0 ** (-max(-400, min(400, points)) / 10)), 1))


def points_of(score: float) -> int:
    """Return the points a score stands for, the inverse of :func:`score_of`; 1 and 99 are the ends."""
    kept = min(max(score, 1.0), 99.0)
    return round(10 * log2(kept / (100 - kept)))


_told: ContextVar[Policy | None] = ContextVar("told", default=None)


def policy() -> Policy:
    """Return the policy in force: the shipped one, or inside :func:`using` that with bands of one's own."""
    return _told.get() or shipped_policy()


@contextmanager
def using(bands: Mapping[str, float]) -> Iterator[None]:
    """Put match bands, least score by word, in the place of the shipped ones for a while; {} puts the shipped ones back.

    It holds for this thread alone. What is prepared from lists follows from no band, so it may be kept and shared.
    """
    with in_force(_under(tuple(sorted(bands.items())))):
        yield


@contextmanager
def in_force(told: Policy) -> Iterator[None]:
    """Put a policy in force for a while, in this thread alone."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


@lru_cache(maxsize=8)
def _under(bands: tuple[tuple[str, float], ...]) -> Policy:
    return shipped_policy().under({Band.of(word): least for word, least in bands}) if bands else shipped_policy()


@cache
def shipped_policy() -> Policy:
    """Load rules/matching.yml once; raises RuleError when a part is missing."""
    path = rules_file("matching.yml")
    loaded = read_yaml(path)
    try:
        return Policy(
            bands={Band.of(word): float(least) for word, least in loaded["bands"].items()},
            points={
                name: {level: int(points) for level, points in levels.items()}
                for name, levels in loaded["fields"].items()
            },
            name={key: float(value) for key, value in loaded["name"].items()},
            rarity={key: float(value) for key, value in loaded["rarity"].items()},
            weak_alias={key: float(value) for key, value in loaded["weak_alias"].items()},
            birth_date={key: float(value) for key, value in loaded["birth_date"].items()},
            identifiers=loaded["identifiers"],
            address={key: float(value) for key, value in loaded["address"].items()},
            reported_at_most=Band.of(loaded["reported_at_most"]),
            meant=loaded["meant"],
        )
    except KeyError as missing:
        raise RuleError(f"{path}: {missing} is missing. Restore the file.") from missing
