"""One designation of the UK Sanctions List, whether it came as XML or as CSV → a draft.

The words of the XML and the columns of the CSV are nearly the same; a group of facts here is a list of mappings from the
word in lower case to the text. What is told as prose (other information, statement of reasons) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from screen.lists.dates import partial_date
from screen.lists.draft import Draft
from screen.lists.formats.numbered_cells import add_countries
from screen.lists.formats.uk_facts import (
    add_document,
    add_emails,
    add_names,
    add_phones,
    add_registration,
    add_script,
    add_websites,
    gender_said,
    new_draft,
    spoken_name,
)
from screen.lists.formats.un_references import un_reference
from screen.lists.long_text import note_short
from screen.model import Kind

Values = Mapping[str, str]
Groups = Mapping[str, Sequence[Values]]

ID = "uk"
TITLE = "UK Sanctions List"
SOURCE = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
LICENCE = "Open Government Licence v3.0"

_LINES = (*(f"addressline{number}" for number in range(1, 7)), "addresspostalcode", "addresscountry")


def designation(groups: Groups) -> Draft:
    """Return the draft of one designation."""
    about = groups["about"][0]
    draft = new_draft(about.get("uniqueid", ""), about.get("individualentityship", ""))
    _law(draft, about)
    names = groups.get("name", ())
    add_names(draft, (spoken_name(name, name.get("nametype", ""), name.get("aliasstrength", "")) for name in names))
    for script in groups.get("script", ()):
        add_script(draft, script.get("namenonlatinscript", ""))
    for address in groups.get("address", ()):
        _address(draft, address)
    _contacts(draft, groups)
    _person(draft, groups)
    _firm_or_ship(draft, groups)
    return draft


def coverage(drafts: Iterable[Draft]) -> str:
    """Say how many designations of each kind a file held."""
    kinds = [draft.kind for draft in drafts]
    persons, entities, ships = map(kinds.count, (Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL))
    others = len(kinds) - persons - entities - ships
    counted = f"{persons} individuals, {entities} entities and {ships} ships"
    return f"{counted}, and {others} of another kind" if others else counted


def _law(draft: Draft, about: Values) -> None:
    draft.add("programs", about.get("regimename", ""))
    draft.set("measure", ", ".join(measure.strip() for measure in about.get("sanctionsimposed", "").split("|")))
    draft.set("listed_on", partial_date(about.get("datedesignated", "")))
    stated = about.get("unreferencenumber", "")
    draft.add("references", un_reference(stated))
    if not un_reference(stated) and stated.strip().casefold() not in {"", "n/a"}:
        draft.unread("UN reference", stated)
    if group := about.get("ofsigroupid", "").strip():
        draft.add("references", f"OFSI:{group}")


def _address(draft: Draft, address: Values) -> None:
    written = [address.get(line, "").strip(" ,") for line in _LINES]
    if any(written[:-1]):
        draft.add("addresses", ", ".join(line for line in written if line))
    if written[-1]:
        add_countries(draft, written[-1], "countries")


def _contacts(draft: Draft, groups: Groups) -> None:
    for phone in _texts(groups, "phonenumber"):
        add_phones(draft, phone)
    for email in _texts(groups, "emailaddress"):
        add_emails(draft, email)
    for website in _texts(groups, "website"):
        add_websites(draft, website)


def _person(draft: Draft, groups: Groups) -> None:
    for what in ("title", "position"):
        for written in _texts(groups, what):
            note_short(draft, what, written)
    for born in _texts(groups, "dob"):
        draft.birth_date(born)
    for nationality in _texts(groups, "nationality"):
        add_countries(draft, nationality, "nationalities", "countries")
    for place in groups.get("birthplace", ()):
        parts = (place.get(part, "").strip() for part in ("townofbirth", "countryofbirth"))
        draft.add("birth_places", ", ".join(part for part in parts if part))
    for gender in _texts(groups, "gender"):
        draft.set("gender", gender_said(gender))
    for one in groups.get("passport", ()):
        add_document(draft, "passport", one.get("passportnumber", ""), one.get("passportadditionalinformation", ""))
    for one in groups.get("document", ()):
        number, about = (
            one.get("nationalidentifiernumber", ""),
            one.get("nationalidentifieradditionalinformation", ""),
        )
        add_document(draft, "id_number", number, about)


def _firm_or_ship(draft: Draft, groups: Groups) -> None:
    for registration in _texts(groups, "businessregistrationnumber"):
        add_registration(draft, registration)
    for number in _texts(groups, "imonumber"):
        draft.identifier("imo", number)
    for number in _texts(groups, "hullidentificationnumber"):
        draft.identifier("other", number)
    for flag in (*_texts(groups, "currentbelievedflagofship"), *_texts(groups, "previousflag")):
        add_countries(draft, flag, "countries")
    for parent in _texts(groups, "parentcompany"):
        draft.note(f"parent company: {parent}")
    for subsidiary in _texts(groups, "subsidiary"):
        draft.note(f"subsidiary: {subsidiary}")


def _texts(groups: Groups, fact: str) -> list[str]:
    texts = (part.strip() for values in groups.get(fact, ()) for part in values.get(fact, "").split("|"))
    return [text for text in texts if text]
