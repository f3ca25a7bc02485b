"""In which order windows look at the parties of a table: it stays as it was though decisions change what stands where."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import ScreenError
from screen.report.verdict import as_it_stands
from screen.report.worklist import Wanted, Worklist

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screen.web.bench import Found
    from screen.web.setup import Setup

_MOST = 40
"""Orders kept of a table; of more, the one looked at longest ago is forgotten, and its window is given the present one."""
_Stamp = tuple[str, int, int]


class Orders:
    """The worklist of a table with the decisions of this moment, and the orders that windows were given, by number of run."""

    def __init__(self) -> None:
        self.run = 0
        self._made_of: tuple[Found, _Stamp] | None = None
        self._worklist: Worklist | None = None
        self._kept: OrderedDict[tuple[int, Wanted], NDArray[np.int32]] = OrderedDict()
        self._alone = threading.RLock()

    def worklist(self, found: Found, setup: Setup, table: str) -> Worklist:
        """Return the worklist of what was found in a table, made anew where that or the decisions have changed."""
        with self._alone:
            stamp, before = _stamp(setup.decisions_file(table)), self._worklist
            if before is None or self._made_of is None or self._made_of[0] is not found or self._made_of[1] != stamp:
                record = _standing(found, setup, table)
                made = self._worklist = Worklist(record, found.written, found.nationalities, before)
                self._made_of = found, stamp
                self.run += 1
                if before is not None and before.keys != made.keys:
                    self._kept.clear()  # the table was read in another way: a place means another party
                return made
            return before

    def of(self, wanted: Wanted, run: int = 0) -> tuple[int, NDArray[np.int32]]:
        """Return the number of a run, and in its order the places that are wanted; of the present one where it is not known."""
        with self._alone:
            key = (run, wanted) if (run, wanted) in self._kept else (self.run, wanted)
            if key not in self._kept:
                assert self._worklist is not None
                self._kept[key] = self._worklist.chosen(wanted)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return key[0], self._kept[key]


def _stamp(path: Path) -> _Stamp:
    """Return what differs once a file was written to."""
    with suppress(OSError):
        told = path.stat()
        return str(path), told.st_mtime_ns, told.st_size
    return str(path), 0, 0


def _standing(found: Found, setup: Setup, table: str) -> Mapping[str, Any]:
    """Return the record as the decisions of this moment leave it, as it was where they cannot be read."""
    with suppress(ScreenError):  # the party says why
        return as_it_stands(found.record, setup.journal(table), setup.today, setup.four_eyes)
    return found.record
