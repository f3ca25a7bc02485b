"""OpenSanctions' targets.simple.csv: any of its datasets, in any of its column sets.

Layout: a header and one record a target; columns grew over the years and are read by name. A cell of many values is a
line of CSV in itself, with ``;`` between them and quotes around what holds one. The file tells neither weak aliases nor
the types of numbers, and has no topics: what shows a sanction is the column "sanctions", read with the datasets.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from screen.countries import country_code
from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats import opensanctions as shared
from screen.lists.identifiers import is_ship_number
from screen.model import Kind, split_values

_NEEDED = {"id", "schema", "name", "aliases", "birth_date", "countries", "identifiers"}
_OURS = {"legal_status", "basis"}  # entries.csv of a list folder begins with the same columns
_IMO = re.compile(r"IMO\s*(\d{7})")
_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_MMSI = re.compile(r"[2-7]\d{8}")

Row = Mapping[str, str]


def _role_of(head: Head) -> str:
    header = set(map(str.casefold, head.header))
    return "list" if header >= _NEEDED and not header & _OURS else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    drafts, left_out, datasets, newest = [], [], [], ""
    for row in _rows(file):
        titles = _values(row.get("dataset", ""))
        kind = shared.KINDS.get(row["schema"].strip())
        if kind is None:
            left_out.append(shared.schema_name(row["schema"]))
        else:
            drafts.append(_draft(row, kind, titles))
        datasets.append(titles)
        newest = max(newest, row.get("last_seen", "")[:10])
    remark = "weak aliases stand among the others and types of numbers are not said"
    return Reading(
        drafts, newest, left_out=len(left_out), coverage=shared.coverage(file.name, drafts, left_out, remark),
        about=shared.about(datasets),
    )  # fmt: skip


FORMAT = Format(
    id="opensanctions", title="OpenSanctions", publisher="OpenSanctions", source=shared.SITE, licence=shared.LICENCE,
    name="OpenSanctions targets.simple.csv", role_of=_role_of, read=_read,
)  # fmt: skip


def _rows(file: ListFile) -> Iterator[Row]:
    """Yield the records by column. Raises WatchlistError for a file that was cut off or has other cells than its header."""
    if not _is_utf_8(file):
        raise WatchlistError(f"{file.where}: holds bytes that are no UTF-8. Fetch it again.")
    rows = file.rows()
    header = [name.strip().casefold() for name in next(rows)]
    if len(set(header)) < len(header):
        raise WatchlistError(f"{file.where}: the header names a column twice. Fetch it again.")
    for number, row in enumerate(rows, start=2):
        if row and len(row) != len(header):
            raise WatchlistError(
                f"{file.where}, record {number}: {len(row)} cells where the header has {len(header)}. "
                "Fetch the file again."
            )
        if row:
            yield dict(zip(header, row, strict=True))


def _is_utf_8(file: ListFile) -> bool:
    """Whether every byte of a file is UTF-8, as a program wrote it: another one was put in later, or the end is missing."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open() as stream:
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _values(cell: str) -> list[str]:
    """Return the values of a cell, '' for a value that is there without a text; a cell that quotes nothing is split plainly."""
    if not cell.strip():
        return []
    try:
        rows = list(csv.reader(io.StringIO(cell, newline=""), delimiter=";", strict=True))
    except csv.Error:
        return list(split_values(cell))
    return [value.strip() for row in rows for value in row]


def _draft(row: Row, kind: str, titles: Sequence[str]) -> Draft:
    draft = shared.new_draft(row["id"], kind, titles, row.get("last_seen", ""))
    draft.name(row["name"], *_values(row["aliases"]))
    for value in _values(row["birth_date"]):
        draft.birth_date(value)
    for code in filter(None, _values(row["countries"])):
        shared.add_country(draft, "countries", code)
    draft.add("addresses", *_values(row.get("addresses", "")))
    draft.add("phones", *_values(row.get("phones", "")))
    draft.add("emails", *_values(row.get("emails", "")))
    for value in _values(row["identifiers"]):
        if value != draft.id:
            draft.identifier(*_typed(value, kind))
    _standing(draft, row, titles)
    return draft


def _standing(draft: Draft, row: Row, titles: Sequence[str]) -> None:
    """Say what the party is on file for, and whether that is a sanctions list."""
    texts = _values(row.get("sanctions", "") or row.get("sanction", ""))
    topics = _values(row.get("topics", ""))
    listed = "sanction" in topics if topics else shared.shows_sanction(texts, titles)
    draft.set("legal_status", "listed" if listed else "not listed")
    programs = [program for program in _values(row.get("program_ids", "")) if program]
    draft.add("programs", *(programs or titles))
    for text in [*map(shared.topic_words, topics), *texts]:
        draft.note(text)


def _typed(value: str, kind: str) -> tuple[str, str]:
    """Give a bare value the type its shape proves: the file does not say what kind of number it is."""
    upper = value.upper()
    if found := _IMO.fullmatch(upper):
        return "imo", found[1]
    if kind == Kind.VESSEL and is_ship_number(upper):
        return "imo", upper
    if kind == Kind.VESSEL and _MMSI.fullmatch(upper):
        return "mmsi", upper
    bank = _BIC.fullmatch(value) if kind in {Kind.ORGANISATION, ""} else None
    return ("bic", value) if bank and country_code(bank[1]) else ("other", value)
