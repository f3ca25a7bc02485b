"""Identifiers as keys: what counts as the same passport, number, ship, bank, phone or address.

Bringing a customer's cell into canonical form is intake's work; here canonical values become keys.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

from screen.matching.policy import policy
from screen.model import Identifier, split_values

PARTY_FIELDS = (
    "passport",
    "id_number",
    "registration_number",
    "tax_number",
    "imo",
    "bic",
    "phone",
    "email",
    "website",
    "bank_account",
    "wallet",
)
_SHAPES = {"imo": re.compile(r"\d{7}"), "bic": re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")}
_NUMBERS = {"passport", "id_number", "registration_number", "tax_number", "other"}
_PUNCTUATION = re.compile(r"[\W_]")
_ADDRESS_START = re.compile(r"^(?:https?://)?(?:www\.)?")
_PASSPORT_CLASS = re.compile(r"^P[DSO0](?=\d{9}$)")


class Key(NamedTuple):
    """A value to look up. family: numbers of persons and firms share one, so that a passport typed into the
    id column is still found."""

    family: str
    value: str


def family(kind: str) -> str:
    """Return the family of an identifier type."""
    return "number" if kind in _NUMBERS else kind


def normal(kind: str, value: str) -> str:
    """Return the value as compared: no class prefix before a DPRK passport number, a BIC without its branch."""
    bare = value if kind in {"email", "website", "wallet"} else _PUNCTUATION.sub("", value).upper()
    if family(kind) == "number":
        return _PASSPORT_CLASS.sub("", bare)
    if kind == "bic":
        return bare[: int(policy().identifiers["bic_length"])]
    if kind == "phone":
        return bare.removeprefix("00").lstrip("0")
    if kind == "email":
        return bare.lower()
    if kind == "website":
        return _ADDRESS_START.sub("", bare.lower()).rstrip("/")
    return bare


def _key(kind: str, value: str) -> Key | None:
    bare = normal(kind, value)
    shape = _SHAPES.get(kind)
    if len(bare) < 5 or (shape and not shape.fullmatch(bare)):
        return None
    return Key(family(kind), bare)


def keys_of_entry(entry: Mapping[Hashable, Any]) -> list[Key]:
    """Return the keys of an entry's identifiers, phones, e-mails and websites.

    A value of type "other" whose shape is that of an IMO number or a BIC is looked up as that too.
    """
    found = []
    for text in entry["identifiers"]:
        identifier = Identifier.parse(text)
        found.append(_key(identifier.type, identifier.value))
        if identifier.type == "other":
            found += [
                _key(kind, identifier.value) for kind, shape in _SHAPES.items() if shape.fullmatch(identifier.value)
            ]
    for column, kind in (("phones", "phone"), ("emails", "email"), ("websites", "website")):
        found += [_key(kind, value) for value in entry.get(column, ())]
    return [key for key in found if key is not None]


def keys_of_cell(name: str, cell: str) -> tuple[tuple[Key, str], ...]:
    """Return the keys of a party's cell, each with the value as it stands there."""
    return tuple((key, value) for value in split_values(cell) if (key := _key(name, value)) is not None)
