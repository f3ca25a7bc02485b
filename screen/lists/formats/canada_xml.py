"""Canada's consolidated autonomous sanctions list (XML): the regulations under SEMA, and the JVCFOA.

Layout: data-set/record with Country (the regulation, in English and French; it is no nationality), LastName and
GivenName or EntityOrShip, Aliases (one text), DateOfBirthOrShipBuildDate, Schedule, Item, DateOfListing, ShipIMONumber and
TitleOrShip. There is no id: regulation, schedule and item together are one, as an officer finds the record on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from screen.lists.alias_text import split_names
from screen.lists.dates import partial_date
from screen.lists.draft import Draft, folded
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.markup import elements
from screen.model import Kind
from screen.names.folding import fold, latin

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMES = re.compile(r"<(?:\w+:)?(?:EntityOrShip|Entity|LastName|GivenName)\b")
_SHORT = {"justice for victims of corrupt foreign officials": "JVCFOA"}
_ALSO = re.compile(r"\(?\s*\b(?:also\s+known\s+as|a\.?k\.?a\.?)\s+(.+?)\)?\s*$", re.IGNORECASE | re.DOTALL)
_BRACKET = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]{2,})\)\s*$")
_MONTH_AND_YEAR = re.compile(r"([A-Za-z]{3})-(\d\d)")
_DECADE = re.compile(r"\b(\d{3})0s\b")
_EITHER = re.compile(r"\s+or\s+|\s*;\s*", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:[vw](?:ich|ych|na)|[ое][вў](?:ич|іч|на)|івна)$", re.IGNORECASE)
_LIKE = 60  # similarity, 0 to 100, from which one word is another spelling of a name's part
_KNOWN = {
    "country", "lastname", "givenname", "entityorship", "entity", "aliases", "dateofbirthorshipbuilddate", "dateofbirth",
    "schedule", "item", "dateoflisting", "shipimonumber", "titleorship", "title",
}  # fmt: skip

Record = Mapping[str, str]


def _role_of(head: Head) -> str:
    return "list" if head.root == "data-set" and _NAMES.search("\n".join(head.lines)) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    drafts: list[Draft] = []
    taken: Counter[str] = Counter()
    for element in elements(files[0], "record"):
        record = _record(element)
        base = _id(record)
        taken[base] += 1
        drafts.append(_draft(record, base if taken[base] == 1 else f"{base}-{taken[base]}"))
    kinds = Counter(draft.kind for draft in drafts)
    newest = max((str(draft.record().get("listed_on", "")) for draft in drafts), default="")
    coverage = f"{kinds[Kind.PERSON]} individuals, {kinds[Kind.ORGANISATION]} entities and {kinds[Kind.VESSEL]} ships"
    return Reading(drafts, newest, coverage=coverage)


FORMAT = Format(
    id="ca-sema", title="Canada, consolidated autonomous sanctions list (SEMA and JVCFOA)", publisher="CA",
    source="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/"
    "consolidated-consolide.aspx",
    licence="Open Government Licence – Canada", name="Canada's sanctions list (XML)", role_of=_role_of, read=_read,
)  # fmt: skip


def _record(element: Element) -> Record:
    """Return the texts of a record by their tags in small letters; line breaks stay."""
    found: dict[str, str] = {}
    for child in element:
        text = re.sub(r"[^\S\n]+", " ", child.text or "").strip()
        tag = child.tag.rpartition("}")[2].casefold()
        if text:
            found[tag] = f"{found[tag]}; {text}" if tag in found else text
    return found


def _regulation(record: Record) -> str:
    """Return the regulation in English: Belarus, Myanmar, JVCFOA."""
    english = folded(re.split(r"\s/\s|/", record.get("country", ""))[0])
    bare = re.sub(r"\s*\([^)]*\)", "", english)
    return next((short for long, short in _SHORT.items() if bare.casefold().startswith(long)), bare)


def _id(record: Record) -> str:
    """Return regulation, schedule and item as one word: Belarus-1-Part1.1-12, JVCFOA-54."""
    schedule = [part.replace(" ", "") for part in record.get("schedule", "").split(",")]
    parts = [_regulation(record), *schedule, record.get("item", "")]
    return "-".join(re.sub(r"[^\w.]+", "-", part).strip("-") for part in parts if part and part != "N/A")


def _draft(record: Record, id: str) -> Draft:
    names = record.get("entityorship") or record.get("entity") or ""
    title = record.get("titleorship") or record.get("title") or ""
    is_ship = bool(record.get("shipimonumber") or (names and title))
    draft = Draft(id, Kind.VESSEL if is_ship else Kind.ORGANISATION if names else Kind.PERSON)
    if names:
        _organisation(draft, record, names)
    else:
        _person(draft, record)
    date = record.get("dateofbirthorshipbuilddate") or record.get("dateofbirth") or ""
    if draft.kind == Kind.PERSON:
        for written in _EITHER.split(date):
            draft.birth_date(_birth_date(written, record.get("dateoflisting", "")))
        draft.note(f"title: {title}" if title else "")
    else:
        draft.note(f"ship type: {title}" if title else "")
        draft.note(f"built: {date}" if date else "")
    for number in re.split(r"[;,/\n]", record.get("shipimonumber", "")):
        draft.identifier("imo", number)
    _listing(draft, record)
    return draft


def _listing(draft: Draft, record: Record) -> None:
    regulation = _regulation(record)
    draft.add("programs", regulation if regulation == "JVCFOA" else f"SEMA {regulation}".strip())
    day = partial_date(record.get("dateoflisting", ""))
    draft.set("listed_on", day)
    if not day:
        draft.unread("date of listing", record.get("dateoflisting", ""))
    place = [f"Schedule {record['schedule']}"] if "schedule" in record else []
    place += [f"item {record['item']}"] if "item" in record else []
    draft.add("sources", FORMAT.source, ", ".join([f"{FORMAT.title}, {regulation}", *place]))
    for tag in sorted(record.keys() - _KNOWN):
        draft.unread(tag, record[tag])


def _organisation(draft: Draft, record: Record, names: str) -> None:
    """Add the names of an entity or ship: English and French parted by a slash, others behind "also known as"."""
    also = _ALSO.search(names)
    own = split_names(names[: also.start()] if also else names, is_person=False) if "/" in names else []
    draft.name(*(own or [(names[: also.start()] if also else names).strip(" ;")]))
    for name in own or [names]:
        draft.add("aliases", *_bracketed(name))
    for text in (also[1] if also else "", record.get("aliases", "")):
        found = split_names(text, is_person=False)
        draft.add("aliases", *found)
        for name in found:
            draft.add("aliases", *_bracketed(name))


def _bracketed(name: str) -> list[str]:
    """Return the parts of a name with a short or second name in brackets at its end; none where the bracket is a place."""
    found = _BRACKET.match(name)
    if not found or _ALSO.search(name):
        return []
    outside, inside = found["outside"], found["inside"].strip()
    first = next((word for word in fold(outside).split() if word not in {"the", "jsc", "ojsc", "llc"}), "")
    is_short = " " not in inside and sum(c.isupper() for c in inside) >= 2 and fold(inside)[:1] == first[:1]
    return [outside, inside] if is_short or len(inside.split()) >= 3 else []


def _person(draft: Draft, record: Record) -> None:
    """Add the names of a person, given name first; a bracket in a name is another spelling of it."""
    givens, families = _spellings(record.get("givenname", "")), _spellings(record.get("lastname", ""))
    for given in givens:
        for family in families:
            said_twice = bool(family) and fold(given).endswith(fold(family)) and fold(given) != fold(family)
            draft.name(given if said_twice else f"{given} {family}".strip())
    for alias in split_names(record.get("aliases", ""), is_person=True):
        whole = _completed(alias, givens[0], families[0])
        draft.add("weak_aliases" if whole else "aliases", alias)
        draft.add("derived_names", whole)


def _spellings(name: str) -> list[str]:
    found = _BRACKET.match(name)
    return [found["outside"].strip(), found["inside"].strip()] if found else [folded(name)]


def _completed(alias: str, given: str, family: str) -> str:
    """Return the whole name where an alias respells only the given or only the family name, else ''.

    Two words are a given name where the second is a patronymic.

    >>> _completed("Alexei", "Alexey Ivanovich", "EXAMPLOV"), _completed("EGZAMPLOV", "Alexey", "EXAMPLOV")
    ('Alexei Ivanovich EXAMPLOV', 'Alexey EGZAMPLOV')
    """
    from rapidfuzz.fuzz import ratio

    said, names = alias.split(), given.split()
    if not names or not family:
        return ""

    def like(one: str, other: str) -> float:
        return ratio(latin(fold(one)), latin(fold(other)))

    if len(said) == 1:
        to_given, to_family = like(alias, names[0]), like(alias, family)
        if max(to_given, to_family) < _LIKE:
            return ""
        return f"{given} {alias}" if to_family >= to_given else " ".join([alias, *names[1:], family])
    is_given = len(said) == len(names) == 2 and all(like(*pair) >= _LIKE for pair in zip(said, names, strict=True))
    return f"{alias} {family}" if is_given and _PATRONYMIC.search(said[1]) else ""


def _birth_date(written: str, listed: str) -> str:
    """Return a date as one that can be read: a decade as its years, and Sep-99 with its century where it can be but one."""
    if found := _DECADE.search(written):
        return f"{found[1]}0 to {found[1]}9"
    found = _MONTH_AND_YEAR.fullmatch(written.strip())
    if found and listed[:4].isdigit() and 2000 + int(found[2]) > int(listed[:4]):
        return f"{found[1]} 19{found[2]}"
    return written
