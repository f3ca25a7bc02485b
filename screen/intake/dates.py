"""Columns of dates → PartialDate text, whatever calendar, language, order and precision they are written in.

A whole column is read at once: its own cells decide between day-month and month-day, and between the Common and the
Buddhist Era. What cannot be decided keeps its year only and is reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.model import PartialDate
from screen.names.folding import fold

_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)  # day 0 of workbooks made on older Macs
_FIGURES = re.compile(r"[\d./\-\s]+")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY_COUNT = re.compile(r"(\d{5})(?:\.\d+)?")
_CJK = re.compile(r"(?<!\d)(\d{2,4})\s*[年년]\s*(?:(\d{1,2})\s*[月월])?\s*(?:(\d{1,2})\s*[日일])?")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*(?:am|pm)?$", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})")
_TWO = re.compile(r"(\d{1,4})\s*[./\-]\s*(\d{1,4})")
_BUDDHIST = re.compile(r"\s*\(?(?:พ\s*\.?\s*ศ\s*\.?|ปี\s*พ\.?ศ\.?|B\.?\s?E\.?(?![A-Za-z]))\)?\s*", re.IGNORECASE)
_THAI_DOT = re.compile(r"(?<=[\u0e00-\u0e7f])\.(?=[\u0e00-\u0e7f])")  # พ.ค. is one word
_YEARS = re.compile(r"(\d{4})\s*(?:-|–|—|/|to|до|~|至|から|부터|bis|à|a)\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What a column's own cells and header say. day_first: None where they leave it open; is_1904: day counts begin in 1904."""

    day_first: bool | None
    is_buddhist: bool
    is_1904: bool = False


@dataclass(frozen=True, slots=True)
class DateSigns:
    """What cells of a column, or of a part of it, show of its order; parts add up.

    told: by the header; first_big, second_big, dotted: how many spellings have a first or second part above 12, or dots;
    buddhist, common: how many years are of either era.
    """

    told: bool | None = None
    first_big: int = 0
    second_big: int = 0
    dotted: int = 0
    buddhist: int = 0
    common: int = 0

    def __add__(self, other: DateSigns) -> DateSigns:
        return DateSigns(
            self.told if self.told is not None else other.told, self.first_big + other.first_big,
            self.second_big + other.second_big, self.dotted + other.dotted, self.buddhist + other.buddhist,
            self.common + other.common,
        )  # fmt: skip

    @property
    def order(self) -> DateOrder:
        """The order that they show."""
        day_first = self.told
        if day_first is None and bool(self.first_big) != bool(self.second_big):
            day_first = bool(self.first_big)
        if day_first is None and not self.second_big and self.dotted:
            day_first = True  # dots are written day first wherever they are used
        return DateOrder(day_first, self.buddhist > self.common)


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What the officer should know about a whole column, with an example from it, '' where none could be read."""

    says: str
    example: str

    def __str__(self) -> str:
        return f"{self.says}: {self.example}"


@dataclass(frozen=True, slots=True)
class DateRead:
    """One cell read: value is PartialDate text or ''; code and message are set where something is to be said."""

    value: str
    code: str = ""
    message: str = ""


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("dates.yml"))


@cache
def _months() -> dict[str, int]:
    found = {name: int(number) for number, names in _rules()["months"].items() for name in names}
    return found | {"sept": 9}


@cache
def _circa() -> re.Pattern[str]:
    words = sorted(map(re.escape, _rules()["circa"]), key=len, reverse=True)
    return re.compile(
        rf"^\s*(?:{'|'.join(words)})\b\.?\s*|^\s*[~≈]\s*|\s*\(?(?:{'|'.join(words)})\)?\s*$", re.IGNORECASE
    )


def digits(text: str) -> str:
    """Return text with the digits of every script as ASCII ones (Thai, Lao, Khmer, Burmese, Arabic, full-width …)."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and _is_digit(c) else c for c in text)


def _is_digit(character: str) -> bool:
    return unicodedata.digit(character, None) is not None


def _without_time(text: str) -> str:
    return _TIME.sub("", text) if ":" in text else text


_LONGEST = 200  # letters of a cell that may be a date: patterns hang on longer ones


def date_signs(cells: Sequence[str], header: str, today: date) -> DateSigns:
    """Let a column speak: a part above 12 shows its order, years around 2500 the Buddhist Era."""
    hint = fold(header).replace(" ", "")
    day_first: bool | None = None
    if "ddmm" in hint or "ttmm" in hint:
        day_first = True
    elif "mmdd" in hint:
        day_first = False
    first_big = second_big = dotted = 0
    buddhist = common = 0
    era = _rules()["buddhist"]
    for cell, times in Counter(cell for cell in cells if len(cell) <= _LONGEST).items():
        text = digits(cell)
        found = _NUMERIC.fullmatch(_without_time(text.strip()))
        if found and len(found[1]) <= 2:
            first_big += int(found[1]) > 12
            second_big += int(found[2]) > 12
            dotted += "." in text
        for year in _YEAR.findall(text):
            buddhist += times * (era["from"] <= int(year) <= era["to"])
            common += times * (_rules()["earliest"] <= int(year) <= today.year + 50)
    return DateSigns(day_first, first_big, second_big, dotted, buddhist, common)


def read_dates(
    cells: Sequence[str],
    header: str,
    *,
    today: date,
    is_birth: bool,
    is_1904: bool = False,
    day_first: bool | None = None,
    signs: DateSigns | None = None,
) -> tuple[list[DateRead], tuple[ColumnNote, ...]]:
    """Read a column; returns one DateRead per cell and what the officer should know about the whole column.

    day_first: the order where the column leaves it open, None where nothing else tells it either; signs: those of the whole
    column where the cells are a part of it.
    """
    order = replace((signs or date_signs(cells, header, today)).order, is_1904=is_1904)
    if order.day_first is None:
        order = replace(order, day_first=day_first)
    known = {cell: read_date(cell, order, today=today, is_birth=is_birth) for cell in dict.fromkeys(cells)}
    notes = []
    if order.is_buddhist:
        example = next((f"{cell} → {read.value}" for cell, read in known.items() if read.value), "")
        notes.append(ColumnNote(f"“{header}”: years of the Buddhist Era were converted (year − 543)", example))
    if serials := [cell for cell in known if len(cell) <= _LONGEST and _serial(cell)]:
        example = f"{serials[0]} → {known[serials[0]].value}"
        notes.append(ColumnNote(f"“{header}”: numbers were read as a spreadsheet's day counts", example))
    return [known[cell] for cell in cells], tuple(notes)


def read_date(cell: str, order: DateOrder, *, today: date, is_birth: bool) -> DateRead:
    """Read one cell. An impossible date is a problem, never the first of January."""
    if len(cell) > _LONGEST:
        told = f"“{cell[:60]}…” is too long for a date. Write it as 1957-03-02 or 1957."
        return DateRead("", "date-unreadable", told)
    text = _without_time(digits(cell).strip()).strip(" .,")
    if not text:
        return DateRead("")
    bare = text if _FIGURES.fullmatch(text) else _circa().sub("", text).strip()
    try:
        read = _parse(bare, order, today, is_birth)
    except ValueError as problem:
        return DateRead("", "date-impossible", f"“{cell}” is no day of the calendar ({problem}). Correct it.")
    if read is None:
        return DateRead(
            "", "date-unreadable", f"“{cell}” is not understood as a date. Write it as 1957-03-02 or 1957."
        )
    value, is_open = read
    if bare != text:
        value = f"~{value}"
    if is_birth and PartialDate.parse(value).first > today:
        return DateRead("", "date-in-future", f"“{cell}” lies in the future, so it is no birth date. Correct it.")
    if _is_of_other_calendar(value):
        return DateRead(
            "", "date-other-calendar",
            f"“{cell}” has a year of the Persian or the Islamic calendar, so it was not used. Write it as 1957-03-02 or 1957.",
        )  # fmt: skip
    if not order.is_buddhist and _lone_buddhist(bare):
        return DateRead(
            value, "date-buddhist-era",
            f"“{cell}”: was read as a year of the Buddhist Era (less 543), unlike the rest of the column. Correct a slip.",
        )  # fmt: skip
    if is_open:
        return DateRead(
            value, "date-day-month-open",
            f"“{cell}”: day and month may be either way round; only the year was used. Write it as YYYY-MM-DD.",
        )  # fmt: skip
    return DateRead(value)


def _parse(text: str, order: DateOrder, today: date, is_birth: bool) -> tuple[str, bool] | None:
    """Return canonical text and whether day and month stay open, or None. Raises ValueError for impossible days."""
    if years := _YEARS.fullmatch(text):
        return str(PartialDate.parse(f"{_era(years[1])}..{_era(years[2])}")), False
    if _FIGURES.fullmatch(text):
        return _figures(text, order, today, is_birth)
    if special := _calendar(text):
        return special, False
    if (era := _BUDDHIST.search(text)) and (
        read := _parse(text[: era.start()] + text[era.end() :], order, today, is_birth)
    ):
        return read
    if cjk := _CJK.search(text):
        year = _year(cjk[1], order, today, is_birth)
        return _canonical(year, cjk[2], cjk[3]), False
    return _worded(text, order, today, is_birth)


def _figures(text: str, order: DateOrder, today: date, is_birth: bool) -> tuple[str, bool] | None:
    """Read a date of figures and what parts them."""
    if re.fullmatch(r"\d{4}", text):
        year = _year(text, order, today, is_birth)
        return (_canonical(year, None, None), False) if _rules()["earliest"] <= int(year) <= today.year + 60 else None
    if re.fullmatch(r"\d{8}", text):
        return _canonical(_era(text[:4]), text[4:6], text[6:]), False
    if _serial(text):
        return ((_EPOCH_1904 if order.is_1904 else _EPOCH) + timedelta(days=int(float(text)))).isoformat(), False
    if numeric := _NUMERIC.fullmatch(text):
        return _numeric((numeric[1], numeric[2], numeric[3]), order, today, is_birth)
    if two := _TWO.fullmatch(text):
        month, year = (two[2], two[1]) if len(two[1]) == 4 else (two[1], two[2])
        return (_canonical(_year(year, order, today, is_birth), month, None), False) if len(year) == 4 else None
    return None


def _serial(text: str) -> bool:
    """Whether a bare number is a spreadsheet's day count."""
    found = _DAY_COUNT.fullmatch(text)
    span = _rules()["serial"]
    return bool(span["from"] <= int(found[1]) <= span["to"]) if found else False


def _numeric(parts: tuple[str, str, str], order: DateOrder, today: date, is_birth: bool) -> tuple[str, bool] | None:
    """Read three numbers: the year first, or last behind day and month in the order the column shows."""
    one, two, three = parts
    if len(one) >= 3:
        return _canonical(_year(one, order, today, is_birth), two, three), False
    if len(three) == 3:
        return None
    year = _year(three, order, today, is_birth)
    if int(one) == 0 or int(two) == 0:
        return _canonical(year, two if int(one) == 0 else None, None), False
    if int(one) > 12 or int(two) > 12:
        is_day_first = int(one) > 12
    elif int(one) == int(two) or order.day_first is not None:
        is_day_first = order.day_first is not False
    else:
        return _canonical(year, None, None), True
    day, month = (one, two) if is_day_first else (two, one)
    return _canonical(year, month, day), False


def _worded(text: str, order: DateOrder, today: date, is_birth: bool) -> tuple[str, bool] | None:
    """Read a date with a month's name: 13 Oct 1944, October 1944, Oct. 13th, 1944."""
    joined = _THAI_DOT.sub("", text)
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th|er|º|°)\b", "", fold(joined)).split()
    month = next((number for word in words if (number := _months().get(word))), None)
    if month is None:
        return None
    numbers = [word for word in words if word.isdigit()]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) == 1 and len(days) <= 1:
        return _canonical(_year(years[0], order, today, is_birth), str(month), days[0] if days else None), False
    if not years and len(days) == 2:
        return _canonical(_year(days[1], order, today, is_birth), str(month), days[0]), False
    return None


def _calendar(text: str) -> str:
    """Read years of the Juche calendar and of Japanese and other eras; '' where there is none."""
    if juche := _juche().search(text):
        return _juche_date(text[: juche.start()], juche[1], text[juche.end() :])
    for era, before in _rules()["eras"].items():
        if found := re.search(
            rf"{era}\s*(\d{{1,4}}|元)\s*[年년]?(?:\s*(\d{{1,2}})\s*[月월])?(?:\s*(\d{{1,2}})\s*[日일])?", text
        ):
            number = 1 if found[1] == "元" else int(found[1])
            return _canonical(str(before + number), found[2], found[3])
    return ""


@cache
def _juche() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_rules()['juche'])})\s*-?\s*(\d{{1,3}})(?!\d)", re.IGNORECASE)


def _juche_date(before: str, number: str, after: str) -> str:
    """Read what stands around a Juche year: the Common Era year in brackets, which then counts, month and day in any form."""
    bracketed = re.search(r"[(（]\s*((?:19|20)\d\d)\s*[)）]", before + after)
    year = bracketed[1] if bracketed else str(1911 + int(number))
    rest = re.sub(r"[(（]\s*\d{4}\s*[)）]", " ", after)
    if cjk := re.search(r"(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?", rest):
        return _canonical(year, cjk[1], cjk[2])
    if numeric := re.match(r"\s*[./\-]\s*(\d{1,2})(?:\s*[./\-]\s*(\d{1,2}))?(?!\d)", rest):
        return _canonical(year, numeric[1], numeric[2])
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", fold(f"{before} {rest}")).split()
    month = next((found for word in words if (found := _months().get(word))), None)
    days = [word for word in words if word.isdigit() and len(word) <= 2]
    return _canonical(year, str(month) if month else None, days[0] if month and days else None)


def _is_of_other_calendar(value: str) -> bool:
    years = _rules()["other_calendars"]
    return bool(years["from"] <= PartialDate.parse(value).first.year <= years["to"])


def _lone_buddhist(text: str) -> bool:
    """Whether a cell without a word for it has a year that only the Buddhist Era makes plausible."""
    era = _rules()["buddhist"]
    years = _YEAR.findall(text)
    return any(era["from"] <= int(year) <= era["to"] for year in years) and not _BUDDHIST.search(text)


def _era(year: str) -> str:
    """Convert a year of the Buddhist Era: no date in a list of today has such a year in the Common Era."""
    era = _rules()["buddhist"]
    return str(int(year) - era["offset"]) if era["from"] <= int(year) <= era["to"] else year


def _year(text: str, order: DateOrder, today: date, is_birth: bool) -> str:
    """Return four digits: a two-digit year is the nearest past one, for other dates up to ten years ahead."""
    if len(text) > 2:
        return _era(text)
    ahead = 0 if is_birth else int(_rules()["two_digit_birth_pivot"])
    century = today.year // 100 * 100
    year = century + int(text)
    return str(year if year <= today.year + ahead else year - 100)


def _canonical(year: str, month: str | None, day: str | None) -> str:
    """Return PartialDate text; 00 for day or month means not known. Raises ValueError for impossible days."""
    text = f"{int(year):04d}"
    if month and int(month):
        if int(month) > 12:
            raise ValueError(f"month {month}")
        text += f"-{int(month):02d}"
        if day and int(day):
            text += f"-{int(day):02d}"
    PartialDate.parse(text)
    if int(year) < 1000:
        raise ValueError(f"not a canonical date: '{int(year)}'")
    return text
