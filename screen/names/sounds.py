"""Keys under which spellings of one token meet: by sound, by its consonants, by what a scanner misreads.

A key is None where a token is too short or too odd to have one. The tables are tuning, chosen for transliterated names.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = "aeiou"
_SOUNDS = tuple(
    (needed, re.compile(written), heard)
    for needed, written, heard in (
        ("sch", "sch", "sh"), ("ph", "ph", "f"), ("ck", "ck", "k"), ("kh", "kh", "h"), ("gh", "gh", "g"), ("x", "x", "ks"),
        ("q", "q", "k"), ("c", "c(?!h)", "k"), ("js", "js$", "i"), ("z", "z", "s"), ("w", "w", "v"), ("yo", "yo(?!u)", "e"),
        ("ye", "y(?=e)", ""), ("y", "y", "i"), ("o", "ou|oo", "u"), ("", "ei|ie|ee|i[ij]", "i"),
        ("i", "^i(?=[aeu])|(?<=[aeou])i(?=[aeu])", ""), ("", r"(.)\1+", r"\1"), ("h", "(?<=[a-z])h$", ""),
    )
)  # fmt: skip
"""What is heard for what is written, in turn, and the letters that a token must hold for it."""
_VOWEL_RUNS = re.compile("[aeiou]+")
_CLASSES = str.maketrans("eiu", "aao")
_MISREAD = (("rn", "m"), ("cl", "d"), ("1", "l"), ("i", "l"), ("0", "o"), ("5", "s"), ("8", "b"), ("2", "z"))


@lru_cache(maxsize=400_000)
def sound(token: str) -> str | None:
    """Return a token as it sounds, vowels kept, for tokens of four letters and more.

    >>> sound("gasprom") == sound("gazprom"), sound("gayevoy") == sound("gaevoi"), sound("marina") == sound("marena")
    (True, True, False)
    """
    if len(token) < 4 or not token.isascii() or not token.isalpha():
        return None
    for needed, pattern, plain in _SOUNDS:
        if needed in token:
            token = pattern.sub(plain, token)
    return token if len(token) >= 3 else None


@lru_cache(maxsize=400_000)
def consonants(token: str) -> str | None:
    """Return the consonants of a token as they sound, the first vowel by its class and where others stand; at least three.

    >>> consonants("muhammad"), consonants("mohamed"), consonants("mahmud"), consonants("ali")
    ('moh*m*d', 'moh*m*d', 'mahm*d', None)
    """
    heard = sound(token)
    if heard is None:
        return None
    parts = _VOWEL_RUNS.split(heard)
    first = _VOWEL_RUNS.search(heard)
    if first is None or sum(map(len, parts)) < 3 - (not parts[0]):
        return None
    return parts[0] + first[0][0].translate(_CLASSES) + "*".join(parts[1:])


@lru_cache(maxsize=400_000)
def skeleton(token: str) -> str | None:
    """Return the first letter of a token and the consonants behind it; some leave the vowels out.

    >>> skeleton("hongxiang"), skeleton("hngxng"), skeleton("reza"), skeleton("ali")
    ('hngxng', 'hngxng', 'rz', None)
    """
    if len(token) < 2 or not token.isascii() or not token.isalpha() or (token[0] in _VOWELS and len(token) < 4):
        return None
    bare = token[0] + "".join(letter for letter in token[1:] if letter not in _VOWELS)
    return bare if len(bare) >= 2 else None


def is_skeleton(token: str) -> bool:
    """Whether a token has no vowel inside."""
    return not any(letter in _VOWELS for letter in token[1:-1])


@lru_cache(maxsize=400_000)
def misread(token: str) -> str | None:
    """Return a token as a scanner may read it: rn and m, cl and d, 1 and l, 0 and o are one.

    >>> misread("5ingapore") == misread("singapore"), misread("bum") == misread("burn")
    (True, True)
    """
    if len(token) < 2 or not token.isascii() or token.isdigit():
        return None
    for seen, plain in _MISREAD:
        token = token.replace(seen, plain)
    return token
