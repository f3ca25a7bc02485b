"""Hangul names that OFAC's apostrophe spelling fixes: ICS-630-01 Annex W (ODNI 2015), McCune-Reischauer syllable by syllable.

A breve is written as an apostrophe behind the vowel, aspiration as one behind the consonant, and syllables stand apart by
hyphen or blank. A name is derived only where it bears such an apostrophe, every syllable reads in one way, and its surname
is a Korean one that stands before a comma; misplaced apostrophes (KY'ONG) make a name that is left alone.
"""

from __future__ import annotations

import re
from functools import cache

from screen.data import read_csv, rules_file

_INITIALS = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch'", "k'", "t'", "p'", "h")
_VOWELS = (
    "a",
    "ae",
    "ya",
    "yae",
    "o'",
    "e",
    "yo'",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo'",
    "we",
    "wi",
    "yu",
    "u'",
    "u'i",
    "i",
)
_FINALS = {"": 0, "k": 1, "n": 4, "t": 7, "l": 8, "m": 16, "p": 17, "ng": 21}
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_SYLLABLE = re.compile(
    rf"({'|'.join(sorted(_INITIALS, key=len, reverse=True))})"
    rf"({'|'.join(sorted(_VOWELS, key=len, reverse=True))})"
    rf"({'|'.join(sorted(_FINALS, key=len, reverse=True))})"
)
_GA = 0xAC00
# Breves that do not belong there: 도춘 and 호규 by the other spellings of the same persons.
_MISSPELLED = {"to'-ch'un", "ho'-kyu"}


def syllable(written: str) -> str:
    """Return the syllable a spelling stands for, '' where it is none.

    >>> syllable("Cho'ng"), syllable("ch'o'l"), syllable("U'n"), syllable("ky'ong")
    ('정', '철', '은', '')
    """
    found = _SYLLABLE.fullmatch(written.lower())
    if not found:
        return ""
    initial, vowel, final = found.groups()
    return chr(_GA + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS[final])


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["hangul"] for row in read_csv(rules_file("korean", "surnames.csv")))


def hangul(name: str) -> str:
    """Return the Hangul of a personal name that OFAC's spelling fixes, '' for any other.

    >>> hangul("MUN, Cho'ng-ch'o'l"), hangul("RI, U'n So'ng"), hangul("KIM, Jong Un"), hangul("RA, KY'ONG-SU")
    ('문정철', '리은성', '', '')
    """
    family, comma, given = (part.strip() for part in name.translate(_APOSTROPHES).partition(","))
    parts = re.split(r"[\s-]+", given)
    if not comma or "'" not in given or len(parts) > 2 or given.lower() in _MISSPELLED:
        return ""
    read = [syllable(part) for part in (family, *parts)]
    return "".join(read) if all(read) and read[0] in _surnames() else ""
