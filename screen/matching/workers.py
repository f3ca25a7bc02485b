"""Many names at once, over processes: each loads the prepared names once, and keeps them for the next call.

Loky starts them: it needs no guard in a user's script, and tells when one was killed.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from weakref import finalize

from screen.cache import without_collection
from screen.matching.named import Named, named
from screen.matching.names import NameMatcher
from screen.matching.policy import Policy, in_force, policy

_WORTH_IT = 10_000  # names from which on starting processes takes less than it saves
_AT_ONCE = 4_000
_IDLE_SECONDS = 300


class Workers:
    """What names bring, asked here or, of many names, of several processes; matchers: by group."""

    def __init__(self, matchers: Mapping[str, NameMatcher]) -> None:
        self._matchers = matchers
        self._path = ""

    def named(self, group: str, names: Sequence[str], least: float, processes: int | None) -> dict[str, Named]:
        """Return what each of distinct names brings at *least* (0 to 100) or more, in the order of the names.

        processes: how many share in it; None for as many as there are processors where the names are many.
        """
        if processes == 1 or (processes is None and len(names) < _WORTH_IT):
            return named(self._matchers[group], names, least)
        from loky import cpu_count, get_reusable_executor
        from loky.process_executor import BrokenProcessPool

        count = processes or cpu_count()
        if count < 2:
            return named(self._matchers[group], names, least)
        parts = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
        told = repeat(self._written()), repeat(group), parts, repeat(least), repeat(policy())
        try:
            answers = list(get_reusable_executor(count, timeout=_IDLE_SECONDS).map(_answer, *told))
        except BrokenProcessPool:  # one was killed, for want of memory perhaps: what is left is this process
            return named(self._matchers[group], names, least)
        return {name: found for answer in answers for name, found in answer.items()}

    def _written(self) -> str:
        """Write the prepared names where the processes read them, once."""
        if not self._path:
            handle, self._path = tempfile.mkstemp(prefix="dprk-screen-", suffix=".names")
            finalize(self, _remove, self._path)
            with open(handle, "wb") as stream:
                pickle.dump(dict(self._matchers), stream, pickle.HIGHEST_PROTOCOL)
        return self._path


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


_loaded: dict[str, Mapping[str, NameMatcher]] = {}


def _answer(path: str, group: str, names: Sequence[str], least: float, told: Policy) -> dict[str, Named]:
    if path not in _loaded:
        _loaded.clear()
        with open(path, "rb") as stream, without_collection():
            _loaded[path] = pickle.load(stream)
    with in_force(told):
        return named(_loaded[path][group], names, least)
