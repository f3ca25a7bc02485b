"""Papers of an applicant: nationality, permits, dates, statuses; passports and work are left to the modules beside.

A missing cell is unknown. Every status that puts a person outside a ban is a fact of its own, so that a rule can name it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Any

from screen.countries import country_name
from screen.model import PartialDate, split_values
from screen.names.folding import fold
from screen.redflags import vocabulary
from screen.redflags.facts.registry import Answers, Context, fact, folded, found_in, short, table_fact

KP = "KP"
NON_WORK = ("student", "trainee", "tourist", "cultural", "business", "visit", "border_pass")
STUDY = ("student", "trainee", "cultural", "border_pass")
_ORDER = ("work", "diplomatic", *NON_WORK, "settled")
_PLACE = ("city", "address", "worksite")


@cache
def visa() -> dict[str, Any]:
    """Load rules/vocabularies/visa.yml once."""
    return vocabulary.load("visa")


@cache
def words(name: str, *, loose: bool = False) -> vocabulary.Words:
    """Return the pattern of a list of visa.yml, "permits.work" naming one below permits.

    A word of one character must be the whole cell, unless *loose*: 无 is “none”, but also part of many words.
    """
    found: Any = visa()
    for part in name.split("."):
        found = found[part]
    single = {fold(str(word)) for word in found if len(fold(str(word))) == 1} if not loose else set()
    several = vocabulary.pattern(word for word in found if fold(str(word)) not in single)
    if not single:
        return several
    regex = re.compile(rf"{several.regex.pattern}|^(?:{'|'.join(sorted(map(re.escape, single)))})$")
    return vocabulary.Words(regex, several.firsts | single, several.has_parts)


@lru_cache(maxsize=4096)
def has(name: str, cell: str) -> str:
    """Return the first word of a list of visa.yml in a cell, '' where there is none."""
    return found_in(words(name), cell) if cell else ""


@cache
def whole(name: str) -> frozenset[str]:
    """Return the words of a list of visa.yml that only count as a whole cell."""
    return frozenset(fold(str(word)) for word in visa()[name])


@lru_cache(maxsize=4096)
def is_blank(cell: str) -> bool:
    """Whether a cell is empty or says that there is no value: n/a, 无, нет, a dash."""
    return not cell or not fold(cell) or fold(cell) in whole("no_value")


@cache
def key_date(name: str) -> date:
    """Return a key date of visa.yml."""
    return date.fromisoformat(visa()["dates"][name])


@lru_cache(maxsize=4096)
def day(cell: str) -> PartialDate | None:
    """Read a date cell; None where it is empty or no date."""
    try:
        return PartialDate.parse(cell) if cell else None
    except ValueError:
        return None


def is_after(cell: str, limit: date) -> bool | None:
    """Whether a date lies after a day: None where it is not known, or too vague to say."""
    when = day(cell)
    if when is None:
        return None
    return True if when.first > limit else False if when.last <= limit else None


@lru_cache(maxsize=4096)
def permit_kind(cell: str) -> str:
    """Return the kind of a permit category: work, diplomatic, one of NON_WORK, settled, or '' where it cannot be told.

    >>> permit_kind("Work permit, category C"), permit_kind("X2 留学"), permit_kind("E-9")
    ('work', 'student', 'work')
    """
    if is_blank(cell):
        return ""
    code = re.sub(r"visa|签证|簽證|비자|\W", "", fold(cell))
    for kind, codes in visa()["codes"].items():
        if code and code in codes:
            return str(kind)
    told = words("no_work").sub(" ", fold(cell))
    return next((kind for kind in _ORDER if words(f"permits.{kind}").search(told)), "")


# ---- nationality ----------------------------------------------------------------------------------------------------


@fact("national_of_dprk", "nationality")
def national_of_dprk(nationality: str) -> str | bool | None:
    """Whether the table tells a North Korean nationality; Korea alone, or an ethnicity, is none."""
    if not nationality:
        return None
    return "a national of North Korea" if KP in split_values(nationality) else False


@fact("national_of_another_state", "nationality")
def national_of_another_state(nationality: str) -> str | bool | None:
    """Whether the table tells a nationality and it is not North Korean."""
    if not nationality:
        return None
    return False if KP in split_values(nationality) else "a national of another State"


@fact("national_of_the_host_too", "nationality", "country", needs=("nationality",))
def national_of_the_host_too(nationality: str, country: str) -> str | bool | None:
    """Whether a second nationality beside the North Korean one is that of the country (X02); alone it counts as told."""
    codes = split_values(nationality)
    if not codes:
        return None
    others = [code for code in codes if code not in (KP, "KR")]
    if not others:
        return False
    if not country:
        return None
    host = [code for code in others if code in split_values(country)]
    return f"also a national of {country_name(host[0])}" if host else False


@fact("national_of_south_korea_too", "nationality")
def national_of_south_korea_too(nationality: str) -> str | bool | None:
    """Whether South Korean citizenship is told (X03)."""
    codes = split_values(nationality)
    return None if not codes else "South Korean citizenship is told" if "KR" in codes else False


# ---- statuses: exceptions --------------------------------------------------------------------------------------------


def _status(name: str, vocabulary_name: str, clause: str, *fields: str) -> None:
    @fact(name, *fields)
    def test(*cells: str) -> str | bool | None:
        for cell in cells:
            if found := has(vocabulary_name, cell):
                return None if has("negations", cell) else f"{clause} (“{found}”)"
        told = cells[0]
        return None if is_blank(told) or fold(told) in whole("application_states") else False


STATELESS = "XX"  # rules/countries: stateless, or a refugee by the nationality column


@fact("protection_is_given", "status", "permit_category", "nationality", needs=("status", "permit_category"))
def protection_is_given(status: str, category: str, nationality: str) -> str | bool | None:
    """Whether a status or permit, or a nationality told as stateless or refugee, is one of protection (X01)."""
    for cell in (status, category):
        if found := has("protection", cell):
            return None if has("negations", cell) else f"a protection status is given (“{found}”)"
    if STATELESS in split_values(nationality):
        return "stateless or a refugee, by the nationality told"
    return None if is_blank(status) or fold(status) in whole("application_states") else False


@fact("notes_tell_of_protection", "notes")
def notes_tell_of_protection(notes: str) -> str | bool | None:
    """Whether the remarks tell that the person was given protection or asked for it; silence counts as none, a refusal is open."""
    text = folded(notes) if notes else ""
    if not any(stem in text for stem in _stems()):
        return False
    told: str | bool | None = None if words("protection").search(text) else False
    for found in words("protection").finditer(text):
        near = text[max(found.start() - 25, 0) : found.end() + 25]
        if not has("negations", near):
            told = f"the remarks tell of protection (“{found.group()}”)"
    return told


@cache
def _stems() -> tuple[str, ...]:
    return tuple(fold(str(word)) for word in visa()["protection_stems"])


@fact("approval_is_named", "notes", "status")
def approval_is_named(notes: str, status: str) -> str | bool | None:
    """Whether an approval of the 1718 Committee is named (X07).

    They are so rare that silence counts as none: the sponsor has to show the approval, and the rule asks for it.
    """
    found = next((cell for cell in (notes, status) if has("approval", cell) and not has("negations", cell)), "")
    return f"an approval is named: “{short(found)}”" if found else False


@fact("contract_made_before_ban", "contract_signed_on", "permit_issued_on")
def contract_made_before_ban(signed: str, issued: str) -> str | bool | None:
    """Whether the written contract is older than the ban (X08); such permits ended with the day of repatriation."""
    if is_after(issued, key_date("repatriation")):
        return False
    when = day(signed)
    if when is None:
        return None
    ban = key_date("permits_banned")
    return f"the contract was signed on {signed}" if when.last < ban else False if when.first >= ban else None


# ---- permits --------------------------------------------------------------------------------------------------------


def _kind(name: str, kinds: tuple[str, ...], clause: str) -> None:
    @fact(name, "permit_category")
    def test(category: str) -> str | bool | None:
        kind = permit_kind(category)
        return f"{clause}: “{short(category)}”" if kind in kinds else False if kind else None


_kind("permit_is_no_work_permit", NON_WORK, "the permit is not one for work")
_kind("permit_is_for_study", STUDY, "the permit is for study, training, exchange or border traffic")
_kind("permit_is_for_settling", ("settled",), "the permit is one of residence or family")


@fact("permit_issued_after_ban", "permit_issued_on")
def permit_issued_after_ban(issued: str) -> str | bool | None:
    """Whether a permit was issued or renewed after the ban of 2017-09-11."""
    answer = is_after(issued, key_date("permits_banned"))
    return f"the permit was issued or renewed on {issued}" if answer else answer


@fact("permit_issued_in_eu_after_council", "permit_issued_on", "country")
def permit_issued_in_eu_after_council(issued: str, country: str) -> str | bool | None:
    """Whether a permit of a Member State was issued after the Council's position of 2017-10-16."""
    answer = is_after(issued, key_date("eu_renewals_end"))
    if not answer or not country:
        return None if answer else answer
    host = [code for code in split_values(country) if code in visa()["eu"]]
    day_told = visa()["dates"]["eu_renewals_end"]
    return f"{country_name(host[0])} had agreed on {day_told} not to renew such permits" if host else False


@fact(
    "stays_after_repatriation_day",
    "permit_issued_on",
    "permit_expires_on",
    "arrived_on",
    "left_on",
    "contract_ends_on",
)
def stays_after_repatriation_day(issued: str, expires: str, arrived: str, left: str, ends: str) -> str | bool | None:
    """Whether any date shows a stay or a permit on or after 2019-12-22, and none that the person had left before."""
    limit = key_date("repatriation")
    departed, came = day(left), day(arrived)
    back = departed is not None and came is not None and came.first > departed.last
    if departed is not None and departed.last < limit and not back:
        return False
    told = (("permit issued", issued), ("permit valid until", expires), ("arrived", arrived), ("left", left),
            ("contract until", ends))  # fmt: skip
    for what, cell in told:
        when = day(cell)
        if when is not None and when.first >= limit:
            return f"{what} {cell}, after {limit.isoformat()}"
    return None


@table_fact("permit_has_lapsed", "permit_expires_on")
def permit_has_lapsed(context: Context) -> Answers:
    """Whether a permit had ended on the day of the run."""
    known: dict[str, bool | None] = {}
    values, clauses = [], []
    for cell in context.cells("permit_expires_on"):
        if cell not in known:
            when = day(cell)
            known[cell] = None if when is None or context.as_of is None else when.last < context.as_of
        values.append(known[cell])
        clauses.append(f"the permit ended on {cell}" if known[cell] else "")
    return Answers(values, clauses)


@table_fact("no_departure_is_told", "left_on", "status", needs=("permit_expires_on",))
def no_departure_is_told(context: Context) -> Answers:
    """Whether the person is still here: told by a status, or by a blank in a column of departures that others fill.

    Without such a column nobody is taken to have stayed.
    """
    departures = context.cells("left_on")
    has_column = context.is_filled("left_on")
    values: list[bool | None] = []
    clauses = []
    value: bool | None
    for left, status in zip(departures, context.cells("status"), strict=True):
        if left or has("gone", status):
            value, clause = False, ""
        elif found := has("still_here", status):
            value, clause = True, f"the status says “{found}”"
        else:
            value = True if has_column else None
            clause = "no day of leaving is given" if has_column else ""
        values.append(value)
        clauses.append(clause)
    return Answers(values, clauses)
