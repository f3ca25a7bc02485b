"""What a worker holds of its table: lists and rules compiled, and the screening as it stands."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.intake.grid import Grid
    from screen.model import Source
    from screen.screening import Screener, Screening
    from screen.web.choices import Choices
    from screen.web.setup import Setup

Progress = Callable[[str, int, int], None]


class Bench:
    """One table's workplace inside its process.

    progress: called with a stage in words, rows done and rows in all; screening: the last one, None before; table: its name;
    whole: of a large table, the folder with everything found, None for others.
    """

    def __init__(self, setup: Setup, progress: Progress) -> None:
        self.setup, self.progress = setup, progress
        self.screening: Screening | None = None
        self.table = ""
        self.whole: Path | None = None
        self._times_shown = 0
        self._grids: tuple[Choices, Source, list[Grid]] | None = None

    @cached_property
    def screener(self) -> Screener:
        """Lists and rules, compiled once."""
        self.progress("loading the lists", 0, 0)
        return self.setup.screener()

    def found(self) -> Found:
        """Return what is shown of the screening as it stands; raises UsageError where there is none."""
        if self.screening is None:
            raise UsageError("The table is not screened. Screen it first.")
        self._times_shown += 1
        return Found.of(self.screening, self._times_shown)

    def grids(self, path: Path, choices: Choices) -> tuple[Source, list[Grid]]:
        """Return the cells of a table, read once for all corrections that need no other reading; errors as read_grids."""
        from screen.intake.readers import read_grids
        from screen.web.choices import Choices

        wanted = Choices(encoding=choices.encoding, delimiter=choices.delimiter)
        if self._grids is None or self._grids[0] != wanted:
            self._grids = None
            self._grids = (wanted, *read_grids(path.name, choices.encoding or None, choices.delimiter or None))
        return self._grids[1], self._grids[2]


@dataclass(frozen=True)
class Found:
    """What a run found, as the server keeps it to show.

    record: as in report.record; written: by sheet, its headers, and by row the cells as the customer wrote them;
    nationalities: of each party, codes as in the model; number: later ones of the same process have higher ones.
    """

    record: dict[str, Any]
    written: dict[str, tuple[list[str], dict[int, list[str]]]]
    nationalities: list[str]
    number: int = 0

    @classmethod
    def of(cls, screening: Screening, number: int = 0) -> Found:
        """Return what is shown of a screening."""
        written = {
            sheet.name: (
                [use.header for use in sheet.columns],
                dict(zip(sheet.written.index.tolist(), sheet.written.values.tolist(), strict=True)),
            )
            for sheet in screening.intake.sheets
        }
        return cls(screening.record, written, screening.intake.table["nationality"].tolist(), number)


def prepare(bench: Bench) -> int:
    """Load lists and rules ahead of the first table; returns how many entries there are."""
    return len(bench.screener.matcher.index)


def lists_forgotten(bench: Bench) -> None:
    """Have lists and rules loaded anew for the next run, since they have changed."""
    bench.__dict__.pop("screener", None)


@dataclass(frozen=True)
class Used:
    """A list that tables are screened against."""

    title: str
    date: str
    age_days: int
    is_stale: bool


def lists_used(bench: Bench) -> tuple[Used, ...]:
    """Say which lists are used, and how old each is."""
    from screen.screening import is_stale

    today = bench.setup.today
    return tuple(Used(one.title, one.date, one.age_days(today), is_stale(one, today)) for one in bench.screener.lists)


def screened(bench: Bench, path: Path, choices: Choices) -> Found:
    """Screen the table, with the decisions as they are now."""
    from screen.scale.size import is_large

    os.chdir(path.parent)  # so that messages and reports name the table as the officer knows it
    bench.screening, bench.whole, bench._grids, bench.table = None, None, None, path.name
    if is_large(path):
        bench.screening, bench.whole = _screened_in_parts(bench, path, choices)
    else:
        bench.screening = _screened(bench, path, choices)
    bench.screening = bench.screening.asked_for(**choices.reading, watchlists=bench.setup.chosen.watchlists)
    bench.progress("preparing what is shown", 0, 0)
    return bench.found()


def _screened(bench: Bench, path: Path, choices: Choices) -> Screening:
    setup = bench.setup
    return bench.screener.screen(
        path.name, **choices.reading, decisions=setup.journal(path.name), four_eyes=setup.four_eyes, as_of=setup.as_of,
        command_line="dprk-screen serve", progress=bench.progress,
    )  # fmt: skip


def _screened_in_parts(bench: Bench, path: Path, choices: Choices) -> tuple[Screening, Path]:
    """Screen a large table; returns the folder of everything found too."""
    from screen.scale import screen_large

    setup = bench.setup
    whole = Path(tempfile.mkdtemp(prefix="whole-", dir=path.parent)) / f"{path.stem}.screened.parquet"
    large = screen_large(
        path.name, bench.screener, whole, **choices.reading, decisions=setup.journal(path.name),
        four_eyes=setup.four_eyes, as_of=setup.as_of, command_line="dprk-screen serve", progress=bench.progress,
    )  # fmt: skip
    return large.screening, large.folder
