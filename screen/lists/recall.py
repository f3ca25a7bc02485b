"""The lists of an earlier run, from what its record says of them: shipped, stored, or named on its command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from screen.errors import ScreenError, WatchlistError
from screen.lists import load_watchlists, shipped_folders, shipped_lists, stored_list, stored_lists
from screen.lists.kept import ASIDE, Kept, shipped_version
from screen.lists.snapshot import Snapshot
from screen.lists.store import Store
from screen.lists.watchlist import Watchlist

Told = Mapping[str, Any]
"""What a record says of one list."""


@dataclass(frozen=True)
class Recalled:
    """Lists in the order of the record. missing: by id, why one is not as it was, and what to do; a list of its id that is at hand
    stands in its place. root: where the shipped ones lie, None for those of this version; older: ids of stored lists that were
    updated since, of which the older snapshot is used.
    """

    lists: tuple[Watchlist, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    older: tuple[str, ...] = ()


def recall(
    told: Sequence[Told], version: str, day: date, data_dir: str | Path | None, locate: Callable[[], Sequence[Path]]
) -> Recalled:
    """Return the lists of a record.

    version: that of its shipped lists; day: what its “today” meant; locate: says where the files are that the run named.
    """
    store, kept = Store.at(data_dir), Kept(Store.at(data_dir).folder)
    root = kept.shipped_root(version)
    found, missing, older = _Found(), dict[str, str](), []
    for one in told:
        if one["held"] == "stored":
            try:
                found.stored[one["id"]], is_older = _stored(store, one)
                older += [one["id"]] if is_older else []
            except WatchlistError as problem:
                missing[one["id"]] = str(problem)
    others = {one.id: one for one in _quietly(lambda: stored_lists(data_dir, day))} if missing else {}
    whole = [*found.stored.values(), *(others[name] for name in missing if name in others)]
    found.shipped = {one.id: one for one in _quietly(lambda: shipped_lists(whole, root=root))}
    if any(one["held"] == "file" for one in told):
        found.files = {one.id: one for one in _quietly(lambda: load_watchlists(list(locate())))}
    lists = []
    for one in told:
        held = found.of(one, root) or others.get(one["id"])
        if one["id"] not in missing and (held is None or held.sha256 != one["sha256"]):
            missing[one["id"]] = _lack(one, held, version)
        lists += [_as_told(held, one)] if held is not None else []
    is_shipped = root is not None and version != shipped_version()
    return Recalled(tuple(lists), missing, root if is_shipped else None, tuple(older))


@dataclass
class _Found:
    """Lists at hand, by id."""

    stored: dict[str, Watchlist] = field(default_factory=dict)
    shipped: dict[str, Watchlist] = field(default_factory=dict)
    files: dict[str, Watchlist] = field(default_factory=dict)

    def of(self, one: Told, root: Path | None) -> Watchlist | None:
        """Return the list of an id from where the run had it."""
        if one["held"] == "named":
            known = {folder.name: folder for folder in shipped_folders(root)}
            source = known.get(one["id"])
            found = _quietly(lambda: load_watchlists([source])) if source else []
            return replace(found[0], held="named") if found else None
        return {"stored": self.stored, "shipped": self.shipped, "file": self.files}.get(one["held"], {}).get(
            one["id"]
        )


def _quietly(load: Callable[[], list[Watchlist]]) -> list[Watchlist]:
    """Return lists, none where they cannot be read: that they are not at hand is told of each."""
    try:
        return load()
    except ScreenError:
        return []


def _stored(store: Store, one: Told) -> tuple[Watchlist, bool]:
    """Return a stored list as it was, and whether a newer one is stored. Raises WatchlistError where it is gone or altered."""
    held = store.snapshots(one["id"])
    aside = [Snapshot.read(path) for path in sorted((store.folder / "lists").glob(f"*/{ASIDE}*")) if path.is_dir()]
    same = [
        snapshot for snapshot in [*held, *aside] if snapshot.list_id == one["id"] and snapshot.sha256 == one["sha256"]
    ]
    if not same:
        raise WatchlistError(
            f"{one['title']} ({one['id']}), data of {one['date']}, SHA-256 {one['sha256'][:12]}: this snapshot is not stored in "
            f"{store.folder}. Name the folder that holds it with --data-dir, or store the publisher's file of that day: "
            "dprk-screen lists add FILE."
        )
    best = max(
        same, key=lambda snapshot: (snapshot.folder.name.removeprefix(ASIDE) == one["snapshot"], snapshot.number)
    )
    best.verify()
    loaded = stored_list(replace(best, date=one["date"]))
    is_older = bool(held) and held[-1].sha256 != one["sha256"]
    return replace(loaded, snapshot=one["snapshot"], is_day_guessed=one["is_day_guessed"]), is_older


def _as_told(held: Watchlist, one: Told) -> Watchlist:
    """Return a list with what its run knew of its age."""
    if held.sha256 != one["sha256"]:
        return held
    return replace(held, date=one["date"], retrieved=one["retrieved"], checked=one["checked"])


def _lack(one: Told, held: Watchlist | None, version: str) -> str:
    """Say why a list is not as it was, and what to do."""
    who = f"{one['title']} ({one['id']}), data of {one['date']}, SHA-256 {one['sha256'][:12]}"
    if held is not None:
        now = f"what is at hand is of {held.date or 'an unknown day'}, SHA-256 {held.sha256[:12]}"
    else:
        now = "it is not at hand"
    if one["held"] in ("shipped", "named"):
        return (
            f"{who}: shipped with another version of the tool, and {now}. Install the version that the report names, or name with "
            f"--data-dir the data directory of the run, which keeps these lists under shipped/{version}."
        )
    if one["held"] == "file":
        return f"{who}: was a file named with --watchlist, and {now}. Say with --look-in FOLDER where that file lies."
    return f"{who}: was handed to the tool from Python, and {now}. Repeat the run there."
