"""Lists that are offered to the store: read to their end, with the files they were read from, before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screen.errors import WatchlistError
from screen.lists.watchlist import Watchlist
from screen.model import PartialDate

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|snapshot\.json", re.IGNORECASE)
_NAME_BYTES = 180


@dataclass(frozen=True)
class Incoming:
    """A list that was read whole. paths: the files it lies in; format: the name of the format, "folder" for our own."""

    watchlist: Watchlist
    paths: tuple[Path, ...]
    format: str

    @property
    def file_names(self) -> dict[Path, str]:
        """The name each file gets in the store: its own, fit for every system, and no name twice."""
        taken: set[str] = set()
        names = {}
        for path in self.paths:
            name, number = safe_name(path.name), 1
            while name.casefold() in taken:
                number += 1
                name = f"{number}-{safe_name(path.name)}"
            taken.add(name.casefold())
            names[path] = name
        return names

    def day(self) -> str:
        """Return the day the list itself says it is of (ISO), '' where it says none.

        Raises WatchlistError for one that is no day.
        """
        if not self.watchlist.date:
            return ""
        try:
            return PartialDate.parse(self.watchlist.date).last.isoformat()
        except ValueError as problem:
            raise WatchlistError(
                f"{self.paths[0]}: its date {self.watchlist.date!r} is none. Fetch the file again."
            ) from problem


def read_incoming(sources: Sequence[Path]) -> list[Incoming]:
    """Read files, folders of files and list folders. Raises WatchlistError for whatever is not whole or not understood."""
    from screen.lists.files import ListFile, exists, files_below, require, unpack
    from screen.lists.folder import read_folder
    from screen.lists.formats import grouped, read_as

    found: list[Incoming] = []
    files: list[ListFile] = []
    for path in sources:
        require(path)
        if exists(path / "watchlist.yml"):
            found.append(Incoming(read_folder(path), (path / "watchlist.yml", path / "entries.csv"), "folder"))
        elif path.is_dir():
            files += [file for one in files_below(path) for file in unpack(one)]
        else:
            files += unpack(path)
    for format, members in grouped(files):
        paths = tuple(dict.fromkeys(file.path for file in members))
        found.append(Incoming(read_as(format, members), paths, format.name))
    if not found:
        raise WatchlistError(f"{', '.join(map(str, sources))}: holds no list. Give a publisher's file.")
    return found


def safe_name(text: str) -> str:
    """Return a text as the name of a file that every system takes.

    >>> safe_name("SDN: list?.csv"), safe_name("con.txt"), safe_name("..")
    ('SDN_ list_.csv', '_con.txt', '_')
    """
    name = _FORBIDDEN.sub("_", text).strip(" .")
    suffix = Path(name).suffix[:12]
    while len(name.encode()) > _NAME_BYTES:
        name = name.removesuffix(suffix)[:-1] + suffix
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name
