"""Which files a report may replace, and which writer a suffix calls.

A report of this tool without decisions in it is replaced by the next run; one with decisions is kept; any other file
needs --force; the input is never the output.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.screening import Screening

SUFFIXES = (".xlsx", ".json")
TOOL = "dprk-screen"


def claim(target: Path, force: bool, table: str, journal: Journal | None = None) -> None:
    """Raise UsageError where *target* must not be written: wrong suffix or folder, the input, a file to keep."""
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{target}: a report ends in {' or '.join(SUFFIXES)}. Choose one of these with -o.")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: the folder {target.parent} does not exist. Make it first.")
    if not target.exists():
        return
    if table and table != "-" and Path(table).exists() and target.samefile(table):
        raise UsageError(f"{target}: this is the table itself. Choose another file with -o.")
    if target.is_dir():
        raise UsageError(f"{target}: this is a folder. Name a file with -o.")
    state = _state(target, journal)
    if state == "decided":
        raise UsageError(
            f"{target}: holds decisions or notes of a reviewer that are not recorded, so it was kept. Record them with "
            f"dprk-screen review import {target}, or write to another file with -o."
        )
    if state == "foreign" and not force:
        raise UsageError(
            f"{target}: is not a report of this tool. Choose another file with -o, or overwrite it with --force."
        )


def _state(path: Path, journal: Journal | None) -> str:
    """Return ours, decided or foreign."""
    if path.suffix.lower() == ".json":
        return _json_state(path)
    from screen.report.workbook import workbook_state

    return workbook_state(path, journal)


def _json_state(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as stream:
            loaded = json.load(stream)
    except (OSError, ValueError):
        return "foreign"
    return "ours" if isinstance(loaded, dict) and loaded.get("tool") == TOOL else "foreign"


def write(screening: Screening, target: Path) -> None:
    """Write the report in the form the suffix names, complete or not at all."""
    if target.suffix.lower() == ".json":
        from screen.report.record import record

        write_json(record(screening), target)
        return
    from screen.report.workbook import write_workbook

    write_workbook(screening, target)


def write_json(values: object, target: Path) -> None:
    """Write JSON values, complete or not at all."""
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
