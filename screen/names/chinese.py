"""Chinese personal names in Latin letters: surname and given syllables, in pinyin or Wade-Giles.

Two given names that both read as pinyin and differ in a syllable are two names, however few letters differ; the general
comparator asks here for the most such a pair may score. Surnames are told in Cantonese, Hokkien and other spellings too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from screen.cache import prepared
from screen.data import read_csv, rules_file
from screen.names.comparison import policy
from screen.names.korean.tables import pinyin

Slot = frozenset[str]
_NONE: Slot = frozenset()
_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("p", "p"), ("d", "t"), ("t", "t"), ("g", "k"), ("k", "k"),
    ("j", "ch"), ("q", "ch"), ("x", "hs"), ("z", "ts"), ("c", "ts"), ("r", "j"), ("m", "m"), ("f", "f"), ("n", "n"),
    ("l", "l"), ("h", "h"), ("s", "s"), ("y", "y"), ("w", "w"),
)  # fmt: skip
_FINALS = {
    "ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ue": "ueh", "ve": "ueh", "v": "u", "er": "erh", "yan": "yen",
    "yu": "yu", "yong": "yung", "you": "yu", "ye": "yeh", "yue": "yueh", "yi": "i", "ui": "ui",
}  # fmt: skip
_BUZZING = {"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "ze": "tse",
            "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo",
            "shuo": "shuo"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the surnames and the syllables its spelling may stand for, in pinyin.

    is_pinyin: whether surname and given name are spelled in pinyin, so that another spelling is another name.
    """

    surname: Slot
    given: tuple[Slot, ...]
    is_pinyin: bool


@prepared
def _spellings() -> dict[str, Slot]:
    """Return spelling → surnames in pinyin, pinyin itself included."""
    found: dict[str, set[str]] = {}
    for row in read_csv(rules_file("names", "chinese_surnames.csv")):
        for spelling in (row["pinyin"], *filter(None, row["spellings"].split(";"))):
            found.setdefault(spelling, set()).add(row["pinyin"])
    return {spelling: frozenset(surnames) for spelling, surnames in found.items()}


@cache
def _pinyin_surnames() -> frozenset[str]:
    return frozenset(row["pinyin"] for row in read_csv(rules_file("names", "chinese_surnames.csv")))


def surnames(token: str) -> Slot:
    """Return the Chinese surnames, in pinyin, that a token may spell.

    >>> sorted(surnames("cheung"))
    ['chang', 'jiang', 'zhang']
    """
    return _spellings().get(token, _NONE)


def wade_giles(syllable: str) -> str:
    """Return a pinyin syllable in Wade-Giles without its marks.

    >>> wade_giles("zedong"[:2]), wade_giles("dong"), wade_giles("xiao"), wade_giles("zhou")
    ('tse', 'tung', 'hsiao', 'chou')
    """
    if syllable in _BUZZING:
        return _BUZZING[syllable]
    if syllable in _FINALS:
        return _FINALS[syllable]
    for initial, other in _INITIALS:
        if syllable.startswith(initial):
            final = syllable[len(initial) :]
            if initial in {"d", "t", "n", "l", "z", "c", "s", "zh", "ch", "r"} and final == "uo":
                final = "o"
            return other + _FINALS.get(final, final)
    return syllable


@cache
def _syllables(system: str) -> dict[str, Slot]:
    known = [syllable for syllable in pinyin() if syllable]
    if system == "pinyin":
        return {syllable: frozenset({syllable}) for syllable in known}
    found: dict[str, set[str]] = {}
    for syllable in known:
        found.setdefault(wade_giles(syllable), set()).add(syllable)
    return {spelling: frozenset(syllables) for spelling, syllables in found.items()}


@lru_cache(maxsize=50_000)
def parse(tokens: tuple[str, ...]) -> tuple[Reading, ...]:
    """Return the ways to read folded tokens as a Chinese name of two or three syllables; none for any other name."""
    if not 1 <= len(tokens) <= 4 or not all(map(str.isascii, tokens)) or not all(map(str.isalpha, tokens)):
        return ()
    if len(tokens) > 1 and not (surnames(tokens[0]) or surnames(tokens[-1])):
        return ()
    splits = [(tokens[0], tokens[1:]), (tokens[-1], tokens[:-1])]
    if len(tokens) == 1:
        splits = [(tokens[0][:end], (tokens[0][end:],)) for end in range(2, min(7, len(tokens[0])))]
    found: list[Reading] = []
    for surname, given in splits:
        for system in ("pinyin", "wade-giles"):
            if surnames(surname) and given:
                is_pinyin = system == "pinyin" and surname in _pinyin_surnames()
                found += [Reading(surnames(surname), way, is_pinyin) for way in _given(given, system)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def _given(tokens: tuple[str, ...], system: str) -> tuple[tuple[Slot, ...], ...]:
    table = _syllables(system)
    ways: list[tuple[Slot, ...]] = [()]
    for token in tokens:
        cuts: list[tuple[Slot, ...]] = [(table[token],)] if token in table else []
        cuts += [
            (table[token[:at]], table[token[at:]])
            for at in range(1, len(token))
            if token[:at] in table and token[at:] in table
        ]
        ways = [before + cut for before in ways for cut in cuts if len(before) + len(cut) <= 2]
    return tuple(ways)


@lru_cache(maxsize=50_000)
def keys(tokens: tuple[str, ...]) -> frozenset[str]:
    """Return every way to write a name in pinyin; two names that share one may be one Chinese name.

    >>> sorted(keys(("mao", "zedong"))), keys(("zedong", "mao")) <= keys(("mao", "tse", "tung"))
    (['mao zedong'], True)
    """
    return frozenset(
        " ".join((surname, "".join(way)))
        for reading in parse(tokens)
        for surname in reading.surname
        for way in product(*reading.given)
    )


def limit(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the most two names may score (0 to 100): 100 unless both are Chinese names in pinyin and differ."""
    best = _closest(one, other)
    rules = policy()
    if best is None or best == 0:
        return 100.0
    return rules["pinyin_near"] if best == 1 else rules["pinyin_differs"]


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Return the pinyin of the Chinese name that both may be, in whatever system each is spelled; '' where there is none."""
    return min(keys(one) & keys(other), default="")


def _closest(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """Return 0 where a reading is shared, 1 where a letter differs, 2 for more; None where one is no pinyin name."""
    left = [reading for reading in parse(one) if reading.is_pinyin]
    right = [reading for reading in parse(other) if reading.is_pinyin]
    if not left or not right:
        return None
    if shared(one, other):
        return 0
    edits = min(
        OSA.distance(_written(a.surname), _written(b.surname))
        + sum(OSA.distance(_written(x), _written(y)) for x, y in zip(a.given, b.given, strict=True))
        if len(a.given) == len(b.given)
        else 2
        for a in left
        for b in right
    )
    return 1 if edits <= 1 else 2


def _written(slot: Slot) -> str:
    return min(slot)
