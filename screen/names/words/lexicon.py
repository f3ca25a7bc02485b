"""The tables of words in rules/names/, frozen: adding a list moves no score.

Owns reading and looking up; what a word means stands in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold

Meaning = TypeVar("Meaning")
Span = tuple[int, int]


@cache
def settings() -> dict[str, Any]:
    """Return rules/names/names.yml."""
    return read_yaml(rules_file("names", "names.yml"))


def rows(file: str) -> list[dict[str, str]]:
    """Return the records of a table of rules/names/."""
    return read_csv(rules_file("names", file))


def folded(cell: str) -> str:
    """Fold a cell of a table, so that an editor may write й or an accent; ASCII is folded already."""
    return cell if cell.isascii() else fold(cell)


class Phrases(Generic[Meaning]):
    """Runs of tokens that mean something together."""

    def __init__(self, meanings: Mapping[tuple[str, ...], Meaning]) -> None:
        self.meanings = meanings
        self._longest: dict[str, int] = {}
        for phrase in meanings:
            self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))

    def find(self, tokens: Sequence[str]) -> dict[Span, Meaning]:
        """Return the phrases in reading order, each as (first, past the last); the longest one wins."""
        found: dict[Span, Meaning] = {}
        longest, past_last = self._longest, len(tokens)
        if longest.keys().isdisjoint(tokens):
            return found
        place = 0
        while place < past_last:
            most = min(longest.get(tokens[place], 0), past_last - place)
            for past in range(place + most, place, -1):
                meaning = self.meanings.get(tuple(tokens[place:past]))
                if meaning is not None:
                    found[place, past] = meaning
                    place = past
                    break
            else:
                place += 1
        return found


@cache
def listed(key: str) -> frozenset[str]:
    """Return the words that stand under a key of names.yml."""
    return frozenset(settings()[key])


@cache
def _dictionary() -> frozenset[str]:
    """Return the lines of words.csv; its header is a word as well."""
    return frozenset(rules_file("names", "words.csv").read_text(encoding="utf-8").split())


def in_dictionary(token: str) -> bool:
    """Whether a token, or what it is the plural of, stands in the dictionary."""
    known = _dictionary()
    return token in known or (token.endswith("s") and (token[:-1] in known or token[:-2] in known))


@cache
def per_million(file: str) -> dict[str, int]:
    """Return token → how many of a million names hold it, by a table of frequencies."""
    return {row["token"]: int(row["per_million"]) for row in rows(file)}


def is_personal_name(token: str) -> bool:
    """Whether a token is a part of personal names seen often enough to be counted.

    >>> is_personal_name("marina"), is_personal_name("mqrina")
    (True, False)
    """
    return token in per_million("frequencies_person.csv")


def is_common_name(token: str) -> bool:
    """Whether a token is a part of very many personal names."""
    return per_million("frequencies_person.csv").get(token, 0) >= int(settings()["common_name_per_million"])
