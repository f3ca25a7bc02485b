"""Port calls as people write them, places with days in any order and script, and which are ports of North Korea.

A place without a day stays undated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from typing import Any

from screen.countries import country_code
from screen.data import read_csv, read_yaml, rules_file
from screen.model import PartialDate
from screen.names.folding import fold
from screen.redflags import vocabulary
from screen.redflags.facts.registry import Answers, Context, fact, found_in, short, table_fact

# The code of North Korea beside a name: in brackets, after a comma, at the end, or with the word flag; "KP Trader" is a name.
CODE_BESIDE = re.compile(r"[(\[,/]\s*KP(?![A-Za-z])|(?<![A-Za-z])KP(?:[- ]flag|\s*$)|flag\w*:?\s*KP(?![A-Za-z])")
IMO = re.compile(r"(?<!\d)(\d{7})(?!\d)")
"""An IMO number in text."""
_BREAK = re.compile(r"[;\n|→⇒、；]|->|(?<=\s)[-–—>](?=\s)")
_COMMA = re.compile(r"[,，](?!\s*\d)")
_PARTS = re.compile(r"[,()/\[\]]")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/ships.yml once."""
    return vocabulary.load("ships")


ship_words = partial(vocabulary.words, vocabulary="ships")


# ---- port calls as written ------------------------------------------------------------------------------


@cache
def _months() -> dict[str, int]:
    loaded = read_yaml(rules_file("dates.yml"))["months"]
    return {fold(name): int(number) for number, names in loaded.items() if str(number).isdigit() for name in names}


_Y, _D = r"(?P<y>(?:19|20)\d\d)", r"\d{1,2}"
_W = r"(?P<w>[^\W\d_]{3,})"
# In the order of trust: days in figures, days with the month in words, bare years.
_DATES = tuple(
    re.compile(rf"(?<![\dA-Za-z])(?:{form})(?!\d)")
    for form in (
        rf"{_Y}\s?[-./年년]\s?(?P<m>{_D})(?:\s?[-./月월]\s?(?P<d>{_D})\s?[日일]?)?[月월]?",
        rf"(?P<a>{_D})[-./](?P<b>{_D})[-./](?P<y>(?:19|20)\d\d|\d\d)",
        rf"(?P<d>{_D})(?:st|nd|rd|th)?[\s.-]+(?:de\s)?{_W}[\s.,-]+(?:de\s)?{_Y}",
        rf"{_W}\.?\s+(?P<d>{_D})(?:st|nd|rd|th)?,?\s+{_Y}",
        rf"{_W}[\s.-]+{_Y}",
        rf"{_Y}年?년?",
    )
)


def _dates(chunk: str) -> list[tuple[int, int, PartialDate]]:
    """Return (start, end, days) of the dates of a text, in their order."""
    found: list[tuple[int, int, PartialDate]] = []
    for form in _DATES if any(character.isdigit() for character in chunk) else ():
        for one in form.finditer(chunk):
            days = _read(one)
            if days and all(one.end() <= start or one.start() >= end for start, end, _ in found):
                found.append((one.start(), one.end(), days))
    return sorted(found, key=lambda one: one[0])


def _span(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    text = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _read(found: re.Match[str]) -> PartialDate | None:
    """Return the days one written date may mean: 12/10/2025 is 12 October or 10 December."""
    part = found.groupdict()
    year = int(part["y"]) + (2000 if len(part["y"]) == len("25") else 0)
    if "a" in part:
        first, second = int(part["a"]), int(part["b"])
        month_first = None if "." in found.group() else _span(year, first, second)
        both = sorted(one for one in (_span(year, second, first), month_first) if one)
        return PartialDate(both[0].first, both[-1].last) if both else None
    if "w" in part:
        month = _months().get(fold(part["w"]))
        return _span(year, month, int(part.get("d") or 0)) if month else None
    return _span(year, int(part.get("m") or 0), int(part.get("d") or 0))


@dataclass(frozen=True, slots=True)
class PortCall:
    """One place of a cell as written, with the days it may mean; None where no day is said."""

    text: str
    days: PartialDate | None


@lru_cache(maxsize=100_000)
def port_calls(cell: str) -> tuple[PortCall, ...]:
    """Read ports and days, in any order.

    >>> [(call.text, str(call.days)) for call in port_calls("Nampo 2025-11-02; Dalian")]
    [('Nampo', '2025-11-02'), ('Dalian', 'None')]
    """
    calls: list[PortCall] = []
    for stretch in _BREAK.split(cell.replace(r"\;", ";")):
        for place, chunk in enumerate(_COMMA.split(stretch)):
            for text, days in _pieces(chunk):
                _add(calls, _EMPTY.sub("", text).strip(" :,.-–("), days, after_comma=place > 0)
    return tuple(calls)


def _add(calls: list[PortCall], text: str, days: PartialDate | None, *, after_comma: bool) -> None:
    """Add a piece of a cell: a place, or what belongs to the place before it (a day, or which Korea it lies in)."""
    folded = fold(text)
    last = calls[-1] if calls else None
    if last and days and not _is_place(folded):
        calls[-1] = PortCall(last.text, days if last.days is None else max(last.days, days))
    elif last and last.days is None and after_comma and _names_a_korea(text):
        calls[-1] = PortCall(f"{last.text}, {text}", days)
    elif folded and _is_place(folded):
        calls.append(PortCall(text, days))


def _names_a_korea(text: str) -> bool:
    return bool(ship_words("koreas").fullmatch(fold(text)))


_CONNECTORS = frozenset(
    {"to", "till", "until", "and", "departed", "dep", "arrived", "arr", "from", "on", "d", "a", "до", "по"}
)


def _is_place(folded: str) -> bool:
    return any(word not in _CONNECTORS and not word.isdigit() for word in folded.split())


def _pieces(chunk: str) -> Iterator[tuple[str, PartialDate | None]]:
    """Yield (text, days) of a chunk: the text before each date, or behind it where the chunk begins with a date."""
    dates = _dates(chunk)
    if not dates:
        yield chunk, None
        return
    begins_with_date = not _is_place(fold(chunk[: dates[0][0]]))
    done = 0
    for position, (start, end, days) in enumerate(dates):
        following = dates[position + 1][0] if position + 1 < len(dates) else len(chunk)
        is_last = following == len(chunk)
        yield (
            (chunk[end:following] if begins_with_date else f"{chunk[done:start]} {chunk[end:] if is_last else ''}"),
            days,
        )
        done = end


# ---- ports of North Korea -------------------------------------------------------------------------------
@cache
def dprk_ports() -> vocabulary.Words:
    """Return the spellings of North Korean ports in every script: whole words, so Chongqing and Hung Nam stay out."""
    wanted = set(settings()["port_places"])
    spellings: list[str] = [str(word) for word in settings()["more_spellings"]]
    for row in read_csv(rules_file("vocabularies", "places_dprk.csv")):
        if row["place"] in wanted:
            spellings += ";".join(row[name] for name in ("latin", "hangul", "hanja", "cyrillic")).split(";")
    shared = {fold(word) for word in settings()["shared_spellings"]}
    return vocabulary.pattern(word for word in spellings if word and fold(word) not in shared)


@lru_cache(maxsize=100_000)
def is_dprk_port(text: str) -> bool:
    """Return whether a written place is in North Korea: by country, by UN/LOCODE, else by a port only it has.

    >>> is_dprk_port("Chongjin"), is_dprk_port("Chongqing"), is_dprk_port("Nampo-dong, Busan")
    (True, False, False)
    """
    folded = fold(text)
    if found_in(vocabulary.words("dprk"), text) or CODE_BESIDE.search(text) or _locode().search(text):
        return True
    place = dprk_ports().search(folded)
    if not place:
        return False
    countries = {code for part in _PARTS.split(text) if (code := country_code(part))}
    if countries:
        return "KP" in countries
    after = folded[place.end() :].split()[:1]
    return not (after and after[0] in _no_ports()) and not folded[place.end() :].startswith(_suffixes())


@cache
def _locode() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){settings()['locode']}\s?[A-Z]{{3}}(?![A-Za-z])")


@cache
def _no_ports() -> frozenset[str]:
    return frozenset(fold(word) for word in settings()["not_a_port"])


@cache
def _suffixes() -> tuple[str, ...]:
    """Return the words of another script than Latin, which stand joined to a name."""
    return tuple(word for word in _no_ports() if not word.isascii())


def _recent(call: PortCall, as_of: date) -> bool | None:
    """Return whether a call lies in the window before the day; None where its day is not known well enough, or to come."""
    if call.days is None or call.days.last > as_of:
        outside = call.days is not None and call.days.last < as_of - timedelta(days=settings()["call_days"])
        return False if outside else None
    begins = as_of - timedelta(days=settings()["call_days"])
    if call.days.first >= begins:
        return True
    return False if call.days.last < begins else None


@table_fact("called_at_dprk_port_lately", "port_calls")
def called_at_dprk_port_lately(context: Context) -> Answers:
    """Whether a ship called at a North Korean port within 180 days before the day of the screening."""
    today = context.as_of or date.today()
    known: dict[str, tuple[bool | None, str]] = {"": (None, "")}
    for cell in context.cells("port_calls"):
        if cell not in known:
            known[cell] = _lately(cell, today)
    answers = [known[cell] for cell in context.cells("port_calls")]
    return Answers([value for value, _ in answers], [clause for _, clause in answers])


def _lately(cell: str, today: date) -> tuple[bool | None, str]:
    there = [(call, _recent(call, today)) for call in port_calls(cell) if is_dprk_port(call.text)]
    for call, recent in there:
        if recent:
            return True, f"called at {short(call.text)} ({call.days}), within {settings()['call_days']} days"
    return (None if any(recent is None for _, recent in there) else False), ""


@fact("called_at_dprk_port", "port_calls")
def called_at_dprk_port(cell: str) -> str | bool | None:
    """Whether a North Korean port stands among the calls, whenever that was."""
    if not cell:
        return None
    there = [call for call in port_calls(cell) if is_dprk_port(call.text)]
    if not there:
        return False
    return f"a call at {short(there[0].text)} ({there[0].days or 'no date'})"
