"""A row of an officer's own table → a draft, with every cell of it: in its column, or in the note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screen.lists.alias_text import split_names
from screen.lists.draft import Draft, folded
from screen.model import FIELDS, Kind, split_values
from screen.names import korean, words
from screen.names.folding import fold

if TYPE_CHECKING:
    from screen.model import Parties, Problem, Sheet

_NUMBERS = ("passport", "id_number", "registration_number", "tax_number", "imo", "bic", "bank_account", "wallet")
_CONTACTS = ("phone", "email", "website")
_COUNTRIES = ("nationality", "country", "incorporation_country", "vessel_flag")
_IN_COLUMNS = {
    "reference", "name", "family_name", "given_name", "name_original", "aliases", "kind", "birth_date", "birth_place", "gender",
    "address", "city", *_NUMBERS, *_CONTACTS, *_COUNTRIES,
}  # fmt: skip
_NOTED = tuple(name for name in FIELDS if name not in _IN_COLUMNS)
_SPLIT_LINES = re.compile(r"\s*[\n|]\s*")

Row = Mapping[str, Any]


def drafts_of(parties: Parties, file_name: str, source_headers: Collection[str]) -> Iterator[Draft]:
    """Yield the draft of each row, in order."""
    sheets = {sheet.name: sheet for sheet in parties.sheets}
    troubles: dict[tuple[str, int], list[Problem]] = {}
    for problem in parties.problems:
        if problem.column:
            troubles.setdefault((problem.sheet, problem.row), []).append(problem)
    rows = parties.table.to_dict("records")
    for row, id in zip(rows, _ids(rows, len(sheets) > 1), strict=True):
        sheet, place = sheets[row["sheet"]], (row["sheet"], int(row["row"]))
        draft = Draft(id, _kind(row))
        draft.set("legal_status", "not listed")
        draft.add("sources", _place(file_name, row))
        _fill(draft, row, sheet)
        _add_written(draft, sheet, int(row["row"]), source_headers, troubles.get(place, ()))
        yield draft


def _ids(rows: Sequence[Row], is_one_of_many: bool) -> list[str]:
    """Return an id for each row: its reference where no other row has it, else its place. Ids hold no white space."""
    references = Counter(_word(row["reference"]) for row in rows)
    found: list[str] = []
    taken: set[str] = set()
    for row in rows:
        place = f"{row['sheet']}-row-{row['row']}" if is_one_of_many else f"row-{row['row']}"
        reference = _word(row["reference"])
        id = reference if reference and references[reference] == 1 else _word(place)
        while id in taken:
            id += "+"
        taken.add(id)
        found.append(id)
    return found


def _word(text: str) -> str:
    return "-".join(text.split())


def _place(file_name: str, row: Row) -> str:
    return (
        f"{file_name}, sheet {row['sheet']}, row {row['row']}" if row["sheet"] else f"{file_name}, row {row['row']}"
    )


def _kind(row: Row) -> str:
    """Return the kind of a row, '' where neither a cell nor the name shows it."""
    if row["kind"]:
        return str(row["kind"])
    tokens = fold(row["name"] or row["name_original"]).split()
    reads_korean = korean.parse([row["name"]])[0] is not None if row["name"] else False
    are_names = len(tokens) > 1 and all(map(words.is_personal_name, tokens))
    is_person = (are_names and not (reads_korean and len(tokens) == 2)) or (reads_korean and len(tokens) > 2)
    return Kind.PERSON if is_person else ""


def _fill(draft: Draft, row: Row, sheet: Sheet) -> None:
    """Add the canonical fields of a row."""
    is_person = draft.kind in {Kind.PERSON, ""}
    draft.name(row["name"])
    for cell in _written(sheet, int(row["row"]), "name"):
        draft.name(*_SPLIT_LINES.split(cell))  # two lines may be two names, or one that was too long
    if row["family_name"] and row["given_name"]:
        draft.name(f"{row['given_name']} {row['family_name']}")
    for field in ("name_original", "aliases"):
        for cell in _written(sheet, int(row["row"]), field) or split_values(row[field]):
            for part in _SPLIT_LINES.split(cell):
                draft.name(*_aliases(part, is_person=is_person))
    for date in split_values(row["birth_date"]) if is_person else ():
        draft.birth_date(date)
    if not is_person:
        draft.note(f"date: {row['birth_date']}" if row["birth_date"] else "")
    draft.add("birth_places", *split_values(row["birth_place"]))
    draft.set("gender", row["gender"])
    for code in split_values(row["nationality"]):
        draft.country("nationalities", code)
    for field in _COUNTRIES:
        for code in split_values(row[field]):
            draft.country("countries", code)
    draft.add("addresses", ", ".join(part for part in (row["address"], row["city"]) if part))
    for field in (*_NUMBERS, *_CONTACTS):
        for value in split_values(row[field]):
            draft.identifier(field, value)
    for field in _NOTED:
        draft.note(f"{field.replace('_', ' ')}: {row[field]}" if row[field] else "")


def _written(sheet: Sheet, row: int, field: str) -> list[str]:
    """Return the cells of a field as they were written, line breaks included."""
    return [str(sheet.written.at[row, use.header]) for use in sheet.columns if use.field == field]


def _aliases(text: str, *, is_person: bool) -> list[str]:
    """Split a cell of aliases. "DOE, Jane" is one person; two or more whole names after commas are several."""
    if is_person and ";" not in text:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) == 2 and min(len(part.split()) for part in parts) < 2:
            return [text]
    return split_names(text, is_person=is_person)


def _add_written(
    draft: Draft, sheet: Sheet, row: int, source_headers: Collection[str], problems: Sequence[Problem]
) -> None:
    """Add the cells that have no field, as sources or notes, and those that could not be read."""
    for use in sheet.columns:
        cell = folded(str(sheet.written.at[row, use.header]))
        if not cell or use.field:
            continue
        if fold(use.header) in source_headers:
            draft.add("sources", cell)
        else:
            draft.note(f"{use.header}: {cell}")
    for problem in problems:
        if problem.column in sheet.written.columns:
            draft.note(f"{problem.column} as written: {folded(str(sheet.written.at[row, problem.column]))}")
