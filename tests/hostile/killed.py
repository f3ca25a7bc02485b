"""Writes reports in processes that are killed at any moment, or several at once, and says what was left.

python -m tests.hostile.killed FOLDER, a process of its own: it forks.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

from screen.report.output import write
from tests.builders import TODAY, entry, screen_rows, watchlist

FORMS = ("r.xlsx", "r.html", "r.json")
TIMES = 4  # that a form is written and killed


def is_whole(path: Path) -> bool:
    """Whether a report can be read to its end."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    text = path.read_text(encoding="utf-8")
    return isinstance(json.loads(text), dict) if path.suffix == ".json" else text.rstrip().endswith("</html>")


def writing(screening: object, target: Path) -> int:
    """Write a report in another process; returns its id."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            write(screening, target)  # type: ignore[arg-type]
            code = 0
        finally:
            os._exit(code)
    return process


def main(folder: Path) -> None:
    lists = [watchlist(entry("Sample Trading Corporation"))]
    rows = [{"name": f"Sample Trading {n}"} for n in range(20)]
    runs = [screen_rows(*rows, lists=lists, as_of=TODAY + timedelta(days=n)) for n in range(2)]
    chance, whole, left = random.Random(9), 0, 0
    for name in FORMS:
        target = folder / name
        started = time.monotonic()
        write(runs[0], target)
        takes = time.monotonic() - started
        for number in range(TIMES):
            process = writing(runs[number % 2], target)
            time.sleep(chance.uniform(0, 1.2) * takes)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            whole += is_whole(target)
            left = max(left, len(list(folder.glob(".*.part"))))
        together = [writing(one, target) for one in runs * 2]
        codes = [os.waitpid(process, 0)[1] for process in together]
        whole += is_whole(target) and not any(codes)
        write(runs[0], target)
    print(json.dumps({"whole": whole, "left": left, "files": sorted(path.name for path in folder.iterdir())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
