"""``dprk-screen review list``: the current decision of each alert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.decisions import folder_option, in_folder, key_option
from screen.cli.options import as_of_option
from screen.cli.review.options import output_option, written

if TYPE_CHECKING:
    from screen.decisions import Event, Journal

DISPOSITIONS = ("open", "false_positive", "need_info", "true_match", "escalated")
STATES = ("in-force", "ending", "expired", "open")
WIDEST = 40


@click.command("list")
@folder_option
@key_option
@click.option("--disposition", "dispositions", multiple=True, type=click.Choice(DISPOSITIONS),
              help="Only decisions of this kind; may be repeated.")  # fmt: skip
@click.option("--state", type=click.Choice(STATES),
              help="Only those in force, ending within 14 days, expired, or opened again.")  # fmt: skip
@as_of_option
@output_option()
def listing(
    decisions: Path | None, key_file: Path | None, dispositions: tuple[str, ...], state: str | None, as_of: date | None,
    output: Path | None, force: bool,
) -> None:  # fmt: skip
    """List the current decision of each alert, one line each.

    \b
    dprk-screen review list --state ending

    In force means by its own dates: whether what a decision rested on has changed, check and review recheck tell.
    """
    from screen.report.listing import claim_listing
    from screen.report.register import current_listing, state_of

    day = as_of or datetime.now(UTC).date()
    if output:
        claim_listing(output, force)
    journal = in_folder(decisions, key_file)
    current = journal.current()
    wanted = (state,) if state != "in-force" else ("in-force", "ending")
    chosen = [
        event
        for event in current
        if (not dispositions or event.disposition in dispositions) and (not state or state_of(event, day) in wanted)
    ]
    for line in lines(chosen, day):
        click.echo(line)
    click.echo(closing(journal, current, len(chosen), day), err=True)
    if output:
        click.echo(written(current_listing(journal, chosen, day), output), err=True)


def lines(events: Sequence[Event], day: date) -> Iterator[str]:
    """Yield a line for each decision: id, decision, state, party, target, who, when, until when."""
    from screen.report.register import party_of, reviewers_of, state_of, target_of

    rows = [
        [event.id, event.disposition.label, state_of(event, day), party_of(event), target_of(event), reviewers_of(event),
         event.decided_on, f"until {event.valid_until}" if event.valid_until else ""]
        for event in events
    ]  # fmt: skip
    widths = [min(WIDEST, max(len(row[place]) for row in rows)) for place in range(8)] if rows else []
    for row in rows:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()


def closing(journal: Journal, current: Sequence[Event], shown: int, day: date) -> str:
    """Say how many decisions there are, how many are shown and end soon, and from which file."""
    from screen.decisions.ending import ending_days
    from screen.report.register import counted, state_of, told_of

    states = [state_of(event, day) for event in current]
    in_force, ending = len(states) - states.count("open") - states.count("expired"), states.count("ending")
    said = f"{counted(len(current), 'decision')}, {shown:,} shown; on {day} {in_force:,} in force"
    if ending:
        said += f", {ending:,} of them {'ends' if ending == 1 else 'end'} within {ending_days()} days"
    return f"{said}; {states.count('expired'):,} expired, {states.count('open'):,} open.\n{told_of(journal)}"
