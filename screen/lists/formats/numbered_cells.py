"""Cells into which the EU and the UK write several values, or a country with words around it.

``1) Saudi Arabia 2) Qatar``, ``Afghanistan (since 2009)``, ``(Afghan). Issued in Kabul``. Nothing is guessed: a place of
issue names no issuing country, since embassies issue passports too.
"""

from __future__ import annotations

import re

from screen.countries import country_code
from screen.lists.draft import Draft, folded
from screen.lists.long_text import searched, text_length

_MARK = r"(?:\(?(?:no\.?\s*)?(?:\d{1,2}|[a-h])|\([A-H])\)"
_MARKS = re.compile(
    rf"(?:^|(?<=[\s.,;)])|(?=\([a-h]\)))({_MARK}(?:[\s,]*(?:(?:-|–|to|and)[\s,]*)?\((?:\d{{1,2}}|[a-h])\))*)\s*"
)
_ENDS = re.compile(r"\d{1,2}|[A-Ha-h](?=\))")
_LONGEST = 8
_SHORT_COUNTRIES = {"UK", "USA", "US", "UAE", "DRC"}
_ISSUED = re.compile(
    r"\b(?:issued?|(?:date|place) of (?:issue|expir\w+)|expir\w*|valid|dated?)\b(?!\s+by\b)[^()]*", re.IGNORECASE
)
_CLAUSES = re.compile(r"[().:;]|\bissued by\b(?:\s+the\b)?", re.IGNORECASE)
_CITIZENSHIP = re.compile(r"^\W*(?:(?:citizenship|citizen|national|nationality|passport)\b)?\W*$", re.IGNORECASE)


def numbered(cell: str) -> list[str]:
    """Return the values of a numbered cell, one that stands for a range of numbers as often as they count.

    What an overlong cell goes on with is one value.

    >>> numbered("1) Saudi Arabia 2) Qatar"), numbered("(1)-(2) Tunisia (3) Libya"), numbered("Kabul")
    (['Saudi Arabia', 'Qatar'], ['Tunisia', 'Tunisia', 'Libya'], ['Kabul'])
    """
    cell = folded(cell)
    parts = _MARKS.split(cell[: text_length()])
    values, waiting = [], 0
    if lead := parts[0].strip(" ,;"):
        values.append(lead)
    for mark, text in zip(parts[1::2], parts[2::2], strict=True):
        waiting += _count(mark)
        if value := text.strip(" ,;"):
            values += [value] * waiting
            waiting = 0
    if rest := cell[text_length() :].strip(" ,;"):
        values.append(rest)
    return values


def _count(mark: str) -> int:
    ends = [int(end) if end.isdecimal() else ord(end) for end in _ENDS.findall(mark)]
    return max(ends[-1] - ends[0] + 1, 1)


def leading_country(text: str) -> tuple[str, str]:
    """Return the country or nationality a text begins with, as ISO code, and what follows; ("", text) where there is none.

    >>> leading_country("Iranian passport"), leading_country("No 12")
    (('IR', 'passport'), ('', 'No 12'))
    """
    words = text.split()
    for count in range(min(len(words), _LONGEST), 0, -1):
        written = " ".join(words[:count]).strip("'\"“”,")
        is_word = written[:1].isupper() and (len(written) > 3 or written in _SHORT_COUNTRIES)
        if is_word and (code := country_code(written)):
            return code, " ".join(words[count:])
    return "", text


def country_said(text: str) -> str:
    """Return the country that a text says issued a document, as ISO code; '' where it says none, or only a place.

    >>> country_said("Egypt number, issued on 30 Jan. 1986"), country_said("issued in Kuwait"), country_said("1 (Afghan)")
    ('EG', '', 'AF')
    """
    for clause in _CLAUSES.split(_ISSUED.sub(" ", searched(text))):
        if code := leading_country(clause.strip(" -–'\","))[0]:
            return code
    return ""


def add_countries(draft: Draft, cell: str, *columns: str) -> None:
    """Add the countries of a cell to columns of a draft; what stands beside them, or cannot be read, goes to the note."""
    for value in numbered(cell):
        code, rest = leading_country(value)
        for column in columns:
            draft.add(column, code)
        if not code or not _CITIZENSHIP.match(rest.partition("(")[0]):
            draft.unread("nationality" if "nationalities" in columns else "country", value)
