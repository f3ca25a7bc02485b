"""Which party a row is: what a reviewer's decision is kept under from one table to the next.

That is its reference, else its name with birth date or registration number; never its place in the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.intake.grid import rules
from screen.model import Problem, Sheet
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

_ALL = ("reference", "name", "name_original", "birth_date", "passport", "registration_number", "tax_number", "imo")


@dataclass(frozen=True, slots=True)
class References:
    """How far the references of a whole table tell who its rows are.

    counted: the sheets whose references count rows only (rules/intake.yml: references); tell_apart: whether most of the
    others stand in one row only.
    """

    counted: frozenset[str]
    tell_apart: bool

    @classmethod
    def of(cls, table: pd.DataFrame, sheets: Sequence[Sheet]) -> References:
        """Look at the references of a table."""
        counted = frozenset(one.name for one in sheets if _counts_rows(one))
        filled = [one for one in cls(counted, True).told(table) if one]
        return cls(counted, tell_apart(len(set(filled)), len(filled)))

    def told(self, table: pd.DataFrame) -> list[str]:
        """Return the reference of each row, '' where its column counts rows only."""
        cells = zip(table["sheet"].tolist(), table["reference"].tolist(), strict=True)
        return ["" if sheet in self.counted else reference for sheet, reference in cells]


def tell_apart(distinct: int, filled: int) -> bool:
    """Whether enough of the filled references are distinct for them to tell rows apart."""
    return distinct >= filled * float(rules()["references"]["distinct_from"])


def party_ids(table: pd.DataFrame, known: References) -> list[str]:
    """Return 12 hex digits for each row that follow from its identity; references count where they tell the rows apart."""
    references = _folded(known.told(table)) if known.tell_apart else [""] * len(table)
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


def _counts_rows(sheet: Sheet) -> bool:
    highest = highest_count(sheet)
    return highest is not None and may_count(highest, len(sheet.written))


def highest_count(sheet: Sheet) -> int | None:
    """Return the highest number in a column that may count rows, None for a column that cannot or for no such column."""
    headers = [use.header for use in sheet.columns if use.field == "reference"]
    words = {fold(word) for word in rules()["references"]["row_numbers"]}
    if len(headers) != 1 or fold(headers[0]) not in words:
        return None
    cells = [cell.strip().rstrip(".") for cell in sheet.written[headers[0]]]
    counted = [cell.isdecimal() and len(cell) < 8 for cell in cells]
    others = [place for place, cell in enumerate(cells) if cell and not counted[place]]
    if any(_is_of_a_record(sheet, place) for place in others):
        return None
    return max((int(cell) for cell, is_number in zip(cells, counted, strict=True) if is_number), default=0)


def _is_of_a_record(sheet: Sheet, place: int) -> bool:
    """Whether a row holds more than one cell; a title between rows, as of a group, stands alone."""
    return sum(bool(cell.strip()) for cell in sheet.written.iloc[place]) > 1


def may_count(highest: int, rows: int) -> bool:
    """Whether numbers up to *highest* count so many rows."""
    return highest <= 2 * rows + 20


def shared_references(table: pd.DataFrame, sheets: Sequence[Sheet], known: References) -> list[Problem]:
    """Name the references that rows with different names share, or that the whole column tells nobody apart."""
    if not known.tell_apart:
        return [many_share(sheets)]
    told = known.told(table)
    first: dict[str, tuple[str, int, str]] = {}
    found = []
    columns = (table[name].tolist() for name in ("sheet", "row", "name"))
    for reference, sheet, row, name in zip(told, *columns, strict=True):
        if not reference:
            continue
        before = first.setdefault(fold(reference), (sheet, int(row), fold(name)))
        if before[2] != fold(name):
            found.append(reference_shared(sheets, (sheet, int(row)), reference, before[:2]))
    return found


def many_share(sheets: Sequence[Sheet]) -> Problem:
    """Say that the references of a table tell nobody apart."""
    text = "Many rows share their reference, so parties are known by name with birth date or registration number."
    return Problem("", 0, _header(sheets), "references-shared", text)


def reference_shared(sheets: Sequence[Sheet], at: tuple[str, int], reference: str, first: tuple[str, int]) -> Problem:
    """Say that a row has the reference of an earlier one with another name; both as sheet and row."""
    text = f"“{reference}” stands in {_place(first, at[0])} with another name. Give each party its own."
    return Problem(*at, _header(sheets, at[0]), "reference-shared", text)


def _header(sheets: Sequence[Sheet], name: str | None = None) -> str:
    """Return the header of the column of references, of a sheet or of the first that has one."""
    used = (
        use.header for one in sheets if name in (None, one.name) for use in one.columns if use.field == "reference"
    )
    return next(used, "")


def duplicates(table: pd.DataFrame) -> list[Problem]:
    """Name the rows that say the same as an earlier one; they are screened all the same."""
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    found = []
    places = (table[name].tolist() for name in ("sheet", "row"))
    for sheet, row, identity in zip(*places, identities(table), strict=True):
        if identity in first:
            found.append(duplicate((sheet, int(row)), first[identity]))
        else:
            first[identity] = (sheet, int(row))
    return found


def duplicate(at: tuple[str, int], first: tuple[str, int]) -> Problem:
    """Say that a row names the party of an earlier one; both as sheet and row."""
    return Problem(*at, "", "row-duplicate", f"Names the same party as {_place(first, at[0])}; both were screened.")


def identities(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return for each row what two rows of one party have in common: every name and number, folded."""
    return list(zip(*(_folded(table[name].tolist()) for name in _ALL), strict=True))


def _place(known: tuple[str, int], sheet: str) -> str:
    return f"row {known[1]}" + (f" of sheet {known[0]}" if known[0] != sheet else "")


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _folded(cells: Sequence[str]) -> list[str]:
    known = {cell: fold(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]
