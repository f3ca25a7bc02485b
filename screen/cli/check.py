"""``dprk-screen check TABLE``: screen a table and write the report."""

from __future__ import annotations

import gc
import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.decisions import decisions_option, journal_for, key_option
from screen.cli.options import (
    as_of_option,
    chosen_columns,
    list_options,
    own_rules_option,
    rule_options,
    screener,
    table_options,
)
from screen.cli.progress import Progress
from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from screen.screening import Screening

ALERTS, UNTRUSTED = 1, 3
BANDS = [band.word for band in Band if band]


_COLLECT = (200_000, 20, 100)
"""When memory is searched for cycles: a table is millions of small objects that have none."""


@click.command()
@click.argument("table", type=click.Path())
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(), metavar="FILE",
              help="Where the report goes; may be repeated. Its ending chooses the form: .xlsx to work in, .html to read, "
                   ".md as a summary, .json for programs. Default: beside the table, as NAME.screened.xlsx.")  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(BANDS), help="Exit with 1 when a party reaches this band; default: never."
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a row could not be screened.")
@decisions_option
@click.option("--no-decisions", is_flag=True, help="Use no decisions, also where a file lies beside the table.")
@click.option("--four-eyes", type=click.Choice(BANDS),
              help="From this band on a false positive needs two different reviewers before it is suppressed.")  # fmt: skip
@key_option
@click.option("--since", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="An earlier report of this table (.xlsx or .json): tells what is new, gone or moved since, and why. What is "
                   "as it was then is not compared anew.")  # fmt: skip
@as_of_option
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
@own_rules_option
@rule_options
@table_options
@list_options
def check(
    table: str, outputs: tuple[str, ...], fail_on: str | None, strict: bool, as_of: date | None, force: bool,
    decisions: Path | None, no_decisions: bool, four_eyes: str | None, key_file: Path | None,
    since: Path | None, profile: str | None, history: tuple[str, ...],
    columns: tuple[str, ...], sheet: str | None, encoding: str | None, delimiter: str | None,
    watchlists: tuple[str, ...], no_shipped: bool, no_stored: bool, data_dir: str | None,
    own_rules: tuple[Path, ...],
) -> None:  # fmt: skip
    """Screen a spreadsheet and write a report to act on.

    \b
    dprk-screen check vendors.xlsx

    TABLE is .xlsx .xlsm .xls .xlsb .ods .csv .tsv .txt .jsonl .parquet, or - for standard input.
    """
    from screen.report.output import claim, write
    from screen.report.packed import read_record
    from screen.screening import EarlierRun

    gc.set_threshold(*_COLLECT)
    journal = journal_for(table, decisions, no_decisions, key_file)
    targets = [Path(output) for output in outputs] or [_beside(table)]
    for target in targets:
        claim(target, force, table, journal=journal)
        if any(target.exists() and target.samefile(earlier) for earlier in history):
            raise UsageError(f"{target}: this is a table of --history itself. Choose another file with -o.")
        if since is not None and target.exists() and since.exists() and target.samefile(since):
            raise UsageError(f"{target}: this is the report of --since itself. Choose another file with -o.")
    earlier = EarlierRun.of(read_record(since), str(since)) if since is not None else None
    progress = Progress()
    try:
        screening = screener(watchlists, no_shipped, no_stored, data_dir, as_of, own_rules).screen(
            table, chosen_columns(columns), sheet, profile=profile, history=history, decisions=journal,
            four_eyes=Band.of(four_eyes) if four_eyes else None, since=earlier, encoding=encoding, delimiter=delimiter, as_of=as_of,
            command_line=shlex.join(["dprk-screen", *sys.argv[1:]]), progress=progress,
        )  # fmt: skip
        progress("writing the report", 0, 0)
        for target in targets:
            write(screening, target)
    finally:
        progress.close()
    for line in closing(screening, targets):
        click.echo(line, err=True)
    sys.exit(exit_code(screening, fail_on, strict))


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


def exit_code(screening: Screening, fail_on: str | None, strict: bool) -> int:
    """Return 3 for rows lost under --strict, 1 for alerts at or above --fail-on or confirmed matches, else 0."""
    if strict and screening.counts["skipped"]:
        return UNTRUSTED
    is_reached = fail_on and (screening.worst_band() >= Band.of(fail_on) or screening.has_confirmed)
    return ALERTS if is_reached else 0
