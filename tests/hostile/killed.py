"""Writes in processes that are killed at any moment, or several at once, and says what was left.

python -m tests.hostile.killed reports|decisions FOLDER, a process of its own: it forks.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from screen.decisions import Event, Journal
from screen.report.output import write
from tests.builders import TODAY, decision, entry, screen_rows, watchlist

FORMS = ("r.xlsx", "r.html", "r.json")
TIMES = 3  # that a form is written and killed
BATCHES, BATCH = 8, 400  # times that decisions are added and killed, and how many at once: about half a megabyte
_LISTS = [watchlist(entry("Sample Trading Corporation"))]


def is_whole(path: Path) -> bool:
    """Whether a report can be read to its end."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    text = path.read_text(encoding="utf-8")
    return isinstance(json.loads(text), dict) if path.suffix == ".json" else text.rstrip().endswith("</html>")


def begun(task: Callable[[], object]) -> int:
    """Do something in another process; returns its id."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            task()
            code = 0
        finally:
            os._exit(code)
    return process


def killed(task: Callable[[], object], folder: Path, seconds: float | None) -> None:
    """Do something in another process and kill it after so many seconds, None for as soon as it writes into a folder."""
    before = _sizes(folder)
    process = begun(task)
    if seconds is not None:
        time.sleep(seconds)
    while seconds is None and not os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if any(size > before.get(name, 0) for name, size in _sizes(folder).items()):
            break
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _sizes(folder: Path) -> dict[str, int]:
    found = {}
    for path in os.scandir(folder):
        try:
            found[path.name] = path.stat().st_size
        except FileNotFoundError:
            continue
    return found


def moments(takes: float, count: int) -> list[float | None]:
    """Return when to kill something that takes so many seconds: by chance, and as soon as it writes."""
    chance = random.Random(9)
    return [None if number % 2 else chance.uniform(0, 1.1) * takes for number in range(count)]


def timed(task: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    started = time.monotonic()
    task()
    return time.monotonic() - started


def reports(folder: Path) -> dict[str, object]:
    """Write each form of a report, killed again and again; then twice at once."""
    rows = [{"name": f"Sample Trading {n}"} for n in range(20)]
    runs = [screen_rows(*rows, lists=_LISTS, as_of=TODAY + timedelta(days=n)) for n in range(2)]
    whole, left = 0, 0
    for name in FORMS:
        target = folder / name
        takes = timed(partial(write, runs[0], target))
        for number, seconds in enumerate(moments(takes, TIMES)):
            killed(partial(write, runs[number % 2], target), folder, seconds)
            whole += is_whole(target)
            left = max(left, len(list(folder.glob(".*.part"))))
        together = [begun(partial(write, one, target)) for one in runs]
        codes = [os.waitpid(process, 0)[1] for process in together]
        whole += is_whole(target) and not any(codes)
    return {"whole": whole, "left": left, "files": sorted(path.name for path in folder.iterdir())}


def decisions(folder: Path) -> dict[str, object]:
    """Add decisions to a file, killed again and again; one more is added at the end."""
    path = folder / "d.decisions.jsonl"
    screening = screen_rows({"name": "Sample Trading Corporation"}, lists=_LISTS, as_of=TODAY)
    takes = timed(partial(_added, path, batch(screening, "first")))
    counts: list[int] = []
    kept = True
    for number, seconds in enumerate(moments(takes, BATCHES)):
        before, known = path.read_bytes(), len(Journal.read(path).events)
        killed(partial(_added, path, batch(screening, str(number))), folder, seconds)
        after = path.read_bytes()
        kept = kept and after.startswith(before) and after.endswith(b"\n")
        counts.append(len(Journal.read(path).events) - known)
    _added(path, batch(screening, "last"))
    return {"kept": kept, "counts": sorted(set(counts)), "files": sorted(path.name for path in folder.iterdir())}


def batch(screening: object, title: str) -> list[Event]:
    """Return decisions that no other batch has."""
    one = decision(screening)  # type: ignore[arg-type]
    return [Event.of({**one.values(), "comment": f"{title} {number}"}) for number in range(BATCH)]


def _added(path: Path, events: list[Event]) -> None:
    Journal.read(path).added(events)


if __name__ == "__main__":
    print(json.dumps({"reports": reports, "decisions": decisions}[sys.argv[1]](Path(sys.argv[2]))))
