"""The tables of rules/korean/, loaded once: spellings of syllables and surnames, Han characters, counts.

A reading is a mapping of Hangul syllable to cost: how far the spelling at hand lies from a system's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from screen.cache import prepared
from screen.data import read_csv, read_yaml, rules_file

Reading = Mapping[str, float]
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_LARYNGEAL = {
    "ㄲ": "ㄱ",
    "ㅋ": "ㄱ",
    "ㄸ": "ㄷ",
    "ㅌ": "ㄷ",
    "ㅃ": "ㅂ",
    "ㅍ": "ㅂ",
    "ㅆ": "ㅅ",
    "ㅉ": "ㅈ",
    "ㅊ": "ㅈ",
}
LETTER_PRICES = (2, 1, 1)
COMPOUND_APART = 3


@cache
def settings() -> dict[str, Any]:
    """Load rules/korean/korean.yml once."""
    return read_yaml(rules_file("korean", "korean.yml"))


@cache
def _equivalents() -> dict[str, str]:
    """Return syllable → the one it becomes by the initial law, both ways."""
    pairs = settings()["equivalents"]
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}


def _widened(reading: dict[str, float]) -> dict[str, float]:
    """Add what the initial law makes of each syllable."""
    extra = settings()["costs"]["initial_law"]
    for syllable, cost in list(reading.items()):
        other = _equivalents().get(syllable)
        if other and cost + extra < reading.get(other, 9.0):
            reading[other] = cost + extra
    return reading


def _reading(cell: str) -> dict[str, float]:
    return {part[: part.index(":")]: float(part[part.index(":") + 1 :]) for part in cell.split(";")}


@prepared
def syllables() -> dict[str, dict[str, Reading]]:
    """Return script → spelling → reading, for the syllables of given names."""
    found: dict[str, dict[str, Reading]] = {}
    for row in read_csv(rules_file("korean", "spellings.csv")):
        found.setdefault(row["script"], {})[row["spelling"]] = _widened(_reading(row["readings"]))
    return found


@cache
def counts() -> dict[tuple[str, str], dict[str, int]]:
    """Return (population, part) → value → count."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in read_csv(rules_file("korean", "korean_counts.csv")):
        found.setdefault((row["population"], row["part"]), {})[row["value"]] = int(row["count"])
    return found


@cache
def surname_set() -> frozenset[str]:
    """Return every known surname in Hangul: of the South Korean census and with spellings of their own."""
    own = {row["hangul"] for row in read_csv(rules_file("korean", "surnames.csv"))}
    return frozenset(own | {name for name in counts()["ROK", "surname"] if _is_hangul(name)})


def _is_hangul(text: str) -> bool:
    return all("가" <= c <= "힣" for c in text)


@prepared
def surnames() -> dict[str, dict[str, Reading]]:
    """Return script → spelling → reading of surnames; spellings of their own beat the systematic ones."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    known = surname_set()
    for script, spellings in syllables().items():
        table = found.setdefault(script, {})
        for spelling, reading in spellings.items():
            kept = {hangul: cost for hangul, cost in reading.items() if hangul in known and cost <= 0.8}
            if kept:
                table[spelling] = kept
    latin = found["latin"]
    for row in read_csv(rules_file("korean", "surnames.csv")):
        for spelling, cost in _reading(row["spellings"]).items():
            reading = latin.setdefault(spelling, {})
            reading[row["hangul"]] = min(cost, reading.get(row["hangul"], 9.0))
    return {script: {key: _widened(dict(value)) for key, value in table.items()} for script, table in found.items()}


@prepared
def hanja() -> dict[str, tuple[str, str]]:
    """Return Han character → (its Hangul readings, pinyin)."""
    return {row["character"]: (row["hangul"], row["pinyin"]) for row in read_csv(rules_file("korean", "hanja.csv"))}


@prepared
def pinyin() -> dict[str, Reading]:
    """Return pinyin syllable → what its characters read as in Korean."""
    found: dict[str, dict[str, float]] = {}
    cost = settings()["costs"]["pinyin_syllable"]
    for hangul, syllable in hanja().values():
        for place, reading in enumerate(hangul if syllable else ""):
            known = found.setdefault(syllable, {})
            known[reading] = min(known.get(reading, 9.0), cost + 0.05 * place)
    return {syllable: _widened(reading) for syllable, reading in found.items()}


@cache
def plain_letters(syllable: str) -> tuple[str, int, int]:
    """Split a Hangul syllable into initial, vowel and final; tense and aspirated initials become plain.

    The first stands by its letter, the others by number.
    """
    index = ord(syllable) - 0xAC00
    initial = _INITIALS[index // 588]
    return _LARYNGEAL.get(initial, initial), index % 588 // 28, index % 28


@cache
def letters_apart(one: str, other: str) -> int:
    """Return in how many of initial, vowel, final two syllables differ; tense and aspirated count as plain.

    Another initial counts double: typing errors and other ears change vowels and finals, hardly ever the initial. What
    is not one syllable on both sides, as a surname of two, is the same or COMPOUND_APART.
    """
    if len(one) != 1 or len(other) != 1:
        return 0 if one == other else COMPOUND_APART
    a, b = plain_letters(one), plain_letters(other)
    return sum(price for price, x, y in zip(LETTER_PRICES, a, b, strict=True) if x != y)
