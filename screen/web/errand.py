"""What is being done to the stored lists, in a process of its own, while the page shows how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from screen.errors import ScreenError
from screen.web.worker import Stopped, Worker

RUNNING, FINISHED, FAILED, STOPPED = "running", "finished", "failed", "stopped"


class Errand:
    """One change to the stored lists.

    what: is said of it; answer: what its function gave; refusal: what to say where it failed.
    """

    def __init__(self, what: str, worker: Worker) -> None:
        self.what, self.worker = what, worker
        self.state, self.refusal = RUNNING, ""
        self.answer: Any = None

    def begin(self, function: Callable[..., Any], *arguments: Any, after: Callable[[], None]) -> None:
        """Do it in a thread. after: called at the end, where lists may be other ones than before."""

        def run() -> None:
            state = FAILED
            try:
                self.answer = self.worker.ask(function, *arguments)
                state = FINISHED
            except Stopped:
                state = STOPPED
            except ScreenError as problem:
                self.refusal = str(problem)
            try:
                self.worker.stop()
                if state == STOPPED or (self.answer is not None and self.answer.has_new):
                    after()
            finally:
                self.state = state  # last: who sees that it is over asks for the lists as they are then

        threading.Thread(target=run, name="errand", daemon=True).start()
