"""The UN Security Council's consolidated list (XML).

Layout: CONSOLIDATED_LIST with INDIVIDUAL and ENTITY, see the Council's technical description; names come in up to four
parts without a mark of the family name, and some facts stand in COMMENTS1 or NOTE only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile, rules
from screen.lists.formats import Format, Reading
from screen.lists.formats.contacts import emails
from screen.lists.formats.numbered_cells import country_said
from screen.lists.formats.published_numbers import document_numbers
from screen.lists.markup import elements, text
from screen.model import Kind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STRONG = {"good", "a.k.a.", "f.k.a.", "aka", "fka", ""}
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PROGRAMS = {"DPRK": "UN-1718"}
_COMPANY_IMO = re.compile(r"\bIMO(?:\s+number)?[:\s]+(\d{7})\b", re.IGNORECASE)
_BIC = re.compile(r"\bSWIFT(?:/BIC)?:?\s+([A-Z]{4}[A-Z]{2}[A-Z0-9]{2,5})\b")
_PHONE = re.compile(r"(?:Telephone|Tel\.?|Phone|Fax):?\s*(\+?[\d][\d\s()/\-]{6,}\d)", re.IGNORECASE)
_NEW_AKA = re.compile(r"New AKA: ([^.;]+?)(?: with date of birth|\.|;|$)")
_PASSPORT_IN_TEXT = re.compile(r"passport number (\w+)", re.IGNORECASE)
_BORN_IN_TEXT = re.compile(r"date of birth (\d{1,2} \w+ \d{4})")
_GENDER_IN_TEXT = re.compile(r"\bGender: (male|female)\b", re.IGNORECASE)
_HAN = re.compile(r"^([^(（]+)[(（]([^)）]*[\u3400-\u9fff][^)）]*)[)）]$")
_ACRONYM = re.compile(r"^([^(]+)[(]([A-Z]{2,8})[)]$")
_REFERENCE = re.compile(r"\s*[(]KP[EI]\.\d+[)]$", re.IGNORECASE)


def _role_of(head: Head) -> str:
    return "list" if head.root == "CONSOLIDATED_LIST" else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts, date = [], ""
    for element in elements(files[0], "CONSOLIDATED_LIST", "INDIVIDUAL", "ENTITY"):
        if element.tag == "CONSOLIDATED_LIST":
            date = element.get("dateGenerated", "")[:10]
        else:
            drafts.append(_draft(element))
    persons = sum(draft.kind == Kind.PERSON for draft in drafts)
    coverage = f"{persons} individuals and {len(drafts) - persons} entities of the consolidated list"
    return Reading(drafts, date, coverage=coverage)


FORMAT = Format(
    id="un", title="UN Security Council consolidated list", publisher="UN",
    source="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    licence="Facts published by the United Nations", name="UN consolidated list (XML)", role_of=_role_of, read=_read,
)  # fmt: skip


def _draft(element: Element) -> Draft:
    draft = Draft(
        text(element, "REFERENCE_NUMBER"), Kind.PERSON if element.tag == "INDIVIDUAL" else Kind.ORGANISATION
    )
    draft.name(" ".join(part for tag in _PARTS if (part := text(element, tag))))
    draft.add("aliases", text(element, "NAME_ORIGINAL_SCRIPT"))
    draft.set("listed_on", text(element, "LISTED_ON")[:10])
    listed = text(element, "UN_LIST_TYPE")
    draft.add("programs", _PROGRAMS.get(listed, listed))
    for alias in element.iter(f"{element.tag}_ALIAS"):
        _alias(draft, alias)
    for address in element.iter(f"{element.tag}_ADDRESS"):
        _address(draft, address)
    if draft.kind == Kind.PERSON:
        _person(draft, element)
    _comment(draft, text(element, "COMMENTS1"))
    return draft


def _alias(draft: Draft, alias: Element) -> None:
    """Add an alias as it stands; of a strong one, a Han form or an acronym in brackets is a derived name too.

    An alias may bear a birth date and place of its own.
    """
    name = text(alias, "ALIAS_NAME")
    if born := text(alias, "DATE_OF_BIRTH"):
        draft.birth_date(born)
    place = [text(alias, tag) for tag in ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
    draft.add("birth_places", ", ".join(filter(None, place)))
    draft.unread("remark on an alias", text(alias, "NOTE"))
    is_strong = text(alias, "QUALITY").lower() in _STRONG
    draft.add("aliases" if is_strong else "weak_aliases", name)
    bare = _REFERENCE.sub("", name).strip('"“”')
    bracket = _HAN.match(bare) or _ACRONYM.match(bare)
    if is_strong and (bracket or bare != name):
        draft.add("derived_names", *(bracket.groups() if bracket else [bare]))


def _address(draft: Draft, address: Element) -> None:
    parts = [part for tag in ("NOTE", "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE") if (part := text(address, tag))]
    country = text(address, "COUNTRY")
    if parts:
        draft.add("addresses", ", ".join(filter(None, (*parts, country))))
    draft.country("countries", country)


def _person(draft: Draft, element: Element) -> None:
    for value in element.findall("NATIONALITY/VALUE"):
        draft.country("nationalities", text(value))
        draft.country("countries", text(value))
    said = _GENDER_IN_TEXT.search(text(element, "COMMENTS1"))
    draft.set("gender", text(element, "GENDER").lower() or (said[1].lower() if said else ""))
    for born in element.iter("INDIVIDUAL_DATE_OF_BIRTH"):
        _birth_date(draft, born)
    for place in element.iter("INDIVIDUAL_PLACE_OF_BIRTH"):
        tags = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")
        draft.add("birth_places", ", ".join(part for tag in tags if (part := text(place, tag))))
    for document in element.iter("INDIVIDUAL_DOCUMENT"):
        _document(draft, document)
    for tag in ("TITLE", "DESIGNATION"):
        for value in element.findall(f"{tag}/VALUE"):
            draft.note(f"{tag.lower()}: {text(value)}" if text(value) else "")


def _birth_date(draft: Draft, born: Element) -> None:
    kind, note = text(born, "TYPE_OF_DATE").upper(), text(born, "NOTE")
    about = "circa " if kind.startswith("APPROX") else ""
    first, last = text(born, "FROM_YEAR"), text(born, "TO_YEAR")
    written = text(born, "DATE") or text(born, "YEAR")
    if first and last:
        draft.birth_date(f"{about}{first} to {last}")
    elif written or first or last:
        draft.birth_date(about + (written or first or last))
    if note and not (written or first or last):
        draft.birth_date(about + note)
    else:
        draft.unread("remark on the date of birth", note)


def _document(draft: Draft, document: Element) -> None:
    """Add the numbers of a document: they stand in NUMBER, in the second type or in the note, with words around them."""
    types = [text(document, tag) for tag in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")]
    note = text(document, "NOTE")
    written, numbers = next(
        ((one, found) for one in (text(document, "NUMBER"), types[1], note) if (found := document_numbers(one))),
        ("", []),
    )
    said = " ".join((*types, written)).lower()
    issuer = text(document, "ISSUING_COUNTRY") or text(document, "COUNTRY_OF_ISSUE") or country_said(written)
    for number in numbers:
        draft.identifier("passport" if "passport" in said else "id_number", number, issuer)
    for other in (note, types[1] if types[1].lower() not in types[0].lower() else ""):
        if other and (other != written or not numbers):
            draft.unread("document", other)


def _comment(draft: Draft, comment: str) -> None:
    """Add the facts that stand in the comment only."""
    comment = comment[: rules()["limits"]["text_length"]]
    draft.add("aliases", *_NEW_AKA.findall(comment))
    for written in _BORN_IN_TEXT.findall(comment):
        draft.birth_date(written)
    for kind, pattern in (("passport", _PASSPORT_IN_TEXT), ("imo", _COMPANY_IMO), ("bic", _BIC)):
        for number in pattern.findall(comment):
            draft.identifier(kind, number)
    draft.add("phones", *(re.sub(r"[^\d+/]", "", phone) for phone in _PHONE.findall(comment)))
    draft.add("emails", *emails(comment))
