"""Ships: transfers at sea, signals lost, owners behind an address; where they called is left to port_calls.py."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from screen.countries import country_name
from screen.model import Band, PartialDate, split_values
from screen.names.folding import fold
from screen.redflags import vocabulary
from screen.redflags.facts.port_calls import CODE_BESIDE, IMO, is_dprk_port, port_calls, settings, ship_words
from screen.redflags.facts.registry import Answers, Context, fact, found_in, of_entries, short, table_fact

if TYPE_CHECKING:
    import pandas as pd

_HOURS = re.compile(r"(?<![\w.,])(\d{1,5}(?:[.,]\d+)?)")


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
        if found := found_in(ship_words("waters"), text):
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
    found = found_in(ship_words("tampering"), *cells)
    return f"“{found}” is told of the ship" if found else None


@fact("ship_imo_does_not_check", "imo", "kind", needs=("imo",))
def ship_imo_does_not_check(imo: str, kind: str) -> str | bool | None:
    """Whether the check digit of a ship's IMO number does not fit; numbers of companies follow another rule."""
    if not imo or kind != "vessel":
        return None
    wrong = [number for number in split_values(imo) if IMO.fullmatch(number) and not _checks(number)]
    return f"the check digit of IMO {wrong[0]} does not fit" if wrong else False


def _checks(number: str) -> bool:
    return sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])


# ---- D02, D05: other ships and lists --------------------------------------------------------------------


@fact("sts_partner_is_dprk", "sts_partner")
def sts_partner_is_dprk(cell: str) -> str | bool | None:
    """Whether the ship at the other side flies North Korea's flag or is called North Korean."""
    if not cell:
        return None
    named = found_in(vocabulary.words("dprk"), cell) or CODE_BESIDE.search(cell)
    return f"transfer with a North Korean ship: “{short(cell)}”" if named else False


@fact("sts_partner_is_unknown", "sts_partner")
def sts_partner_is_unknown(cell: str) -> str | bool | None:
    """Whether the ship at the other side is said to be unknown; a cell with the one word unknown says nothing."""
    if not cell:
        return None
    found = found_in(ship_words("unknown_ship"), cell)
    return f"transfer with an “{found}”" if found else False


def _listed_ships(context: Context) -> tuple[dict[str, str], dict[str, str]]:
    """Return folded names of listed ships, and IMO numbers of listed parties where the entries carry them → reference."""
    entries = context.entries
    if entries is None or "name" not in entries or "kind" not in entries:
        return {}, {}
    return of_entries(entries, "ships", _ships)


def _ships(entries: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    known = list(entries["identifiers"]) if "identifiers" in entries else [()] * len(entries)
    columns = (entries[name].tolist() for name in ("list", "id", "kind", "name"))
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
        for part in re.split(r"[;,()/]", IMO.sub(" ", cell)):
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
        hit = next((number for number in IMO.findall(cell) if number in numbers), "")
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
        own = [number for cell in cells for number in IMO.findall(cell)] if any(cells) else []
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
        if found := found_in(ship_words(words), notes):
            signs.append(f"{clause} (“{found}”)")
        else:
            unknown += 1
    told_elsewhere = origin and "KP" not in split_values(origin) and not any("voyage" in sign for sign in signs)
    port = next((call.text for call in port_calls(calls) if is_dprk_port(call.text)), "") if told_elsewhere else ""
    if port:
        signs.append(f"goods are said to come from {country_name(split_values(origin)[0])}, yet {port} was called at")
    if owners:
        if found_in(ship_words("opaque_owner"), owners):
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
        if found_in(ship_words("care_of"), cell) and (place := found_in(ship_words("owner_cities"), cell)):
            return f"an address care of another firm in {place.title()}"
    return False if address or owners or manager else None


@fact("fleet_is_small", "fleet_size")
def fleet_is_small(cell: str) -> str | bool | None:
    """Whether the owner has at most two ships."""
    found = re.search(r"\d+", cell)
    if not found:
        return None
    count = int(found.group()[:9])  # of no fleet are there more figures
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
