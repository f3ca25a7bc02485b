"""The tokens of many pairs of names laid on each other at once, and what the pairs may score then.

What ``general.align`` and ``general.score`` say of one pair, as arrays: the same but for rounding where no words are joined and
no end is missing, a bound that is never too low elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from screen.matching.bags import Bag
from screen.names.comparison import policy

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    from screen.names.vocabulary import Vocabulary

_AT_ONCE = 4_000_000  # pairs of tokens


@dataclass(frozen=True)
class Alike:
    """Tokens that may agree, asked × listed: how alike they are, and likewise where an asked one is the cut-off end of a name."""

    whole: csr_array
    ends: csr_array

    @classmethod
    def of(cls, asked: Bag, listed: Vocabulary) -> Alike:
        """Compare the vocabulary of asked names with the listed one."""
        import numpy as np
        from scipy.sparse import csr_array

        whole = listed.near(asked.vocabulary)
        least = policy()["truncated_from"]
        last = np.unique(asked.tokens[asked.ends[1:][asked.counts() > 0] - 1]).tolist()
        cut = [
            (at, to)
            for at in last
            if len(asked.vocabulary[at]) >= least
            for to in listed.completions(asked.vocabulary[at])
        ]
        row, column = np.array(cut, dtype=np.int64).reshape(-1, 2).T
        alike = np.full(len(cut), policy()["truncated_similarity"])
        return cls(whole, csr_array((alike, (row, column)), shape=whole.shape))

    def weighed(self, asked: Bag, listed: Bag) -> csr_array:
        """Return for each pair of tokens that may agree the bits of the weightier one."""
        import numpy as np
        from scipy.sparse import csr_array

        may_agree = (self.whole + self.ends).tocoo()
        bits = np.maximum(asked.weights[may_agree.row], listed.weights[may_agree.col])
        return csr_array((bits, (may_agree.row, may_agree.col)), shape=may_agree.shape)

    def at(self, asked: np.ndarray, listed: np.ndarray, is_end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of some pairs of tokens agree, and how alike these are; is_end: whether the asked one ends its name."""
        import numpy as np

        keys = asked.astype(np.int64) * self.whole.shape[1] + listed
        place = np.flatnonzero(self._is_hashed[_hashed(keys)])
        keys, is_end = keys[place], is_end[place]
        values = [
            told[at] * (known[at] == keys) for known, told in self._known for at in (np.searchsorted(known, keys),)
        ]
        alike = np.maximum(values[0], values[1] * is_end)
        return place[alike > 0], alike[alike > 0]

    @cached_property
    def _known(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """Hold of each matrix the places that are filled, ascending, and what stands there."""
        import numpy as np

        found = []
        for matrix in (self.whole, self.ends):
            entries = matrix.tocoo()
            keys = entries.row.astype(np.int64) * matrix.shape[1] + entries.col
            order = np.argsort(keys)
            found.append((np.append(keys[order], np.iinfo(np.int64).max), np.append(entries.data[order], 0.0)))
        return tuple(found)

    @cached_property
    def _is_hashed(self) -> np.ndarray:
        """Tell of a hash of a pair of tokens whether one of this hash may agree."""
        import numpy as np

        told = np.zeros(1 << 20, dtype=bool)
        for keys, _ in self._known:
            told[_hashed(keys)] = True
        return told


def _hashed(keys: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray((keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)).astype(np.int64)


@dataclass(frozen=True)
class Pairs:
    """Pairs of names. row, column: their places in the bags asked and listed."""

    asked: Bag
    listed: Bag
    row: np.ndarray
    column: np.ndarray
    is_person: bool

    def __len__(self) -> int:
        return len(self.row)

    def take(self, places: np.ndarray) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.asked, self.listed, self.row[places], self.column[places], self.is_person)


@dataclass(frozen=True)
class Overlap:
    """What of pairs agrees. agreed, full: bits, as they agree and were every agreement exact; asked_costs, listed_costs: of the
    tokens that agree; asked_long, listed_long: how many of these have more than two letters."""

    agreed: np.ndarray
    full: np.ndarray
    asked_costs: np.ndarray
    listed_costs: np.ndarray
    asked_long: np.ndarray
    listed_long: np.ndarray


@dataclass(frozen=True)
class _Agreements:
    """Tokens that agree. pair: of which pair of names, ascending; i, j: places in the two names; u, v: in the vocabularies."""

    pair: np.ndarray
    i: np.ndarray
    j: np.ndarray
    u: np.ndarray
    v: np.ndarray
    bits: np.ndarray
    full: np.ndarray

    @classmethod
    def of(cls, pairs: Pairs, alike: Alike) -> _Agreements:
        """Find the tokens of pairs that agree, of each pair the weightiest agreement first."""
        import numpy as np

        asked, listed = pairs.asked, pairs.listed
        width = (listed.ends[pairs.column + 1] - listed.ends[pairs.column]).astype(np.int64)
        repeats = (asked.ends[pairs.row + 1] - asked.ends[pairs.row]) * width
        pair = np.repeat(np.arange(len(pairs)), repeats)
        turn = np.arange(len(pair)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        i, j = np.divmod(turn, width[pair])
        first, second = asked.ends[pairs.row], listed.ends[pairs.column]
        u, v = asked.tokens[first[pair] + i], listed.tokens[second[pair] + j]
        is_end = i == (asked.ends[pairs.row + 1] - first)[pair] - 1
        place, how = alike.at(u, v, is_end)
        short, how_short = _short_forms(pairs, pair, u, v, is_end)
        place, how = np.append(place, short), np.append(how, how_short)
        is_short = np.arange(len(place)) >= len(place) - len(short)
        order = np.lexsort((is_short, -how, place))  # of two ways to agree the better one
        order = order[np.append(True, place[order][1:] != place[order][:-1])[: len(order)]]
        place, how, is_short = place[order], how[order], is_short[order]
        pair, i, j, u, v = pair[place], i[place], j[place], u[place], v[place]
        most = np.where(is_short, np.minimum(asked.weights[u], _most_of_short(asked.letters[u])), asked.weights[u])
        full = np.minimum(asked.weights[u], listed.weights[v])
        bits = how * np.minimum(most, listed.weights[v])
        order = np.lexsort((j, i, -bits, pair))
        return cls(*(one[order] for one in (pair, i, j, u, v, bits, full)))

    def take(self, places: np.ndarray) -> _Agreements:
        """Return some of them."""
        return _Agreements(*(getattr(self, name)[places] for name in ("pair", "i", "j", "u", "v", "bits", "full")))

    def laid(self, count: int) -> np.ndarray:
        """Return the places of those that hold when each token agrees with one other, the weightiest first."""
        import numpy as np

        begin = np.searchsorted(self.pair, self.pair)
        turn = np.arange(len(self.pair)) - begin
        taken_i, taken_j = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
        bit_i, bit_j = (np.uint64(1) << np.minimum(at, 63).astype(np.uint64) for at in (self.i, self.j))
        holds = np.zeros(len(self.pair), dtype=bool)
        order = np.argsort(turn, kind="stable")
        cuts = np.searchsorted(turn[order], np.arange(turn.max(initial=-1) + 2))
        for start, stop in pairwise(cuts.tolist()):
            at = order[start:stop]
            pair = self.pair[at]
            free = ((taken_i[pair] & bit_i[at]) | (taken_j[pair] & bit_j[at])) == 0
            at, pair = at[free], pair[free]
            holds[at] = True
            taken_i[pair] |= bit_i[at]
            taken_j[pair] |= bit_j[at]
        return np.flatnonzero(holds)

    def once(self, side: str) -> np.ndarray:
        """Return the places of one agreement for each token of a side, i or j, that has any."""
        import numpy as np

        _, first = np.unique(self.pair * 64 + np.minimum(getattr(self, side), 63), return_index=True)
        return np.asarray(first)

    def added_up(self, pairs: Pairs, *, every: bool) -> Overlap:
        """Add up over each pair; every: all agreements, with each token's cost once."""
        import numpy as np

        def total(at: np.ndarray, values: np.ndarray) -> np.ndarray:
            return np.bincount(self.pair[at], values, len(pairs))

        held = np.arange(len(self.pair)) if every else self.laid(len(pairs))
        of_i, of_j = (self.once("i"), self.once("j")) if every else (held, held)
        asked, listed = pairs.asked, pairs.listed
        return Overlap(
            total(held, self.bits[held]), total(held, self.full[held]),
            total(of_i, asked.costs[self.u[of_i]]), total(of_j, listed.costs[self.v[of_j]]),
            total(of_i, asked.letters[self.u[of_i]] > 2), total(of_j, listed.letters[self.v[of_j]] > 2),
        )  # fmt: skip


def _short_forms(
    pairs: Pairs, pair: np.ndarray, u: np.ndarray, v: np.ndarray, is_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of some pairs of tokens agree as an initial, or a short end that may be cut off, and how alike they are.

    pair: of which pair of names each is; is_end: whether the asked one ends its name.
    """
    import numpy as np

    asked, listed, rules = pairs.asked, pairs.listed, policy()
    begins = np.flatnonzero(asked.heads[u] == listed.heads[v])
    one, other = asked.letters[u[begins]], listed.letters[v[begins]]
    is_initial = (one == 1) | (other == 1) if pairs.is_person else (one == 1) & (other > 1)
    may_be_cut = ~is_initial & is_end[begins] & (asked.end[pairs.row[pair[begins]]] > 0) & (other > one)
    initials, ends = begins[is_initial], begins[may_be_cut]
    shorts, longs = u[ends].tolist(), v[ends].tolist()
    reach = [
        listed.vocabulary[long].startswith(asked.vocabulary[short]) for short, long in zip(shorts, longs, strict=True)
    ]
    ends = ends[np.array(reach, dtype=bool)]
    how = np.repeat([rules["initial_similarity"], rules["truncated_similarity"]], [len(initials), len(ends)])
    return np.append(initials, ends), how


def _most_of_short(letters: np.ndarray) -> np.ndarray:
    """Return the bits that a token beside an initial may say, by its letters: a short one like the short end of a name."""
    import numpy as np

    rules = policy()
    is_short = (letters > 1) & (letters < rules["truncated_from"])
    return np.where(is_short, rules["truncated_bits"] * letters, np.inf)


def _blocks(pairs: Pairs) -> Iterator[np.ndarray]:
    """Yield places of pairs in turn, few enough that their tokens can be laid on each other at once, however long a name is."""
    import numpy as np

    until = np.cumsum(pairs.asked.counts()[pairs.row] * pairs.listed.counts()[pairs.column])
    start = 0
    while start < len(pairs):
        done = until[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(until, done + _AT_ONCE, "right")))
        yield np.arange(start, stop)
        start = stop


def scores(pairs: Pairs, alike: Alike) -> np.ndarray:
    """Return what pairs score by their tokens, 0 to 100, or a little more: where no words are joined."""
    import numpy as np

    found = [np.zeros(0)]
    for at in _blocks(pairs):
        some = pairs.take(at)
        over = _Agreements.of(some, alike).added_up(some, every=False)
        left = (
            some.asked.all_costs[some.row] - over.asked_costs,
            some.listed.all_costs[some.column] - over.listed_costs,
        )
        lost = over.full - over.agreed + _lost(some, *left)
        top = _ceiling(some, over.full, left)
        top = np.minimum(top, _contradicted(some, over))
        found.append(over.agreed / np.maximum(over.agreed + lost, 1e-9) * top)
    return np.concatenate(found)


def bounds(
    pairs: Pairs, alike: Alike, bits: np.ndarray, asked_costs: np.ndarray, listed_costs: np.ndarray
) -> np.ndarray:
    """Return what pairs may score at most, 0 to 100, with joined words.

    bits: that joined words add; asked_costs, listed_costs: that they cover.
    """
    import numpy as np

    found = [np.zeros(0)]
    for at in _blocks(pairs):
        some = pairs.take(at)
        over = _Agreements.of(some, alike).added_up(some, every=True)
        left = (
            np.maximum(some.asked.all_costs[some.row] - over.asked_costs - asked_costs[at], 0.0),
            np.maximum(some.listed.all_costs[some.column] - over.listed_costs - listed_costs[at], 0.0),
        )
        agreed, full = over.agreed + bits[at], over.full + bits[at]
        found.append(agreed / np.maximum(agreed + _lost(some, *left), 1e-9) * _ceiling(some, full, left))
    return np.concatenate(found)


def _lost(pairs: Pairs, asked: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Return the bits that omissions and contradictions cost; asked, listed: costs of what is left over."""
    import numpy as np

    rules = policy()
    both = np.minimum(asked, listed)
    behind = np.where(pairs.asked.may_be_cut[pairs.row], rules["omission_cut"], rules["omission_listed"])
    lost = (
        rules["contradiction_person" if pairs.is_person else "contradiction"] * both
        + rules["omission_asked"] * (asked - both)
        + np.minimum(behind, rules["omission_listed"]) * (listed - both)
    )
    if not pairs.is_person:
        lost += rules["school_contradiction"] * (
            pairs.asked.is_school[pairs.row] != pairs.listed.is_school[pairs.column]
        )
        lost += rules["number_omission"] * (pairs.asked.numbers[pairs.row] != pairs.listed.numbers[pairs.column])
    return np.asarray(lost)


def _ceiling(pairs: Pairs, bits: np.ndarray, left: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the most that pairs may score by the bits of the tokens that agree, inexactly or not."""
    import numpy as np

    rules = policy()
    steps = rules.ceilings[pairs.is_person]
    top = np.interp(bits, [at for at, _ in steps], [score for _, score in steps])
    if pairs.is_person:
        return np.asarray(top)
    is_complete = np.maximum(*left) < 1e-6
    least = max(rules["complete_generic"], rules["one_token_rare"])
    return np.asarray(np.where(is_complete, np.maximum(top, least), top))


def _contradicted(pairs: Pairs, over: Overlap) -> np.ndarray:
    """Return the most that persons may score, each of whose names has a part of three letters or more that the other lacks."""
    import numpy as np

    if not pairs.is_person:
        return np.full(len(pairs), 100.0)
    asked = pairs.asked.long[pairs.row] > over.asked_long
    listed = pairs.listed.long[pairs.column] > over.listed_long
    return np.asarray(np.where(asked & listed, policy()["contradiction_top_person"], 100.0))
