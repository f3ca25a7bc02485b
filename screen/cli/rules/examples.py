"""``dprk-screen rules test``: whether the examples of rules behave as the rules say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.options import own_rules_option
from screen.cli.rules.show import named_rules

if TYPE_CHECKING:
    from screen.redflags import Rule
    from screen.redflags.trial import Failure

MISBEHAVES = 1


@click.command()
@click.argument("ids", nargs=-1, metavar="[RULE]...")
@own_rules_option
def test(ids: tuple[str, ...], own_rules: tuple[Path, ...]) -> None:
    """Run the examples of rules: those that must fire, and those that must stay clear.

    \b
    dprk-screen rules test
    dprk-screen rules test A03 A16

    Without ids every rule in use. An example that does not behave is shown with what each fact says of it: true, false, or
    unknown where the cell is missing. Exits with 1 if there is one.
    """
    from screen.redflags import load_rules
    from screen.redflags.trial import failures

    book = load_rules(own=own_rules)
    wrong = 0
    for rule in named_rules(book, ids):
        found = failures(rule, book)
        wrong += len(found)
        for line in lines(rule, found):
            click.echo(line)
    click.echo(f"{wrong} examples do not behave." if wrong else "Every example behaves.", err=True)
    sys.exit(MISBEHAVES if wrong else 0)


def lines(rule: Rule, found: list[Failure]) -> Iterator[str]:
    """Yield what the examples of one rule did."""
    from screen.redflags.card import example_text

    state = "WRONG" if found else "right"
    yield f"{rule.id}  {state}  {len(rule.fires)} fire, {len(rule.clear)} stay clear: {rule.title}"
    for one in found:
        yield f"    should {'fire' if one.should_fire else 'stay clear'}: {example_text(one.example)}"
        yield from (f"        {fact}" for fact in one.facts)
