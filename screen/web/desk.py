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
from typing import Any, TypeVar

from screen.errors import ScreenError
from screen.web.assessment import Assessment
from screen.web.bench import Found, Used, lists_forgotten, lists_used, prepare, screened
from screen.web.choices import Choices
from screen.web.errand import RUNNING, Errand
from screen.web.orders import Orders
from screen.web.setup import Setup
from screen.web.understanding import Understanding, understood
from screen.web.worker import Bug, Stopped, Worker

_Found = TypeVar("_Found")

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
        """Begin to read the table as the choices say, to show how it is understood; not while something is being done for it."""
        with self._alone:
            choices = self.choices

            def taken(understanding: Understanding) -> str:
                self.understanding = understanding
                return _state_of(understanding)

            self._begin(READING, lambda worker: worker.ask(understood, self.path, choices), taken)

    def screen(self, with_new_lists: bool = False) -> None:
        """Begin to screen the table as the choices say; not while something is being done for it.

        with_new_lists: load the lists anew, since they have changed.
        """
        with self._alone:
            choices = self.choices

            def work(worker: Worker) -> Found:
                if with_new_lists:
                    worker.ask(lists_forgotten)
                found: Found = worker.ask(screened, self.path, choices)
                return found

            def taken(found: Found) -> str:
                self.put(found, self.worker)
                self.screened_as = choices
                return DONE

            self._begin(SCREENING, work, taken)

    def choose(self, choices: Choices) -> None:
        """Read the table as is chosen now, and wait for it; a table that is being read or screened is left as it is."""
        with self._alone:
            if self.is_busy or choices == self.choices:
                return
            self._mended()
            try:
                understanding: Understanding = self.worker.ask(understood, self.path, choices)
            except ScreenError:
                self._mended()
                raise
            self.choices, self.understanding, self.refusal, self.was_cancelled = choices, understanding, "", False
            self.state = DONE if self.found else _state_of(understanding)

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
        self.worker.stop()  # at once: who holds the lock may wait for an answer
        with self._alone:
            self.worker.stop()

    def answer(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the worker answers of the run as it stands, asked once; raises as Worker.ask does."""
        key = (function.__qualname__, *arguments)
        answers = self._answers
        if key not in answers:
            answers[key] = self.worker.ask(function, *arguments)
        return answers[key]

    def put(self, found: Found, worker: Worker) -> None:
        """Take what a run found, and forget answers about an earlier one; what comes late never overwrites what is newer.

        worker: the one that found it.
        """
        with self._alone:
            if worker is self.worker and (self.found is None or found.number > self.found.number):
                self.found, self._answers = found, {}

    def _mended(self) -> None:
        """Take another process where this one has ended; what it held is gone with it."""
        if self.worker.has_ended and not self.is_away:
            self.worker, self.found, self._answers = self.renewed(), None, {}

    def _begin(self, state: str, work: Callable[[Worker], _Found], taken: Callable[[_Found], str]) -> None:
        """Do a piece of work in a thread of its own, and be in a state meanwhile.

        taken: called with what comes of it unless that was cancelled meanwhile; returns the state to be in then.
        """
        if self._run is not None:
            return
        self._mended()
        worker, own = self.worker, object()

        def run() -> None:
            after, refusal = REFUSED, ""
            try:
                found = work(worker)
            except Stopped as problem:
                after, refusal = CANCELLED, str(problem)
            except ScreenError as problem:
                refusal = str(problem)
            except Exception as bug:  # else it would be busy for ever
                refusal = str(Bug.at(bug))
            with self._alone:
                if self._run is not own:  # it was cancelled, and something else may be going on
                    return
                self._run = None
                self.state, self.refusal = (after, refusal) if refusal else (taken(found), "")
                if refusal:
                    self._mended()

        threading.Thread(target=run, name=f"job {self.id}", daemon=True).start()
        self._run, self.state, self.refusal, self.was_cancelled = own, state, "", False


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
            if self._clerk is None or self._clerk.has_ended:
                self._clerk = self._new_worker()
            return self._clerk

    def _new_worker(self) -> Worker:
        """Start a worker, by who holds the lock; raises Stopped where the server ends: a process that outlives it would hold it."""
        if self._is_closed:
            raise Stopped("The page has ended. Start dprk-screen serve once more.")
        return Worker(self.setup)

    def send(self, what: str, function: Callable[..., Any], *arguments: Any) -> Errand | None:
        """Begin to change the stored lists in a process of its own; None where that is being done already.

        what: said of it; function: called as function(bench, *arguments).
        """
        with self._alone:
            if self.errand and self.errand.state == RUNNING:
                return None
            self.errand = errand = Errand(what, self._new_worker())
        errand.begin(function, *arguments, after=self.renew)
        return errand

    def make_ready(self) -> None:
        """Start a worker that loads lists and rules before a table comes."""
        with self._alone:
            if (self._ready is None or self._ready.has_ended) and not self._is_closed:
                self._ready = worker = self._new_worker()
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
            if worker is None or worker.has_ended:
                worker = self._new_worker()
        self.make_ready()
        return worker

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
        """Stop everything, and begin nothing more."""
        with self._alone:
            self._is_closed = True
            held, self._ready = (self._ready, self._clerk, self.errand and self.errand.worker), None
        for job in self.jobs:
            self.put_away(job)
        for one in held:
            if one:
                one.stop()


def _prepared(worker: Worker) -> None:
    with suppress(ScreenError):  # said again, and to somebody, when a table comes
        worker.ask(prepare)
