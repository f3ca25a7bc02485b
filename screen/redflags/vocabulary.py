"""Vocabularies of rules/vocabularies/, found as whole words in any script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold, scripts

_UNSPACED = {"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/words.yml once."""
    return read_yaml(rules_file("vocabularies", "words.yml"))


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words into one pattern over folded text: whole words, substrings where a script knows no spaces."""
    folded = sorted({fold(str(word)) for word in words if fold(str(word))}, key=lambda word: (-len(word), word))
    spaced = [re.escape(word) for word in folded if not scripts(word) & _UNSPACED]
    joined = [re.escape(word) for word in folded if scripts(word) & _UNSPACED]
    parts = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return re.compile("|".join(parts + joined) or r"(?!)")


@cache
def words(name: str) -> re.Pattern[str]:
    """Return the pattern of a list of words.yml; "sectors.restaurant" names one below sectors."""
    found = settings()
    for part in name.split("."):
        found = found[part]
    return pattern(found)


def _spellings(row: dict[str, str], columns: Iterable[str]) -> list[str]:
    return [spelling for column in columns for spelling in row[column].split(";") if spelling]


@cache
def places() -> re.Pattern[str]:
    """Return places of North Korea that no other country shares, in every script."""
    strong = set(settings()["strong_place"])
    rows = read_csv(rules_file("vocabularies", "places_dprk.csv"))
    found = []
    for row in rows:
        if row["kind"] in strong or row["kind"] == "province":
            found += _spellings(row, ("latin", "hangul", "hanja", "cyrillic"))
    shared = {fold(str(name)) for name in settings()["shared_places"]}
    return pattern(name for name in found if fold(name) not in shared)


@cache
def name_words() -> re.Pattern[str]:
    """Return words that point to the DPRK more than to any Korea, by the weight of words.yml."""
    rows = read_csv(rules_file("vocabularies", "name_words.csv"))
    strong = [row for row in rows if float(row["weight"]) >= settings()["strong_word"]]
    return pattern(word for row in strong for word in _spellings(row, ("latin", "hangul", "hanja", "cyrillic")))
