"""Words that are no part of a name's core: titles, fillers, numerals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from screen.model import Kind
from screen.names.words.lexicon import folded, listed, rows, settings


@cache
def titles(kind: Kind | None, place: str) -> frozenset[tuple[str, ...]]:
    """Return the titles of a kind, of all for None, that stand at a place of a name (front, end)."""
    return frozenset(
        tuple(folded(row["title"]).split())
        for row in rows("titles.csv")
        if row["place"] == place and (kind is None or row["bearer"] == kind)
    )


def drop_titles(tokens: Sequence[str], kind: Kind | None = None) -> tuple[str, ...]:
    """Take forms of address and what is put before ships off both ends, but never the whole name.

    kind: whose titles to look for; None looks for all.

    >>> drop_titles(("m", "v", "chong", "chon", "gang"), Kind.VESSEL)
    ('chong', 'chon', 'gang')
    """
    kept = tuple(tokens)
    front, end = titles(kind, "front"), titles(kind, "end")
    while kept and kept[0] in _outermost(kind, "front"):
        length = next((n for n in (3, 2, 1) if n < len(kept) and kept[:n] in front), 0)
        if not length:
            break
        kept = kept[length:]
    while kept and kept[-1] in _outermost(kind, "end"):
        length = next((n for n in (2, 1) if n < len(kept) and kept[-n:] in end), 0)
        if not length:
            break
        kept = kept[:-length]
    return kept


@cache
def _outermost(kind: Kind | None, place: str) -> frozenset[str]:
    """Return the words that stand outermost in the titles of a kind at a place."""
    return frozenset(title[0 if place == "front" else -1] for title in titles(kind, place))


def is_filler(token: str) -> bool:
    """Whether a token says nothing in any name (of, and, de)."""
    return token in listed("fillers")


def is_son_of(token: str) -> bool:
    """Whether a token says "son of" between two names."""
    return token in listed("son_of")


def is_school(token: str) -> bool:
    """Whether a token says that a body teaches: hardly any trading firm is a university."""
    return token in listed("schools")


def numerals(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Turn number words and Roman numerals behind the first token into digits.

    >>> numerals(("apollo", "fund", "viii")), numerals(("brigade", "forty", "four"))
    (('apollo', 'fund', '8'), ('brigade', '44'))
    """
    known = settings()["numerals"]
    if known.keys().isdisjoint(tokens):
        return tokens
    found: list[str] = []
    tens = 0
    for place, token in enumerate(tokens):
        number = known.get(token, 0) if place or not _is_roman(token) else 0
        if tens and 0 < number < 10:
            found[-1] = str(tens + number)
        else:
            found.append(str(number) if number else token)
        tens = number if number >= 20 else 0
    return tuple(found)


def _is_roman(token: str) -> bool:
    return set(token) <= set("ivx")
