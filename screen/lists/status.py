"""Which watchlists are at hand, how old and how whole they are, and what is missing: for command line and page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from screen.data import read_yaml, rules_file
from screen.errors import WatchlistError
from screen.lists.publishers import load_publishers
from screen.lists.snapshot import Snapshot, stamp

if TYPE_CHECKING:
    from screen.lists.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class AtHand:
    """One list.

    held: shipped, stored or file; date_from, retrieved, checked: as in Snapshot, '' for a shipped one; part_of, coverage: of a
    shipped one; problem: what is wrong with a stored one, '' for nothing; versions: how many snapshots are stored.
    """

    id: str
    title: str
    publisher: str
    held: str
    entries: int
    date: str
    age_days: int
    source: str
    sha256: str
    licence: str
    date_from: str = ""
    retrieved: str = ""
    checked: str = ""
    coverage: str = ""
    part_of: str = ""
    files: tuple[str, ...] = ()
    problem: str = ""
    versions: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A publisher's list that is not at hand: nothing of it, or, where key says how to fetch it, not the whole of it."""

    title: str
    key: str = ""


def of_watchlist(one: Watchlist, today: date) -> AtHand:
    """Return the state of a list that was loaded."""
    return AtHand(
        one.id, one.title, one.publisher, one.held or "file", len(one.entries), one.date, one.age_days(today), one.source,
        one.sha256, one.licence, coverage=one.coverage, part_of=one.part_of,
    )  # fmt: skip


def of_snapshot(one: Snapshot, today: date, versions: int = 0) -> AtHand:
    """Return the state of a stored list; one that was altered says so."""
    try:
        one.verify()
        problem = ""
    except WatchlistError as altered:
        problem = str(altered)
    return AtHand(
        one.list_id, one.title, one.publisher, "stored", one.entries, one.date, one.age_days(today),
        f"from {one.source}" if one.origin else one.source, one.sha256, one.licence, one.date_from, stamp(one.retrieved),
        stamp(one.checked), files=tuple(str(path) for path in one.paths), problem=problem, versions=versions,
    )  # fmt: skip


def missing(known: Sequence[AtHand], publishers: Path | None = None) -> Iterator[Missing]:
    """Yield which expected publishers no list is from, then of which the whole list is not stored.

    publishers: as in load_publishers.
    """
    at_hand = {one.publisher for one in known}
    whole = {one.publisher for one in known if one.held == "stored"}
    for publisher, title in read_yaml(rules_file("screening.yml"))["expected"].items():
        if publisher not in at_hand:
            yield Missing(title)
    for one in load_publishers(publishers).values():
        if one.by_default and one.publisher not in whole:
            yield Missing(one.title, one.key)


def stale_after_days() -> int:
    """Return the age from which a list is warned of."""
    return int(read_yaml(rules_file("screening.yml"))["stale_after_days"])


def stale(known: Sequence[AtHand]) -> Iterator[AtHand]:
    """Yield lists that are too old; a part of a list that is here whole is as old as the whole."""
    whole, most = {one.id for one in known}, stale_after_days()
    yield from (one for one in known if one.age_days > most and one.part_of not in whole)
