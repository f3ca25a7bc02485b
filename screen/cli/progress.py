"""Progress on a terminal, for anything that takes longer than a second."""

from __future__ import annotations

import sys

from screen.cli.terminal import control
from screen.pace import Pace


class Progress:
    """A line on the terminal that says the stage, the rows done and the time left; silent elsewhere."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show a stage with rows done and rows in all (0 where that is not known)."""
        pace = self._pace
        pace(stage, done, total)
        if not (sys.stderr and sys.stderr.isatty()) or (pace.seconds < 1 and total < 5000):
            return
        text = f"{stage} …"
        if total:
            text += f" {done:,} of {total:,} rows"
            if pace.rate and pace.seconds_left is not None:
                text += f", {pace.rate:,.0f} rows/s, {_told(pace.seconds_left)} left"
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
