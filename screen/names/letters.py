"""Letters of many words end to end, as numbers: sketches that words alike share, and hashes of any stretch of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by modulo 2 ** 64
_INVERSE = pow(_BASE, -1, 1 << 64)


class Letters:
    """Words laid end to end. starts, ends: where the letters of each word stand, int64, shape (words,)."""

    def __init__(self, words: Sequence[str]) -> None:
        import numpy as np

        lengths = np.array([len(word) for word in words], dtype=np.int64)
        self.ends = np.cumsum(lengths)
        self.starts = self.ends - lengths
        self._codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        powers = _powers(_BASE, len(self._codes) + 1)
        self._sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(self._codes.astype(np.uint64) * powers[:-1])])
        self._inverses = _powers(_INVERSE, len(self._codes) + 1)

    def hashes(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return a hash of each stretch of letters, uint64: the same for the same letters wherever they stand."""
        import numpy as np

        return np.asarray((self._sums[ends] - self._sums[starts]) * self._inverses[starts])

    def sketches(self) -> np.ndarray:
        """Return for each word which letters it holds, and which more than once, as bits of a number, uint64.

        An edit (a letter more, less, another one, or two that change places) turns two bits at most.
        """
        import numpy as np

        place = np.where(
            (self._codes >= 97) & (self._codes <= 122), self._codes - 97, 26 + self._codes % 6
        )  # a to z; digits and letters of other scripts share the rest
        word = np.repeat(np.arange(len(self.starts)), self.ends - self.starts)
        counts = np.zeros((len(self.starts), 32), dtype=np.uint8)
        np.add.at(counts, (word, place), 1)
        bits = np.concatenate([counts > 0, counts > 1], axis=1)
        return np.asarray(np.packbits(bits, axis=1).view(np.uint64).ravel())


def _powers(base: int, count: int) -> np.ndarray:
    """Return base ** 0, base ** 1 … modulo 2 ** 64."""
    import numpy as np

    steps = np.full(count, base, dtype=np.uint64)
    steps[:1] = 1
    return np.asarray(np.cumprod(steps, dtype=np.uint64))
