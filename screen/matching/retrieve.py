"""Retrieval by tokens: which pairs of names may score at least so much, told by bounds that are never too low.

First a sparse product adds up what the tokens of every pair may say: a pair needs so many bits by the ceilings of the rules and
by what leaving the rest out costs. What is left is laid on each other, see overlap.py. Only initials and cut-off ends may lose
a pair, and their loss is measured in tests/benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screen.matching.bags import Bag
from screen.matching.joins import Joined, Joins, Settled
from screen.matching.overlap import Alike, Pairs, bounds, scores
from screen.names import words
from screen.names.comparison import policy
from screen.names.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np

_AT_ONCE = 300_000  # pairs that a product may hold
_MOST_BITS = 128.0
_STEPS = 14
_ROUNDING = 0.01


class TokenIndex:
    """The listed names of a group, prepared to be asked by their tokens."""

    def __init__(self, bag: Bag, is_person: bool) -> None:
        self.bag = bag
        self.is_person = is_person
        self._vocabulary = Vocabulary(bag.vocabulary, is_person)
        self._holders = bag.holders()
        self._joins = Joins(bag, self._holders, is_person)
        self._needs: dict[float, np.ndarray] = {}

    def survivors(self, asked: Bag, least: float, is_settled: Settled) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield asked and listed places of the pairs that may score *least* or more and are not settled, in this order."""
        import numpy as np

        alike = Alike.of(asked, self._vocabulary)
        joined = Joined.all_of(self._joins.between(asked, asked.holders()), len(self.bag)).open(is_settled)
        weighed, held = alike.weighed(asked, self.bag), asked.presence()
        needs = needed_bits(asked, least, policy()["omission_asked"], self.is_person)
        for start, stop in _blocks((held @ (weighed > 0).astype(np.float64)) @ np.diff(self._holders.indptr)):
            product = (held[start:stop] @ weighed) @ self._holders
            row = np.repeat(np.arange(start, stop), np.diff(product.indptr))
            column = product.indices.astype(np.int64)
            at = self._reaching(asked, row, column, product.data, least, needs)
            at = at[~joined.hold(row[at], column[at])]
            at = at[~is_settled(row[at], column[at])]
            row, column = self._scored(Pairs(asked, self.bag, row[at], column[at], self.is_person), alike,
                                       joined.between(start, stop), least)  # fmt: skip
            order = np.lexsort((column, row))
            yield row[order], column[order]

    def _reaching(
        self, asked: Bag, row: np.ndarray, column: np.ndarray, bits: np.ndarray, least: float, needs: np.ndarray
    ) -> np.ndarray:
        """Return which pairs have the bits that they need; bits: of all their tokens that may agree."""
        import numpy as np

        if least not in self._needs:
            behind = min(policy()["omission_listed"], policy()["omission_cut"])
            self._needs[least] = needed_bits(self.bag, least, behind, self.is_person)
        bits_least = bits_at(least, self.is_person)
        loosest = asked.initials + asked.end
        hopeful = bits + loosest[row] + self.bag.initials[column] >= bits_least - _ROUNDING
        if not self.is_person:  # a whole name counts, however little it says
            whole = np.maximum(asked.bits[row], self.bag.bits[column])
            hopeful |= bits >= whole - _ROUNDING
        at = np.flatnonzero(hopeful)
        row, column, bits = row[at], column[at], bits[at]
        loose = loosest[row] + self.bag.initials[column]
        need = np.where(loose > 0, bits_least, np.maximum(needs[row], self._needs[least][column]))
        if not self.is_person:
            need = np.minimum(need, whole[at])
        return np.asarray(at[bits + loose >= need - _ROUNDING])

    def _scored(self, pairs: Pairs, alike: Alike, joined: Joined, least: float) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and columns of pairs that may score so much, of those given and those that are joined."""
        import numpy as np

        tied = Pairs(pairs.asked, pairs.listed, joined.asked, joined.listed, self.is_person)
        found = []
        for some, score in (
            (pairs, scores(pairs, alike)),
            (tied, bounds(tied, alike, joined.bits, joined.asked_costs, joined.listed_costs)),
        ):
            found.append(some.take(np.flatnonzero(score >= least - _ROUNDING)))
        return np.concatenate([one.row for one in found]), np.concatenate([one.column for one in found])


def bits_at(least: float, is_person: bool) -> float:
    """Return the bits from which on a pair may score so much."""
    import numpy as np

    steps = policy().ceilings[is_person]
    return float(np.interp(least, [score for _, score in steps], [at for at, _ in steps]))


def needed_bits(bag: Bag, least: float, omission: float, is_person: bool) -> np.ndarray:
    """Return for each name the bits that must agree for a score of *least* (0 to 100): the rest costs *omission* a unit at least.

    Tokens of so many bits cover at most that times the weightiest token's bits of the costs, by the cost of a token.
    """
    import numpy as np

    steps = policy().ceilings[is_person]
    at, top = [bits for bits, _ in steps], [score for _, score in steps]
    low, high = np.zeros(len(bag)), np.full(len(bag), _MOST_BITS)
    for _ in range(_STEPS):
        bits = (low + high) / 2
        left = np.maximum(bag.all_costs - bits * bag.heaviest / words.cost_scale(), 0.0)
        reaches = bits / np.maximum(bits + omission * left, 1e-9) * np.interp(bits, at, top) >= least
        low, high = np.where(reaches, low, bits), np.where(reaches, bits, high)
    return low


def _blocks(pairs: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield where to cut asked names so that the pairs of each block are few enough; pairs: of each name."""
    import numpy as np

    until, start = np.cumsum(pairs), 0
    while start < len(until):
        done = until[start - 1] if start else 0.0
        stop = max(start + 1, int(np.searchsorted(until, done + _AT_ONCE, "right")))
        yield start, stop
        start = stop
