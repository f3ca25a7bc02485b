"""How time grows with the length of one text that is made to be slow, stage by stage; the exponent is 1 where it is linear."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from screen import Screener, compare_names
from screen.intake import read_parties
from screen.intake.dates import read_dates
from screen.intake.readers import read_grids
from screen.model import FIELDS
from screen.names.folding import fold
from screen.redflags import load_rules
from screen.report.output import write
from tests.benchmarks.data import table
from tests.builders import TODAY, entry, watchlist

LENGTHS = (100, 1_000, 10_000, 100_000)
MOST, LEAST = 5.0, 0.005  # seconds after which longer texts are left out, and below which no growth is told
SHAPES: dict[str, Callable[[int], str]] = {
    "one letter": lambda n: "a" * n,
    "words": lambda n: ("Kim Trading Co " * n)[:n],
    "other words": lambda n: " ".join(f"w{place:x}" for place in range(n // 5 + 1))[:n],
    "digits": lambda n: ("10" * n)[:n],
    "days": lambda n: ("1.2.1990 - " * n)[:n],
    "blanks": lambda n: "a" + " " * (n - 2) + "b",
    "Hangul": lambda n: ("김철수" * n)[:n],
    "Han": lambda n: ("金哲洙" * n)[:n],
    "syllables": lambda n: ("kimchol" * n)[:n],
    "marks": lambda n: "e" + "\u0301" * (n - 1),
    "brackets": lambda n: "(" * n,
    "points": lambda n: ("a." * n)[:n],
    "values": lambda n: ("a;" * n)[:n],
    "hyphens": lambda n: ("a-" * n)[:n],
}


def stages(folder: Path) -> dict[str, Callable[[str], object]]:
    """Return what a text goes through, by its name."""
    screener = Screener(
        [watchlist(entry("Sample Trading Corporation"), entry("Kim Chol Su", kind="person"))], load_rules()
    )

    def read(text: str) -> object:
        path = folder / "t.csv"
        path.write_text("Name,Notes\n" + f'"{text}",{text}\n' * 2, encoding="utf-8")
        return read_grids(path)

    def frame(text: str) -> pd.DataFrame:
        return pd.DataFrame({name: [text, f"{text}b", "x"] for name in FIELDS}, dtype="str")

    def screened(text: str) -> object:
        found = screener.screen(frame(text), {name: name for name in FIELDS}, as_of=TODAY)
        found.matches  # noqa: B018
        return found.record

    def reported(text: str) -> None:
        found = screener.screen(frame(text)[["name", "address", "notes"]], as_of=TODAY)
        found.record  # noqa: B018
        started = time.perf_counter()
        for ending in ("xlsx", "html", "md"):
            write(found, folder / f"r.{ending}")
        reported.seconds = time.perf_counter() - started  # type: ignore[attr-defined]

    return {
        "reading": read,
        "folding": fold,
        "dates": lambda text: read_dates([text], "DOB", today=TODAY, is_birth=True),
        "intake": lambda text: read_parties(frame(text), columns={name: name for name in FIELDS}, today=TODAY),
        "comparing": lambda text: compare_names(text, f"b {text}"),
        "matching": lambda text: screener.match_names([text]),
        "screening": screened,
        "report": reported,
    }


def measure(stage: Callable[[str], object], make: Callable[[int], str]) -> list[float]:
    """Return the seconds that a stage takes for each length, as far as it goes."""
    took: list[float] = []
    stage(make(50))
    for length in LENGTHS:
        text = make(length)
        started = time.perf_counter()
        stage(text)
        took.append(getattr(stage, "seconds", time.perf_counter() - started))
        if took[-1] > MOST:
            break
    return took


def exponent(took: list[float]) -> float | None:
    """Return the steepest growth between two lengths that can be told, None where all is too quick for that."""
    steps = [math.log(b / a, 10) for a, b in pairwise(took) if b > LEAST and b > 4 * a]
    return max(steps, default=None) if took[-1] > LEAST else None


def run() -> None:
    """Print the seconds for the longest text and the exponent of each stage and shape; `stages` may be named behind `lengths`."""
    with TemporaryDirectory() as folder:
        every = stages(Path(folder))
        chosen = [name for name in every if name in sys.argv] or list(every)
        lines: list[list[object]] = []
        for name in chosen:
            for shape, make in SHAPES.items():
                took = measure(every[name], make)
                grows = exponent(took)
                lines.append(
                    [name, shape, LENGTHS[len(took) - 1], took[-1], "-" if grows is None else f"{grows:.1f}"]
                )
    table("Time by the length of one text", ["stage", "shape", "letters", "seconds", "exponent"], lines)
