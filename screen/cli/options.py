"""Options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.screening import Screener

Command = TypeVar("Command", bound=Callable[..., Any])


def _as_day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def as_of_option(command: Command) -> Command:
    """Add --as-of, which says what "today" means."""
    return click.option(
        "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_as_day, metavar="DATE",
        help="What “today” means, as 2026-11-24; default: today.",
    )(command)  # fmt: skip


def table_options(command: Command) -> Command:
    """Add the options that say how a table is to be read."""
    for option in (
        click.option("--delimiter", metavar="CHAR", help="What separates the cells of a text file; found by itself else."),
        click.option("--encoding", metavar="NAME", help="Encoding of a text file, such as cp949; found by itself else."),
        click.option("--sheet", metavar="NAME", help="Read this sheet only; default: every sheet with a name column."),
        click.option("--column", "columns", multiple=True, metavar="FIELD=HEADER",
                     help='Say what a column holds, such as name="Full Nm"; may be repeated.'),
    ):  # fmt: skip
        command = option(command)
    return command


def list_options(command: Command) -> Command:
    """Add the options that choose the watchlists."""
    for option in (
        click.option("--no-shipped", is_flag=True, help="Leave the shipped DPRK lists out."),
        click.option("--watchlist", "watchlists", multiple=True, metavar="FILE", type=click.Path(),
                     help="Screen against this list too (an OpenSanctions targets.simple.csv or a list folder); "
                          "may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return command


def chosen_columns(given: Sequence[str]) -> dict[str, str]:
    """Turn FIELD=HEADER options into a mapping; raises UsageError for anything else."""
    chosen = {}
    for text in given:
        field, separator, header = text.partition("=")
        if not separator or not field.strip() or not header.strip():
            raise UsageError(f'--column {text}: expected FIELD=HEADER. Write it as --column name="Full Nm".')
        if field.strip() in chosen:
            raise UsageError(f"--column {text}: the field {field.strip()} is given twice. Give it once.")
        chosen[field.strip()] = header.strip()
    return chosen


def screener(watchlists: Sequence[str], no_shipped: bool) -> Screener:
    """Load the lists an invocation asks for."""
    from screen.lists import load_watchlists
    from screen.screening import Screener

    loaded = [] if no_shipped else load_watchlists()
    if watchlists:
        loaded += load_watchlists(list(watchlists))
    if not loaded:
        raise UsageError("No watchlist is left. Add one with --watchlist FILE, or drop --no-shipped.")
    return Screener(loaded)
