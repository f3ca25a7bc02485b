"""Ships: ports called at and when, transfers at sea, signals lost, owners behind an address.

Port calls are text as people write it: places with days in any order and script. A place without a day stays undated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from typing import Any

from screen.countries import country_code, country_name
from screen.data import read_csv, read_yaml, rules_file
from screen.model import Band, PartialDate, split_values
from screen.names.folding import fold
from screen.redflags import vocabulary
from screen.redflags.facts.registry import Answers, Context, fact, found_in, short, table_fact

_IMO = re.compile(r"(?<!\d)(\d{7})(?!\d)")
_HOURS = re.compile(r"(?<![\w.,])(\d{1,5}(?:[.,]\d+)?)")
# The code of North Korea beside a name: in brackets, after a comma, at the end, or with the word flag; "KP Trader" is a name.
_CODE_BESIDE = re.compile(r"[(\[,/]\s*KP(?![A-Za-z])|(?<![A-Za-z])KP(?:[- ]flag|\s*$)|flag\w*:?\s*KP(?![A-Za-z])")
_BREAK = re.compile(r"[;\n|→⇒、；]|->|(?<=\s)[-–—>](?=\s)")
_COMMA = re.compile(r"[,，](?!\s*\d)")
_PARTS = re.compile(r"[,()/\[\]]")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/ships.yml once."""
    return vocabulary.load("ships")


_words = partial(vocabulary.words, vocabulary="ships")


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
    return bool(_words("koreas").fullmatch(fold(text)))


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
def dprk_ports() -> re.Pattern[str]:
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
    if found_in(vocabulary.words("dprk"), text) or _CODE_BESIDE.search(text) or _locode().search(text):
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


# ---- D01: signals and identity --------------------------------------------------------------------------


@fact("ais_gap_is_long", "ais_gap_hours")
def ais_gap_is_long(cell: str) -> str | bool | None:
    """Whether the signal was off for more than 12 hours."""
    found = [float(number.replace(",", ".")) for number in _HOURS.findall(cell)]
    if not found:
        return None
    longest = max(found)
    return f"no AIS signal for {longest:g} hours" if longest > settings()["gap_hours"] else False


@fact("gap_near_dprk_waters", "ais_gap_hours", "notes", "port_calls", needs=("ais_gap_hours",))
def gap_near_dprk_waters(cell: str, notes: str, calls: str) -> str | bool | None:
    """Whether the signal was lost in the waters around Korea or a call there is known; a place elsewhere says no."""
    for text in (cell, notes):
        if found := found_in(_words("waters"), text):
            return f"in or near the {found.title()}" if found.isascii() else f"in or near {found}"
    if any(is_dprk_port(call.text) for call in port_calls(calls)):
        return "and a North Korean port among the calls"
    hours = {fold(word) for word in settings()["gap_words"]}
    elsewhere = [word for word in re.findall(r"[^\W\d_]+", fold(cell)) if word not in hours]
    return False if elsewhere else None


@fact("gap_place_is_not_said", "ais_gap_hours", "notes", "port_calls", needs=("ais_gap_hours",))
def gap_place_is_not_said(cell: str, notes: str, calls: str) -> str | bool | None:
    """Whether nothing says where the signal was lost."""
    return "where is not said" if cell and gap_near_dprk_waters(cell, notes, calls) is None else False


@fact("identity_is_tampered_with", "notes", "earlier_names", "ais_gap_hours", needs=("notes",))
def identity_is_tampered_with(*cells: str) -> str | bool | None:
    """Whether a cell tells of a spoofed signal or an altered name, hull or IMO number."""
    found = found_in(_words("tampering"), *cells)
    return f"“{found}” is told of the ship" if found else None


@fact("ship_imo_does_not_check", "imo", "kind", needs=("imo",))
def ship_imo_does_not_check(imo: str, kind: str) -> str | bool | None:
    """Whether the check digit of a ship's IMO number does not fit; numbers of companies follow another rule."""
    if not imo or kind != "vessel":
        return None
    wrong = [number for number in split_values(imo) if _IMO.fullmatch(number) and not _checks(number)]
    return f"the check digit of IMO {wrong[0]} does not fit" if wrong else False


def _checks(number: str) -> bool:
    return sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])


# ---- D02, D05: other ships and lists --------------------------------------------------------------------


@fact("sts_partner_is_dprk", "sts_partner")
def sts_partner_is_dprk(cell: str) -> str | bool | None:
    """Whether the ship at the other side flies North Korea's flag or is called North Korean."""
    if not cell:
        return None
    named = found_in(vocabulary.words("dprk"), cell) or _CODE_BESIDE.search(cell)
    return f"transfer with a North Korean ship: “{short(cell)}”" if named else False


@fact("sts_partner_is_unknown", "sts_partner")
def sts_partner_is_unknown(cell: str) -> str | bool | None:
    """Whether the ship at the other side is said to be unknown; a cell with the one word unknown says nothing."""
    if not cell:
        return None
    found = found_in(_words("unknown_ship"), cell)
    return f"transfer with an “{found}”" if found else False


def _listed_ships(context: Context) -> tuple[dict[str, str], dict[str, str]]:
    """Return folded names of listed ships, and IMO numbers of listed parties where the entries carry them → reference."""
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    entries = context.entries
    if entries is None or "name" not in entries or "kind" not in entries:
        return names, numbers
    known = list(entries["identifiers"]) if "identifiers" in entries else [()] * len(entries)
    columns = (entries[name] for name in ("list", "id", "kind", "name"))
    for name_of_list, identity, kind, name, identifiers in zip(*columns, known, strict=True):
        reference = f"{name_of_list} {identity}"
        if kind == "vessel" and len(fold(str(name))) > _SHORTEST_NAME:
            names.setdefault(fold(str(name)), reference)
        for text in identifiers:
            kind_of_number, _, rest = str(text).partition(":")
            if kind_of_number == "imo":
                numbers.setdefault(rest.rpartition(":")[2], reference)
    return names, numbers


_SHORTEST_NAME = 3


@table_fact("sts_partner_bears_a_listed_name", "sts_partner")
def sts_partner_bears_a_listed_name(context: Context) -> Answers:
    """Whether the ship at the other side bears the whole name of a listed ship; names of ships repeat."""
    names, _ = _listed_ships(context)

    def ask(cell: str) -> str:
        for part in re.split(r"[;,()/]", _IMO.sub(" ", cell)):
            bare = re.sub(r"^(?:mv|m v|mt|m t|imo)\s+|\s+imo$", "", fold(part))
            if bare in names:
                return f"transfer with a ship that bears a listed name: {short(cell)} ({names[bare]})"
        return ""

    return _per_cell(context, "sts_partner", ask)


@table_fact("sts_partner_has_a_listed_number", "sts_partner")
def sts_partner_has_a_listed_number(context: Context) -> Answers:
    """Whether the ship at the other side has the IMO number of a listed one."""
    _, numbers = _listed_ships(context)

    def ask(cell: str) -> str:
        hit = next((number for number in _IMO.findall(cell) if number in numbers), "")
        return f"transfer with IMO {hit}, which is listed ({numbers[hit]})" if hit else ""

    return _per_cell(context, "sts_partner", ask)


def _per_cell(context: Context, column: str, ask: Any) -> Answers:
    known: dict[str, str] = {}
    for cell in context.cells(column):
        if cell and cell not in known:
            known[cell] = ask(cell)
    clauses = [known.get(cell, "") for cell in context.cells(column)]
    values = [bool(clause) if cell else None for cell, clause in zip(context.cells(column), clauses, strict=True)]
    return Answers(list(values), clauses)


@table_fact("imo_leads_to_a_listed_party", "imo")
def imo_leads_to_a_listed_party(context: Context) -> Answers:
    """Whether a party with an IMO number has a critical match, which needs a strong identifier that agrees."""
    matches = context.matches
    found: dict[tuple[str, int], str] = {}
    columns = (matches[name] for name in ("sheet", "row", "band", "legal_status", "references", "why"))
    for sheet, row, band, status, references, why in zip(*columns, strict=True):
        if band == Band.CRITICAL.word and status == "listed" and (not why or "imo" in fold(why).split()):
            found.setdefault((sheet, row), references)
    keys = zip(context.cells("sheet"), context.cells("row"), context.cells("imo"), strict=True)
    told = [(imo, found.get((sheet, int(row)), "")) for sheet, row, imo in keys]
    return Answers(
        [bool(references) if imo else None for imo, references in told],
        [f"IMO {short(imo)} leads to a listed party ({references})" if imo and references else "" for imo, references in told],
    )  # fmt: skip


@table_fact("owner_or_manager_has_a_listed_number", "owners", "manager")
def owner_or_manager_has_a_listed_number(context: Context) -> Answers:
    """Whether an IMO number in the cells of owner or manager is that of a listed party."""
    _, numbers = _listed_ships(context)
    values: list[bool | None] = []
    clauses: list[str] = []
    for cells in zip(context.cells("owners"), context.cells("manager"), strict=True):
        own = [number for cell in cells for number in _IMO.findall(cell)] if any(cells) else []
        hit = next((number for number in own if number in numbers), "")
        values.append(bool(hit) if own else None)
        clauses.append(f"IMO {hit} of owner or manager is listed ({numbers[hit]})" if hit else "")
    return Answers(values, clauses)


# ---- D03: signs that must stand together ----------------------------------------------------------------


@fact("two_signs_of_deception_at_sea", "vessel_flag", "owners", "origin", "port_calls", "notes",
      needs=("owners", "origin", "notes"))  # fmt: skip
def two_signs_of_deception_at_sea(flag: str, owners: str, origin: str, calls: str, notes: str) -> str | bool | None:
    """Whether at least two stand together: false flag, false documents, a voyage that does not fit, a hidden owner."""
    signs: list[str] = []
    unknown = 0
    for words, clause in (
        ("false_flag", "the flag is in doubt"),
        ("false_documents", "documents are called false"),
        ("strange_voyage", "the voyage does not fit"),
    ):
        if found := found_in(_words(words), notes):
            signs.append(f"{clause} (“{found}”)")
        else:
            unknown += 1
    told_elsewhere = origin and "KP" not in split_values(origin) and not any("voyage" in sign for sign in signs)
    port = next((call.text for call in port_calls(calls) if is_dprk_port(call.text)), "") if told_elsewhere else ""
    if port:
        signs.append(f"goods are said to come from {country_name(split_values(origin)[0])}, yet {port} was called at")
    if owners:
        if found_in(_words("opaque_owner"), owners):
            signs.append(f"the owner is hidden (“{short(owners)}”)")
    else:
        unknown += 1
    least = settings()["least_signs"]
    if len(signs) >= least:
        return "; ".join(signs)
    return None if len(signs) + unknown >= least or not (flag or notes) else False


# ---- D06: shell owners ----------------------------------------------------------------------------------


@fact(
    "care_of_address_in_an_owner_city", "address", "city", "owners", "manager", needs=("address", "owners", "manager")
)
def care_of_address_in_an_owner_city(address: str, city: str, owners: str, manager: str) -> str | bool | None:
    """Whether an address is care of somebody in a city where shell owners of listed ships sat."""
    for cell in (f"{address}, {city}" if address else "", owners, manager):
        if found_in(_words("care_of"), cell) and (place := found_in(_words("owner_cities"), cell)):
            return f"an address care of another firm in {place.title()}"
    return False if address or owners or manager else None


@fact("fleet_is_small", "fleet_size")
def fleet_is_small(cell: str) -> str | bool | None:
    """Whether the owner has at most two ships."""
    found = re.search(r"\d+", cell)
    if not found:
        return None
    count = int(found.group())
    return f"a fleet of {count}" if 0 < count <= settings()["small_fleet"] else False


@table_fact("company_is_young", "incorporation_date")
def company_is_young(context: Context) -> Answers:
    """Whether the company is younger than 24 months on the day of the screening."""
    today = context.as_of or date.today()
    months = today.year * 12 + today.month - 1 - settings()["young_months"]
    limit = date(months // 12, months % 12 + 1, min(today.day, 28))
    values: list[bool | None] = []
    clauses: list[str] = []
    for cell in context.cells("incorporation_date"):
        try:
            born = PartialDate.parse(cell)
        except ValueError:
            born = None
        young = None if born is None or born.first <= limit < born.last else born.first > limit
        values.append(young)
        clauses.append(f"incorporated {cell}" if young else "")
    return Answers(values, clauses)


__all__ = ["PortCall", "dprk_ports", "is_dprk_port", "port_calls"]
