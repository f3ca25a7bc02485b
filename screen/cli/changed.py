"""What a table is compared with where only changed rows are asked for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.errors import ScreenError, UntrustedInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from screen.cli.options import Reading
    from screen.screening import Base


def changed_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --changed-since."""
    return click.option(
        "--changed-since", metavar="REV",
        help="Report just the rows that changed against this git revision, besides those with an alert or a decision, where "
             "lists, rules, thresholds and tool are those of the last complete run, whose report --since names; otherwise all. "
             "Every report says which.",
    )(command)  # fmt: skip


def base_of(revision: str | None, table: str, since: Path | None, reading: Reading) -> Base | None:
    """Read the table as a revision has it; None where no revision is asked for.

    Where it cannot be had, the base says why, and everything counts. Raises UsageError where no git repository is asked.
    """
    if revision is None:
        return None
    from screen.revision import Revision, UnknownRevision
    from screen.screening import Base

    if table == "-":
        raise UsageError("--changed-since: standard input has no revisions. Name a table in a git repository.")
    try:
        found = Revision.of(revision, Path(table))
    except UnknownRevision:
        return Base(revision, why="this clone holds no such commit; fetch it first")
    if since is None or not since.exists():
        told = "no last complete run is named with --since" if since is None else f"there is no {since} yet"
        return Base(revision, found.commit, why=told)
    try:
        data = found.bytes_of(Path(table))
    except UntrustedInput as problem:
        return Base(revision, found.commit, why=_clause(problem))
    if data is None:
        return Base(revision, found.commit, why=f"{table} is not in that revision")
    return _read(Base(revision, found.commit), data, table, reading)


def _read(base: Base, data: bytes, table: str, reading: Reading) -> Base:
    """Add the table as committed, read as the present one is."""
    from dataclasses import replace

    from screen.intake import read_parties

    stream = BytesIO(data)
    stream.name = table
    try:
        return replace(base, parties=read_parties(stream, **reading.keywords))
    except ScreenError as problem:
        return replace(base, why=f"it cannot be read as of that revision: {_clause(problem)}")


def _clause(problem: ScreenError) -> str:
    return str(problem).splitlines()[0].rstrip(".")
