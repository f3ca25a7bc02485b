"""Facts as the UK writes them in both of its lists, the UK Sanctions List and OFSI's consolidated list → a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from screen.lists.draft import Draft
from screen.lists.formats.contacts import emails, phones, websites
from screen.lists.formats.numbered_cells import country_said
from screen.lists.formats.published_numbers import Number, document_numbers, is_shared, labelled_numbers, type_said
from screen.model import Kind

KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "ship": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}

_KIND_WORDS = (
    (re.compile(r"\bships?\b", re.IGNORECASE), Kind.VESSEL),
    (re.compile(r"aircraft", re.IGNORECASE), Kind.AIRCRAFT),
    (re.compile(r"individual|\bperson", re.IGNORECASE), Kind.PERSON),
    (re.compile(r"entity|organi[sz]ation", re.IGNORECASE), Kind.ORGANISATION),
)
_PUBLISHER = "uk"
_PARTS = ("name1", "name2", "name3", "name4", "name5", "name6")
_PRIMARY = {"primary name", "prime alias"}
_SHIP_BY_NUMBER = re.compile(r"^IMO\s*(\d{7})\s*\(\s*[\"“”]?(.+?)[\"“”]?\s*\)$", re.IGNORECASE)
_FURTHER_PASSPORT = re.compile(r"\b([A-Z]{0,2}\d{6,9}) \(Expiry")
_OFAC = "ofac uid number"


def new_draft(id: str, written_kind: str) -> Draft:
    """Begin a record; a type of party that the UK did not use so far is told by its words, or kept in the note.

    >>> new_draft("1", "Specified Ship").kind, new_draft("2", "Partnership").kind, new_draft("2", "Partnership").notes
    (<Kind.VESSEL: 'vessel'>, '', 'type as published: Partnership')
    """
    kind = KINDS.get(written_kind.strip().casefold()) or next(
        (kind for pattern, kind in _KIND_WORDS if pattern.search(written_kind)), ""
    )
    draft = Draft(id, kind)
    if not kind:
        draft.unread("type", written_kind)
    return draft


class Name(NamedTuple):
    """A name in the order it is spoken, with what the publisher calls it; apart: what stands in its first and last place."""

    spelling: str
    is_primary: bool
    is_weak: bool
    apart: tuple[str, str]


def spoken_name(values: Mapping[str, str], type: str, quality: str) -> Name:
    """Return a name: Name 1 to 5 are the given names, Name 6 is the family name or the whole name of an entity.

    Types are written in any case, "Primary name variation" is another spelling; a quality is weak where it says low.
    """
    parts = [" ".join(values.get(part, "").split()) for part in _PARTS]
    given = " ".join(filter(None, parts[:-1]))
    is_primary = " ".join(type.split()).casefold() in _PRIMARY
    is_weak = quality.strip().casefold().startswith("low")
    return Name(f"{given} {parts[-1]}".strip(), is_primary, is_weak, (given, parts[-1]))


def add_names(draft: Draft, names: Iterable[Name]) -> None:
    """Add the names, the primary one first.

    A ship listed by its number with the name behind it has that name too; an entity with given names has two names.
    """
    in_order = sorted(names, key=lambda name: not name.is_primary)
    for name in in_order:
        if name.is_weak and not name.is_primary:
            draft.add("weak_aliases", name.spelling)
        else:
            draft.name(name.spelling)
        if draft.kind != Kind.PERSON and all(name.apart):
            draft.add("aliases", *name.apart)
        if found := _SHIP_BY_NUMBER.match(name.spelling):
            draft.identifier("imo", found[1])
            draft.add("aliases", found[2])


def add_script(draft: Draft, written: str) -> None:
    """Add a name in another script; brackets round the whole of it are none of it."""
    written = written.strip()
    if re.fullmatch(r"\([^()]*\)", written):
        written = written[1:-1]
    draft.add("aliases", written)


def add_document(draft: Draft, type: str, number: str, about: str = "") -> None:
    """Add a passport or another document of a person: its number, with words in it or not, and what is said about it."""
    country = country_said(about) or country_said(number)
    labelled = labelled_numbers(_PUBLISHER, number) if type != "passport" else []
    values = [] if labelled else document_numbers(number)
    kind = type if type == "passport" else type_said(_PUBLISHER, about, type)
    for one in labelled:
        _labelled(draft, one, country)
    for value in values:
        draft.identifier(kind, value, country)
    if type == "passport" and about != number:
        for value in _FURTHER_PASSPORT.findall(about):
            draft.identifier(type, value)
    if not labelled and not values:
        draft.unread(type.replace("_", " "), " ".join(dict.fromkeys((number.strip(), about.strip()))).strip())


def add_registration(draft: Draft, cell: str) -> None:
    """Add the numbers of a firm: one cell holds several, with their labels, in one line."""
    labelled = labelled_numbers(_PUBLISHER, cell)
    for one in labelled:
        _labelled(draft, one)
    values = [] if labelled else document_numbers(cell)
    for place, value in enumerate(values):
        if place and is_shared(value):
            draft.note(f"KPP {value}")
        else:
            draft.identifier("registration_number", value, country_said(cell))
    if not labelled and not values:
        draft.unread("registration number", cell)


def _labelled(draft: Draft, number: Number, country: str = "") -> None:
    if not number.type:
        draft.note(f"{number.wording} {number.value}")
    elif number.wording.casefold() == _OFAC:
        draft.add("references", f"OFAC:{number.value}")
    else:
        draft.identifier(number.type, number.value, number.country or country)


def add_phones(draft: Draft, cell: str) -> None:
    """Add the telephone numbers of a cell."""
    draft.add("phones", *phones(cell))


def add_emails(draft: Draft, cell: str) -> None:
    """Add the e-mail addresses of a cell; one that holds none is kept in the note."""
    draft.add("emails", *emails(cell))
    if not emails(cell):
        draft.unread("e-mail address", cell)


def add_websites(draft: Draft, cell: str) -> None:
    """Add the websites of a cell."""
    draft.add("websites", *websites(cell))


def gender_said(text: str) -> str:
    """Return male or female, '' for anything else."""
    return word if (word := text.strip(" .").casefold()) in {"male", "female"} else ""
