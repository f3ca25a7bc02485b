"""How a name is read before it is compared: for people who look one up and want to know what the program made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from screen.model import Kind
from screen.names import chinese, korean
from screen.names.folding import clean, fold, latin, letters_for_digits, scripts, undone
from screen.names.korean.rarity import surname_share
from screen.names.korean.tables import Reading
from screen.names.tokens import variants

_SCRIPTS = {
    "LATIN": "Latin letters", "HANGUL": "Hangul", "CJK": "Chinese characters", "CYRILLIC": "Cyrillic", "KATAKANA": "katakana",
    "HIRAGANA": "hiragana", "ARABIC": "Arabic script", "GREEK": "Greek", "THAI": "Thai script", "MYANMAR": "Burmese script",
    "HEBREW": "Hebrew script", "DEVANAGARI": "Devanagari", "KHMER": "Khmer script", "LAO": "Lao script",
}  # fmt: skip
_NOT_SCRIPTS = frozenset({"MODIFIER", "KATAKANA-HIRAGANA", "FULLWIDTH", "HALFWIDTH", ""})
_MOST_READINGS = 3
_ABOUT = 0.1  # of cost: the surnames 김 and 금 are written alike, and one in four bears the first


def how_read(name: str, kind: str | None = None) -> list[str]:
    """Return clauses on how a name is read: its script, what was undone, its Korean syllables, its letters in Latin.

    kind: person, organisation or vessel, None where that is not said.

    >>> how_read("李永浩")[:2], how_read("Glocom", "organisation")
    (['in Chinese characters', 'as a Korean name 리 영호'], ['in Latin letters', 'compared as glocom'])
    """
    is_person = kind in (None, Kind.PERSON)
    if not fold(name):
        return ["no letter or digit is left to compare"]
    return [
        *_scripts(name), *undone(name, is_person=is_person), *_held(name), *(_korean(name) if is_person else ()),
        _compared(name, is_person),
    ]  # fmt: skip


def _scripts(name: str) -> Iterator[str]:
    known = [_SCRIPTS.get(one, one.capitalize()) for one in sorted(scripts(clean(name).text) - _NOT_SCRIPTS)]
    if known:
        yield f"in {' and '.join(known)}"


def _held(name: str) -> Iterator[str]:
    """Yield the names that one text holds, where they are several."""
    several = variants(name)[1:]
    if several:
        yield f"as several names: {'; '.join(several)}"


def _korean(name: str) -> Iterator[str]:
    lattice = korean.parse([name])[0]
    if lattice is None:
        return
    readings = dict.fromkeys(
        f"{_likeliest(one.surname, surname_share)} {''.join(map(_likeliest, one.given))}"
        for one in lattice.alternatives
    )
    first, *others = list(readings)[:_MOST_READINGS]
    yield f"{'perhaps ' if lattice.is_weak else ''}as a Korean name {first}"
    if others:
        yield f"or {', '.join(others)}"
    if chinese.parse(tuple(fold(name).split())):
        yield "perhaps a Chinese name in pinyin"
    yield korean.rarity(lattice).phrase


def _likeliest(reading: Reading, share: Callable[[str], float] = lambda syllable: 0.0) -> str:
    """Return the syllable that costs least, of several that cost about as much the one that more people bear."""
    least = min(reading.values()) + _ABOUT
    return min(
        reading, key=lambda syllable: (max(least, reading[syllable]), -share(syllable), reading[syllable], syllable)
    )


def _compared(name: str, is_person: bool) -> str:
    folded = fold(letters_for_digits(name) if is_person else name)
    return f"compared as {folded}" if folded.isascii() else f"in Latin letters as {latin(folded)}"
