"""How far a run has come: its stage, rows done, and the time that is left at the rate so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Follows the calls of a run's progress.

    stage: in words; done, total: rows, total 0 where it is not known; seconds are those of a clock that only goes forward.
    """

    stage: str = ""
    done: int = 0
    total: int = 0
    started: float = field(default_factory=time.monotonic)
    _stage_started: float = 0.0
    _stage_from: int = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of a stage with rows done and rows in all."""
        if stage != self.stage:
            self._stage_started, self._stage_from = time.monotonic(), done
        self.stage, self.done, self.total = stage, done, total

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.monotonic() - self.started

    @property
    def rate(self) -> float | None:
        """Rows a second in this stage, None where it cannot be told yet."""
        new, spent = self.done - self._stage_from, time.monotonic() - self._stage_started
        return new / spent if self.total and new > 0 and spent > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long this stage will take on, None where it cannot be told yet."""
        return (self.total - self.done) / self.rate if self.rate else None
