"""Progress on a terminal, for anything that takes longer than a second."""

from __future__ import annotations

import sys
import time

from screen.cli.terminal import control


class Progress:
    """A line on the terminal that says the stage, the rows done and the time left; silent elsewhere."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._stage, self._stage_started, self._stage_from = "", self._started, 0
        self._shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show a stage with rows done and rows in all (0 where that is not known)."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_started, self._stage_from = stage, now, done
        if not (sys.stderr and sys.stderr.isatty()) or (now - self._started < 1 and total < 5000):
            return
        text = f"{stage} …"
        if total:
            text += f" {done:,} of {total:,} rows"
            new = done - self._stage_from
            if new > 0 and now > self._stage_started:
                rate = new / (now - self._stage_started)
                text += f", {rate:,.0f} rows/s, {_told((total - done) / rate)} left"
        elif done:
            text += f" {done:,} rows"
        control(f"\r\x1b[K{text}")
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            control("\r\x1b[K")


def _told(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
