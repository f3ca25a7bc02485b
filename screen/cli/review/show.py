"""``dprk-screen review show ID``: the whole history of an alert or a party."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.decisions import folder_option, in_folder, key_option
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Event, Journal

ROWS_OF_A_PARTY = 20


@click.command()
@click.argument("identity", metavar="ID")
@folder_option
@key_option
def show(identity: str, decisions: Path | None, key_file: Path | None) -> None:
    """Show the whole history of an alert or a party, with the values that each decision rested on.

    \b
    dprk-screen review show V-1042

    ID is that of a decision (review list), that of an alert as in the report, or the party's own reference.
    """
    from screen.report.register import counted, history

    journal = in_folder(decisions, key_file)
    found = asked(journal, identity)
    if not found:
        raise UsageError(f"{identity}: no decision has this id, alert or party. See dprk-screen review list.")
    click.echo("\n".join(history(found)))
    click.echo(f"{counted(len(found), 'event')}, oldest first.", err=True)


def asked(journal: Journal, identity: str) -> list[Event]:
    """Return the events on the alert or party that an id names, oldest first; [] for no such one."""
    from screen.names.folding import fold

    alerts = {
        (one.party, target) for one in journal.events if is_of(journal, one, identity) for target in one.targets
    }
    if alerts:
        return [one for one in journal.events if any((one.party, target) in alerts for target in one.targets)]
    wanted = fold(identity)
    return [one for one in journal.events if wanted and fold(one.reference) == wanted]


def is_of(journal: Journal, event: Event, identity: str) -> bool:
    """Whether an id is that of an event or of its alert; a keyed file knows the alerts of parties with a reference only."""
    from screen.decisions.standing import alert_id
    from screen.intake.identity import told_by

    party = told_by(event.reference) if journal.is_keyed else event.party
    alerts = (alert_id(party, target, number) for target in event.targets for number in range(1, ROWS_OF_A_PARTY))
    return identity == event.id or identity in alerts
