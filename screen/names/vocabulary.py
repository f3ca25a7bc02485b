"""Words of one side, prepared to be asked which of them are like others: ``similarity`` for whole vocabularies.

Pairs within the edits allowed are told by sketches of their letters first, so that few distances are worked out; pairs that
agree in another channel share a key. What was asked once is remembered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from rapidfuzz.distance import OSA

from screen.names.comparison import policy
from screen.names.letters import Letters
from screen.names.lookup import Lookup
from screen.names.similarity import is_known, keys, similarity

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

_REMEMBERED = 200_000
_AT_ONCE = 1 << 22  # pairs of sketches


class Vocabulary:
    """Distinct words to compare others with. is_person: whether they are words of personal names."""

    def __init__(self, words: Sequence[str], is_person: bool) -> None:
        import numpy as np

        self.words = tuple(words)
        self.is_person = is_person
        self._shapes = _Shapes(self.words, is_person)
        self._by_length = {
            length: np.flatnonzero(self._shapes.lengths == length)
            for length in np.unique(self._shapes.lengths).tolist()
        }
        order = sorted(range(len(words)), key=self.words.__getitem__)
        self._alphabetical = np.array(order, dtype=np.int32)
        self._holders = Lookup((key, place) for place, word in enumerate(words) for key in _keys(word, is_person))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_known"}

    @cached_property
    def _known(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Hold for each word asked the places of those like it, and how alike they are."""
        return {}

    def near(self, asked: Sequence[str]) -> csr_array:
        """Return ``similarity`` of distinct words with all of these, where it is above 0: shape (len(asked), len(self.words))."""
        import numpy as np
        from scipy.sparse import csr_array

        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [word for word in asked if word not in self._known]
        if new:
            self._known.update(zip(new, self._compared(new), strict=True))
        rows = [self._known[word] for word in asked]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        places, alike = (np.concatenate([np.zeros(0, kind), *side]) for kind, side in zip(
            (np.int64, np.float64), zip(*rows, strict=True) if rows else ((), ()), strict=True))  # fmt: skip
        return csr_array((alike, places, ends), shape=(len(asked), len(self.words)))

    def completions(self, word: str) -> list[int]:
        """Return the places of longer words that begin with one."""
        first = bisect_left(self._alphabetical, word, key=self.words.__getitem__)
        past = bisect_left(self._alphabetical, word + "\U0010ffff", key=self.words.__getitem__)
        return [place for place in self._alphabetical[first:past].tolist() if len(self.words[place]) > len(word)]

    def _compared(self, asked: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return for each word the places of those like it, ascending, and their similarity."""
        import numpy as np

        edited, keyed = list(self._within_edits(asked)), list(self._by_key(asked))
        rows = np.concatenate(
            [np.zeros(0, np.int64), *(one[0] for one in edited), np.array([k[0] for k in keyed], np.int64)]
        )
        columns = np.concatenate(
            [np.zeros(0, np.int64), *(one[1] for one in edited), np.array([k[1] for k in keyed], np.int64)]
        )
        alike = np.concatenate(
            [np.zeros(0), *(one[2] for one in edited), np.array([k[2] for k in keyed], np.float64)]
        )
        order = np.lexsort((-alike, columns, rows))
        rows, columns, alike = rows[order], columns[order], alike[order]
        is_first = np.ones(len(rows), dtype=bool)
        is_first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        rows, columns, alike = rows[is_first], columns[is_first], alike[is_first]
        cuts = np.searchsorted(rows, np.arange(1, len(asked)))
        return list(zip(np.split(columns, cuts), np.split(alike, cuts), strict=True))

    def _by_key(self, asked: Sequence[str]) -> Iterator[tuple[int, int, float]]:
        import numpy as np

        told = [(row, key) for row, word in enumerate(asked) for key in _keys(word, self.is_person)]
        at, places = self._holders.find([key for _, key in told])
        rows = np.array([row for row, _ in told], dtype=np.int64)[at]
        for row, place in np.unique(np.stack([rows, places], axis=1), axis=0).tolist():
            if alike := similarity(asked[row], self.words[place], self.is_person):
                yield row, place, alike

    def _within_edits(self, asked: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Yield rows, places and similarity of the pairs that are alike by their letters."""
        import numpy as np
        from rapidfuzz.process import cpdist

        shapes = _Shapes(asked, self.is_person)
        for row, place, most in self._sketched(shapes):
            distance = cpdist(
                [asked[i] for i in row.tolist()], [self.words[i] for i in place.tolist()],
                scorer=cast(Any, OSA.distance), score_cutoff=most, dtype=np.uint8,
            )  # fmt: skip
            keep = distance <= most
            row, place, distance = row[keep], place[keep], distance[keep]
            alike = shapes.alike(row, self._shapes, place, distance)
            keep = alike > 0
            yield row[keep], place[keep], alike[keep]

    def _sketched(self, asked: _Shapes) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
        """Yield rows and places of pairs whose letters allow the edits that their lengths do, and how many these are."""
        import numpy as np

        for length in np.unique(asked.lengths).tolist():
            of_length = np.flatnonzero(asked.lengths == length)
            for other, places in self._by_length.items():
                most = policy().edits_allowed(min(length, other))
                if abs(length - other) > most:
                    continue
                size = max(1, _AT_ONCE // len(places))
                for start in range(0, len(of_length), size):
                    chosen = of_length[start : start + size]
                    differing = np.bitwise_count(asked.sketches[chosen, None] ^ self._shapes.sketches[places])
                    i, j = np.nonzero(differing <= 2 * most)
                    if len(i):
                        yield chosen[i], places[j], most


def _keys(word: str, is_person: bool) -> list[str]:
    """Return the keys of a word, each with its channel."""
    return [" ".join(key) for key in keys(word, is_person)]


class _Shapes:
    """What of words is compared as numbers: lengths, sketches of their letters, their first two letters."""

    def __init__(self, words: Sequence[str], is_person: bool) -> None:
        import numpy as np

        self._words, self._is_person = tuple(words), is_person
        self.lengths = np.array([len(word) for word in words], dtype=np.int64)
        self.sketches = Letters(words).sketches()
        self.is_number = np.array([word.isdigit() for word in words], dtype=bool)
        heads = [[ord(letter) for letter in (word + "\0\0")[:2]] for word in words]
        self.heads = np.array(heads, dtype=np.int32).reshape(-1, 2)

    def are_known(self, places: np.ndarray) -> np.ndarray:
        """Tell which of some words are names or words of their own."""
        import numpy as np

        distinct, back = np.unique(places, return_inverse=True)
        told = [is_known(self._words[place], self._is_person) for place in distinct.tolist()]
        return np.array(told, dtype=bool)[back]

    def alike(self, row: np.ndarray, others: _Shapes, place: np.ndarray, distance: np.ndarray) -> np.ndarray:
        """Return how alike pairs within so many edits are: the same figures as ``similarity`` has for them."""
        import numpy as np

        rules = policy()
        one, other = self.heads[row], others.heads[place]
        is_moved = (one[:, 0] != other[:, 0]) & ~((one[:, 0] == other[:, 1]) & (one[:, 1] == other[:, 0]))
        price = np.full(len(row), rules["edit_price"])
        price = np.where(is_moved, price * rules["first_letter_price"], price)
        both_known = distance > 0
        both_known[both_known] = others.are_known(place[both_known])
        both_known[both_known] = self.are_known(row[both_known])
        price = np.where(both_known, price * rules["known_price"], price)
        alike = 1.0 - price * distance / np.maximum(self.lengths[row], others.lengths[place])
        is_other_number = (self.is_number[row] | others.is_number[place]) & (distance > 0)
        return np.where((alike >= rules["similarity_from"]) & ~is_other_number, alike, 0.0)
