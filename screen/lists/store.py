"""The list snapshots in the user's data directory: which there are, which is in use, and how one comes in.

Layout: lists/LIST/TIME-HASH/ holds the publisher's files and snapshot.json; a folder whose name begins with a dot is
unfinished and counts for nothing, every other one is whole. lists/LIST/checked.json says when the publisher last said
that nothing is newer; licences.json, which licences the user agreed to. Readers need no lock, writers share one.
Downloading is left to fetch and update.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from screen.data import user_folder
from screen.errors import WatchlistError
from screen.lists.disk import folders, read_json, remove_folder, sha256, sweep, write_folder, write_json
from screen.lists.incoming import Incoming, read_incoming, safe_name
from screen.lists.snapshot import CARD, Snapshot, StoredFile, stamp
from screen.private import private_folder

if TYPE_CHECKING:
    from screen.lists.publishers import Restriction

_CHECKED, _LICENCES, _LOCK = "checked.json", "licences.json", ".lock"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where files are from. source: host, or "added from FILE"; origin: as in Snapshot; day, day_from: the day of a list
    that says none itself, and who says so; files: by file name, what the server said of each."""

    source: str = ""
    origin: str = ""
    day: str = ""
    day_from: str = "user"
    files: Mapping[str, StoredFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a list that was offered. before: what was in use until then; in_use: what is in use now."""

    snapshot: Snapshot
    is_new: bool
    before: Snapshot | None
    in_use: Snapshot


class Shrunk(WatchlistError):
    """A list lost more of its entries than is likely, so that it was not kept. fact: the message without what to do."""

    def __init__(self, fact: str) -> None:
        super().__init__(f"{fact} If the publisher did take them off, repeat with --accept-shrink.")
        self.fact = fact


class Store:
    """The snapshots below a data directory. Nothing is created until something is added."""

    def __init__(self, folder: Path, lock_seconds: float | None = None) -> None:
        self.folder = folder
        self._lists, self._lock_seconds = folder / "lists", lock_seconds

    @classmethod
    def at(cls, data_dir: str | Path | None = None) -> Store:
        """Return the store of a data directory: the one given, else that of DPRK_SCREEN_DATA_DIR, else the usual place."""
        return cls(user_folder(data_dir))

    def snapshots(self, list_id: str = "") -> list[Snapshot]:
        """Return every snapshot, or those of one list, oldest data first.

        Raises WatchlistError for a folder that cannot be read or is not as it was written.
        """
        found = []
        for parent in folders(self._lists):
            checked = read_json(parent / _CHECKED)
            found += [Snapshot.read(folder).with_check(checked) for folder in folders(parent)]
        kept = [one for one in found if not list_id or one.list_id == list_id]
        return sorted(kept, key=lambda one: (_day_among(one, kept), one.number))

    def in_use(self, as_of: date | None = None) -> list[Snapshot]:
        """Return for each list, by id, the snapshot with the newest data, or the newest that was there on a day."""
        newest: dict[str, Snapshot] = {}
        for one in self.snapshots():
            if as_of is None or one.date <= as_of.isoformat():
                newest[one.list_id] = one
        return [newest[list_id] for list_id in sorted(newest)]

    def add(
        self, files: Sequence[Path], source: str = "", retrieved: datetime | None = None, accept_shrink: bool = False,
        day: str = "",
    ) -> list[Added]:  # fmt: skip
        """Read files and keep the lists they hold. day: that of a list that says none itself (ISO); else see keep."""
        return self.keep(read_incoming(files), Provenance(source, day=day), retrieved, accept_shrink)

    def keep(
        self, lists: Sequence[Incoming], known: Provenance | None = None, retrieved: datetime | None = None,
        accept_shrink: bool = False,
    ) -> list[Added]:  # fmt: skip
        """Keep lists that were read, each with its files; what is there already is not kept twice.

        Raises WatchlistError, and keeps none of them, when one is of a day to come or lost too many of its entries
        (unless accept_shrink), and where the data directory cannot be written.
        """
        now = (retrieved or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        _refuse_twins(lists)
        found = [(one, self._draft(one, known or Provenance(), now)) for one in lists]
        found.sort(key=lambda pair: pair[1].date)
        with self._locked():
            if not accept_shrink:
                for one, draft in found:
                    self._refuse_shrunk(one, draft)
            return [self._keep(one, draft) for one, draft in found]

    def confirm(self, snapshots: Sequence[Snapshot], moment: datetime | None = None) -> None:
        """Note that the publisher said these snapshots are still the newest."""
        with self._locked():
            for one in snapshots:
                self._check(replace(one, checked=moment or datetime.now(UTC)))

    def agreed(self) -> dict[str, str]:
        """Return the licences the user agreed to, and when."""
        return {str(name): str(when) for name, when in read_json(self.folder / _LICENCES).items()}

    def to_agree(self, licences: Iterable[str]) -> list[Restriction]:
        """Return what must be agreed to before lists are kept under some licences, as the lists state them."""
        from screen.lists.publishers import restrictions

        stated = list(licences)
        return [one for one in restrictions() if one.name not in self.agreed() and any(map(one.covers, stated))]

    def agree(self, licence: str, moment: datetime | None = None) -> None:
        """Note that the user agreed to a licence."""
        with self._locked():
            write_json(self.folder / _LICENCES, self.agreed() | {licence: stamp(moment or datetime.now(UTC))})

    def _draft(self, one: Incoming, known: Provenance, now: datetime) -> Snapshot:
        """Return the snapshot that a list will be, its files hashed where they lie."""
        about, (day, day_from) = one.watchlist, _day(one, known, now)
        files = [
            replace(known.files.get(path.name, StoredFile("", "")), name=name, sha256=sha256(path))
            for path, name in one.file_names.items()
        ]
        return Snapshot(
            folder=self._lists / safe_name(about.id) / f"{now:%Y%m%dT%H%M%SZ}-{about.sha256[:12]}", list_id=about.id,
            title=about.title, publisher=about.publisher, licence=about.licence, date=day, date_from=day_from, number=0,
            retrieved=now, source=known.source or f"added from {', '.join(path.name for path in one.paths)}",
            origin=known.origin, files=tuple(files), sha256=about.sha256, entries=len(about.entries),
            records_read=about.records_read, records_stated=about.records_stated, format=one.format, checked=now,
        )  # fmt: skip

    def _refuse_shrunk(self, one: Incoming, draft: Snapshot) -> None:
        from screen.lists.files import rules

        older = [old for old in self.snapshots(draft.list_id) if old.date <= draft.date]
        if not older or older[-1].sha256 == draft.sha256:
            return
        before, share = older[-1], float(rules()["shrink_share"])
        try:
            gone = len(set(before.load().entries["id"]) - set(one.watchlist.entries["id"]))
        except WatchlistError:  # damaged: which entries it held is not known any more, how many is
            gone = before.entries - draft.entries
        if gone > share * before.entries:
            raise Shrunk(
                f"{draft.title}: the new file holds {draft.entries:,} entries, the stored one of {before.date} "
                f"{before.entries:,}, and {gone:,} of those are gone. More than {share:.0%} at once is more likely a "
                f"damaged file: it was not kept, the list of {before.date} stays in use."
            )

    def _keep(self, one: Incoming, draft: Snapshot) -> Added:
        held = self.snapshots(draft.list_id)
        before = held[-1] if held else None
        same = next((old for old in reversed(held) if before and _stands_for(old, draft, before)), None)
        if same is None:
            draft = replace(
                draft, number=1 + max((old.number for old in held), default=0), folder=_free(draft.folder)
            )
            copies = [(path, file.name, file.sha256) for path, file in zip(one.file_names, draft.files, strict=True)]
            write_folder(draft.folder, copies, (CARD, draft.card()))
            for old in held:
                if old.sha256 == draft.sha256 and old.is_day_guessed and not draft.is_day_guessed:
                    self._lay_aside(old)
        elif draft.origin:
            told = {file.sha256: file for file in draft.files}
            files = tuple(replace(told[file.sha256], name=file.name) for file in same.files)
            self._check(replace(same, checked=draft.retrieved, origin=draft.origin, files=files))
        elif same.is_day_guessed:
            self._check(replace(same, checked=draft.retrieved))
        return Added(same or draft, same is None, before, self.snapshots(draft.list_id)[-1])

    def _lay_aside(self, one: Snapshot) -> None:
        """Take a snapshot out of use: away, or, where a report names it, under a name that no run looks at."""
        from screen.lists.kept import ASIDE, Kept

        if (one.list_id, one.folder.name) in Kept(self.folder).named():
            one.folder.rename(one.folder.with_name(f"{ASIDE}{one.folder.name}"))
        else:
            remove_folder(one.folder)

    def prune(self, doomed: Sequence[Path]) -> None:
        """Take away folders below this data directory that nothing needs."""
        with self._locked():
            for folder in doomed:
                remove_folder(folder)
            sweep(*{folder.parent for folder in doomed})

    def _check(self, one: Snapshot) -> None:
        """Write checked.json, which speaks of the newest snapshot of a list only."""
        if one.folder == self.snapshots(one.list_id)[-1].folder:
            write_json(one.folder.parent / _CHECKED, one.check())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the store for writing, swept of what a run that was killed left unfinished."""
        from filelock import FileLock, Timeout

        from screen.lists.files import rules

        seconds = float(rules()["lock_seconds"]) if self._lock_seconds is None else self._lock_seconds
        try:
            private_folder(self.folder)
            self._lists.mkdir(parents=True, exist_ok=True)
            with FileLock(self._lists / _LOCK, timeout=seconds):
                sweep(self.folder, *folders(self._lists))
                yield
        except Timeout as problem:
            raise WatchlistError(
                f"{self.folder}: another dprk-screen has been writing here for {seconds:.0f} seconds. Wait until it has "
                "ended, then repeat."
            ) from problem
        except OSError as problem:
            raise WatchlistError(
                f"{self.folder}: cannot be written ({problem.strerror or problem}); what was stored stays in use. Free "
                "space or mend the rights, or name another folder with --data-dir."
            ) from problem


def _day(one: Incoming, known: Provenance, now: datetime) -> tuple[str, str]:
    """Return the day a list stands for, and who says so. Raises WatchlistError for one that is still to come."""
    told = ((one.day(), "file"), (known.day, known.day_from), (now.date().isoformat(), "retrieved"))
    day, day_from = next(pair for pair in told if pair[0])
    if day > (now + timedelta(days=1)).date().isoformat():
        raise WatchlistError(
            f"{one.paths[0].name}: is of {day}, a day that is still to come. Check the clock of this computer, or fetch the "
            "file again."
        )
    return day, day_from


def _stands_for(old: Snapshot, draft: Snapshot, newest: Snapshot) -> bool:
    """Return whether a stored snapshot is what a draft would be.

    Not one that was altered since, nor one whose day was a guess that the draft knows better. Not one that another file
    followed either: a publisher that goes back to an earlier file means the earlier one to be used.
    """
    if old.is_day_guessed and not draft.is_day_guessed:
        return False
    if old.sha256 != draft.sha256 or (old.folder != newest.folder and draft.date >= newest.date):
        return False
    try:
        old.verify()
    except WatchlistError:
        return False
    return True


def _free(folder: Path) -> Path:
    """Return a folder that is not there yet: this one, or one with a number behind its name."""
    number, found = 1, folder
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name}_{number}")
    return found


def _day_among(one: Snapshot, held: Sequence[Snapshot]) -> str:
    """Return the day by which a snapshot is ordered: a guessed one gives way to what the publisher sent later."""
    if not one.is_day_guessed or one.origin:
        return one.date
    sent = [
        other.date for other in held if other.list_id == one.list_id and other.origin and other.number > one.number
    ]
    return min([one.date, *sent])


def _refuse_twins(lists: Sequence[Incoming]) -> None:
    """Raise WatchlistError for two lists of one id, of which the second would hide the first, and for a shipped one."""
    from screen.data import shipped

    ours = {path.parent.name for path in shipped("watchlists").glob("*/watchlist.yml")}
    seen: dict[tuple[str, str], Incoming] = {}
    for one in lists:
        key = one.watchlist.id, one.watchlist.date
        if one.watchlist.id in ours:
            raise WatchlistError(
                f"{one.paths[0]}: {one.watchlist.id} comes with the tool and is in use already. Give a list of your own "
                "another id in its watchlist.yml."
            )
        if key in seen:
            raise WatchlistError(
                f"{one.paths[0]} and {seen[key].paths[0]}: both make the list {one.watchlist.id}. Rename one, or put both "
                "into one file."
            )
        seen[key] = one
