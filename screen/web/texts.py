"""All words of the page, one file a language in texts/; what the program itself writes of a finding stays in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from screen.data import read_yaml

FIRST = "en"
LANGUAGES = ("en", "fr", "ko")


@dataclass(frozen=True)
class Texts:
    """The catalogue of a language.

    words: key → text; a text that depends on a count is a mapping of one and other. singular: counts that take “one”.
    """

    language: str
    name: str
    thousands: str
    singular: tuple[int, ...]
    words: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values put in; numbers are grouped as the language does. Raises KeyError for no such text."""
        text = self.words[key]
        if isinstance(text, dict):
            text = text["one" if values.get("count") in self.singular else "other"]
        return str(text).format(**{name: self.shown(value) for name, value in values.items()})

    def of(self, part: str, word: str) -> str:
        """Return the text of a word of the library (a band, a field, a problem's code …); one there is no text for, as it is.

        >>> texts("fr").of("problems", "row-duplicate"), texts("fr").of("fields", "shoe_size")
        ('Ligne en double', 'Shoe size')
        """
        plain = word.translate(str.maketrans("-_", "  "))
        return str(self.words.get(f"{part}.{plain.replace(' ', '_')}", plain.capitalize()))

    def shown(self, value: object) -> object:
        """Return a value as the language writes it."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}".replace(",", self.thousands)
        return value


@cache
def texts(language: str) -> Texts:
    """Return the catalogue of a language; raises KeyError for one that there is none of."""
    if language not in LANGUAGES:
        raise KeyError(language)
    read = read_yaml(Path(str(files("screen.web").joinpath("texts", f"{language}.yml"))))
    about = read.pop("about")
    words = {f"{part}.{key}": text for part, own in read.items() for key, text in own.items()}
    return Texts(language, about["name"], about["thousands"], tuple(int(one) for one in about["singular"]), words)


def chosen(wanted: str, accepted: str) -> str:
    """Return the language of a page: the one that was chosen, else the first that the browser asks for and there is, else English.

    accepted: an Accept-Language header.

    >>> chosen("", "de, ko-KR;q=0.8, fr;q=0.9")
    'fr'
    """
    if wanted in LANGUAGES:
        return wanted
    ranked = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, name.strip().lower().split("-")[0]))
        except ValueError:
            continue
    return next((name for weight, _, name in sorted(ranked) if weight < 0 and name in LANGUAGES), FIRST)
