"""What a word on the command line names: a file, a folder, a stored list, one of its snapshots, a shipped list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.lists import Watchlist
    from screen.lists.snapshot import Snapshot


def two_versions(old: str, new: str | None, data_dir: str | None) -> tuple[Watchlist, Watchlist]:
    """Return the two versions that are to be compared; without *new* the last two of the stored list *old*.

    Raises UsageError for what names nothing, or more than one list.
    """
    if new is None:
        return _last_two(old, data_dir)
    sides = [versions(name, data_dir) for name in (old, new)]
    pairs = [(one, other) for one in sides[0] for other in sides[1]]
    same = [(one, other) for one, other in pairs if one.id == other.id]
    if len(pairs) == 1 or len(same) == 1:
        return (same or pairs)[0]
    held = "; ".join(
        f"{name} holds {', '.join(one.id for one in side) or 'no list'}"
        for name, side in zip((old, new), sides, strict=True)
    )
    raise UsageError(f"{held}: it is not clear which to compare. Name the files of one list on each side.")


def versions(name: str, data_dir: str | None) -> list[Watchlist]:
    """Return the lists that a word names: a path before a stored list, LIST or LIST@DATE, before a shipped one."""
    from screen.lists import load_watchlists, shipped_folders
    from screen.lists.files import exists

    if exists(Path(name)):
        return load_watchlists([name], data_dir)
    bare, _, day = name.rpartition("@") if "@" in name else (name, "", "")
    if held := _stored(bare, data_dir):
        return [_on(held, bare, day).load()]
    if not day and name in {folder.name for folder in shipped_folders()}:
        return load_watchlists([name], data_dir)
    raise UsageError(f"{name}: {_nothing(data_dir)}")


def _stored(name: str, data_dir: str | None) -> list[Snapshot]:
    from screen.lists.store import Store

    return Store.at(data_dir).snapshots(name) if name else []


def _on(held: list[Snapshot], name: str, day: str) -> Snapshot:
    """Return the newest snapshot, or the newest with data of a day or before."""
    if not day:
        return held[-1]
    try:
        wanted = date.fromisoformat(day).isoformat()
    except ValueError as problem:
        raise UsageError(f"{name}@{day}: {day} is no date. Write it as {name}@{held[-1].date}.") from problem
    found = [one for one in held if one.date <= wanted]
    if not found:
        raise UsageError(f"{name}@{day}: nothing as old is stored; there are {_days(held)}. Name one of these days.")
    return found[-1]


def _last_two(name: str, data_dir: str | None) -> tuple[Watchlist, Watchlist]:
    held = _stored(name, data_dir)
    if len(held) > 1:
        return held[-2].load(), held[-1].load()
    if held:
        raise UsageError(
            f"{name}: one version only is stored, of {held[0].date}. Compare it with a file: "
            f"dprk-screen lists diff {name} FILE."
        )
    raise UsageError(f"{name}: is no stored list. Name two versions to compare: dprk-screen lists diff A B.")


def _days(held: list[Snapshot]) -> str:
    return ", ".join(dict.fromkeys(one.date for one in held))


def _nothing(data_dir: str | None) -> str:
    from screen.lists import shipped_folders
    from screen.lists.store import Store

    stored = sorted({one.list_id for one in Store.at(data_dir).snapshots()})
    shipped = [folder.name for folder in shipped_folders()]
    return (
        f"there is no such file, stored list or shipped list. Stored: {', '.join(stored) or 'none'}; "
        f"shipped: {', '.join(shipped)}. Check the path or the name."
    )
