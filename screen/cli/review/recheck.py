"""``dprk-screen review recheck TABLE``: what a new version of tool, rules or lists makes of the decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.decisions import decisions_option, in_folder, key_option
from screen.cli.options import Reading, as_of_option, list_options, own_rules_option, reading_options, rule_options
from screen.cli.progress import Progress
from screen.cli.review.options import output_option, written

if TYPE_CHECKING:
    from screen.decisions import Journal, Rechecked
    from screen.redflags.loader import OwnRules

WORDS = {
    "moved": "moved, though nothing it rested on has changed: see whether you would decide the same",
    "lapsed": "lapsed, since what it rested on has changed: the next check brings it back",
    "expired": "expired: the next check brings it back",
    "not found": "not found any more",
}


@click.command(cls=Configured)
@click.argument("table", type=click.Path())
@decisions_option
@key_option
@as_of_option
@output_option()
@own_rules_option
@rule_options
@reading_options
@list_options
def recheck(
    table: str, decisions: Path | None, key_file: Path | None, as_of: date | None, output: Path | None, force: bool,
    profile: str | None, history: tuple[str, ...], reading: Reading, chosen: Chosen, own_rules: tuple[OwnRules, ...],
) -> None:  # fmt: skip
    """Screen a table again and list the decisions that this version of tool, rules and lists sees otherwise.

    \b
    dprk-screen review recheck vendors.xlsx

    After an upgrade: whose band or score moved and by which fields, which decisions lapse and why, and what is not found any
    more. It records nothing.
    """
    from screen.decisions import Listed
    from screen.decisions import recheck as rechecked
    from screen.decisions.places import beside
    from screen.report.listing import claim_listing
    from screen.report.register import recheck_listing

    if output:
        claim_listing(output, force)
    journal = in_folder(decisions or (beside(Path(table)) if table != "-" else None), key_file)
    click.echo(f"Decisions: {journal.path}", err=True)
    progress = Progress()
    try:
        run = chosen.screener(as_of, own_rules).screen(
            table, profile=profile, history=history, as_of=as_of, progress=progress, **reading.keywords
        )
    finally:
        progress.close()
    found = rechecked(journal, run.intake, run.matches, run.hits, run.bases, Listed(run.lists), run.audit.as_of)
    for line in lines(found, run.audit.tool_version, run.audit.rules_version):
        click.echo(line)
    for line in closing(journal, found):
        click.echo(line, err=True)
    if output:
        told = recheck_listing(journal, found, run.audit.tool_version, run.audit.rules_version)
        click.echo(written(told, output), err=True)


def lines(found: Sequence[Rechecked], tool: str, rules: str) -> Iterator[str]:
    """Yield what became of decisions, by kind: party, target, decision, then and now, and why."""
    from screen.report.register import party_of, target_of

    for what, words in WORDS.items():
        kind = [one for one in found if one.what == what]
        if kind:
            yield f"{len(kind):,} {words}."
        for one in kind:
            event = one.event
            yield f"  {party_of(event, one.name)} | {target_of(event)} | {event.disposition.label} {event.decided_on}"
            if what == "moved":
                then = _band(event.basis["band"], event.basis.get("score"))
                versions = _versions(event.tool_version, event.rules_version, tool, rules)
                yield f"    {then} → {_band(one.band, one.score)}; {one.why}; {versions}"
            else:
                yield f"    {one.why}"


def _band(band: str, score: float | None) -> str:
    return band if score is None else f"{band} {score:g}"


def _versions(tool: str, rules: str, tool_now: str, rules_now: str) -> str:
    if (tool, rules) == (tool_now, rules_now):
        return f"same tool {tool} and rules {rules}"
    return f"tool {tool or 'not recorded'} → {tool_now}, rules {rules or 'not recorded'} → {rules_now}"


def closing(journal: Journal, found: Sequence[Rechecked]) -> list[str]:
    """Say how many decisions stand as they did, and from which file they are."""
    from screen.report.register import counted, told_of

    counts = [f"{sum(one.what == what for one in found):,} {what}" for what in WORDS]
    return [f"{counted(len(journal.current()), 'decision')} rechecked: {', '.join(counts)}.", told_of(journal)]
