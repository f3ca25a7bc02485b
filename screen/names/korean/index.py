"""Which listed lattices may come near an asked one: in one alternative of each, all slots but one share a syllable.

For names of two given syllables nothing that scores 50 or more is lost, because both tiers need two of three slots in
common; a name with one given syllable is one off nothing, for it would share its surname only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.names.korean.parse import Lattice
from screen.names.korean.slots import Alternatives

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

_SLOTS = 4


class KoreanIndex:
    """Listed lattices, prepared once."""

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        import numpy as np

        self._place: dict[str, int] = {}
        self._listed = [_presence(lattices, slot, self._place, grow=True) for slot in range(_SLOTS)]
        width = len(self._place)
        self._count = len(lattices)
        self._slots = np.array([_slots(lattice) for lattice in lattices], dtype=np.int64)
        self._listed = [_widened(matrix, width) for matrix in self._listed]
        self._alternatives = Alternatives.of(lattices)

    def candidates(self, lattices: Sequence[Lattice], *, one_off: bool = True) -> np.ndarray:
        """Return pairs (asked, listed), sorted, shape (n, 2); without *one_off* only those that may share every slot."""
        import numpy as np

        if not lattices or not self._count:
            return np.zeros((0, 2), dtype=np.int64)
        total = None
        for slot, listed in enumerate(self._listed):
            asked = _presence(lattices, slot, self._place, grow=False)
            product = _widened(asked, len(self._place)) @ listed.T
            product.data[:] = 1
            total = product if total is None else total + product
        assert total is not None
        found = total.tocoo()
        keep = found.data >= 2
        if not one_off:
            asked_slots = np.array([_slots(lattice) for lattice in lattices])
            keep &= found.data >= np.maximum(asked_slots[found.row], self._slots[found.col])
        pairs = np.stack([found.row[keep], found.col[keep]], axis=1).astype(np.int64)
        near = Alternatives.of(lattices).come_near(self._alternatives, pairs, one_off=one_off)
        return np.asarray(pairs[near][np.lexsort((pairs[near, 1], pairs[near, 0]))])


def _slots(lattice: Lattice) -> int:
    """Return the fewest slots a name may have: surname and given syllables."""
    return 1 + min(len(alternative.given) for alternative in lattice.alternatives)


def _presence(lattices: Sequence[Lattice], slot: int, place: dict[str, int], *, grow: bool) -> csr_array:
    """Build names × syllables for one slot: surname, first, second, third given syllable."""
    import numpy as np
    from scipy.sparse import csr_array

    rows, columns = [], []
    for row, lattice in enumerate(lattices):
        syllables = {
            syllable
            for alternative in lattice.alternatives
            if slot == 0 or slot <= len(alternative.given)
            for syllable in (alternative.surname if slot == 0 else alternative.given[slot - 1])
        }
        for syllable in syllables:
            column = place.setdefault(syllable, len(place)) if grow else place.get(syllable, -1)
            if column >= 0:
                rows.append(row)
                columns.append(column)
    data = np.ones(len(rows), dtype=np.int32)
    return csr_array((data, (rows, columns)), shape=(len(lattices), max(len(place), 1)))


def _widened(matrix: csr_array, width: int) -> csr_array:
    """Give a matrix the width of the whole vocabulary."""
    from scipy.sparse import csr_array

    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], max(width, 1)))
