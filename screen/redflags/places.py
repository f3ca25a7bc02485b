"""Places of North Korea in text: their spellings in every script and romanisation, and one letter beside them.

Only places that no other country shares; one letter's difference only where the result is no other place, brand or word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from screen.cache import prepared
from screen.data import read_csv, rules_file
from screen.names.folding import fold
from screen.names.korean import tables
from screen.names.words.lexicon import in_dictionary
from screen.redflags.vocabulary import Words, pattern, settings

_SCRIPTS = ("latin", "hangul", "hanja", "cyrillic")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[a-z]{6,}")


@prepared
def own_places() -> Words:
    """Return the pattern of all spellings of the places that only North Korea has, over folded text."""
    return pattern(name for row in _own_rows() for name in _spellings(row) if fold(name) not in _others())


def near_place(folded: str) -> str:
    """Return the first word of a folded text that is one letter beside an own place and nothing else; '' for none.

    >>> near_place("12 main street pyongyung"), near_place("chongqing"), near_place("pyeongchang")
    ('pyongyung', '', '')
    """
    return next(
        (word for word in _WORD.findall(folded) if word in _one_letter_beside() and not in_dictionary(word)), ""
    )


def is_street(folded: str, end: int) -> bool:
    """Whether a place that ends there is the name of a street, hotel or dish: Pyongyang Street, Pyongyang cold noodles."""
    after = folded[end:].split()[:1]
    return bool(after) and after[0] in {fold(str(word)) for word in settings()["street_words"]}


@cache
def _others() -> frozenset[str]:
    """Return the folded spellings that mean, or may mean, something else."""
    rules = settings()["places"]
    return frozenset(fold(str(name)) for name in (*rules["shared_spellings"], *rules["elsewhere"]))


def _own_rows() -> list[dict[str, str]]:
    own = set(settings()["places"]["own"])
    return [row for row in read_csv(rules_file("vocabularies", "places_dprk.csv")) if row["place"] in own]


def _spellings(row: dict[str, str]) -> Iterator[str]:
    """Yield the spellings of a place: as listed, and as its Hangul is romanised one way or another."""
    for script in _SCRIPTS:
        yield from (spelling for spelling in row[script].split(";") if spelling)
    if row["kind"] != "province":
        for hangul in row["hangul"].split(";"):
            yield from _romanised(hangul)


def _romanised(hangul: str) -> Iterator[str]:
    """Yield the romanisations of a Hangul name that are long enough to mean it, joined, and apart where it has many syllables."""
    rules = settings()["places"]
    for parts in product(*(_by_syllable().get(syllable, ()) for syllable in hangul)):
        joined = "".join(spelling for spelling, _ in parts)
        if len(joined) >= rules["letters_least"] and sum(cost for _, cost in parts) <= rules["cost_most"]:
            yield joined
            if len(parts) >= rules["apart_from"]:
                yield " ".join(spelling for spelling, _ in parts)
                yield f"{parts[0][0]} {''.join(spelling for spelling, _ in parts[1:])}"


@cache
def _by_syllable() -> dict[str, list[tuple[str, float]]]:
    """Return Hangul syllable → its Latin spellings, each with its cost."""
    found: dict[str, list[tuple[str, float]]] = {}
    for spelling, reading in tables.syllables()["latin"].items():
        for syllable, cost in reading.items():
            found.setdefault(syllable, []).append((spelling, cost))
    return found


@cache
def _one_letter_beside() -> frozenset[str]:
    """Return all words one letter beside the usual spelling of an own place, without those that are other places."""
    rules = settings()["places"]
    usual = {fold(row["latin"].split(";")[0]) for row in _own_rows()}
    words = {word for word in usual if _WORD.fullmatch(word) and len(word) >= rules["near_from"]}
    near = {changed for word in words for changed in _changed(word)}
    return frozenset(near) - _others()


def _changed(word: str) -> Iterator[str]:
    """Yield what one letter left out, put in, replaced or changed round makes of a word; the first letter stays."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)
