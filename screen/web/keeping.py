"""What a process of its own does with the lists: say which are at hand, fetch, take files in, compare, search, show an entry."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError, WatchlistError

if TYPE_CHECKING:
    from screen.lists.diff import Changes
    from screen.lists.incoming import Incoming
    from screen.lists.publishers import Download, Publisher
    from screen.lists.status import AtHand, Missing
    from screen.lists.store import Added, Store
    from screen.web.bench import Bench

MOST = 50
"""Entries of a section, or of a search, that are shown at once."""


def _store(bench: Bench) -> Store:
    from screen.lists.store import Store

    return Store.at(bench.setup.chosen.data_dir)


# ---- which are at hand -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of the page. stale: ids of those that are too old; stale_after: in days; publishers: to fetch from."""

    at_hand: list[AtHand]
    missing: list[Missing]
    stale: set[str]
    stale_after: int
    publishers: list[Publisher]
    data_dir: str


def lists_of(bench: Bench) -> Lists:
    """Return which lists tables are screened against, and what is missing; nothing is refused for one that was altered."""
    from screen.lists import load_watchlists, shipped_lists
    from screen.lists.publishers import load_publishers
    from screen.lists.status import missing, of_snapshot, of_watchlist, stale, stale_after_days

    setup, store = bench.setup, _store(bench)
    chosen, today = setup.chosen, setup.today
    shipped = [] if chosen.no_shipped else shipped_lists(data_dir=chosen.data_dir)
    named = load_watchlists(list(chosen.watchlists), chosen.data_dir) if chosen.watchlists else []
    stored = [] if chosen.no_stored else store.in_use(setup.as_of)
    known = [
        *(of_watchlist(one, today) for one in shipped),
        *(of_snapshot(one, today, len(store.snapshots(one.list_id))) for one in stored),
        *(of_watchlist(one, today) for one in named),
    ]
    return Lists(
        known, list(missing(known, setup.publishers)), {one.id for one in stale(known)}, stale_after_days(),
        list(load_publishers(setup.publishers).values()), str(store.folder),
    )  # fmt: skip


# ---- lists that come in ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Came:
    """A list that came. before_entries, before_date: of what was in use until then, None and '' for nothing."""

    id: str
    title: str
    is_new: bool
    entries: int
    date: str
    in_use_date: str
    before_entries: int | None
    before_date: str
    is_whole: bool

    @classmethod
    def of(cls, added: Added) -> Came:
        """Return what is said of a list that was offered to the store."""
        one, before = added.snapshot, added.before
        return cls(
            one.list_id, one.title, added.is_new, one.entries, one.date, added.in_use.date,
            before.entries if before else None, before.date if before else "", one.records_stated == one.records_read,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotKept:
    """A list that did not come, or was not kept. held: days of what stays in use; page: of the publisher; is_shrunk: too many
    entries are gone, which the officer may accept."""

    title: str
    why: str
    held: tuple[str, ...] = ()
    page: str = ""
    key: str = ""
    is_shrunk: bool = False


@dataclass
class Outcome:
    """What became of an update or of files that were added.

    to_agree: licences that ask for agreement first, name and notice; undated: lists of which nothing says of which day they are;
    again: the fields with which it is asked for once more, to action.
    """

    action: str
    again: list[tuple[str, str]]
    came: list[Came] = field(default_factory=list)
    not_kept: list[NotKept] = field(default_factory=list)
    to_agree: dict[str, str] = field(default_factory=dict)
    undated: list[str] = field(default_factory=list)

    @property
    def has_new(self) -> bool:
        """Whether the lists are other ones than before."""
        return any(one.is_new for one in self.came)

    @property
    def is_asking(self) -> bool:
        """Whether the officer has to say something before the rest is done."""
        return bool(self.to_agree or self.undated or any(one.is_shrunk for one in self.not_kept))


class _NotAgreed(WatchlistError):
    """A list came under a licence that was not agreed to."""


def updated(bench: Bench, keys: Sequence[str], agreed: Collection[str], accept_shrink: bool) -> Outcome:
    """Fetch the newest lists of some publishers. agreed: names of licences the officer agrees to."""
    from screen.lists.fetch import Fetcher
    from screen.lists.publishers import load_publishers

    store, known = _store(bench), load_publishers(bench.setup.publishers)
    chosen = [known[key] for key in dict.fromkeys(keys) if key in known]
    outcome = Outcome("/lists/update", [("publisher", one.key) for one in chosen])
    if _must_agree(store, [one.licence for one in chosen], agreed, outcome):
        return outcome
    with Fetcher() as fetcher:
        for publisher in chosen:
            for download in publisher.downloads:
                _fetch(bench, store, publisher, download, fetcher, accept_shrink, agreed, outcome)
    outcome.again = [("publisher", one.key) for one in outcome.not_kept if one.is_shrunk] or outcome.again
    return outcome


def _fetch(
    bench: Bench, store: Store, publisher: Publisher, download: Download, fetcher: Any, accept_shrink: bool,
    agreed: Collection[str], outcome: Outcome,
) -> None:  # fmt: skip
    """Fetch one download, and note what became of it."""
    from screen.lists.fetch import NotFetched
    from screen.lists.store import Shrunk
    from screen.lists.update import stored, update

    def allow(lists: Sequence[Incoming]) -> None:
        if _must_agree(store, [one.watchlist.licence for one in lists], agreed, outcome):
            raise _NotAgreed("its licence asks for agreement first")

    try:
        found = update(store, download, fetcher, accept_shrink=accept_shrink, progress=bench.progress, allow=allow)
    except _NotAgreed:
        return
    except WatchlistError as problem:
        is_fetched = not isinstance(problem, NotFetched)
        held = tuple(one.date for one in stored(store, download))
        title = publisher.title if len(publisher.downloads) == 1 else f"{publisher.title} ({download.origin})"
        outcome.not_kept.append(NotKept(
            title, problem.fact if isinstance(problem, Shrunk) else str(problem).rstrip("."), () if is_fetched else held,
            "" if is_fetched else publisher.page, publisher.key, isinstance(problem, Shrunk),
        ))  # fmt: skip
    else:
        outcome.came += [Came.of(one) for one in found]


def _must_agree(store: Store, licences: Sequence[str], agreed: Collection[str], outcome: Outcome) -> bool:
    """Note the licences that the officer agrees to; whether others are left, which the outcome tells."""
    for one in store.to_agree(licences):
        if one.name in agreed:
            store.agree(one.name)
        else:
            outcome.to_agree[one.name] = one.notice
    return bool(outcome.to_agree)


def added(bench: Bench, folder: Path, day: str, agreed: Collection[str], accept_shrink: bool) -> Outcome:
    """Keep the list files that lie in a folder, which goes again unless the officer has to say something first.

    day: that of lists that say none themselves (ISO), "today" for the present one, '' to ask.
    """
    outcome = Outcome("/lists/keep", [("batch", folder.name), *([("day", day)] if day else [])])
    try:
        _keep(bench, folder, day, agreed, accept_shrink, outcome)
    finally:
        if not outcome.is_asking:
            shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _keep(
    bench: Bench, folder: Path, day: str, agreed: Collection[str], accept_shrink: bool, outcome: Outcome
) -> None:
    from screen.lists.incoming import read_incoming
    from screen.lists.store import Provenance, Shrunk

    bench.progress("reading the list", 0, 0)
    store, told = _store(bench), _day(day)
    try:
        lists = read_incoming(sorted(path for path in folder.glob("*/*")))
        if _must_agree(store, [one.watchlist.licence for one in lists], agreed, outcome):
            return
        outcome.undated = [one.watchlist.title for one in lists if not (day or one.day())]
        if outcome.undated:
            return
        outcome.came = [Came.of(one) for one in store.keep(lists, Provenance(day=told), accept_shrink=accept_shrink)]
    except Shrunk as problem:
        outcome.not_kept.append(NotKept("", problem.fact, is_shrunk=True))
    except WatchlistError as problem:
        raise WatchlistError(re.sub(rf"{re.escape(str(folder))}[/\\](?:\d+[/\\])?", "", str(problem))) from problem


def _day(text: str) -> str:
    """Return a day for the store, '' for the one on which the list came. Raises UsageError for what is none."""
    if text in ("", "today"):
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise UsageError(f"“{text[:40]}” is no day. Write it as 2026-03-31.") from problem


# ---- who came and went -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What changed between the last two versions of a list, the first entries of each section.

    came, went: reference, name, kind and programmes; changed: reference, name and clauses.
    """

    id: str
    title: str
    summary: str
    caution: str
    old_date: str
    new_date: str
    came: list[tuple[str, str, str]]
    went: list[tuple[str, str, str]]
    changed: list[tuple[str, str, list[str]]]
    counts: dict[str, int]


def changes_of(bench: Bench, list_id: str) -> Shown:
    """Return who came, who went and what changed between the last two stored versions of a list."""
    from itertools import groupby

    from screen.lists.wording import change

    found = _compared(bench, list_id)
    publisher = found.new.publisher
    rows = groupby(found.changed.itertuples(index=False), key=lambda one: (one.id, one.name))
    changed = [
        (f"{publisher}:{key}", name, [change(one.column, one.what, one.before, one.after) for one in group])
        for (key, name), group in rows
    ]
    return Shown(
        list_id, found.new.title, found.summary, found.caution, found.old.date, found.new.date,
        _entries(found.came, publisher), _entries(found.went, publisher), changed[:MOST],
        {"came": len(found.came), "went": len(found.went), "changed": len(changed)},
    )  # fmt: skip


def changes_written(bench: Bench, list_id: str, target: Path) -> None:
    """Write all of it."""
    from screen.report.changes import write_changes

    write_changes(_compared(bench, list_id), target)


def _compared(bench: Bench, list_id: str) -> Changes:
    from screen.lists.diff import compare

    held = _store(bench).snapshots(list_id) if list_id else []
    if len(held) < 2:
        raise UsageError(
            f"{list_id}: fewer than two versions are stored, so there is nothing to compare. Update it first."
        )
    return compare(held[-2].load(), held[-1].load())


def _entries(entries: Any, publisher: str) -> list[tuple[str, str, str]]:
    return [
        (f"{publisher}:{one['id']}", one["name"], ", ".join([one["kind"], *one["programs"]]))
        for one in entries.head(MOST).to_dict("records")
    ]


# ---- search, and one entry -------------------------------------------------------------------------------


def searched(bench: Bench, text: str) -> tuple[int, list[dict[str, str]]]:
    """Return how many entries contain a text as it is written, and the first of them, worded."""
    from screen.lists.search import search
    from screen.lists.wording import label, status, worded

    found = search(bench.screener.lists, text)
    return len(found), [
        {
            "reference": one.reference, "kind": one.kind, "name": one.name, "list": one.list,
            "status": status(one.legal_status, one.delisted_on),
            "where": f"{label(one.column)}: {worded(one.column, one.value)}" if one.column not in ("", "reference") else "",
        }
        for one in found.head(MOST).itertuples(index=False)
    ]  # fmt: skip


def cards_of(bench: Bench, reference: str) -> list[dict[str, Any]]:
    """Return everything the lists say of one entry, a card for each list that holds it."""
    from screen.lists import load_same_as
    from screen.lists.card import find_cards

    lists = bench.screener.lists
    return [
        card.values() | {"rows": list(card.facts())} for card in find_cards(lists, reference, load_same_as(lists))
    ]
