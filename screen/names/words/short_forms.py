"""Short forms of company words: known ones, and letters left out."""

from __future__ import annotations

from functools import cache

from screen.names.words.company import canonical_word, gluable, is_vocabulary
from screen.names.words.lexicon import rows, settings


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Return the known short forms, each with the canonical words it may stand for."""
    return {
        row["short"]: tuple(dict.fromkeys(canonical_word(long) for long in row["long"].split(";")))
        for row in rows("abbreviations.csv")
    }


def expand(token: str) -> tuple[str, ...]:
    """Return what a short form may stand for, in canonical words: a known one, or letters left out of a company word.

    >>> expand("comp"), expand("tchnlgy"), expand("glocom")
    (('computer', 'company'), ('technology',), ())
    """
    return abbreviations().get(token, ()) or _contracted(token)


@cache
def _contracted(token: str) -> tuple[str, ...]:
    """Return the company words whose letters a token holds in order, from the same first one; only if they agree."""
    if not token.isalpha() or len(token) < settings()["contraction_from"] or is_vocabulary(token):
        return ()
    found = {
        word for word in gluable() if word[0] == token[0] and len(token) >= len(word) / 2 and _is_within(token, word)
    }
    return tuple(found) if len(found) == 1 else ()


def _is_within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in the other in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)
