"""Numbers out of the cells in which the EU and the UK write them with words around them, or several in one.

``Passport No: 592667 (Qatari passport issued on 3 May 2007)``, ``OGRN: 1247700291200KPP: 770701001``. What a word says of
a number stands in rules/listed_identifiers.yml.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from screen.lists.formats.numbered_cells import country_said, leading_country
from screen.lists.identifiers import identifier_type, wordings
from screen.lists.long_text import searched

_SENTENCES = re.compile(r"(?<!\bno)(?<!\bNo)(?<!\bNO)(?<!Nat)\.\s+(?=[A-Z])|(?<=\)),\s*(?=[A-Z]{0,2}\d{5})")
_REMARK = r"issued?|issue date|expir\w*|dated?|date of|valid|under|in the name|belonging|made out|born|dob"
_TAIL = re.compile(rf"\(|;|,\s|\b(?:{_REMARK})\b", re.IGNORECASE)
_REMARKS = re.compile(rf"\b(?:{_REMARK})\b[^()]*", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\b(?:passport|numbers?|no|num|nr|card|code|id|document|licen[cs]e|certificate|ssn)\b[\s.:#-]*)+",
    re.IGNORECASE,
)
_TOKEN = r"(?<![\w./'’-])[\w./'’-]*\d[\w./'’-]*"
_CAPITALS = r"[^\W\d_a-z]{1,3}"
_NUMBER = re.compile(rf"(?:\b{_CAPITALS}[ -]+){{0,3}}{_TOKEN}(?: +{_TOKEN})*")
_MYANMAR = re.compile(r"\b\d{1,2}/[A-Z]+\s*\([A-Z]+\)\s*\d{4,}")
_WORD_BEHIND = re.compile(r"(?<=[\dA-Z])[A-Z][a-z]{3,}$")
_PLAIN = re.compile(r"\W*[^\W_][\w./-]*\W*")
_SPREADSHEET = re.compile(r"\d\.\d+E\+?\d*")
_BESIDE = re.compile(
    r"\s+[·–;/-]\s+|;\s*|,\s+(?=[A-Z]{0,3} ?\d{5})|(?<=[\dA-Z]{7})/(?=[\dA-Z]{7})|(?<=\b[A-Z]\d{5})/(?=[A-Z]\d{5})"
)
_AND = re.compile(r"(?<=[\d)])\s*(?:,|\band\b)\s*(?=\d)")
_BIC = re.compile(r"\b[A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2}(?: ?[A-Z0-9]{3})?\b")
_BEFORE = re.compile(r"([A-Z][a-z]+)[\s–-]*$")
_NEAR = 60  # characters before a label in which the country it is of may stand
_TAX_OFFICE = re.compile(r"\d{4}[0-5]\d\d{3}")
# Codes of a tax office or a district, the same for thousands of firms: they point to nobody.
_SHARED = {"kpp", "ppc", "oktmo"}


class Number(NamedTuple):
    """A number beside its label: type as in model.IDENTIFIER_TYPES, '' for a code that many parties share; country: ISO."""

    type: str
    value: str
    country: str
    wording: str


def document_numbers(text: str) -> list[str]:
    """Return the numbers of a cell without the words around them; [] where none can be told.

    >>> document_numbers("Passport No: 592667 (Qatari passport issued on 3 May 2007).")
    ['592667']
    >>> document_numbers("D 0001203"), document_numbers("W334061 Tunisian national identity number"), document_numbers("-")
    (['D 0001203'], ['W334061'], [])
    """
    text = re.sub(r"(?<=\d) No\.? (?=\d)", " ", searched(text))  # series and number of a Russian passport
    beside = _beside(text)
    if len(beside) > 1:
        return [number for part in beside for number in document_numbers(part)]
    if _PLAIN.fullmatch(text):
        return [text] if re.search(r"\d|[A-Z]{4}", text) else []
    found = [number for sentence in _SENTENCES.split(text) for number in _numbers(sentence)]
    if not found and len(text) < 25 and not re.search(r"[a-z]{3}", text) and len(re.findall(r"\d", text)) > 3:
        return [text]
    return [number for number in found if not _SPREADSHEET.fullmatch(number)]


def _beside(text: str) -> list[str]:
    """Return the parts of a cell that holds two or more long numbers side by side, else the cell."""
    for parts, least in ((_BESIDE.split(text), 5), (text.split(), 6)):
        if len(parts) > 1 and all(len(re.findall(r"\d", part)) >= least for part in parts):
            return parts
    return [text]


def _number(sentence: str) -> str:
    return next(iter(_numbers(sentence)), "")


def _numbers(sentence: str) -> list[str]:
    """Return the number of one sentence, or several long ones: behind its label, before the remarks on it."""
    if found := _MYANMAR.search(sentence):
        return [found[0]]
    for head in (_TAIL.split(sentence, maxsplit=1)[0], _REMARKS.sub(" ", sentence)):
        labels = list(_LABEL.finditer(head))
        behind = head[labels[-1].end() :] if labels else ""
        for part in (behind, head):
            numbers = [_WORD_BEHIND.sub("", number.strip(" .'-/")) for number in _NUMBER.findall(part)]
            if numbers := [number for number in numbers if len(re.findall(r"\d", number)) > 2]:
                return numbers if all(len(re.findall(r"\d", number)) > 5 for number in numbers) else numbers[:1]
    return []


@cache
def _labels(publisher: str) -> re.Pattern[str]:
    words = "|".join(re.escape(wording).replace(r"\ ", r"\s+") for wording in wordings(publisher))
    return re.compile(rf"(?<![^\W\d_])({words})(?![^\W\d_])", re.IGNORECASE)


def type_said(publisher: str, text: str, default: str) -> str:
    """Return the type of a number that a text beside it says, *default* where it says none.

    >>> type_said("uk", "Russia INN", "id_number"), type_said("uk", "Afghan tazkira", "id_number")
    ('tax_number', 'id_number')
    """
    found = _labels(publisher).search(searched(text))
    return identifier_type(publisher, " ".join(found[0].split())) if found else default


def labelled_numbers(publisher: str, text: str) -> list[Number]:
    """Return the numbers of a text that stand beside a wording of rules/listed_identifiers.yml; [] where none does.

    A number before the first wording belongs to it where none follows (``9709056472 - Russia INN``), and is of type
    "other" where one does.

    >>> [number[:2] for number in labelled_numbers("uk", "OGRN: 1247700291200KPP: 770701001INN: 9707028663")]
    [('registration_number', '1247700291200'), ('', '770701001'), ('tax_number', '9707028663')]
    """
    text = searched(text)
    labels = list(_labels(publisher).finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
    numbers: list[Number] = []
    for label, end in zip(labels, ends, strict=True):
        own = _behind(publisher, text, label, end)
        if label is labels[0] and (lead := _number(text[: label.start()])):
            wording = "" if own else _wording(label)
            kind = "other" if own else _type(publisher, wording)
            numbers.append(Number(kind, lead, _country_before(text, label) or country_said(text[:end]), wording))
        numbers += own
    return numbers


def _behind(publisher: str, text: str, label: re.Match[str], end: int) -> list[Number]:
    """Return the numbers between a wording and the next one; of two, a tax office's code is none of a party."""
    wording, segment = _wording(label), re.sub(r"^\s*\([^\d()]*\)", "", text[label.end() : end])
    kind, country = _type(publisher, wording), _country_before(text, label)
    numbers: list[Number] = []
    if kind == "bic" and (found := _BIC.search(segment)):
        numbers.append(Number(kind, found[0], "", wording))
        segment = segment[found.end() :]
    for part in _AND.split(segment):
        for value in [value for number in _numbers(part) for value in _beside(number)]:
            shared = bool(numbers) and is_shared(value)
            type = "" if shared else "other" if kind == "bic" else kind
            numbers.append(Number(type, value, country or country_said(part), wording))
    return numbers


def _country_before(text: str, label: re.Match[str]) -> str:
    before = _BEFORE.search(text, max(label.start() - _NEAR, 0), label.start())
    return leading_country(before[1])[0] if before else ""


def _wording(label: re.Match[str]) -> str:
    return " ".join(label[0].split())


def _type(publisher: str, wording: str) -> str:
    return "" if wording.casefold() in _SHARED else identifier_type(publisher, wording)


def is_shared(number: str) -> bool:
    """Return whether a number behind another has the shape of a Russian tax office's code (KPP), which many firms share."""
    return bool(_TAX_OFFICE.fullmatch(number))
