"""A share of a sample, with how far chance may have moved it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from screen.assurance.settings import settings

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    found: int
    asked: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.found / self.asked if self.asked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson interval at the confidence of the settings, 0 to 1; None of nothing."""
        return wilson(self.found, self.asked, settings().confidence) if self.asked else None

    def told(self, times: float = 1) -> dict[str, Any]:
        """Return it as JSON values: asked, found, share, low, high; times: what the shares are multiplied by."""
        low, high = self.interval or (None, None)
        shares = {"share": self.value, "low": low, "high": high}
        return {"asked": self.asked, "found": self.found} | {
            name: None if one is None else round(one * times, DIGITS) for name, one in shares.items()
        }


@cache
def wilson(found: int, asked: int, confidence: float) -> tuple[float, float]:
    """Return the Wilson interval of a share, 0 to 1."""
    from scipy.stats import binomtest

    interval = binomtest(found, asked).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)
