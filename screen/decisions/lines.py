"""The lines of a decisions file as JSON objects; whatever a hand, a merge or a formatter broke is told with its line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from screen.decisions.event import canonical, content_id
from screen.errors import DecisionsError

_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_NAMED = re.compile(r"\.decisions\.jsonl?$", re.IGNORECASE)
_EXPORT = '"tool": "dprk-screen decisions"'
_ONE_A_LINE = "A decisions file holds one decision a line"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands, for messages, what it says without its id, and whether it has one.

    A line without an id was edited by hand; one whose id does not follow from what it says is none of this class.
    """

    where: str
    values: Mapping[str, Any]
    has_id: bool


def read_lines(data: bytes, path: Path) -> Iterator[Line]:
    """Yield the lines of a decisions file; path: what it is called. Raises DecisionsError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        number = data.count(b"\n", 0, problem.start) + 1
        raise DecisionsError(
            f"{path}, line {number}: is not UTF-8. Save the file as UTF-8, or restore it."
        ) from problem
    _refuse_layout(text, path)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _line(line, f"{path}, line {number}", path)


def _refuse_layout(text: str, path: Path) -> None:
    """Raise DecisionsError for what was laid out anew, which a message on its first line would not explain."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if first == "{" and _EXPORT in text[:200]:
        raise DecisionsError(
            f"{path}: is what “review export” writes, no decisions file. Name the file it was made from."
        )
    if first == "{" or first.startswith("["):
        raise DecisionsError(
            f"{path}: was laid out anew, as a formatter does. {_ONE_A_LINE}, and no brackets around them: restore it, and "
            "exclude it from the formatter."
        )


def _line(line: str, where: str, path: Path) -> Line:
    if mark := _CONFLICT.match(line):
        pattern = f"*{named[0]}" if (named := _NAMED.search(path.name)) else path.name
        raise DecisionsError(
            f"{where}: a merge was left unfinished ({mark[1]}). Keep the lines of both sides and delete the marks; with "
            f"“{pattern} merge=union” in .gitattributes git does so by itself."
        )
    values = _object(line, where)
    if not isinstance(values.get("event"), str):
        raise DecisionsError(f"{where}: is no event of a decisions file. Take the line out, or restore the file.")
    plain = {name: value for name, value in values.items() if name != "id"}
    if "id" in values and values["id"] != content_id(plain):
        raise DecisionsError(
            f'{where}: was changed after it was recorded. If you meant to, take its “"id": …” out of the line; else restore it.'
        )
    return Line(where, plain, "id" in values)


def _object(line: str, where: str) -> dict[str, Any]:
    """Return the one JSON object of a line."""
    decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_number)
    try:
        start = len(line) - len(line.lstrip())
        values, end = decoder.raw_decode(line, start)
        canonical(values).encode()
    except json.JSONDecodeError as problem:
        raise DecisionsError(
            f"{where}, column {problem.colno}: is cut off or no JSON ({problem.msg}). Mend the line, or restore it."
        ) from problem
    except (ValueError, RecursionError) as problem:
        odd = {RecursionError: "is nested too deep", UnicodeEncodeError: "holds half of a character"}
        told = odd.get(type(problem), str(problem))
        raise DecisionsError(f"{where}: {told}. Mend the line, or restore it.") from problem
    if rest := line[end:].strip():
        column = line.index(rest, end) + 1
        raise DecisionsError(
            f"{where}, column {column}: says more after its end. {_ONE_A_LINE}: begin a new line there."
        )
    if not isinstance(values, dict):
        raise DecisionsError(f"{where}: is no event of a decisions file. Take the line out, or restore the file.")
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise ValueError(f"“{twice}” is said twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
