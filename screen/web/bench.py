"""What a worker holds of its table: lists and rules compiled, and the screening as it stands."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screen.lists.directory import Directory
    from screen.screening import Screener, Screening
    from screen.web.choices import Choices
    from screen.web.setup import Setup

Progress = Callable[[str, int, int], None]


class Bench:
    """One table's workplace inside its process.

    progress: called with a stage in words, rows done and rows in all; screening: the last one, None before; table: its name.
    """

    def __init__(self, setup: Setup, progress: Progress) -> None:
        self.setup, self.progress = setup, progress
        self.screening: Screening | None = None
        self.table = ""

    @cached_property
    def screener(self) -> Screener:
        """Lists and rules, compiled once."""
        self.progress("loading the lists", 0, 0)
        return self.setup.screener()

    def forget_lists(self) -> None:
        """Have lists and rules loaded anew for the next run, since they have changed."""
        for held in ("screener", "directory"):
            self.__dict__.pop(held, None)

    @cached_property
    def directory(self) -> Directory:
        """The entries of the lists by reference."""
        from screen.lists.directory import Directory

        return Directory(self.screener.lists)


@dataclass(frozen=True)
class Found:
    """What a run found, as the server keeps it to show.

    record: as in report.record; written: by sheet, its headers, and by row the cells as the customer wrote them.
    """

    record: dict[str, Any]
    written: dict[str, tuple[list[str], dict[int, list[str]]]]

    @classmethod
    def of(cls, screening: Screening) -> Found:
        """Return what is shown of a screening."""
        written = {
            sheet.name: (
                [use.header for use in sheet.columns],
                dict(zip(sheet.written.index.tolist(), sheet.written.values.tolist(), strict=True)),
            )
            for sheet in screening.intake.sheets
        }
        return cls(screening.record, written)


def prepare(bench: Bench) -> int:
    """Load lists and rules ahead of the first table; returns how many entries there are."""
    return len(bench.screener.matcher.index)


def screened(bench: Bench, path: Path, choices: Choices) -> Found:
    """Screen the table, with the decisions as they are now."""
    os.chdir(path.parent)  # so that messages and reports name the table as the officer knows it
    setup, bench.table = bench.setup, path.name
    bench.screening = bench.screener.screen(
        path.name, choices.columns or None, choices.sheet or None, profile=choices.profile or None,
        encoding=choices.encoding or None, delimiter=choices.delimiter or None, decisions=setup.journal(path.name),
        four_eyes=setup.four_eyes, as_of=setup.as_of, command_line="dprk-screen serve", progress=bench.progress,
    )  # fmt: skip
    bench.progress("preparing what is shown", 0, 0)
    return Found.of(bench.screening)
