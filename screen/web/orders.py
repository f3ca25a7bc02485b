"""In which order windows look at the parties of a table: it stays as it was though decisions change what stands where."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from screen.report.worklist import Wanted, Worklist

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screen.web.bench import Found

_MOST = 40
"""Orders kept of a table; of more, the one looked at longest ago is forgotten, and its window is given the present one."""


class Orders:
    """The worklist of a table as it stands, and the orders that windows were given, each by the number of its run."""

    def __init__(self) -> None:
        self.run = 0
        self._found: Found | None = None
        self._worklist: Worklist | None = None
        self._kept: OrderedDict[tuple[int, Wanted], NDArray[np.int32]] = OrderedDict()
        self._alone = threading.RLock()

    def worklist(self, found: Found) -> Worklist:
        """Return the worklist of what was found, made once."""
        with self._alone:
            if self._worklist is None or self._found is not found:
                before, self._found = self._worklist, found
                self._worklist = made = Worklist(found.record, found.written, found.nationalities)
                self.run += 1
                if before is not None and before.keys != made.keys:
                    self._kept.clear()  # the table was read in another way: a place means another party
            return self._worklist

    def of(self, found: Found, wanted: Wanted, run: int = 0) -> tuple[int, NDArray[np.int32]]:
        """Return the places that are wanted in the order of a run, of the present one where that is not known any more."""
        with self._alone:
            worklist = self.worklist(found)
            key = (run, wanted) if (run, wanted) in self._kept else (self.run, wanted)
            if key not in self._kept:
                self._kept[key] = worklist.chosen(wanted)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return key[0], self._kept[key]
