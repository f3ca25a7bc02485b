"""``dprk-screen review``: the reviewers' decisions, one file a command."""

from __future__ import annotations

import click

from screen.cli.review.decide import decide
from screen.cli.review.export import export
from screen.cli.review.importing import import_
from screen.cli.review.listing import listing
from screen.cli.review.purge import purge
from screen.cli.review.recheck import recheck
from screen.cli.review.show import show


class _Review(click.Group):
    """Commands in the order an officer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["import", "decide", "list", "show", "recheck", "export", "purge"]


@click.group(cls=_Review)
def review() -> None:
    """Record, show and keep what reviewers decided.

    \b
    dprk-screen review import vendors.screened.xlsx

    Decisions stand in a file of JSON lines that is only ever added to; the last one on an alert counts.
    """


for command in (import_, decide, listing, show, recheck, export, purge):
    review.add_command(command)
