"""Passports of an applicant, where somebody was born, and dates in Juche years."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from screen.model import Band, split_values
from screen.redflags import vocabulary
from screen.redflags.facts.documents import KP, day, visa
from screen.redflags.facts.registry import FACTS, Answers, Context, Fact, fact, found_in, short, table_fact
from screen.redflags.places import own_places

_PASSPORT = re.compile(r"(P[DSO0])?(\d{9})")


def _passports(cell: str) -> list[tuple[str, str]]:
    found = (_PASSPORT.fullmatch(re.sub(r"[\s-]", "", value.upper())) for value in split_values(cell))
    return [(match.group(1) or "", match.group(2)) for match in found if match]


@fact("passport_is_official", "passport", "nationality", needs=("passport",))
def passport_is_official(passport: str, nationality: str) -> str | bool | None:
    """Whether the passport of a North Korean national is of the diplomatic or official class, by its prefix or fifth digit.

    The meaning of the digits was counted on listed people and has no official source; Taiwan and the United States issue
    numbers of nine digits too, so nothing is read from the number of anybody else.
    """
    if KP not in split_values(nationality) or not passport:
        return None
    for prefix, digits in _passports(passport):
        kind = visa()["passport_prefixes"].get(prefix) or visa()["passport_classes"].get(digits[4])
        if kind and not (prefix.startswith("P") and prefix not in visa()["passport_prefixes"]):
            return f"the passport {prefix}{digits} seems to be {kind} (counted on listed people, no official source)"
    return False


@fact(
    "passport_misses_its_date",
    "passport",
    "passport_issued_on",
    "passport_expires_on",
    "nationality",
    needs=("passport",),
)
def passport_misses_its_date(passport: str, issued: str, expires: str, nationality: str) -> str | bool | None:
    """Whether a North Korean passport number does not fit its own date: digits 1-3 stand for the year, digit 4 for the quarter.

    Only 2009 to 2018; the expiry stands in for the issue, five years on, and then only the year is compared.
    """
    if KP not in split_values(nationality) or not passport:
        return None
    when, valid = day(issued), 0
    if when is None:
        when, valid = day(expires), visa()["passport_valid_years"]
    numbers = _passports(passport)
    if when is None or not numbers or when.first.year != when.last.year:
        return None
    year, years = when.first.year - valid, visa()["passport_years"]
    if year not in years.values():
        return None
    for prefix, digits in numbers:
        if years.get(digits[:3]) != year:
            return _unfit(prefix + digits, f"digits 1-3 would be {_prefix(year)} for {year}")
        if not valid and when.first.month == when.last.month and digits[3] != str((when.first.month + 2) // 3):
            return _unfit(prefix + digits, f"digit 4 would be the quarter of {issued}")
    return False


def _prefix(year: int) -> str:
    return next(str(prefix) for prefix, one in visa()["passport_years"].items() if one == year)


def _unfit(number: str, why: str) -> str:
    return (
        f"the passport number {number} does not fit its date ({why}): supporting information only, counted on listed"
        " people, may be a slip of the pen"
    )


@fact("born_in_dprk_with_other_papers", "birth_place", "nationality", "birth_date", needs=("birth_place",))
def born_in_dprk_with_other_papers(place: str, nationality: str, born: str) -> str | bool | None:
    """Whether a birthplace lies in North Korea though the nationality is another; South Koreans and residents of Japan excepted."""
    if not place or not nationality:
        return None
    codes = split_values(nationality)
    when = day(born)
    chinese_of_old = "CN" in codes and (when is None or when.first.year < visa()["crew"]["born_chinese_before"])
    if {KP, "KR", "JP"} & set(codes) or chinese_of_old:
        return False
    named = KP in split_values(place) or found_in(vocabulary.words("dprk"), place)
    if named or found_in(own_places(), place):
        return f"born in North Korea (“{short(place)}”), with other papers: context only, many are refugees"
    return False


def _listed(name: str, least: Band) -> None:
    def ask(context: Context) -> Answers:
        best: dict[tuple[str, int], tuple[Band, str]] = {}
        columns = ("sheet", "row", "band", "legal_status", "entry_kind", "entry_name")
        for sheet, row, band, status, kind, entry in zip(*(context.matches[one] for one in columns), strict=True):
            found = (Band.of(band), str(entry))
            if status == "listed" and kind in ("", "person") and found > best.get((sheet, row), (Band.NONE, "")):
                best[sheet, row] = found
        told = [(Band.NONE, "")] * len(context)
        for key in best.keys() & context.places.keys():
            told[context.places[key]] = best[key]
        clauses = [
            f"possible match to a listed person{f' ({entry})' if entry else ''}" if band >= least else ""
            for band, entry in told
        ]
        return Answers([band >= least for band, _ in told], clauses)

    FACTS[name] = Fact(name, ("name", "birth_date", "passport"), ("name",), ask)


_listed("matches_a_listed_person", Band.MEDIUM)
_listed("matches_a_listed_person_closely", Band.HIGH)
_listed("matches_a_listed_person_critically", Band.CRITICAL)

_DATED = (
    "birth_date",
    "passport_issued_on",
    "passport_expires_on",
    "permit_issued_on",
    "contract_signed_on",
    "notes",
)


@cache
def _juche() -> re.Pattern[str]:
    spellings = "|".join(re.escape(str(word)) for word in visa()["juche"])
    return re.compile(rf"(?:{spellings})\s*(?:year\s*)?\(?(\d{{2,3}})(?!\d)", re.IGNORECASE)


@table_fact("date_in_juche_years", *_DATED)
def date_in_juche_years(context: Context) -> Answers:
    """Whether a date was written in years of the Juche calendar; read in the cells as written, for intake turns them round."""
    count = len(context)
    found, given = [""] * count, [False] * count
    for name in _DATED:
        _mark(found, given, enumerate(context.cells(name)))
    places = context.places
    for sheet in context.parties.sheets:
        for use in sheet.columns:
            if use.field in _DATED:
                cells = sheet.written[use.header].items()
                told = ((places.get((sheet.name, row)), str(cell)) for row, cell in cells)
                _mark(found, given, ((place, cell) for place, cell in told if place is not None))
    values = [True if text else False if told else None for text, told in zip(found, given, strict=True)]
    return Answers(
        list(values), [f"a date in Juche years: “{text}” (context only)" if text else "" for text in found]
    )


def _mark(found: list[str], given: list[bool], cells: Iterable[tuple[int, str]]) -> None:
    seen: dict[str, str] = {}
    for place, cell in cells:
        if not cell or cell == "nan":
            continue
        given[place] = True
        if cell not in seen:
            match = _juche().search(cell)
            seen[cell] = short(cell) if match and 0 < int(match.group(1)) <= visa()["juche_last"] else ""
        found[place] = found[place] or seen[cell]
