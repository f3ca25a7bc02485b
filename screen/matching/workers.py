"""Many names at once, over processes: each loads the prepared names once, and keeps them for the next call.

Loky starts them: it needs no guard in a user's script, and tells when one was killed.
"""

from __future__ import annotations

import gc
import os
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from weakref import finalize

from screen import mapped
from screen.cache import without_collection
from screen.matching.index import ListedNames
from screen.matching.named import Named, brought
from screen.matching.names import NameMatcher
from screen.matching.policy import Policy, in_force, policy
from screen.private import temporary_prefix

_WORTH_IT = 10_000  # names from which on starting processes takes less than it saves
_AT_ONCE = 4_000
_IDLE_SECONDS = 300


class Workers:
    """What names bring, asked here or, of many names, of several processes.

    matchers: by group, and listed: their names; both are replaced by what this process shares with the others.
    """

    def __init__(self, matchers: dict[str, NameMatcher], listed: dict[str, ListedNames]) -> None:
        self._matchers, self._listed = matchers, listed
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
            handle, self._path = tempfile.mkstemp(prefix=temporary_prefix(), suffix=".names")
            finalize(self, _remove, self._path)
            with open(handle, "wb") as stream:
                mapped.write(self._matchers, stream)
            with open(self._path, "rb") as stream:
                self._matchers.update(mapped.read(stream))
            self._listed.update({group: matcher.listed for group, matcher in self._matchers.items()})
        return self._path


def expect_restarts() -> None:
    """Keep loky from warning users when it replaces a process that remembers much, as ours do on purpose."""
    warnings.filterwarnings(
        "ignore", message="A worker (was restarted|stopped) while some jobs", category=UserWarning
    )


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


_loaded: dict[str, Mapping[str, NameMatcher]] = {}


def _answer(path: str, group: str, names: Sequence[str], least: float, told: Policy) -> dict[str, Named]:
    with without_collection():
        if path not in _loaded:
            _loaded.clear()
            with open(path, "rb") as stream:
                _loaded[path] = mapped.read(stream)
            gc.freeze()  # what was loaded is not looked through again
        with in_force(told):
            return brought(_loaded[path][group], names, least)
