"""CSV lists whose columns bear names: records by column name, and nothing of a file that was cut off.

A publisher may set a line of its own above the header, and moves and adds columns from year to year: names count, places
do not. Such a file has no end mark, so that its last record must be as long as the header; whether it ends in a line break
says nothing. What the columns mean is left to the formats.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from screen.errors import WatchlistError
from screen.lists.files import Head, ListFile, cells

_ABOVE = 5
_CHARACTER_BYTES = 4  # the most that UTF-8 needs for one
_END_MARK = "\x1a"  # of files written by old programs


def column_key(header: str) -> str:
    """Return a column name as it is compared: without case, spaces and punctuation.

    >>> column_key("Nationality(/ies)"), column_key("Entity_LogicalId")
    ('nationalityies', 'entitylogicalid')
    """
    return "".join(character for character in header.casefold() if character.isalnum())


def has_columns(head: Head, *wanted: str) -> bool:
    """Return whether one of the first lines is a header with these columns, given as keys."""
    return any(set(wanted) <= set(map(column_key, cells(line))) for line in head.lines[: _ABOVE + 1])


def headed_records(file: ListFile, wanted: Iterable[str], delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield the records below the header, each as column key → cell.

    The header is the first record that has the wanted columns. Where a name stands twice, the first column counts.
    Raises WatchlistError for a file without such a header, for a record that is longer than the header (empty cells to
    the right of it do no harm) or ends before a wanted column, and for a last record that is shorter: the file was cut
    off.
    """
    keys: list[str] = []
    needed = set(wanted)
    held: list[str] = []  # the last record so far: only the one that ends the file must not be short
    place = least = 0
    for number, record in enumerate(file.rows(delimiter), start=1):
        if not keys:
            found = [column_key(cell) for cell in record]
            if needed <= set(found):
                keys = found
                least = 1 + max(keys.index(key) for key in needed)
            elif number > _ABOVE:
                break
        elif record and record != [_END_MARK]:
            if any(record[len(keys) :]) or len(record) < least:
                raise _misfit(file, number, record, keys)
            if any(held):
                yield _by_key(keys, held)
            held, place = record, number
    if not keys:
        raise WatchlistError(
            f"{file.where}: has no header with the columns {', '.join(sorted(needed))}. "
            "The file was cut off or altered: fetch it again."
        )
    if (len(held) > 1 or any(held)) and len(held) < len(keys):
        raise _misfit(file, place, held, keys)
    if _ends_inside_a_character(file):
        raise WatchlistError(
            f"{file.where}: ends in the middle of a character. The file was cut off: fetch it again."
        )
    if any(held):
        yield _by_key(keys, held)


def _by_key(keys: list[str], record: list[str]) -> dict[str, str]:
    """Return a record by column; the empty cells that a program left out at its end are put back."""
    padded = [*record, *[""] * (len(keys) - len(record))][: len(keys)]
    return dict(zip(reversed(keys), reversed(padded), strict=True))


def _misfit(file: ListFile, number: int, record: list[str], keys: list[str]) -> WatchlistError:
    return WatchlistError(
        f"{file.where}, record {number}: has {len(record)} cells where the header has {len(keys)}. "
        "The file was cut off or altered: fetch it again."
    )


def _ends_inside_a_character(file: ListFile) -> bool:
    """Whether a file in UTF-8 ends in a part of a character."""
    last = b""
    with file.open() as stream:
        while block := stream.read(1 << 20):
            last = (last + block)[-_CHARACTER_BYTES:]
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    decoder.decode(last)
    return bool(decoder.getstate()[0]) and file.encoding().startswith("utf-8")
