"""What a later rerun of a report needs of the data directory: notes on reports, and the shipped lists they were made with.

Layout: reports/KEY.json notes where a report lies and which snapshots it names; shipped/VERSION/ holds the shipped lists and
their ties as they were, in the folders they came in. Which snapshots go is left to prune.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from screen.data import digest, shipped
from screen.lists.disk import UNFINISHED, folders, read_json, write_json
from screen.lists.snapshot import stamp
from screen.lists.watchlist import Watchlist

TIES = "same_as.csv"
ASIDE = ".kept-"
"""How the folder of a snapshot begins that counts for no run any more and stays for a report that names it."""
_FILES = ("watchlist.yml", "entries.csv")
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Note:
    """A report that was written.

    path: where to, whole, '' for one that was handed over; folder: the working folder of the run; digest: of the record;
    written: moment as snapshots have it; shipped: version of the shipped lists, '' where none was used; snapshots: list id and
    name of the folder of each stored list.
    """

    path: str
    folder: str
    run_id: str
    digest: str
    written: str
    shipped: str
    snapshots: tuple[tuple[str, str], ...]
    file: Path

    @classmethod
    def read(cls, file: Path) -> Note | None:
        """Read a note, None for a file that is none."""
        told = read_json(file)
        texts = [told.get(name) for name in ("path", "folder", "run_id", "digest", "written", "shipped")]
        held = told.get("snapshots")
        if not all(isinstance(one, str) for one in texts) or not isinstance(held, list):
            return None
        pairs = tuple((str(one[0]), str(one[1])) for one in held if isinstance(one, list) and len(one) == 2)
        path, folder, run_id, digest, written, shipped = map(str, texts)
        return cls(path, folder, run_id, digest, written, shipped, pairs, file)

    @property
    def is_there(self) -> bool:
        """Whether a file lies where the report was written to; of one that was handed over nobody can say that it is gone."""
        return not self.path or Path(self.path).is_file()


def shipped_version(root: Path | None = None) -> str:
    """Return the version of shipped lists and their ties: 12 hex digits. root: where they lie, None for those of this version."""
    return _version(root or shipped("watchlists"))


@cache
def _version(root: Path) -> str:
    told = [f"{path.relative_to(root).as_posix()} {digest(path)}" for path in _shipped_files(root)]
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def _shipped_files(root: Path) -> list[Path]:
    folders = [path.parent for path in root.glob("*/watchlist.yml")]
    return sorted([root / TIES, *(folder / name for folder in folders for name in _FILES)])


class Kept:
    """The part of a data directory that serves reruns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reports, self._shipped = folder / "reports", folder / "shipped"

    def note(
        self,
        reports: Sequence[Path],
        run_id: str,
        record_digest: str,
        lists: Sequence[Watchlist],
        moment: datetime | None = None,
        folder: Path | None = None,
    ) -> None:
        """Note reports of a run, and keep the shipped lists it used. Raises OSError where the directory cannot be written.

        reports: where they lie, empty for one that was handed over; folder: where the files of the run may be found later, None
        for the working folder.
        """
        uses_shipped = any(one.held in ("shipped", "named") for one in lists)
        version = self.keep_shipped() if uses_shipped else ""
        self._private(self._reports)
        for path in [str(Path(os.path.abspath(report))) for report in reports] or [""]:
            key = sha256(f"{path or record_digest}\n{run_id}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
            write_json(self._reports / f"{key}.json", {
                "path": path, "folder": str(folder or os.getcwd()), "run_id": run_id, "digest": record_digest,
                "written": stamp(moment or datetime.now(UTC)), "shipped": version,
                "snapshots": [[one.id, one.snapshot] for one in lists if one.snapshot],
            })  # fmt: skip

    def notes(self) -> list[Note]:
        """Return the notes on all reports, oldest first; a file that is none is passed over."""
        try:
            files = sorted(self._reports.glob("*.json"))
        except OSError:
            return []
        found = [note for file in files if (note := Note.read(file))]
        return sorted(found, key=lambda one: (one.written, one.path))

    def of_record(self, record_digest: str) -> list[Note]:
        """Return the notes on the reports that hold a record, the newest first."""
        return [one for one in reversed(self.notes()) if one.digest == record_digest]

    def named(self, notes: Sequence[Note] | None = None) -> set[tuple[str, str]]:
        """Return list id and folder of every snapshot that a report names."""
        return {pair for note in (self.notes() if notes is None else notes) for pair in note.snapshots}

    def keep_shipped(self) -> str:
        """Keep the shipped lists of this version where they are not kept yet; returns their version."""
        root = shipped("watchlists")
        version = shipped_version(root)
        target = self._shipped / version
        if target.is_dir():
            return version
        self._private(self._shipped)
        beside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._shipped))
        try:
            for path in _shipped_files(root):
                copy = beside / path.relative_to(root)
                copy.parent.mkdir(exist_ok=True)
                shutil.copyfile(path, copy)
            beside.rename(target)
        except OSError:
            if not target.is_dir():  # else another run was quicker
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return version

    def shipped_root(self, version: str) -> Path | None:
        """Return where the shipped lists of a version lie: with this tool, or kept whole; None where they do not."""
        if version == shipped_version():
            return shipped("watchlists")
        root = self._shipped / version
        try:
            is_whole = bool(version) and root.parent == self._shipped and _version(root) == version
        except OSError:
            return None
        return root if is_whole else None

    def shipped_kept(self) -> list[Path]:
        """Return the folders of kept shipped lists."""
        return folders(self._shipped)

    def _private(self, folder: Path) -> None:
        """Make a folder that its owner alone reads, and that git leaves out where a repository holds the data directory."""
        if not folder.is_dir():
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
