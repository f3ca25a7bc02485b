"""What goes to a terminal, and how a run ends that the user or the system ends: no traceback, no half file, no stray escapes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from screen.plain_file import SHOWN

INTERRUPTED, BROKEN_PIPE = 130, 141
"""Exit codes as shells tell of Ctrl-C and of a reader that went away."""
_KEPT = {code: shown for code, shown in SHOWN.items() if chr(code) not in "\n\t"}


class Neutral:
    """A stream of text in which what a stranger wrote moves no cursor and turns no line: such signs are spelled out."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text."""
        if not isinstance(text, str):  # so that click, which tries bytes, takes it for what it is
            raise TypeError("text is expected")
        self.stream.write(text.translate(_KEPT))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def neutral_streams() -> Iterator[None]:
    """Write standard output and error through Neutral."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (stream and Neutral(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def control(text: str) -> None:
    """Write signs of our own that move the cursor to standard error."""
    stream = getattr(sys.stderr, "stream", sys.stderr)
    stream.write(text)
    stream.flush()


def end_on_signals() -> None:
    """Have SIGTERM and SIGHUP end the run as an error does, so that nothing is left half written."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def drop_output() -> None:
    """Forget what could not be written, so that nothing is said of it when Python ends."""
    if (output := sys.__stdout__) is not None:
        with suppress(OSError, ValueError), open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), output.fileno())
