"""Many names at once, over processes: each loads the prepared names once, and keeps them for the next call.

Loky starts them: it needs no guard in a user's script, and tells when one was killed.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from mmap import ACCESS_READ, mmap
from typing import IO, Any
from weakref import finalize

from screen.cache import without_collection
from screen.matching.named import Named, brought
from screen.matching.names import NameMatcher
from screen.matching.policy import Policy, in_force, policy

_WORTH_IT = 10_000  # names from which on starting processes takes less than it saves
_AT_ONCE = 4_000
_IDLE_SECONDS = 300
_ALIGNED = 64  # bytes


class Workers:
    """What names bring, asked here or, of many names, of several processes; matchers: by group, which these come to share."""

    def __init__(self, matchers: dict[str, NameMatcher]) -> None:
        self._matchers = matchers
        self._path = ""

    def brought(self, group: str, names: Sequence[str], least: float, processes: int | None) -> dict[str, Named]:
        """Return what each of distinct names brings in any of its variants at *least* (0 to 100) or more, where it does.

        processes: how many share in it; None for as many as there are processors where the names are many.
        """
        if processes == 1 or (processes is None and len(names) < _WORTH_IT):
            return brought(self._matchers[group], names, least)
        from loky import cpu_count, get_reusable_executor
        from loky.process_executor import BrokenProcessPool

        count = processes or cpu_count()
        if count < 2:
            return brought(self._matchers[group], names, least)
        parts = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
        told = repeat(self._written()), repeat(group), parts, repeat(least), repeat(policy())
        expect_restarts()
        try:
            answers = list(get_reusable_executor(count, timeout=_IDLE_SECONDS).map(_answer, *told))
        except BrokenProcessPool:  # one was killed, for want of memory perhaps: what is left is this process
            return brought(self._matchers[group], names, least)
        return {name: found for answer in answers for name, found in answer.items()}

    def _written(self) -> str:
        """Write the prepared names where the processes read them, once; from then on this one reads them there too."""
        if not self._path:
            handle, self._path = tempfile.mkstemp(prefix="dprk-screen-", suffix=".names")
            finalize(self, _remove, self._path)
            with open(handle, "wb") as stream:
                _dump(self._matchers, stream)
            with open(self._path, "rb") as stream:
                self._matchers.update(_load(stream))
        return self._path


def expect_restarts() -> None:
    """Keep loky from warning users when it replaces a process that remembers much, as ours do on purpose."""
    warnings.filterwarnings(
        "ignore", message="A worker (was restarted|stopped) while some jobs", category=UserWarning
    )


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _dump(value: object, stream: IO[bytes]) -> None:
    """Write a value, its arrays apart, so that several processes can map them from the file."""
    buffers: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(value, 5, buffer_callback=buffers.append)
    arrays = [one.raw() for one in buffers]
    pickle.dump((packed, [one.nbytes for one in arrays]), stream)
    for one in arrays:
        stream.seek(-stream.tell() % _ALIGNED, os.SEEK_CUR)
        stream.write(one)


def _load(stream: IO[bytes]) -> Any:
    """Read a value that ``_dump`` wrote; its arrays stay in the file, in memory that processes share, and cannot be written to."""
    packed, sizes = pickle.load(stream)
    place = stream.tell()
    whole = memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ))
    buffers = []
    for size in sizes:
        place += -place % _ALIGNED
        buffers.append(whole[place : place + size])
        place += size
    return pickle.loads(packed, buffers=buffers)


_loaded: dict[str, Mapping[str, NameMatcher]] = {}


def _answer(path: str, group: str, names: Sequence[str], least: float, told: Policy) -> dict[str, Named]:
    if path not in _loaded:
        _loaded.clear()
        with open(path, "rb") as stream, without_collection():
            _loaded[path] = _load(stream)
    with in_force(told):
        return brought(_loaded[path][group], names, least)
