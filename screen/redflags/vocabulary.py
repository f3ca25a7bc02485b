"""Vocabularies of rules/vocabularies/, found as whole words in any script."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import RLock
from typing import Any

from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold, scripts

_UNSPACED = {"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/words.yml once."""
    return _loaded("words")


def load(name: str) -> dict[str, Any]:
    """Read a vocabulary of rules/vocabularies/ by its file's name, with what rules of one's own change of it.

    Whoever prepares something from it keeps that in functools' caches: they are emptied where the words change.
    """
    return read_yaml(rules_file("vocabularies", f"{name}.yml")) | dict(_changed.get(name, {}))


_changed: Mapping[str, Mapping[str, object]] = {}
_changing = RLock()


@contextmanager
def using(changed: Mapping[str, Mapping[str, object]]) -> Iterator[None]:
    """Put words of one's own, by vocabulary, in the place of the shipped ones for a while; one thread at a time."""
    with _changing:
        before = _changed
        if changed == before:
            yield
            return
        _change(changed)
        try:
            yield
        finally:
            _change(before)


def _change(changed: Mapping[str, Mapping[str, object]]) -> None:
    """Set the words, and forget everything below this package that was prepared from others."""
    global _changed
    _changed = changed
    for name, module in list(sys.modules.items()):
        if name.startswith("screen.redflags"):
            for value in list(vars(module).values()):
                if callable(forget := getattr(value, "cache_clear", None)) and value.__module__.startswith(
                    "screen.redflags"
                ):
                    forget()


_RUN = re.compile(r"\w+")


@lru_cache(maxsize=1 << 17)
def _runs(text: str) -> tuple[str, ...]:
    return tuple(_RUN.findall(text))


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be found in folded text: whole words, substrings where a script knows no spaces.

    firsts: the first run of letters or digits of each whole word; has_parts: whether there are substrings, none of them ASCII.
    """

    regex: re.Pattern[str]
    firsts: frozenset[str]
    has_parts: bool

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first that stands in a text, None for none: most texts have no word that any begins with."""
        if (not self.has_parts or text.isascii()) and self.firsts.isdisjoint(_runs(text)):
            return None
        return self.regex.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield each that stands in a text."""
        return self.regex.finditer(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the one that a text is, None where it is none."""
        return self.regex.fullmatch(text)

    def sub(self, by: str, text: str) -> str:
        """Return a text with another in the place of each."""
        return self.regex.sub(by, text)


def pattern(words: Iterable[str]) -> Words:
    """Compile words into one pattern over folded text: whole words, substrings where a script knows no spaces."""
    folded = sorted({fold(str(word)) for word in words if fold(str(word))}, key=lambda word: (-len(word), word))
    spaced = [word for word in folded if not scripts(word) & _UNSPACED and _RUN.search(word)]
    joined = [re.escape(word) for word in folded if scripts(word) & _UNSPACED]
    firsts = frozenset(found.group() for word in spaced if (found := _RUN.search(word)))
    parts = [rf"(?<!\w)(?:{'|'.join(map(re.escape, spaced))})(?!\w)"] if spaced else []
    regex = re.compile("|".join(parts + joined) or r"(?!)")
    return Words(regex, firsts, bool(joined))


@cache
def business() -> dict[str, Any]:
    """Load rules/vocabularies/business.yml once."""
    return _loaded("business")


@cache
def words(name: str, vocabulary: str = "words") -> Words:
    """Return the pattern of a list of a vocabulary; "sectors.restaurant" names one below sectors."""
    found = _loaded(vocabulary)
    for part in name.split("."):
        found = found[part]
    return pattern(found)


@cache
def _loaded(name: str) -> dict[str, Any]:
    return load(name)


def _spellings(row: dict[str, str], columns: Iterable[str]) -> list[str]:
    return [spelling for column in columns for spelling in row[column].split(";") if spelling]


@cache
def name_words() -> Words:
    """Return words that point to the DPRK more than to any Korea, by the weight of words.yml."""
    rows = read_csv(rules_file("vocabularies", "name_words.csv"))
    strong = [row for row in rows if float(row["weight"]) >= settings()["strong_word"]]
    return pattern(word for row in strong for word in _spellings(row, ("latin", "hangul", "hanja", "cyrillic")))
