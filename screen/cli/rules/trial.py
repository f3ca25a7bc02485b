"""``dprk-screen rules try TABLE``: what rules do on a table, without a report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.options import Reading, as_of_option, list_options, own_rules_option, reading_options, rule_options
from screen.cli.progress import Progress
from screen.cli.rules.show import named_rules

if TYPE_CHECKING:
    from screen.redflags.loader import OwnRules


@click.command("try", cls=Configured)
@click.argument("table", type=click.Path())
@click.option("--only", multiple=True, metavar="RULE", help="Speak of this rule only; may be repeated.")
@click.option("--first", type=click.IntRange(min=0), default=3, show_default=True, metavar="N",
              help="How many rows to name of each rule.")  # fmt: skip
@as_of_option
@own_rules_option
@rule_options
@reading_options
@list_options
def try_rules(
    table: str, only: tuple[str, ...], first: int, as_of: date | None, own_rules: tuple[OwnRules, ...], profile: str | None,
    history: tuple[str, ...], reading: Reading, chosen: Chosen,
) -> None:  # fmt: skip
    """Try the rules on a table: how often each fires, where, and which columns would help.

    \b
    dprk-screen rules try vendors.xlsx
    dprk-screen rules try vendors.xlsx --only A03

    No report is written, and nothing is kept. Where --rules changes what was shipped, it says what that does to this table:
    matches, parties and hits with the shipped values and with yours.
    """
    from screen.redflags.trial import trial_lines, tried

    screened = chosen.screener(as_of, own_rules)
    named = named_rules(screened.rules, only)
    progress = Progress()
    try:
        found = screened.screen(
            table, profile=profile, history=history, as_of=as_of, progress=progress, **reading.keywords
        )
    finally:
        progress.close()
    for line in trial_lines(tried(found.intake, found.hits, found.untested, named, found.rules_in_use, first)):
        click.echo(line)
    if found.policy_changes:
        click.echo("")
        for line in found.policy_changes.lines():
            click.echo(line)
