"""Processes that work on parts of a table; one that dies costs no more than the part it worked on."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.errors import ScreenError
from screen.matching.workers import expect_restarts

if TYPE_CHECKING:
    from loky.process_executor import ProcessPoolExecutor

    from screen.screening import Screener

Task = Callable[..., Any]
Job = tuple[str, tuple[Any, ...]]
"""What is worked on, in words, and what the task is called with after the screener."""
_DEATHS = 3  # of workers at one part, after which it is given up; at the first, others were worked on too
_AHEAD = 2  # parts that wait for each worker
_SCREENER: list[Screener] = []


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Workers:
    """So many processes, each with the lists and rules compiled once; of one, the work is done in this process."""

    def __init__(self, screener: Screener, processes: int) -> None:
        self._screener, self.processes = screener, processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def each(self, task: Task, jobs: Iterable[Job]) -> Iterator[str]:
        """Do a task on each of some parts as they come, yielding their words as they are done, in any order.

        Raises ScreenError where workers die at the same part again and again; what the task raises, it raises.
        """
        if self.processes == 1:
            for words, given in jobs:
                task(self._screener, *given)
                yield words
            return
        coming, again, deaths = iter(jobs), list[Job](), Counter[str]()
        while True:
            lost: list[Job] = []
            yield from self._round(task, coming, again, lost, deaths)
            if not lost:
                return
            deaths.update(words for words, _ in lost)
            if len(lost) == 1 and deaths[lost[0][0]] >= _DEATHS:
                raise ScreenError(
                    f"{lost[0][0]}: the process that worked on it died again and again (out of memory, or ended from outside). "
                    "Free memory or use --processes 1, then go on with --resume."
                )
            again += lost

    def _round(
        self, task: Task, coming: Iterator[Job], again: list[Job], lost: list[Job], deaths: Counter[str]
    ) -> Iterator[str]:
        """Work until all is done or a process dies; what was worked on then is in *lost*, and done *again* one by one.

        Processes whose memories have grown too large are let go, and others take their place.
        """
        running: dict[Future[Any], Job] = {}
        most, is_heavy = int(read_yaml(rules_file("screening.yml"))["large"]["process_mb"]), False
        while True:
            if is_heavy and not running:
                self.rest()
                is_heavy = False
            while not is_heavy and len(running) < self._room(again, running.values(), deaths):
                job = again.pop() if again else next(coming, None)
                if job is None:
                    break
                try:
                    running[self._executor.submit(_work, task, *job[1])] = job
                except BrokenProcessPool:
                    lost.append(job)
                    break
            if not running and not lost:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for one in [one for one in done if _succeeded(one, BrokenProcessPool)]:
                is_heavy = one.result() > most or is_heavy
                yield running.pop(one)[0]
            if lost or any(one in running for one in done):
                lost += running.values()
                self.rest()
                return

    def _room(self, again: Collection[Job], running: Iterable[Job], deaths: Mapping[str, int]) -> int:
        """Return how many parts may be worked on or wait: those at which a process died, one by one."""
        is_suspect = bool(again) or any(deaths.get(words) for words, _ in running)
        return 1 if is_suspect else self.processes * _AHEAD

    @property
    def _executor(self) -> ProcessPoolExecutor:
        from loky.process_executor import ProcessPoolExecutor

        if self._pool is None:
            expect_restarts()
            one = self._screener
            parts = (one.lists, one.rules, one.data_dir, one.limits, one.root)
            self._pool = ProcessPoolExecutor(self.processes, initializer=_begin, initargs=(os.getpid(), parts))
        return self._pool

    def rest(self) -> None:
        """Let the processes go, which frees their memory; the next task starts them anew."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=True)
            self._pool = None


def _succeeded(one: Future[Any], died: type[Exception]) -> bool:
    """Whether a part was done by a process that lives; what its task raises counts as done."""
    return not isinstance(one.exception(), died)


def _begin(parent: int, parts: tuple[Any, ...]) -> None:
    """Compile lists and rules for all parts this process will see, and end with the process that started it."""
    from screen.screening import Screener

    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _SCREENER[:] = [Screener(*parts)]


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _work(task: Task, *given: Any) -> int:
    """Do a task; returns the most memory the process ever held, in MB, 0 where the system does not tell."""
    task(_SCREENER[0], *given)
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
