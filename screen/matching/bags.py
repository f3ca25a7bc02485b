"""Names as arrays: their tokens as places in a vocabulary, and what each name can say and costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from screen.names import general
from screen.names.comparison import policy
from screen.names.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Bag:
    """Prepared names, a row each.

    vocabulary: distinct tokens; weights, costs: bits of each, and what leaving it out costs; tokens: places in the vocabulary,
    name after name; ends: where those of each name end, shape (names + 1,); lengths: as in Tokens; forms: places in
    kinds_of_forms.

    bits, all_costs: sums of each name; initials: bits that its initials may say; end, end_costs: bits and cost of its last token
    where that is short and may be cut off, 0 elsewhere; is_school: whether it is of a body that teaches; numbers: the same where
    the numbers in names are; long: how many tokens of three letters or more it has; may_be_cut: whether it fills a usual field, so
    that its end may be missing; heaviest: bits of the weightiest token. letters, heads: of each token of the vocabulary, how many
    it has, and the code of the first.
    """

    vocabulary: tuple[str, ...]
    weights: np.ndarray
    costs: np.ndarray
    tokens: np.ndarray
    ends: np.ndarray
    lengths: np.ndarray
    forms: np.ndarray
    kinds_of_forms: tuple[tuple[str, ...], ...]
    bits: np.ndarray
    all_costs: np.ndarray
    initials: np.ndarray
    end: np.ndarray
    end_costs: np.ndarray
    is_school: np.ndarray
    numbers: np.ndarray
    letters: np.ndarray
    heads: np.ndarray
    long: np.ndarray
    may_be_cut: np.ndarray
    heaviest: np.ndarray

    @classmethod
    def of(cls, names: Sequence[Tokens]) -> Bag:
        """Lay out names of one group, in which a token always weighs the same."""
        import numpy as np

        told: dict[str, tuple[float, float]] = {}
        for one in names:
            told.update(zip(one.core, zip(one.weights, one.costs, strict=True), strict=True))
        place = dict(zip(told, range(len(told)), strict=True))
        forms: dict[tuple[str, ...], int] = {}
        ends = np.cumsum([0, *(len(one.core) for one in names)])
        initials, end, end_costs = np.array([_loose(one) for one in names], dtype=np.float64).reshape(-1, 3).T
        weights, costs = np.array(list(told.values()), dtype=np.float64).reshape(-1, 2).T.copy()
        letters = np.array(list(map(len, told)), dtype=np.int32)
        heads = np.array([ord(token[0]) for token in told], dtype=np.int32)
        lengths = np.array([one.length for one in names], dtype=np.int32)
        tokens = np.fromiter(
            map(place.__getitem__, chain.from_iterable([one.core for one in names])),
            dtype=np.int32,
            count=int(ends[-1]),
        )
        return cls(
            tuple(told), weights, costs, tokens, ends,
            lengths, np.array([forms.setdefault(one.forms, len(forms)) for one in names], dtype=np.int32), tuple(forms),
            _sums(weights[tokens], ends), _sums(costs[tokens], ends), initials, end, end_costs,
            np.array([one.is_school for one in names], dtype=bool),
            np.array([_digits(one) for one in names], dtype=np.int64), letters, heads,
            _sums(letters[tokens] > 2, ends).astype(np.int32),
            np.isin(lengths, sorted(policy().field_widths)), np.array([max(one.weights, default=0.0) for one in names]),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.ends) - 1

    def name(self, place: int) -> Tokens:
        """Return a name as it was prepared."""
        of_name = self.tokens[self.ends[place] : self.ends[place + 1]]
        core = tuple(self.vocabulary[at] for at in of_name.tolist())
        numbers = frozenset(token.lstrip("0") or "0" for token in core if token.isdigit())
        return Tokens(
            core, tuple(self.weights[of_name].tolist()), numbers, self.kinds_of_forms[self.forms[place]],
            int(self.lengths[place]), bool(self.is_school[place]), tuple(self.costs[of_name].tolist()),
        )  # fmt: skip

    def counts(self) -> np.ndarray:
        """Return how many tokens each name has."""
        import numpy as np

        return np.diff(self.ends)

    def presence(self) -> csr_array:
        """Return how often each name holds each token, shape (names, vocabulary)."""
        import numpy as np
        from scipy.sparse import csr_array

        parts = np.ones(len(self.tokens)), self.tokens.copy(), self.ends.copy()
        found = csr_array(parts, shape=(len(self), len(self.vocabulary)))
        found.sum_duplicates()  # in place
        return found

    def holders(self) -> csr_array:
        """Return the names that hold each token, shape (vocabulary, names)."""
        return self.presence().T.tocsr()


def _sums(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    import numpy as np

    until = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(until[ends[1:]] - until[ends[:-1]])


def _digits(name: Tokens) -> int:
    return crc32(" ".join(sorted(name.numbers)).encode()) if name.numbers else 0


def _loose(name: Tokens) -> tuple[float, float, float]:
    """Return the bits that the initials of a name may say, and bits and cost of its short cut-off end."""
    initials = end = costs = 0.0
    if 1 in map(len, name.core):
        bits = [bits for token, bits in zip(name.core, name.weights, strict=True) if len(token) == 1]
        initials = policy()["initial_similarity"] * sum(bits)
    if general.is_short_end(name) and len(name.core[-1]) > 1:
        end, costs = general.end_bits(name.core[-1], name.weights[-1]), name.costs[-1]
    return initials, end, costs
