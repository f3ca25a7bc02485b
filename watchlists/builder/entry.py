"""An entry while lists are built: a mapping of the columns of Watchlist.entries, with the few questions all builders ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from screen.lists import load_watchlists
from screen.model import Identifier, PartialDate
from screen.names.folding import fold

_IN_BRACKETS = re.compile(r"\s*\([A-Z]{2,6}\)$")
Entry = dict[str, object]


def read(*paths: Path) -> list[Entry]:
    """Return the entries of a publisher's file or set of files."""
    (found,) = load_watchlists([paths])
    entries: list[Entry] = found.entries.to_dict("records")
    return entries


def values(entry: Entry, column: str) -> tuple[str, ...]:
    """Return a column of many values."""
    value = entry.get(column, ())
    return tuple(value) if isinstance(value, tuple | list) else ()


def united(*groups: Iterable[str]) -> tuple[str, ...]:
    """Return the values of all groups once each, in order."""
    return tuple(dict.fromkeys(value for group in groups for value in group if value))


def spellings(entry: Entry) -> set[str]:
    """Return folded names with their words sorted, and joined: publishers order and hyphenate Korean names differently."""
    written = [
        variant
        for name in (str(entry["name"]), *values(entry, "aliases"), *values(entry, "weak_aliases"))
        for variant in (name, _IN_BRACKETS.sub("", name))
    ]
    return {" ".join(sorted(fold(name).split())) for name in written} | {
        fold(name).replace(" ", "") for name in written
    }


def numbers(entry: Entry) -> set[tuple[str, str]]:
    """Return (type, value) of each identifier; a class letter before a DPRK passport number is left out."""
    found = set()
    for text in values(entry, "identifiers"):
        one = Identifier.parse(text)
        value = one.value
        for letters in ("PS", "PD", "PO", "P0"):
            value = value.removeprefix(letters) if value[len(letters) :].isdigit() else value
        found.add((one.type, value))
    return found


def birth_dates_agree(one: Entry, other: Entry) -> bool:
    """Whether both state birth dates and two of them may be the same day."""
    return any(
        PartialDate.parse(a).gap_days(PartialDate.parse(b)) == 0
        for a in values(one, "birth_dates")
        for b in values(other, "birth_dates")
    )


def birth_dates_contradict(one: Entry, other: Entry) -> bool:
    """Whether both state birth dates and none of them agrees."""
    return bool(values(one, "birth_dates") and values(other, "birth_dates")) and not birth_dates_agree(one, other)
