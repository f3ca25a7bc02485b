"""``dprk-screen explain TABLE ROW ENTRY``: how a score came about, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.options import Reading, as_of_option, list_options, own_rules_option, reading_options
from screen.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from screen.matching.score import Scored
    from screen.redflags.loader import OwnRules
    from screen.screening import Comparison


@click.command(cls=Configured)
@click.argument("table", type=click.Path())
@click.argument("row", type=int)
@click.argument("entry")
@reading_options
@own_rules_option
@list_options
@as_of_option
def explain(
    table: str, row: int, entry: str, reading: Reading, chosen: Chosen, as_of: date | None, own_rules: tuple[OwnRules, ...]
) -> None:  # fmt: skip
    """Say why a row does or does not match a listed party, field by field.

    \b
    dprk-screen explain vendors.xlsx 12 OFAC:9345

    ROW is the number the spreadsheet shows; ENTRY is a reference of the report, such as UN:KPe.001 or OFAC:9345.
    """
    parties = reading.read(table)
    places = [place for place, number in enumerate(parties.table["row"]) if number == row]
    if not places:
        raise UsageError(f"{table}, row {row}: no party was read from this row. See dprk-screen columns {table}.")
    asked = chosen.screener(as_of, own_rules)
    for place in places:
        for line in lines(asked.explain(parties, place, entry)):
            click.echo(line)


def lines(found: Comparison) -> list[str]:
    """Return a comparison as a person would read it: both sides of each field, its points, the sum, what is missing."""
    scored: Scored = found.scored
    place = f"{found.sheet}, row {found.row}" if found.sheet else f"Row {found.row}"
    said = [f"{place}: {found.name} beside {found.entry_name} ({found.references})", f"{scored.why}.", ""]
    for one in scored.evidence:
        sides = f"{one.asked} / {one.listed}" if one.asked else "-"
        said += [f"  {one.points:+5d}  {one.field.replace('_', ' '):20} {sides}", f"{'':29}{one.why}"]
    said += [
        "",
        f"  {sum(one.points for one in scored.evidence):+5d}  points in all, tenths of a bit: "
        f"score {scored.score:.0f} of 100, {scored.band.label}",
    ]
    return [*said, f"  {found.would_settle}."] if found.would_settle else said
