"""Memory of a process and all that it started, watched while it works."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class Peak:
    """The most memory that a process and its descendants held at once, in GB; 0 where the system does not tell.

    What processes share is counted once.
    """

    def __init__(self, process: int | None = None, every: float = 0.2) -> None:
        self.gigabytes = 0.0
        self._process, self._every = process or os.getpid(), every
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(self._every):
            self.gigabytes = max(self.gigabytes, sum(map(_held, _family(self._process))) / 1e6)


def _family(process: int) -> list[int]:
    """Return a process and its descendants."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents.setdefault(int((path / "stat").read_text().rpartition(")")[2].split()[1]), []).append(
                int(path.name)
            )
        except (OSError, ValueError):
            continue
    found = [process]
    for one in found:
        found += parents.get(one, [])
    return found


def _held(process: int) -> int:
    """Return the kB that a process holds, of what it shares its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
