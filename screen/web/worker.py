"""A process of its own for each table: what a stranger's file does to it, it does to nothing else, and it can be stopped.

The server asks with a function and its arguments; the process calls it with its Bench first, and tells progress meanwhile.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from screen.errors import ScreenError, UntrustedInput
from screen.pace import Pace

if TYPE_CHECKING:
    from screen.web.bench import Bench
    from screen.web.setup import Setup

_ENDS_SECONDS = 3.0


class Stopped(ScreenError):
    """The process was stopped, by the user or by the system, before it had answered."""


class Bug(ScreenError):
    """Something in the program is wrong: its text says where, and holds no value of the table."""


class Worker:
    """The server's end: one question at a time, from any thread."""

    def __init__(self, setup: Setup) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, setup), name="dprk-screen table", daemon=False)
        self._process.start()
        other.close()
        self._alone = threading.Lock()
        self.pace = Pace()
        self.is_stopped = False

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what a function gives, called in the process as function(bench, *arguments).

        function: one of a module, by which it is found there. Raises what the function raises of ScreenError; Stopped where the
        process ends before it answers; Bug for anything else.
        """
        with self._alone:
            self.pace = Pace()
            try:
                self._pipe.send((function, arguments))
                while True:
                    word, value = self._pipe.recv()
                    if word != "progress":
                        break
                    self.pace(*value)
            except (EOFError, OSError) as problem:
                raise self._ended() from problem
        if word == "done":
            return value
        raise value

    def _ended(self) -> ScreenError:
        if self.is_stopped:
            return Stopped("Stopped. Nothing was screened.")
        self._process.join(_ENDS_SECONDS)
        return UntrustedInput(
            "The table could not be worked on: its process was ended by the system, which may lack memory. Close other "
            "programs, or give parts of the table."
        )

    @property
    def has_ended(self) -> bool:
        """Whether the process is there no more."""
        return not self._process.is_alive()

    def stop(self) -> None:
        """End the process at once, and what it has started; whoever waits for an answer is told."""
        self.is_stopped = True
        if self._process.is_alive() and self._process.pid:
            with suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg") and os.getpgid(self._process.pid) == self._process.pid:
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.join(_ENDS_SECONDS)


def _work(pipe: Connection, setup: Setup) -> None:
    """Answer until the server goes away."""
    from screen.web.bench import Bench

    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # so that all it starts ends with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    bench = Bench(setup, lambda stage, done, total: pipe.send(("progress", (stage, done, total))))
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            _end()
        try:
            pipe.send(_answer(bench, function, arguments))
        except (BrokenPipeError, OSError):
            _end()


def _answer(bench: Bench, function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    from screen.mishap import of_the_machine, place_of

    try:
        return "done", function(bench, *arguments)
    except ScreenError as problem:
        return "refused", problem
    except (OSError, MemoryError) as problem:
        return "refused", UntrustedInput(of_the_machine(problem))
    except Exception as bug:
        return "refused", Bug(f"A bug in dprk-screen ({place_of(bug)}). Do not rely on this run. Please report it.")


def _end() -> None:
    """End with all that was started."""
    if hasattr(os, "killpg"):
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)
