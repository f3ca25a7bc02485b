"""One stored snapshot of a list: the publisher's files as they came, and snapshot.json, which says what they are.

Which snapshot is in use, and how one comes into the store, is left to the store.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from screen.errors import WatchlistError
from screen.lists.disk import sha256
from screen.lists.watchlist import Watchlist

CARD = "snapshot.json"
_SCHEMA = 1
_TEXTS = ("list_id", "title", "publisher", "licence", "date", "date_from", "source", "origin", "sha256", "format")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A publisher's file in a snapshot.

    address: where it was downloaded from, '' for one added by hand; etag, last_modified: what the server said of it, to
    ask next time whether it is still the newest.
    """

    name: str
    sha256: str
    address: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A list as it was on a day.

    date: day the data stand for; date_from: who says so: "file", "server" (Last-Modified), "user" or "retrieved"; number:
    the place among those of its list, in the order in which they came; source: host it is from, or "added from FILE";
    origin: the download that brings it (un/consolidated), '' for one added by hand; sha256: as in Watchlist; checked:
    when its publisher last said that it is the newest, at first when it was retrieved.
    """

    folder: Path
    list_id: str
    title: str
    publisher: str
    licence: str
    date: str
    date_from: str
    number: int
    retrieved: datetime.datetime
    source: str
    origin: str
    files: tuple[StoredFile, ...]
    sha256: str
    entries: int
    records_read: int
    records_stated: int | None
    format: str
    checked: datetime.datetime

    @classmethod
    def read(cls, folder: Path) -> Snapshot:
        """Read snapshot.json of a folder. Raises WatchlistError where it is not as it was written."""
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            if card["schema"] > _SCHEMA:
                raise WatchlistError(f"{folder}: was written by a newer dprk-screen. Install that version.")
            retrieved = instant(card["retrieved"])
            texts = {name: str(card[name]) for name in _TEXTS}
            datetime.date.fromisoformat(texts["date"])
            return cls(
                folder=folder, **texts, number=int(card["number"]), retrieved=retrieved,
                files=tuple(StoredFile(**one) for one in card["files"]), entries=int(card["entries"]),
                records_read=int(card["records_read"]), records_stated=card["records_stated"], checked=retrieved,
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise WatchlistError(
                f"{folder}: {CARD} is damaged or missing ({type(problem).__name__}). Remove this folder, then run "
                "dprk-screen lists update or dprk-screen lists add again."
            ) from problem

    def card(self) -> dict[str, Any]:
        """Return what snapshot.json says."""
        return {
            "schema": _SCHEMA, **{name: getattr(self, name) for name in _TEXTS}, "number": self.number,
            "retrieved": stamp(self.retrieved), "files": [asdict(one) for one in self.files], "entries": self.entries,
            "records_read": self.records_read, "records_stated": self.records_stated,
        }  # fmt: skip

    def check(self) -> dict[str, Any]:
        """Return what checked.json says while this is the newest."""
        return {
            "snapshot": self.folder.name, "checked": stamp(self.checked), "origin": self.origin,
            "files": [asdict(one) for one in self.files],
        }  # fmt: skip

    def with_check(self, told: Mapping[str, Any]) -> Snapshot:
        """Return this snapshot with what checked.json says, if that speaks of it and can be read."""
        try:
            files = tuple(StoredFile(**one) for one in told["files"])
            if told["snapshot"] != self.folder.name or [(x.name, x.sha256) for x in files] != self._hashes:
                return self
            return replace(self, checked=instant(told["checked"]), origin=str(told["origin"]), files=files)
        except (ValueError, KeyError, TypeError):
            return self

    @property
    def _hashes(self) -> list[tuple[str, str]]:
        return [(one.name, one.sha256) for one in self.files]

    @property
    def is_day_guessed(self) -> bool:
        """Whether the day of the data is the one it came on, for want of a better one."""
        return self.date_from == "retrieved"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The publisher's files."""
        return tuple(self.folder / one.name for one in self.files)

    @property
    def vouched(self) -> str:
        """The day it was last known that nothing is newer (ISO).

        '' for a file that was added by hand and says itself of which day it is: it is as old as it says.
        """
        return self.checked.date().isoformat() if self.origin or self.is_day_guessed else ""

    def age_days(self, today: datetime.date) -> int:
        """Return the days since the data, or since nothing newer was known, at least 0."""
        newest = datetime.date.fromisoformat(max(self.date, self.vouched))
        return max((today - newest).days, 0)

    def verify(self) -> None:
        """Compare every file with the hash it had when it was stored. Raises WatchlistError for one that differs."""
        again = f"lists update {self.origin.partition('/')[0]}" if self.origin else "lists add FILE"
        for path, stored in zip(self.paths, self.files, strict=True):
            try:
                found = sha256(path)
            except OSError as problem:
                raise WatchlistError(
                    f"{path}: the stored file cannot be read ({problem.strerror}). Run dprk-screen {again} to store it again."
                ) from problem
            if found != stored.sha256:
                raise WatchlistError(
                    f"{path}: was altered since it was stored: its SHA-256 is {found[:12]}…, not {stored.sha256[:12]}…. "
                    f"Run dprk-screen {again} to store it again."
                )

    def load(self) -> Watchlist:
        """Read the list. Raises WatchlistError for a file that was altered or that this version cannot read whole."""
        self.verify()
        lists = self._read()
        found = [one for one in lists if one.id == self.list_id] or (lists if len(lists) == 1 else [])
        if len(found) != 1:
            raise WatchlistError(
                f"{self.folder}: holds no list {self.list_id} that this version reads. Store it again."
            )
        entries = found[0].entries
        entries.loc[entries["data_as_of"] == "", "data_as_of"] = self.date
        retrieved = self.retrieved.date().isoformat()
        return replace(
            found[0], id=self.list_id, date=self.date, retrieved=retrieved, checked=self.vouched,
            is_day_guessed=self.is_day_guessed,
        )  # fmt: skip

    def _read(self) -> list[Watchlist]:
        if self.format == "folder":
            from screen.lists.folder import read_folder

            return [read_folder(self.folder)]
        from screen.lists.files import unpack
        from screen.lists.formats import read_files

        return read_files(file for path in self.paths for file in unpack(path))


def stamp(moment: datetime.datetime) -> str:
    """Return a moment as text, UTC to the second."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime.datetime:
    """Return the moment that a text says."""
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
