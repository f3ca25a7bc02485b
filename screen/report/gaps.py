"""Fields of a match that could not be compared, with whatever side gives them, so that a reader sees what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from screen.countries import country_name
from screen.model import Identifier, Kind, split_values

if TYPE_CHECKING:
    from screen.screening import Screening

_ASKED_FOR: Mapping[str, tuple[str, ...]] = {
    Kind.PERSON: ("birth_date", "nationality", "gender", "passport"),
    Kind.VESSEL: ("imo",),
}
_ASKED_FOR_ELSE = ("country", "address", "registration_number", "bic")
_LISTED = {"birth_date": "birth_dates", "nationality": "nationalities", "gender": "gender", "country": "countries",
           "address": "addresses"}  # fmt: skip
_COUNTRIES = ("nationality", "country")
_MOST = 3  # values of one field that are shown
_WHY = {
    (True, False): "the list does not say",
    (False, True): "not in your table",
    (False, False): "on neither side",
    (True, True): "both given, nothing in common that counts",
}


class Gaps:
    """What the two sides of the matches of one run give, beyond what was compared."""

    def __init__(self, screening: Screening) -> None:
        table = screening.intake.table
        keys = zip(table["sheet"].tolist(), table["row"].tolist(), strict=True)
        wanted = set(zip(screening.matches["sheet"], screening.matches["row"].tolist(), strict=True))
        places = [(place, key) for place, key in enumerate(keys) if key in wanted]
        rows = table.iloc[[place for place, _ in places]].to_dict("records")
        self._parties = dict(zip((key for _, key in places), rows, strict=True))
        self._entries: dict[tuple[str, str], dict[str, Any]] = {}
        for one in screening.lists:
            ids = set(screening.matches.loc[screening.matches["list"] == one.id, "entry_id"])
            found = one.entries[one.entries["id"].isin(ids)].to_dict("records")
            self._entries |= {(one.id, entry["id"]): entry for entry in found}

    def of(self, match: Mapping[str, Any], compared: Collection[str]) -> list[dict[str, str]]:
        """Return {field, asked, listed, why} for each field asked for of this kind that is not among those *compared*."""
        party = self._parties[match["sheet"], match["row"]]
        entry = self._entries[match["list"], match["entry_id"]]
        gaps = []
        for field in _ASKED_FOR.get(match["entry_kind"], _ASKED_FOR_ELSE):
            if field not in compared:
                asked, listed = _told(field, split_values(party[field])), _told(field, _listed(entry, field))
                gaps.append(
                    {"field": field, "asked": asked, "listed": listed, "why": _WHY[bool(asked), bool(listed)]}
                )
        return gaps


def _listed(entry: Mapping[str, Any], field: str) -> Iterable[str]:
    if field in _LISTED:
        values = entry[_LISTED[field]]
        return (values,) if isinstance(values, str) else values
    identifiers = map(Identifier.parse, entry["identifiers"])
    return [one.value for one in identifiers if one.type == field]


def _told(field: str, values: Iterable[str]) -> str:
    """Return values in words, the first few of them."""
    known = [country_name(value) if field in _COUNTRIES else value for value in values if value]
    more = f" … and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return "; ".join(known[:_MOST]) + more
