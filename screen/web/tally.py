"""Counts of a run as bars: what each stands for, how many, and which part of the queue it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from screen.model import Band, split_values

BANDS = tuple(band.word for band in sorted(Band, reverse=True))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how many, how long it is in per cent of the longest, and the query that narrows the queue to it."""

    name: str
    count: int
    share: float
    query: str


@dataclass(frozen=True, slots=True)
class Split:
    """Something by band: its name, the query for it, how many in all, and a bar for each band, the highest first.

    Bars are in per cent of the largest of all splits, so that they compare; start: where each begins.
    """

    name: str
    query: str
    count: int
    bars: tuple[Bar, ...]
    starts: tuple[float, ...]


def bars(named: Iterable[tuple[str, int, Mapping[str, str]]]) -> tuple[Bar, ...]:
    """Return bars of names, counts and what the queue is asked for."""
    held = list(named)
    most = max((count for _, count, _ in held), default=0) or 1
    return tuple(Bar(name, count, round(100 * count / most, 2), urlencode(query)) for name, count, query in held)


def splits(parties: Sequence[Mapping[str, Any]], values: Sequence[str], query: str) -> tuple[Split, ...]:
    """Return how the bands lie in each value of a column, the values with the most alerts first, then the most parties.

    values: of the parties; a cell may hold several, and counts for each; '' is one of its own. query: its name in the queue.
    """
    counts: dict[str, Counter[str]] = {}
    for party, cell in zip(parties, values, strict=True):
        for value in split_values(cell) or ("",):
            counts.setdefault(value, Counter())[party["band"]] += 1
    least = [band for band in BANDS if Band.of(band) >= Band.MEDIUM]
    ranked = sorted(counts, key=lambda one: (*(-counts[one][band] for band in least), -counts[one].total(), one))
    most = max((one.total() for one in counts.values()), default=1)
    return tuple(_split(value, counts[value], most, query) for value in ranked)


def _split(value: str, counts: Counter[str], most: int, query: str) -> Split:
    drawn, starts, start = [], [], 0.0
    for band in BANDS:
        share = 100 * counts[band] / most
        drawn.append(Bar(band, counts[band], round(share, 2), urlencode({query: value, "band": band})))
        starts.append(round(start, 2))
        start += share
    return Split(value, urlencode({query: value}), counts.total(), tuple(drawn), tuple(starts))
