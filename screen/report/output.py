"""The forms of a report: which file may be replaced, and what each ending writes.

A report of this tool without decisions in it is replaced by the next run; one with decisions is kept; any other file
needs --force; the input is never the output.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError
from screen.plain_file import complete, shown
from screen.report.disclosure import Disclosure

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.screening import Screening

TOOL = "dprk-screen"


def claim(
    target: Path, force: bool, table: str, endings: Sequence[str] | None = None, journal: Journal | None = None
) -> None:
    """Raise UsageError where *target* must not be written: wrong ending or folder, the input, a file to keep."""
    known = endings or tuple(form.ending for form in FORMS)
    if not target.name.lower().endswith(tuple(known)):
        told = f"{', '.join(known[:-1])} or {known[-1]}"
        raise UsageError(f"{target}: a report ends in {told}. Choose one of these with -o.")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: the folder {target.parent} does not exist. Make it first.")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
        is_there = target.exists()
    except OSError as problem:
        raise unwritable(target, problem) from problem
    if not is_there:
        return
    if table and table != "-" and Path(table).exists() and target.samefile(table):
        raise UsageError(f"{target}: this is the table itself. Choose another file with -o.")
    if target.is_dir():
        raise UsageError(f"{target}: this is a folder. Name a file with -o.")
    if not target.is_file():
        raise UsageError(f"{shown(target)}: is a device or pipe, no file. Name a file with -o.")
    if journal is not None and journal.path is not None and journal.path.exists() and target.samefile(journal.path):
        raise UsageError(f"{target}: this is the decisions file. Choose another file with -o.")
    state = _state(target, (journal.draft if journal else None) or journal)
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
    form = form_of(path)
    if form.ending == ".xlsx":
        from screen.report.workbook import workbook_state

        return workbook_state(path, journal)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "foreign"
    return "ours" if not text.strip() or form.is_own(text) else "foreign"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_own_json(text: str) -> bool:
    loaded = _json(text)
    return isinstance(loaded, dict) and loaded.get("tool") == TOOL


def _is_own_page(text: str) -> bool:
    return bool(re.search(rf'<meta name="generator" content="{TOOL} [^"]*">', text[:2_000]))


def _is_own_summary(text: str) -> bool:
    from screen.report.markdown import is_own

    return is_own(text)


def _is_own_sarif(text: str) -> bool:
    loaded = _json(text)
    try:
        return bool(loaded["runs"][0]["tool"]["driver"]["name"] == TOOL)
    except (KeyError, IndexError, TypeError):
        return False


def _is_own_junit(text: str) -> bool:
    return f'<testsuites name="{TOOL}"' in text[:200]


def _is_own_gitlab(text: str) -> bool:
    loaded = _json(text)
    return isinstance(loaded, list) and all(
        isinstance(one, dict) and str(one.get("check_name", "")).startswith(f"{TOOL}/") for one in loaded
    )


def _write_workbook(screening: Screening, target: Path, _disclosure: Disclosure) -> None:
    from screen.report.workbook import write_workbook

    write_workbook(screening, target)


def _write_json(screening: Screening, target: Path, _disclosure: Disclosure) -> None:
    write_json(screening.record, target)


def _write_page(screening: Screening, target: Path, _disclosure: Disclosure) -> None:
    from screen.report.page import page

    write_text(page(screening.record), target)


def _write_summary(screening: Screening, target: Path, disclosure: Disclosure) -> None:
    from screen.report.markdown import markdown

    write_text(markdown(screening.record, disclosure.is_redacted(".md")), target)


def _write_sarif(screening: Screening, target: Path, disclosure: Disclosure) -> None:
    from screen.report.sarif import sarif

    write_json(sarif(screening.record, disclosure), target)


def _write_junit(screening: Screening, target: Path, disclosure: Disclosure) -> None:
    from screen.report.junit import junit

    write_text(junit(screening.record, disclosure), target)


def _write_gitlab(screening: Screening, target: Path, disclosure: Disclosure) -> None:
    from screen.report.gitlab import gitlab

    write_json(gitlab(screening.record, disclosure), target)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the report. is_own: whether a text is one that this tool wrote; write: complete or not at all."""

    ending: str
    is_own: Callable[[str], bool]
    write: Callable[[Screening, Path, Disclosure], None]


FORMS = (
    Form(".xlsx", lambda text: False, _write_workbook),
    Form(".html", _is_own_page, _write_page),
    Form(".md", _is_own_summary, _write_summary),
    Form(".sarif", _is_own_sarif, _write_sarif),
    Form(".junit.xml", _is_own_junit, _write_junit),
    Form(".gitlab.json", _is_own_gitlab, _write_gitlab),
    Form(".json", _is_own_json, _write_json),
)
"""By ending; of two that fit, the first."""


def form_of(target: Path) -> Form:
    """Return the form that a file's name asks for; raises KeyError for none."""
    for form in FORMS:
        if target.name.lower().endswith(form.ending):
            return form
    raise KeyError(target.name)


def write(screening: Screening, target: Path, disclosure: Disclosure | None = None) -> None:
    """Write the report in the form that the ending names, complete or not at all. Raises UsageError where that fails."""
    try:
        form_of(target).write(screening, target, disclosure or Disclosure())
    except OSError as problem:
        raise unwritable(target, problem) from problem


def unwritable(target: Path, problem: OSError) -> UsageError:
    """Return what to say of a place where nothing can be written."""
    return UsageError(
        f"{shown(target)}: cannot be written ({problem.strerror or problem}), and what was there is as it was. Make room, or "
        "choose another place with -o."
    )


def write_json(values: object, target: Path) -> None:
    """Write JSON values, complete or not at all."""
    write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", target)


def write_text(text: str, target: Path) -> None:
    """Write a text, complete or not at all; a lone surrogate, which no file may hold, becomes a question mark."""
    with complete(target) as beside:
        beside.write_text(text, encoding="utf-8", errors="replace", newline="\n")
