"""What each party is: person, organisation or vessel; '' where nothing says, then all are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.model import Kind
from screen.names import words
from screen.names.folding import fold


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("kinds.yml"))


@cache
def _words() -> dict[str, str]:
    rules = _rules()
    return {fold(str(word)): kind for kind, found in rules["words"].items() for word in found}


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(names) for kind, names in _rules()["fields"].items()}


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(f"{prefix} " for prefix in _rules()["vessel_prefixes"])


def are_kinds(cells: Sequence[str]) -> bool:
    """Whether most of the filled cells name a kind of party: person, company, ship."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(fold(cell) in _words() for cell in filled) * 2 > len(filled)


@lru_cache(maxsize=1 << 17)
def kind_of_name(name: str) -> str:
    """Return what a name alone shows: a ship's prefix, a legal form or a company word; '' for anything else.

    >>> kind_of_name("Glocom Sdn Bhd"), kind_of_name("M/V Chong Chon Gang"), kind_of_name("Ri Yong Ho")
    (<Kind.ORGANISATION: 'organisation'>, <Kind.VESSEL: 'vessel'>, '')
    """
    lowered = f"{name.strip().lower()} "
    if lowered.startswith(_prefixes()):
        return Kind.VESSEL
    tokens: list[str] = []
    for token in fold(name).split():
        tokens += [token] if token.isascii() else words.segment(token)
    return Kind.ORGANISATION if words.shows_organisation(tokens) else ""


def kinds(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the kind of each row: from its kind column, else from fields only one kind has, else from the name.

    columns: field → canonical values, one per row; kind and name are among them.
    """
    filled = {
        kind: [columns[name] for name in names if name in columns and any(columns[name])]
        for kind, names in _fields().items()
    }
    return [
        (_words().get(fold(stated), "") if stated else "") or _by_fields(row, filled) or kind_of_name(name)
        for row, (stated, name) in enumerate(zip(columns["kind"], columns["name"], strict=True))
    ]


def _by_fields(row: int, filled: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return the one kind whose own fields are filled in this row."""
    found = [kind for kind, columns in filled.items() if any(column[row] for column in columns)]
    return found[0] if len(found) == 1 else ""
