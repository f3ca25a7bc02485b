"""Which listed lattices may come near an asked one: in one alternative of each, all slots but one share a syllable.

For names of two given syllables nothing that scores 50 or more is lost, because both tiers need two of three slots in
common; a name with one given syllable is one off nothing, for it would share its surname only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.names.korean.parse import Lattice
from screen.names.korean.slots import SLOTS, Alternatives

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

_AT_ONCE = 5_000  # lattices asked


class KoreanIndex:
    """Listed lattices, prepared once."""

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        self._place: dict[str, int] = {}
        self._count = len(lattices)
        self._alternatives = Alternatives.of(lattices)
        listed = [self._alternatives.presence(slot, self._place, grow=True) for slot in range(SLOTS)]
        self._holders = [_widened(matrix, len(self._place)).T.tocsr() for matrix in listed]
        self._slots = self._alternatives.least_slots()

    def candidates(self, lattices: Sequence[Lattice], *, one_off: bool = True) -> np.ndarray:
        """Return pairs (asked, listed), sorted, shape (n, 2); without *one_off* only those that may share every slot."""
        import numpy as np

        found = [np.zeros((0, 2), dtype=np.int64)]
        for start in range(0, len(lattices) if self._count else 0, _AT_ONCE):
            found.append(self._candidates(lattices[start : start + _AT_ONCE], one_off) + np.array([start, 0]))
        return np.concatenate(found)

    def _candidates(self, lattices: Sequence[Lattice], one_off: bool) -> np.ndarray:
        import numpy as np

        asked = Alternatives.of(lattices)
        shared = None
        for slot, holders in enumerate(self._holders):
            product = asked.presence(slot, self._place, grow=False) @ holders
            product.data[:] = 1
            shared = product if shared is None else shared + product
        assert shared is not None
        in_common = shared.tocoo()
        row, column = in_common.row.astype(np.int64), in_common.col.astype(np.int64)
        least = 2 if one_off else np.maximum(asked.least_slots()[row], self._slots[column])
        keep = in_common.data >= least
        pairs = np.stack([row[keep], column[keep]], axis=1)
        near = asked.come_near(self._alternatives, pairs, one_off=one_off)
        return np.asarray(pairs[near][np.lexsort((pairs[near, 1], pairs[near, 0]))])


def _widened(matrix: csr_array, width: int) -> csr_array:
    """Give a matrix the width of the whole vocabulary."""
    from scipy.sparse import csr_array

    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], max(width, 1)))
