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
from screen.web.assessment import Assessment
from screen.web.bench import Found, Used, lists_used, prepare, screened
from screen.web.choices import Choices
from screen.web.errand import RUNNING, Errand
from screen.web.orders import Orders
from screen.web.setup import Setup
from screen.web.understanding import Understanding, understood
from screen.web.worker import Stopped, Worker

MOST_JOBS = 8
"""Tables on the desk at once; each has a process. Of more, the one looked at longest ago is put away."""
READING, UNDERSTOOD, SCREENING, DONE, REFUSED, CANCELLED = (
    "reading", "understood", "screening", "done", "refused", "cancelled",
)  # fmt: skip


@dataclass
class Job:
    """One table that was dropped: its file, its process, how it was understood, what was found, how far it is.

    path: bears the name of the table, in a folder of its own; renewed: gives a process for one that ended; screened_as: the
    choices that what was found goes by; refusal: what to say where it could not be read or screened; is_away: taken away from
    the desk.
    """

    id: str
    name: str
    path: Path
    worker: Worker
    renewed: Callable[[], Worker]
    state: str = READING
    choices: Choices = field(default_factory=Choices)
    understanding: Understanding | None = None
    found: Found | None = None
    screened_as: Choices | None = None
    refusal: str = ""
    orders: Orders = field(default_factory=Orders)
    was_cancelled: bool = False
    is_away: bool = False
    seen_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    assessment: Assessment = field(default_factory=Assessment)
    _answers: dict[Any, Any] = field(default_factory=dict)
    _run: object = None
    _alone: threading.RLock = field(default_factory=threading.RLock)

    @property
    def is_busy(self) -> bool:
        """Whether it is being read or screened."""
        return self.state in (READING, SCREENING)

    @property
    def is_outdated(self) -> bool:
        """Whether something else was chosen since it was screened."""
        return self.found is not None and self.screened_as != self.choices

    def read(self) -> None:
        """Begin to read the table as the choices say, to show how it is understood."""
        with self._alone:
            self._begin(READING, lambda: self._understand(self.choices))

    def screen(self) -> None:
        """Begin to screen the table as the choices say."""
        with self._alone:
            choices = self.choices

            def work() -> str:
                self.put(self.worker.ask(screened, self.path, choices))
                self.screened_as = choices
                return DONE

            self._begin(SCREENING, work)

    def choose(self, choices: Choices) -> None:
        """Read the table as is chosen now, and wait for it; a table that is being read or screened is left as it is."""
        with self._alone:
            if self.is_busy or choices == self.choices:
                return
            before, self.choices = self.choices, choices
            try:
                state = self._understand(choices)
            except ScreenError:
                self.choices = before
                self._mended()
                raise
            self.state, self.refusal, self.was_cancelled = (DONE if self.found else state), "", False

    def cancel(self) -> None:
        """Stop what is done for the table, and be as before it began."""
        with self._alone:
            if not self.is_busy:
                return
            self._run = None
            self.worker.stop()
            self._mended()
            self.found, self.screened_as, self.was_cancelled = None, None, True
            self.state = _state_of(self.understanding) if self.understanding else CANCELLED

    def end(self) -> None:
        """Stop what is done for the table, for good."""
        self.is_away = True
        self.worker.stop()

    def answer(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the worker answers of the run as it stands, asked once; raises as Worker.ask does."""
        key = (function.__qualname__, *arguments)
        answers = self._answers
        if key not in answers:
            answers[key] = self.worker.ask(function, *arguments)
        return answers[key]

    def put(self, found: Found) -> None:
        """Take what a run found; answers about an earlier one are forgotten."""
        self.found, self._answers = found, {}

    def _understand(self, choices: Choices) -> str:
        """Have the table read; returns the state that it is in then."""
        self.understanding = self.worker.ask(understood, self.path, choices)
        return _state_of(self.understanding)

    def _mended(self) -> None:
        """Take another process where this one has ended; what it held is gone with it."""
        if self.worker.has_ended and not self.is_away:
            self.worker, self.found, self._answers = self.renewed(), None, {}

    def _begin(self, state: str, work: Callable[[], str]) -> None:
        """Do a piece of work in a thread of its own, and be in the state it returns, or refused with what to say."""
        self._run = own = object()
        self.state, self.refusal, self.was_cancelled = state, "", False

        def run() -> None:
            after, refusal = REFUSED, ""
            try:
                after = work()
            except Stopped as problem:
                after, refusal = CANCELLED, str(problem)
            except ScreenError as problem:
                refusal = str(problem)
            with self._alone:
                if self._run is own:  # else it was cancelled, and something else may be going on
                    if refusal:
                        self._mended()
                    self.state, self.refusal = after, refusal

        threading.Thread(target=run, name=f"job {self.id}", daemon=True).start()


def _state_of(understanding: Understanding) -> str:
    return REFUSED if understanding.refusal else UNDERSTOOD


class Desk:
    """All jobs, what the server was started with, and a worker kept ready for the next table."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        self.setup, self.folder = setup, folder
        self._jobs: dict[str, Job] = {}
        self._alone = threading.Lock()
        self._ready: Worker | None = None
        self._used: tuple[Used, ...] | None = None
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
            held, self._ready, self._clerk, self._used = (self._ready, self._clerk), None, None, None
        for one in held:
            if one:
                one.stop()
        self.make_ready()

    @property
    def lists_used(self) -> tuple[Used, ...]:
        """The lists that the next table is screened against; waits until they are loaded. Raises as Worker.ask does."""
        while self._used is None:
            self.make_ready()
            with self._alone:
                ready = self._ready
            if ready is None:
                return ()
            with suppress(Stopped):  # it was given to a table meanwhile, which was put away
                self._used = ready.ask(lists_used)
        return self._used

    def new_folder(self) -> tuple[str, Path]:
        """Return the id of a table to come, and the folder for its file."""
        number = secrets.token_hex(8)
        folder = self.folder / number
        folder.mkdir(mode=0o700)
        return number, folder

    def add(self, number: str, name: str, path: Path) -> Job:
        """Put a table on the desk."""
        job = Job(number, name, path, self._worker(), self._worker)
        with self._alone:
            self._jobs[number] = job
            in_order = sorted(self._jobs.values(), key=lambda one: (one.is_busy, one.seen_at))
        for one in in_order[: max(0, len(in_order) - MOST_JOBS)]:
            self.put_away(one)
        return job

    def _worker(self) -> Worker:
        """Return the worker that is ready, and get another one ready."""
        with self._alone:
            worker, self._ready = self._ready, None
        self.make_ready()
        return Worker(self.setup) if worker is None or worker.has_ended else worker

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
        job.end()
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
