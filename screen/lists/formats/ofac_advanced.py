"""OFAC's "advanced" XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML), the UN's sanctions data model.

Layout: Sanctions with reference values, locations, documents, parties, relationships and entries, in sections of their
own that point to each other by number; every type, country and programme is a number that the reference values spell
out. Documents and locations stand before the parties, entries (programmes, days) after them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile, rules
from screen.lists.formats import Reading
from screen.lists.formats.ofac_facts import (
    SDN_LIST,
    fact,
    full_name,
    listed_on,
    new_draft,
    ofac_format,
    reading,
    spelled,
)
from screen.lists.formats.ofac_remarks import read_remarks
from screen.lists.markup import elements, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FAMILY = ("Last Name", "Maiden Name", "Matronymic")
_WHOLE = ("Entity Name", "Vessel Name", "Aircraft Name")


def _role_of(head: Head) -> str:
    return "list" if head.root == "Sanctions" else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file, date = _File(files[0].where), ""
    sections = {
        "ReferenceValueSets": file.take_references, "Location": file.take_location,
        "IDRegDocument": file.take_document, "DistinctParty": file.take_party,
        "ProfileRelationship": file.take_relationship, "SanctionsEntry": file.take_entry,
    }  # fmt: skip
    for element in elements(files[0], "DateOfIssue", *sections):
        if element.tag == "DateOfIssue":
            date = _day(element)
        else:
            sections[element.tag](element)
    return file.reading(date)


FORMAT = ofac_format("OFAC advanced XML", _role_of, _read)


class _File:
    """What a file has said so far: reference values, what parties will point to, and the parties."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._values: dict[tuple[str, str], Element] = {}
        self._locations: dict[str, tuple[dict[str, str], str]] = {}
        self._documents: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        self._drafts: dict[str, Draft] = {}
        self._days: dict[str, dict[str, str]] = defaultdict(dict)
        self._unexplained: set[str] = set()
        self._read: Counter[str] = Counter()
        self._orphans: Counter[str] = Counter()

    def take_references(self, element: Element) -> None:
        """Keep the reference values by kind and number."""
        for group in element:
            for value in group:
                self._values[value.tag, value.get("ID", "")] = value

    def take_location(self, location: Element) -> None:
        """Keep an address: its parts, and its country by name."""
        parts, country = {}, ""
        for part in location.findall("LocationPart"):
            values = [text(value) for value in part.findall("LocationPartValue/Value")]
            parts[self._word("LocPartType", part.get("LocPartTypeID"))] = ", ".join(filter(None, values))
        for place in location.findall("LocationCountry"):
            country = self._word("Country", place.get("CountryID"))
        for area in location.findall("LocationAreaCode"):
            value = self._values.get(("AreaCode", area.get("AreaCodeID", "")))
            country = country or (value.get("Description", "") if value is not None else "")
        self._locations[location.get("ID", "")] = parts, country or parts.pop("Unknown", "")

    def take_document(self, document: Element) -> None:
        """Keep a document for the identity it belongs to: wording, number, country, validity."""
        country, validity = document.get("IssuedBy-CountryID"), document.get("ValidityID")
        self._read["documents"] += 1
        self._documents[document.get("IdentityID", "")].append((
            self._word("IDRegDocType", document.get("IDRegDocTypeID")),
            text(document, "IDRegistrationNo"),
            self._word("Country", country) if country else "",
            self._word("Validity", validity) if validity else "",
        ))  # fmt: skip

    def take_party(self, party: Element) -> None:
        """Read a party with its names, documents and features."""
        for profile in party.findall("Profile"):
            draft = self._new_draft(profile)
            if draft.id in self._drafts:
                raise self._broken(f"party {draft.id} stands twice")
            self._drafts[draft.id] = draft
            for identity in profile.findall("Identity"):
                self._names(draft, identity)
                for wording, number, country, validity in self._documents.pop(identity.get("ID", ""), ()):
                    self._fact(draft, wording, number, country)
                    if validity not in ("", "Valid"):
                        draft.note(f"{wording} {number} is marked as {validity.lower()}")
            for feature in profile.findall("Feature"):
                self._feature(draft, feature)
            read_remarks(draft, text(party, "Comment"))

    def take_relationship(self, relationship: Element) -> None:
        """Note whom a party is linked to; one that is not in the file is named by its number."""
        to = relationship.get("To-ProfileID", "")
        draft, other = self._drafts.get(relationship.get("From-ProfileID", "")), self._drafts.get(to)
        if draft:
            fact(draft, "Linked To", str(other.record()["name"]) if other else f"OFAC {to}")

    def take_entry(self, entry: Element) -> None:
        """Add the programmes of a party and remember since when it is on which list."""
        number = entry.get("ProfileID", "")
        draft = self._drafts.get(number)
        self._read["entries"] += 1
        if draft is None:
            self._orphans["entries"] += 1
            return
        for measure in entry.findall("SanctionsMeasure"):
            type = self._word("SanctionsType", measure.get("SanctionsTypeID"))
            if type == "Program":
                draft.add("programs", text(measure, "Comment"))
            elif type in self._unexplained:
                draft.unread(type, text(measure, "Comment"))
        days = sorted(day for event in entry.findall("EntryEvent") if (day := _day(event.find("Date"))))
        self._days[number][self._word("List", entry.get("ListID"))] = days[0] if days else ""

    def reading(self, date: str) -> Reading:
        """Return what was read: the SDN list where the entries say so of most parties.

        Raises WatchlistError where more documents or entries belong to no party of the file than slips would explain.
        """
        self._orphans["documents"] = sum(map(len, self._documents.values()))
        for what, count in self._orphans.items():
            if count > self._read[what] * float(rules()["orphan_share"]):
                raise self._broken(f"{count} of {self._read[what]} {what} belong to no party")
        left = [
            f"{count} {what} that belong to no party were left out" for what, count in self._orphans.items() if count
        ]
        drafts = list(self._drafts.values())
        consolidated = sum(SDN_LIST in self._days[draft.id] for draft in drafts) * 2 < len(drafts)
        for draft in drafts:
            draft.set("listed_on", listed_on(self._days[draft.id], consolidated))
        return reading(drafts, date, consolidated, missing=left)

    def _new_draft(self, profile: Element) -> Draft:
        """Begin a party; one whose type the file does not explain is of no known kind."""
        kind, id = self._kind(profile.get("PartySubTypeID")), profile.get("ID", "")
        draft = Draft(id, "") if kind in self._unexplained else new_draft(id, kind)
        draft.unread("type", kind if kind in self._unexplained else "")
        return draft

    def _fact(self, draft: Draft, wording: str, value: str, country: str = "") -> None:
        """Add a fact; one whose wording the file does not explain is kept as it stands."""
        if wording in self._unexplained or value in self._unexplained:
            draft.unread(wording, value)
        else:
            fact(draft, wording, value, country)

    def _names(self, draft: Draft, identity: Element) -> None:
        types = {
            group.get("ID", ""): self._word("NamePartType", group.get("NamePartTypeID"))
            for group in identity.iter("NamePartGroup")
        }
        for alias in sorted(identity.findall("Alias"), key=lambda one: one.get("Primary") != "true"):
            spellings = [
                _spelling(name, types) for name in sorted(alias.findall("DocumentedName"), key=self._is_other)
            ]
            if alias.get("LowQuality") == "true":
                draft.add("weak_aliases", *spellings)
            elif alias.get("Primary") == "true":
                draft.name(*spellings)
            else:
                draft.add("aliases", *spellings)

    def _is_other(self, name: Element) -> bool:
        status = name.get("DocNameStatusID")
        return not status or not self._word("DocNameStatus", status).startswith("Primary")

    def _feature(self, draft: Draft, feature: Element) -> None:
        wording = self._word("FeatureType", feature.get("FeatureTypeID"))
        for version in feature.findall("FeatureVersion"):
            for place in version.findall("VersionLocation"):
                parts, country = self._location(place.get("LocationID", ""))
                for part in parts.keys() & self._unexplained:
                    draft.unread(part, parts[part])
                if wording == "Location":
                    spelled(draft, parts, country)
                else:
                    self._fact(draft, wording, country)
            for period in version.findall("DatePeriod"):
                self._fact(draft, wording, _period(period))
            for detail in version.findall("VersionDetail"):
                reference = detail.get("DetailReferenceID")
                self._fact(draft, wording, self._word("DetailReference", reference) if reference else text(detail))

    def _location(self, number: str) -> tuple[dict[str, str], str]:
        if number not in self._locations:
            raise self._broken(f"location {number} is not defined")
        return self._locations[number]

    def _kind(self, number: str | None) -> str:
        word = self._word("PartySubType", number)
        if word not in ("", "Unknown"):
            return word
        return self._word("PartyType", self._values["PartySubType", number or ""].get("PartyTypeID"))

    def _word(self, kind: str, number: str | None) -> str:
        """Return what a number stands for; kind and number themselves where the file does not explain it."""
        if not self._values:
            raise self._broken("the reference values are missing")
        value = self._values.get((kind, number or ""))
        if value is not None:
            return text(value)
        self._unexplained.add(f"{kind} {number}")
        return f"{kind} {number}"

    def _broken(self, what: str) -> WatchlistError:
        return WatchlistError(f"{self._where}: {what}. Fetch it again.")


def _spelling(name: Element, types: dict[str, str]) -> str:
    """Put a name together as OFAC's other formats do: the family name before the comma."""
    parts = [(types.get(one.get("NamePartGroupID", ""), ""), text(one)) for one in name.iter("NamePartValue")]
    whole = [value for kind, value in parts if kind in _WHOLE]
    family = [value for kind, value in parts if kind in _FAMILY]
    rest = [value for kind, value in parts if kind not in (*_WHOLE, *_FAMILY)]
    return " ".join([*whole, full_name(" ".join(family), " ".join(rest))]).strip()


def _period(period: Element) -> str:
    """Return a period as text: from the first day it may begin to the last day it may end."""
    first, last = _day(period.find("Start/From")), _day(period.find("End/To"))
    ends: Iterable[Element] = period.iterfind("*")
    about = "circa " if any(end.get("Approximate") == "true" for end in ends) else ""
    return about + (f"{first} to {last}" if first and last and first != last else first or last)


def _day(element: Element | None) -> str:
    """Return Year, Month and Day of an element as ISO, as far as they are given."""
    year, month, day = (text(element, tag) for tag in ("Year", "Month", "Day"))
    return "-".join(part.zfill(2) for part in (year, month, day) if part)
