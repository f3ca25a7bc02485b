"""``dprk-screen lists search TEXT``: entries that contain a text as it is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.options import list_options
from screen.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists import Watchlist

NOTHING, WIDEST = 1, 44


@click.command(cls=Configured)
@click.argument("text")
@click.option("--list", "only", metavar="ID", help="Search this list only, such as dprk-un; default: all in use.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="N",
              help="How many entries to print at most.")  # fmt: skip
@list_options
def search(text: str, only: str | None, limit: int, chosen: Chosen) -> None:
    """Find entries that contain a text: in names, ids, identifiers, programmes or addresses.

    \b
    dprk-screen lists search "Mining Development"

    A literal search: every word must be there as it is written, in any script; case and accents do not count. For names
    that may be spelled otherwise use dprk-screen name. Exits with 1 where nothing is found.
    """
    from screen.lists.search import search as find

    lists = chosen.lists()
    found = find(_narrowed(lists, only), text)
    for line in lines(found, limit):
        click.echo(line)
    click.echo(closing(found, text, limit), err=True)
    sys.exit(0 if len(found) else NOTHING)


def _narrowed(lists: Sequence[Watchlist], only: str | None) -> list[Watchlist]:
    found = [one for one in lists if only in (None, one.id)]
    if not found:
        raise UsageError(f"--list {only}: no such list is in use. In use: {', '.join(one.id for one in lists)}.")
    return found


def lines(found: pd.DataFrame, limit: int) -> Iterator[str]:
    """Yield a line for each entry: reference, kind, name, list, status, and where the text was found."""
    from screen.lists.wording import label, status, worded

    rows = [
        [one.reference, one.kind, one.name, one.list, status(one.legal_status, one.delisted_on)]
        + ([f"{label(one.column)}: {worded(one.column, one.value)}"] if one.column not in ("", "reference") else [])
        for one in found.head(limit).itertuples(index=False)
    ]
    widths = [min(WIDEST, max(len(row[place]) for row in rows)) for place in range(5)] if rows else []
    for row in rows:
        yield "  ".join([*map(str.ljust, row, widths), *row[5:]]).rstrip()


def closing(found: pd.DataFrame, text: str, limit: int) -> str:
    """Say how many were found, and that the search was a literal one."""
    count = len(found)
    said = f"{count:,} {'entry' if count == 1 else 'entries'} found" if count else "Nothing found as written"
    more = f", the first {limit} shown: raise --limit" if count > limit else ""
    asked = text.replace('"', "")
    return f'{said}{more}. A literal search; for other spellings: dprk-screen name "{asked}"'
