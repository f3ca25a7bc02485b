"""Options that the review commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from screen.report.listing import Listing

Command = TypeVar("Command", bound=Callable[..., Any])


def output_option(is_required: bool = False) -> Callable[[Command], Command]:
    """Add -o and --force."""

    def add(command: Command) -> Command:
        told = "" if is_required else "; default: only print it"
        for option in (
            click.option("--force", is_flag=True, help="Overwrite a file that is there."),
            click.option("-o", "--output", required=is_required, type=click.Path(path_type=Path), metavar="FILE",
                         help=f"Write it to this file: .csv, .json or .xlsx{told}."),
        ):  # fmt: skip
            command = option(command)
        return command

    return add


def recorded_option(command: Command) -> Command:
    """Add --decisions for commands that record them."""
    return click.option(
        "--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="Where decisions are recorded; begun where it is not there. Default: the one beside the report, else "
             "NAME.decisions.jsonl beside it, NAME being that of the table.",
    )(command)  # fmt: skip


def keyed_option(command: Command) -> Command:
    """Add --keyed for commands that record decisions."""
    return click.option(
        "--keyed", is_flag=True,
        help="Begin a file that holds references and an HMAC instead of names and dates; its key is made in --key-file where "
             "that is not there.",
    )(command)  # fmt: skip


def written(listing: Listing, target: Path) -> str:
    """Write a table and say so."""
    from screen.report.listing import write_listing
    from screen.report.register import counted

    write_listing(listing, target)
    return f"Written: {target}, {counted(len(listing.rows), 'row')}."
