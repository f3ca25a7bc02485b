"""OFAC's "enhanced" XML (SDN_ENHANCED.XML, CONS_ENHANCED.XML; mostly delivered zipped).

Layout: sanctionsData with publicationInfo, reference values and entities; texts are spelt out beside their ids. A name
and an address have a translation for each script. The file says which lists it holds, and no count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile
from screen.lists.formats import Reading
from screen.lists.formats.ofac_facts import (
    BIRTH_DATE,
    SDN_LIST,
    fact,
    listed_on,
    nation,
    new_draft,
    ofac_format,
    reading,
    spelled,
)
from screen.lists.formats.ofac_remarks import read_remarks
from screen.lists.markup import elements, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LISTS = "sanctionsLists/sanctionsList"


def _role_of(head: Head) -> str:
    return "list" if head.root == "sanctionsData" else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts: list[Draft] = []
    days: list[dict[str, str]] = []
    date = ""
    held: set[str] = set()
    for element in elements(files[0], "publicationInfo", "entity"):
        if element.tag == "entity":
            drafts.append(_draft(element))
            days.append({text(one): one.get("datePublished", "") for one in element.findall(_LISTS)})
        else:
            date = text(element, "dataAsOf")[:10]
            held = {text(one) for one in element.iter("sanctionsList")}
    consolidated = SDN_LIST not in held if held else sum(SDN_LIST in one for one in days) * 2 < len(days)
    for draft, listed in zip(drafts, days, strict=True):
        draft.set("listed_on", listed_on(listed, consolidated))
    return reading(drafts, date, consolidated)


FORMAT = ofac_format("OFAC enhanced XML", _role_of, _read)


def _draft(entity: Element) -> Draft:
    draft = new_draft(entity.get("id", ""), text(entity, "generalInfo/entityType"))
    draft.add("programs", *(text(program) for program in entity.findall("sanctionsPrograms/sanctionsProgram")))
    fact(draft, "Title", text(entity, "generalInfo/title"))
    for name in sorted(entity.findall("names/name"), key=_is_secondary):
        _name(draft, name)
    for feature in entity.findall("features/feature"):
        _feature(draft, feature)
    for document in entity.findall("identityDocuments/identityDocument"):
        _document(draft, document)
    for one in entity.findall("addresses/address"):
        _address(draft, one)
    read_remarks(draft, text(entity, "generalInfo/remarks"), known=text(entity, "generalInfo/title"))
    for related in entity.findall("relationships/relationship/relatedEntity"):
        fact(draft, "Linked To", text(related))
    return draft


def _is_secondary(element: Element) -> bool:
    return text(element, "isPrimary").lower() != "true"


def _name(draft: Draft, name: Element) -> None:
    spellings = [_spelling(one) for one in sorted(name.findall("translations/translation"), key=_is_secondary)]
    if text(name, "isLowQuality").lower() == "true":
        draft.add("weak_aliases", *spellings)
    elif _is_secondary(name):
        draft.add("aliases", *spellings)
    else:
        draft.name(*spellings)


def _spelling(translation: Element) -> str:
    parts = (text(part, "value") for part in translation.findall("nameParts/namePart"))
    return text(translation, "formattedFullName") or " ".join(parts)


def _feature(draft: Draft, feature: Element) -> None:
    wording, value = text(feature, "type"), text(feature, "value")
    if wording in BIRTH_DATE:
        value = _period(feature.find("valueDate")) or value
    fact(draft, wording, value)


def _period(date: Element | None) -> str:
    first, last = text(date, "fromDateBegin")[:10], text(date, "toDateEnd")[:10]
    about = "circa " if text(date, "isApproximate").lower() == "true" else ""
    return about + (f"{first} to {last}" if first and last and first != last else first or last)


def _document(draft: Draft, document: Element) -> None:
    number = text(document, "documentNumber") or text(document, "number")
    country = text(document, "issuingCountry")
    fact(draft, text(document, "type"), number, country)
    if text(document, "isValid").lower() == "false":
        draft.note(f"{text(document, 'type')} {number} is marked as not valid")


def _address(draft: Draft, element: Element) -> None:
    country = text(element, "country")
    for translation in element.findall("translations/translation"):
        parts = {text(one, "type"): text(one, "value") for one in translation.findall("addressParts/addressPart")}
        spelled(draft, parts, country)
    nation(draft, "countries", country)
