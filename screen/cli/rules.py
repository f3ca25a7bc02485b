"""``dprk-screen rules``: the red-flag rules in use."""

from __future__ import annotations

import click


@click.group()
def rules() -> None:
    """Show the red-flag rules.

    \b
    dprk-screen rules list
    """


@rules.command("list")
def list_rules() -> None:
    """List every rule with its level, family and the legal basis.

    \b
    dprk-screen rules list
    """
    from screen.data import rules_version
    from screen.redflags import load_rules

    book = load_rules()
    click.echo(f"{len(book)} rules, version {rules_version()}")
    for rule in book:
        legal = "; ".join(f"{basis.instrument} {basis.paragraph}".strip() for basis in rule.legal)
        click.echo(f"{rule.id}  {rule.level.word:8} {rule.family:9} {rule.title}")
        click.echo(f"{'':24}{legal or 'no legal test: a sign only'}")
