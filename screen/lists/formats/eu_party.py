"""One party of the EU's list, whether its facts came as XML or as CSV → a draft.

Both layouts hold the same groups of facts (names, birth dates …) under nearly the same words; a group here is a list of
mappings from the word in lower case to the text. The EU marks no first name: the one shown is chosen. ``strong`` is true
throughout what was published so far; whether an alias is weak stands in the remark on the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from screen.countries import country_code
from screen.lists.dates import partial_date
from screen.lists.draft import Draft
from screen.lists.formats.contacts import emails, phones, websites
from screen.lists.formats.published_numbers import document_numbers
from screen.lists.formats.un_references import un_reference
from screen.lists.identifiers import identifier_type, is_ship_number
from screen.lists.long_text import NOTE_LENGTH, note_short
from screen.model import Kind

Values = Mapping[str, str]
Groups = Mapping[str, Sequence[Values]]

ID = "eu"
TITLE = "EU consolidated financial sanctions list"
SOURCE = (
    "https://data.europa.eu/data/datasets/"
    "consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions"
)
LICENCE = "© European Union, reuse with attribution (Decision 2011/833/EU)"

_UNKNOWN = {"", "00", "unknown"}
_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_CLAUSES = re.compile(r"\\n|[\n;]")
_WEAK = re.compile(r"[\s('\"‘“]*(?:low?|weak)[\s-]+quality", re.IGNORECASE)
_QUALITY = re.compile(r"\bquality\b", re.IGNORECASE)
_NAMES_IN_REMARK = re.compile(r"\b(?:name|known as|a\.?k\.?a|f\.?k\.?a|n[ée]e)\b", re.IGNORECASE)
_FLAGS = {
    "diplomatic": "diplomatic",
    "knownexpired": "known to have expired",
    "knownfalse": "known to be false",
    "reportedlost": "reported lost",
    "revokedbyissuer": "revoked by its issuer",
}
_CONTACTS = re.compile(r"(PHONE|FAX|MOBILE|E-?MAIL|WEB(?:SITE)?)[\s\[\]:=]*")


def party(groups: Groups, date: str, taken: dict[str, str] | None = None) -> Draft:
    """Return the draft of one party.

    date: day of the file, for its source; taken: reference → logical id of the parties so far, by which a second party
    under one reference is told apart.
    """
    about = groups["entity"][0]
    draft = Draft(_id(about, {} if taken is None else taken), _kind(about))
    _names(draft, groups.get("namealias", ()))
    draft.add("references", un_reference(about.get("unitednationid", "")))
    if details := about.get("designationdetails", "").strip():
        draft.note(f"designation: {details}")
    _note_remark(draft, about, "remark")
    _regulations(draft, about, groups.get("regulation", ()), date)
    for born in groups.get("birthdate", ()):
        _birth(draft, born)
    for citizenship in groups.get("citizenship", ()):
        _country(draft, citizenship, "nationalities")
        draft.add("countries", country_code(_code(citizenship)) or "")
    for address in groups.get("address", ()):
        _address(draft, address)
    for document in groups.get("identification", ()):
        _document(draft, document)
    return draft


def coverage(drafts: Iterable[Draft]) -> str:
    """Say how many parties of each kind a file held."""
    kinds = [draft.kind for draft in drafts]
    persons, vessels = kinds.count(Kind.PERSON), kinds.count(Kind.VESSEL)
    return f"{persons} persons, {len(kinds) - persons - vessels} organisations and {vessels} vessels"


def _id(about: Values, taken: dict[str, str]) -> str:
    """Return the reference of a party, with the logical id behind it where another party was first to bear it."""
    logical = about.get("logicalid", "")
    reference = about.get("eureferencenumber") or logical
    is_first = taken.setdefault(reference, logical) == logical
    return reference if is_first else f"{reference}/{logical}"


def _kind(about: Values) -> Kind:
    """Return person or organisation: the CSV has the code where the XML has the classification, and the other way about."""
    said = {about.get("subjecttype", "").casefold(), about.get("subjecttypeclassificationcode", "").casefold()}
    return Kind.PERSON if said & {"person", "p"} else Kind.ORGANISATION


def _names(draft: Draft, aliases: Sequence[Values]) -> None:
    """Add the names: first a strong one in Latin letters and English, the one with a function or gender where some have."""
    strong: list[tuple[tuple[bool, bool, bool, int], Values]] = []
    for place, alias in enumerate(aliases):
        _remark(draft, alias)
        note_short(draft, "position", alias.get("function", ""))
        note_short(draft, "title", alias.get("title", ""))
        if is_weak(alias):
            draft.add("weak_aliases", *_spellings(alias))
        elif spelling := "".join(_spellings(alias)[:1]):
            foreign = alias.get("namelanguage", "").upper() not in {"", "EN"}
            rank = (bool(_LATIN.search(spelling)), foreign, not alias.get("function"), place)
            strong.append((rank, alias))
    for _, alias in sorted(strong, key=lambda one: one[0])[:1] + strong:
        draft.name(*_spellings(alias))
        draft.set("gender", {"M": "male", "F": "female"}.get(alias.get("gender", "").upper(), ""))


def _spellings(alias: Values) -> list[str]:
    """Return a name as a whole, and put together from its parts where that reads otherwise."""
    whole = " ".join(alias.get("wholename", "").split())
    parts = " ".join(" ".join(alias.get(part, "") for part in ("firstname", "middlename", "lastname")).split())
    return list(dict.fromkeys(spelling for spelling in (whole, parts) if spelling))


def is_weak(alias: Values) -> bool:
    """Return whether the EU calls a name a weak one: by the flag, or by the remark that stands for it."""
    remark = _CLAUSES.split(alias.get("remark", ""))
    return alias.get("strong", "").casefold() == "false" or any(map(_WEAK.match, remark))


def _remark(draft: Draft, alias: Values) -> None:
    """Keep what a remark says of other names: as prose, since no mark tells where a name ends."""
    for clause in _CLAUSES.split(alias.get("remark", "")):
        if len(clause) < NOTE_LENGTH and _NAMES_IN_REMARK.search(clause) and not _QUALITY.search(clause):
            draft.note(f"remark on a name: {clause.strip()}")


def _note_remark(draft: Draft, values: Values, what: str) -> None:
    """Keep a short remark; a long one is a statement of reasons."""
    remark = values.get("remark", "")
    if len(remark) < NOTE_LENGTH:
        draft.note(f"{what}: {remark}" if remark.strip() else "")


def _regulations(draft: Draft, about: Values, regulations: Sequence[Values], date: str) -> None:
    dates = [about.get("designationdate", "")]
    if not partial_date(dates[0]):
        draft.unread("designation date", dates[0])
    for regulation in regulations:
        draft.add("programs", regulation.get("programme", ""))
        draft.add("sources", regulation.get("publicationurl", ""))
        dates.append(regulation.get("entryintoforcedate", ""))
    draft.set("listed_on", min(filter(None, map(partial_date, dates)), default=""))
    if any(regulation.get("publicationurl") for regulation in regulations):
        draft.add("sources", f"{TITLE}, {date}")


def _birth(draft: Draft, born: Values) -> None:
    """Add a birth date and place. The parts of a date in another calendar are kept, not read; a converted date is read."""
    parts = [born.get(part, "") for part in ("year", "monthofyear", "dayofmonth")]
    written = "-".join(part.zfill(2) for part in parts if part)
    full, calendar = born.get("birthdate", "")[:10], born.get("calendartype", "").upper() or "GREGORIAN"
    first, last = born.get("yearrangefrom", ""), born.get("yearrangeto", "")
    about = "circa " if born.get("circa", "").casefold() == "true" else ""
    if calendar != "GREGORIAN":
        draft.unread("date of birth", f"{written or full} ({calendar.lower()} calendar)")
        if full and full[:4] != parts[0]:
            draft.birth_date(about + full)
    elif parts[0] or full:
        draft.birth_date(about + (written if parts[0] else full))
    elif first and last:
        draft.birth_date(f"{about}{first} to {last}")
    elif first or last:
        draft.unread("date of birth", f"{first or '?'} to {last or '?'}")
    draft.add("birth_places", _joined(born, "place", "city", "region"))
    _note_remark(draft, born, "remark on a birth date")


def _address(draft: Draft, address: Values) -> None:
    box = address.get("pobox", "")
    with_box = {**address, "pobox": f"PO Box {box}" if box.replace(" ", "").isdecimal() else box}
    if any(address.get(part) for part in ("street", "city", "place", "region", "zipcode", "pobox")):
        draft.add("addresses", _joined(with_box, "street", "pobox", "zipcode", "city", "place", "region"))
    _country(draft, address, "countries")
    contacts = _CONTACTS.split(re.sub(r"\\n|\]", "; ", address.get("contactinfo", "")))
    _contact(draft, "", contacts[0])
    for key, value in zip(contacts[1::2], contacts[2::2], strict=True):
        _contact(draft, key, value)


def _contact(draft: Draft, key: str, value: str) -> None:
    """Add a telephone number, e-mail address or website; what bears no key is told by its form."""
    value = value.strip(" ,;")
    kind = identifier_type(ID, key.replace("-", "").upper()) if key else ""
    if kind == "email" or (not kind and "@" in value):
        draft.add("emails", *(emails(value) or [value]))
    elif kind == "website" or (not kind and re.match(r"https?:|www\.", value)):
        draft.add("websites", *websites(value))
    elif kind == "phone" or len(re.findall(r"\d", value)) > 5:
        draft.add("phones", *phones(value))
    else:
        draft.unread("contact", f"{key} {value}".strip())


def _document(draft: Draft, document: Values) -> None:
    code, country = document.get("identificationtypecode", ""), _code(document)
    kind = identifier_type(ID, code)
    flags = [words for flag, words in _FLAGS.items() if document.get(flag, "").casefold() == "true"]
    for written in dict.fromkeys((document.get("number", ""), document.get("latinnumber", ""))):
        numbers = document_numbers(written) if kind != "bic" else [written]
        for number in numbers:
            draft.identifier(kind, number, country)
        if not numbers and re.search(r"\w", written):
            draft.unread(code or "number", written)
        if numbers and flags:
            draft.note(f"{code} {written.strip()}: {', '.join(flags)}")
    note_short(draft, "name on a document", document.get("nameondocument", ""))
    _note_remark(draft, document, "remark on a document")
    number = "".join(filter(str.isdecimal, document.get("number", "")))
    if kind == "imo" and draft.kind == Kind.ORGANISATION and is_ship_number(number):
        draft.set("kind", Kind.VESSEL)


def _code(values: Values) -> str:
    """Return the country of a group of facts as the EU writes it, by code or else by name; '' where it does not know it."""
    code, name = (values.get(key, "").strip() for key in ("countryiso2code", "countrydescription"))
    known = [written for written in (code, name) if written.casefold() not in _UNKNOWN]
    return next(filter(country_code, known), "".join(known[-1:]))


def _country(draft: Draft, values: Values, column: str) -> None:
    if code := _code(values):
        draft.country(column, code)


def _joined(values: Values, *parts: str) -> str:
    written = [values.get(part, "").strip() for part in parts]
    country = values.get("countrydescription", "").strip()
    written.append("" if country.casefold() in _UNKNOWN else country)
    return ", ".join(dict.fromkeys(part for part in written if part))
