"""``dprk-screen rules check``: whether rules files say what they must."""

from __future__ import annotations

from pathlib import Path

import click

from screen.cli.options import own_rules_option


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@own_rules_option
def check(folder: Path | None, own_rules: tuple[Path, ...]) -> None:
    """Check rules of your own together with the shipped ones.

    \b
    dprk-screen rules check

    DIR is a folder of .yml files that add rules or change shipped ones; without it the shipped ones alone are checked. Match
    bands stand in its matching.yml; whoever changes anything that was shipped says so in its about.yml: title, author, reason,
    date. Every error names file, rule and line. Exits with 3 if there is one.
    """
    from screen.data import rules_file
    from screen.redflags import load_rules
    from screen.redflags.about import change_lines

    own = (*own_rules, *((folder,) if folder else ()))
    book = load_rules(own=own)
    changed = sum(bool(rule.changes) for rule in (*book, *book.off))
    words = sum(len(changed) for changed in book.vocabularies.values())
    click.echo(
        f"{len(book)} rules are sound, version {book.version}; {changed} changed, {len(book.off)} off, "
        f"{words} words or thresholds changed, {len(book.bands)} match bands moved."
    )
    for line in change_lines(book.policy):
        click.echo(line)
    click.echo(f"For editors: {rules_file('red_flag.schema.json')}")
