"""The record of a run inside its workbook: a sheet of its own, out of sight, that survives editing and saving.

``review import`` and ``check --since`` read it, so that a workbook says as much as the .json does.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import TableError
from screen.intake.workbook import opened, sheet_rows
from screen.plain_file import read, shown
from screen.report.style import put
from screen.screening import digest_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "Record"
TOOL = "dprk-screen"
_NOTE = (
    "The record of this run, packed. “dprk-screen review import” and “check --since” read it: please keep this sheet."
)
_CELL = 32_000
MOST_FILE = 1_000_000_000  # bytes of a report
_MOST, _RATIO = 1 << 31, 200  # bytes that a record may unpack to, and how many times its size


def write(sheet: Worksheet, record: Mapping[str, Any]) -> None:
    """Write a record into an empty sheet and put the sheet out of sight."""
    put(sheet, 1, 1, _NOTE)
    for row, part in enumerate(_pack(record), start=2):
        put(sheet, row, 1, part)
    sheet.sheet_state = "hidden"


def _pack(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the SHA-256 of the packed record, then its parts, each fit for a cell."""
    data = zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    text = base64.b64encode(data).decode()
    yield sha256(text.encode()).hexdigest()
    for start in range(0, len(text), _CELL):
        yield text[start : start + _CELL]


def read_record(path: Path) -> dict[str, Any]:
    """Return the record of a run from its workbook or its .json.

    Raises TableError for a file that is none of this tool's reports, or whose record was cut off or altered.
    """
    try:
        data = read(path, MOST_FILE, TableError)
    except OSError as problem:
        raise TableError(f"{shown(path)}: cannot be read ({problem.strerror}). Check the name.") from problem
    where = shown(path)
    is_json, is_workbook = data.lstrip()[:1] == b"{", data[:2] == b"PK"
    return valid(record_of(opened(data, where), where) if is_workbook else _from_json(data) if is_json else {}, where)


def read_whole_record(path: Path) -> dict[str, Any]:
    """Return the record of a run as read_record does; raises TableError too where it was altered after it was written."""
    record = read_record(path)
    if record.get("digest") != digest_of(record):
        raise TableError(f"{path}: was altered or damaged after it was written. Use the report as it was written.")
    return record


def valid(record: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a record of this tool; raises TableError for anything else."""
    if record.get("tool") != TOOL or "alerts" not in record:
        raise TableError(
            f"{where}: is no report of this version of dprk-screen. Name the .xlsx or .json of an earlier run."
        )
    return record


def record_of(book: Any, where: str) -> dict[str, Any]:
    """Return the record that an opened workbook carries."""
    if TITLE not in book.sheet_names:
        raise TableError(
            f"{where}: has no sheet {TITLE}, so it is no report of dprk-screen, or the sheet was deleted. Use the whole workbook."
        )
    parts = [str(row[0]) for row in sheet_rows(book, TITLE, where)[1:] if row and row[0] not in ("", None)]
    stated, text = (parts[0], "".join(parts[1:])) if parts else ("", "")
    if sha256(text.encode()).hexdigest() != stated:
        raise TableError(f"{where}: its sheet {TITLE} was cut off or altered. Use the workbook as it was written.")
    try:
        unpacker, packed = zlib.decompressobj(), base64.b64decode(text, validate=True)
        data = unpacker.decompress(packed, min(_MOST, _RATIO * max(len(packed), 10_000)))
    except (binascii.Error, zlib.error) as problem:
        raise TableError(f"{where}: its sheet {TITLE} cannot be unpacked ({problem}).") from problem
    if not unpacker.eof:
        raise TableError(
            f"{where}: its sheet {TITLE} unpacks to far more than a run records. Use the workbook as it was written."
        )
    return _from_json(data)


def _from_json(data: bytes) -> dict[str, Any]:
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}
