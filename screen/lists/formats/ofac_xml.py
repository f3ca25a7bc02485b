"""OFAC's SDN.XML and CONSOLIDATED.XML.

Layout: sdnList with publshInformation (so spelt) and sdnEntry; both lists have the same root and namespace, so that the
programmes say which one a file is. Weak aliases have category weak; some facts stand in remarks only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.lists.dates import partial_date
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile
from screen.lists.formats import Reading
from screen.lists.formats.ofac_facts import fact, full_name, is_consolidated, new_draft, ofac_format, reading, spelled
from screen.lists.formats.ofac_remarks import read_remarks
from screen.lists.markup import elements, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FACTS = (
    ("DOB", "dateOfBirthList/dateOfBirthItem/dateOfBirth"),
    ("POB", "placeOfBirthList/placeOfBirthItem/placeOfBirth"),
    ("nationality", "nationalityList/nationality/country"),
    ("citizen", "citizenshipList/citizenship/country"),
    ("Vessel Call Sign", "vesselInfo/callSign"),
    ("Vessel Flag", "vesselInfo/vesselFlag"),
)
_ADDRESS = {
    "address1": "ADDRESS1", "address2": "ADDRESS2", "address3": "ADDRESS3", "city": "CITY",
    "stateOrProvince": "STATE/PROVINCE", "postalCode": "POSTAL CODE", "region": "REGION",
}  # fmt: skip


def _role_of(head: Head) -> str:
    return "list" if head.root == "sdnList" else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts, date, stated = [], "", None
    for element in elements(files[0], "publshInformation", "publishInformation", "sdnEntry"):
        if element.tag == "sdnEntry":
            drafts.append(_draft(element))
        else:
            date = partial_date(text(element, "Publish_Date"), month_first=True)
            count = text(element, "Record_Count").replace(",", "")
            stated = int(count) if count.isdecimal() else None
    return reading(drafts, date, is_consolidated(drafts), stated)


FORMAT = ofac_format("OFAC XML", _role_of, _read)


def _draft(entry: Element) -> Draft:
    draft = new_draft(text(entry, "uid"), text(entry, "sdnType"))
    draft.name(_name(entry))
    fact(draft, "Title", text(entry, "title"))
    draft.add("programs", *(text(program) for program in entry.findall("programList/program")))
    for alias in entry.findall("akaList/aka"):
        column = "weak_aliases" if text(alias, "category").lower() == "weak" else "aliases"
        draft.add(column, _name(alias))
    for wording, path in _FACTS:
        for element in entry.findall(path):
            fact(draft, wording, text(element))
    for document in entry.findall("idList/id"):
        fact(draft, text(document, "idType"), text(document, "idNumber"), text(document, "idCountry"))
    for one in entry.findall("addressList/address"):
        _address(draft, one)
    read_remarks(draft, text(entry, "remarks"), known=text(entry, "title"))
    return draft


def _name(element: Element) -> str:
    return full_name(text(element, "lastName"), text(element, "firstName"))


def _address(draft: Draft, element: Element) -> None:
    parts = {name: text(element, tag) for tag, name in _ADDRESS.items()}
    spelled(draft, parts, text(element, "country"))
