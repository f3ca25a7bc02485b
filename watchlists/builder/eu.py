"""The DPRK entries of the EU: the financial sanctions list joined with the annexes of Regulation (EU) 2017/1509."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from rapidfuzz import fuzz

from screen.lists.dates import partial_date
from screen.lists.draft import Draft
from screen.lists.formats.published_numbers import document_numbers
from screen.model import Kind
from screen.names.folding import fold
from watchlists.builder.entry import Entry, birth_dates_contradict, numbers, read, spellings, united, values
from watchlists.builder.sources import EU_ANNEXES, EU_ANNEXES_DATE, EU_LIST, EU_LIST_DATE

_REGULATION = "https://eur-lex.europa.eu/eli/reg/2017/1509"
_LIST = "https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions"
ABOUT = {
    "id": "dprk-eu",
    "title": "EU, DPRK restrictive measures (Regulation 2017/1509)",
    "publisher": "EU",
    "date": EU_LIST_DATE,
    "source": _REGULATION,
    "licence": "© European Union, reuse with attribution (Decision 2011/833/EU)",
    "part_of": "eu",
}
_KINDS = {"Person": Kind.PERSON, "LegalEntity": Kind.ORGANISATION, "Vessel": Kind.VESSEL}
_COLUMNS = {
    "passportNumber": "passport",
    "registrationNumber": "registration_number",
    "swiftBic": "bic",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "email": "email",
    "website": "website",
}
_JOINED = ("aliases", "birth_dates", "birth_places", "nationalities", "countries", "addresses", "identifiers", "phones",
           "emails", "websites", "programs")  # fmt: skip
_BRACKETED = re.compile(r"\(([^()]+)\)")
_FORMER = re.compile(r"^(?:f\.?k\.?a\.?:?|Aliases:)\s*", re.IGNORECASE)
_SCRIPT = re.compile(r"(?<=[A-Za-z]) (?=[\u3400-\u9fff\uac00-\ud7a3])")
_ALIKE = 92  # Defence and Defense, the apostrophes of Worker's and Workers'
_DATES = re.compile(r";|,| or |[a-z]\) ")


def entries(folder: Path) -> list[Entry]:
    """Return the entries of the financial list with what their annex adds, then what only the annexes have."""
    listed = read(folder / EU_LIST)
    for entry in listed:
        entry["basis"], entry["data_as_of"] = "reconstructed", EU_LIST_DATE
        entry["sources"] = (_LIST, f"EU financial sanctions list, {EU_LIST_DATE}, {entry['id']}")
        entry["measure"] = "Asset freeze"
    alone: dict[str, Entry] = {}
    with (folder / EU_ANNEXES).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            entry = _annexed(row)
            if found := _same(entry, listed):
                _add(found, {**entry, "name": found["name"]} if found.get("is_annexed") else entry)
                found["is_annexed"] = True
            elif known := alone.get(str(entry["id"])):
                _add(known, {**entry, "name": known["name"]})
            else:
                alone[str(entry["id"])] = entry
    return [{column: value for column, value in entry.items() if column != "is_annexed"} for entry in listed] + [
        *alone.values()
    ]


def _annexed(row: dict[str, str]) -> Entry:
    """Return the entry of one row of the annexes, named by the ship's IMO number or by annex and row."""
    ship = row["imoNumber"] if row["imoNumber"].isdecimal() else ""
    number = f"IMO{ship}" if ship else f"{row['annex']}-{row['recordId']}"
    draft = Draft(f"2017/1509-{number}", _KINDS[row["schema"]])
    draft.name(*(name for written in (row["name"], *row["alias"].split(";")) for name in _names(written, draft.kind)))
    for written in _DATES.split(row["birthDate"]):
        draft.birth_date(written.strip(" ."))
    draft.add("birth_places", *_split(row["birthPlace"]))
    draft.set("gender", row["gender"].strip(" ."))
    for written in _split(row["nationality"]):
        draft.country("nationalities", written.strip("."))
    draft.add("addresses", *_split(row["address"]))
    for column, kind in _COLUMNS.items():
        if column == "imoNumber" and not ship:
            continue
        for number in document_numbers(row[column]) if kind == "passport" else _split(row[column]):
            draft.identifier(kind, number)
    draft.add("phones", *_split(row["phone"]))
    draft.add("programs", f"{row['programKey']} annex {row['annex']}")
    draft.set("measure", row["measure"])
    draft.set("listed_on", partial_date(row["startDate"]))
    draft.set("basis", "derived")
    draft.set("data_as_of", EU_ANNEXES_DATE)
    draft.set("note", "check the official list")
    draft.add("sources", _REGULATION, f"Regulation (EU) 2017/1509, annex {row['annex']}, as of {EU_ANNEXES_DATE}")
    record = draft.record()
    return {**record, "references": (f"EU:{record['id']}",)}


def _names(written: str, kind: str) -> list[str]:
    """Return the names of one cell: what stands in brackets, behind a comma or in another script is one of its own."""
    bare = _FORMER.sub("", written.strip(' "'))
    names = [bare]
    if kind == Kind.VESSEL or "Aliases:" in bare:
        inside = [part for found in _BRACKETED.findall(bare) for part in _FORMER.sub("", found).split(",")]
        names = [_BRACKETED.sub(" ", bare), *inside]
    elif kind == Kind.PERSON:
        parts = [part.strip() for part in bare.split(",")]
        names = parts if all(" " in part for part in parts) else [bare]
    parts = [part.strip() for name in names for part in _SCRIPT.split(name)]
    return [found[1] if (found := _BRACKETED.fullmatch(part)) else part for part in parts]


def _split(cell: str) -> list[str]:
    return [
        part for text in re.split(r";| and (?=[\w.+]+@|\+)", cell) if (part := text.strip(' "').removesuffix("."))
    ]


def _same(entry: Entry, listed: list[Entry]) -> Entry | None:
    """Return the entry of the financial list that a row of the annexes is: by a number, else by a name that is its only one."""
    alike = [one for one in listed if one["kind"] == entry["kind"]]
    by_number = [one for one in alike if numbers(one) & numbers(entry)]
    both = [one for one in by_number if spellings(one) & spellings(entry)]
    alike = [one for one in alike if not birth_dates_contradict(one, entry)]
    by_name = [one for one in alike if spellings(one) & spellings(entry)]
    most = max((len(spellings(one) & spellings(entry)) for one in by_name), default=0)
    by_most = [one for one in by_name if len(spellings(one) & spellings(entry)) == most]
    by_letters = [one for one in alike if entry["kind"] != Kind.PERSON and _is_spelled_alike(one, entry)]
    for found in (both, by_name, by_most, by_number, by_letters):
        if len(found) == 1:
            return found[0]
    return None


def _is_spelled_alike(one: Entry, other: Entry) -> bool:
    return fuzz.token_sort_ratio(fold(str(one["name"])), fold(str(other["name"]))) >= _ALIKE


def _add(found: Entry, entry: Entry) -> None:
    """Add what an annex says; its name is the official one, and its day is that of the listing."""
    if found["name"] != entry["name"]:
        found["aliases"] = united((str(found["name"]),), values(found, "aliases"))
        found["name"] = entry["name"]
    for column in _JOINED:
        found[column] = united(values(found, column), values(entry, column))
    known = {tuple(text.split(":", 2)[::2]) for text in values(found, "identifiers") if "::" not in text}
    found["identifiers"] = tuple(
        text
        for text in values(found, "identifiers")
        if "::" not in text or tuple(text.split(":", 2)[::2]) not in known
    )
    found["aliases"] = tuple(name for name in values(found, "aliases") if name != found["name"])
    found["gender"] = found.get("gender") or entry.get("gender", "")
    found["listed_on"] = min(filter(None, (str(found["listed_on"]), str(entry.get("listed_on", "")))), default="")
    found["measure"] = ", ".join(united(str(found["measure"]).split(", "), (str(entry["measure"]),)))
    found["sources"] = united(values(found, "sources"), values(entry, "sources"))


def coverage(found: list[Entry]) -> str:
    """Say what the list holds."""
    annexed = [entry for entry in found if entry["basis"] == "derived"]
    return (
        f"{len(found) - len(annexed)} persons and entities of the financial sanctions list of {EU_LIST_DATE}, in a file rebuilt "
        f"from the published one, with what the annexes add; {len(annexed)} rows of the annexes of Regulation (EU) 2017/1509 "
        "that this list does not hold, among them the ships. Rows that are no asset freeze carry their measure. Check the "
        "official list before you act."
    )
