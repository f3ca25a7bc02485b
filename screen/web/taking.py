"""What the bench makes to take away, and what comes back: reports, letters, a workbook that a reviewer has worked in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.web.bench import Bench, Found

if TYPE_CHECKING:
    from screen.report.questions import Letter
    from screen.screening import Screening


def current(bench: Bench) -> Screening:
    """Return the screening of the table as the decisions are now: those of the page, of workbooks and of other programs."""
    screening, setup = _screening(bench), bench.setup
    journal = setup.journal(bench.table)
    if journal.sha256 == screening.decisions.sha256:
        return screening
    if bench.whole is not None:
        raise UsageError(
            "Decisions were recorded since this large table was screened. Screen it again, then take it away."
        )
    bench.screening = bench.screener.decided(screening, journal, progress=bench.progress)
    return bench.screening


def _screening(bench: Bench) -> Screening:
    if bench.screening is None:
        raise UsageError("The table is not screened yet. Wait for the result, then take it away.")
    return bench.screening


def written(bench: Bench, target: Path, redact: bool) -> str:
    """Write a report in the form that the ending names; returns what to say where it could not be noted for a rerun.

    redact: leave names out of the forms that others may see.
    """
    from screen.report.disclosure import Disclosure
    from screen.report.output import form_of, write
    from screen.report.rerunnable import WITH_RECORD, note_taken

    screening = current(bench).asked_for(watchlists=bench.setup.chosen.watchlists)
    write(screening, target, Disclosure(redact=redact))
    if form_of(target).ending not in WITH_RECORD:
        return ""
    return note_taken(screening, bench.setup.chosen.data_dir, bench.setup.folder)


# ---- questions to send -----------------------------------------------------------------------------------


def letters_of(bench: Bench) -> list[Letter]:
    """Return what each party may be asked, the most urgent first."""
    from screen.report.questions import letters
    from screen.report.queue import Queue

    screening = current(bench)
    return list(letters(screening, Queue(screening)))


def letters_written(bench: Bench, target: Path) -> None:
    """Write what each party may be asked."""
    from screen.report.questions import write_letters

    write_letters(letters_of(bench), target)


# ---- a workbook that comes back --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of the decisions of a returned workbook.

    lines: in words, as the command line says it; refused: how many were not recorded; other_table: the table it is on, where
    that is another than this one; found: the run as it stands now, None where that is not known: nothing was recorded, or the
    table is large.
    """

    lines: list[str]
    recorded: int
    refused: int
    other_table: str
    found: Found | None


def taken_back(bench: Bench, path: Path) -> TakenBack:
    """Record the decisions that a reviewer wrote into a workbook, into the same file as the page does."""
    from screen.report.answers import read_returned
    from screen.report.recorded import outcome
    from screen.report.review import Review

    screening = _screening(bench)
    os.chdir(path.parent)  # so that messages name the workbook as the officer knows it
    try:
        returned = read_returned(Path(path.name))
    finally:
        os.chdir(path.parents[1])
    setup = bench.setup
    file = setup.decisions_file(bench.table)
    review, journal = Review.recorded(returned, setup.journal(bench.table), setup.today)
    table = returned.record["input"]
    is_other = table["sha256"] != screening.audit.input.sha256
    is_new = bool(review.events) and bench.whole is None
    if is_new:
        current(bench)
    return TakenBack(
        outcome(review, journal, file, is_dry=False, lost=returned.lost_columns), len(review.events), len(review.refused),
        str(table["name"]) if is_other else "", bench.found() if is_new else None,
    )  # fmt: skip
