"""``dprk-screen columns TABLE``: show how a table is understood, without screening it."""

from __future__ import annotations

import click

from screen.cli.config import Configured
from screen.cli.options import Reading, reading_options


@click.command(cls=Configured)
@click.argument("table", type=click.Path())
@reading_options
def columns(table: str, reading: Reading) -> None:
    """Show how the columns of a table are understood.

    \b
    dprk-screen columns vendors.xlsx
    """
    parties = reading.read(table)
    source = parties.source
    how = ", ".join(
        part for part in (source.format, source.encoding, source.delimiter and repr(source.delimiter)) if part
    )
    click.echo(f"{source.name} ({how}): {parties.rows_read} rows, {len(parties)} parties")
    for one in parties.sheets:
        click.echo(f"\n{one.name or 'table'}: {one.header_told}{', hidden sheet' if one.is_hidden else ''}")
        width = max(len(use.header) for use in one.columns)
        for use in one.columns:
            click.echo(f"  {use.header:{width}}  {use.field or '-':22} {use.how}")
        for note in one.notes:
            click.echo(f"  {note}")
    for problem in parties.problems:
        if problem.row == 0:
            place = " ".join(part for part in (problem.sheet, problem.column) if part)
            click.echo(f"{place}: {problem.message}")
