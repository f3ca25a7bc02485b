"""Identifier evidence: the values a party shares with an entry, and those that contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from screen.countries import country_name
from screen.matching.fields import Evidence
from screen.matching.keys import PARTY_FIELDS, Key, keys_of_cell, normal
from screen.matching.policy import policy
from screen.model import Identifier, Problem, split_values

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    "passport": "passport number",
    "id_number": "identity number",
    "registration_number": "registration number",
    "tax_number": "tax number",
    "imo": "IMO number",
    "bic": "BIC",
    "phone": "phone number",
    "email": "e-mail address",
    "website": "website",
    "bank_account": "bank account",
    "wallet": "wallet address",
}


class SharedValues:
    """How many parties of the table carry each value; one that many share points to nobody."""

    def __init__(self, holders: Mapping[Key, int]) -> None:
        self._holders = holders

    @classmethod
    def of(cls, table: pd.DataFrame) -> SharedValues:
        """Count the values of a whole table."""
        return cls(Counter(key for key, _ in holdings(table)))

    def is_shared(self, key: Key) -> bool:
        """Whether more parties carry the value than one owner explains."""
        return self._holders.get(key, 0) > int(policy().identifiers["shared_by_many"])

    def marks(self, table: pd.DataFrame) -> list[str]:
        """Return for each row what tells which of its values many share, '' where none is."""
        limit = int(policy().identifiers["shared_by_many"])
        many = {key for key, count in self._holders.items() if count > limit}
        found = [""] * len(table)
        for name in PARTY_FIELDS if many else ():
            cells = table[name].tolist()
            told = {cell: ["01"[key in many] for key, _ in keys_of_cell(name, cell)] for cell in set(cells) if cell}
            for place, cell in enumerate(cells):
                if cell and "1" in told[cell]:
                    found[place] += f"{name} {''.join(told[cell])} "
        return found

    def problems(self, listed: Mapping[Key, Sequence[int]]) -> list[Problem]:
        """Name the shared values that also stand on a watchlist."""
        return [
            Problem(
                "", 0, key.family, "identifier-shared",
                f"“{key.value}” stands in {count} rows and on a watchlist. It was set aside; look at it once by hand.",
            )
            for key, count in sorted((key, self._holders[key]) for key in self._holders.keys() & listed.keys())
            if self.is_shared(key)
        ]  # fmt: skip


def holdings(table: pd.DataFrame) -> Iterator[tuple[Key, tuple[str, str, str, int]]]:
    """Yield each value that parties of a table carry, with what makes it count once: field, party, cell and place there."""
    parties = table["party_id"].tolist()
    for name in PARTY_FIELDS:
        cells = ((party, cell) for party, cell in zip(parties, table[name].tolist(), strict=True) if cell)
        for party, cell in dict.fromkeys(cells):
            for place, (key, _) in enumerate(keys_of_cell(name, cell)):
                yield key, (name, party, cell, place)


def identifiers(party: Mapping[str, str], entry: Mapping[str, object], shared: SharedValues) -> list[Evidence]:
    """Compare every identifier of a party with those of an entry."""
    rules = policy().identifiers
    listed = _listed(*(_values(entry, column) for column in ("identifiers", "phones", "emails", "websites")))
    found: list[Evidence] = []
    for name in PARTY_FIELDS if listed else ():
        if not party[name]:
            continue
        for key, value in keys_of_cell(name, party[name]):
            same = [one for one, bare in listed if key.value == bare and _comparable(name, one.type)]
            if same:
                found.append(_same(name, key, value, same, party, entry, shared))
        if name in rules["exclusive"]:
            others = [one for one, _ in listed if one.type == name]
            if others and not any(evidence.field == name for evidence in found):
                found.append(
                    Evidence(
                        name, "differs", "contradicts", policy().points["strong_identifier"]["differs"],
                        party[name], ", ".join(one.value for one in others),
                        f"{WORDS[name]} {party[name]}, listed {others[0].value}: speaks against",
                    )
                )  # fmt: skip
    return found


@lru_cache(maxsize=50_000)
def _listed(
    numbers: tuple[object, ...], phones: tuple[object, ...], emails: tuple[object, ...], websites: tuple[object, ...]
) -> tuple[tuple[Identifier, str], ...]:
    """Return the identifiers of an entry, each with its value as compared."""
    found = [Identifier.parse(str(text)) for text in numbers]
    for values, kind in ((phones, "phone"), (emails, "email"), (websites, "website")):
        found += [Identifier(kind, "", str(value)) for value in values]
    return tuple((one, normal(one.type, one.value)) for one in found)


def _values(entry: Mapping[str, object], column: str) -> tuple[object, ...]:
    value = entry.get(column, ())
    return value if isinstance(value, tuple) else ()


def _comparable(asked: str, listed: str) -> bool:
    numbers = {"passport", "id_number", "registration_number", "tax_number", "other"}
    return asked == listed or listed == "other" or (asked in numbers and listed in numbers)


def issuing_country(name: str, party: Mapping[str, str]) -> tuple[str, ...]:
    """Return the countries that may have issued a party's number, from its other columns."""
    if name in {"passport", "id_number"}:
        return split_values(party["nationality"])
    return split_values(party["incorporation_country"]) or split_values(party["country"])


def listed_country(identifier: Identifier, entry: Mapping[str, object]) -> str:
    """Return the issuing country of a listed number, from the only nationality or country of its entry where none is said."""
    if identifier.country:
        return identifier.country
    is_personal = identifier.type in {"passport", "id_number"}
    known = _values(entry, "nationalities" if is_personal else "countries")
    return str(known[0]) if len(known) == 1 else ""


def _same(
    name: str,
    key: Key,
    value: str,
    same: Sequence[Identifier],
    party: Mapping[str, str],
    entry: Mapping[str, object],
    shared: SharedValues,
) -> Evidence:
    rules, points = policy().identifiers, policy().points
    one = same[0]
    if shared.is_shared(key):
        level, field_points = "shared by many", points["identifier"]["shared by many"]
        return Evidence(name, level, "close", field_points, value, one.value, f"{WORDS[name]} that many rows share")
    strong = [
        other
        for other in same
        if name in rules["strong"]
        and (name not in rules["needs_country"] or listed_country(other, entry) in issuing_country(name, party))
    ]
    if strong:
        issuer = listed_country(strong[0], entry) if name in rules["needs_country"] else ""
        country = f" ({country_name(issuer)})" if issuer else ""
        why = f"same {WORDS[name]} {value}{country}"
        return Evidence(name, "strong", "agrees", points["strong_identifier"]["same"], value, strong[0].value, why)
    open_country = name in rules["needs_country"]
    why = f"same {WORDS[name]} {value}" + (", issuing country not confirmed" if open_country else "")
    return Evidence(name, "same", "agrees", points["identifier"]["same"], value, one.value, why)
