"""One run over a large table, on this machine or a cluster: what both follow from, and the work folder they keep."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screen.decisions import Journal
from screen.errors import UsageError
from screen.plain_file import shown
from screen.private import make_shared
from screen.scale.folder import Folder
from screen.screening import Gate
from screen.screening.screener import Progress

if TYPE_CHECKING:
    from filelock import FileLock

    from screen.model import Band, Source
    from screen.screening import Screener


@dataclass(kw_only=True)
class Run(ABC):
    """One run. target: where the full result goes; parts: how many pieces of it there are, once that is known."""

    screener: Screener
    target: Path
    journal: Journal
    four_eyes: Band | None
    gate: Gate
    day: date
    command_line: str
    progress: Progress
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    parts: int = 0

    def __post_init__(self) -> None:
        if self.screener.rules.shipped is not None:
            raise UsageError(
                "--rules: what own rules change of shipped ones is told of a table read whole. Use --engine whole."
            )
        self.folder = Folder(self.target.with_name(f".{self.target.name}.work"))

    @property
    @abstractmethod
    def source(self) -> Source:
        """Where the table came from."""


def quiet(stage: str, done: int, total: int) -> None:
    """Say nothing of the progress."""


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Hold the place of a full result, with the work folder beside it, for one run; one that is killed lets go of it.

    Raises UsageError at once where another run is at work there.
    """
    from filelock import FileLock, Timeout

    path = target.with_name(f".{target.name}.lock")
    lock = FileLock(path, timeout=0)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        while not _holds(lock, path):  # what was held is gone: the run before took it away as it ended
            lock.release()
    except Timeout:
        raise UsageError(
            f"{shown(target)}: another run is at work on it. Wait until that one has ended, or write somewhere else with -o."
        ) from None
    except OSError as problem:
        raise UsageError(
            f"{shown(target)}: cannot be written ({problem.strerror}). Check who may write there, or choose another -o."
        ) from problem
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps what is open
            path.unlink()
        lock.release()


def _holds(lock: FileLock, path: Path) -> bool:
    """Lock a file, made where it is not there yet; returns whether it is still the one under that name."""
    make_shared(path)
    with suppress(FileNotFoundError):
        before = path.stat()
        lock.acquire()
        return os.path.samestat(before, path.stat())
    return False
