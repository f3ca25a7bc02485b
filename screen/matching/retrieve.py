"""Retrieval by tokens: an upper bound of every pair's score from sparse products over two vocabularies.

The bound is safe: it sums where the alignment takes the best, lets every token cover its whole weight, and knows no
price for edits left over; only initials and cut-off last tokens are outside it, and their loss is measured in
tests/benchmarks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from screen.names import general, words
from screen.names.comparison import policy
from screen.names.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Bag:
    """Names as rows over a vocabulary.

    presence: names × vocabulary, how often the name holds the token; weight, cost: bits of each token, and what leaving
    it out costs.
    """

    vocabulary: tuple[str, ...]
    weight: np.ndarray
    cost: np.ndarray
    presence: csr_array

    @classmethod
    def plain(cls, names: Sequence[Tokens]) -> Bag:
        """Build the bag of single tokens."""
        return cls._build([list(zip(one.core, one.weights, one.costs, strict=True)) for one in names])

    @classmethod
    def joined(cls, names: Sequence[Tokens]) -> Bag:
        """Build the bag of joined neighbours, with the sum of their bits."""
        rules = policy()
        most, least = int(rules["join_most"]), int(rules["truncated_from"])
        rows = []
        for one in names:
            joins: list[tuple[str, float, float]] = []
            for length in range(2, min(most, len(one.core)) + 1):
                for start in range(len(one.core) - length + 1):
                    joined = "".join(one.core[start : start + length])
                    if len(joined) >= least:
                        run = slice(start, start + length)
                        joins.append((joined, sum(one.weights[run]), sum(one.costs[run])))
            rows.append(joins)
        return cls._build(rows)

    @classmethod
    def _build(cls, rows: Sequence[Sequence[tuple[str, float, float]]]) -> Bag:
        import numpy as np
        from scipy.sparse import csr_array

        known: dict[str, tuple[float, float]] = {}
        for row in rows:
            for token, bits, cost in row:
                before = known.get(token, (0.0, 0.0))
                known[token] = (max(before[0], bits), max(before[1], cost))
        vocabulary = tuple(sorted(known))
        place = {token: i for i, token in enumerate(vocabulary)}
        columns = [place[token] for row in rows for token, _, _ in row]
        ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        presence = csr_array((np.ones(len(columns)), np.array(columns, dtype=np.int64), ends),
                             shape=(len(rows), len(vocabulary)))  # fmt: skip
        presence.sum_duplicates()
        weights = np.array([known[token][0] for token in vocabulary])
        costs = np.array([known[token][1] for token in vocabulary])
        return cls(vocabulary, weights, costs, presence)


@dataclass(frozen=True)
class Bounds:
    """For pairs of names: bits that may agree, the same were every agreement exact, costs of either side that may be covered."""

    agreed: csr_array
    unblurred: csr_array
    asked: csr_array
    listed: csr_array

    @classmethod
    def between(cls, asked: Bag, listed: Bag, similar: csr_array, *, most: bool = False) -> Bounds:
        """Multiply out one kind of token agreement.

        An agreement says what the lesser of the two tokens does, or the greater with *most*.
        """
        import numpy as np
        from scipy.sparse import coo_array

        entries = similar.tocoo()
        weight = (np.maximum if most else np.minimum)(asked.weight[entries.row], listed.weight[entries.col])

        def product(values: np.ndarray) -> csr_array:
            weighed = coo_array((values, (entries.row, entries.col)), shape=similar.shape).tocsr()
            return asked.presence @ weighed @ listed.presence.T

        covered = product(asked.cost[entries.row]), product(listed.cost[entries.col])
        return cls(product(entries.data * weight), product(weight), *covered)

    def __add__(self, other: Bounds) -> Bounds:
        unblurred = self.unblurred + other.unblurred
        return Bounds(self.agreed + other.agreed, unblurred, self.asked + other.asked, self.listed + other.listed)


@dataclass(frozen=True)
class Totals:
    """All bits and all costs of each name.

    loose: those of initials and short cut-off ends, which the bags cannot pair; short_costs: of tokens of one or two
    letters, which contradict nobody; is_school: whether the name is of a body that teaches; numbers: equal where the
    numbers in the names are.
    """

    bits: np.ndarray
    costs: np.ndarray
    loose: np.ndarray
    loose_costs: np.ndarray
    short_costs: np.ndarray
    is_school: np.ndarray
    numbers: np.ndarray

    @classmethod
    def of(cls, names: Sequence[Tokens]) -> Totals:
        """Add up names."""
        import numpy as np

        loose = [_loose(one) for one in names]
        return cls(
            np.array([one.bits for one in names]), np.array([sum(one.costs) for one in names]),
            np.array([bits for bits, _ in loose]), np.array([cost for _, cost in loose]),
            np.array([sum(c for t, c in zip(one.core, one.costs, strict=True) if len(t) <= 2) for one in names]),
            np.array([one.is_school for one in names], dtype=bool),
            np.array([crc32(" ".join(sorted(one.numbers)).encode()) for one in names]),
        )  # fmt: skip


def _loose(name: Tokens) -> tuple[float, float]:
    """Return bits and cost of the initials and the short cut-off end of a name: they pair with any token that begins so."""
    rules = policy()
    initials = [place for place, token in enumerate(name.core) if len(token) == 1]
    bits = rules["initial_similarity"] * sum(name.weights[place] for place in initials)
    costs = sum(name.costs[place] for place in initials)
    if general.is_short_end(name) and len(name.core[-1]) > 1:
        bits += general.end_bits(name.core[-1], name.weights[-1])
        costs += name.costs[-1]
    return bits, costs


def survivors(
    bounds: Bounds,
    asked_totals: Totals,
    listed_totals: Totals,
    is_person: bool,
    least: float,
    is_settled: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
) -> list[tuple[int, int]]:
    """Return the pairs (asked, listed) whose upper bound reaches *least*, sorted.

    is_settled: tells of arrays of asked and of listed places which pairs something else decides; these are left out.
    """
    import numpy as np

    rules = policy()
    agreed, unblurred = bounds.agreed.tocsr(), bounds.unblurred.tocsr()
    agreed.sort_indices()
    unblurred.sort_indices()
    column, data = agreed.indices, agreed.data
    row = np.repeat(np.arange(agreed.shape[0]), np.diff(agreed.indptr))
    loose = asked_totals.loose[row] + listed_totals.loose[column]
    whole = np.maximum(asked_totals.bits[row], listed_totals.bits[column])
    bits = np.minimum(data + loose, whole)
    ceiling = _ceiling(np.minimum(unblurred.data + loose, whole), is_person)
    if not is_person:
        all_of_one = data + loose >= 0.9 * np.minimum(asked_totals.bits[row], listed_totals.bits[column])
        complete = max(rules["complete_generic"], rules["one_token_rare"])
        ceiling = np.where(all_of_one, np.maximum(ceiling, complete), ceiling)
    keep = ceiling >= least - 0.01
    if is_settled is not None:
        keep[keep] = ~is_settled(row[keep], column[keep])
    row, column, bits, loose, ceiling = row[keep], column[keep], bits[keep], loose[keep], ceiling[keep]
    asked, listed = bounds.asked.tocsr(), bounds.listed.tocsr()
    asked.sort_indices()
    listed.sort_indices()
    if not len(row):
        return []
    a = _left(asked_totals.costs[row], _at(asked, row, column) + asked_totals.loose_costs[row], loose)
    b = _left(listed_totals.costs[column], _at(listed, row, column) + listed_totals.loose_costs[column], loose)
    both = np.minimum(a, b)
    lost = (
        rules["contradiction_person" if is_person else "contradiction"] * both
        + rules["omission_asked"] * (a - both)
        + min(rules["omission_listed"], rules["omission_cut"]) * (b - both)
    )  # fmt: skip
    if not is_person:
        lost = lost + rules["school_contradiction"] * (asked_totals.is_school[row] != listed_totals.is_school[column])
        lost = lost + rules["number_omission"] * (asked_totals.numbers[row] != listed_totals.numbers[column])
    else:
        contradicts = (a > asked_totals.short_costs[row] + 0.01) & (b > listed_totals.short_costs[column] + 0.01)
        ceiling = np.where(contradicts, np.minimum(ceiling, rules["contradiction_top_person"]), ceiling)
    keep = bits / np.maximum(bits + lost, 1e-9) * ceiling >= least - 0.01
    order = np.lexsort((column[keep], row[keep]))
    return list(zip(row[keep][order].tolist(), column[keep][order].tolist(), strict=True))


def _ceiling(bits: np.ndarray, is_person: bool) -> np.ndarray:
    """Interpolate the ceilings of the rules by the bits of the tokens that agree, inexactly or not."""
    import numpy as np

    steps = policy().ceilings[is_person]
    return np.asarray(np.interp(bits, [at for at, _ in steps], [top for _, top in steps]))


def _left(costs: np.ndarray, covered: np.ndarray, loose: np.ndarray) -> np.ndarray:
    """Return the cost that nothing can cover; a loose token of the other name may cover one of these."""
    import numpy as np

    may_cover = np.where(loose > 0, loose * loose / words.cost_scale(), 0.0)
    return np.asarray(np.maximum(costs - covered - may_cover, 0.0))


def _at(matrix: csr_array, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Read a sparse matrix at many places."""
    import numpy as np

    return np.asarray(matrix[row, column]).ravel()
