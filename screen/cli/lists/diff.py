"""``dprk-screen lists diff``: who came, who went and what changed between two versions of a list."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.config import Configured
from screen.cli.options import data_dir_option

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists.diff import Changes

MOST = 50
DIFFERENT = 1


@click.command(cls=Configured)
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(), metavar="FILE",
              help="Write all of it to FILE (.xlsx or .json) too; may be repeated.")  # fmt: skip
@click.option("--all", "show_all", is_flag=True, help=f"Print all; default: the first {MOST} of each section.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything differs; default: 0.")
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
@data_dir_option
def diff(
    old: str, new: str | None, outputs: tuple[str, ...], show_all: bool, exit_code: bool, force: bool,
    data_dir: str | None,
) -> None:  # fmt: skip
    """Show who came, who went and what changed between two versions of a list.

    \b
    dprk-screen lists diff un
    dprk-screen lists diff yesterday/sdn.csv today/sdn.csv -o changes.xlsx
    dprk-screen lists diff un@2026-02-27 un

    A and B are each a file, a folder with the files of one list, or a stored list as LIST or LIST@DATE (what was in use that
    day); a path goes before a list of that name. A stored LIST alone: its last two versions.
    """
    from screen.cli.lists.named import two_versions
    from screen.lists.diff import compare
    from screen.report.changes import write_changes
    from screen.report.output import claim

    targets = [Path(output) for output in outputs]
    for target in targets:
        for source in (old, new or ""):
            claim(target, force, source, (".xlsx", ".json"))
    changes = compare(*two_versions(old, new, data_dir))
    for line in lines(changes, None if show_all else MOST):
        click.echo(line)
    for target in targets:
        write_changes(changes, target)
        click.echo(f"Written: {target}", err=True)
    sys.exit(DIFFERENT if exit_code and not changes.are_none else 0)


def lines(changes: Changes, most: int | None) -> Iterator[str]:
    """Yield what changed as text, at most so many entries of a section."""
    yield changes.summary
    for word, one in (("older", changes.old), ("newer", changes.new)):
        yield f"{word}: {one.id}, {one.title}, data of {one.date or 'an unknown day'}, {len(one.entries):,} entries"
    if changes.caution:
        yield changes.caution
    yield from _section("Came", _entries(changes.came, changes.new.publisher), most)
    yield from _section("Went", _entries(changes.went, changes.old.publisher), most)
    yield from _section("Changed", _changed(changes), most)


def _section(title: str, entries: Sequence[Sequence[str]], most: int | None) -> Iterator[str]:
    if entries:
        yield from ("", title)
        for said in entries[:most]:
            yield from said
        if most is not None and len(entries) > most:
            yield f"  and {len(entries) - most:,} more: use -o FILE.xlsx, or --all"


def _entries(entries: pd.DataFrame, publisher: str) -> list[tuple[str]]:
    return [
        (f"  {publisher}:{entry['id']}  {entry['name']} ({', '.join([entry['kind'], *entry['programs']])})",)
        for entry in entries.to_dict("records")
    ]


def _changed(changes: Changes) -> list[list[str]]:
    from screen.lists.wording import change

    rows = changes.changed.itertuples(index=False)
    return [
        [f"  {changes.new.publisher}:{key}  {name}", *(f"      {change(*one[2:])}" for one in group)]
        for (key, name), group in groupby(rows, key=lambda one: (one.id, one.name))
    ]
