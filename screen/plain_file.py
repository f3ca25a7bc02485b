"""Files as they are named to the tool: read where they are files of fair size, written complete or not at all.

A device or a pipe would hang a run or fill its memory. What a file holds is left to whoever asks for it.
"""

from __future__ import annotations

import glob
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from screen.errors import ScreenError, UntrustedInput, UsageError

_SIGNS = (*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
SHOWN = {code: f"\\u{code:04x}" for code in _SIGNS}
"""Signs that move the cursor, begin a line or turn the text around, and how they are spelled out."""
_LONGEST = 400
_NAME, _PART = (
    60,
    ".part",
)  # letters of a target's name that are part of that of the file beside it, and how that ends


def shown(path: object) -> str:
    r"""Return the name of a file fit for a line of a message: what would move the cursor or turn the text is spelled out.

    >>> shown("a\nReport: b\x1b[2J.csv")
    'a\\u000aReport: b\\u001b[2J.csv'
    """
    text = str(path).translate(SHOWN)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def refuse_special(path: Path) -> None:
    """Raise UsageError for a device, pipe or socket; OSError where there is no file."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        what = "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"
        raise UsageError(f"{shown(path)}: is {what}, no file. Write what it gives into a file, and name that.")


def read(path: Path, most: int, error: type[ScreenError] = UntrustedInput) -> bytes:
    """Return the bytes of a file. Raises UsageError for what is no file, *error* for more than *most* bytes, OSError."""
    refuse_special(path)
    if path.stat().st_size > most:
        raise _too_large(shown(path), most, error)
    with path.open("rb") as stream:
        return read_stream(stream, most, shown(path), error)


def read_stream(stream: IO[bytes], most: int, where: str, error: type[ScreenError] = UntrustedInput) -> bytes:
    """Return what is left of a stream. Raises *error* for more than *most* bytes."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise _too_large(where, most, error)
    return data


def _too_large(where: str, most: int, error: type[ScreenError]) -> ScreenError:
    return error(f"{where}: holds more than {most // 1_000_000:,} MB. Give a smaller file, or parts of this one.")


@contextmanager
def complete(target: Path) -> Iterator[Path]:
    """Yield an empty file beside a target; it takes the target's place when all is written, and is taken away otherwise.

    It bears a name of its own, so that of two runs each writes a whole file, and is its owner's alone until then.
    """
    start = target.name[:_NAME]
    _remove_abandoned(target.parent, start)
    handle, beside = _begun(target.parent, start)
    try:
        yield beside
        os.fsync(handle)
        mode = _inherited(target, beside) if target.exists() else 0o666 & ~_umask()
        os.close(handle)
        handle = -1
        beside.chmod(mode)
        os.replace(beside, target)
        _keep_name(target.parent)
    finally:
        if handle >= 0:
            os.close(handle)
        beside.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """Have the system write down what files a folder holds, so that a new one outlives a power cut; Windows does by itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):  # some network file systems know no such thing
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _inherited(target: Path, beside: Path) -> int:
    """Return the mode of a target, whose group the file beside it takes too."""
    before = target.stat()
    mode = stat.S_IMODE(before.st_mode)
    try:
        if hasattr(os, "chown") and before.st_gid != beside.stat().st_gid:
            os.chown(beside, -1, before.st_gid)
    except PermissionError:  # of a group that this user is not in: what it was allowed, no other group is
        return mode & ~0o070
    return mode


def _begun(folder: Path, start: str) -> tuple[int, Path]:
    """Make a file of its own name and hold it; anew where another run took it for abandoned before it was held."""
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{start}.", suffix=_PART, dir=folder)
        with suppress(BlockingIOError, FileNotFoundError):
            _lock(handle)
            if os.path.samestat(os.fstat(handle), os.stat(name)):
                return handle, Path(name)
        os.close(handle)


def _remove_abandoned(folder: Path, start: str) -> None:
    """Take away what runs that were killed have left: nobody holds it."""
    for path in folder.glob(f".{glob.escape(start)}.????????{_PART}"):
        with suppress(OSError):
            handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                _lock(handle)
                path.unlink()
            finally:
                os.close(handle)


def _lock(handle: int) -> None:
    """Hold a file; raises OSError where another run does. Windows holds what is open by itself."""
    with suppress(ImportError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
