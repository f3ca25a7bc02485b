"""A settings file as it is written: which one a folder is under, what it holds, and the line of each of its keys.

Owns dprk-screen.toml and [tool.dprk-screen] of pyproject.toml as TOML; what the keys mean is left to keys.py.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from screen.errors import UsageError
from screen.plain_file import refuse_special

NAME, PROJECT = "dprk-screen.toml", "pyproject.toml"
SECTION = ("tool", "dprk-screen")
_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_MOST_BYTES, _MOST_LINES = 1 << 20, 200  # of a file; of one statement, beyond which lines are not told any more
_END = re.compile(r" \(at end of document\)$")
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A settings file. shown: its name for messages; section: the keys above the settings, () where they stand at the top."""

    path: Path
    shown: str
    content: bytes
    section: Keys
    data: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """The folder that its relative paths start from."""
        return self.path.absolute().parent

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, as hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def title(self) -> str:
        """Its name, and the table of it that counts."""
        return f"{self.shown} [{'.'.join(self.section)}]" if self.section else self.shown

    @cached_property
    def _lines(self) -> Mapping[Keys, int]:
        return lines_of(self.content.decode("utf-8-sig"))

    def line(self, *keys: str) -> int:
        """Return the line of a setting, of the nearest one above it where it stands nowhere."""
        path = (*self.section, *keys)
        return next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), 1)

    def told(self, what: str, *keys: str) -> str:
        """Return a message about a setting: where, and what."""
        return f"{self.shown}, line {self.line(*keys)}: {what}."


def named(path: Path) -> Written:
    """Read the settings file that an invocation names; raises UsageError for one that holds no settings."""
    found = _read(path, str(path))
    if found is None:
        raise UsageError(f"{path}: there is no table [tool.dprk-screen] in it. Add one, or name another file.")
    return found


def found(start: Path) -> Written | None:
    """Return the settings of a folder or of the nearest one above it, up to the one that holds .git; None for none.

    Outside of a git repository only the folder itself is looked at, as those above it may be anybody's. Raises UsageError
    where both files of a folder hold settings.
    """
    folders = [start, *start.parents]
    top = next((place for place, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    for folder in folders[: top + 1]:
        paths = [path for name in (NAME, PROJECT) if (path := folder / name).is_file()]
        held = [one for path in paths if (one := _read(path, _shown(path, start)))]
        if len(held) > 1:
            raise UsageError(
                f"{held[1].told(f'{held[0].shown} holds settings too')} Keep them in one of the two files."
            )
        if held:
            return held[0]
    return None


def _shown(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path, start)).as_posix()


def _read(path: Path, shown: str) -> Written | None:
    """Read a settings file; None for a pyproject.toml that says nothing of this tool."""
    try:
        refuse_special(path)
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except FileNotFoundError as problem:
        raise UsageError(f"{shown}: there is no such file. Check the name.") from problem
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise UsageError(f"{shown}, line {line}: is not UTF-8. Save the file as UTF-8.") from problem
    except OSError as problem:
        raise UsageError(f"{shown}: cannot be read ({problem.strerror}). Check its rights.") from problem
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{shown}: is larger than a settings file can be (1 MB). Name another, or use --no-config.")
    section = SECTION if path.name == PROJECT else ()
    if section and SECTION[-1] not in text:
        return None
    data: Any = _parsed(text, shown)
    for key in section:
        data = data.get(key) if isinstance(data, dict) else None
    if section and data is None:
        return None
    read = Written(path, shown, content, section, data if isinstance(data, dict) else {})
    if not isinstance(data, dict):
        raise UsageError(f"{read.told('[tool.dprk-screen] is a table')} Write the settings below that line.")
    return read


def _parsed(text: str, shown: str) -> dict[str, Any]:
    import tomllib

    try:
        data = tomllib.loads(text)
        tuple(_paths(data))  # fails where nothing could walk through it
        return data
    except RecursionError as problem:
        raise UsageError(f"{shown}: is nested too deep for settings. Write it flatter.") from problem
    except tomllib.TOMLDecodeError as problem:
        told = str(problem)
        place = _LINE.search(told)
        line = int(place[1]) if place else text.count("\n") + (not text.endswith("\n"))
        what = _END.sub("", _LINE.sub("", told))
        raise UsageError(
            f"{shown}, line {line}: is no TOML ({what}). Mend this line or the one above it."
        ) from problem


def lines_of(text: str) -> dict[Keys, int]:
    """Return the line on which each key of a TOML text stands, by its path.

    Reads it statement by statement: lines are added until they are TOML below the last header.

    >>> lines_of('a = [\\n 1]\\n[b]\\nc.d = 2')
    {('a',): 1, ('b',): 3, ('b', 'c'): 4, ('b', 'c', 'd'): 4}
    """
    import tomllib

    lines: dict[Keys, int] = {}
    header, held, start = "", "", 1
    for number, line in enumerate(text.split("\n"), 1):
        held += f"{line}\n"
        is_header = held.lstrip().startswith("[")
        try:
            data = tomllib.loads(held if is_header else header + held)
        except tomllib.TOMLDecodeError:
            if number - start >= _MOST_LINES:
                break
            continue
        for path in _paths(data):
            lines.setdefault(path, start)
        header = held if is_header else header
        held, start = "", number + 1
    return lines


def _paths(data: Mapping[str, Any], above: Keys = ()) -> Iterator[Keys]:
    for key, value in data.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))
