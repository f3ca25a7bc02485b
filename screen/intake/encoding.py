"""Which encoding a text file is in, by evidence; an undecidable one is an error that names the option to pass."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import TableError, UsageError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STRAY = re.compile("[\udc80-\udcff]")
_SURELY = 2  # whole characters of UTF-8 for each broken one, which no other encoding gives by chance
_SEEN = 100_000  # characters whose plausibility is weighed
Blocks = Callable[[], Iterable[bytes]]
"""The bytes of a text from its beginning, as often as they are asked for; the first block holds 4,000 or all."""


@cache
def _rules() -> dict[str, Any]:
    rules = read_yaml(rules_file("encodings.yml"))
    return {**rules, "hangul": set(rules["frequent"]["hangul"]), "han": set(rules["frequent"]["han"])}


def encodings() -> tuple[str, ...]:
    """Return the encodings that are told apart, by the names they are chosen by."""
    return ("utf-8", "utf-16", *map(str, _rules()["encodings"]))


def decode(data: bytes, where: str, encoding: str | None = None) -> tuple[str, str]:
    """Return (text, encoding name).

    Raises UsageError for an encoding that does not exist, TableError where the bytes do not fit the one given or where
    two encodings give different texts and neither is clearly better.
    """
    if encoding:
        return _as_told(data, where, encoding)
    codec = codec_of(lambda: (data,), where)
    return _strict(data, codec, where), codec.removesuffix("-sig")


def codec_of(blocks: Blocks, where: str, encoding: str | None = None) -> str:
    """Return the codec that reads a text, with -sig where a mark is to be left out; errors as decode."""
    if encoding:
        return _known(encoding)
    head = next(iter(blocks()), b"")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _utf16_without_mark(head):
        return wide
    if _look(blocks(), "utf-8"):
        return "utf-8"
    _refuse_stray(blocks, where)
    return _by_evidence(blocks, where)


def _known(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise UsageError(
            f"--encoding {encoding}: no such encoding. Try utf-8, cp949, gb18030 or windows-1251."
        ) from None
    return encoding


def _as_told(data: bytes, where: str, encoding: str) -> tuple[str, str]:
    _known(encoding)
    try:
        return data.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise TableError(
            f"{where}, line {line}: is not {encoding}. Leave --encoding out, or name another."
        ) from problem


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise TableError(f"{where}: begins as {encoding} but does not go on so. Save it again as UTF-8.") from problem


def _refuse_stray(blocks: Blocks, where: str) -> None:
    """Raise TableError for a text in UTF-8 with some bytes that are none: read as anything else, all its other names were lost."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    whole = broken = lines = first = 0
    for block in blocks():
        text = decoder.decode(block)
        if not text.isascii():
            stray = _STRAY.search(text)
            first = first or (lines + text.count("\n", 0, stray.start()) + 1 if stray else 0)
            count = sum(1 for _ in _STRAY.finditer(text))
            broken, whole = broken + count, whole + sum(not one.isascii() for one in text) - count
        lines += text.count("\n")
    if whole >= _SURELY * broken:
        raise TableError(
            f"{where}, line {first}: is not UTF-8, as the rest is. Mend that line, or name the encoding with --encoding."
        )


def _utf16_without_mark(data: bytes) -> str:
    """Tell UTF-16 by the zero bytes of its ASCII characters."""
    head = data[:4000]
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 8 and odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) / 8 and even > 4 * odd else ""


@dataclass(frozen=True, slots=True)
class _Look:
    """A text as one encoding reads it: its beginning, how many characters are beyond ASCII, and a digest of all."""

    head: str
    marks: int
    digest: bytes


def _look(blocks: Iterable[bytes], encoding: str) -> _Look | None:
    """Read a text in one encoding, block by block; None where its bytes do not fit."""
    head, marks, digest = "", 0, hashlib.sha256()
    try:
        for text in _decoded(blocks, encoding):
            if len(head) < _SEEN:
                head = (head + text)[:_SEEN]
            marks += 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
            digest.update(text.encode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return None
    return _Look(head, marks, digest.digest())


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _by_evidence(blocks: Blocks, where: str) -> str:
    rules = _rules()
    looks = ((name, _look(blocks(), name)) for name in rules["encodings"])
    scores = [(plausibility(look.head, name), name, look) for name, look in looks if look is not None]
    scores.sort(key=lambda one: -one[0])
    if scores and scores[0][0] >= rules["least"]:
        best = scores[0]
        marks = best[2].marks
        margin = rules["margin"] + rules["margin_of_one"] / max(marks, 1)
        rivals = [one for one in scores[1:] if one[2].digest != best[2].digest and one[0] > best[0] - margin]
        if not rivals and best[0] >= rules["least"] + (rules["margin_of_one"] / marks if marks else 0):
            return str(best[1])
    likely = ", ".join(name for _, name, _ in scores[:3]) or "cp949, gb18030, windows-1251"
    raise TableError(
        f"{where}: the encoding cannot be told (perhaps {likely}). Choose it (--encoding), or save the file as UTF-8."
    )


def plausibility(text: str, encoding: str) -> float:
    """Return how much the characters beyond ASCII look like writing in the languages of an encoding, about 0 to 1."""
    marks = [(i, c) for i, c in enumerate(text) if not c.isascii()]
    if not marks:
        return 0.0
    total = sum(_weigh(text, place, character, encoding) for place, character in marks)
    return total / len(marks)


def _weigh(text: str, place: int, character: str, encoding: str) -> float:
    """Return the weight of one character: 1 usual, 0.5 possible, below 0 unlikely."""
    if unicodedata.category(character) in {"Cc", "Co", "Cn"}:
        return -3.0
    if encoding in {"cp949", "gb18030", "big5", "cp932"}:
        return _weigh_east_asian(character, encoding)
    before, after = text[place - 1] if place else " ", text[place + 1] if place + 1 < len(text) else " "
    if encoding in {"cp1251", "koi8_r"}:
        return _weigh_cyrillic(character, before, after)
    if encoding == "cp874":
        return _weigh_thai(character, before, after)
    return _weigh_latin(character, before, after, encoding)


def _weigh_east_asian(character: str, encoding: str) -> float:
    rules = _rules()
    if "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uff5e":
        return 0.5
    if encoding == "cp949":
        if "\uac00" <= character <= "\ud7a3":
            return 1.0 if character in rules["hangul"] else 0.3 if _encodes(character, "euc_kr") else -1.0
        return 0.1 if "\u4e00" <= character <= "\u9fff" else -0.3
    if "\u3040" <= character <= "\u30ff":
        return 1.0 if encoding == "cp932" else -0.2
    if "\u4e00" <= character <= "\u9fff":
        if character in rules["han"]:
            return 1.0 if encoding != "cp932" else 0.9
        usual = {"gb18030": "gb2312", "big5": "big5", "cp932": "shift_jis"}[encoding]
        return 0.3 if _encodes(character, usual) else -1.0
    return -0.5


@cache
def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _weigh_cyrillic(character: str, before: str, after: str) -> float:
    if not re.match(r"[\u0400-\u04ff]", character):
        return 0.3 if character in "№«»–—“”„" else -0.5
    if character.isupper() and before.islower():
        return -1.0
    if character.islower() and after.isupper():
        return -1.0
    if before.isascii() and before.isalpha():
        return -0.5
    return 1.0 if "а" <= character.lower() <= "я" or character in "ёЁ" else 0.4


def _weigh_thai(character: str, before: str, after: str) -> float:
    """Vowel signs and tones follow a consonant, leading vowels precede one; rare letters and Latin neighbours speak against."""
    rules = _rules()["frequent"]
    if not "\u0e01" <= character <= "\u0e4e":
        return -0.5
    if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
        return -0.8
    if unicodedata.category(character) == "Mn":
        return 0.9 if "\u0e01" <= before <= "\u0e4e" else -1.5
    if character in rules["thai_leading"]:
        return 0.9 if "\u0e01" <= after <= "\u0e2e" else -1.0
    return 0.7 if character in rules["thai"] else -0.3


def _weigh_latin(character: str, before: str, after: str, encoding: str) -> float:
    """Accented letters stand among plain ones; in Vietnamese text tones follow vowels."""
    if character in _TONES:
        return 1.3 if encoding == "cp1258" and before in _rules()["frequent"]["vowels"] else -0.5
    if encoding == "cp1258" and character in "đĐơƠưƯ":
        return 1.1
    if character in "ýÝðÐþÞ":
        return 0.3
    if character in "–—‘’“”«»€°№®©":
        return 0.4
    if not character.isalpha():
        return -0.8
    plain = sum(c.isascii() and c.isalpha() for c in (before, after))
    wrong_case = character.isupper() and before.islower()
    if wrong_case or not plain:
        return -0.6 if encoding == "cp1252" or character not in _rules()["frequent"]["vowels"] else 0.3
    return 0.9 if encoding == "cp1252" and character in "áéíóúñüöäßàèìòùâêîôûçãõåøæëïÉÑÜÖÄÁÍÓÚÇÅØ" else 0.6
