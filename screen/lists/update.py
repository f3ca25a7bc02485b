"""Brings the stored lists up to date from their publishers: asks, fetches what is new, offers it to the store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from screen.errors import WatchlistError
from screen.lists.fetch import Fetcher, NotFetched
from screen.lists.incoming import Incoming, read_incoming, safe_name
from screen.lists.publishers import Download
from screen.lists.snapshot import Snapshot, StoredFile
from screen.lists.store import Added, Provenance, Store
from screen.private import temporary_folder

Progress = Callable[[str, int, int], None]
"""Called with what is being done, and bytes done and announced."""


def update(
    store: Store, download: Download, fetcher: Fetcher, *, accept_shrink: bool = False, now: datetime | None = None,
    progress: Progress | None = None, allow: Callable[[Sequence[Incoming]], None] | None = None,
) -> list[Added]:  # fmt: skip
    """Bring the lists of one download up to date.

    allow: called with the lists that came before they are kept, to raise where their licence is not agreed to. Raises
    NotFetched where the publisher did not send it whole, WatchlistError where it cannot be kept; what is stored stays.
    """
    held = stored(store, download)
    known = _known(held, download)
    try:
        with temporary_folder() as folder:
            facts, paths = _fetch_all(download, known, folder, fetcher, progress)
            if not any(path.parent == folder for path in paths):
                newest = [replace(one, files=tuple(facts[file.name] for file in one.files)) for one in held]
                store.confirm(newest, now)
                return [Added(one, False, one, one) for one in newest]
            if progress:
                progress("reading the list", 0, 0)
            lists = _read(paths, folder, download)
            if allow:
                allow(lists)
            return store.keep(lists, _provenance(download, facts), now, accept_shrink)
    except OSError as problem:
        raise WatchlistError(
            f"{tempfile.gettempdir()}: cannot be written ({problem.strerror or problem}). Free space there."
        ) from problem


def stored(store: Store, download: Download) -> list[Snapshot]:
    """Return the snapshots in use that a download brought."""
    return [one for one in store.in_use() if one.origin == download.origin]


def _known(held: Sequence[Snapshot], download: Download) -> dict[str, tuple[Path, StoredFile]]:
    """Return by address the files that are at hand whole; nothing unless all of them are."""
    known: dict[str, tuple[Path, StoredFile]] = {}
    for one in held:
        try:
            one.verify()
        except WatchlistError:
            return {}
        known |= {file.address: (path, file) for path, file in zip(one.paths, one.files, strict=True)}
    return known if set(known) == set(download.addresses) else {}


def _fetch_all(
    download: Download, known: dict[str, tuple[Path, StoredFile]], folder: Path, fetcher: Fetcher,
    progress: Progress | None,
) -> tuple[dict[str, StoredFile], list[Path]]:  # fmt: skip
    """Fetch the files that are new, and return all: what the server said of each by name, and where each lies."""
    facts, paths = {}, []
    for number, address in enumerate(download.addresses, start=1):
        old_path, old = known.get(address, (None, StoredFile("", "")))
        target = folder / _file_name(download, address, number, folder)
        found = fetcher.fetch(
            address, target, old.etag, old.last_modified,
            lambda done, total: progress and progress(f"fetching {download.origin}", done, total),
        )  # fmt: skip
        path = target if found.is_changed or old_path is None else old_path
        facts[path.name] = StoredFile(
            path.name, old.sha256, address,
            found.etag if found.is_changed else found.etag or old.etag,
            found.last_modified if found.is_changed else found.last_modified or old.last_modified,
        )  # fmt: skip
        paths.append(path)
    return facts, paths


def _file_name(download: Download, address: str, number: int, folder: Path) -> str:
    """Return a name for what an address gives: its last part where that looks like one, never one that is taken."""
    last = PurePosixPath(unquote(urlsplit(address).path)).name
    name = safe_name(last if "." in last else download.origin.replace("/", "-"))
    return f"{number}-{name}" if (folder / name).exists() else name


def _read(paths: Sequence[Path], folder: Path, download: Download) -> list[Incoming]:
    """Read what was fetched. Raises NotFetched, in words of the publisher's host, for what is not its list."""
    try:
        lists = read_incoming(paths)
    except WatchlistError as problem:
        told = str(problem).replace(f"{folder}/", "").replace(f"{folder}\\", "")
        raise NotFetched(f"{download.host} sent what cannot be used: {told}") from problem
    for one in lists:
        if one.watchlist.publisher != download.publisher:
            raise NotFetched(
                f"{download.host} sent a list of {one.watchlist.publisher} ({one.watchlist.title}), not of "
                f"{download.publisher}"
            )
    return lists


def _provenance(download: Download, facts: dict[str, StoredFile]) -> Provenance:
    """Say where a download is from; a list without a day is of the day the server last changed a file of it."""
    days = []
    for fact in facts.values():
        with suppress(ValueError, TypeError):
            days.append(parsedate_to_datetime(fact.last_modified).astimezone(UTC).date().isoformat())
    return Provenance(download.host, download.origin, max(days, default=""), "server", facts)
