"""How much an .xls becomes once it is opened: its records name a cell far out, or one shared text in every cell.

After [MS-CFB] (the sectors of the file) and [MS-XLS] (the records of the workbook). Lenient, as readers are: what is cut off or
goes in circles ends there. Whether it is too much is left to extent.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADS, _SHORT_SECTOR, _ENTRY = 109, 64, 128
_EOF, _CONTINUE, _SHEET, _DIMENSIONS, _SHARED, _SHARED_CELL = 0x0A, 0x3C, 0x85, 0x200, 0xFC, 0xFD
_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0x27E, 0xD6, _SHARED_CELL})
_NUMBERS = 0xBD  # several cells of one row; the last column stands at the end
_ROWS, _COLUMNS = 65_536, 256  # of a sheet of this format
_TIMES = 4  # that the records may be gone through: sheets that share them are none that a spreadsheet makes


@dataclass
class Reach:
    """How far one sheet reaches, and how many letters the shared texts in its cells have together."""

    title: str
    rows: int = 0
    columns: int = 0
    letters: int = 0


class Circular(ValueError):
    """Sheets that go through the same records again and again."""


def reaches(data: bytes) -> Iterator[Reach]:
    """Yield how far each sheet of an .xls reaches. Raises Circular."""
    for book in _books(data):
        sheets: list[tuple[int, str]] = []
        shared: list[bytes] = []
        previous, walked = 0, 0
        for kind, body in _records(book, 0):
            if kind == _SHEET and len(body) > 8:
                sheets.append((struct.unpack_from("<I", body)[0], _title(body)))
            if kind == _SHARED or (kind == _CONTINUE and previous == _SHARED):
                shared.append(body)
                kind = _SHARED
            previous = kind
        lengths = _lengths(shared)
        for start, title in sheets:
            reach = Reach(title)
            for kind, body in _records(book, start):
                walked += len(body) + 4
                _add(reach, kind, body, lengths)
            if walked > _TIMES * len(book):
                raise Circular("its sheets share their records")
            yield reach


def _title(body: bytes) -> str:
    count, is_wide = body[6], body[7] & 1
    return body[8 : 8 + count * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _add(reach: Reach, kind: int, body: bytes, lengths: Sequence[int]) -> None:
    """Let a record widen a sheet."""
    if kind in _CELLS and len(body) >= 6:
        row, column = struct.unpack_from("<HH", body)
        reach.rows, reach.columns = max(reach.rows, row + 1), max(reach.columns, column + 1)
        if kind == _SHARED_CELL and len(body) >= 10:
            number = struct.unpack_from("<I", body, 6)[0]
            reach.letters += lengths[number] if number < len(lengths) else 0
    elif kind == _NUMBERS and len(body) >= 6:
        last = max(
            struct.unpack_from("<H", body, len(body) - 2)[0], struct.unpack_from("<H", body, 2)[0] + len(body) // 6
        )
        reach.rows, reach.columns = (
            max(reach.rows, struct.unpack_from("<H", body)[0] + 1),
            max(reach.columns, last + 1),
        )
    elif kind == _DIMENSIONS and len(body) >= 12:
        rows, columns = struct.unpack_from("<I", body, 4)[0], struct.unpack_from("<H", body, 10)[0]
        if rows > _ROWS or columns > _COLUMNS:  # formatted cells count there too, but none lies beyond
            reach.rows, reach.columns = max(reach.rows, rows), max(reach.columns, columns)


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a substream: kind and body."""
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == _EOF:
            return


def _lengths(shared: Sequence[bytes]) -> list[int]:
    """Return the length of each shared text; those that go on in a further record begin anew there with how wide they are."""
    lengths: list[int] = []
    at, place = 0, 8
    while at < len(shared):
        block = shared[at]
        if place + 3 > len(block):
            at, place = at + 1, max(0, place - len(block)) if place > len(block) else 0
            continue
        count, flags = struct.unpack_from("<HB", block, place)
        place += 3
        after = 0
        if flags & 8 and place + 2 <= len(block):
            after, place = 4 * struct.unpack_from("<H", block, place)[0], place + 2
        if flags & 4 and place + 4 <= len(block):
            after, place = after + struct.unpack_from("<I", block, place)[0], place + 4
        lengths.append(count)
        wide = 1 + (flags & 1)
        while count and at < len(shared):
            taken = min(count, max(0, len(shared[at]) - place) // wide)
            count, place = count - taken, place + taken * wide
            if count:
                at, place = at + 1, 1
                wide = 1 + (shared[at][0] & 1 if at < len(shared) and shared[at] else 0)
        place += after
        while at < len(shared) and place > len(shared[at]):
            at, place = at + 1, place - len(shared[at])
    return lengths


# ---- sectors ----------------------------------------------------------------------------------------------------


def _books(data: bytes) -> Iterator[bytes]:
    """Yield the streams of a compound file that readers take for the workbook."""
    if len(data) < 512:
        return
    shift = struct.unpack_from("<H", data, 30)[0]
    if not 7 <= shift <= 16:
        return
    size = 1 << shift
    first, cutoff, short, more = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68))
    following = _following(data, size, more)
    entries = _joined(data, size, size, following, first)
    found = [entries[at : at + _ENTRY] for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
    for entry in found:
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if name.casefold() in ("workbook", "book"):
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= cutoff:
                yield _joined(data, size, size, following, start)[:length]
                continue
            small = _joined(data, size, size, following, struct.unpack_from("<I", found[0], 116)[0])
            table = _joined(data, size, size, following, short)
            yield _joined(small, _SHORT_SECTOR, 0, _numbers(table), start)[:length]


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _following(data: bytes, size: int, more: int) -> tuple[int, ...]:
    """Return which sector follows each. more: where the sectors that hold this stand, beyond those in the head."""
    holders = list(struct.unpack_from(f"<{_HEADS}I", data, 76))
    for _ in range(len(data) // size):
        block = _numbers(data[(more + 1) * size : (more + 2) * size])
        if not block:
            break
        holders += block[:-1]
        more = block[-1]
    return _numbers(b"".join(data[(one + 1) * size : (one + 2) * size] for one in holders if one < len(data) // size))


def _joined(data: bytes, size: int, head: int, following: Sequence[int], place: int) -> bytes:
    """Return the sectors of a chain; head: bytes before the first sector."""
    found = []
    for _ in range(len(data) // size + 1):
        if place >= len(following):
            break
        found.append(data[head + place * size : head + (place + 1) * size])
        place = following[place]
    return b"".join(found)
