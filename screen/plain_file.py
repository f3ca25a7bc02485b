"""Files as they are named to the tool: no device or pipe, which would hang a run or fill its memory, and none beyond a size.

What a file holds is left to whoever asks for it.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import IO

from screen.errors import ScreenError, UntrustedInput, UsageError

_SIGNS = (*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
SHOWN = {code: f"\\u{code:04x}" for code in _SIGNS}
"""Signs that move the cursor, begin a line or turn the text around, and how they are spelled out."""
_LONGEST = 400


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
