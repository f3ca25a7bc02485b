"""``dprk-screen rules show RULE``: everything a person needs to know of one rule."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.options import own_rules_option
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.redflags import Rule, RuleBook


@click.command()
@click.argument("rule")
@own_rules_option
def show(rule: str, own_rules: tuple[Path, ...]) -> None:
    """Show one rule: when it fires, what it weighs, exceptions, law, sources, examples.

    \b
    dprk-screen rules show A03
    """
    from screen.redflags import load_rules
    from screen.redflags.card import rule_lines

    book = load_rules(own=own_rules)
    (found,) = named_rules(book, [rule])
    if found in book.off:
        click.echo("Off: switched off by own rules")
    for line in rule_lines(found):
        click.echo(line)


def named_rules(book: RuleBook, ids: Sequence[str]) -> list[Rule]:
    """Return the rules of ids in any case, also those that are off; all in use for none. Raises UsageError for no rule's id."""
    known = {rule.id.lower(): rule for rule in (*book, *book.off)}
    for given in ids:
        if given.lower() not in known:
            near = difflib.get_close_matches(given.upper(), [rule.id for rule in known.values()], 3)
            hint = f"Near it: {', '.join(near)}." if near else "dprk-screen rules list shows all."
            raise UsageError(f"{given}: no rule has this id. {hint}")
    return [known[given.lower()] for given in dict.fromkeys(ids)] or list(book)
