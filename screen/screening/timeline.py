"""Dates of some parties side by side: when papers were issued, contracts signed, people came; and days that many have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from screen.model import PartialDate

if TYPE_CHECKING:
    from screen.model import Parties

DATES = (
    "incorporation_date", "passport_issued_on", "passport_expires_on", "contract_signed_on", "contract_ends_on",
    "permit_issued_on", "permit_expires_on", "arrived_on", "left_on",
)  # fmt: skip
"""The dates of a party that a time line shows; not the birth date, which would hide the others."""
_LEAST_TOGETHER = 3  # parties on one day, from which it is shown as common


@dataclass(frozen=True, slots=True)
class Mark:
    """One date: first and last day it may mean, whether the day is known."""

    field: str
    first: date
    last: date
    is_full: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The dates of one party, in order; unread: fields whose cell is no date, with the cell as written."""

    place: int
    marks: tuple[Mark, ...]
    unread: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that several parties have in common, as the same date."""

    field: str
    day: date
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lines by their first date, those without any last; days: in common, the most parties first; fields: dates that are told.

    repatriation: the day by which all North Koreans who earn income abroad were to be home (UNSCR 2397 paragraph 8).
    """

    lines: tuple[Line, ...]
    days: tuple[Day, ...]
    fields: tuple[str, ...]
    repatriation: date


def timeline(parties: Parties, places: Sequence[int]) -> Timeline:
    """Return the dates of the parties at some places of a table."""
    from screen.redflags.facts.documents import key_date

    unread = _unread(parties)
    table = parties.table
    keys = list(zip(table["sheet"].tolist(), table["row"].tolist(), strict=True))
    columns = {field: table[field].tolist() for field in DATES}
    lines = [
        Line(place, tuple(_marks(columns, place)), unread.get(keys[place], {})) for place in places
    ]  # fmt: skip
    lines.sort(key=lambda one: (not one.marks, min((mark.first for mark in one.marks), default=date.max), one.place))
    told = {mark.field for one in lines for mark in one.marks}
    return Timeline(tuple(lines), _days(lines), tuple(one for one in DATES if one in told), key_date("repatriation"))


def _marks(columns: Mapping[str, Sequence[str]], place: int) -> list[Mark]:
    found = []
    for field in DATES:
        if cell := columns[field][place]:
            told = PartialDate.parse(cell)
            found.append(Mark(field, told.first, told.last, told.is_full))
    return sorted(found, key=lambda one: (one.first, one.last, DATES.index(one.field)))


def _days(lines: Iterable[Line]) -> tuple[Day, ...]:
    found: dict[tuple[str, date], list[int]] = defaultdict(list)
    for line in lines:
        for mark in line.marks:
            if mark.is_full:
                found[mark.field, mark.first].append(line.place)
    days = [Day(*key, tuple(places)) for key, places in found.items() if len(places) >= _LEAST_TOGETHER]
    return tuple(sorted(days, key=lambda one: (-len(one.places), one.day, DATES.index(one.field))))


def _unread(parties: Parties) -> dict[tuple[str, int], dict[str, str]]:
    """Return by row the cells that tell a date and could not be read, as written."""
    uses = {(sheet.name, use.header): use.field for sheet in parties.sheets for use in sheet.columns}
    written = {sheet.name: sheet.written for sheet in parties.sheets}
    found: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    places = dict(
        zip(
            zip(parties.table["sheet"].tolist(), parties.table["row"].tolist(), strict=True),
            range(len(parties)), strict=True,
        )
    )  # fmt: skip
    columns = {field: parties.table[field].tolist() for field in DATES}
    for one in parties.problems:
        field, place = uses.get((one.sheet, one.column), ""), places.get((one.sheet, one.row))
        if field in DATES and place is not None and not columns[field][place]:
            found[one.sheet, one.row][field] = str(written[one.sheet].at[one.row, one.column])
    return found
