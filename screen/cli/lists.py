"""``dprk-screen lists``: which watchlists are at hand and how old they are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from screen.cli.options import as_of_option


@click.group()
def lists() -> None:
    """Show the watchlists.

    \b
    dprk-screen lists status
    """


@lists.command()
@as_of_option
def status(as_of: date | None) -> None:
    """Show every watchlist with its date, age, size and fingerprint.

    \b
    dprk-screen lists status
    """
    from screen.lists import load_watchlists
    from screen.screening import notices

    today = as_of or datetime.now(UTC).date()
    loaded = load_watchlists()
    for one in loaded:
        click.echo(f"{one.id}: {one.title}")
        click.echo(
            f"  data of {one.date}, {one.age_days(today)} days old; {len(one.entries)} entries; {one.sha256[:12]}"
        )
        click.echo(f"  {one.coverage}")
    for line in notices(loaded, today)[1:]:
        click.echo(line)
