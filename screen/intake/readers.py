"""Sources → grids: looks at what a file is, not only at what it is called."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from screen.errors import TableError, UsageError
from screen.intake.encoding import decode
from screen.intake.grid import Grid, rules
from screen.intake.pasted import unpasted
from screen.intake.text import read_json_lines, read_text
from screen.intake.workbook import read_workbook
from screen.model import Source
from screen.plain_file import read, read_stream, shown

if TYPE_CHECKING:
    import pandas as pd

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt", ".tab")
_BATCH = 1_000  # rows of a Parquet file that are unpacked at once
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_grids(
    source: str | Path | pd.DataFrame | IO[bytes], encoding: str | None = None, delimiter: str | None = None
) -> tuple[Source, list[Grid]]:
    """Read a source: a path, ``-`` for standard input, an open binary file, or a DataFrame.

    Raises TableError for whatever cannot be read whole, UsageError for options that do not fit.
    """
    if _is_frame(source):
        return Source("DataFrame", "DataFrame"), [_from_frame(source)]
    data, name = _bytes(source)
    if is_empty(data):
        raise TableError(f"{name}: is empty. Give a table with a header row and at least one row below it.")
    kind = kind_of(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "workbook":
        shape = Path(name).suffix.lower().lstrip(".") or "workbook"
        return Source(name, shape, digest, len(data)), list(map(unpasted, read_workbook(data, name)))
    if kind == "parquet":
        return Source(name, "parquet", digest, len(data)), [_from_parquet(data, name)]
    text, found = decode(data, name, encoding)
    if kind == "jsonl":
        return Source(name, "jsonl", digest, len(data), found), [read_json_lines(text, name)]
    grid, used = read_text(text, name, delimiter)
    return Source(name, "text", digest, len(data), found, used), [grid]


def is_empty(data: bytes) -> bool:
    """Whether there is nothing but white space and NUL."""
    return not (data[:4000].strip(b"\x00\r\n\t ") or data.strip(b"\x00\r\n\t "))


def _is_frame(source: object) -> bool:
    return type(source).__name__ == "DataFrame" and hasattr(source, "columns")


def _bytes(source: str | Path | IO[bytes]) -> tuple[bytes, str]:
    most = int(rules()["limits"]["file_bytes"])
    if isinstance(source, str) and source == "-":
        return read_stream(sys.stdin.buffer, most, "standard input", TableError), "standard input"
    if not isinstance(source, str | Path):
        return source.read(), str(getattr(source, "name", "table"))
    path, name = Path(source), shown(source)
    try:
        return read(path, most, TableError), name
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file. Check the path.") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a folder. Name a table in it.") from None
    except ValueError:
        raise UsageError(f"{name}: is no path. Check it.") from None
    except OSError as problem:
        raise TableError(
            f"{name}: cannot be opened ({problem.strerror}). Close it elsewhere or copy it."
        ) from problem


def kind_of(data: bytes, name: str) -> str:
    """Tell what the bytes are: workbook, parquet, jsonl or text; raises TableError for what is no table."""
    suffix = Path(name).suffix.lower()
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data[:200_000] + data[-200_000:]:
            raise TableError(f"{name}: is protected by a password. Save a copy without one.")
        return "workbook"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "workbook"
    head = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        raise TableError(f"{name}: is a PDF. Ask for the spreadsheet it was made from.")
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise TableError(
            f"{name}: is a web page or XML named as a table. Open it in a spreadsheet and save it as .xlsx."
        )
    if data.startswith((b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!")):
        raise TableError(f"{name}: is a packed archive. Unpack it and give the table that was in it.")
    if head.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf")):
        raise TableError(f"{name}: is no table (a picture or a document). Give a spreadsheet or text table.")
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return "workbook"
    if suffix in {".jsonl", ".ndjson"} or (suffix not in TEXTS and head.startswith(b"{")):
        return "jsonl"
    if suffix in WORKBOOKS and b"\x00" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError(
            f"{name}: is damaged or not what its ending says. Open it in a spreadsheet and save it again."
        )
    if suffix == ".parquet":
        raise TableError(f"{name}: is no Parquet file. Check how it was written.")
    return "text"


def _from_parquet(data: bytes, name: str) -> Grid:
    with parquet_errors(name):
        import pyarrow.parquet

        file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        headers = [str(header) for header in file.schema_arrow.names]
        _hold_table(file.metadata.num_rows * len(headers), 0, name)
        rows, letters = [headers], 0
        for batch in file.iter_batches(_BATCH):
            columns = [[plain(value) for value in column.to_pylist()] for column in batch.columns]
            letters += sum(len(cell) for column in columns for cell in column)
            _hold_table(0, letters, name)
            rows += map(list, zip(*columns, strict=True))
    return Grid("", rows, list(range(len(rows))), [0] * len(rows), header_known=True)


def _hold_table(cells: int, letters: int, name: str) -> None:
    """Raise TableError for a table that no machine should be asked to hold: a packed file repeats a text for next to nothing."""
    for count, what in ((cells, "cells"), (letters, "letters")):
        if count > (most := int(rules()["limits"][what])):
            raise TableError(f"{name}: holds more than {most:,} {what}. Give parts of it, or use --engine local.")


@contextmanager
def parquet_errors(name: str) -> Iterator[None]:
    """Raise UsageError where pyarrow is missing, TableError where it cannot read a file."""
    try:
        import pyarrow.lib
    except ImportError:
        raise UsageError(
            f'{name}: reading Parquet needs pyarrow. Install it with pip install "dprk-screen[parquet]".'
        ) from None
    try:
        yield
    except (pyarrow.lib.ArrowException, OSError) as problem:
        told = " ".join(str(problem).split())[:200]
        raise TableError(f"{name}: the Parquet file is damaged ({told}). Write it again.") from problem


def _from_frame(table: Any) -> Grid:
    columns = [[plain(value) for value in table.iloc[:, place].tolist()] for place in range(table.shape[1])]
    return _known_header([str(header) for header in table.columns], columns, len(table))


def _known_header(headers: list[str], columns: Sequence[Sequence[str]], count: int) -> Grid:
    rows = [headers, *([column[row] for column in columns] for row in range(count))]
    return Grid("", rows, list(range(count + 1)), [0] * (count + 1), header_known=True)


def plain(value: Any) -> str:
    """Turn a cell of a DataFrame or Parquet file into text; missing becomes ''."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | tuple):
        return ";".join(plain(one).replace(";", r"\;") for one in value)
    text = str(value)
    if type(value).__name__ in {"Timestamp", "datetime"}:
        return text.removesuffix(" 00:00:00")
    return "" if text in {"NaT", "<NA>"} else text
