"""Which files a report may replace, and which writer a suffix calls.

A report of this tool without decisions in it is replaced by the next run; one with decisions is kept; any other file
needs --force; the input is never the output.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.screening import Screening

SUFFIXES = (".xlsx", ".json", ".html", ".md")
TOOL = "dprk-screen"


def claim(
    target: Path, force: bool, table: str, suffixes: Sequence[str] = SUFFIXES, journal: Journal | None = None
) -> None:
    """Raise UsageError where *target* must not be written: wrong suffix or folder, the input, a file to keep."""
    if target.suffix.lower() not in suffixes:
        told = f"{', '.join(suffixes[:-1])} or {suffixes[-1]}"
        raise UsageError(f"{target}: a report ends in {told}. Choose one of these with -o.")
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
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from screen.report.workbook import workbook_state

        return workbook_state(path, journal)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "foreign"
    return (
        "ours" if {".json": _is_own_json, ".html": _is_own_page, ".md": _is_own_summary}[suffix](text) else "foreign"
    )


def _is_own_json(text: str) -> bool:
    try:
        loaded = json.loads(text)
    except ValueError:
        return False
    return isinstance(loaded, dict) and loaded.get("tool") == TOOL


def _is_own_page(text: str) -> bool:
    return bool(re.search(rf'<meta name="generator" content="{TOOL} [^"]*">', text[:2_000]))


def _is_own_summary(text: str) -> bool:
    from screen.report.markdown import is_own

    return is_own(text)


def write(screening: Screening, target: Path) -> None:
    """Write the report in the form the suffix names, complete or not at all."""
    suffix = target.suffix.lower()
    if suffix == ".xlsx":
        from screen.report.workbook import write_workbook

        write_workbook(screening, target)
        return
    if suffix == ".json":
        write_json(screening.record, target)
    elif suffix == ".html":
        from screen.report.page import page

        write_text(page(screening.record), target)
    else:
        from screen.report.markdown import markdown

        write_text(markdown(screening.record), target)


def write_json(values: object, target: Path) -> None:
    """Write JSON values, complete or not at all."""
    write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", target)


def write_text(text: str, target: Path) -> None:
    """Write a text, complete or not at all; a lone surrogate, which no file may hold, becomes a question mark."""
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
