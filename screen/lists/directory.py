"""The entries of several lists by reference, so that all names of a party are at hand while somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from screen.lists.watchlist import Watchlist

NAMED = ("name", "aliases", "weak_aliases", "derived_names")


class Directory:
    """Where each entry stands, by the reference that reports give: UN:KPi.001."""

    def __init__(self, lists: Sequence[Watchlist]) -> None:
        self._entries = [one.entries for one in lists]
        self._places = {
            f"{one.publisher}:{entry}": (at, place)
            for at, one in enumerate(lists)
            for place, entry in enumerate(one.entries["id"].tolist())
        }

    def names(self, references: Sequence[str]) -> dict[str, list[str]]:
        """Return the names of the entries of a cluster by what they are (NAMED), each once, at its best, whatever its case."""
        found: dict[str, list[str]] = {column: [] for column in NAMED}
        seen: set[str] = set()
        entries = list(self._of(references))
        for column in NAMED:
            for entry in entries:
                cell = entry[column]
                for name in (cell,) if isinstance(cell, str) else cell:
                    if name and name.casefold() not in seen:
                        seen.add(name.casefold())
                        found[column].append(name)
        return {column: names for column, names in found.items() if names}

    def _of(self, references: Sequence[str]) -> Iterator[dict[str, Any]]:
        for reference in references:
            if place := self._places.get(reference):
                yield self._entries[place[0]].iloc[place[1]].to_dict()
