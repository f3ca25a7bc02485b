"""OFSI's consolidated list of financial sanctions targets (CSV), which the UK closed in January 2026.

Layout: ``Last Updated,13/04/2018`` above the header, Windows-1252, the cross product of the names, addresses and birth
dates of a group, joined by Group ID. Columns changed in 2021 and 2022 (document numbers apart from what is said of them,
names in other scripts, alias quality); cells hold several values as ``1) x 2) y``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from screen.errors import WatchlistError
from screen.lists.dates import partial_date
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.headed_csv import has_columns, headed_records
from screen.lists.formats.numbered_cells import add_countries, numbered
from screen.lists.formats.ofsi_remarks import read_remarks
from screen.lists.formats.uk_facts import (
    Name,
    add_document,
    add_emails,
    add_names,
    add_phones,
    add_script,
    add_websites,
    new_draft,
    spoken_name,
)
from screen.lists.formats.uk_party import coverage
from screen.lists.long_text import note_short

_NEEDED = ("name6", "groupid", "grouptype", "aliastype")
_DATE = re.compile(r"Last Updated\"?,\"?(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_LINES = (*(f"address{number}" for number in range(1, 7)), "postzipcode", "country")
# Number, what is said of it; in the files before 2021 both stood in one column.
_DOCUMENTS = (
    ("passport", "passportnumber", "passportdetails"),
    ("id_number", "nationalidentificationnumber", "nationalidentificationdetails"),
    ("id_number", "ninumber", ""),
)

_Record = Mapping[str, str]


def _role_of(head: Head) -> str:
    return "list" if has_columns(head, *_NEEDED) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    groups: dict[str, list[_Record]] = {}
    for record in headed_records(file, _NEEDED):
        if not (id := record["groupid"].strip()):
            raise WatchlistError(f"{file.where}: a record has no Group ID. Fetch it again.")
        groups.setdefault(id, []).append(record)
    above = _DATE.search("\n".join(Head.of(file).lines[:3]))
    drafts = [_draft(id, records) for id, records in groups.items()]
    return Reading(drafts, partial_date(above[1]) if above else "", coverage=coverage(drafts))


FORMAT = Format(
    id="uk-ofsi", title="UK OFSI consolidated list of financial sanctions targets", publisher="OFSI",
    source="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
    licence="Open Government Licence v3.0", name="OFSI consolidated list (CSV)", role_of=_role_of, read=_read,
)  # fmt: skip


def _draft(id: str, records: Sequence[_Record]) -> Draft:
    """Return the draft of a group. Every column is read value by value, since most records repeat the others' cells."""
    draft = new_draft(id, records[0]["grouptype"])
    add_names(draft, map(_name, records))
    for what in ("title", "position"):
        for written in _values(records, what):
            note_short(draft, what, written)
    for script in _values(records, "namenonlatinscript"):
        add_script(draft, script)
    draft.add("programs", *_values(records, "regime"))
    draft.set("listed_on", min(filter(None, map(partial_date, _values(records, "listedon"))), default=""))
    for born in _values(records, "dob"):
        draft.birth_date(born)
    for nationality in _values(records, "nationality"):
        add_countries(draft, nationality, "nationalities", "countries")
    for towns, countries in dict.fromkeys(
        (row.get("townofbirth", ""), row.get("countryofbirth", "")) for row in records
    ):
        draft.add("birth_places", *_paired(towns, countries))
    for lines in dict.fromkeys(tuple(record.get(line, "").strip(" ,") for line in _LINES) for record in records):
        _address(draft, lines)
    _documents(draft, records)
    for remarks in _values(records, "otherinformation"):
        read_remarks(draft, remarks)
    _contacts(draft, records)
    return draft


def _values(records: Sequence[_Record], column: str) -> list[str]:
    return [value for value in dict.fromkeys(record.get(column, "").strip() for record in records) if value]


def _name(record: _Record) -> Name:
    return spoken_name(record, record["aliastype"], record.get("aliasquality", ""))


def _paired(first: str, second: str) -> list[str]:
    """Join numbered values one by one; where the second are fewer than the first, they hold for all of them."""
    left, right = numbered(first), numbered(second)
    if len(left) != len(right):
        right = [" / ".join(dict.fromkeys(right))] * max(len(left), 1)
        left = left or [""]
    return [", ".join(filter(None, pair)) for pair in zip(left, right, strict=True)]


def _address(draft: Draft, lines: Sequence[str]) -> None:
    if any(lines[:-1]):
        draft.add("addresses", ", ".join(line for line in lines if line))
    if lines[-1]:
        add_countries(draft, lines[-1], "countries")


def _documents(draft: Draft, records: Sequence[_Record]) -> None:
    for kind, number, details in _DOCUMENTS:
        cells = dict.fromkeys((record.get(number, ""), record.get(details, "")) for record in records)
        for written, about in cells:
            _document_cells(draft, kind, numbered(written), numbered(about))


def _document_cells(draft: Draft, kind: str, numbers: Sequence[str], details: Sequence[str]) -> None:
    """Add the documents of two cells, told apart by their numbers; a cell of details alone holds the numbers too."""
    if not numbers:
        for one in [one for one in details if len(details) == 1 or re.search(r"\d", one)]:
            add_document(draft, _kind_said(kind, one), one, one)
    elif len(numbers) == len(details):
        for number, about in zip(numbers, details, strict=True):
            add_document(draft, kind, number, about)
    else:
        for number in numbers:
            add_document(draft, kind, number)
        draft.note("; ".join(f"{kind.replace('_', ' ')}: {one}" for one in details))


def _kind_said(kind: str, text: str) -> str:
    """Return id_number for an identity card among the passports."""
    is_card = re.search(r"\bidentity card\b", text, re.IGNORECASE) and not re.search(
        r"\bpassport\b", text, re.IGNORECASE
    )
    return "id_number" if is_card else kind


def _contacts(draft: Draft, records: Sequence[_Record]) -> None:
    for column, add in (("phonenumber", add_phones), ("emailaddress", add_emails), ("website", add_websites)):
        for cell in _values(records, column):
            for one in numbered(cell):
                add(draft, one)
