"""How time grows with the length of one text that is made to be slow, stage by stage; the exponent is 1 where it is linear."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
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

LENGTHS = (128, 512, 2_048, 8_192, 32_768)  # the last is what intake keeps of a cell
MOST, LEAST = 0.5, 0.02  # seconds after which longer texts are left out, and below which no growth is told
STAGE = 70.0  # seconds for a stage, after which shapes are left out
HEAVY = 0.2  # seconds for a short text from which on only the longer ones are measured
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


_SHOWN = ("address", "notes", "occupation", "country", "owners")


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
        cells = {"name": ["Kim Chol Su", "Sample Trading", text[:200]], **{name: [text] * 3 for name in _SHOWN}}
        found = screener.screen(pd.DataFrame(cells, dtype="str"), {name: name for name in cells}, as_of=TODAY)
        started = time.perf_counter()
        for ending in ("xlsx", "html"):
            write(found, folder / f"r.{ending}")
        reported.seconds = time.perf_counter() - started  # type: ignore[attr-defined]

    return {
        "reading": read,
        "folding": fold,
        "dates": lambda text: read_dates([text], "DOB", today=TODAY, is_birth=True),
        "intake": lambda text: read_parties(frame(text), columns={name: name for name in FIELDS}, today=TODAY),
        "comparing": lambda text: compare_names(text, f"b {text}"),
        "matching": lambda text: screener.match_names([text]),
        "report": reported,
        "screening": screened,
    }


def measure(stage: Callable[[str], object], make: Callable[[int], str]) -> dict[int, float]:
    """Return the seconds that a stage takes for each length, as far as it goes, beyond those for a short text."""
    _seconds(stage, make(50))
    start = _seconds(stage, make(50))
    took: dict[int, float] = {}
    for length in LENGTHS[2:] if start > HEAVY else LENGTHS:
        took[length] = max(0.0, _seconds(stage, make(length)) - start)
        if took[length] > MOST:
            break
    return took


def _seconds(stage: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    stage(text)
    return float(getattr(stage, "seconds", time.perf_counter() - started))


def exponent(took: dict[int, float]) -> float | None:
    """Return the growth to the longest text from the one before, None where either is too quick for that."""
    if len(took) < 2:
        return None
    (shorter, before), (longer, last) = list(took.items())[-2:]
    if before < LEAST / 4 or last < LEAST:
        return None
    return math.log(last / before, longer / shorter)


def run() -> None:
    """Print the seconds for the longest text and the exponent of each stage and shape, within about five minutes."""
    with TemporaryDirectory() as folder:
        every = stages(Path(folder))
        for name, stage in every.items():
            lines: list[list[object]] = []
            end = time.perf_counter() + STAGE
            for shape, make in SHAPES.items():
                if time.perf_counter() > end:
                    lines.append([shape, "-", "-", "no time left"])
                    continue
                took = measure(stage, make)
                grows = exponent(took)
                told = "-" if grows is None else f"{grows:.1f}"
                lines.append([shape, max(took), took[max(took)], told])
            table(f"Time by the length of one text: {name}", ["shape", "letters", "seconds", "exponent"], lines)
