"""``dprk-screen lists``: the watchlists, one file a command."""

from __future__ import annotations

import click

from screen.cli.lists.add import add
from screen.cli.lists.diff import diff
from screen.cli.lists.prune import prune
from screen.cli.lists.search import search
from screen.cli.lists.show import show
from screen.cli.lists.status import status
from screen.cli.lists.update import update


class _Lists(click.Group):
    """Commands in the order an officer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["status", "update", "add", "diff", "show", "search", "prune"]


@click.group(cls=_Lists)
def lists() -> None:
    """Show, fetch and keep the watchlists.

    \b
    dprk-screen lists status
    """


for command in (status, update, add, diff, show, search, prune):
    lists.add_command(command)
