"""What OFAC says of a party, by OFAC's own wording for it, alike in all formats of its lists.

The same wording heads a phrase of Remarks in the CSV, is an idType in the XML, a feature or a document type in the
others. What is no fact about who the party is (directives, dates of measures, ship and aircraft models) is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from screen.countries import country_code
from screen.lists.draft import Draft, folded
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.identifiers import identifier_type
from screen.lists.long_text import note_short
from screen.model import Kind

LICENCE = "Work of the United States government, public domain"
SDN = {
    "id": "us-ofac-sdn",
    "title": "US Treasury OFAC, SDN list",
    "source": "https://sanctionslist.ofac.treas.gov/Home/SdnList",
}
CONSOLIDATED = {
    "id": "us-ofac-consolidated",
    "title": "US Treasury OFAC, consolidated (non-SDN) list",
    "source": "https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
}
LINK = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
SDN_LIST, CONSOLIDATED_LIST = "SDN List", "Consolidated List"
_SHORT = {"us-ofac-sdn": "OFAC SDN list", "us-ofac-consolidated": "OFAC consolidated (non-SDN) list"}
_KINDS = {
    "": Kind.ORGANISATION, "entity": Kind.ORGANISATION, "individual": Kind.PERSON,
    "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT,
}  # fmt: skip

# Programmes that stand for one of the lists beside the SDN list: sectoral sanctions, Chinese military companies,
# Palestinian Legislative Council, foreign sanctions evaders, correspondent accounts (CAPTA), menu-based sanctions.
_NON_SDN = re.compile(r"UKRAINE-EO13662$|CMIC-|NS-|FSE-|561-|CAPTA|MBS$|SSI")

BIRTH_DATE, BIRTH_PLACE = ("DOB", "Birthdate"), ("POB", "Place of Birth")
NATIONALITY = ("nationality", "Nationality Country", "citizen", "Citizenship Country")
COUNTRY = (
    "Nationality of Registration", "Registration Country", "Vessel Flag", "Other Vessel Flag", "Former Vessel Flag",
)  # fmt: skip
REMARK = {
    "Linked To": "linked to",
    "Secondary sanctions risk": "secondary sanctions risk",
    "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions":
        "transactions prohibited for persons owned or controlled by U.S. financial institutions",
    "Chinese Commercial Code": "Chinese commercial code",
}  # fmt: skip
WORDED = (*BIRTH_DATE, *BIRTH_PLACE, *NATIONALITY, *COUNTRY, *REMARK, "Gender", "Issuer Name")
UNUSED = re.compile(
    r"additional sanctions information|executive order \d+|caatsa section|ifca determination|peesa information"
    r"|(?:listing|effective|purchase/sales for divestment) date|organization (?:type|established date)|target type"
    r"|aircraft (?:model|manufacture date|operator)|(?:other )?vessel type|vessel (?:owner|year of build|tonnage|gross)"
    r"|equity ticker|micex code|un/locode|for more information",
    re.IGNORECASE,
)
_ROLES = {
    wording.casefold(): role
    for role, wordings in {
        "birth_dates": BIRTH_DATE, "birth_places": BIRTH_PLACE, "nationalities": NATIONALITY, "countries": COUNTRY,
        "note": REMARK, "gender": ("Gender",), "aliases": ("Issuer Name",), "title": ("Title",),
    }.items()
    for wording in wordings
}  # fmt: skip
_LABELS = {wording.casefold(): label for wording, label in REMARK.items()}
_NOWHERE = {"", "undetermined", "none identified"}
_LABEL = re.compile(r"^(?:#|No\.?:|Booklet:?|[A-Z]{2,5}:)\s*")
_IMO = re.compile(r"IMO\s*(\d{7})", re.IGNORECASE)
_BRACKET = re.compile(r"\s+\(([^()\d]*)\)$")
_WORDS_AFTER = re.compile(r",\s*(?=[A-Za-z]).*$")


def ofac_format(
    name: str,
    role_of: Callable[[Head], str],
    read: Callable[[Sequence[ListFile]], Reading],
    group: Callable[[Sequence[ListFile]], list[list[ListFile]]] | None = None,
) -> Format:
    """Return a format of OFAC's lists: what it reads is the SDN list unless the reading says otherwise."""
    return Format(
        id=SDN["id"], title=SDN["title"], publisher="OFAC", source=SDN["source"], licence=LICENCE,
        name=name, role_of=role_of, read=read, group=group,
    )  # fmt: skip


def new_draft(uid: str, written_kind: str) -> Draft:
    """Begin a record; a kind that OFAC did not use so far is kept as an organisation and noted."""
    kind = _KINDS.get(written_kind.casefold())
    draft = Draft(uid, kind or Kind.ORGANISATION)
    if kind is None:
        draft.unread("type", written_kind)
    return draft


def full_name(last: str, first: str) -> str:
    """Return a name as OFAC writes it: the family name before the comma."""
    return f"{last}, {first}" if last and first else last or first


def fact(draft: Draft, wording: str, value: str, country: str = "") -> None:
    """Add a fact by OFAC's wording for it; country: who issued a document, in any spelling."""
    key, value = wording.strip(" :-"), folded(value)
    role = _ROLES.get(key.casefold())
    if not value:
        return
    if key.casefold().startswith("digital currency address"):
        draft.identifier("wallet", value)
    elif role == "birth_dates":
        draft.birth_date(value)
    elif role in ("nationalities", "countries"):
        nation(draft, role, value)
    elif role == "gender":
        _gender(draft, value)
    elif role == "title":
        note_short(draft, "title", value)
    elif role == "note":
        draft.note(f"{_LABELS[key.casefold()]}: {value}")
    elif role:
        draft.add(role, value)
    elif not UNUSED.match(key):
        _number(draft, key, value, country)


def _gender(draft: Draft, value: str) -> None:
    if value.lower() in ("male", "female"):
        draft.set("gender", value.lower())
    else:
        draft.unread("gender", value)


def _number(draft: Draft, wording: str, written: str, country: str) -> None:
    """Add a number; the wording decides its type. Labels, and words that are no part of it, are taken off and noted."""
    kind = identifier_type("ofac", wording)
    if kind in ("phone", "email", "website"):
        draft.identifier(kind, written)
        return
    if found := _IMO.fullmatch(written):
        draft.identifier("imo", found[1])
        return
    number = _LABEL.sub("", written)
    if (found := _BRACKET.search(number)) and not country and country_code(found[1]):
        number, country = number[: found.start()], found[1]
    elif number != (number := _WORDS_AFTER.sub("", _BRACKET.sub("", number))):
        draft.unread(wording, written)
    if not _may_lack_digits(kind, wording) and not any(letter.isdigit() for letter in number):
        draft.unread(wording, written)
        return
    if country and not country_code(country):
        draft.unread(f"country of {wording}", country)
    draft.identifier(kind, number, country or ("CN" if "USCC" in wording else ""))


def _may_lack_digits(kind: str, wording: str) -> bool:
    return kind in ("bic", "call_sign") or "Tail Number" in wording


def nation(draft: Draft, column: str, written: str) -> None:
    """Add a country, or a nationality, which counts as a country too; a region ("Region: Gaza") is read as its country."""
    bare = written.removeprefix("Region:").strip()
    if bare.casefold() in _NOWHERE:
        return
    if column == "nationalities" and country_code(bare):
        draft.country("countries", bare)
    if country_code(bare):
        draft.country(column, bare)
    else:
        draft.unread("nationality" if column == "nationalities" else "country", written)


def address(draft: Draft, *parts: str, country: str = "") -> None:
    """Add an address in one line, and its country; one that is a country alone is no address."""
    given = [part for part in map(folded, parts) if part]
    if given:
        where = country if country.casefold() not in _NOWHERE else ""
        draft.add("addresses", ", ".join([*given, where] if where else given))
    nation(draft, "countries", country)


def city_line(city: str, state: str, postal: str) -> str:
    """Return city, state and postal code as the CSV writes them.

    >>> city_line("Gaza City", "Gaza", ""), city_line("Beijing", "", "100007")
    ('Gaza City, Gaza', 'Beijing 100007')
    """
    return " ".join(part for part in (", ".join(filter(None, (city, state))), postal) if part)


def spelled(draft: Draft, parts: Mapping[str, str], country: str) -> None:
    """Add an address by OFAC's names of its parts."""
    street = [parts.get(name, "") for name in ("ADDRESS1", "ADDRESS2", "ADDRESS3")]
    city = city_line(parts.get("CITY", ""), parts.get("STATE/PROVINCE", ""), parts.get("POSTAL CODE", ""))
    region = parts.get("REGION", "")
    address(draft, *street, city, region if country else "", country=country or region)


def listed_on(days: Mapping[str, str], consolidated: bool) -> str:
    """Return since when a party is on a list, by the days on which all its lists published it.

    The consolidated list only gathers others (its own day is later), and a party on it may be on the SDN list too.
    """
    if not consolidated:
        return days.get(SDN_LIST, "")
    own = [day for name, day in days.items() if day and name not in (SDN_LIST, CONSOLIDATED_LIST)]
    return min(own, default=days.get(CONSOLIDATED_LIST, ""))


def is_consolidated(drafts: Iterable[Draft]) -> bool:
    """Whether records are those of the consolidated list, where the file does not say.

    More than half of them then are under programmes of the lists beside the SDN list. On the SDN list that is one in two
    hundred, on the consolidated one 19 in 20; the entity numbers do not tell, a party may be on both.
    """
    marked = [any(map(_NON_SDN.match, draft.values("programs"))) for draft in drafts]
    return sum(marked) * 2 > len(marked)


def reading(
    drafts: list[Draft], date: str, consolidated: bool, stated: int | None = None, missing: Iterable[str] = ()
) -> Reading:
    """Return what was read, each record with the page of OFAC's search that shows it; missing: what was not given."""
    about = CONSOLIDATED if consolidated else SDN
    where = ", ".join(filter(None, (_SHORT[about["id"]], date)))
    for draft in drafts:
        draft.add("sources", LINK + draft.id, where)
    kinds = Counter(draft.kind for draft in drafts)
    counted = ", ".join(
        f"{kinds[kind]} {word}"
        for kind, word in (
            (Kind.PERSON, "individuals"), (Kind.ORGANISATION, "entities"),
            (Kind.VESSEL, "vessels"), (Kind.AIRCRAFT, "aircraft"),
        )
        if kinds[kind]
    )  # fmt: skip
    coverage = "; ".join([f"{counted} of the {_SHORT[about['id']].removeprefix('OFAC ')}", *missing])
    return Reading(drafts, date, stated, coverage=coverage, about=dict(about))
