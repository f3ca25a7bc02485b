"""Watchlists: reads our own folders and publishers' files into entries, and says which version was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from screen.data import shipped
from screen.errors import WatchlistError
from screen.lists.folder import read_folder
from screen.lists.opensanctions import is_targets_simple, read_targets_simple
from screen.lists.same_as import load_same_as
from screen.lists.watchlist import Watchlist

__all__ = ["Watchlist", "load_same_as", "load_watchlists"]


def load_watchlists(sources: Sequence[str | Path] | None = None) -> list[Watchlist]:
    """Load watchlists: the shipped ones for None, else only those of the paths given.

    A path is one of our list folders or an OpenSanctions targets.simple.csv. Raises WatchlistError for anything that
    is not whole or not understood: a list that cannot be trusted is never screened against.
    """
    if sources is None:
        folders = sorted(path.parent for path in shipped("watchlists").glob("*/watchlist.yml"))
        return [read_folder(folder) for folder in folders]
    return [_read(Path(source)) for source in sources]


def _read(path: Path) -> Watchlist:
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise WatchlistError(f"{path}: there is no such file. Check the path.")
    with path.open("rb") as stream:
        first = stream.readline(4096).decode("utf-8-sig", errors="replace")
    if is_targets_simple([cell.strip().strip('"') for cell in first.split(",")]):
        return read_targets_simple(path)
    raise WatchlistError(
        f"{path}: is no list this version reads. Give one of our list folders or an OpenSanctions targets.simple.csv."
    )
