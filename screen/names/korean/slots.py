"""Lattices as arrays: for whole batches of pairs, whether any two of their alternatives share all syllables but one.

What such a pair costs and scores is left to compare.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.names.korean import tables
from screen.names.korean.parse import Lattice

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

LETTERS_OFF = 2
"""The most letters in which the one syllable may differ that two names do not share."""
SLOTS = 4
_LACKING = frozenset({""})
_BLOCK = 200_000


@dataclass(frozen=True)
class Alternatives:
    """The alternatives of lattices, one row each, lattice after lattice.

    sets: the different sets of syllables that slots allow, {''} for a slot that a name lacks; slots: places in sets of
    surname and given syllables, shape (alternatives, 4); first, count: where the rows of each lattice begin, how many they
    are; length: slots filled; is_pinyin: of each alternative.
    """

    sets: tuple[frozenset[str], ...]
    slots: np.ndarray
    first: np.ndarray
    count: np.ndarray
    length: np.ndarray
    is_pinyin: np.ndarray

    @classmethod
    def of(cls, lattices: Sequence[Lattice]) -> Alternatives:
        """Lay out lattices."""
        import numpy as np

        place: dict[frozenset[str], int] = {_LACKING: 0}
        seen: dict[int, int] = {}  # of a reading by its identity: names share those of their tables
        rows = [one for lattice in lattices for one in lattice.alternatives]
        slots = []
        for one in rows:
            filled = []
            for reading in (one.surname, *one.given):
                at = seen.get(id(reading))
                if at is None:
                    at = seen[id(reading)] = place.setdefault(frozenset(reading), len(place))
                filled.append(at)
            slots.append(filled + [0] * (SLOTS - len(filled)))
        count = np.array([len(lattice.alternatives) for lattice in lattices], dtype=np.int64)
        return cls(
            tuple(place),
            np.array(slots, dtype=np.int64).reshape(-1, SLOTS),
            np.cumsum(count) - count,
            count,
            np.array([1 + len(one.given) for one in rows], dtype=np.int64),
            np.array([one.script == "pinyin" for one in rows], dtype=bool),
        )

    def presence(self, slot: int, place: dict[str, int], *, grow: bool) -> csr_array:
        """Build lattices × syllables for one slot, surname or given: which any of their alternatives allows.

        place: column of each syllable; those it lacks are left out, or added with *grow*.
        """
        import numpy as np
        from scipy.sparse import csr_array

        filled = np.unique(np.repeat(np.arange(len(self.count)), self.count) * len(self.sets) + self.slots[:, slot])
        lattice, of_set = filled // len(self.sets), filled % len(self.sets)
        lattice, of_set = lattice[of_set > 0], of_set[of_set > 0]
        used, of_set = np.unique(of_set, return_inverse=True)
        told = [
            (row, place.setdefault(syllable, len(place)) if grow else place[syllable])
            for row, at in enumerate(used.tolist())
            for syllable in sorted(self.sets[at])
            if grow or syllable in place
        ]
        row, column = np.array(told, dtype=np.int64).reshape(-1, 2).T
        width = max(len(place), 1)
        syllables = csr_array((np.ones(len(told), np.int32), (row, column)), shape=(max(len(used), 1), width))
        held = csr_array(
            (np.ones(len(lattice), np.int32), (lattice, of_set)), shape=(len(self.count), syllables.shape[0])
        )
        found = held @ syllables
        found.data[:] = 1
        return found

    def least_slots(self) -> np.ndarray:
        """Return the fewest slots that each name may have."""
        import numpy as np

        return np.minimum.reduceat(self.length, self.first) if len(self.first) else np.zeros(0, np.int64)

    def come_near(self, listed: Alternatives, pairs: np.ndarray, *, one_off: bool = True) -> np.ndarray:
        """Tell which pairs of lattices, shape (n, 2), share all syllables in some alternative, or all but one.

        Two names that do not are different. one_off: whether one of three or more may be off, by LETTERS_OFF at most.
        """
        import numpy as np

        apart = _apart(self.sets, listed.sets)
        near = np.zeros(len(pairs), dtype=bool)
        for block in self._blocks(listed, pairs):
            counts = listed.count[pairs[block, 1]]
            repeats = self.count[pairs[block, 0]] * counts
            begins = np.cumsum(repeats) - repeats
            turn, width = np.arange(repeats.sum()) - np.repeat(begins, repeats), np.repeat(counts, repeats)
            one = np.repeat(self.first[pairs[block, 0]], repeats) + turn // width
            other = np.repeat(listed.first[pairs[block, 1]], repeats) + turn % width
            comparable = (self.length[one] == listed.length[other]) & ~(self.is_pinyin[one] & listed.is_pinyin[other])
            steps = apart[self.slots[one], listed.slots[other]]
            off = np.count_nonzero(steps, axis=1)
            agree = off == 0
            if one_off:
                agree |= (off == 1) & (steps.max(axis=1) <= 1 + LETTERS_OFF) & (self.length[one] > 2)
            near[block] = np.logical_or.reduceat(agree & comparable, begins)
        return near

    def _blocks(self, listed: Alternatives, pairs: np.ndarray) -> Iterator[slice]:
        """Cut the pairs so that each block holds a bounded number of pairs of alternatives."""
        import numpy as np

        ends = np.cumsum(self.count[pairs[:, 0]] * listed.count[pairs[:, 1]])
        start = 0
        while start < len(pairs):
            done = ends[start - 1] if start else 0
            end = max(start + 1, int(np.searchsorted(ends, done + _BLOCK, "right")))
            yield slice(start, end)
            start = end


def _apart(asked: Sequence[frozenset[str]], listed: Sequence[frozenset[str]]) -> np.ndarray:
    """Return how far sets of syllables lie apart, shape (asked, listed): 0 for one in common, else 1 + letters at least."""
    import numpy as np

    ours, theirs = ([syllable for one in sets for syllable in sorted(one)] for sets in (asked, listed))
    kinds = [sorted(set(side)) for side in (ours, theirs)]
    row, column = ({syllable: place for place, syllable in enumerate(side)} for side in kinds)
    sizes = [np.array([len(one) for one in sets], dtype=np.int64) for sets in (asked, listed)]
    begins = [np.cumsum(size) - size for size in sizes]
    letters = _letters_apart(*kinds)[:, [column[one] for one in theirs]]
    nearest = np.minimum.reduceat(letters, begins[1], axis=1)
    return np.asarray(np.minimum.reduceat(nearest[[row[one] for one in ours]], begins[0], axis=0))


def _letters_apart(ours: Sequence[str], theirs: Sequence[str]) -> np.ndarray:
    """Return 0 for the same syllable, else 1 and what ``tables.letters_apart`` says, shape (ours, theirs)."""
    import numpy as np

    apart = np.ones((len(ours), len(theirs)), dtype=np.uint8)
    for price, one, other in zip(tables.LETTER_PRICES, _letters(ours), _letters(theirs), strict=True):
        apart += np.where(one[:, None] != other, np.uint8(price), np.uint8(0))
    is_long, is_other_long = (np.array([len(one) != 1 for one in side], dtype=bool) for side in (ours, theirs))
    apart[is_long[:, None] | is_other_long] = 1 + tables.COMPOUND_APART
    apart[np.array(ours, dtype=object)[:, None] == np.array(theirs, dtype=object)] = 0
    return apart


def _letters(syllables: Sequence[str]) -> np.ndarray:
    """Return the letters of syllables as numbers, shape (3, syllables); of what is no single syllable, those of the first."""
    import numpy as np

    split = [tables.plain_letters(syllable[0]) if syllable else ("", 0, 0) for syllable in syllables]
    return np.array([(ord(initial or "\0"), vowel, final) for initial, vowel, final in split], dtype=np.int64).T
