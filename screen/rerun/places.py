"""Where the files of a run may lie now: a report names them as its run did, from a folder that it does not name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from screen.lists.disk import sha256


@dataclass(frozen=True, slots=True)
class Found:
    """What lies where a file is looked for. right: the file as it was, None for none; others: files of its name that are not."""

    right: Path | None
    others: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Folders in which files are looked for, in order: those the user names, the working folder, that of the run, that of the
    report.

    is_own: whether the report was written from this data directory. Another's says nothing of where files lie here, so that a path
    that leads out of these folders is taken by its bare name.
    """

    report: Path
    named: Sequence[Path] = ()
    of_run: Sequence[Path] = ()
    is_own: bool = False

    def candidates(self, name: str, *, anywhere: bool = False) -> Iterator[Path]:
        """Yield where a file or folder of a name is, by its path and by its bare name. anywhere: also out of these folders."""
        if not name or name.startswith(("\\\\", "//")) or "\x00" in name:
            return
        folders = [*self.named, Path(), *self.of_run, self.report.parent]
        bare = Path(name.replace("\\", "/")).name
        if not bare:
            return
        if not (anywhere or self.is_own) and (Path(name).is_absolute() or ".." in Path(name).parts):
            name = bare
        for path in dict.fromkeys([*(folder / name for folder in folders), *(folder / bare for folder in folders)]):
            try:
                is_there = path.is_file() or path.is_dir()
            except OSError:
                is_there = False
            if is_there:
                yield path

    def file(self, name: str, digest: str, size: int | None = None) -> Found:
        """Look for a file by its name, SHA-256 and, where known, size in bytes."""
        for path in self.candidates(name, anywhere=True):
            if (found := at(path, digest, size)).right:
                return found
        return Found(None, tuple(path for path in self.candidates(name) if path.is_file()))


def at(path: Path, digest: str, size: int | None = None) -> Found:
    """Say whether a file is one of a SHA-256; what cannot be read is not."""
    try:
        is_right = path.is_file() and (size is None or path.stat().st_size == size) and sha256(path) == digest
    except OSError:
        is_right = False
    return Found(path) if is_right else Found(None, (path,))
