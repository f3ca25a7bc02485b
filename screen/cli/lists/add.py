"""``dprk-screen lists add``: keep list files that were fetched by other means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from screen.cli.config import Configured
from screen.cli.lists.consent import accept_licence_option, require_consent
from screen.cli.lists.outcome import line, prepare
from screen.cli.options import as_day, data_dir_option


@click.command(cls=Configured)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), callback=as_day, metavar="DATE",
              help="Day a list is of, where its file does not say; default: today.")  # fmt: skip
@click.option("--accept-shrink", is_flag=True, help="Keep a list also when more than a fifth of its entries is gone.")
@accept_licence_option
@data_dir_option
def add(
    files: tuple[str, ...], day: date | None, accept_shrink: bool, accept_licence: bool, data_dir: str | None
) -> None:
    """Add list files to the stored lists, without a network.

    \b
    dprk-screen lists add consolidated.xml
    dprk-screen lists add sdn.csv alt.csv add.csv sdn_comments.csv

    FILE is a publisher's file as it came, an archive or a folder of such files, a list folder, or a table of your own.
    Files of an earlier day are kept as history, for --as-of and lists diff. A table of your own is replaced by adding a
    file of the same name.
    """
    from screen.lists.incoming import read_incoming
    from screen.lists.store import Provenance, Store

    store = Store.at(data_dir)
    lists = read_incoming([Path(file) for file in files])
    require_consent(store, [one.watchlist.licence for one in lists], accept_licence)
    found = store.keep(lists, Provenance(day=day.isoformat() if day else ""), accept_shrink=accept_shrink)
    for added in found:
        click.echo(line(added, "already there"))
    prepare(store, found)
