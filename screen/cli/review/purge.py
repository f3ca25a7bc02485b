"""``dprk-screen review purge``: remove what need not be kept any more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from screen.cli.decisions import folder_option, in_folder, key_option
from screen.cli.options import as_day, as_of_option
from screen.cli.review.listing import lines


@click.command()
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]), callback=as_day, metavar="DATE",
              help="Remove what was recorded before this day, as 2016-01-01.")  # fmt: skip
@click.option("--in-force", "with_in_force", is_flag=True, help="Remove decisions that are still in force too.")
@click.option("--yes", is_flag=True, help="Do it; without this nothing is removed.")
@folder_option
@key_option
@as_of_option
def purge(
    before: date, with_in_force: bool, yes: bool, decisions: Path | None, key_file: Path | None, as_of: date | None
) -> None:
    """Remove events that were recorded before a day; what is still in force is kept.

    \b
    dprk-screen review purge --before 2016-01-01

    Says what would go; --yes removes it and leaves a mark with how many went, when and by whom. Laws may ask for long keeping,
    such as ten years under 31 CFR 501.601.
    """
    from screen.report.register import counted, told_of

    day = as_of or datetime.now(UTC).date()
    journal = in_folder(decisions, key_file)
    removed = journal.removable(before, None if with_in_force else day)
    kept = sum(event.at < before.isoformat() for event in journal.events) - len(removed)
    for line in lines(removed, day):
        click.echo(line)
    held = f" {counted(kept, 'older event')} kept, still in force or recorded over one that is." if kept else ""
    if not removed:
        click.echo(f"Nothing to remove that was recorded before {before}.{held}", err=True)
    elif not yes:
        click.echo(
            f"{counted(len(removed), 'event')} would be removed.{held} Nothing was: do it with --yes.", err=True
        )
    else:
        left = journal.without(removed, before)
        click.echo(f"{counted(len(removed), 'event')} removed.{held} {told_of(left)}", err=True)
        click.echo("Copies elsewhere are not touched: reports, backups, what git holds in its history.", err=True)
