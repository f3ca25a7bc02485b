"""Files of the store written so that a kill at any moment leaves each of them whole, old or new."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from screen.errors import WatchlistError

UNFINISHED = ".new-"
"""How the name of what is being written begins; whoever holds the lock may take away what bears it."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_folder(
    target: Path, files: Iterable[tuple[Path, str, str]], card: tuple[str, Mapping[str, object]]
) -> None:
    """Make a folder of copies and one JSON file appear at once, when all of it is on the disk.

    files: what to copy, its name there, the SHA-256 it must have; card: name and content of the JSON file. Raises
    WatchlistError for a file that changed meanwhile.
    """
    temporary = target.with_name(f"{UNFINISHED}{target.name}")
    temporary.mkdir(parents=True)
    try:
        for path, name, expected in files:
            _copy(path, temporary / name, expected)
        _write(temporary / card[0], card[1])
        _settle(temporary)
        temporary.rename(target)
        _settle(target.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def remove_folder(path: Path) -> None:
    """Take a folder away at once: a reader sees all of it or nothing."""
    doomed = path.with_name(f"{UNFINISHED}{path.name}")
    path.rename(doomed)
    shutil.rmtree(doomed)


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Replace a small file at once: a reader sees the old or the new one."""
    temporary = path.with_name(f"{UNFINISHED}{path.name}")
    _write(temporary, content)
    os.replace(temporary, path)
    _settle(path.parent)


def read_json(path: Path) -> dict[str, object]:
    """Read a file of write_json; one that is missing or damaged says nothing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def folders(parent: Path) -> list[Path]:
    """Return the finished folders below a folder, none where it is not there."""
    try:
        return sorted(one for one in parent.iterdir() if not one.name.startswith(".") and one.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as problem:
        raise WatchlistError(
            f"{parent}: the stored lists cannot be read ({problem.strerror}). Mend the rights of the folder, or name "
            "another one with --data-dir."
        ) from problem


def sweep(*parents: Path) -> None:
    """Take away what a run that was killed left unfinished below folders."""
    for parent in parents:
        for left in parent.glob(f"{UNFINISHED}*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def _copy(path: Path, target: Path, expected: str) -> None:
    with path.open("rb") as source, target.open("xb") as stream:
        shutil.copyfileobj(source, stream, 1 << 20)
        stream.flush()
        os.fsync(stream.fileno())
    if sha256(target) != expected:
        raise WatchlistError(f"{path}: changed while it was being read. Repeat when nothing writes to it.")


def _write(path: Path, content: Mapping[str, object]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Make renames in a folder durable; a system that cannot do so for a folder need not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
