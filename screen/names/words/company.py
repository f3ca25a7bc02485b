"""Company and place words of any language, and their English word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from screen.cache import prepared
from screen.names.words.lexicon import Phrases, folded, in_dictionary, rows, settings


@dataclass(frozen=True, slots=True)
class _Word:
    canonical: str
    kind: str


@prepared
def known_words() -> dict[str, _Word]:
    """Return company_words.csv by its folded words."""
    return {folded(row["word"]): _Word(row["canonical"], row["class"]) for row in rows("company_words.csv")}


@cache
def word_phrases() -> Phrases[_Word]:
    """Return company and place words, those of several tokens included."""
    return Phrases({tuple(word.split()): meaning for word, meaning in known_words().items()})


@cache
def _phrase_starts() -> frozenset[str]:
    """Return the first tokens of those words that are several."""
    return frozenset(phrase[0] for phrase in word_phrases().meanings if len(phrase) > 1)


def join_phrases(tokens: Sequence[str]) -> tuple[str, ...]:
    """Turn several tokens that make one company or place word into its canonical word; single ones stay as they are.

    >>> join_phrases(("import", "hong", "kong", "joint", "venture"))
    ('import', 'hongkong', 'jointventure')
    """
    if _phrase_starts().isdisjoint(tokens):
        return tuple(tokens)
    found = {
        first: (past, word.canonical)
        for (first, past), word in word_phrases().find(tokens).items()
        if past - first > 1
    }
    if not found:
        return tuple(tokens)
    joined: list[str] = []
    place = 0
    while place < len(tokens):
        past, token = found.get(place, (place + 1, tokens[place]))
        joined.append(token)
        place = past
    return tuple(joined)


def canonical_word(token: str) -> str:
    """Return the English word (rarely two) for a company or place word of any language, else the token itself.

    >>> canonical_word("muyok"), canonical_word("贸易"), canonical_word("进出口"), canonical_word("glocom")
    ('trading', 'trading', 'import export', 'glocom')
    """
    word = known_words().get(token)
    if word is None or (word.kind == "korean" and token.isascii()):
        return token  # romanisations of a Korean word are compared by sound, so that a typing error stays near
    return word.canonical


def word_class(token: str) -> str:
    """Return the class of a token in company_words.csv (company, general, number, place, korean, brand), '' for others."""
    word = known_words().get(token)
    return word.kind if word else ""


def is_company_word(token: str) -> bool:
    """Whether a token is a word that bodies carry and persons do not (trading, bank), no place, number or goods.

    >>> is_company_word("trading"), is_company_word("dandong"), is_company_word("susan")
    (True, False, False)
    """
    return word_class(token) == "company"


def is_vocabulary(token: str) -> bool:
    """Whether a token stands in the dictionary, a regular plural included, or among the company and place words."""
    return token in known_words() or in_dictionary(token)


@cache
def gluable() -> tuple[str, ...]:
    """Return the company words long enough to be told inside a token, longest first."""
    return tuple(sorted(settings()["gluable"], key=lambda word: (-len(word), word)))
