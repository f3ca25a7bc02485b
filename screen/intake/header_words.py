"""Headers read by their words, where no synonym fits the whole: “Дата выд. визы”, “Pasaporte en poder de”, “工资发放对象”.

The words and what they mean together stand in rules/header_words.yml; synonyms of whole headers are left to headers.py.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from screen.cache import prepared
from screen.countries import country_code
from screen.data import read_yaml, rules_file
from screen.names.folding import fold, scripts

ISSUED, EXPIRES = "issued", "expires"
_UNSPACED = {"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}
_NUMBER = re.compile(r"[№#º°]")
_SHORTENED = re.compile(r"(\w{3,})[.\-]")
_MOST_WORDS = 12
_ARTICLES = ("بال", "وال", "ال", "لل", "و", "ل")


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("header_words.yml"))


@prepared
def _words() -> tuple[dict[str, str], tuple[tuple[str, str], ...], int]:
    """Return folded word → meaning, the stems with theirs (longest first), and the most words of one entry."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for meaning, words in _rules()["words"].items():
        for word in map(str, words):
            if "*" in word:
                stem = " ".join(fold(part) + ("*" if part.endswith("*") else "") for part in word.split())
                stems.setdefault(stem, str(meaning))
            whole.setdefault(fold(word.replace("*", "")), str(meaning))
    longest = max(len(word.split()) for word in (*whole, *stems))
    return whole, tuple(sorted(stems.items(), key=lambda one: -len(one[0]))), longest


@cache
def _fields() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Return (field, words it takes, words that may stand beside) of every reading."""
    return tuple(
        (str(field), frozenset(needed), frozenset(told["beside"]))
        for field, told in _rules()["fields"].items()
        for needed in told["any"]
    )


def _meaning(phrase: str) -> str:
    whole, stems, _ = _words()
    if phrase in whole:
        return whole[phrase]
    parts = phrase.split()
    if len(parts) == 1:
        for article in _ARTICLES:
            if phrase.startswith(article) and phrase[len(article) :] in whole:
                return whole[phrase[len(article) :]]
            if "ال" + phrase in whole:
                return whole["ال" + phrase]
    for stem, meaning in stems:
        if stem[0] != phrase[0]:
            continue
        wanted = stem.split()
        if len(wanted) == len(parts) and all(
            part.startswith(one[:-1]) if one.endswith("*") else part == one
            for part, one in zip(parts, wanted, strict=True)
        ):
            return meaning
    return ""


def _split(token: str) -> list[str] | None:
    """Split a token of a script without spaces into known words, the longest first; None where a rest stays."""
    if not token:
        return []
    whole = _words()[0]
    for end in range(len(token), 0, -1):
        if token[:end] in whole:
            rest = _split(token[end:])
            if rest is not None:
                return [whole[token[:end]], *rest]
    return None


def _shortened(token: str) -> str:
    """Return what a word cut short with a full stop means, where all words that begin so mean one thing."""
    whole, stems, _ = _words()
    found = {meaning for word, meaning in (*whole.items(), *stems) if word.startswith(token) and " " not in word}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def meanings(header: str) -> frozenset[str] | None:
    """Return what the words of a header mean, None where one of them is not known."""
    if re.search(r"\d\d", header):
        return None  # a cell with a date or an amount, and no header
    tokens = fold(_NUMBER.sub(" num ", header)).split()
    if not tokens or len(tokens) > _MOST_WORDS:
        return None
    longest = _words()[2]
    short = {fold(one) for one in _SHORTENED.findall(header)}
    found: list[str] = []
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            if meaning := _meaning(" ".join(tokens[place : place + length])):
                found.append(meaning)
                place += length
                break
        else:
            token = tokens[place]
            parts = _split(token) if scripts(token) & _UNSPACED else None
            if parts is None and token in short and (meaning := _shortened(token)):
                parts = [meaning]
            if parts is None and not token.isdigit() and not (len(token) > 3 and country_code(token)):
                return None
            found += parts or []
            place += 1
    return frozenset(found) - {"filler"}


def field_by_words(header: str) -> str:
    """Return the field the words of a header make, '' where one is unknown or they make none or two.

    "issued" and "expires" stand for a date whose paper the header does not name.

    >>> field_by_words("Дата выд. визы"), field_by_words("Pasaporte en poder de"), field_by_words("Délivré le")
    ('permit_issued_on', 'passport_holder', 'issued')
    """
    found = meanings(header)
    if not found:
        return ""
    fits = [(len(needed), field) for field, needed, beside in _fields() if needed <= found <= needed | beside]
    best = {field for size, field in fits if size == max(fits)[0]}
    return best.pop() if len(best) == 1 else ""


def paper_of(header: str, field: str) -> str:
    """Return the paper a column is about: passport, permit or contract, '' for none."""
    named = [one for one in ("passport", "permit", "contract") if one in (meanings(header) or ())]
    if len(named) == 1:
        return named[0]
    return next((one for one in ("passport", "permit", "contract") if field.startswith(one)), "")


def dated_paper(header: str, papers_left: tuple[str, ...]) -> str:
    """Return the field of a date of issue or expiry by the papers of the columns to its left, '' where there is none.

    A start or an end is never that of a passport: people begin work beside it.
    """
    found = field_by_words(header)
    if found not in (ISSUED, EXPIRES):
        return ""
    is_soft = bool({"start", "end"} & (meanings(header) or frozenset()))
    papers = [paper for paper in papers_left if paper and not (is_soft and paper == "passport")]
    if not papers:
        return ""
    fields = {"contract": ("contract_signed_on", "contract_ends_on")}
    paper = papers[-1]
    return fields.get(paper, (f"{paper}_issued_on", f"{paper}_expires_on"))[found == EXPIRES]
