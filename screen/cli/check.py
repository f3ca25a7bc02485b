"""``dprk-screen check TABLE``: screen a table and write the report."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.cli.decisions import Decided, decided_options
from screen.cli.gate import Failing, failing_options
from screen.cli.options import (
    Chosen,
    Reading,
    as_of_option,
    list_options,
    own_rules_option,
    reading_options,
    rule_options,
)
from screen.cli.progress import Progress
from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.screening import EarlierRun, Screener, Screening

_COLLECT = (200_000, 20, 100)
"""When memory is searched for cycles: a table is millions of small objects that have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What an invocation asks for."""

    outputs: tuple[str, ...]
    no_report: bool
    failing: Failing
    decided: Decided
    since: Path | None
    as_of: date | None
    force: bool
    own_rules: tuple[Path, ...]
    profile: str | None
    history: tuple[str, ...]
    reading: Reading
    chosen: Chosen

    def claimed(self, table: str, journal: Journal | None) -> list[Path]:
        """Return where the reports on a table go; raises UsageError where one must not be written."""
        from screen.report.output import claim

        targets = [] if self.no_report else [Path(output) for output in self.outputs] or [_beside(table)]
        for target in targets:
            claim(target, self.force, table, journal=journal)
            if any(target.exists() and target.samefile(earlier) for earlier in self.history):
                raise UsageError(f"{target}: this is a table of --history itself. Choose another file with -o.")
            if self.since is not None and target.exists() and self.since.exists() and target.samefile(self.since):
                raise UsageError(f"{target}: this is the report of --since itself. Choose another file with -o.")
        return targets

    def earlier(self) -> EarlierRun | None:
        """Read the earlier run; one that is not there yet is none where only new alerts count."""
        from screen.report.packed import read_record
        from screen.screening import EarlierRun

        if self.since is None or (self.failing.only_new and not self.since.exists()):
            return None
        return EarlierRun.of(read_record(self.since), str(self.since))

    def screened(self, table: str, journal: Journal | None, screener: Screener) -> Screening:
        """Screen a table, with progress on a terminal."""
        progress = Progress()
        try:
            return screener.screen(
                table, profile=self.profile, history=self.history, decisions=journal, four_eyes=self.decided.four_eyes_band,
                since=self.earlier(), gate=self.failing.gate(self.since is not None), as_of=self.as_of,
                command_line=shlex.join(["dprk-screen", *sys.argv[1:]]), progress=progress, **self.reading.keywords,
            )  # fmt: skip
        finally:
            progress.close()


@click.command()
@click.argument("tables", nargs=-1, required=True, type=click.Path(), metavar="TABLE...")
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(), metavar="FILE",
              help="Where the report goes; may be repeated. Its ending chooses the form: .xlsx to work in, .html to read, "
                   ".md as a summary, .json for programs. Default: beside the table, as NAME.screened.xlsx.")  # fmt: skip
@click.option("--no-report", is_flag=True, help="Write no report: say what was found, and exit.")
@failing_options
@decided_options
@click.option("--since", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="An earlier report of this table (.xlsx or .json): tells what is new, gone or moved since, and why. What is "
                   "as it was then is not compared anew.")  # fmt: skip
@as_of_option
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
@own_rules_option
@rule_options
@reading_options
@list_options
def check(tables: tuple[str, ...], **given: Any) -> None:
    """Screen a spreadsheet and write a report to act on.

    \b
    dprk-screen check vendors.xlsx
    dprk-screen check vendors.csv --fail-on high -o report.xlsx

    TABLE is .xlsx .xlsm .xls .xlsb .ods .csv .tsv .txt .jsonl .parquet, or - for standard input. Of several, each is screened by
    itself, and the worst one decides the exit code.
    """
    gc.set_threshold(*_COLLECT)
    asked = Check(**given)
    _refuse_several(tables, asked)
    asked.failing.gate(asked.since is not None)
    journals = [asked.decided.journal(table) for table in tables]
    targets = [asked.claimed(table, journal) for table, journal in zip(tables, journals, strict=True)]
    screener = asked.chosen.screener(asked.as_of, asked.own_rules)
    codes = []
    for table, journal, files in zip(tables, journals, targets, strict=True):
        screening = asked.screened(table, journal, screener)
        codes.append(_reported(screening, files))
    sys.exit(max(codes))


def _refuse_several(tables: Sequence[str], asked: Check) -> None:
    """Raise UsageError for what names one table only."""
    if len(tables) > 1 and (asked.outputs or asked.since or "-" in tables):
        what = "-o" if asked.outputs else "--since" if asked.since else "standard input"
        raise UsageError(f"{what}: goes with one table only, and there are {len(tables)}. Check them one by one.")


def _reported(screening: Screening, targets: list[Path]) -> int:
    """Write the reports, say what was found, and return the exit code."""
    from screen.report.output import write

    for target in targets:
        write(screening, target)
    for line in closing(screening, targets):
        click.echo(line, err=True)
    return screening.ruling.exit_code


def _beside(table: str) -> Path:
    if table == "-":
        raise UsageError("Reading standard input: say with -o where the report goes, such as -o report.xlsx.")
    path = Path(table)
    return path.with_name(f"{path.stem}.screened.xlsx")


def closing(screening: Screening, targets: list[Path]) -> list[str]:
    """Return the closing summary: lists, rows, bands, problems, where the report is."""
    counts = screening.counts
    bands = ", ".join(
        f"{band.label} {counts[f'band:{band.word}']}"
        for band in sorted(Band, reverse=True)
        if counts[f"band:{band.word}"]
    )
    untested = len(screening.rules_in_use) - len(screening.rules_tested)
    lines = [
        *screening.notices,
        f"{counts['rows_read']} rows read = {counts['screened']} screened + {counts['skipped']} skipped. {bands or 'no rows'}.",
    ]
    if untested:
        lines.append(
            f"Red-flag rules not tested for want of columns: {untested} of {len(screening.rules_in_use)}; see Rules not tested."
        )
    if screening.counts["suppressed"]:
        lines.append(f"Suppressed by decision: {screening.counts['suppressed']}; see the sheet Suppressed.")
    if len(screening.problems):
        lines.append(f"{len(screening.problems)} notes on the data: see the sheet Data quality.")
    return [*lines, *(f"Report: {target}" for target in targets)]
