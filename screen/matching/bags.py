"""Names as arrays: their tokens as places in a vocabulary, and what each name can say and costs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from screen.names import general
from screen.names.comparison import policy
from screen.names.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

_ROWS = {"count": "i", "lengths": "i", "forms": "i", "is_school": "b", "numbers": "q", "initials": "d", "end": "d",
         "heaviest": "d"}  # fmt: skip


@dataclass(frozen=True)
class Bag:
    """Prepared names, a row each.

    vocabulary: distinct tokens; weights, costs: bits of each, and what leaving it out costs; tokens: places in the vocabulary,
    name after name; ends: where those of each name end, shape (names + 1,); lengths: as in Tokens; forms: places in
    kinds_of_forms.

    bits, all_costs: sums of each name; initials: bits that its initials may say; end: bits of its last token where that is short
    and may be cut off, 0 elsewhere; is_school: whether it is of a body that teaches; numbers: the same where
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
    is_school: np.ndarray
    numbers: np.ndarray
    letters: np.ndarray
    heads: np.ndarray
    long: np.ndarray
    may_be_cut: np.ndarray
    heaviest: np.ndarray

    @classmethod
    def of(cls, names: Iterable[Tokens]) -> Bag:
        """Lay out names of one group, in which a token always weighs the same; takes them one by one."""
        import numpy as np

        place: dict[str, int] = {}
        forms: dict[tuple[str, ...], int] = {}
        tokens, told = array("i"), array("d")
        rows: dict[str, array[Any]] = {name: array(kind) for name, kind in _ROWS.items()}
        count, lengths, of_forms, is_school, numbers, initials, end, heaviest = rows.values()
        for one in names:
            for token, bits, cost in zip(one.core, one.weights, one.costs, strict=True):
                at = place.setdefault(token, len(place))
                if at * 2 == len(told):
                    told.extend((bits, cost))
                tokens.append(at)
            count.append(len(one.core))
            lengths.append(one.length)
            of_forms.append(forms.setdefault(one.forms, len(forms)))
            is_school.append(one.is_school)
            numbers.append(crc32(" ".join(sorted(one.numbers)).encode()) if one.numbers else 0)
            for column, value in zip((initials, end), _loose(one), strict=True):
                column.append(value)
            heaviest.append(max(one.weights, default=0.0))
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(count, dtype=np.int64))])
        weights, costs = np.array(told, dtype=np.float64).reshape(-1, 2).T.copy()
        letters, at_tokens = np.array(list(map(len, place)), dtype=np.int32), np.array(tokens, dtype=np.int32)
        return cls(
            tuple(place), weights, costs, at_tokens, ends, np.array(lengths, dtype=np.int32), np.array(of_forms, dtype=np.int32),
            tuple(forms), _sums(weights[at_tokens], ends), _sums(costs[at_tokens], ends), np.array(initials), np.array(end),
            np.array(is_school, dtype=bool), np.array(numbers, dtype=np.int64), letters,
            np.array([ord(token[0]) for token in place], dtype=np.int32),
            _sums(letters[at_tokens] > 2, ends).astype(np.int32), np.isin(lengths, sorted(policy().field_widths)),
            np.array(heaviest),
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


def _loose(name: Tokens) -> tuple[float, float]:
    """Return the bits that bound what the initials of a name say, and those of its short cut-off end.

    Ceilings go by whole bits, however little of them agrees, so these are whole too.
    """
    initials = end = 0.0
    if 1 in map(len, name.core):
        initials = sum(bits for token, bits in zip(name.core, name.weights, strict=True) if len(token) == 1)
    if general.is_short_end(name) and len(name.core[-1]) > 1:
        end = name.weights[-1]
    return initials, end
