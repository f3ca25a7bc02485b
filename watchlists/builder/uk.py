"""The DPRK regime of the UK Sanctions List, with what the official list of 2018 says of the same persons.

The birth dates of the rebuilt file belong to other persons: none of 72 agrees with the UN's of the same reference, none of
97 with those of the official list of 2018. They are left out; the list of 2018 has them for all but a few.
"""

from __future__ import annotations

from pathlib import Path

from watchlists.builder.entry import Entry, birth_dates_contradict, numbers, read, spellings, united, values
from watchlists.builder.sources import UK_LIST, UK_LIST_DATE, UK_OLD, UK_OLD_DATE

_PAGE = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
_OLD_PAGE = "https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets"
ABOUT = {
    "id": "dprk-uk",
    "title": "UK Sanctions List, DPRK regime",
    "publisher": "UK",
    "date": UK_LIST_DATE,
    "source": _PAGE,
    "licence": "Open Government Licence v3.0",
    "part_of": "uk",
}
_OLD_REGIME = "North Korea (Democratic People's Republic of Korea)"


def entries(folder: Path) -> list[Entry]:
    """Return the designations of the DPRK regime, and as delisted those that the list of 2018 had and this one has not."""
    old = [entry for entry in read(folder / UK_OLD) if _OLD_REGIME in values(entry, "programs")]
    by_group = {f"OFSI:{entry['id']}": entry for entry in old}
    listed = read(folder / UK_LIST)
    for entry in listed:
        entry["basis"], entry["data_as_of"] = "reconstructed", UK_LIST_DATE
        entry["sources"] = (_PAGE, f"UK Sanctions List, {UK_LIST_DATE}, {entry['id']}")
        entry["birth_dates"] = ()
        for reference in values(entry, "references"):
            if reference in by_group:
                _add(entry, by_group[reference])
    known = {reference for entry in listed for reference in values(entry, "references")}
    ships = {number for entry in listed for number in numbers(entry) if number[0] == "imo"}
    gone = [entry for entry in old if f"OFSI:{entry['id']}" not in known and not ships & numbers(entry)]
    return listed + [_delisted(entry) for entry in gone if not any(_is_same(entry, one) for one in listed)]


def _add(entry: Entry, old: Entry) -> None:
    """Add the details of the list of 2018 that the rebuilt file lacks; its passports stand there as identity numbers too."""
    for column in ("birth_dates", "birth_places", "nationalities", "identifiers", "phones", "emails"):
        entry[column] = united(values(old, column), values(entry, column))
    passports = {value for kind, value in numbers(old) if kind == "passport"}
    entry["identifiers"] = tuple(
        text for text in values(entry, "identifiers")
        if not (text.startswith("id_number:") and text.rpartition(":")[2] in passports)
    )  # fmt: skip
    entry["gender"] = entry["gender"] or old["gender"]
    entry["addresses"] = entry["addresses"] or old["addresses"]
    details = f"OFSI consolidated list, {UK_OLD_DATE}, group {old['id']} (birth dates, nationality, numbers)"
    entry["sources"] = (*values(entry, "sources"), details)


def _is_same(entry: Entry, other: Entry) -> bool:
    """Whether an entry of 2018 stands on the list of today under another number."""
    return bool(spellings(entry) & spellings(other)) and not birth_dates_contradict(entry, other)


def _delisted(entry: Entry) -> Entry:
    return {
        **entry,
        "id": f"OFSI-{entry['id']}",
        "references": (f"UK:OFSI-{entry['id']}", f"OFSI:{entry['id']}"),
        "legal_status": "delisted",
        "delisted_on": f"{UK_OLD_DATE}..{UK_LIST_DATE}",
        "sources": (_OLD_PAGE, f"OFSI consolidated list, {UK_OLD_DATE}, group {entry['id']}"),
        "note": f"on the list of {UK_OLD_DATE}, not on that of {UK_LIST_DATE}",
        "data_as_of": UK_OLD_DATE,
    }


def coverage(found: list[Entry]) -> str:
    """Say what the list holds."""
    listed = [entry for entry in found if entry["legal_status"] == "listed"]
    return (
        f"All {len(listed)} designations of the DPRK regime, in a file rebuilt from the published one: check the official list "
        f"before you act. Birth dates, places and nationalities are those of the official list of {UK_OLD_DATE}, where that has "
        f"the party. {len(found) - len(listed)} that were taken off since are kept to explain."
    )
