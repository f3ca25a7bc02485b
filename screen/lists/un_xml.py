"""The UN Security Council's consolidated list (XML) → entries.

Layout: CONSOLIDATED_LIST with INDIVIDUAL and ENTITY, see the Council's technical description; names come in up to four
parts without a mark of the family name, and some facts stand in COMMENTS1 or NOTE only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from screen.countries import country_code
from screen.errors import WatchlistError
from screen.model import Kind, PartialDate

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STRONG = {"good", "a.k.a.", "f.k.a.", "aka", "fka", ""}
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_COMPANY_IMO = re.compile(r"\bIMO(?:\s+number)?[:\s]+(\d{7})\b", re.IGNORECASE)
_BIC = re.compile(r"\bSWIFT(?:/BIC)?:?\s+([A-Z]{4}[A-Z]{2}[A-Z0-9]{2,5})\b")
_PHONE = re.compile(r"(?:Telephone|Tel\.?|Phone|Fax):?\s*(\+?[\d][\d\s()/\-]{6,}\d)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NEW_AKA = re.compile(r"New AKA: ([^.;]+?)(?: with date of birth|\.|;|$)")
_PASSPORT_IN_TEXT = re.compile(r"passport number (\w+)", re.IGNORECASE)
_BORN_IN_TEXT = re.compile(r"date of birth (\d{1,2} \w+ \d{4})")
_HAN = re.compile(r"^(.+?)\s*[(（]([^)）]*[\u3400-\u9fff][^)）]*)[)）]$")
_ACRONYM = re.compile(r"^(.+?)\s*[(]([A-Z]{2,8})[)]$")
_REFERENCE = re.compile(r"\s*[(]KP[EI]\.\d+[)]$", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        start=1,
    )
}


def read_un_xml(path: Path, list_type: str) -> tuple[str, int, list[dict[str, object]]]:
    """Return (day the list was generated, records in the file, entries of one list type such as DPRK, "" for all).

    Raises WatchlistError when the file is not a whole consolidated list.
    """
    from defusedxml import ElementTree

    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as problem:
        raise WatchlistError(f"{path}: is not a whole UN consolidated list ({problem}). Fetch it again.") from problem
    if root is None or root.tag != "CONSOLIDATED_LIST":
        raise WatchlistError(f"{path}: does not begin with CONSOLIDATED_LIST. Give the UN consolidated list.")
    found = [element for tag in ("INDIVIDUAL", "ENTITY") for element in root.iter(tag)]
    generated = root.get("dateGenerated", "")[:10]
    wanted = [one for one in found if list_type in {"", _text(one, "UN_LIST_TYPE")}]
    return generated, len(found), [_entry(element) for element in wanted]


def _text(element: Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def _entry(element: Element) -> dict[str, object]:
    kind = Kind.PERSON if element.tag == "INDIVIDUAL" else Kind.ORGANISATION
    comment = _text(element, "COMMENTS1")
    aliases, weak = _aliases(element)
    aliases += [alias.strip() for alias in _NEW_AKA.findall(comment)]
    countries = [_text(address, "COUNTRY") for address in element.iter(f"{element.tag}_ADDRESS")]
    nationalities = [value.text or "" for nation in element.iter("NATIONALITY") for value in nation.iter("VALUE")]
    return {
        "id": _text(element, "REFERENCE_NUMBER"),
        "kind": kind,
        "name": " ".join(part for tag in _PARTS if (part := _text(element, tag))),
        "aliases": tuple(dict.fromkeys(aliases)),
        "weak_aliases": tuple(dict.fromkeys(weak)),
        "birth_dates": tuple(dict.fromkeys([*_birth_dates(element), *map(_day, _BORN_IN_TEXT.findall(comment))])),
        "birth_places": tuple(_birth_places(element)),
        "nationalities": _codes(nationalities),
        "countries": _codes(countries) or (_codes(nationalities) if kind is Kind.PERSON else ()),
        "addresses": tuple(dict.fromkeys(_addresses(element))),
        "gender": _gender(element, comment),
        "identifiers": tuple(dict.fromkeys(_identifiers(element, comment))),
        "phones": tuple(re.sub(r"[^\d+/]", "", phone) for phone in _PHONE.findall(comment)),
        "emails": tuple(_EMAIL.findall(comment)),
        "programs": ("UN-1718",),
        "listed_on": _text(element, "LISTED_ON")[:10],
        "legal_status": "listed",
    }


def _aliases(element: Element) -> tuple[list[str], list[str]]:
    """Return strong and weak aliases; a Han form or an acronym in brackets becomes an alias of its own."""
    strong: list[str] = []
    weak: list[str] = []
    for alias in element.iter(f"{element.tag}_ALIAS"):
        name = _REFERENCE.sub("", _text(alias, "ALIAS_NAME"))
        if not name:
            continue
        bracket = _HAN.match(name) or _ACRONYM.match(name)
        names = [bracket[1], bracket[2]] if bracket else [name]
        (strong if _text(alias, "QUALITY").lower() in _STRONG else weak).extend(names)
    return strong, weak


def _birth_dates(element: Element) -> Iterator[str]:
    for born in element.iter("INDIVIDUAL_DATE_OF_BIRTH"):
        kind = _text(born, "TYPE_OF_DATE")
        mark = "~" if kind == "APPROXIMATELY" else ""
        if kind == "BETWEEN":
            yield str(PartialDate.parse(f"{_text(born, 'FROM_YEAR')}..{_text(born, 'TO_YEAR')}"))
        elif _text(born, "DATE"):
            yield mark + _text(born, "DATE")[:10]
        elif _text(born, "YEAR"):
            yield mark + _text(born, "YEAR")


def _day(text: str) -> str:
    day, month, year = text.split()
    return f"{year}-{_MONTHS[month]:02d}-{int(day):02d}"


def _birth_places(element: Element) -> Iterator[str]:
    for place in element.iter("INDIVIDUAL_PLACE_OF_BIRTH"):
        parts = [_text(place, tag) for tag in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")]
        if any(parts):
            yield ", ".join(part for part in parts if part)


def _addresses(element: Element) -> Iterator[str]:
    for address in element.iter(f"{element.tag}_ADDRESS"):
        tags = ("NOTE", "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
        parts = [part for tag in tags if (part := _text(address, tag))]
        if parts:
            yield ", ".join(parts)


def _gender(element: Element, comment: str) -> str:
    said = _text(element, "GENDER").lower()
    found = re.search(r"\bGender: (male|female)\b", comment, re.IGNORECASE)
    return said or (found[1].lower() if found else "")


def _identifiers(element: Element, comment: str) -> Iterator[str]:
    for document in element.iter("INDIVIDUAL_DOCUMENT"):
        number = re.sub(r"[\W_]", "", _text(document, "NUMBER").partition("(")[0]).upper()
        if not number:
            continue
        kind = "passport" if "passport" in _text(document, "TYPE_OF_DOCUMENT").lower() else "id_number"
        issuer = _text(document, "ISSUING_COUNTRY") or _text(document, "COUNTRY_OF_ISSUE")
        yield f"{kind}:{country_code(issuer) or ''}:{number}"
    for number in _PASSPORT_IN_TEXT.findall(comment):
        yield f"passport::{number.upper()}"
    for number in _COMPANY_IMO.findall(comment):
        yield f"imo::{number}"
    for bic in _BIC.findall(comment):
        yield f"bic::{bic}"


def _codes(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for name in names if (code := country_code(name))))
