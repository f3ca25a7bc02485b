"""Which party a row is: what a reviewer's decision is kept under from one table to the next.

That is its reference, else its name with birth date or registration number; never its place in the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.intake.grid import rules
from screen.model import Problem, Sheet
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

_ALL = ("reference", "name", "name_original", "birth_date", "passport", "registration_number", "tax_number", "imo")


def party_ids(table: pd.DataFrame, sheets: Sequence[Sheet]) -> list[str]:
    """Return 12 hex digits for each row that follow from its identity.

    References count where they tell the rows apart and are no count of rows (rules/intake.yml: references).
    """
    told = _references(table, sheets)
    references = _folded(told) if _tells_apart(told) else [""] * len(table)
    names = _folded(
        [name or other for name, other in zip(table["name"].tolist(), table["name_original"].tolist(), strict=True)]
    )
    columns = (references, names, table["birth_date"].tolist(), table["registration_number"].tolist())
    return [_digest(_identity(*cells)) for cells in zip(*columns, strict=True)]


def is_told_by(reference: str, party_id: str) -> bool:
    """Whether a party is known by its reference, which a mere count of rows is not."""
    return bool(reference) and party_id == told_by(reference)


def told_by(reference: str) -> str:
    """Return the party_id of whoever is known by a reference."""
    return _digest(_identity(fold(reference), "", "", ""))


def _identity(reference: str, name: str, birth_date: str, registration_number: str) -> tuple[str, ...]:
    return ("reference", reference) if reference else ("name", name, birth_date or registration_number)


def _references(table: pd.DataFrame, sheets: Sequence[Sheet]) -> list[str]:
    """Return the reference of each row, '' where its column counts rows only."""
    counted = {one.name for one in sheets if _counts_rows(one)}
    cells = zip(table["sheet"].tolist(), table["reference"].tolist(), strict=True)
    return ["" if sheet in counted else reference for sheet, reference in cells]


def _counts_rows(sheet: Sheet) -> bool:
    headers = [use.header for use in sheet.columns if use.field == "reference"]
    words = {fold(word) for word in rules()["references"]["row_numbers"]}
    if len(headers) != 1 or fold(headers[0]) not in words:
        return False
    cells = [cell.strip().rstrip(".") for cell in sheet.written[headers[0]] if cell.strip()]
    return all(cell.isdecimal() and len(cell) < 8 and int(cell) <= 2 * len(sheet.written) + 20 for cell in cells)


def _tells_apart(references: Sequence[str]) -> bool:
    """Whether most references stand in one row only."""
    filled = [one for one in references if one]
    return len(set(filled)) >= len(filled) * float(rules()["references"]["distinct_from"])


def shared_references(table: pd.DataFrame, sheets: Sequence[Sheet]) -> list[Problem]:
    """Name the references that rows with different names share, or that the whole column tells nobody apart."""
    told = _references(table, sheets)
    if not _tells_apart(told):
        text = "Many rows share their reference, so parties are known by name with birth date or registration number."
        return [Problem("", 0, _header(sheets), "references-shared", text)]
    first: dict[str, tuple[str, int, str]] = {}
    found = []
    columns = (table[name].tolist() for name in ("sheet", "row", "name"))
    for reference, sheet, row, name in zip(told, *columns, strict=True):
        if not reference:
            continue
        known = first.setdefault(fold(reference), (sheet, int(row), fold(name)))
        if known[2] != fold(name):
            text = f"“{reference}” stands in {_place(known[:2], sheet)} with another name. Give each party its own."
            found.append(Problem(sheet, int(row), _header(sheets, sheet), "reference-shared", text))
    return found


def _header(sheets: Sequence[Sheet], name: str | None = None) -> str:
    """Return the header of the column of references, of a sheet or of the first that has one."""
    used = (
        use.header for one in sheets if name in (None, one.name) for use in one.columns if use.field == "reference"
    )
    return next(used, "")


def duplicates(table: pd.DataFrame) -> list[Problem]:
    """Name the rows that say the same as an earlier one; they are screened all the same."""
    columns = [_folded(table[name].tolist()) for name in _ALL]
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    found = []
    places = (table[name].tolist() for name in ("sheet", "row"))
    for sheet, row, identity in zip(*places, zip(*columns, strict=True), strict=True):
        if identity in first:
            text = f"Names the same party as {_place(first[identity], sheet)}; both were screened."
            found.append(Problem(sheet, int(row), "", "row-duplicate", text))
        else:
            first[identity] = (sheet, int(row))
    return found


def _place(known: tuple[str, int], sheet: str) -> str:
    return f"row {known[1]}" + (f" of sheet {known[0]}" if known[0] != sheet else "")


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _folded(cells: Sequence[str]) -> list[str]:
    known = {cell: fold(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]
