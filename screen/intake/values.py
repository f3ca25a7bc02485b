"""Cells → canonical values, a column at a time; what cannot be read is '' here and said in a problem.

Dates are read in dates.py, identifiers in identifiers.py; countries, genders, shares and plain text here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from screen.countries import country_code, is_ethnic
from screen.data import read_yaml, rules_file
from screen.intake import identifiers
from screen.intake.dates import ColumnNote, DateSigns, digits, read_dates
from screen.model import COUNTRY_FIELDS, DATE_FIELDS, join_values
from screen.names.folding import fold

Trouble = tuple[str, str]
_NAMES = ("name", "family_name", "given_name", "name_original", "aliases")
_MANY_COUNTRIES = re.compile(r"\s*[;/|\n]\s*|\s*,\s*|\s+(?:and|und|et|y|и|및|&)\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_SHORT, _FEW = 200, 5  # letters up to which a cell is as usual; troubles of a longer one that are told
_MYANMAR = re.compile(r"[\u1000-\u109f]")
ZAWGYI_FROM = 0.95  # probability from which the detector's makers advise to trust it


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column read: values, one per cell; problems as (index of the cell, code, message); notes on the column."""

    values: list[str]
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    notes: tuple[ColumnNote, ...] = ()


@cache
def _missing() -> frozenset[str]:
    return frozenset(str(word) for word in read_yaml(rules_file("identifiers.yml"))["missing"])


@cache
def _genders() -> dict[str, str]:
    rules = read_yaml(rules_file("identifiers.yml"))["genders"]
    return {fold(str(word)): gender for gender, words in rules.items() for word in words}


def is_missing(cell: str) -> bool:
    """Whether a cell outside the name columns says that nothing is known ("-", "n/a"): unknown, not innocence."""
    return cell.strip().lower() in _missing()


def read_cells(
    name: str, cells: Sequence[str], header: str, today: date, *, is_1904: bool = False, day_first: bool | None = None,
    signs: DateSigns | None = None,
) -> ColumnRead:  # fmt: skip
    """Bring the cells of one column into the canonical form of a field.

    is_1904: whether bare day counts begin in 1904; day_first: the order of the sheet's other
    dates, for a column that leaves it open; signs: those of a whole column of dates where these cells are a part of it.
    Works per distinct value. In name columns everything stays as written: Null is a surname, NA a company.
    """
    if name in DATE_FIELDS:
        return _read_dates(name, cells, header, today, is_1904, day_first, signs)
    reader = _reader(name)
    missing: frozenset[str] = frozenset() if name in _NAMES else _missing()
    values: dict[str, str] = {}
    troubles: dict[str, list[Trouble]] = {}
    for cell in dict.fromkeys(cells):
        if cell.strip().lower() in missing and not (name in COUNTRY_FIELDS and country_code(cell)):
            values[cell] = ""
            continue
        values[cell], trouble = reader(cell) if len(cell) <= _SHORT else _long(cell, reader)
        if trouble:
            troubles[cell] = trouble
    troubled = [(i, cell) for i, cell in enumerate(cells) if cell in troubles] if troubles else []
    problems = [(i, code, message) for i, cell in troubled for code, message in troubles[cell]]
    return ColumnRead([values[cell] for cell in cells], problems)


def _long(cell: str, reader: Callable[[str], tuple[str, list[Trouble]]]) -> tuple[str, list[Trouble]]:
    """Read a long cell: only its beginning where it is longer than any spreadsheet's, with a few troubles and not thousands."""
    most = int(_limits()["cell_letters"])
    value, troubles = reader(_BLANKS.sub(" ", cell[:most]))
    told = [(code, shortened(message)) for code, message in troubles[:_FEW]]
    if len(cell) > most:
        told.append(("cell-too-long", f"Has {len(cell):,} letters; the first {most:,} were screened. Shorten it."))
    return value, told


def shortened(text: str, most: int = 300) -> str:
    """Return a text cut in the middle where it is too long for a message: how it ends says what to do."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


@cache
def _limits() -> dict[str, Any]:
    limits: dict[str, Any] = read_yaml(rules_file("intake.yml"))["limits"]
    return limits


def _read_dates(
    name: str, cells: Sequence[str], header: str, today: date, is_1904: bool, day_first: bool | None,
    signs: DateSigns | None,
) -> ColumnRead:  # fmt: skip
    missing = {cell for cell in set(cells) if is_missing(cell)}
    blanked = ["" if cell in missing else cell for cell in cells]
    reads, notes = read_dates(
        blanked, header, today=today, is_birth=name == "birth_date", is_1904=is_1904, day_first=day_first, signs=signs
    )
    problems = [(i, read.code, read.message) for i, read in enumerate(reads) if read.code]
    return ColumnRead([read.value for read in reads], problems, notes)


def _reader(name: str) -> Callable[[str], tuple[str, list[Trouble]]]:
    if name in COUNTRY_FIELDS:
        return _nationality if name.endswith("nationality") else _country
    if name in identifiers.FIELDS:
        return lambda cell: _identifiers(name, cell)
    special = {"gender": _gender, "owner_share": _share}
    return special.get(name, _text)


def _text(cell: str) -> tuple[str, list[Trouble]]:
    text = " ".join(cell.split())
    if text.isascii():
        return text, []
    if _MYANMAR.search(text) and _is_zawgyi(text):
        return text, [
            ("zawgyi-burmese", f"“{text[:40]}” is Burmese in Zawgyi letters, which are not compared. Convert it.")
        ]
    return text, []


@lru_cache(maxsize=10_000)
def _is_zawgyi(text: str) -> bool:
    return bool(_detector().get_zawgyi_probability(text) > ZAWGYI_FROM)


@cache
def _detector() -> Any:
    import warnings

    with warnings.catch_warnings():  # the library opens its data in a way that newer Pythons call old
        warnings.simplefilter("ignore", DeprecationWarning)
        from myanmartools import ZawgyiDetector

        return ZawgyiDetector()


def _identifiers(name: str, cell: str) -> tuple[str, list[Trouble]]:
    values, troubles = identifiers.read_identifiers(name, digits(cell))
    return join_values(values), troubles


def _country(cell: str) -> tuple[str, list[Trouble]]:
    return _codes(cell, "country-open", "country-unreadable")


def _nationality(cell: str) -> tuple[str, list[Trouble]]:
    if is_ethnic(cell):
        return "", [
            (
                "nationality-is-ethnicity",
                f"“{cell}” names a people, not a citizenship. It was not used; ask for the citizenship.",
            )
        ]
    return _codes(cell, "nationality-open", "nationality-unreadable")


def _codes(cell: str, code_open: str, code_unreadable: str) -> tuple[str, list[Trouble]]:
    whole = country_code(cell)
    if whole:
        return whole, []
    parts = [part for part in _MANY_COUNTRIES.split(cell) if part.strip()] if whole is None else [cell]
    found: list[str] = []
    troubles: list[Trouble] = []
    for part in parts:
        code = country_code(part)
        if code:
            found.append(code)
        elif code == "":
            troubles.append(
                (code_open, f"“{part}” may mean either Korea and was left open. Write North Korea or South Korea.")
            )
        else:
            troubles.append(
                (code_unreadable, f"“{part}” is not understood as a country. Write its name or its ISO code.")
            )
    return join_values(list(dict.fromkeys(found))), troubles


def _gender(cell: str) -> tuple[str, list[Trouble]]:
    gender = _genders().get(fold(cell), "")
    return gender, [] if gender else [("gender-unreadable", f"“{cell}” is not understood as a gender.")]


def _share(cell: str) -> tuple[str, list[Trouble]]:
    """Read shares in per cent; "0,51" beside no per cent sign is a fraction."""
    found = []
    for part in re.split(r"\s*[;\n|]\s*|\s+/\s+", digits(cell)):
        number = re.fullmatch(r"([<>≥≤~]?)\s*(\d+(?:[.,]\d+)?)\s*(%|percent|pct)?", part.strip(), re.IGNORECASE)
        value = float(number[2].replace(",", ".")) if number else -1.0
        if number and not number[3] and 0 < value <= 1 and re.search(r"[.,]", number[2]):
            value *= 100
        if not 0 <= value <= 100:
            return "", [("share-unreadable", f"“{cell}” is no share between 0 and 100 %. Correct it.")]
        found.append(f"{value:g}")
    return join_values(found), []
