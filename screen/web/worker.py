"""A process of its own for each table: what a stranger's file does to it, it does to nothing else, and it can be stopped.

The server asks with a function and its arguments; the process calls it with its Bench first, and tells progress meanwhile.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import ScreenError, UntrustedInput
from screen.pace import Pace

if TYPE_CHECKING:
    from screen.web.bench import Bench
    from screen.web.setup import Setup

_ENDS_SECONDS = 3.0
_CRASHES = {getattr(signal, name, 0) for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE")}


class Stopped(ScreenError):
    """The process was stopped, by the user or by the system, before it had answered."""


class Bug(ScreenError):
    """Something in the program is wrong: its text says where, and holds no value of the table."""

    @classmethod
    def at(cls, problem: Exception) -> Bug:
        """Return what to say of an exception that nobody expected."""
        from screen.mishap import place_of

        return cls(f"A bug in dprk-screen ({place_of(problem)}). Do not rely on this run. Please report it.")


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
            except Exception as problem:  # what cannot be sent, or not be made of what was sent
                raise Bug.at(problem) from problem
        if word == "done":
            return value
        raise value

    def _ended(self) -> ScreenError:
        if self.is_stopped:
            return Stopped("Stopped. Nothing was screened.")
        self._process.join(_ENDS_SECONDS)
        code = self._process.exitcode or 0
        if code < 0 and -code in _CRASHES:
            return Bug(
                f"The process that worked on the table crashed (signal {-code}). Do not rely on this run. Please report it."
            )
        return UntrustedInput(
            "The table could not be worked on: its process was ended by the system, which may lack memory. Close other "
            "programs, or give parts of the table."
        )

    @property
    def has_ended(self) -> bool:
        """Whether the process is there no more, or is about to end."""
        return self.is_stopped or not self._process.is_alive()

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
    threading.Thread(target=_end_with_server, args=(setup.tables,), daemon=True).start()
    bench = Bench(setup, lambda stage, done, total: pipe.send(("progress", (stage, done, total))))
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            _end(setup.tables)
        try:
            pipe.send(_answer(bench, function, arguments))
        except OSError:
            _end(setup.tables)
        except Exception as bug:  # what cannot be sent
            pipe.send(("refused", Bug.at(bug)))


def _answer(bench: Bench, function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    from screen.mishap import of_the_machine

    try:
        return "done", function(bench, *arguments)
    except ScreenError as problem:
        return "refused", problem
    except (OSError, MemoryError) as problem:
        return "refused", UntrustedInput(of_the_machine(problem))
    except Exception as bug:
        return "refused", Bug.at(bug)


def _end_with_server(tables: Path | None) -> None:
    """Wait until the server is gone, whatever ended it, and end too."""
    if server := multiprocessing.parent_process():
        server.join()
        _end(tables)


def _end(tables: Path | None) -> None:
    """End with all that was started; where the server was killed, leave nothing of its tables behind."""
    server = multiprocessing.parent_process()
    if server and tables:
        server.join(_ENDS_SECONDS)
        if not server.is_alive():
            shutil.rmtree(tables, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)
