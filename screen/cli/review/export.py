"""``dprk-screen review export``: the whole history in a file, for auditors or for the party it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.decisions import folder_option, in_folder, key_option
from screen.cli.review.options import output_option, written
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Event


@click.command()
@click.option("--party", metavar="REF",
              help="Only what is held on this party: its own reference, or its exact name.")  # fmt: skip
@folder_option
@key_option
@output_option(is_required=True)
def export(party: str | None, decisions: Path | None, key_file: Path | None, output: Path, force: bool) -> None:
    """Write the whole history to a file, every event with the values it rested on.

    \b
    dprk-screen review export -o decisions.xlsx

    With --party for who asks what is held on them. Reviewers' names and comments are in it: read it before you hand it over.
    """
    from screen.report.listing import claim_listing
    from screen.report.register import history_listing, of_party, told_of

    claim_listing(output, force)
    journal = in_folder(decisions, key_file)
    events = journal.events if party is None else of_party(journal, party)
    if party is not None and not events:
        raise UsageError(
            f"{party}: the file holds nothing on a party of this reference or name. Write it as in the table."
        )
    click.echo(written(history_listing(journal, events, party or ""), output), err=True)
    for line in (told_of(journal), *warnings(events if party else ())):
        click.echo(line, err=True)


def warnings(events: Sequence[Event]) -> list[str]:
    """Warn where what is held on a party may speak of somebody else too, or cannot be read."""
    names = dict.fromkeys(event.name for event in events if event.name)
    said = []
    if len(names) > 1:
        said.append(f"Warning: it speaks of several names: {', '.join(names)}. Take out what is another person's.")
    if any(event.basis.get("names") and not event.name for event in events):
        said.append("The file is keyed: the values of the table are in it as HMACs, which nobody can turn back.")
    return said
