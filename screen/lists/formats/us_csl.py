"""The US Consolidated Screening List (CSV): OFAC's lists and those of the Departments of State and Commerce in one file.

A party on several lists has a record for each, under one ``_id`` where the list is OFAC's. Many-valued cells are joined
with ``; ``. Strong and weak aliases are not told apart, and the lists of State and Commerce do not say what a party is.
The file states neither its date nor a count, and has no end mark but the line end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from screen.countries import country_code
from screen.lists.draft import Draft, folded
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.headed_csv import has_columns, headed_records
from screen.lists.formats.ofac_facts import LICENCE, LINK, fact, nation, new_draft
from screen.lists.formats.ofac_remarks import read_remarks
from screen.lists.formats.us_csl_names import kind_of, spellings
from screen.lists.long_text import note_short

_NEEDED = ("id", "source", "name", "entitynumber", "altnames", "sourceinformationurl")
_FACTS = (
    ("Vessel Call Sign", "callsign"), ("Vessel Flag", "vesselflag"), ("DOB", "datesofbirth"),
    ("POB", "placesofbirth"), ("nationality", "nationalities"), ("citizen", "citizenships"),
)  # fmt: skip
_NOTES = (
    ("licence requirement", "licenserequirement"), ("licence policy", "licensepolicy"),
    ("Federal Register", "federalregisternotice"), ("ends on", "enddate"),
)  # fmt: skip
_CODE = re.compile(r"\(([A-Z][A-Z-]*)(?: List)?\)")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_PARTS = re.compile(r";\s*")
_CONTROLS = re.compile(r"[\x80-\x9f]")

Row = Mapping[str, str]  # column name without case and punctuation → cell


def _role_of(head: Head) -> str:
    return "list" if has_columns(head, *_NEEDED) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    records = headed_records(files[0], _NEEDED)
    rows = [{name: _mended(cell) for name, cell in record.items()} for record in records]
    ids = _ids(rows)
    drafts = [_draft(row, id) for row, id in zip(rows, ids, strict=True)]
    sources = Counter(_code(row["source"]) for row in rows)
    counted = ", ".join(f"{name} {count}" for name, count in sorted(sources.items()))
    return Reading(drafts, coverage=f"{len(rows)} records of {len(sources)} lists: {counted}")


FORMAT = Format(
    id="us-csl", title="US Consolidated Screening List", publisher="CSL",
    source="https://www.trade.gov/consolidated-screening-list", licence=LICENCE,
    name="US Consolidated Screening List (CSV)", role_of=_role_of, read=_read,
)  # fmt: skip


def _mended(cell: str) -> str:
    """Read the control characters that were Windows-1252 once (0x92 for an apostrophe)."""
    return _CONTROLS.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), cell.strip())


def _code(source: str) -> str:
    """Return the short name of a list.

    >>> _code("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department")
    'NS-MBS'
    """
    found = _CODE.search(source)
    return found[1] if found else source


def _ids(rows: Sequence[Row]) -> list[str]:
    """Return the id of each record: its _id, and where several bear the same, with the list's short name.

    The SDN list's record keeps the bare _id, so that it does not change when the party comes onto another list.
    """
    borne = Counter(row["id"] for row in rows)
    taken: Counter[str] = Counter()
    ids = []
    for row in rows:
        code = _code(row["source"])
        id = row["id"] if borne[row["id"]] == 1 or code == "SDN" else f"{row['id']}/{code}"
        taken[id] += 1
        ids.append(id if taken[id] == 1 or not id else f"{id}/{taken[id]}")
    return ids


def _draft(row: Row, id: str) -> Draft:
    written, source = row.get("type", ""), row["source"]
    known = written or kind_of(row["name"], _code(source))
    draft = new_draft(id, known) if known else Draft(id, "")
    if not known:
        draft.note("the list does not say whether this is a person or an organisation")
    draft.name(*spellings(row["name"])[0])
    draft.add("weak_aliases", *spellings(row["name"])[1])
    for alias in row["altnames"].split(";"):
        strong, weak = spellings(alias)
        draft.add("aliases", *strong)
        draft.add("weak_aliases", *weak)
    draft.add("programs", *_PARTS.split(row.get("programs", "")), source)
    draft.set("listed_on", row.get("startdate", ""))
    note_short(draft, "title", row.get("title", ""))
    _facts(draft, row)
    _origin(draft, row)
    return draft


def _facts(draft: Draft, row: Row) -> None:
    for wording, column in _FACTS:
        for value in _PARTS.split(row.get(column, "")):
            fact(draft, wording, value)
    for document in row.get("ids", "").split("; "):
        _document(draft, document)
    for address in row.get("addresses", "").split("; "):
        _address(draft, address)
    for label, column in _NOTES:
        if value := folded(row.get(column)):
            draft.note(f"{label}: {value}")


def _document(draft: Draft, written: str) -> None:
    """Add a number: country and dates, which may be missing, stand before it, what it is called behind."""
    *parts, wording = written.split(", ")
    country = ""
    if len(parts) > 1 and len(parts[0]) == 2 and country_code(parts[0]):
        country = parts.pop(0)
    while len(parts) > 1 and _DAY.fullmatch(parts[0]):
        parts.pop(0)
    if parts:
        fact(draft, wording, ", ".join(parts), country)
    else:
        draft.note(wording)


def _address(draft: Draft, written: str) -> None:
    """Add an address, whose last part is its country's code in most of them."""
    *parts, last = written.split(", ")
    is_country = bool(country_code(last)) and (last.isupper() or not parts or not last.isascii() or len(last) > 3)
    if parts or not is_country:
        draft.add("addresses", written)
    if is_country:
        nation(draft, "countries", last)


def _origin(draft: Draft, row: Row) -> None:
    """Add where the record is from, and what the publisher's own number is."""
    number, source = row["entitynumber"], row["source"]
    if "Treasury" in source and number:
        draft.add("references", f"OFAC:{number}")
        draft.add("sources", LINK + number)
        read_remarks(draft, row.get("remarks", ""), known=row.get("title", ""))
    else:
        draft.note(row.get("remarks", ""))
    draft.add("sources", row["sourceinformationurl"], f"US Consolidated Screening List: {source}")
