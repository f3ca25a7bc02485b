"""The decisions file: JSON lines, one event a line, only ever added to; the current state is derived from it.

Made for git: lines may be merged in any order (``*.jsonl merge=union``) and stand twice; each carries an id that follows
from its content, so that an altered line is found.
"""

from __future__ import annotations

import getpass
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from errno import ENOSPC
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shutil import copymode
from typing import TYPE_CHECKING, Any

from screen.decisions.event import Event, canonical, content_id
from screen.decisions.seal import MARK, Seal
from screen.errors import DecisionsError, UsageError
from screen.model import Disposition

if TYPE_CHECKING:
    from screen.revision import Revision

MARKS = ("begun", "purged")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True)
class Journal:
    """The events of a decisions file, oldest first; path None for none.

    sha256: of the file's bytes; marks: lines that are no decision (begun, purged); seal: how values are kept; revision: what
    the file was read from, None for the working tree; draft: the file of the working tree, which does not count, where a
    revision was read.
    """

    path: Path | None = None
    events: tuple[Event, ...] = ()
    marks: tuple[Mapping[str, Any], ...] = ()
    sha256: str = ""
    seal: Seal = field(default_factory=Seal)
    revision: Revision | None = None
    draft: Journal | None = None

    @classmethod
    def read(cls, path: str | Path, key: bytes | None = None) -> Journal:
        """Read a decisions file; one that is not there yet is empty.

        Raises DecisionsError, naming the line, for what is no event or was altered; UsageError for a wrong key.
        """
        path = Path(path)
        try:
            data = path.read_bytes() if path.exists() else None
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
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise DecisionsError(
                f"{path}: cannot be read ({problem}). Restore the file from your backup."
            ) from problem
        lines = {number: line for number, line in enumerate(text.split("\n"), start=1) if line.strip()}
        values = {number: _values(line, f"{path}, line {number}") for number, line in lines.items()}
        marks = {number: one for number, one in values.items() if one["event"] in MARKS}
        events = {
            one["id"]: _event(one, f"{path}, line {number}") for number, one in values.items() if number not in marks
        }
        seal = _seal(path, list(marks.values()), list(events.values()), key)
        told = {str(one["id"]): one for one in marks.values()}
        return cls(path, _in_order(events), tuple(told.values()), sha256(data).hexdigest(), seal)

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
        assert self.path is not None
        with _locked(self.path):
            now = Journal.read(self.path, self.seal.key)
            lines = [] if any(mark["event"] == "begun" for mark in now.marks) else [_line(_begun(self.seal))]
            known = {event.id for event in now.events}
            sealed = {event.id: event for event in (event.sealed(self.seal) for event in events)}
            lines += [_line(event.values()) for event in sealed.values() if event.id not in known]
            _append(self.path, lines)
        return Journal.read(self.path, self.seal.key)

    def without(self, removed: Sequence[Event], before: date) -> Journal:
        """Write the file anew without some events, and a mark that says how many went; returns the journal as it is then."""
        assert self.path is not None
        with _locked(self.path):
            now = Journal.read(self.path, self.seal.key)
            gone = {event.id for event in removed}
            kept = [_line(mark) for mark in now.marks]
            kept += [_line(event.values()) for event in now.events if event.id not in gone]
            mark = {
                "event": "purged",
                "at": moment(),
                "by": _user(),
                "before": before.isoformat(),
                "events": len(now.events) + len(now.marks) - len(kept),
            }
            _replace(self.path, [*kept, _line(mark)])
        return Journal.read(self.path, self.seal.key)


def _in_order(events: Mapping[str, Event]) -> tuple[Event, ...]:
    """Return events, by id, oldest first; one that follows another comes after it, whatever the two clocks said."""
    moments: dict[str, tuple[str, int]] = {}
    for key in events:
        chain: list[str] = []
        while key in events and key not in moments and key not in chain:
            chain.append(key)
            key = events[key].previous
        at, depth = moments.get(key, ("", 0))
        for one in reversed(chain):
            at, depth = max(at, events[one].at), depth + 1
            moments[one] = (at, depth)
    return tuple(events[key] for key in sorted(events, key=lambda key: (*moments[key], key)))


def moment() -> str:
    """Return now, as events carry it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _values(line: str, where: str) -> dict[str, Any]:
    if line.startswith(_CONFLICT):
        raise DecisionsError(
            f"{where}: a merge was left unfinished. Keep the lines of both sides and delete the marks."
        )
    try:
        values = json.loads(line)
    except ValueError as problem:
        raise DecisionsError(f"{where}: is cut off or no JSON. Restore the file from your backup.") from problem
    if not isinstance(values, dict) or not isinstance(values.get("event"), str) or "id" not in values:
        raise DecisionsError(f"{where}: is no event of a decisions file. Restore the file from your backup.")
    stated = values.get("id")
    if stated != content_id({name: value for name, value in values.items() if name != "id"}):
        raise DecisionsError(
            f"{where}: was altered after it was recorded. Restore it; a decision is changed by recording another one."
        )
    return values


def _event(values: Mapping[str, Any], where: str) -> Event:
    if values["event"] != "decision":
        raise DecisionsError(f"{where}: “{values['event']}” is nothing this version reads. Use the newer one.")
    try:
        return Event.of(values)
    except (KeyError, TypeError, ValueError) as problem:
        raise DecisionsError(f"{where}: is no decision this version reads ({problem}).") from problem


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
    """Write lines at the end at one go, so that no reader meets half of one."""
    with path.open("ab", buffering=0) as stream:
        is_open_ended = stream.tell() > 0 and not path.read_bytes().endswith(b"\n")
        data = (("\n" if is_open_ended else "") + "".join(lines)).encode()
        if stream.write(data) != len(data):
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        os.fsync(stream.fileno())


def _replace(path: Path, lines: Sequence[str]) -> None:
    """Write a file anew, complete or not at all, for those who could read it before."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.touch(mode=0o600)
        beside.write_text("".join(lines), encoding="utf-8", newline="\n")
        copymode(path, beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file alone; raises UsageError where it cannot be written."""
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=30):
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
