"""``dprk-screen review``: what reviewers decided, one file a command."""

from __future__ import annotations

import click

from screen.cli.review.importing import import_


class _Review(click.Group):
    """Commands in the order an officer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["import"]


@click.group(cls=_Review)
def review() -> None:
    """Record, show and keep what reviewers decided.

    \b
    dprk-screen review import vendors.screened.xlsx
    """


for command in (import_,):
    review.add_command(command)
