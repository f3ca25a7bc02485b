"""How much a token says: bits of information among the names of innocent firms and persons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log2

from screen.data import read_yaml, rules_file
from screen.model import Kind
from screen.names.words.company import canonical_word, is_vocabulary, word_class
from screen.names.words.fillers import titles
from screen.names.words.lexicon import in_dictionary, is_common_name, listed, per_million, settings
from screen.names.words.short_forms import abbreviations


@cache
def cost_scale() -> float:
    """Return the bits at which leaving a token out costs as much as it says."""
    return float(read_yaml(rules_file("names", "comparison.yml"))["cost_scale"])


def word_bits() -> float:
    """Return the most an ordinary word says."""
    return float(settings()["word_bits"])


def is_word(token: str) -> bool:
    """Whether a token distinguishes nobody by itself: a word, a place, a common name, or in many firms' names.

    >>> is_word("fortuna"), is_word("symphony"), is_word("glocom")
    (True, True, False)
    """
    return (
        is_vocabulary(token)
        or token in abbreviations()
        or is_common_name(token)
        or _company_bits(token) <= float(settings()["common_token_bits"])
    )


def information(tokens: Sequence[str]) -> list[float]:
    """Return the bits each token of an organisation's or ship's name says: -log2 of its share among innocent names.

    A token never seen says most (names.yml, unknown_bits); words, numbers and short tokens are held down.
    """
    return list(map(_company_bits, tokens))


def person_information(tokens: Sequence[str]) -> list[float]:
    """Return the bits each part of a personal name says, likewise."""
    return list(map(_person_bits, tokens))


def rarity_class(tokens: Sequence[str]) -> str:
    """Return how common a personal name is by what its parts say: very common, common, uncommon or rare.

    >>> rarity_class(("john", "smith")), rarity_class(("oleksandr", "kuzhyk"))
    ('very common', 'rare')
    """
    bits = sum(person_information(tokens))
    return next(str(name) for name, least in settings()["rarity_bits"].items() if bits <= least)


@cache
def _company_bits(token: str) -> float:
    """Return the bits of a token, or of the rarest part of a canonical word of two."""
    given = settings()
    if token.isdigit():
        return float(given["number_bits"])
    if " " in token:
        return max(information(token.split()))
    limits = [_table_bits(token, "frequencies_company.csv", given["unknown_bits"])]
    kind = word_class(canonical_word(token))
    if kind:
        limits.append(given["class_bits"][kind])
    if token in abbreviations():
        limits.append(given["abbreviation_bits"])
    if token in listed("legal_words"):
        limits.append(given["legal_word_bits"])
    if token in listed("small_words") or (token,) in titles(Kind.PERSON, "front"):
        limits.append(given["small_word_bits"])
    if len(token) <= 2:
        limits.append(given["short_bits"])
    if in_dictionary(token) or is_common_name(token):
        limits.append(given["word_bits"])
    return float(min(limits))


@cache
def _person_bits(token: str) -> float:
    given = settings()
    if token.isdigit():
        return float(given["number_bits"])
    return _table_bits(token, "frequencies_person.csv", given["unknown_person_bits"])


def _table_bits(token: str, file: str, most: float) -> float:
    seen = per_million(file).get(token)
    return min(log2(1e6 / seen), most) if seen else most
