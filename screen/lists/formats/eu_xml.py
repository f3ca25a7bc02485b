"""The EU's consolidated financial sanctions list (FSF 1.1, XML).

Layout: export/sanctionEntity; the facts stand in attributes of its children, remarks and links in elements. What the
facts mean is left to eu_party.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.eu_party import ID, LICENCE, SOURCE, TITLE, Values, coverage, party
from screen.lists.markup import elements

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def _role_of(head: Head) -> str:
    marks = ("sanctionEntity", "fpi/fsd/export")
    is_export = head.root == "export" and any(mark in line for line in head.lines for mark in marks)
    return "list" if is_export else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts, date = [], ""
    taken: dict[str, str] = {}
    for element in elements(files[0], "export", "sanctionEntity"):
        if element.tag == "export":
            date = element.get("generationDate", "")[:10]
        else:
            drafts.append(party(_groups(element), date, taken))
    return Reading(drafts, date, coverage=coverage(drafts))


FORMAT = Format(
    id=ID, title=TITLE, publisher="EU", source=SOURCE, licence=LICENCE,
    name="EU financial sanctions file 1.1 (XML)", role_of=_role_of, read=_read,
)  # fmt: skip


def _groups(entity: Element) -> dict[str, list[Values]]:
    groups: dict[str, list[Values]] = defaultdict(list)
    about = _values(entity)
    for child in entity:
        if child.tag == "subjectType":
            about |= {
                "subjecttype": child.get("code", ""),
                "subjecttypeclassificationcode": child.get("classificationCode", ""),
            }
        else:
            groups[child.tag.casefold()].append(_values(child))
    return {**groups, "entity": [about]}


def _values(element: Element) -> dict[str, str]:
    """Return attributes, and the texts of children: lines stay apart, since one line of a remark is one statement."""
    values = {name.casefold(): text for name, text in element.attrib.items()}
    values["remark"] = "\n".join(child.text or "" for child in element if child.tag == "remark").strip()
    values["publicationurl"] = "".join(child.text or "" for child in element if child.tag == "publicationUrl").strip()
    contacts = (f"{child.get('key', '')} {child.get('value', '')}" for child in element if child.tag == "contactInfo")
    values["contactinfo"] = "; ".join(contacts)
    return values
