"""Watchlists: reads our own folders and publishers' files into entries, and says which version was read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from screen.cache import Cache, tool_version
from screen.data import read_yaml, rules_file, shipped
from screen.errors import WatchlistError
from screen.lists.files import exists
from screen.lists.folder import is_opt_in, read_folder
from screen.lists.same_as import load_same_as
from screen.lists.watchlist import Watchlist

if TYPE_CHECKING:
    from screen.lists.files import ListFile
    from screen.lists.snapshot import Snapshot

__all__ = [
    "Watchlist", "is_shipped", "load_same_as", "load_watchlists", "shipped_folders", "shipped_lists", "stored_list",
    "stored_lists",
]  # fmt: skip

Source = str | Path | Sequence[str | Path]


def load_watchlists(
    sources: Sequence[Source] | None = None, data_dir: str | Path | None = None, as_of: date | None = None
) -> list[Watchlist]:
    """Load watchlists: the shipped and then the stored ones for None, else only those of the sources given.

    A source is a publisher's file, a publisher's set of files (as several sources, one sequence, or the folder that holds
    them), one of our list folders, or the id of a shipped list (dprk-reported-b). data_dir: where the stored lists are;
    as_of: the day whose stored snapshots are meant. Raises WatchlistError for anything that is not whole or not
    understood: a list that cannot be trusted is never screened against.
    """
    cache = Cache()
    if sources is None:
        stored = stored_lists(data_dir, as_of)
        return [*shipped_lists(stored, data_dir), *stored]
    ids = {folder.name: folder for folder in shipped_folders()}
    found: list[Watchlist] = []
    files: list[ListFile] = []
    for source in sources:
        if isinstance(source, str | Path):
            path = Path(source) if exists(Path(source)) else ids.get(str(source), Path(source))
            if exists(path / "watchlist.yml"):
                found.append(_folder(path, cache, "named" if path in ids.values() else "file"))
            else:
                files += _files(path)
        else:
            found += _read((file for path in source for file in _files(Path(path))), cache)
    return _distinct(found + _read(files, cache))


def shipped_folders(root: Path | None = None) -> list[Path]:
    """Return the folders of the shipped lists, the UN's first; those that are used only when asked for are included.

    root: where they lie; None for those that came with this version.
    """
    publishers = [publisher.casefold() for publisher in read_yaml(rules_file("screening.yml"))["expected"]]
    folders = [path.parent for path in (root or shipped("watchlists")).glob("*/watchlist.yml")]
    order = {f"dprk-{publisher}": place for place, publisher in enumerate(publishers)}
    return sorted(folders, key=lambda folder: (order.get(folder.name, len(order)), folder.name))


def is_shipped(source: str) -> bool:
    """Whether a source names a shipped list by its id, and no file or folder of that name is there."""
    return not exists(Path(source)) and source in {folder.name for folder in shipped_folders()}


def shipped_lists(
    stored: Iterable[Watchlist] = (), data_dir: str | Path | None = None, root: Path | None = None
) -> list[Watchlist]:
    """Return the shipped lists that are on by default.

    stored: the publishers' whole lists in use beside them. Who is missing from a newer one was taken off it, and is
    delisted in the shipped list too. root: as in shipped_folders.
    """
    cache, whole = Cache(), {one.id: one for one in stored}
    lists = [_folder(folder, cache, "shipped") for folder in shipped_folders(root) if not is_opt_in(folder)]
    return [_without_delisted(one, whole.get(one.part_of)) for one in lists]


def stored_lists(data_dir: str | Path | None = None, as_of: date | None = None) -> list[Watchlist]:
    """Return the newest stored snapshot of each list, or the newest that was valid on a day.

    Raises WatchlistError for a stored file that was altered or lost, also where a prepared copy of it is at hand.
    """
    from screen.lists.store import Store

    held = Store.at(data_dir).in_use(as_of)
    _verify(held)
    return [stored_list(one) for one in held]


def stored_list(one: Snapshot) -> Watchlist:
    """Return the list of a snapshot that was verified, prepared where it was read before."""
    return replace(
        _kept(Cache(), [one.list_id, one.date, one.sha256], one.load), checked=one.vouched,
        retrieved=one.retrieved.date().isoformat(), is_day_guessed=one.is_day_guessed, held="stored",
        snapshot=one.folder.name,
    )  # fmt: skip


def _verify(held: Sequence[Snapshot]) -> None:
    """Raise one WatchlistError for all snapshots that were altered or lost."""
    found = []
    for one in held:
        try:
            one.verify()
        except WatchlistError as problem:
            found.append(str(problem))
    if found:
        raise WatchlistError("\n".join(found))


def _kept(cache: Cache, content: Sequence[str], read: Callable[[], Watchlist]) -> Watchlist:
    """Read a list, or take it from the cache; its version is what fixes its entries."""
    version = hashlib.sha256("\n".join((tool_version(), *content)).encode()).hexdigest()
    return cache.get("list", (version,), lambda: replace(read(), version=version))


def _distinct(lists: list[Watchlist]) -> list[Watchlist]:
    """Return lists as they are. Raises WatchlistError for two own tables of one name: their rows would be taken for each
    other's. Two days of a publisher's list are no trouble."""
    seen: dict[str, str] = {}
    for one in lists:
        if one.publisher == one.id and seen.setdefault(one.id, one.sha256) != one.sha256:
            raise WatchlistError(
                f"{one.id}: two of the lists that are to be screened have this name. Rename one of the files, or put both "
                "into one table."
            )
    return lists


def _folder(path: Path, cache: Cache, held: str) -> Watchlist:
    content = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(path.iterdir()) if file.is_file()]
    return replace(_kept(cache, [path.name, *content], lambda: read_folder(path)), held=held)


def _files(path: Path) -> list[ListFile]:
    from screen.lists.files import files_below, require, unpack

    require(path)
    return [file for one in (files_below(path) if path.is_dir() else [path]) for file in unpack(one)]


def _read(files: Iterable[ListFile], cache: Cache) -> list[Watchlist]:
    from screen.lists.files import combined_hash
    from screen.lists.formats import grouped, read_as

    return [
        replace(_kept(cache, [group[0].name, combined_hash(group)], partial(read_as, found, group)), held="file")
        for found, group in grouped(files)
    ]


def _without_delisted(one: Watchlist, whole: Watchlist | None) -> Watchlist:
    """Mark as delisted what a newer whole list of the publisher does not hold; ids of our own are not judged by it."""
    if whole is None or whole.is_day_guessed or whole.date < one.date:
        return one
    kept, families = set(whole.entries["id"]), {_family(entry) for entry in whole.entries["id"]}
    gone = [
        status == "listed" and entry not in kept and _family(entry) in families
        for entry, status in zip(one.entries["id"], one.entries["legal_status"], strict=True)
    ]
    if not any(gone):
        return one
    entries = one.entries.copy()
    entries.loc[gone, "legal_status"] = "delisted"
    entries.loc[gone, "note"] = f"not on the list of {whole.date} any more"
    return replace(one, entries=entries, version=f"{one.version} without {whole.version}" if one.version else "")


def _family(entry: str) -> str:
    found = re.match(r"[^\W\d_]*", entry)
    return found[0] if found else ""
