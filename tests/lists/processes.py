"""Processes that add to one store, killed or at the same time; run as a program, since they fork: it prints JSON.

python -m tests.lists.processes killed|random|together FOLDER
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd  # noqa: F401  # loaded once, before the forks

from screen.lists.formats import formats
from screen.lists.store import Store
from tests.lists.server import un_xml


def forked(work: Callable[[], None]) -> int:
    """Run work in a process of its own; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


def ended(child: int) -> int:
    """Return how a process ended: 0, 1, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at(place: int, folder: Path) -> None:
    """Have this process killed when it touches the store for the nth time (opens, renames, makes or removes)."""
    left, inside = [place], os.fspath(folder)

    def watch(event: str, details: tuple[object, ...]) -> None:
        if event.startswith(("open", "os.", "shutil.")) and any(inside in str(one) for one in details):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def state(store: Store) -> dict[str, object]:
    """Return what a reader sees."""
    (one,) = store.in_use()
    return {"date": one.date, "entries": len(one.load().entries), "snapshots": len(store.snapshots())}


def killed(folder: Path, files: list[Path]) -> list[dict[str, object]]:
    """Kill an addition at its first, second, third … touch of the store, until it gets through."""
    said = []
    for place in range(1, 500):
        store = Store(folder / f"data-{place}")
        store.add([files[0]])

        def work(store: Store = store, place: int = place) -> None:
            kill_at(place, store.folder)
            store.confirm([store.add([files[1]])[0].snapshot])

        code = ended(forked(work))
        seen = state(store)
        store.add([files[1]])
        left = [path.name for path in store.folder.rglob(".new-*")]
        said.append({"code": code, "seen": seen, "after": state(store), "left": left})
        if code == 0:
            break
    return said


def at_random(folder: Path, files: list[Path]) -> list[dict[str, object]]:
    """Kill a process that adds one list after the other, whenever it is."""
    store, chance = Store(folder / "data"), random.Random(1)
    store.add([files[0]])

    def add_for_ever(run: int) -> None:
        for number in range(10_000):
            fresh = folder / f"{number}.xml"
            fresh.write_bytes(un_xml(range(1, 40 + run), f"2026-02-{1 + number % 28:02d}"))
            store.add([fresh], retrieved=datetime(2026, 3, 1, tzinfo=UTC), accept_shrink=True)

    said = []
    for run in range(8):
        child = forked(lambda run=run: add_for_ever(run))  # type: ignore[misc]
        time.sleep(chance.uniform(0.02, 0.25))
        os.kill(child, signal.SIGKILL)
        said.append({"code": ended(child), "seen": state(store)})
    return said


def together(folder: Path, files: list[Path]) -> list[dict[str, object]]:
    """Let four processes add the same list and one another one, at the same time."""
    store, outcomes = Store(folder / "data"), folder / "outcomes"
    outcomes.mkdir()

    def add(number: int, file: Path) -> None:
        (added,) = store.add([file])
        (outcomes / str(number)).write_text(str(int(added.is_new)), encoding="utf-8")

    children = [forked(lambda n=n, f=f: add(n, f)) for n, f in enumerate([files[0]] * 4 + [files[1]])]  # type: ignore[misc]
    codes = [ended(child) for child in children]
    new = [int((outcomes / str(number)).read_text(encoding="utf-8")) for number in range(5)]
    return [{"codes": codes, "new": new, "seen": state(store)}]


def main() -> None:
    """Print what was seen."""
    formats()
    folder = Path(sys.argv[2])
    files = [folder / "old.xml", folder / "new.xml"]
    files[0].write_bytes(un_xml(range(1, 11), "2026-01-01"))
    files[1].write_bytes(un_xml(range(1, 12), "2026-01-02"))
    work = {"killed": killed, "random": at_random, "together": together}[sys.argv[1]]
    print(json.dumps(work(folder, files)))


if __name__ == "__main__":
    main()
