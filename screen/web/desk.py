"""What is on the desk: a job for each table that was dropped, in a private folder that goes with the server."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from screen.errors import ScreenError
from screen.web.bench import Found, prepare, screened
from screen.web.choices import Choices
from screen.web.errand import RUNNING, Errand
from screen.web.setup import Setup
from screen.web.worker import Stopped, Worker

MOST_JOBS = 8
"""Tables on the desk at once; each has a process. Of more, the one looked at longest ago is put away."""
READING, UNDERSTOOD, SCREENING, DONE, REFUSED, CANCELLED = (
    "reading", "understood", "screening", "done", "refused", "cancelled",
)  # fmt: skip


@dataclass
class Job:
    """One table that was dropped: its file, its process, how it was understood, what was found, how far it is.

    path: bears the name of the table, in a folder of its own; refusal: what to say where it could not be read or screened.
    """

    id: str
    name: str
    path: Path
    worker: Worker
    state: str = READING
    choices: Choices = field(default_factory=Choices)
    understanding: Any = None
    found: Found | None = None
    refusal: str = ""
    seen_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _answers: dict[Any, Any] = field(default_factory=dict)

    def screen(self) -> None:
        """Begin to screen the table as the choices say."""
        self.state = SCREENING

        def work() -> None:
            self._put(self.worker.ask(screened, self.path, self.choices))

        self._begin(work, DONE)

    def answer(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the worker answers of the run as it stands, asked once; raises as Worker.ask does."""
        key = (function.__qualname__, *arguments)
        answers = self._answers
        if key not in answers:
            answers[key] = self.worker.ask(function, *arguments)
        return answers[key]

    def _put(self, found: Found) -> None:
        """Take what a run found; answers about an earlier one are forgotten."""
        self.found, self._answers = found, {}

    def _begin(self, work: Callable[[], None], state: str) -> None:
        """Do a piece of work in a thread of its own, and be in a state after it, or refused with what to say."""

        def run() -> None:
            try:
                work()
                self.state = state
            except Stopped as problem:
                self.state, self.refusal = CANCELLED, str(problem)
            except ScreenError as problem:
                self.state, self.refusal = REFUSED, str(problem)

        threading.Thread(target=run, name=f"job {self.id}", daemon=True).start()


class Desk:
    """All jobs, what the server was started with, and a worker kept ready for the next table."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        self.setup, self.folder = setup, folder
        self._jobs: dict[str, Job] = {}
        self._alone = threading.Lock()
        self._ready: Worker | None = None
        self._clerk: Worker | None = None
        self._is_closed = False
        self.errand: Errand | None = None

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what a process answers that holds the lists and no table, as Worker.ask does; it is started at first use."""
        try:
            return self._clerk_now().ask(function, *arguments)
        except Stopped:  # the lists were changed meanwhile
            return self._clerk_now().ask(function, *arguments)

    def _clerk_now(self) -> Worker:
        with self._alone:
            if self._is_closed:
                raise Stopped("The page has ended. Start dprk-screen serve once more.")
            if self._clerk is None or self._clerk.has_ended:
                self._clerk = Worker(self.setup)
            return self._clerk

    def send(self, what: str, function: Callable[..., Any], *arguments: Any) -> Errand | None:
        """Begin to change the stored lists in a process of its own; None where that is being done already.

        what: said of it; function: called as function(bench, *arguments).
        """
        with self._alone:
            if self.errand and self.errand.state == RUNNING:
                return None
            self.errand = errand = Errand(what, Worker(self.setup))
        errand.begin(function, *arguments, after=self.renew)
        return errand

    def make_ready(self) -> None:
        """Start a worker that loads lists and rules before a table comes."""
        with self._alone:
            if self._ready is None and not self._is_closed:
                self._ready = worker = Worker(self.setup)
                threading.Thread(target=_prepared, args=(worker,), daemon=True).start()

    def renew(self) -> None:
        """Let the workers that hold lists and no table go, since lists have changed."""
        with self._alone:
            held, self._ready, self._clerk = (self._ready, self._clerk), None, None
        for one in held:
            if one:
                one.stop()
        self.make_ready()

    def new_folder(self) -> tuple[str, Path]:
        """Return the id of a table to come, and the folder for its file."""
        number = secrets.token_hex(8)
        folder = self.folder / number
        folder.mkdir(mode=0o700)
        return number, folder

    def add(self, number: str, name: str, path: Path) -> Job:
        """Put a table on the desk."""
        with self._alone:
            worker, self._ready = self._ready, None
        job = Job(number, name, path, worker or Worker(self.setup))
        with self._alone:
            self._jobs[number] = job
            oldest = sorted(self._jobs.values(), key=lambda one: one.seen_at)[: max(0, len(self._jobs) - MOST_JOBS)]
        for one in oldest:
            self.put_away(one)
        self.make_ready()
        return job

    def job(self, number: str) -> Job | None:
        """Return a job by its id, None for one that is not on the desk."""
        found = self._jobs.get(number)
        if found:
            found.seen_at = datetime.now(UTC)
        return found

    @property
    def jobs(self) -> list[Job]:
        """The jobs, the latest first."""
        return list(reversed(self._jobs.values()))

    def put_away(self, job: Job) -> None:
        """Stop what is done for a job, and remove its files; decisions are recorded already."""
        with self._alone:
            self._jobs.pop(job.id, None)
        job.worker.stop()
        shutil.rmtree(self.folder / job.id, ignore_errors=True)

    def close(self) -> None:
        """Stop everything, and begin nothing more: a process that outlives the server would hold it."""
        with self._alone:
            self._is_closed = True
        for job in self.jobs:
            self.put_away(job)
        for one in (self._ready, self._clerk, self.errand and self.errand.worker):
            if one:
                one.stop()


def _prepared(worker: Worker) -> None:
    with suppress(ScreenError):  # said again, and to somebody, when a table comes
        worker.ask(prepare)
