"""Progress on a terminal, for anything that takes longer than a second."""

from __future__ import annotations

import sys
import time


class Progress:
    """A line on the terminal that says the stage, the rows done and the time left; silent elsewhere."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._stage, self._stage_started = "", self._started
        self._shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show a stage with rows done and rows in all (0 where that is not known)."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_started = stage, now
        if not sys.stderr.isatty() or (now - self._started < 1 and total < 5000):
            return
        text = f"{stage} …"
        if total:
            text += f" {done:,} of {total:,} rows"
            if done and now > self._stage_started:
                text += f", {(total - done) * (now - self._stage_started) / done:.0f} s left"
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
