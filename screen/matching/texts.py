"""Many strings as two arrays, which processes share and a file holds as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy as np


class Texts(Sequence[str]):
    """Strings that do not change, a sequence like any other; each is made when it is asked for.

    >>> names = Texts(["Glocom", "김정은"])
    >>> len(names), names[1], list(names[:1])
    (2, '김정은', ['Glocom'])
    """

    def __init__(self, texts: Iterable[str]) -> None:
        import numpy as np

        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._letters: np.ndarray = np.frombuffer(b"".join(parts), dtype=np.uint8)
        self._ends: np.ndarray = np.cumsum([0, *map(len, parts)], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = range(len(self))[place]  # negative places and errors as a tuple has them
        return self._letters[self._ends[at] : self._ends[at + 1]].tobytes().decode("utf-8", "surrogatepass")
