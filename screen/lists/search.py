"""Entries that contain a text as it is written: a literal search. Names spelled otherwise are left to matching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.lists.folder import natural
from screen.lists.watchlist import MANY_COLUMNS, Watchlist
from screen.model import frame
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

SEARCHED = (
    "name", "aliases", "weak_aliases", "derived_names", "reference", "references", "identifiers", "phones", "emails",
    "websites", "programs", "addresses",
)  # fmt: skip
FOUND_COLUMNS = dict.fromkeys(
    ("reference", "kind", "name", "list", "legal_status", "delisted_on", "column", "value"), "str"
)
"""column, value: where it was found, '' where the name itself holds it all."""


def search(lists: Sequence[Watchlist], text: str) -> pd.DataFrame:
    """Return the entries that contain every word of a text, by list and natural id: FOUND_COLUMNS.

    Case, accents and punctuation do not count; words may stand in different fields. Raises UsageError for a text
    without a letter or digit.
    """
    words = tuple(_spellings(word) for word in text.split() if fold(word))
    if not words:
        raise UsageError(
            f"“{text}”: holds no letter or digit to search for. Give a part of a name, number or address."
        )
    rows = []
    for one in sorted(lists, key=lambda one: one.id):
        entries = one.entries.assign(reference=f"{one.publisher}:" + one.entries["id"])
        columns = [entries[column].tolist() for column in SEARCHED]
        hits = [place for place, cells in enumerate(zip(*columns, strict=True)) if _holds(_text(cells), words)]
        found = entries.iloc[hits].to_dict("records")
        rows += [_row(one.id, entry, words) for entry in sorted(found, key=lambda entry: natural(str(entry["id"])))]
    return frame(rows, FOUND_COLUMNS)


def _spellings(word: str) -> frozenset[str]:
    """Return the forms in which a word counts as contained: KPi.001 as "kpi 001" and, for numbers, as "kpi001"."""
    folded = fold(word)
    return frozenset({folded, folded.replace(" ", ""), word.casefold()})


def _text(cells: Sequence[str | tuple[str, ...]]) -> str:
    """Return all that is searched in an entry, folded, a line for each value."""
    return "\n".join(_line(value) for cell in cells for value in ((cell,) if isinstance(cell, str) else cell))


def _line(value: str) -> str:
    """Return a value folded; other scripts also as written, because look-alike letters fold by their neighbours."""
    return fold(value) if value.isascii() else f"{fold(value)}\n{value.casefold()}"


def _holds(text: str, words: Sequence[frozenset[str]]) -> bool:
    return all(any(form in text for form in word) for word in words)


def _row(list_id: str, entry: dict[str, object], words: Sequence[frozenset[str]]) -> dict[str, object]:
    column, value = _where(entry, words)
    row = {name: entry[name] for name in ("reference", "kind", "name", "legal_status", "delisted_on")}
    return {**row, "list": list_id, "column": column, "value": value}


def _where(entry: dict[str, object], words: Sequence[frozenset[str]]) -> tuple[str, str]:
    """Return the value that holds every word, else the first that holds one which the name lacks."""
    lines = [(column, value, _line(value)) for column, value in _values(entry)]
    if _holds(lines[0][2], words):
        return "", ""
    lacking = [word for word in words if not _holds(lines[0][2], [word])]
    for wanted in (words, lacking, lacking[:1]):
        for column, value, line in lines:
            if _holds(line, wanted):
                return column, value
    return "", ""


def _values(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    for column in SEARCHED:
        cell = entry[column]
        if column in MANY_COLUMNS and isinstance(cell, tuple):
            yield from ((column, value) for value in cell)
        else:
            yield column, str(cell)
