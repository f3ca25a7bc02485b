"""The numbers of rules/matching.yml, typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log2
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError
from screen.model import Band


@dataclass(frozen=True, slots=True)
class Policy:
    """Points per level, thresholds per band, caps."""

    bands: dict[Band, float]
    points: dict[str, dict[str, int]]
    name: dict[str, float]
    rarity: dict[str, float]
    weak_alias: dict[str, float]
    birth_date: dict[str, float]
    identifiers: dict[str, Any]
    address: dict[str, float]
    reported_at_most: Band

    def band(self, score: float) -> Band:
        """Return the band of a score; critical is decided by identifiers, not here."""
        return max((band for band, least in self.bands.items() if score >= least), default=Band.NONE)


def score_of(points: int) -> float:
    """Return the score 0 to 100, to one decimal, of a sum of points (tenths of a bit)."""
    return float(round(100 / (1 + 2.0 ** (-max(-400, min(400, points)) / 10)), 1))


def points_of(score: float) -> int:
    """Return the points a score stands for, the inverse of :func:`score_of`; 1 and 99 are the ends."""
    kept = min(max(score, 1.0), 99.0)
    return round(10 * log2(kept / (100 - kept)))


@cache
def policy() -> Policy:
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
        )
    except KeyError as missing:
        raise RuleError(f"{path}: {missing} is missing. Restore the file.") from missing
