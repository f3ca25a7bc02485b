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


def written(listing: Listing, target: Path) -> str:
    """Write a table and say so."""
    from screen.report.listing import write_listing
    from screen.report.register import counted

    write_listing(listing, target)
    return f"Written: {target}, {counted(len(listing.rows), 'row')}."
