"""One run over a large table, on this machine or a cluster: what both follow from, and the work folder they keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screen.decisions import Journal
from screen.errors import UsageError
from screen.scale.folder import Folder
from screen.screening import Gate
from screen.screening.screener import Progress

if TYPE_CHECKING:
    from screen.model import Band, Source
    from screen.screening import Screener


@dataclass(kw_only=True)
class Run:
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
    def source(self) -> Source:
        """Where the table came from."""
        raise NotImplementedError


def quiet(stage: str, done: int, total: int) -> None:
    """Say nothing of the progress."""
