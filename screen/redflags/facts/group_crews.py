"""Crews: a minder in the batch, self-employed on paper, monthly stays; and the standing of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from datetime import date
from itertools import pairwise
from statistics import median

from screen.model import PartialDate
from screen.redflags.facts.group_keys import grouped, passport_number, says, settings, word
from screen.redflags.facts.group_people import (
    KP,
    OTHER,
    UNKNOWN,
    answers,
    counted,
    distinct,
    empty,
    is_raised,
    links,
    others,
    persons,
    raises,
    standings,
    why_raised,
)
from screen.redflags.facts.groups import day, raised_batches
from screen.redflags.facts.registry import Answers, Context, Tied, fact, table_fact, tie


@fact("stay_is_for_study_only", "permit_category", "wage", "employer", "occupation")
def stay_is_for_study_only(category: str, wage: str, employer: str, occupation: str) -> str | bool | None:
    """Whether a student, athlete or the like with neither wage nor employer in the table."""
    if not category:
        return None
    is_working = (
        bool(employer) or wage.strip(" 0.,-") != "" or (bool(occupation) and not says("student_words", occupation))
    )
    return (
        "a stay for study, no employer or wage in the table"
        if says("student_words", category) and not is_working
        else False
    )


@table_fact("row_is_tied_to_dprk", "nationality", "phone", "email", "address", "employer", "sponsor")
def row_is_tied_to_dprk(context: Context) -> Answers:
    """Whether a person of no stated nationality is tied to North Korea by a contact, an employer or a sponsor."""
    known = standings(context)
    found = {place: clause for place, clause in enumerate(links(context)) if clause and known[place] != OTHER}
    return answers(context, found, [place for place, one in enumerate(known) if one == UNKNOWN])


_CREW = ("worksite", "contract_party", "employer", "sponsor")

# ---- minders and crews --------------------------------------------------------------------------------------


def _is_official(cell: str) -> bool:
    bare = "".join(c for c in cell.upper() if c.isalnum())
    rules = settings()
    if bare[:2] in rules["official_prefix"] and bare[2:].isdigit() and len(bare) == 11:
        return True
    told = passport_number(cell)
    digits = str(told[2]) if told and not told[0] else ""
    return len(digits) == 9 and digits[:3] in rules["passport_series"] and digits[4] in rules["official_class"]


@table_fact("minder_in_the_batch", "occupation", "passport", "birth_date", "sponsor", needs=("occupation",),
            ties=("sponsor", "employer"))  # fmt: skip
def minder_in_the_batch(context: Context) -> Answers:
    """Whether one or two in a North Korean batch lead, interpret or watch, with an official passport or older than the rest."""
    rules = settings()
    found: dict[int, str] = {}
    known = standings(context)
    for field, window in raised_batches(context):
        if not any(known[place] == KP for place in window):
            continue
        titled = [place for place in window if says("minder_words", context.cells("occupation")[place])]
        if not 0 < distinct(context, titled) <= int(rules["minder_most"]):
            continue
        born = {place: told.year for place in window if (told := _birth(context.cells("birth_date")[place]))}
        middle = median(born.values()) if born else 0
        for place in titled:
            age = middle - born[place] if place in born else 0
            signs = ["an official passport"] if _is_official(context.cells("passport")[place]) else []
            signs += [f"{age:.0f} years older than most"] if age >= rules["minder_least_older_years"] else []
            if signs:
                title = context.cells("occupation")[place]
                rest = others(context, place, window)
                found[place] = f"“{title}” with {' and '.join(signs)}, on one {word(field)} with {rest}"
    return answers(context, found, empty(context, "occupation"))


def _birth(cell: str) -> date | None:
    try:
        return PartialDate.parse(cell).first if cell else None
    except ValueError:
        return None


@table_fact("self_employed_in_a_crew", "employment_status", "worksite", "employer", "sponsor", "contract_party",
            "nationality", needs=("employment_status",), ties=_CREW)  # fmt: skip
def self_employed_in_a_crew(context: Context) -> Answers:
    """Whether somebody declared self-employed works where several others do, in a North Korean crew."""
    found: dict[int, str] = {}
    unknown = set(empty(context, "employment_status"))
    for field in _CREW:
        for rows in grouped(context, field).values():
            places = counted(context, rows)
            if len(places) <= int(settings()["crew_others"]):
                continue
            own = [p for p in places if says("self_employed_words", context.cells("employment_status")[p])]
            if not own or distinct(context, places) <= int(settings()["crew_others"]):
                continue
            if not is_raised(context, places):
                unknown.update(own)
                continue
            for place in own:
                told = others(context, place, places)
                found.setdefault(place, f"declared self-employed, but shares its {word(field)} with {told}"
                                        f"{why_raised(context, place, places)}")  # fmt: skip
    return answers(context, found, unknown)


# ---- monthly stays ------------------------------------------------------------------------------------------

_STAY = ("arrived_on", "left_on", "permit_issued_on", "permit_expires_on")


def _stays(context: Context) -> list[tuple[int, date, date]]:
    """Return place, first and last day of the stays whose length is that of a one-month permit."""
    rules, found = settings()["cycle"], []
    for place, cells in enumerate(zip(*(context.cells(name) for name in _STAY), strict=True)):
        arrived, left, issued, expires = cells
        first, last = (day(arrived), day(left)) if arrived or left else (day(issued), day(expires))
        if first and last and rules["least_days"] <= (last - first).days <= rules["most_days"]:
            found.append((place, first, last))
    return found


@tie("stay")
def _tie_by_stay(context: Context) -> Tied:
    return ((place, (first, last)) for place, first, last in _stays(context))


@table_fact("returns_every_month", *_STAY, "passport", "nationality", needs=("arrived_on", "permit_issued_on"),
            ties=("person",))  # fmt: skip
def returns_every_month(context: Context) -> Answers:
    """Whether one North Korean, or one tied to North Korea, leaves and comes back month by month, over several rows."""
    rules = settings()["cycle"]
    by_person: dict[Hashable, list[tuple[date, date, int]]] = defaultdict(list)
    for place, first, last in _stays(context):
        by_person[persons(context)[place]].append((first, last, place))
    found: dict[int, str] = {}
    unknown = set(empty(context, *_STAY))
    for stays in by_person.values():
        stays.sort()
        chain = stays[:1]
        for before, after in pairwise([*stays, (date.max, date.max, -1)]):
            if (after[0] - before[0]).days > 0 and (after[0] - before[1]).days <= rules["gap_days"]:
                chain.append(after)
                continue
            places = [place for _, _, place in chain]
            if len({first for first, _, _ in chain}) >= rules["stays"]:
                own = [place for place in places if standings(context)[place] != OTHER]
                if any(raises(context)[place] for place in own):
                    for place in own:
                        told = others(context, place, places)
                        found[place] = f"{len(chain)} stays of about a month, one after the other: with {told}"
                else:
                    unknown.update(own)
            chain = [after]
    return answers(context, found, unknown)


@table_fact("crew_on_the_same_monthly_dates", *_STAY, "nationality", needs=("arrived_on", "permit_issued_on"),
            ties=("stay",))  # fmt: skip
def crew_on_the_same_monthly_dates(context: Context) -> Answers:
    """Whether several people come and go on the same days for a month, North Koreans or people tied to it among them."""
    by_dates: dict[tuple[date, date], list[int]] = defaultdict(list)
    known = standings(context)
    for place, first, last in _stays(context):
        if known[place] != OTHER:
            by_dates[first, last].append(place)
    found: dict[int, str] = {}
    unknown = set(empty(context, *_STAY))
    for (first, last), places in by_dates.items():
        if distinct(context, places) < settings()["cycle"]["same_dates"]:
            continue
        if not is_raised(context, places):
            unknown.update(places)
            continue
        for place in places:
            told = others(context, place, places)
            found[place] = f"in from {first} to {last} like {told}{why_raised(context, place, places)}"
    return answers(context, found, unknown)
