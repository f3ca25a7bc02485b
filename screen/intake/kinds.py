"""What each party is: person, organisation or vessel; '' where nothing says, then all are tried."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from screen.data import read_yaml, rules_file
from screen.model import Kind
from screen.names import words
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd


@cache
def _words() -> dict[str, str]:
    rules = read_yaml(rules_file("kinds.yml"))
    return {fold(str(word)): kind for kind, found in rules["words"].items() for word in found}


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(names) for kind, names in read_yaml(rules_file("kinds.yml"))["fields"].items()}


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(f"{prefix} " for prefix in read_yaml(rules_file("kinds.yml"))["vessel_prefixes"])


@lru_cache(maxsize=200_000)
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


def kinds(table: pd.DataFrame) -> list[str]:
    """Return the kind of each row: from its kind column, else from fields only one kind has, else from the name."""
    columns = {name: table[name].tolist() for names in _fields().values() for name in names if name in table}
    filled = {kind: [name for name in names if name in columns] for kind, names in _fields().items()}
    stated, names = table["kind"].tolist(), table["name"].tolist()
    return [
        _words().get(fold(stated[row]), "")
        or _by_fields(row, filled, columns)
        or kind_of_name(names[row])
        for row in range(len(table))
    ]  # fmt: skip


def _by_fields(row: int, filled: Mapping[str, list[str]], columns: Mapping[str, list[str]]) -> str:
    """Return the one kind whose own fields are filled in this row."""
    found = [kind for kind, names in filled.items() if any(columns[name][row] for name in names)]
    return found[0] if len(found) == 1 else ""
