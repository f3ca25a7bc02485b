"""The UK Sanctions List (XML of the FCDO).

Layout: Designations with DateGenerated and a Designation each; facts stand in the text of elements, many of them in
containers (DOBs/DOB). What the facts mean is left to uk_party.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.lists.dates import partial_date
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.uk_party import ID, LICENCE, SOURCE, TITLE, Values, coverage, designation
from screen.lists.markup import elements, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MANY = {
    "Name": "name",
    "NonLatinName": "script",
    "Address": "address",
    "Location": "birthplace",
    "Passport": "passport",
    "NationalIdentifier": "document",
}
_ONE = (
    "Title",
    "Position",
    "PhoneNumber",
    "EmailAddress",
    "Website",
    "DOB",
    "Nationality",
    "Gender",
    "BusinessRegistrationNumber",
    "ParentCompany",
    "Subsidiary",
    "IMONumber",
    "CurrentBelievedFlagOfShip",
    "PreviousFlag",
    "HullIdentificationNumber",
)


def _role_of(head: Head) -> str:
    return "list" if head.root == "Designations" else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts, date = [], ""
    for element in elements(files[0], "DateGenerated", "Designation"):
        if element.tag == "DateGenerated":
            date = partial_date(text(element))
        else:
            drafts.append(designation(_groups(element)))
    return Reading(drafts, date, coverage=coverage(drafts))


FORMAT = Format(
    id=ID, title=TITLE, publisher="UK", source=SOURCE, licence=LICENCE,
    name="UK Sanctions List (XML)", role_of=_role_of, read=_read,
)  # fmt: skip


def _groups(element: Element) -> dict[str, list[Values]]:
    groups: dict[str, list[Values]] = {"about": [_texts(element)]}
    for tag, group in _MANY.items():
        groups[group] = [_texts(one) for one in element.iter(tag)]
    for tag in _ONE:
        groups[tag.casefold()] = [{tag.casefold(): text(one)} for one in element.iter(tag)]
    return groups


def _texts(element: Element) -> dict[str, str]:
    return {child.tag.casefold(): text(child) for child in element}
