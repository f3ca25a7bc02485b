"""Words that one name writes together and another one apart: Namchongang beside Nam Chon Gang.

Runs of neighbours are found by hashes of their letters: of all of them, and, where an edit is allowed, of the first and the
last half, one of which an edit leaves as it is. Nothing is lost; what shares a hash by chance is told by its letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from screen.names.comparison import policy
from screen.names.letters import Letters

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    from screen.matching.bags import Bag

Settled = Callable[["np.ndarray", "np.ndarray"], "np.ndarray"]
"""Tells of pairs, as arrays of asked and of listed places, whether they are decided already."""
_AT_ONCE = 20_000  # names
_SALT = 0xD6E8FEB86659FD93


@dataclass(frozen=True)
class Runs:
    """Neighbouring tokens of names: the name, the place of the first one among the tokens of all names, how many."""

    name: np.ndarray
    first: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, bag: Bag, start: int = 0, stop: int | None = None) -> Runs:
        """Return the runs of some names."""
        import numpy as np

        ends = bag.ends[start : len(bag) + 1 if stop is None else stop + 1]
        place = np.arange(ends[0], ends[-1])
        name = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        left = ends[name + 1] - place
        found = [(name[left >= n], place[left >= n], n) for n in range(2, int(policy()["join_most"]) + 1)]
        return cls(
            np.concatenate([one[0] for one in found]).astype(np.int32) + np.int32(start),
            np.concatenate([one[1] for one in found]).astype(np.int32),
            np.repeat(np.array([one[2] for one in found], np.int8), [len(one[0]) for one in found]),
        )

    def take(self, places: np.ndarray) -> Runs:
        """Return some of the runs."""
        return Runs(self.name[places], self.first[places], self.count[places])

    def texts(self, bag: Bag) -> list[str]:
        """Return the letters of each run."""
        tokens, words = bag.tokens.tolist(), bag.vocabulary
        spans = zip(self.first.tolist(), self.count.tolist(), strict=True)
        return ["".join(words[at] for at in tokens[first : first + count]) for first, count in spans]

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Add up a value of each token of all names over the runs."""
        import numpy as np

        until = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(until[self.first + self.count] - until[self.first])


@dataclass(frozen=True)
class Keys:
    """Hashes by which strings find each other. keys: uint32, sorted; owners: whose each is, int32."""

    keys: np.ndarray
    owners: np.ndarray

    @classmethod
    def of(cls, letters: Letters, starts: np.ndarray, ends: np.ndarray) -> Keys:
        """Return the keys of stretches of letters, not sorted."""
        import numpy as np

        rules = policy()
        lengths = ends - starts
        whole = np.flatnonzero(lengths >= rules["truncated_from"] - 1)
        keys, owners = [letters.hashes(starts[whole], ends[whole])], [whole]
        for shorter in (0, 1):
            least = lengths - shorter  # letters of the shorter one of a pair
            place = np.flatnonzero(least >= rules["join_edit_from"])
            half = (least[place] - 1) // 2
            salt = least[place].astype(np.uint64) * np.uint64(_SALT)
            keys.append(letters.hashes(starts[place], starts[place] + half) ^ salt)
            keys.append(~letters.hashes(ends[place] - half, ends[place]) ^ salt)
            owners += [place, place]
        return cls(
            (np.concatenate(keys) * np.uint64(_SALT) >> np.uint64(32)).astype(np.uint32),
            np.concatenate(owners).astype(np.int32),
        )

    def sorted(self) -> Keys:
        """Return the same, to be asked."""
        import numpy as np

        order = np.argsort(self.keys, kind="stable")
        return Keys(self.keys[order], self.owners[order])

    def shared(self, asked: Keys) -> tuple[np.ndarray, np.ndarray]:
        """Return who shares a key, each pair once: owners asked, owners here."""
        import numpy as np

        first = np.searchsorted(self.keys, asked.keys)
        count = np.searchsorted(self.keys, asked.keys, "right") - first
        hit = np.flatnonzero(count)
        first, count = first[hit], count[hit]
        begin = np.cumsum(count) - count
        here = self.owners[np.arange(count.sum()) - np.repeat(begin - first, count)]
        there = np.repeat(asked.owners[hit], count)
        pairs = np.unique(there.astype(np.int64) << 32 | here)
        return pairs >> 32, pairs & 0xFFFFFFFF


@dataclass(frozen=True)
class Joined:
    """Pairs of names, one of which writes together what the other writes apart.

    asked, listed: names; bits: that this may add to what agrees; asked_costs, listed_costs: what it covers; width: of names listed.
    """

    asked: np.ndarray
    listed: np.ndarray
    bits: np.ndarray
    asked_costs: np.ndarray
    listed_costs: np.ndarray
    width: int

    @classmethod
    def all_of(cls, parts: Iterable[Joined], width: int) -> Joined:
        """Add up what several ties of the same two names say, in the order of the names."""
        import numpy as np

        found = list(parts)
        keys = np.concatenate([one.keys() for one in found])
        distinct, back = np.unique(keys, return_inverse=True)
        bits, asked, listed = (
            np.bincount(back, np.concatenate([getattr(one, name) for one in found]), len(distinct))
            for name in ("bits", "asked_costs", "listed_costs")
        )
        return cls(distinct // width, distinct % width, bits, asked, listed, width)

    def keys(self) -> np.ndarray:
        """Return a number for each pair."""
        import numpy as np

        return np.asarray(self.asked * self.width + self.listed)

    def take(self, places: np.ndarray | slice) -> Joined:
        """Return some of the pairs."""
        return Joined(self.asked[places], self.listed[places], self.bits[places], self.asked_costs[places],
                      self.listed_costs[places], self.width)  # fmt: skip

    def open(self, is_settled: Settled) -> Joined:
        """Return the pairs that are not settled."""
        return self.take(~is_settled(self.asked, self.listed))

    def between(self, start: int, stop: int) -> Joined:
        """Return the pairs of some asked names, of pairs in order."""
        import numpy as np

        return self.take(slice(*np.searchsorted(self.asked, [start, stop])))

    def hold(self, asked: np.ndarray, listed: np.ndarray) -> np.ndarray:
        """Tell which pairs of names are among these, which are in order."""
        import numpy as np

        keys = np.append(self.keys(), -1)
        wanted = asked * self.width + listed
        return np.asarray(keys[np.searchsorted(keys[:-1], wanted)] == wanted)


class Joins:
    """The listed names prepared for it: their runs, and their tokens. holders: names by token, as of Bag.holders."""

    def __init__(self, bag: Bag, holders: csr_array, is_person: bool) -> None:
        import numpy as np

        self._bag, self._holders, self._is_person = bag, holders, is_person
        parts = list(_runs_with_keys(bag))
        begins = np.cumsum([0, *(len(runs.name) for runs, _ in parts)])
        name, first, count = (
            np.concatenate([getattr(runs, part) for runs, _ in parts]) for part in ("name", "first", "count")
        )
        self._runs = Runs(name, first, count)
        owners = [keys.owners + np.int32(begin) for (_, keys), begin in zip(parts, begins, strict=False)]
        self._by_run = Keys(np.concatenate([keys.keys for _, keys in parts]), np.concatenate(owners)).sorted()
        self._by_word = _word_keys(bag).sorted()

    def between(self, asked: Bag, holders: csr_array) -> Iterator[Joined]:
        """Yield the pairs of asked and listed names that are tied so: listed runs first, then asked ones."""
        words, places = self._by_run.shared(_word_keys(asked))
        runs = self._runs.take(places)
        same = _are_same(asked, words, self._bag, runs)
        yield self._spread(asked, holders, words[same], self._bag, runs.take(same))
        for some, keys in _runs_with_keys(asked):
            places, words = self._by_word.shared(keys)
            runs = some.take(places)
            same = _are_same(self._bag, words, asked, runs)
            found = self._spread(self._bag, self._holders, words[same], asked, runs.take(same))
            yield Joined(found.listed, found.asked, found.bits, found.listed_costs, found.asked_costs, found.width)

    def _spread(self, of_words: Bag, holders: csr_array, words: np.ndarray, of_runs: Bag, runs: Runs) -> Joined:
        """Return the pairs of names that hold such a word and such a run."""
        import numpy as np

        first = holders.indptr[words].astype(np.int64)
        count = holders.indptr[words + 1] - first
        begin = np.cumsum(count) - count
        holder = holders.indices[np.arange(count.sum()) - np.repeat(begin - first, count)]
        bits = runs.sums(of_runs.weights[of_runs.tokens])
        if not self._is_person:
            bits = np.minimum(bits, of_words.weights[words])
        costs = runs.sums(of_runs.costs[of_runs.tokens])
        return Joined(
            holder.astype(np.int64), np.repeat(runs.name, count).astype(np.int64), np.repeat(bits, count),
            np.repeat(of_words.costs[words], count), np.repeat(costs, count), len(self._bag),
        )  # fmt: skip


def _runs_with_keys(bag: Bag) -> Iterator[tuple[Runs, Keys]]:
    import numpy as np

    for start in range(0, max(len(bag), 1), _AT_ONCE):
        stop = min(start + _AT_ONCE, len(bag))
        runs, base = Runs.of(bag, start, stop), bag.ends[start]
        letters = Letters([bag.vocabulary[at] for at in bag.tokens[base : bag.ends[stop]].tolist()])
        firsts, lasts = runs.first - base, runs.first + runs.count - 1 - base
        if len(firsts):
            yield runs, Keys.of(letters, letters.starts[firsts], letters.ends[lasts])
        else:
            yield runs, Keys(np.zeros(0, np.uint32), np.zeros(0, np.int32))


def _word_keys(bag: Bag) -> Keys:
    letters = Letters(bag.vocabulary)
    return Keys.of(letters, letters.starts, letters.ends)


def _are_same(of_words: Bag, words: np.ndarray, of_runs: Bag, runs: Runs) -> np.ndarray:
    """Return where a word is written as the run is, but for an edit where both are long; they begin with one letter."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    rules = policy()
    lengths, others = of_words.letters[words], runs.sums(of_runs.letters[of_runs.tokens]).astype(np.int64)
    begins_alike = of_words.heads[words] == of_runs.heads[of_runs.tokens[runs.first]]
    at = np.flatnonzero(begins_alike & (abs(lengths - others) <= 1) & (lengths >= rules["truncated_from"]))
    wholes, joined = [of_words.vocabulary[place] for place in words[at].tolist()], runs.take(at).texts(of_runs)
    edits = cpdist(wholes, joined, scorer=cast(Any, OSA.distance), score_cutoff=1, dtype=np.uint8)
    return np.asarray(at[edits <= (np.minimum(lengths[at], others[at]) >= rules["join_edit_from"])])
