"""One-table files (text, JSON lines, Parquet) read row by row, for tables too large to be held at once.

What a file is and how it is written is decided as in readers.py; finding the table is left to parts.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from screen.errors import TableError, UsageError
from screen.intake.encoding import codec_of
from screen.intake.grid import Cells, rules
from screen.intake.readers import is_empty, kind_of, parquet_errors, plain
from screen.intake.text import (
    SAMPLE,
    chosen_delimiter,
    json_records,
    keys_of,
    likely_delimiter,
    records,
    separator_line,
    unclosed,
)
from screen.model import Source
from screen.plain_file import refuse_special

KINDS = ("text", "jsonl", "parquet")
_BLOCK = 1 << 20  # bytes read at once
Row = tuple[Cells, int, int]
"""Cells, ragged; the number of the row as people count it; the physical line it begins at, 0 where there are none."""


@dataclass(frozen=True)
class Stream:
    """A file that can be read row by row, any number of times.

    codec, delimiter, skip: of a text: how it is read, what parts its cells, and how many lines name the delimiter only;
    headers: where the file itself tells them; broken: the record with a quotation mark that is never closed, counted from
    1, 0 for none.
    """

    path: Path
    source: Source
    codec: str = ""
    delimiter: str = ""
    skip: int = 0
    headers: tuple[str, ...] | None = None
    broken: int = 0

    @classmethod
    def open(cls, path: Path, encoding: str | None = None, delimiter: str | None = None) -> Stream:
        """Find out what a file is; raises as read_grids, and UsageError for a workbook, which is not read row by row."""
        chosen = chosen_delimiter(delimiter)
        try:
            kind = kind_of(_head(path), str(path))
            size, digest = path.stat().st_size, _digest(path)
        except OSError as problem:
            raise UsageError(f"{path}: cannot be opened ({problem.strerror}). Check the path.") from None
        if kind not in KINDS:
            raise UsageError(
                f"{path}: only .csv, .tsv, .txt, .jsonl and .parquet are read row by row. Save it as one."
            )
        source = Source(str(path), kind, digest, size)
        if kind == "parquet":
            return cls(path, source, headers=_parquet_headers(path))
        codec = codec_of(lambda: _blocks(path), str(path), encoding)
        source = replace(source, encoding=codec.removesuffix("-sig"))
        stream = cls(path, source, codec)
        if kind == "jsonl":
            return replace(stream, headers=stream._keys())
        with stream._text() as text:
            told, skip = separator_line(head := text.read(SAMPLE + 100))
        head = head[head.index("\n") + 1 :] if skip else head
        used = chosen or told or likely_delimiter(head.replace("\x00", ""))
        return replace(stream, source=replace(source, delimiter=used), delimiter=used, skip=skip)

    def unquoted(self, line: int) -> Stream:
        """Return the same text with quotation marks as plain characters; line: of the one that is never closed."""
        return replace(self, broken=line)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the officer should know of how the file was read."""
        return (unclosed(self.broken + self.skip),) if self.broken else ()

    def rows(self) -> Iterator[Row]:
        """Yield every row, of a text its header too. Raises UnclosedQuote, and TableError for what cannot be read."""
        if self.source.format == "parquet":
            yield from self._of_parquet()
        elif self.source.format == "jsonl":
            yield from self._of_json()
        else:
            yield from self._of_text()

    def _of_text(self) -> Iterator[Row]:
        with self._text() as text:
            for _ in range(self.skip):
                next(text)
            lines = _whole(text, str(self.path), self.codec)
            found = records(lines, self.delimiter, str(self.path), is_quoted=not self.broken)
            for number, (cells, line) in enumerate(found, start=1):
                yield cells, number, line + self.skip

    def _of_json(self) -> Iterator[Row]:
        headers = self.headers or ()
        with self._text() as text:
            found = json_records(_whole(text, str(self.path), self.codec), str(self.path))
            for number, (line, cells) in enumerate(found, start=1):
                yield [cells.get(header, "") for header in headers], number, line

    def _of_parquet(self) -> Iterator[Row]:
        with parquet_errors(str(self.path)):
            import pyarrow.parquet

            count = 0
            for batch in pyarrow.parquet.ParquetFile(self.path).iter_batches(10_000):
                columns = [[plain(value) for value in column.to_pylist()] for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    count += 1
                    yield list(cells), count, 0

    def _keys(self) -> tuple[str, ...]:
        with self._text() as text:
            found = json_records(_whole(text, str(self.path), self.codec), str(self.path))
            return keys_of((cells for _, cells in found), str(self.path))

    def _text(self) -> TextIO:
        return self.path.open(encoding=self.codec, newline=None)


def count_rows(path: Path, most: int) -> int:
    """Return about how many rows a file has, counted no further than *most*; 0 for what is not read row by row."""
    try:
        kind = kind_of(_head(path), str(path))
    except (OSError, TableError):
        return 0
    if kind == "parquet":
        with parquet_errors(str(path)):
            import pyarrow.parquet

            return int(pyarrow.parquet.ParquetFile(path).metadata.num_rows)
    if kind not in KINDS:
        return 0
    count = 0
    for block in _blocks(path):
        count += block.count(b"\n")
        if count >= most:
            break
    return count


def in_blocks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows so many at a time."""
    ongoing = iter(rows)
    while block := list(islice(ongoing, size)):
        yield block


def _whole(text: TextIO, where: str, codec: str) -> Iterator[str]:
    """Yield lines without NUL and mark; raises TableError for bytes that do not fit the encoding, and for endless lines."""
    most = int(rules()["limits"]["line_letters"])
    try:
        for number, line in enumerate(iter(partial(text.readline, most), "")):
            if len(line) == most:
                raise TableError(f"{where}, line {number + 1}: has more than {most:,} letters, so this is no table.")
            if number == 0:
                line = line.removeprefix("\ufeff")
            yield line.replace("\x00", "") if "\x00" in line else line
    except UnicodeDecodeError as problem:
        raise TableError(
            f"{where}: is not {codec} throughout. Leave --encoding out, or save it as UTF-8."
        ) from problem


def _parquet_headers(path: Path) -> tuple[str, ...]:
    with parquet_errors(str(path)):
        import pyarrow.parquet

        return tuple(map(str, pyarrow.parquet.ParquetFile(path).schema_arrow.names))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _head(path: Path) -> bytes:
    refuse_special(path)
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
    if is_empty(head):
        raise TableError(f"{path}: is empty. Give a table with a header row and at least one row below it.")
    return head


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
