"""``dprk-screen lists show ENTRY``: everything the lists say of one entry."""

from __future__ import annotations

import json

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.options import list_options


@click.command(cls=Configured)
@click.argument("entry")
@click.option("--json", "as_json", is_flag=True, help="Print the entry as JSON, with every column of the list.")
@list_options
def show(entry: str, as_json: bool, chosen: Chosen) -> None:
    """Show everything the lists in use say of one entry.

    \b
    dprk-screen lists show UN:KPe.001

    ENTRY is a reference of a report, such as OFAC:9345, or the publisher's id alone.
    """
    from screen.lists import load_same_as
    from screen.lists.card import find_cards

    lists = chosen.lists()
    cards = find_cards(lists, entry, load_same_as(lists))
    if as_json:
        click.echo(json.dumps({"entries": [card.values() for card in cards]}, ensure_ascii=False, indent=1))
        return
    for place, card in enumerate(cards):
        for line in [*([""] if place else []), *card.lines()]:
            click.echo(line)
