"""Who may read what the tool writes: temporary files their maker alone, decisions those who may read their folder.

Owns modes, temporary folders and what killed runs left of them; files written beside their target are left to plain_file.
On Windows, where folders hand down their rights, modes are left alone.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TEMPORARY = "dprk-screen-"
_DAY_SECONDS = 86_400
_HAS_MODES = os.name == "posix"


def private_folder(path: Path) -> None:
    """Make a folder that only this user may enter, and what leads to it; one that is there already keeps its mode."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)


def follow(path: Path) -> None:
    """Let those who may read the folder of a new file read the file, and its group write to it where it may in the folder.

    The umask takes reading away as always, but not the sharing with a group. A folder in which everybody keeps files of
    their own (sticky, as /tmp) shares nothing. Nobody else may ever write.
    """
    if not _HAS_MODES:
        return
    folder, made = path.parent.stat(), path.stat()
    with suppress(PermissionError):
        if folder.st_gid != made.st_gid:
            os.chown(path, -1, folder.st_gid)
            made = path.stat()
    allowed = stat.S_IMODE(made.st_mode) & stat.S_IMODE(folder.st_mode)
    others = allowed & 0o004
    group = allowed & 0o040 if made.st_gid == folder.st_gid else others << 3
    if made.st_gid == folder.st_gid and folder.st_mode & stat.S_IWGRP and not folder.st_mode & stat.S_ISVTX:
        group = 0o060
    with suppress(PermissionError):
        os.chmod(path, 0o600 | group | others)


def make_shared(path: Path) -> None:
    """Make an empty file that follows its folder; one that is there already is left as it is."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        follow(path)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that this user alone may enter, and remove it at the end; what killed runs left goes too."""
    sweep()
    with tempfile.TemporaryDirectory(prefix=temporary_prefix()) as folder:
        yield Path(folder)


def temporary_prefix() -> str:
    """Return how the name of a temporary file or folder of this process begins, so that one left behind is known as such."""
    return f"{_TEMPORARY}{os.getpid()}-"


def sweep() -> None:
    """Remove what this user's processes left in the system's folder of temporary files when they were killed, a day ago or more.

    Those of a process that still runs stay.
    """
    if not _HAS_MODES:
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_TEMPORARY) and _is_left(entry):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        os.unlink(entry.path)


def _is_left(entry: os.DirEntry[str]) -> bool:
    number = entry.name[len(_TEMPORARY) :].partition("-")[0]
    if not number.isdecimal():
        return False
    try:
        found = entry.stat(follow_symlinks=False)
        if found.st_uid != os.getuid() or time.time() - found.st_mtime < _DAY_SECONDS:
            return False
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
