"""Bring a written name into a form that can be compared, and say what had to be undone.

Owns characters: invisible ones, full-width forms, look-alike letters, accents, case. Tokens and their
meaning are left to tokens.py and words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of Cyrillic and Greek that look like a Latin one (Unicode TR39, the pairs a reader cannot tell apart).
_LOOK_ALIKE = str.maketrans(
    "АВСЕНІЈКМОРЅТУХЗасеоріјѕухԁԛԝһҮүӀ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινυα",
    "ABCEHIJKMOPSTYX3aceopijsyxdqwhYyI" + "ABEZHIKMNOPTYXoivua",
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_APOSTROPHES = re.compile("[`´ʹʻʼʽʾʿˈˊˋ‘’‛′＇՚׳]")
_WORD = re.compile(r"\w+", re.UNICODE)
_POSSESSIVE = re.compile(r"(?<=[a-z]{3})'s(?![\w'])")
_SPACES = re.compile(r"\s+")

_DIGIT_IN_WORD = re.compile(r"(?<!\w)(?=\d*[^\W\d_])[^\W_]*\d[^\W_]*", re.UNICODE)
_DIGIT = re.compile(r"\d")
_DIGITS = str.maketrans("01582", "olSBZ")

_LATIN = frozenset({"LATIN"})
_ASCII_LETTER = re.compile("[A-Za-z]")
_ASCII_FOLD = {
    place: None if c == "'" or _INVISIBLE.match(c) else c.lower() if c.isalnum() else " "
    for place, c in enumerate(map(chr, range(128)))
}
"""What each ASCII character becomes in folding; None where it vanishes."""

LOOK_ALIKES = "contains look-alike letters"
INVISIBLE = "contains invisible characters"
DIGITS = "contains digits in place of letters"
FULL_WIDTH = "written in full-width letters"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A name free of tricks, still with its case, accents and apostrophes; undone names the tricks."""

    text: str
    undone: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.split(" ", 1)[0]


_LOOKS_ALIKE = re.compile(f"[{''.join(map(chr, _LOOK_ALIKE))}]")


def _undo_look_alikes(text: str) -> str:
    """Turn look-alike letters into Latin ones in words that hold Latin letters.

    A word made of look-alikes only follows the rest of the name: Latin beside Latin words.
    """
    if not _LOOKS_ALIKE.search(text):
        return text
    words = _WORD.findall(text)
    latin_words = sum(1 for word in words if any("a" <= c.lower() <= "z" for c in word))

    def mend(found: re.Match[str]) -> str:
        word = found.group()
        if word.isascii():
            return word
        mended = word.translate(_LOOK_ALIKE)
        if mended == word:
            return word
        mixed = any(c.isascii() and c.isalpha() for c in word)
        all_latin = all(c.isascii() for c in mended if c.isalpha())
        if mixed and all_latin:
            return mended
        if all_latin and len(words) > 1 and latin_words == len(words) - 1:
            return mended
        return word

    return _WORD.sub(mend, text)


@lru_cache(maxsize=20_000)
def clean(text: str) -> Cleaned:
    """Remove what only a machine sees: invisible and bidi characters, full-width forms, look-alike letters.

    >>> clean("Аir Kоryo").undone
    ('contains look-alike letters',)
    """
    if text.isascii():
        return Cleaned(" ".join((text if text.isprintable() else _INVISIBLE.sub("", text)).split()))
    undone = []
    visible = _INVISIBLE.sub("", text)
    if visible != text and _INVISIBLE.sub("", text.strip("\ufeff")) != text.strip("\ufeff"):
        undone.append(INVISIBLE)
    folded = unicodedata.normalize("NFKC", visible)
    if any("\uff01" <= c <= "\uff5e" and c.isalnum() for c in visible):
        undone.append(FULL_WIDTH)
    folded = _APOSTROPHES.sub("'", folded)
    mended = _undo_look_alikes(folded)
    if mended != folded:
        undone.append(LOOK_ALIKES)
    return Cleaned(_SPACES.sub(" ", mended).strip(), tuple(undone))


@lru_cache(maxsize=20_000)
def letters_for_digits(text: str) -> str:
    """Return a personal name with the digits in its words read as the letters they look like.

    >>> letters_for_digits("KIM, 5u I1"), letters_for_digits("Unit 586")
    ('KIM, Su Il', 'Unit 586')
    """
    if not _DIGIT.search(text):
        return text
    return _DIGIT_IN_WORD.sub(lambda found: found.group().translate(_DIGITS), text)


def undone(text: str, *, is_person: bool) -> tuple[str, ...]:
    """Return what has to be undone before a name can be compared, as clauses for people."""
    digits = (DIGITS,) if is_person and letters_for_digits(text) != text else ()
    return clean(text).undone + digits


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Return lower-case text without accents, tricks and punctuation; other scripts keep their letters.

    Folding twice is folding once.

    >>> fold("Pot’onggang  Trading Co., Ltd.")
    'potonggang trading co ltd'
    """
    if text.isascii():
        return _fold_ascii(text)
    lowered = _POSSESSIVE.sub("", clean(text).text.casefold()).replace("'", "")
    if lowered.isascii():
        return _fold_ascii(lowered)
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    composed = unicodedata.normalize("NFKC", bare)
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in composed)
    again = _SPACES.sub(" ", spaced).strip()
    return again if again == text else fold(again)


def _fold_ascii(text: str) -> str:
    if "'" in text:
        text = _POSSESSIVE.sub("", clean(text).text.lower())
    return " ".join(text.translate(_ASCII_FOLD).split())


@lru_cache(maxsize=200_000)
def latin(text: str) -> str:
    """Return folded text in Latin letters: Cyrillic, Greek, Arabic, Han (as pinyin), kana, Thai and others.

    The letters come from AnyAscii (ISC licence), one letter at a time; Han comes out without tones, joined.

    >>> latin("丹东"), latin("Шеньян")
    ('dandong', 'shenyan')
    """
    folded = fold(text)
    if folded.isascii():
        return folded
    from anyascii import anyascii

    return fold(anyascii(folded))


def scripts(text: str) -> frozenset[str]:
    """Return the Unicode scripts of the letters, as the first word of their names: LATIN, HANGUL, CJK …"""
    if text.isascii():
        return _LATIN if _ASCII_LETTER.search(text) else frozenset()
    return frozenset(_script(c) for c in text if c.isalpha())
