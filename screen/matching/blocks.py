"""A long sequence whose items travel pickled in blocks, so that loading it costs next to nothing."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

_SIZE = 512
Item = TypeVar("Item")


class Blocks(Sequence[Item]):
    """Items behind pickled blocks; a block is opened when one of its items is first asked for."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._count = len(items)
        self._packed = [pickle.dumps(tuple(items[i : i + _SIZE]), -1) for i in range(0, len(items), _SIZE)]
        self._opened: dict[int, tuple[Item, ...]] = {}

    def __getstate__(self) -> tuple[int, list[bytes]]:
        return self._count, self._packed

    def __setstate__(self, state: tuple[int, list[bytes]]) -> None:
        self._count, self._packed = state
        self._opened = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(self._count))]
        block, inside = divmod(place if place >= 0 else place + self._count, _SIZE)
        if not 0 <= block < len(self._packed):
            raise IndexError(place)
        return self._open(block)[inside]

    def __iter__(self) -> Iterator[Item]:
        for block in range(len(self._packed)):
            yield from self._open(block)

    def _open(self, block: int) -> tuple[Item, ...]:
        if block not in self._opened:
            self._opened[block] = pickle.loads(self._packed[block])
        return self._opened[block]
