"""Names → lattices: every way a name may be read as Korean surname and given syllables, with its cost.

The gate is narrow: a known surname, the rest parsing fully and cheaply. What does not pass is None and left to the
general comparator.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from screen.names.folding import clean, letters_for_digits, scripts
from screen.names.korean import tables
from screen.names.korean.tables import Reading

_TOTAL = attrgetter("total")
WEAK_SCRIPTS = ("pinyin", "russian")
_TOKENS = re.compile(r"[\s\-‐‑–·・.＝=]+")
_JOINTS = (("ll", "nr"), ("ll", "lr"), ("ngn", "ngr"), ("ngn", "kn"), ("ngn", "kr"), ("nn", "nr"), ("mn", "pn"), ("mn", "mr"),
           ("mn", "pr"), ("ngm", "km"), ("mm", "pm"), ("ngny", "kry"), ("nny", "nry"), ("lly", "nry"))  # fmt: skip
_BETWEEN = (("ng", "m", "k", "m"), ("ng", "n", "k", "n"), ("ng", "n", "k", "r"), ("m", "n", "p", "n"), ("m", "n", "p", "r"),
            ("l", "l", "n", "r"), ("n", "n", "n", "r"))  # fmt: skip
_KANA = {
    "キャ": "kya", "キュ": "kyu", "キョ": "kyo", "シャ": "sha", "シュ": "shu", "ショ": "sho", "チャ": "cha", "チュ": "chu",
    "チョ": "cho", "チェ": "che", "ジェ": "je", "シェ": "she", "ニャ": "nya", "ニュ": "nyu", "ニョ": "nyo", "ヒャ": "hya",
    "ヒュ": "hyu", "ヒョ": "hyo", "ミャ": "mya", "ミュ": "myu", "ミョ": "myo", "リャ": "rya", "リュ": "ryu", "リョ": "ryo",
    "ギャ": "gya", "ギュ": "gyu", "ギョ": "gyo", "ジャ": "ja", "ジュ": "ju", "ジョ": "jo", "ビャ": "bya", "ビュ": "byu",
    "ビョ": "byo", "ピャ": "pya", "ピュ": "pyu", "ピョ": "pyo", "ファ": "hwa", "フィ": "hwi", "フェ": "hwe", "フォ": "hwo",
    "ウォ": "wo", "ウィ": "wi", "ウェ": "we", "ティ": "ti", "トゥ": "tu", "ドゥ": "du", "イェ": "ye", "グォ": "gwo", "クォ": "kwo",
    "クァ": "kwa", "グァ": "gwa", "ホァ": "hwa",
}  # fmt: skip
_KANA_ROWS = (
    ("アイウエオ", "a i u e o"), ("カキクケコ", "ka ki ku ke ko"), ("サシスセソ", "sa shi su se so"),
    ("タチツテト", "ta chi tsu te to"), ("ナニヌネノ", "na ni nu ne no"), ("ハヒフヘホ", "ha hi hu he ho"),
    ("マミムメモ", "ma mi mu me mo"), ("ヤユヨ", "ya yu yo"), ("ラリルレロ", "ra ri ru re ro"), ("ワヲンー", "wa o n -"),
    ("ガギグゲゴ", "ga gi gu ge go"), ("ザジズゼゾ", "za ji zu ze zo"), ("ダヂヅデド", "da ji zu de do"),
    ("バビブベボ", "ba bi bu be bo"), ("パピプペポ", "pa pi pu pe po"),
)  # fmt: skip
_KANA.update({kana: latin for row, sounds in _KANA_ROWS for kana, latin in zip(row, sounds.split(), strict=True)})


class Alternative(NamedTuple):
    """One way to read a name: readings of surname and given syllables.

    cost: of order, joining and system; total: with the cheapest reading of every syllable.
    """

    surname: Reading
    given: tuple[Reading, ...]
    cost: float
    script: str
    total: float


def _alternative(surname: Reading, given: Sequence[Reading], cost: float, script: str) -> Alternative:
    return Alternative(surname, tuple(given), cost, script, cost + min(surname.values()) + _cheapest(given))


def _cheapest(given: Sequence[Reading]) -> float:
    return sum(min(reading.values()) for reading in given)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Every plausible way to read a name, cheapest first."""

    text: str
    alternatives: tuple[Alternative, ...]

    @property
    def is_weak(self) -> bool:
        """Whether the name reads as Korean only through pinyin, Latin made from Russian, or at a high cost."""
        certain = tables.settings()["costs"]["certain"]
        return all(one.script in WEAK_SCRIPTS or one.total > certain for one in self.alternatives)

    def hangul(self) -> str:
        """Return the best reading, to show."""
        best = self.alternatives[0]
        return "".join(min(reading, key=lambda key: (reading[key], key)) for reading in (best.surname, *best.given))


def is_certain(lattice: Lattice | None) -> bool:
    """Whether a name is Korean beyond doubt."""
    return lattice is not None and not lattice.is_weak


def is_decided(asked: Lattice | None, listed: Lattice | None) -> bool:
    """Whether both names are Korean beyond doubt, so that the Korean comparator alone speaks."""
    return is_certain(asked) and is_certain(listed)


def parse(names: Sequence[str]) -> list[Lattice | None]:
    """Return a lattice per name, None for what is not plausibly a Korean personal name."""
    return [_parse(name) for name in names]


@lru_cache(maxsize=10_000)
def _parse(name: str) -> Lattice | None:
    text = letters_for_digits(clean(name).text)
    found = list(_alternatives(text))
    if not found:
        return None
    found.sort(key=_TOTAL)
    most = int(tables.settings()["most_alternatives"])
    return Lattice(name, tuple(found[:most]))


def _alternatives(text: str) -> Iterator[Alternative]:
    known = scripts(text)
    if not known or len(text) > 60:
        return
    if "HANGUL" in known:
        yield from _hangul(re.sub(r"[^가-힣]", "", text))
    elif "CJK" in known:
        yield from _han(re.sub(r"[^\u3400-\u9fff\uf900-\ufaff]", "", text))
    elif "CYRILLIC" in known:
        yield from _spelled(text.lower(), "cyrillic", 0.0)
    elif "KATAKANA" in known or "KATAKANA-HIRAGANA" in known:
        yield from _spelled(_from_kana(text), "kana", tables.settings()["costs"]["kana"])
    elif known <= {"LATIN", "MODIFIER"}:
        yield from _latin(text)


# ---- scripts that give syllables -------------------------------------------------------------------------


def _split_surname(
    syllables: Sequence[Reading], compounds: Sequence[str]
) -> Iterator[tuple[Reading, Sequence[Reading]]]:
    if compounds and len(syllables) > 2:
        yield dict.fromkeys(compounds, 0.0), syllables[2:]
    surname = {hangul: cost for hangul, cost in syllables[0].items() if hangul in tables.surname_set()}
    if surname:
        yield surname, syllables[1:]


def _hangul(text: str) -> Iterator[Alternative]:
    if not 2 <= len(text) <= 5:
        return
    law = tables.settings()["costs"]["initial_law"]
    equivalents = {a: b for pair in tables.settings()["equivalents"] for a, b in (pair, pair[::-1])}
    readings = [{c: 0.0} | ({equivalents[c]: law} if c in equivalents else {}) for c in text]
    compounds = [text[:2]] if text[:2] in tables.surname_set() else []
    yield from _with_given(_split_surname(readings, compounds), "hangul", 0.0)


def _han(text: str) -> Iterator[Alternative]:
    if not 2 <= len(text) <= 4:
        return
    law = tables.settings()["costs"]["initial_law"]
    equivalents = {a: b for pair in tables.settings()["equivalents"] for a, b in (pair, pair[::-1])}
    readings: list[Reading] = []
    for character in text:
        known = tables.hanja().get(character)
        if known is None:
            return
        reading = {hangul: 0.05 * place for place, hangul in enumerate(known[0])}
        for hangul in list(reading):
            if hangul in equivalents:
                reading.setdefault(equivalents[hangul], reading[hangul] + law)
        readings.append(reading)
    pairs = {a + b for a in readings[0] for b in readings[1]} & tables.surname_set()
    yield from _with_given(_split_surname(readings, sorted(pairs)), "hanja", 0.0)


def _with_given(
    splits: Iterator[tuple[Reading, Sequence[Reading]]], script: str, cost: float
) -> Iterator[Alternative]:
    for surname, given in splits:
        if 1 <= len(given) <= 3:
            extra = tables.settings()["costs"]["three_syllables"] if len(given) == 3 else 0.0
            yield _alternative(surname, given, cost + extra, script)


# ---- scripts that spell ----------------------------------------------------------------------------------


def _latin(text: str) -> list[Alternative]:
    """Read Latin letters by the Korean systems and as pinyin; only what these systems read badly is tried as Russian."""
    costs = tables.settings()["costs"]
    plain = _plain(text)
    marked = plain if text.isascii() and "'" not in text else _marks(text)
    found = _spelled(marked, "latin", 0.0)
    if not found and plain != marked:
        found = _spelled(plain, "latin", costs["marks_ignored"])
    best = min([alternative.total for alternative in found], default=9.0)
    if best > costs["usual_latin"]:
        found += _spelled(plain, "russian", costs["russian_latin"])
    return found + _spelled(plain, "pinyin", costs["pinyin"])


def _marks(text: str) -> str:
    """Bring breves and apostrophes into one form: o' and ŏ are ŏ, ch' keeps its aspiration, y'o is yŏ."""
    lowered = unicodedata.normalize("NFC", text.lower())
    lowered = lowered.replace("ü", "ŭ").replace("ö", "oe").replace("ō", "o").replace("ū", "u")
    lowered = re.sub(r"'\s+(?=[a-z])", "'", lowered)
    lowered = re.sub(r"y'([ou])", r"y\1'", lowered)
    lowered = lowered.replace("o'", "ŏ").replace("u'", "ŭ")
    lowered = re.sub(r"(?<!ch)(?<![ktp])'", "", lowered)
    return lowered if lowered.isascii() else unicodedata.normalize("NFC", _without_accents(lowered))


def _without_accents(text: str) -> str:
    kept = []
    for character in text:
        if character in "ŏŭ":
            kept.append(character)
        else:
            kept += [c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)]
    return "".join(kept)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower().replace("'", "")
    bare = unicodedata.normalize("NFD", text.lower().replace("'", ""))
    return "".join(c for c in bare if not unicodedata.combining(c))


def _from_kana(text: str) -> str:
    out = ""
    place = 0
    while place < len(text):
        for length in (2, 1):
            sound = _KANA.get(text[place : place + length])
            if sound is not None:
                out += sound if sound != "-" else ""
                place += length
                break
        else:
            out += {"ッ": "t"}.get(text[place], text[place] if text[place] in " ・-=＝," else "")
            place += 1
    return out


def _spelled(text: str, script: str, cost: float) -> list[Alternative]:
    """Read a spelled name: surname first, last, or joined to the rest."""
    found: list[Alternative] = []
    readings = tables.surnames()[script] if script != "pinyin" else _pinyin_surnames()
    for surname, given, extra in _orders(text):
        reading = readings.get(surname)
        if reading:
            found += _assembled(reading, given, script, cost + extra)
    return found


@lru_cache(maxsize=1_000)
def _orders(text: str) -> tuple[tuple[str, tuple[str, ...], float], ...]:
    """Return the ways to split a name into surname and given tokens, each with its cost."""
    costs = tables.settings()["costs"]
    before, comma, after = text.partition(",")
    if comma and after.strip():
        heads = _tokens(before)
        return ((heads[0], _tokens(after), 0.0),) if len(heads) == 1 else ()
    tokens = _tokens(text)
    if not tokens or len(tokens) > 5:
        return ()
    if len(tokens) == 1:
        whole = tokens[0]
        return tuple((whole[:end], (whole[end:],), costs["joined"]) for end in range(1, min(8, len(whole) - 1) + 1))
    return (tokens[0], tokens[1:], 0.0), (tokens[-1], tokens[:-1], costs["given_first"])


def _tokens(text: str) -> tuple[str, ...]:
    return tuple([token for token in _TOKENS.split(text.strip()) if token])


def _assembled(surname: Reading, given: tuple[str, ...], script: str, cost: float) -> list[Alternative]:
    costs = tables.settings()["costs"]
    limit = costs["parse_limit_loose" if script in WEAK_SCRIPTS else "parse_limit"]
    cheapest = min(surname.values())
    found = []
    for syllables, extra, least in _given(given, script):
        with_order = cost + extra + (costs["three_syllables"] if len(syllables) == 3 else 0.0)
        total = with_order + cheapest + least
        if total <= limit:
            found.append(Alternative(surname, syllables, with_order, script, total))
    return found


@cache
def _pinyin_surnames() -> Mapping[str, Reading]:
    """Return pinyin syllable → what of its readings are surnames."""
    known = tables.surname_set()
    found = {
        syllable: {hangul: cost for hangul, cost in reading.items() if hangul in known}
        for syllable, reading in tables.pinyin().items()
    }
    return {syllable: reading for syllable, reading in found.items() if reading}


@lru_cache(maxsize=50_000)
def _given(tokens: tuple[str, ...], script: str) -> tuple[tuple[tuple[Reading, ...], float, float], ...]:
    """Return the ways to read given tokens as one to three syllables, with the cost of sound changes and of the readings."""
    found = list(_read_tokens(tokens, script))
    if script == "latin" and len(tokens) == 2:
        one, other = tokens
        extra = tables.settings()["costs"]["assimilation"]
        for end, start, new_end, new_start in _BETWEEN:
            if one.endswith(end) and other.startswith(start):
                undone = (one[: -len(end)] + new_end, new_start + other[len(start) :])
                found += [(way, cost + extra) for way, cost in _read_tokens(undone, script)]
    return tuple((way, cost, _cheapest(way)) for way, cost in found)


def _read_tokens(tokens: Sequence[str], script: str) -> list[tuple[tuple[Reading, ...], float]]:
    ways: list[tuple[tuple[Reading, ...], float]] = [((), 0.0)]
    for token in tokens:
        ways = [
            (before + syllables, cost + extra)
            for before, cost in ways
            for syllables, extra in _segmented(token, script)
            if len(before) + len(syllables) <= 3
        ]
    return ways


@lru_cache(maxsize=100_000)
def _segmented(token: str, script: str) -> tuple[tuple[tuple[Reading, ...], float], ...]:
    """Return every segmentation of a token into syllables; a sound change at a joint may be undone once."""
    found = [(way, 0.0) for way in cut(token, script)]
    if script in {"latin", "russian"}:
        extra = tables.settings()["costs"]["assimilation"]
        for heard, written in _JOINTS:
            for match in re.finditer(heard, token[1:-1]):
                at = match.start() + 1
                undone = token[:at] + written + token[at + len(heard) :]
                found += [(way, extra) for way in cut(undone, script) if len(way) > 1]
    found.sort(key=lambda one: one[1] + sum(min(reading.values()) for reading in one[0]))
    return tuple(found[:12])


def cut(token: str, script: str, most: int = 3) -> list[tuple[Reading, ...]]:
    """Return every way to cut a token into at most *most* syllables of a script."""
    table = tables.pinyin() if script == "pinyin" else tables.syllables()[script]
    ways: list[tuple[Reading, ...]] = []

    def go(place: int, syllables: tuple[Reading, ...]) -> None:
        if place == len(token):
            ways.append(syllables)
            return
        if len(syllables) == most:
            return
        for end in range(place + 1, min(len(token), place + 8) + 1):
            reading = table.get(token[place:end])
            if reading:
                go(end, (*syllables, reading))

    go(0, ())
    return ways
