"""The decisions file: JSON lines, one event a line, only ever added to; the current state is derived from it.

Made for git: lines may be merged in any order (``*.jsonl merge=union``) and stand twice; each carries an id that follows
from its content, so that an altered line is found. Who means to edit a line takes its id out.
"""

from __future__ import annotations

import getpass
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.decisions.event import Event, canonical, content_id
from screen.decisions.lines import Line, read_lines
from screen.decisions.seal import MARK, Seal
from screen.errors import DecisionsError, UsageError
from screen.model import Disposition
from screen.plain_file import complete, read
from screen.private import make_shared

if TYPE_CHECKING:
    from screen.revision import Revision

MARKS = ("begun", "purged")
_MOST = 500_000_000  # bytes of a decisions file


@dataclass(frozen=True)
class Journal:
    """The events of a decisions file, oldest first; path None for none.

    sha256: of the file's bytes; marks: lines that are no decision (begun, purged); seal: how values are kept; by_hand: ids
    of events that a hand edited; revision: what the file was read from, None for the working tree; draft: the file of the
    working tree, which does not count, where a revision was read.
    """

    path: Path | None = None
    events: tuple[Event, ...] = ()
    marks: tuple[Mapping[str, Any], ...] = ()
    sha256: str = ""
    seal: Seal = field(default_factory=Seal)
    by_hand: frozenset[str] = frozenset()
    revision: Revision | None = None
    draft: Journal | None = None

    @classmethod
    def read(cls, path: str | Path, key: bytes | None = None) -> Journal:
        """Read a decisions file; one that is not there yet is empty.

        Raises DecisionsError, naming the line, for what is no event or was altered; UsageError for a wrong key.
        """
        path = Path(path)
        try:
            data = read(path, _MOST, DecisionsError) if path.exists() else None
        except OSError as problem:
            raise DecisionsError(
                f"{path}: cannot be read ({problem.strerror}). Restore the file from your backup."
            ) from problem
        return cls.from_bytes(data, path, key)

    @classmethod
    def from_bytes(cls, data: bytes | None, path: Path, key: bytes | None = None) -> Journal:
        """Read the bytes of a decisions file, None for no file; path: what it is called. Raises as read does."""
        if data is None:
            return cls(path, seal=Seal(key))
        marks: dict[str, Mapping[str, Any]] = {}
        events: dict[str, Event] = {}
        signed: set[str] = set()
        for line in read_lines(data, path):
            if line.values["event"] in MARKS:
                marks |= _mark(line)
                continue
            event = _event(line)
            events[event.id] = event
            signed |= {event.id} if line.has_id else set()
        by_hand = frozenset(events.keys() - signed)
        seal = _seal(path, list(marks.values()), list(events.values()), key)
        return cls(path, _in_order(events, by_hand), tuple(marks.values()), sha256(data).hexdigest(), seal, by_hand)

    @property
    def events_sha256(self) -> str:
        """SHA-256 over which events there are, whatever their order in the file, hex; '' for none."""
        ids = "\n".join(sorted(event.id for event in self.events))
        return sha256(ids.encode()).hexdigest() if ids else ""

    @property
    def waiting(self) -> int:
        """How many events of the working tree do not count, since the revision lacks them."""
        known = {event.id for event in self.events}
        return sum(event.id not in known for event in self.draft.events) if self.draft else 0

    @property
    def is_keyed(self) -> bool:
        """Whether it holds HMACs instead of names and dates."""
        return self.seal.key is not None

    @cached_property
    def _by_alert(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, event in enumerate(self.events):
            for target in event.targets:
                found[event.party, target].append(place)
        return dict(found)

    def of(self, party_id: str, targets: Iterable[str]) -> list[Event]:
        """Return the events on a party and any of these targets, or on a record that was one party with them, oldest first."""
        if not self.events:
            return []
        party = self.seal.of(party_id)
        found = {place for target in targets for place in self._by_alert.get((party, target), ())}
        return [self.events[place] for place in sorted(found)]

    def current(self) -> list[Event]:
        """Return the latest event of each alert, in the order of events."""
        latest = {(event.party, event.target): event for event in self.events}
        return [event for event in self.events if latest[event.party, event.target] is event]

    def in_force(self, day: date) -> list[Event]:
        """Return the decisions that hold by themselves on a day: the latest of their alert, not open, not expired."""
        return [
            event
            for event in self.current()
            if event.disposition is not Disposition.OPEN and not event.is_expired(day)
        ]

    def removable(self, before: date, day: date | None) -> list[Event]:
        """Return the events recorded before a day; those in force on *day* stay, with what was recorded over them since."""
        old = [event for event in self.events if event.at < before.isoformat()]
        kept = {event.id: event for event in self.in_force(day)} if day else {}
        held: dict[tuple[str, str], str] = {}
        for event in kept.values():
            for target in event.targets:
                held[event.party, target] = min(event.at, held.get((event.party, target), event.at))
        return [
            event
            for event in old
            if event.id not in kept
            and not any(held.get((event.party, target), event.at) < event.at for target in event.targets)
        ]

    def added(self, events: Sequence[Event]) -> Journal:
        """Write events at the end of the file, which is begun where it is not there; returns the journal as it is then."""
        return self.recorded(lambda _: events)

    def recorded(self, decide: Callable[[Journal], Sequence[Event] | None], patience_seconds: float = 30) -> Journal:
        """Write what is decided in view of the file as it is at that moment, which nobody else writes to meanwhile.

        decide: given the journal as it is now, returns the events to write, None to leave the file as it is.
        patience_seconds: how long to wait for another run that writes. Raises as read does, and UsageError where the file
        cannot be written; returns the journal as it is then.
        """
        assert self.path is not None
        with _locked(self.path, patience_seconds):
            now = Journal.read(self.path, self.seal.key)
            decided = decide(now)
            if decided is None:
                return now
            lines = [] if any(mark["event"] == "begun" for mark in now.marks) else [_line(_begun(self.seal))]
            known = {event.id for event in now.events}
            sealed = {event.id: event for event in (event.sealed(self.seal) for event in decided)}
            lines += [_line(event.values()) for event in sealed.values() if event.id not in known]
            _append(self.path, lines)
        return Journal.read(self.path, self.seal.key)

    def line_of(self, event: Event) -> str:
        """Return the line of an event; one that a hand edited stays without an id."""
        return canonical(event.values()) + "\n" if event.id in self.by_hand else _line(event.values())

    def without(self, removed: Sequence[Event], before: date) -> Journal:
        """Write the file anew without some events, and a mark that says how many went; returns the journal as it is then."""
        assert self.path is not None
        with _locked(self.path):
            now = Journal.read(self.path, self.seal.key)
            gone = {event.id for event in removed}
            kept = [_line(mark) for mark in now.marks]
            kept += [now.line_of(event) for event in now.events if event.id not in gone]
            mark = {
                "event": "purged",
                "at": moment(),
                "by": _user(),
                "before": before.isoformat(),
                "events": len(now.events) + len(now.marks) - len(kept),
            }
            _replace(self.path, [*kept, _line(mark)])
        return Journal.read(self.path, self.seal.key)


def _in_order(events: Mapping[str, Event], by_hand: Collection[str]) -> tuple[Event, ...]:
    """Return events, by id, oldest first; one that follows another comes after it, whatever the two clocks said.

    A merge may keep a line beside what a hand made of it: the latter counts.
    """
    moments: dict[str, tuple[str, int]] = {}
    for key in events:
        chain: dict[str, None] = {}
        while key in events and key not in moments and key not in chain:
            chain[key] = None
            key = events[key].previous
        at, depth = moments.get(key, ("", 0))
        for one in reversed(chain):
            at, depth = max(at, events[one].at), depth + 1
            moments[one] = (at, depth)
    return tuple(events[key] for key in sorted(events, key=lambda key: (*moments[key], key in by_hand, key)))


def moment() -> str:
    """Return now, as events carry it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _mark(line: Line) -> dict[str, Mapping[str, Any]]:
    """Return a line that is no decision, by its id."""
    if not line.has_id:
        raise DecisionsError(f"{line.where}: has no id, and only a decision may be edited by hand. Restore the line.")
    own = content_id(line.values)
    return {own: {"id": own, **line.values}}


def _event(line: Line) -> Event:
    if line.values["event"] != "decision":
        raise DecisionsError(
            f"{line.where}: “{line.values['event']}” is nothing this version reads. Use the newer one."
        )
    try:
        return Event.of(line.values)
    except ValueError as problem:
        raise DecisionsError(f"{line.where}: {problem}.") from problem


def _seal(path: Path, marks: Sequence[Mapping[str, Any]], events: Sequence[Event], key: bytes | None) -> Seal:
    """Return the seal of a file that is there; raises UsageError where the key is missing or another."""
    checks = {str(mark.get("check", "")) for mark in marks if mark["event"] == "begun"}
    if not checks and not events:
        return Seal(key)
    if len(checks) > 1:
        raise DecisionsError(
            f"{path}: joins files that were begun with different keys, or one without. Keep them apart."
        )
    is_keyed = any(checks)
    if any(event.party.startswith(MARK) != is_keyed for event in events):
        raise DecisionsError(
            f"{path}: its first line is gone or is another file's. Restore the file from your backup."
        )
    if not is_keyed:
        if key is not None:
            raise UsageError(
                f"{path}: is kept in plain, so it takes no key. Leave the key out, or begin another file."
            )
        return Seal()
    if key is None:
        raise UsageError(f"{path}: is keyed. Name its key with --key-file FILE, or in DPRK_SCREEN_KEY.")
    if checks != {Seal(key).check}:
        raise UsageError(f"{path}: was begun with another key. Name that one with --key-file FILE.")
    return Seal(key)


def _begun(seal: Seal) -> dict[str, Any]:
    return {"event": "begun", "at": moment(), "form": 1, "check": seal.check}


def _line(values: Mapping[str, Any]) -> str:
    plain = {name: value for name, value in values.items() if name != "id"}
    return canonical({"id": content_id(plain), **plain}) + "\n"


def _append(path: Path, lines: Sequence[str]) -> None:
    """Write lines at the end, all or none of them whatever ends the run; raises OSError for a file that must not be written."""
    make_shared(path)
    with path.open("ab"):
        before = path.read_bytes()
    is_open_ended = bool(before) and not before.endswith(b"\n")
    with complete(path.resolve()) as beside:
        beside.write_bytes(before + (("\n" if is_open_ended else "") + "".join(lines)).encode())


def _replace(path: Path, lines: Sequence[str]) -> None:
    """Write a file anew, complete or not at all, for those who could read it before."""
    path = path.resolve()
    with complete(path) as beside:
        beside.write_text("".join(lines), encoding="utf-8", newline="\n")


@contextmanager
def _locked(path: Path, patience_seconds: float = 30) -> Iterator[None]:
    """Hold a file alone; raises UsageError where it cannot be written."""
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f".{path.name}.lock")
        make_shared(lock)
        with FileLock(lock, timeout=patience_seconds):
            yield
    except Timeout as problem:
        raise UsageError(f"{path}: another run is writing to it. Try again when that one has ended.") from problem
    except OSError as problem:
        raise UsageError(f"{path}: cannot be written ({problem.strerror}). Check who may write there.") from problem


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
