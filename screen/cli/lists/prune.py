"""``dprk-screen lists prune``: remove old snapshots that no report names."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from screen.cli.options import as_day, data_dir_option
from screen.errors import ScreenError

_MOST = 20


@click.command()
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]), callback=as_day, metavar="DATE",
              help="Remove what was stored before this day, as 2016-01-01.")  # fmt: skip
@click.option("--let-go", multiple=True, type=click.Path(path_type=Path), metavar="REPORT",
              help="Keep nothing more for this report, which cannot be rerun then; may be repeated.")  # fmt: skip
@click.option("--let-go-gone", is_flag=True,
              help="Likewise for every report that is not where it was written to: moved, renamed or deleted.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do it; without this nothing is removed.")
@data_dir_option
def prune(before: date, let_go: tuple[Path, ...], let_go_gone: bool, yes: bool, data_dir: str | None) -> None:
    """Remove stored snapshots of lists that are out of use; what a report names is kept for dprk-screen rerun.

    \b
    dprk-screen lists prune --before 2016-01-01

    Says what would go; --yes removes it. The newest snapshot of a list always stays. Every report of check is noted in the data
    directory; it counts, also after it was moved, until --let-go or --let-go-gone says otherwise.
    """
    from screen.lists.prune import pruning
    from screen.lists.store import Store
    from screen.report.register import counted

    store = Store.at(data_dir)
    found = pruning(store, before, let_go_gone, let_go, _records(let_go))
    lines = [f"{one.list_id}, data of {one.date}, stored on {one.retrieved.date()}" for one in found.snapshots]
    lines += [f"shipped lists of another version, {one.name}" for one in found.shipped]
    lines += [
        f"note on {one.path or 'a report that was taken away'} of {one.written[:10]}, run {one.run_id}"
        for one in found.let_go
    ]
    for line in lines:
        click.echo(line)
    held = f" {counted(found.held, 'older snapshot')} kept for reports that name them." if found.held else ""
    left = [one for one in found.gone if one not in found.let_go]
    if left and found.held:
        held += (
            f" {counted(len(left), 'report')} not where they were written to still count; --let-go-gone changes that:"
        )
    if not found:
        click.echo(f"Nothing to remove that was stored before {before}.{held}", err=True)
    elif not yes:
        click.echo(f"{counted(len(lines), 'thing')} would be removed.{held} Nothing was: do it with --yes.", err=True)
    else:
        found.done(store)
        click.echo(f"{counted(len(lines), 'thing')} removed.{held}", err=True)
    for one in left[:_MOST] if found.held else ():
        click.echo(f"  {one.path}", err=True)


def _records(reports: Sequence[Path]) -> list[str]:
    """Return the digests of the records in reports, by which one that was taken away is known wherever it lies."""
    from screen.report.packed import read_record

    found = []
    for path in reports:
        with suppress(ScreenError):
            found.append(str(read_record(path).get("digest", "")))
    return [one for one in found if one]
