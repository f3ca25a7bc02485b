"""Acronyms: whether a single token is made of the beginnings of a name's words (KOMID, KMDTC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from screen.names import words
from screen.names.tokens import Tokens

_MOST_OF_A_WORD = 3
_LEAST_WORDS = 3


def is_acronym(name: Tokens) -> bool:
    """Whether a name is one token that could be an acronym."""
    return len(name.core) == 1 and len(name.core[0]) >= _LEAST_WORDS and not words.is_word(name.core[0])


def spells(short: Tokens, name: Tokens) -> bool:
    """Whether a one-token name is spelled by the beginnings of another one's words, from the first on.

    Words that say what a body is may stay out at the end, and the legal form may lend its first letter.
    """
    return is_acronym(short) and is_spelled(short.core[0], name)


def is_spelled(token: str, name: Tokens) -> bool:
    """Whether a token, known to be an acronym, is spelled so."""
    if len(name.core) < _LEAST_WORDS:
        return False
    if _covered(token, name.core, 0):
        return True
    return bool(name.forms) and token[-1] in "cgl" and _covered(token[:-1], name.core, 0)


@lru_cache(maxsize=100_000)
def _covered(letters: str, rest: tuple[str, ...], used: int) -> bool:
    if not letters:
        return used >= _LEAST_WORDS and all(words.is_company_word(word) for word in rest)
    if not rest:
        return False
    return any(
        letters.startswith(rest[0][:length]) and _covered(letters[length:], rest[1:], used + 1)
        for length in range(1, min(_MOST_OF_A_WORD, len(rest[0]), len(letters)) + 1)
    )


def first_letters(names: Iterable[Tokens]) -> Iterator[tuple[str, int]]:
    """Yield the three letters with which an acronym of a name of several words can begin, and the place of the name.

    Each word lends its first letters, the first word one to three of them and so on.
    """
    for place, name in enumerate(names):
        if len(name.core) >= _LEAST_WORDS:
            one, two, three = name.core[:3]
            begins = (one[:3], one[:2] + two[:1], one[:1] + two[:2], one[:1] + two[:1] + three[:1])
            yield from ((letters, place) for letters in dict.fromkeys(begins))
