"""CSV lists whose columns bear names: records by column name, and nothing of a file that was cut off.

A publisher may set a line of its own above the header, and moves and adds columns from year to year: names count, places
do not. Such a file has no end mark, so that its last line must be ended and every record as long as the header. What the
columns mean is left to the formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screen.errors import WatchlistError
from screen.lists.files import Head, ListFile, cells

_ABOVE = 5


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
    Raises WatchlistError for a file without such a header, for a record of another length than the header (empty
    cells to the right of it do no harm), and for a last line that is not ended.
    """
    keys: list[str] = []
    needed = set(wanted)
    for number, record in enumerate(file.rows(delimiter), start=1):
        if not keys:
            found = [column_key(cell) for cell in record]
            if needed <= set(found):
                keys = found
            elif number > _ABOVE:
                break
        elif any(record):
            if len(record) < len(keys) or any(record[len(keys) :]):
                raise WatchlistError(
                    f"{file.where}, record {number}: has {len(record)} cells where the header has {len(keys)}. "
                    "The file was cut off or altered: fetch it again."
                )
            yield dict(zip(reversed(keys), reversed(record[: len(keys)]), strict=True))
    if not keys:
        raise WatchlistError(
            f"{file.where}: has no header with the columns {', '.join(sorted(needed))}. "
            "The file was cut off or altered: fetch it again."
        )
    if not _ends_in_a_line_break(file):
        raise WatchlistError(f"{file.where}: its last line is not ended. The file was cut off: fetch it again.")


def _ends_in_a_line_break(file: ListFile) -> bool:
    last = ""
    with file.text() as stream:
        while block := stream.read(1 << 20):
            last = block[-1]
    return last == "\n"
