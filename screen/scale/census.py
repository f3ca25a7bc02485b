"""What is counted of the parts of a table before any of them is matched; counts of parts add up, in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from screen.intake.identity import References, highest_count, may_count, tell_apart
from screen.matching.footprint import digest
from screen.model import FIELDS

if TYPE_CHECKING:
    from screen.intake.parts import Part

Digests = NDArray[np.uint64]
NONE: Digests = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True)
class Census:
    """Of some parts: rows read, skipped and screened, and records as written; how many parties are of each kind; the fields
    that any fills; references: digests of the distinct ones, sorted; referenced: how many parties have one; highest: the
    highest number where the references may count rows, None where they cannot."""

    rows_read: int = 0
    skipped: int = 0
    screened: int = 0
    written: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    references: Digests = field(default_factory=lambda: NONE)
    referenced: int = 0
    highest: int | None = 0

    @classmethod
    def of(cls, part: Part) -> Census:
        """Count a part."""
        told = [one for one in part.table["reference"].tolist() if one]
        return cls(
            part.rows_read,
            sum(one.code.startswith("row-skipped-") for one in part.problems),
            len(part.table),
            len(part.sheet.written),
            Counter(part.table["kind"].tolist()),
            frozenset(name for name in FIELDS if (part.table[name] != "").any()),
            np.unique(np.array([digest(one) for one in set(told)], dtype=np.uint64)),
            len(told),
            highest_count(part.sheet),
        )

    def __add__(self, other: Census) -> Census:
        highest = None if self.highest is None or other.highest is None else max(self.highest, other.highest)
        return Census(
            self.rows_read + other.rows_read, self.skipped + other.skipped, self.screened + other.screened,
            self.written + other.written, Counter(self.kinds) + Counter(other.kinds), self.filled | other.filled,
            np.union1d(self.references, other.references), self.referenced + other.referenced, highest,
        )  # fmt: skip

    @cached_property
    def known(self) -> References:
        """How far the references of all parts tell who the rows are."""
        if self.highest is not None and may_count(self.highest, self.written):
            return References(frozenset({""}), tell_apart(0, 0))
        return References(frozenset(), tell_apart(len(self.references), self.referenced))

    @property
    def shares(self) -> dict[str, float]:
        """The share of parties of each kind, 0 to 1."""
        return {kind: number / self.screened for kind, number in self.kinds.items()}

    def told(self) -> dict[str, object]:
        """Return the counts as JSON values; the references are kept elsewhere."""
        return {
            "rows_read": self.rows_read, "skipped": self.skipped, "screened": self.screened, "written": self.written,
            "kinds": dict(self.kinds), "filled": sorted(self.filled), "referenced": self.referenced, "highest": self.highest,
        }  # fmt: skip


def shared_by_many(held: Digests, limit: int) -> dict[int, int]:
    """Return the values that more than *limit* parties carry, by digest, and how many do.

    held: pairs of digests, of a value and of what makes it count once, over all parts; (n, 2).
    """
    if not len(held):
        return {}
    pairs = np.unique(held, axis=0)
    values, counts = np.unique(pairs[:, 0], return_counts=True)
    many = counts > limit
    return dict(zip(values[many].tolist(), counts[many].tolist(), strict=True))


def firsts(digests: Digests) -> NDArray[np.int64]:
    """Return for each place the first place with the same digest; 0 stands for none and is its own first."""
    _, first, back = np.unique(digests, return_index=True, return_inverse=True)
    found: NDArray[np.int64] = first[back].astype(np.int64)
    own = np.arange(len(digests), dtype=np.int64)
    return np.where(digests == 0, own, found)
