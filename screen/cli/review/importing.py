"""``dprk-screen review import REPORT``: record the decisions that a reviewer wrote into a report."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.decisions import key_option
from screen.cli.options import as_of_option
from screen.cli.review.options import keyed_option, recorded_option
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Journal

UNTRUSTED = 3


@click.command("import")
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@recorded_option
@keyed_option
@key_option
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@as_of_option
def import_(
    report: Path, decisions: Path | None, keyed: bool, key_file: Path | None, dry_run: bool, as_of: date | None
) -> None:
    """Record the decisions that a reviewer wrote into a report.

    \b
    dprk-screen review import vendors.screened.xlsx

    Reads the green columns only, wherever they stand now. What cannot be recorded is listed with its row and reason.
    """
    from datetime import UTC, datetime

    from screen.decisions.journal import moment
    from screen.report.answers import read_returned
    from screen.report.recorded import outcome
    from screen.report.review import Review

    returned = read_returned(report)
    path = decisions or file_beside(report, str(returned.record["input"]["name"]))
    journal = opened_or_begun(path, keyed, key_file, may_make=not dry_run)
    today = as_of or datetime.now(UTC).date()
    if dry_run:
        review = Review(returned, journal, today, moment())
    else:
        review, journal = Review.recorded(returned, journal, today)
    for line in outcome(review, journal, path, is_dry=dry_run, lost=returned.lost_columns):
        click.echo(line, err=True)
    sys.exit(UNTRUSTED if review.refused else 0)


def file_beside(report: Path, table: str) -> Path:
    """Return the decisions file beside a report: the one that is there, else that of the table it is on."""
    from screen.decisions.places import SUFFIX, beside

    name = Path(table.replace("\\", "/")).name or report.name
    return beside(report.with_name(name)) or report.with_name(f"{Path(name).stem}{SUFFIX}")


def opened_or_begun(path: Path, keyed: bool, key_file: Path | None, may_make: bool) -> Journal:
    """Open the decisions file, or begin one, with a key where asked for."""
    from screen.decisions import Journal
    from screen.decisions.places import key_of, made_key, opened

    if path.exists() or not keyed:
        journal = opened(path, key_file)
        if keyed and not journal.is_keyed:
            raise UsageError(
                f"{path}: is kept in plain already. Name another file with --decisions to begin a keyed one."
            )
        return journal
    key = made_key(key_file) if key_file and may_make else key_of(key_file)
    if key is None:
        raise UsageError(
            "--keyed: name the key with --key-file FILE, or in DPRK_SCREEN_KEY. Keep it where the file is not."
        )
    return Journal.read(path, key)
