"""Publishers' files as streams of bytes: plain, gzip or zip, by content; what would overwhelm the machine is refused.

What the bytes mean is left to the formats.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from screen.data import read_yaml, rules_file
from screen.errors import WatchlistError
from screen.plain_file import refuse_special, shown

_HEAD_BYTES = 65536
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|\s+)*<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", re.S
)


def _as_windows(problem: UnicodeError) -> tuple[str, int]:
    """Read a byte that is no UTF-8 as Windows-1252: it came from a cell that somebody pasted."""
    if not isinstance(problem, UnicodeDecodeError) or problem.encoding.lower().startswith("utf-16"):
        return "\ufffd", getattr(problem, "end", 0)
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


_STRAY = "screen-stray-bytes"
codecs.register_error(_STRAY, _as_windows)


@cache
def rules() -> dict[str, Any]:
    """Return rules/lists.yml."""
    return read_yaml(rules_file("lists.yml"))


@dataclass(frozen=True)
class ListFile:
    """One file as a publisher put it out; member: the file of a zip archive that is meant, '' for the file itself."""

    path: Path
    member: str = ""

    @property
    def where(self) -> str:
        """Name the file for messages."""
        return shown(f"{self.path}, {self.member}" if self.member else self.path)

    @property
    def name(self) -> str:
        """The bare file name."""
        return self.member.rpartition("/")[2] or self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the contents, unpacked.

        Raises WatchlistError, then or while reading, for damaged archives and for those that unpack to more than
        rules/lists.yml allows.
        """
        try:
            with self.path.open("rb") as raw, self._unpacked(raw) as stream:
                yield io.BufferedReader(_Watched(stream, self.where, self.path.stat().st_size), 1 << 18)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise WatchlistError(f"{self.where}: cannot be read ({problem}). Fetch it again.") from problem

    @contextmanager
    def _unpacked(self, raw: IO[bytes]) -> Iterator[IO[bytes]]:
        magic = raw.read(2)
        raw.seek(0)
        if self.member:
            with zipfile.ZipFile(raw) as archive, archive.open(self.member) as stream:
                yield stream
        elif magic == b"\x1f\x8b":
            with gzip.open(raw, "rb") as stream:
                yield stream  # type: ignore[misc]
        else:
            yield raw

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """Open the contents as text: UTF-16 or UTF-8 by its mark, else as encoding tells; stray bytes as Windows-1252."""
        encoding = self.encoding()
        errors = "replace" if encoding == "cp1252" else _STRAY
        with self.open() as stream, io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="") as text:
            yield text

    def encoding(self) -> str:
        """Return the encoding of a text file.

        A file without a mark is UTF-8 where more of its characters beyond ASCII are whole in it than broken, so that one
        stray byte spoils no other name; else Windows-1252.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        whole = broken = 0
        with self.open() as stream:
            block = stream.read(1 << 18)
            for mark, name in _MARKS:
                if block.startswith(mark):
                    return name
            while block:
                for character in filter(lambda one: one > "\x7f", decoder.decode(block)):
                    is_stray = "\udc80" <= character <= "\udcff"
                    whole, broken = whole + (not is_stray), broken + is_stray
                block = stream.read(1 << 18)
            broken += len(decoder.decode(b"", final=True))
        return "utf-8" if whole >= broken else "cp1252"

    def rows(self, delimiter: str = ",") -> Iterator[list[str]]:
        """Yield the records of a CSV file. Raises WatchlistError, naming the record, where its quotes do not close."""
        csv.field_size_limit(rules()["limits"]["cell_bytes"])
        number = 0
        with self.text() as stream:
            try:
                for number, row in enumerate(csv.reader(stream, delimiter=delimiter, strict=True), start=1):  # noqa: B007
                    yield row
            except csv.Error as problem:
                raise WatchlistError(
                    f"{self.where}, record {number + 1}: is not whole ({problem}). Fetch it again."
                ) from problem

    def sha256(self) -> str:
        """Return the SHA-256 of the file on disk, packed as it is, as hex."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


class _Watched(io.RawIOBase):
    """Counts what comes out of an archive and stops at the limits: sizes that an archive states may lie."""

    def __init__(self, stream: IO[bytes], where: str, packed: int) -> None:
        self._stream, self._where, self._read = stream, where, 0
        limits = rules()["limits"]
        self._most = min(
            limits["unpacked_bytes"], max(limits["unpacked_ratio"] * packed, limits["unpacked_free_bytes"])
        )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        self._read += len(block)
        if self._read > self._most:
            raise WatchlistError(
                f"{self._where}: unpacks to more than {self._most // 1_000_000} MB, which no list file does. "
                "Do not trust this file; fetch it from the publisher."
            )
        buffer[: len(block)] = block
        return len(block)


@dataclass(frozen=True)
class Head:
    """The beginning of a file, by which its format is known.

    root: local name of the XML root element, '' for other files; lines: the first lines, decoded; header: the cells of
    the first line as a CSV, by its likelier delimiter.
    """

    root: str
    lines: tuple[str, ...]
    header: tuple[str, ...]

    @classmethod
    def of(cls, file: ListFile) -> Head:
        """Read the beginning of a file. Raises WatchlistError for an empty one."""
        with file.open() as stream:
            data = stream.read(_HEAD_BYTES)
        if not data.strip():
            raise WatchlistError(f"{file.where}: the file is empty. Fetch it again.")
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
        text = data.decode(encoding, errors="replace")
        found = _PROLOG.match(text) if text.lstrip().startswith("<") else None
        lines = tuple(text.splitlines()[:40])
        return cls(found[1] if found else "", lines, tuple(cells(lines[0]) if lines else ()))


def cells(line: str) -> list[str]:
    """Return the cells of one line of a CSV, by its likelier delimiter."""
    delimiter = ";" if line.count(";") > line.count(",") else ","
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def exists(path: Path) -> bool:
    """Return whether there is a file or folder at a path; a path that no system allows is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def require(path: Path) -> None:
    """Raise WatchlistError where there is no file or folder at a path, or the path is none."""
    if not exists(path) or not (path.name or path.is_absolute()):
        told = shown(path)
        raise WatchlistError(f"{told}: there is no such file. Check the path.")
    refuse_special(path)


def files_below(folder: Path) -> list[Path]:
    """Return the files of a folder by name, without hidden and empty ones, which systems leave there."""
    return sorted(
        one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".") and one.stat().st_size
    )


def unpack(path: Path) -> list[ListFile]:
    """Return the list files at a path: the file itself, or each member of a zip archive that is no workbook.

    Raises WatchlistError for an archive that is damaged, empty or holds too many members.
    """
    with path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    if not is_zip:
        return [ListFile(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                info.filename for info in archive.infolist()
                if not info.is_dir() and info.file_size
                and not any(part == "__MACOSX" or re.match(r"\.[^.]", part) for part in info.filename.split("/"))
            ]  # fmt: skip
    except (zipfile.BadZipFile, OSError) as problem:
        raise WatchlistError(f"{path}: the archive is damaged ({problem}). Fetch it again.") from problem
    if "[Content_Types].xml" in names or "mimetype" in names:
        return [ListFile(path)]
    if not names or len(names) > rules()["limits"]["archive_members"]:
        raise WatchlistError(f"{path}: the archive holds {len(names)} files. Give one that holds a publisher's list.")
    return [ListFile(path, name) for name in sorted(names)]


def combined_hash(files: Sequence[ListFile]) -> str:
    """Return the SHA-256 of the one file on disk, or of the hashes of a set of files in the order of their contents."""
    hashes = sorted({file.path: file.sha256() for file in files}.values())
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()
