"""Dates as publishers write them → PartialDate text. What a customer's table holds is left to intake."""

from __future__ import annotations

import re
from functools import cache

from screen.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ABOUT = re.compile(
    r"^(?:circa|c\.|c(?=\s?\d)|ca\.|approximately|approx\.?|about|around|early|mid|late|~)[\s-]*", re.IGNORECASE
)
_DOUBT = re.compile(r"\s*(?:\((?:approx\.?|approximately|circa)\)|\?)$", re.IGNORECASE)
_DECADE = re.compile(r"(\d{3})0'?s")
_SHORT_RANGE = re.compile(r"(\d\d)(\d\d)\s?[-–/]\s?(\d\d)")
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]\d.*|Z|[+-]\d\d:\d\d)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2}|dd)[/.](?P<month>\d{1,2}|mm)[/.](?P<year>\d{4})(?: \d{1,2}:\d\d.*)?", re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})"),
    re.compile(r"(?P<month>\d{1,2}|mm)[/.](?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})"),
)
_AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_RANGES = re.compile(
    r"^(?:between |from )?(.+?)(?: to | and | or | - | – |(?<=\d{4})[-–/](?=\d{4}$))(.+)$", re.IGNORECASE
)


@cache
def partial_date(written: str, *, month_first: bool = False) -> str:
    """Return a date, or a range of dates, as PartialDate text; '' for what cannot be read or does not exist.

    00, dd and mm stand for a day or month that is not known. month_first: whether 03/04/1950 is the fourth of March.

    >>> partial_date("13 Oct 1944"), partial_date("circa 1944"), partial_date("01 Jan 1944 to 31 Dec 1946")
    ('1944-10-13', '~1944', '1944..1946')
    >>> partial_date("00/05/1980"), partial_date("dd/mm/1945"), partial_date("31/02/1950")
    ('1980-05', '1945', '')
    """
    bare = re.sub(r"\(or (.+?)\)", r"or \1", " ".join(written.split()))
    mark = "~" if _ABOUT.match(bare) or _DOUBT.search(bare) else ""
    bare = _DOUBT.sub("", _ABOUT.sub("", bare))
    ends = _ends(bare, month_first)
    if not mark and (found := _RANGES.match(bare)) and any(map(_ABOUT.match, found.groups())):
        mark = "~"
    if not all(ends):
        return ""
    try:
        return mark + str(PartialDate.parse("..".join(ends)))
    except ValueError:
        return ""


def _ends(bare: str, month_first: bool) -> list[str]:
    """Return a date, or the two ends of a range of dates, as ISO text; '' for an end that cannot be read."""
    if (found := _SHORT_RANGE.fullmatch(bare)) and found[3] > max(found[2], "12"):
        return [found[1] + found[2], found[1] + found[3]]
    if one := _iso(bare, month_first):
        return [one]
    if found := _DECADE.fullmatch(bare):
        return [f"{found[1]}0", f"{found[1]}9"]
    if not (found := _RANGES.match(bare)):
        return [""]
    first, last = (_ABOUT.sub("", part) for part in found.groups())
    end = _iso(last, month_first)
    return [_iso(first, month_first) or _iso(f"{first} {end[:4]}", month_first), end]


def _iso(written: str, month_first: bool) -> str:
    for form in (_AMERICAN, *_FORMS) if month_first else _FORMS:
        if found := form.fullmatch(written.strip()):
            parts = found.groupdict()
            month = _number(parts.get("month")) or _month(parts.get("name"))
            day = _number(parts.get("day"))
            if parts.get("name") and not month:
                return ""
            return parts["year"] + (f"-{month:02d}" + (f"-{day:02d}" if day else "") if month else "")
    return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _month(name: str | None) -> int:
    short = (name or "").lower()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0
