"""How a table was understood, worked out in its worker before it is screened, for the page that shows and corrects it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import ScreenError
from screen.intake.understanding import Hindrance

if TYPE_CHECKING:
    from screen.intake.grid import Grid
    from screen.intake.understanding import SheetSeen
    from screen.model import Parties, Problem, Source
    from screen.redflags.profile import Profile
    from screen.web.bench import Bench
    from screen.web.choices import Choices


@dataclass(frozen=True)
class Lack:
    """A column that is not there, and how many rules cannot be tested for want of it."""

    what: str
    rules: int


@dataclass(frozen=True)
class Understanding:
    """What the page shows of a table that is not screened yet.

    refusal: why it cannot be screened as it is read, '' where it can; is_text: whether it has an encoding, is_cells: whether a
    sign separates its cells; is_large: screened in parts, so that what its later rows hold is not known; parties: rows that
    would be screened; untested: how many of the rules for it cannot be tested; decisions: how many are recorded in the file,
    trouble: why that cannot be read.
    """

    source: Source | None = None
    sheets: tuple[SheetSeen, ...] = ()
    refusal: str = ""
    is_text: bool = False
    is_cells: bool = False
    is_large: bool = False
    rows_read: int = 0
    parties: int = 0
    problems: tuple[Problem, ...] = ()
    profiles: tuple[Profile, ...] = ()
    rules: int = 0
    untested: int = 0
    lacking: tuple[Lack, ...] = ()
    decisions_file: str = ""
    decisions: int = 0
    trouble: str = ""

    @property
    def obstacle(self) -> Hindrance:
        """What keeps the whole table from being screened and can be put right by choosing header and columns, NONE for all else."""
        if not self.refusal:
            return Hindrance.NONE
        held = {sheet.hindrance for sheet in self.sheets}
        held |= {table.hindrance for sheet in self.sheets for table in sheet.tables}
        if Hindrance.SEVERAL_NAMES in held:
            return Hindrance.SEVERAL_NAMES
        is_named = any(sheet.is_screened for sheet in self.sheets)
        is_told = Hindrance.UNFIT in held  # in words of the library
        if held <= {Hindrance.SIDEWAYS, Hindrance.EMPTY, Hindrance.LEFT_OUT} and Hindrance.SIDEWAYS in held:
            return Hindrance.SIDEWAYS
        return Hindrance.NO_NAMES if Hindrance.NO_NAMES in held and not is_named and not is_told else Hindrance.NONE


def understood(bench: Bench, path: Path, choices: Choices) -> Understanding:
    """Read the table as chosen, without screening it; what is wrong with it is told in what comes back."""
    os.chdir(path.parent)  # so that messages name the table as the officer knows it
    bench.progress("reading the table", 0, 0)
    about = _decided(bench, replace(_kind(path), is_large=_is_large(path)), path.name)
    try:
        return _large(bench, about, path, choices) if about.is_large else _whole(bench, about, path, choices)
    except ScreenError as problem:
        return replace(about, refusal=str(problem))


def _is_large(path: Path) -> bool:
    from screen.scale.size import is_large

    return is_large(path)


def _kind(path: Path) -> Understanding:
    """Say whether a file is a text whose encoding may be chosen."""
    from screen.intake.readers import kind_of

    with path.open("rb") as stream:
        head = stream.read(200_000)
    try:
        kind = kind_of(head, path.name)
    except ScreenError:
        kind = ""
    return Understanding(is_text=kind in ("text", "jsonl"), is_cells=kind == "text")


def _decided(bench: Bench, about: Understanding, table: str) -> Understanding:
    """Say which decisions file holds for the table, and how much stands in it."""
    file = str(bench.setup.decisions_file(table))
    try:
        return replace(about, decisions_file=file, decisions=len(bench.setup.journal(table).events))
    except ScreenError as problem:
        return replace(about, decisions_file=file, trouble=str(problem))


def _whole(bench: Bench, about: Understanding, path: Path, choices: Choices) -> Understanding:
    from screen.intake.parties import parties_of
    from screen.intake.understanding import sheets_seen

    source, grids = bench.grids(path, choices)
    about = replace(about, source=source, sheets=sheets_seen(grids, choices.corrections, source.name))
    try:
        parties = parties_of(source, grids, {}, None, None, choices.corrections)
    except ScreenError as problem:
        return replace(about, refusal=str(problem))
    about = replace(about, rows_read=parties.rows_read, parties=len(parties), problems=parties.problems)
    return _ruled(bench, about, parties, choices)


def _ruled(bench: Bench, about: Understanding, parties: Parties, choices: Choices) -> Understanding:
    """Say what kind of table it was taken for, and which rules lack a column."""
    from screen.redflags.evaluate import chosen_rules, untested
    from screen.redflags.profile import choose

    profiles = choose(parties, choices.profile or None)
    rules = chosen_rules(bench.screener.rules, [one.id for one in profiles])
    lacking = untested(rules, parties.sheets, has_history=False)
    count = len(parties.sheets)
    nowhere = lacking.groupby("rule").filter(lambda rows: len(rows) == count)
    by_column = nowhere.drop_duplicates(["rule", "missing"]).groupby("missing").size()
    counts = sorted(
        ((str(what), int(number)) for what, number in by_column.items()), key=lambda one: (-one[1], one[0])
    )
    return replace(
        about, profiles=profiles, rules=len(rules), untested=nowhere["rule"].nunique(),
        lacking=tuple(Lack(*one) for one in counts),
    )  # fmt: skip


def _large(bench: Bench, about: Understanding, path: Path, choices: Choices) -> Understanding:
    """Understand a large table by its first rows; that it is large is no reason to hold it."""
    from screen.intake.stream import count_rows
    from screen.intake.understanding import sheets_seen

    source, grid = _beginning(path, choices)
    sheets = sheets_seen([grid], choices.corrections, source.name)
    refusal = "" if any(one.is_screened for one in sheets) else f"{source.name}: no column holds names."
    most = 100_000_000
    return replace(about, source=source, sheets=sheets, refusal=refusal, rows_read=count_rows(path, most))


def _beginning(path: Path, choices: Choices) -> tuple[Source, Grid]:
    from screen.intake.parts import beginning
    from screen.intake.stream import Stream
    from screen.intake.text import UnclosedQuote

    stream = Stream.open(Path(path.name), choices.encoding or None, choices.delimiter or None)
    try:
        return stream.source, beginning(stream)
    except UnclosedQuote as broken:
        return stream.source, beginning(stream.unquoted(broken.line))
