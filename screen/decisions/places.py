"""Where decisions on a table are kept, and the key of a keyed file."""

from __future__ import annotations

import os
from pathlib import Path

from screen.decisions.journal import Journal
from screen.errors import UsageError

KEY_VARIABLE = "DPRK_SCREEN_KEY"
SUFFIX = ".decisions.jsonl"
SUFFIXES = (SUFFIX, ".decisions.json")
_LEAST_KEY, _MOST_KEY = 16, 10_000


def key_of(key_file: Path | None) -> bytes | None:
    """Return the key that a file or the environment holds, None for none."""
    if key_file is None:
        text = os.environ.get(KEY_VARIABLE, "")
        where = KEY_VARIABLE
    else:
        try:
            with key_file.open(encoding="utf-8") as stream:
                text, where = stream.read(_MOST_KEY), str(key_file)
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageError(f"{key_file}: the key cannot be read ({problem}). Check the name.") from problem
    key = text.strip().encode()
    if key and len(key) < _LEAST_KEY:
        raise UsageError(f"{where}: a key of {len(key)} characters is too short to protect names. Use 16 or more.")
    return key or None


def made_key(key_file: Path) -> bytes:
    """Return the key of a file, which is made where it is not there: readable by its owner only."""
    import secrets

    if not key_file.exists():
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    key = key_of(key_file)
    if key is None:
        raise UsageError(f"{key_file}: the key is empty. Name another file.")
    return key


def places(table: Path) -> list[Path]:
    """Return where the decisions on a table are looked for, in order."""
    return [table.with_name(name) for name in (*(f"{table.stem}{suffix}" for suffix in SUFFIXES), "decisions.jsonl")]


def beside(table: Path) -> Path | None:
    """Return the decisions file that lies beside a table, None for none."""
    return next((path for path in places(table) if path.is_file()), None)


def opened(path: Path, key_file: Path | None) -> Journal:
    """Read a decisions file, with its key where it is keyed."""
    is_keyed = path.is_file() and says_keyed(path.read_bytes())
    return Journal.read(path, key_of(key_file) if key_file or is_keyed else None)


def says_keyed(data: bytes) -> bool:
    """Whether a decisions file says that it was begun with a key."""
    return any(b'"event":"begun"' in line and b'"check":"hmac:' in line for line in data.splitlines())
