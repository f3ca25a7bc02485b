"""What the lists in use say of an entry now, by the publisher's reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.countries import country_name
from screen.model import Identifier

if TYPE_CHECKING:
    from screen.lists import Watchlist

Record = Mapping[str, Any]
_NAMES = ("aliases", "derived_names", "weak_aliases")
_CONTACTS = ("phones", "emails", "websites")
_COLUMNS = {
    "birth_date": "birth_dates",
    "nationality": "nationalities",
    "country": "countries",
    "address": "addresses",
}
_SHARED = ("birth_dates", "nationalities")
"""Columns in which an entry that says nothing has what the same party has on other lists (see matching.index)."""


_READ = (
    "name",
    "kind",
    "gender",
    "legal_status",
    "reliability",
    "identifiers",
    *_NAMES,
    *_CONTACTS,
    *_COLUMNS.values(),
)


class Listed:
    """The entries of some lists that may alert; delisted ones are gone."""

    def __init__(self, lists: Sequence[Watchlist]) -> None:
        self._lists = lists

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(self._lists):
            cells = zip(one.entries["id"], one.entries["legal_status"], strict=True)
            for place, (entry, status) in enumerate(cells):
                if status != "delisted":
                    found[f"{one.publisher}:{entry}"].append((number, place))
        return dict(found)

    @cached_property
    def _publishers(self) -> dict[str, str]:
        return {one.id: one.publisher for one in self._lists}

    def reference(self, list_id: str, entry_id: str) -> str:
        """Return the publisher's reference of an entry: OFAC:9345."""
        return f"{self._publishers.get(list_id, list_id)}:{entry_id}"

    @cached_property
    def _columns(self) -> list[dict[str, list[Any]]]:
        return [{name: one.entries[name].tolist() for name in _READ} for one in self._lists]

    def records(self, reference: str) -> list[Record]:
        """Return an entry as each list has it that holds it, [] where none does."""
        return [
            {name: cells[place] for name, cells in self._columns[number].items()}
            for number, place in self._places.get(reference, ())
        ]

    def names(self, reference: str) -> list[str]:
        """Return every name of an entry, its main one first."""
        return list(dict.fromkeys(name for one in self.records(reference) for name in names_of(one)))

    def values(self, field: str, reference: str, cluster: Iterable[str]) -> set[str]:
        """Return what an entry says of a compared field, as evidence writes it; cluster: references of the same party."""
        own = self.records(reference)
        values = {value for one in own for value in _values(field, one)}
        column = _COLUMNS.get(field, "")
        if column in _SHARED and any(not one[column] for one in own):
            party = [one for reference in cluster for one in self.records(reference)]
            joined = dict.fromkeys(value for one in party for value in one[column])
            values |= set(_values(field, {column: tuple(joined)}))
        return values


def names_of(record: Record) -> Collection[str]:
    """Return every name of a record, its main one first."""
    return dict.fromkeys((record["name"], *(name for column in _NAMES for name in record[column])))


def _values(field: str, record: Record) -> Iterable[str]:
    if field in ("nationality", "country"):
        return (joined_countries(record[_COLUMNS[field]]),)
    if field in _COLUMNS:
        return tuple(record[_COLUMNS[field]])
    if field in ("kind", "gender"):
        return (record[field],)
    numbers = [Identifier.parse(text) for text in record.get("identifiers", ())]
    ours = ", ".join(one.value for one in numbers if one.type == field)
    return (
        ours,
        *(one.value for one in numbers),
        *(value for column in _CONTACTS for value in record.get(column, ())),
    )


def joined_countries(codes: Iterable[str]) -> str:
    """Return countries by name, as evidence writes them."""
    return ", ".join(country_name(code) for code in codes)
