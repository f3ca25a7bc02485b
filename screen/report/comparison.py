"""A party beside an entry, field by field: what agrees, what contradicts, and what one side does not say."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.lists.wording import worded
from screen.model import Identifier, Kind, split_values

if TYPE_CHECKING:
    from screen.screening import Screening

Lines = tuple[list[str], list[str], list[str]]
_WORDS = {"imo": "IMO number", "bic": "BIC", "email": "E-mail", "id_number": "Identity number", "mmsi": "MMSI"}
_LISTED = {
    "birth_date": "birth_dates",
    "nationality": "nationalities",
    "gender": "gender",
    "country": "countries",
    "address": "addresses",
}
_FIELDS = {
    Kind.PERSON: ("birth_date", "nationality", "gender", "address", "passport", "id_number"),
    Kind.VESSEL: ("imo", "country", "mmsi", "call_sign"),
}
_FIELDS_ELSE = ("country", "address", "registration_number", "tax_number", "bic")
_MOST = 3  # values of one side in a line


class Comparisons:
    """The matches of a screening, each laid out for a person: lines "Field: yours | listed: theirs"."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening

    @cached_property
    def _evidence(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for item in self._screening.evidence.itertuples(index=False):
            found[item.match].append(item)
        return dict(found)

    @cached_property
    def _parties(self) -> dict[tuple[str, int], int]:
        table = self._screening.intake.table
        return {key: place for place, key in enumerate(zip(table["sheet"], table["row"].tolist(), strict=True))}

    @cached_property
    def _entries(self) -> dict[tuple[str, str], tuple[Any, int]]:
        return {
            (one.id, entry): (one.entries, place)
            for one in self._screening.lists
            for place, entry in enumerate(one.entries["id"])
        }

    def of(self, place: int, match: Any) -> Lines:
        """Return what agrees, what contradicts and what is missing on one side, of the match at a place."""
        agrees: list[str] = []
        against: list[str] = []
        items = self._evidence.get(place, [])
        for item in items:
            close = " (close)" if item.verdict == "close" else ""
            both = f"{item.asked} | listed: {item.listed}" if item.asked or item.listed else item.why
            (against if item.verdict == "contradicts" else agrees).append(f"{_word(item.field)}: {both}{close}")
        return agrees, against, self._missing(match, {item.field for item in items})

    def _missing(self, match: Any, compared: set[str]) -> list[str]:
        """Return the fields that say who a party is and that one side alone tells."""
        party = self._screening.intake.table.iloc[self._parties[match.sheet, match.row]]
        entries, place = self._entries.get((match.list, match.entry_id), (None, 0))
        entry = entries.iloc[place].to_dict() if entries is not None else {}
        found = []
        for field in _FIELDS.get(match.entry_kind, _FIELDS_ELSE):
            yours, theirs = _shown(split_values(party.get(field, ""))), _shown(_listed(entry, field))
            if field not in compared and bool(yours) != bool(theirs):
                found.append(
                    f"{_word(field)}: {yours or 'not given'} | {f'listed: {theirs}' if theirs else 'not listed'}"
                )
        return found


def _listed(entry: dict[str, Any], field: str) -> tuple[str, ...]:
    if field in _LISTED:
        value = entry.get(_LISTED[field], ())
        return tuple(worded(_LISTED[field], one) for one in ((value,) if isinstance(value, str) else value) if one)
    numbers = (Identifier.parse(text) for text in entry.get("identifiers", ()))
    return tuple(one.value for one in numbers if one.type == field)


def _shown(values: tuple[str, ...]) -> str:
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(values[:_MOST]) + more


def _word(field: str) -> str:
    return _WORDS.get(field, field.replace("_", " ").capitalize())
