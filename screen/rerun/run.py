"""The run itself, once more: on one machine, whole or in parts as it was, written nowhere."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import ScreenError, UsageError
from screen.intake import read_parties
from screen.lists.freshness import Limits
from screen.rerun.materials import Materials
from screen.scale import screen_large
from screen.screening import Base, Screening

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, int, int], None]


def repeated(found: Materials, progress: Progress, processes: int | None = None) -> dict[str, Any]:
    """Screen the table of a run again and return the record.

    processes: of a run in parts. Raises UsageError where no table was found.
    """
    table = found.table
    if table is None:
        raise UsageError(f"{found.request.where}: its table is not there. Name it with --table FILE.")
    held = found.request.record["limits"]
    days = [held.get(name) for name in ("stored_days", "shipped_days")]
    most = [one if isinstance(one, int) else None for one in days]
    found.screener.limits = Limits(most[0], most[1], tuple(held["required"]))
    if found.request.was_in_parts and isinstance(table, Path):
        return _in_parts(found, table, progress, processes).record
    return _whole(found, table, progress).record


def _whole(found: Materials, table: Path | pd.DataFrame, progress: Progress) -> Screening:
    request = found.request
    return found.screener.screen(
        table, **request.reading, history=found.history, decisions=found.journal, four_eyes=request.four_eyes,
        since=found.since, gate=request.gate, base=_base(found, table), as_of=request.as_of, read_on=request.read_on,
        progress=progress,
    )  # fmt: skip


def _in_parts(found: Materials, table: Path, progress: Progress, processes: int | None) -> Screening:
    """Screen a large table; its full result is made in a folder of its own that goes again."""
    request = found.request
    reading = {name: value for name, value in request.reading.items() if name != "sheet"}
    with tempfile.TemporaryDirectory(prefix="dprk-screen-") as folder:
        large = screen_large(
            table, found.screener, Path(folder) / "again.parquet", decisions=found.journal,
            four_eyes=request.four_eyes, gate=request.gate, as_of=request.as_of, read_on=request.read_on,
            processes=processes, progress=progress, **reading,
        )  # fmt: skip
        screening = large.screening
        return replace(screening, whole=request.record["scope"]["whole"])


def _base(found: Materials, table: Path | pd.DataFrame) -> Base | None:
    """Return the table as the commit has it that the run was compared with, None where every row counted."""
    from screen.revision import Revision

    scope, request = found.request.record["scope"], found.request
    if not scope["is_part"] or not isinstance(table, Path):
        return None
    base = Base(scope["revision"], scope["commit"])
    reading = {name: value for name, value in request.reading.items() if name != "profile"}
    try:
        data = Revision.of(scope["commit"], table).bytes_of(table)
        stream = BytesIO(data or b"")
        stream.name = str(table)
        return replace(base, parties=read_parties(stream, **reading, today=request.read_on))
    except ScreenError as problem:
        told = f"{scope['commit'][:12]}: the table of this commit cannot be read again: {problem}"
        found.lack("revision-missing", told, stops=False)
        return replace(base, why="that commit cannot be read")
