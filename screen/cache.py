"""Prepared lists and tables kept between runs: a file a value in the user's own cache, found by what fixes the value.

Never in a data directory, which a repository may bring along: what lies here is unpickled. A file that is missing, stale,
damaged or somebody else's is no error: the value is made again. Nothing is kept where the folder cannot be written.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from screen import mapped
from screen.data import cache_folder, digest, rules_version

_KEPT = 24  # of each kind
_HASHED = 32  # bytes: the SHA-256 of what follows
Value = TypeVar("Value")


def prepared(make: Callable[[], Value]) -> Callable[[], Value]:
    """Make a table once for all runs: for a function whose value follows from the tool and its rules alone."""

    @cache
    @wraps(make)
    def get() -> Value:
        return Cache().get("table", (make.__module__, make.__qualname__), make)

    return get


class Cache:
    """Values by key under a folder; only what this user wrote is read, and only while its hash holds."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / "prepared"

    def get(self, kind: str, parts: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """Return the value that *parts* fix, kept from an earlier run or made now and kept.

        kind: a word for the file's name; parts: everything the value follows from besides the tool and its rules.
        """
        key = hashlib.sha256("\n".join((tool_version(), kind, *parts)).encode()).hexdigest()[:32]
        path = self._folder / f"{kind}-{key}.bin"
        found: list[Value] = self._read(path)
        if found:
            return found[0]
        value = make()
        self._write(path, value)
        return value

    def _read(self, path: Path) -> list[Value]:
        """Return the value in a list of one, an empty list where there is none to trust."""
        try:
            with path.open("rb") as stream, without_collection():
                is_own = not hasattr(os, "getuid") or os.fstat(stream.fileno()).st_uid == os.getuid()
                told, found = stream.read(_HASHED), hashlib.file_digest(stream, "sha256").digest()
                if not is_own or found != told:
                    return []
                stream.seek(_HASHED)
                value = mapped.read(stream)
        except (
            OSError,
            pickle.UnpicklingError,
            EOFError,
            AttributeError,
            ImportError,
            LookupError,
            TypeError,
            ValueError,
        ):
            return []
        with suppress(OSError):
            os.utime(path)
        return [value]

    def _write(self, path: Path, value: object) -> None:
        """Write beside and rename, so that a run that is killed or a second one leaves a whole file or none."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
            try:
                with open(handle, "w+b") as stream:
                    stream.seek(_HASHED)
                    mapped.write(value, stream)
                    stream.seek(_HASHED)
                    found = hashlib.file_digest(stream, "sha256").digest()
                    stream.seek(0)
                    stream.write(found)
                os.replace(temporary, path)
            except OSError:
                os.unlink(temporary)
                raise
            self._prune(path.name.partition("-")[0])

    def _prune(self, kind: str) -> None:
        """Keep the files of a kind that were used last."""
        files = sorted(self._folder.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[_KEPT:]:
            path.unlink()


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold the garbage collector back: it would look through all that is being loaded or made, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def tool_version() -> str:
    """Return what prepared values follow from besides lists: this code, its rules, and the libraries that shape them."""
    from importlib.metadata import version

    package = Path(__file__).resolve().parent
    libraries = [f"{name} {version(name)}" for name in ("numpy", "pandas", "scipy", "rapidfuzz", "anyascii")]
    return "|".join([digest(package, suffixes=(".py",)), rules_version(), sys.version, *libraries])
