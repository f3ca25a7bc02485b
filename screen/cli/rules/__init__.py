"""``dprk-screen rules``: the red-flag rules, one file a command."""

from __future__ import annotations

import click

from screen.cli.rules.check import check
from screen.cli.rules.examples import test
from screen.cli.rules.listing import list_rules
from screen.cli.rules.show import show
from screen.cli.rules.trial import try_rules


class _Rules(click.Group):
    """Commands in the order a writer of rules meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", "show", "check", "test", "try"]


@click.group(cls=_Rules)
def rules() -> None:
    """Show the red-flag rules, and check and try rules of your own.

    \b
    dprk-screen rules list
    """


for command in (list_rules, show, check, test, try_rules):
    rules.add_command(command)
