"""The numbers of rules/names/comparison.yml, typed: how the general comparator weighs tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from screen.data import read_yaml, rules_file


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of rules/names/comparison.yml. edits: how many a token may carry, by its length."""

    edits: tuple[int, ...]
    ceilings: dict[bool, tuple[tuple[float, float], ...]]
    field_widths: frozenset[int]
    values: dict[str, float]

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def edits_allowed(self, length: int) -> int:
        """Return the edits a token of this length may carry."""
        return self.edits[min(length, len(self.edits) - 1)]

    def ceiling(self, bits: float, is_person: bool) -> float:
        """Return the most a name may score by the bits that agree."""
        steps = self.ceilings[is_person]
        for (low, at_low), (high, at_high) in pairwise(steps):
            if bits <= high:
                return at_low + (at_high - at_low) * (bits - low) / (high - low)
        return steps[-1][1]


def _edits(steps: dict[int, int]) -> tuple[int, ...]:
    """Return the edits allowed by length, from 0 to the last step."""
    return tuple(
        max((allowed for at, allowed in steps.items() if length >= at), default=0) for length in range(max(steps) + 1)
    )


@cache
def policy() -> Policy:
    """Load rules/names/comparison.yml once."""
    loaded: dict[str, Any] = read_yaml(rules_file("names", "comparison.yml"))

    def steps(key: str) -> tuple[tuple[float, float], ...]:
        return tuple((float(step["bits"]), float(step["score"])) for step in loaded[key])

    return Policy(
        edits=_edits({int(step["length"]): int(step["allowed"]) for step in loaded["edits"]}),
        ceilings={True: steps("ceiling_person"), False: steps("ceiling_organisation")},
        field_widths=frozenset(width - lost for width in loaded["field_widths"] for lost in (0, 1)),
        values={key: float(value) for key, value in loaded.items() if isinstance(value, int | float)},
    )
