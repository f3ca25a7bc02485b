"""``dprk-screen rules list``: every rule in use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.options import own_rules_option

if TYPE_CHECKING:
    from screen.redflags import RuleBook


@click.command("list")
@own_rules_option
def list_rules(own_rules: tuple[Path, ...]) -> None:
    """List every rule with its level, family, kinds of table and legal basis.

    \b
    dprk-screen rules list
    """
    from screen.redflags import load_rules

    for line in lines(load_rules(own=own_rules)):
        click.echo(line)


def lines(book: RuleBook) -> Iterator[str]:
    """Yield the rules, those that are off at the end."""
    yield f"{len(book)} rules, version {book.version}"
    width = max((len(rule.id) for rule in book), default=0)
    for rule in book:
        legal = "; ".join(f"{basis.instrument} {basis.paragraph}".strip() for basis in rule.legal)
        tables = " ".join(rule.profiles)
        yield f"{rule.id:{width}}  {rule.level.word:8} {rule.family:9} {rule.title}"
        yield f"{'':{width}}  {tables}; {legal or 'no legal test: a sign only'}"
        yield from (f"{'':{width}}  changed: {change}" for change in rule.changes)
    for rule in book.off:
        yield f"{rule.id:{width}}  off      {rule.family:9} {rule.title}"
    for name, words in book.vocabularies.items():
        yield f"changed in vocabulary {name}: {', '.join(words)}"
    for word, least in book.bands.items():
        yield f"changed match band: {word} from {least:g}"
