"""Facts in OFSI's column Other Information: tags since 2021 (``(UN Ref):TAi.130``), prose before.

Only what is said of the listed party itself, in a form that cannot be mistaken, is read; the statement of reasons is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from screen.lists.draft import Draft, folded
from screen.lists.formats.contacts import emails
from screen.lists.formats.numbered_cells import add_countries, numbered
from screen.lists.formats.uk_facts import (
    add_emails,
    add_phones,
    add_registration,
    add_websites,
    gender_said,
)
from screen.lists.formats.un_references import un_reference
from screen.lists.identifiers import is_ship_number
from screen.lists.long_text import searched, text_length
from screen.model import Kind

_TAG = re.compile(r"\(([A-Z][A-Za-z /]{1,40})\)\s*:")
_UN = re.compile(r"\bUN\.?\s*Ref(?:erence)?\)?(?:\s*(?:No|Number))?[\s.:)]*(?=[A-Z])", re.IGNORECASE)
_UN_BARE = re.compile(r"^(?:Annex [XVI]+\.\s*)?(?:UN listing\.\s*)?(?=[A-Z]{2}[ie]\.\d{3}\b)", re.IGNORECASE)
_UK_REF = re.compile(r"\bUK Sanctions List Ref(?:erence)?\s*:\s*(?=[A-Z]{3}\d{4})")
_UK = re.compile(r"(?:[\s,&]|and\b|[A-Z]{3}\d{4}\b)*")
_IMO = re.compile(
    r"^(?:(?:Annex [XVI]+|UN(?: and EU)? listing|EU listing|UN Ref \w+\.\d+|Company Number)[.\s]*)*"
    r"\(?IMO(?: number)?[\s:]+(\d{7})\b",
    re.IGNORECASE,
)
_MMSI = re.compile(r"\bMMSI[\s:]+(\d{9})\b")
_BIC = re.compile(r"\bSWIFT(?:/BIC)?:?\s+([A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2}(?: ?[A-Z0-9]{3})?)\b")
_FLAG = re.compile(r"\bFlag State:\s*([A-Z][A-Za-z ]+)\.")
_PHONE = re.compile(
    r"\b(?:Tel(?:ephone)?|Phone(?: number)?|Fax|Mobile)\b[\s.:]*((?:[+(]?[\d][\d\s()/+-]{4,}\d(?:,\s*)?)+)",
    re.IGNORECASE,
)
_WEBSITE = re.compile(r"\bWebsite:?\s+((?:https?:/{1,2}|www\.)[^\s,;]+)", re.IGNORECASE)
_GENDER = re.compile(r"(?:^|[.;:]\s+|\bGender:?\s*|\bSex:?\s*)(male|female)\b(?=[.,;]|\s*$)", re.IGNORECASE)
_PASSPORT = re.compile(r"\bPassport no\.?:?\s+([A-Z]{0,2}\d{5,9})\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\b(?:State |Tax )Registration Numbers?:\s*[^.]+|\bTax Numbers? [^.]+", re.IGNORECASE)
_ALSO = re.compile(r"(?:^|[.;:)]\s*)Also (?:referred to|known) as:?\s+([^.;()]+)")
_AND = re.compile(r",\s*|\s+(?:and|or)\s+")
_COMMA = re.compile(r",\s*")
_NOT_A_NAME = re.compile(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}|\d{3}")


def read_remarks(draft: Draft, text: str) -> None:
    """Add the facts of a cell of Other Information."""
    if len(folded(text)) > len(searched(text)):
        draft.note(f"other information: only its first {text_length()} characters were searched")
    parts = _TAG.split(searched(text))
    _prose(draft, parts[0])
    for tag, value in zip(parts[1::2], parts[2::2], strict=True):
        name = tag.casefold()
        for one in [value] if name in _REFERENCES else numbered(value.strip(" .")):
            if read := _TAGS.get(name):
                read(draft, one)


def _prose(draft: Draft, text: str) -> None:
    for mark in (*_UN.finditer(text), *_UN_BARE.finditer(text)):
        _un(draft, text[mark.end() :])
    for mark in _UK_REF.finditer(text):
        _uk(draft, text[mark.end() :])
    if found := _IMO.search(text):
        _imo(draft, found[1])
    for kind, pattern in (("mmsi", _MMSI), ("bic", _BIC), ("passport", _PASSPORT)):
        for number in pattern.findall(text):
            draft.identifier(kind, number)
    for flag in _FLAG.findall(text):
        add_countries(draft, flag, "countries")
    for phone in _PHONE.findall(text):
        add_phones(draft, phone)
    draft.add("emails", *emails(text))
    for website in _WEBSITE.findall(text):
        add_websites(draft, website)
    for numbers in _NUMBERS.findall(text):
        add_registration(draft, numbers)
    if draft.kind == Kind.PERSON and (found := _GENDER.search(text)):
        draft.set("gender", gender_said(found[1]))
    for names in _ALSO.findall(text):
        _also(draft, names)


def _also(draft: Draft, names: str) -> None:
    """Add the names of "Also referred to as": those the UN calls low quality. Names of firms hold an "and" of their own."""
    for alias in (_AND if draft.kind == Kind.PERSON else _COMMA).split(names):
        if not _NOT_A_NAME.search(alias):
            draft.add("weak_aliases", alias.strip(" '’‘“”"))


def _imo(draft: Draft, value: str) -> None:
    """Add an IMO number. Before 2022 ships were listed as entities: a number that is proven to be a ship's says so."""
    number = "".join(filter(str.isdecimal, value))
    draft.identifier("imo", number)
    if draft.kind == Kind.ORGANISATION and is_ship_number(number):
        draft.set("kind", Kind.VESSEL)


def _un(draft: Draft, value: str) -> None:
    draft.add("references", un_reference(value))
    if not un_reference(value) and (written := value[:24].split()):
        draft.unread("UN reference", written[0])


def _uk(draft: Draft, value: str) -> None:
    """Add the references a value begins with; a party under two regimes has two."""
    leading = _UK.match(value)
    references = re.findall(r"[A-Z]{3}\d{4}", leading[0]) if leading else []
    draft.add("references", *(f"UK:{reference}" for reference in references))


_REFERENCES = {"uk sanctions list ref", "un ref"}
_TAGS: dict[str, Callable[[Draft, str], None]] = {
    "uk sanctions list ref": _uk,
    "un ref": _un,
    "imo number": _imo,
    "flag of ship": lambda draft, value: add_countries(draft, value, "countries"),
    "previous flags": lambda draft, value: add_countries(draft, value, "countries"),
    "hull identification number": lambda draft, value: draft.identifier("other", value),
    "phone number": add_phones,
    "email address": add_emails,
    "website": add_websites,
    "gender": lambda draft, value: draft.set("gender", gender_said(value)),
    "business reg no": add_registration,
    "parent company": lambda draft, value: draft.note(f"parent company: {value}"),
    "subsidiaries": lambda draft, value: draft.note(f"subsidiary: {value}"),
}
