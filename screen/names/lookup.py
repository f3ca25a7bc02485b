"""Places by key: what a dictionary of lists would tell, in a tenth of its memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np


class Lookup:
    """Places by key, each any number of times. Keys meet by 32 bits, so of many some get a place that is not theirs."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        import numpy as np

        told = np.array([(_mark(key), place) for key, place in pairs], dtype=np.int64).reshape(-1, 2)
        order = np.argsort(told[:, 0], kind="stable")
        self._marks = told[order, 0].astype(np.uint32)
        self._places = told[order, 1].astype(np.int32)

    def find(self, keys: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return positions in *keys* and the places that they may have: all of theirs, in the order given, rarely another's.

        >>> lookup = Lookup([("a", 7), ("b", 8), ("a", 9)])
        >>> [found.tolist() for found in lookup.find(["b", "c", "a"])]
        [[0, 2, 2], [8, 7, 9]]
        """
        import numpy as np

        marks = np.array([_mark(key) for key in keys], dtype=np.uint32)
        first = np.searchsorted(self._marks, marks)
        count = np.searchsorted(self._marks, marks, "right") - first
        begin = np.cumsum(count) - count
        at = np.arange(count.sum()) - np.repeat(begin - first, count)
        return np.repeat(np.arange(len(keys)), count), self._places[at]


def _mark(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass"))
