"""Batches of people: one sponsor, runs of passport numbers, one contact for many.

Such groups describe any agency's crew. A row is told True only in a group that holds a North Korean national or a tie to
North Korea, and never where another nationality is stated; where no nationality is said the answer is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from screen.model import PartialDate
from screen.redflags.facts.group_keys import grouped, kept, keys, passport_number, says, settings, word
from screen.redflags.facts.group_people import (
    KP,
    UNKNOWN,
    answers,
    counted,
    distinct,
    empty,
    exempt,
    is_raised,
    others,
    raises,
    standings,
    why_raised,
)
from screen.redflags.facts.registry import Answers, Context, Tied, table_fact, tie

_SPONSOR = ("sponsor", "employer")


def day(cell: str) -> date | None:
    """Return a day where a cell tells it to the day."""
    try:
        told = PartialDate.parse(cell) if cell else None
    except ValueError:
        return None
    return told.first if told is not None and told.is_full else None


def _start(context: Context, place: int) -> date | None:
    return day(context.cells("permit_issued_on")[place]) or day(context.cells("arrived_on")[place])


# ---- batches on one sponsor ---------------------------------------------------------------------------------


def _windows(context: Context, places: Sequence[int]) -> list[list[int]]:
    """Return the stretches of a group in which enough people start within so many days; undated rows are a stretch."""
    least, days = int(settings()["batch_least"]), int(settings()["batch_days"])
    dated = sorted((start, place) for place in places if (start := _start(context, place)) is not None)
    undated = [place for place in places if _start(context, place) is None]
    spans: list[tuple[int, int]] = []
    end = 0
    for first, (start, _) in enumerate(dated):
        while end < len(dated) and (dated[end][0] - start).days <= days:
            end += 1
        if end - first >= least:
            if spans and spans[-1][1] > first:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((first, end))
    found = [[place for _, place in dated[first:past]] for first, past in spans]
    return [*found, undated] if len(undated) >= least else found


def _batches(context: Context) -> list[tuple[str, list[int]]]:
    """Return field and rows of each batch: enough distinct people, not of another stated nationality, on one sponsor."""

    def make() -> list[tuple[str, list[int]]]:
        found = []
        for field in _SPONSOR:
            for places in grouped(context, field).values():
                for window in _windows(context, counted(context, places)):
                    if distinct(context, window) >= int(settings()["batch_least"]):
                        found.append((field, window))
        return found

    return kept(context, "batches", make)


def raised_batches(context: Context) -> list[tuple[str, list[int]]]:
    """Return field and rows of the batches that hold North Koreans or a tie to North Korea."""
    return [(field, window) for field, window in _batches(context) if is_raised(context, window)]


def _told(context: Context, groups: Iterable[tuple[str, list[int]]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for field, places in groups:
        for place in places:
            if place not in found:
                told = others(context, place, places)
                found[place] = f"shares its {word(field)} with {told}{why_raised(context, place, places)}"
    return found


@table_fact("batch_on_one_sponsor", "sponsor", "employer", "nationality", needs=_SPONSOR, ties=_SPONSOR)
def batch_on_one_sponsor(context: Context) -> Answers:
    """Whether a person is one of a batch on one sponsor that holds North Koreans or a tie to North Korea."""
    open_rows = {place for _, window in _batches(context) for place in window}
    found = _told(context, raised_batches(context))
    return answers(context, found, [*open_rows, *empty(context, *_SPONSOR)])


@table_fact("batch_of_twenty_on_one_sponsor", "sponsor", "employer", "nationality", needs=_SPONSOR, ties=_SPONSOR)
def batch_of_twenty(context: Context) -> Answers:
    """Whether the North Korean nationals alone of such a batch reach the higher number."""
    known, free = standings(context), exempt(context)
    great = []
    for field, window in raised_batches(context):
        nationals = [place for place in window if known[place] == KP and not free[place]]
        if distinct(context, nationals) >= int(settings()["batch_critical"]):
            great.append((field, nationals))
    return answers(context, _told(context, great), empty(context, *_SPONSOR))


@table_fact(
    "batch_of_unknown_nationality_with_signs",
    "sponsor",
    "passport",
    "phone",
    "passport_holder",
    needs=_SPONSOR,
    ties=(*_SPONSOR, "passport run", "phone", "email"),
)
def batch_with_signs(context: Context) -> Answers:
    """Whether no nationality is said in a batch that shows two further signs: a run of numbers as on the lists, one
    contact for many, passports held by others."""
    in_series = {place for run in runs(context) if _is_series(context, run) for place in run}
    one_contact = {place for field in ("phone", "email") for places in _many(context, field) for place in places}
    known = standings(context)
    found: dict[int, str] = {}
    for field, window in _batches(context):
        unknown = [place for place in window if known[place] == UNKNOWN]
        if is_raised(context, window) or distinct(context, unknown) < int(settings()["batch_least"]):
            continue
        for place in unknown:
            holder = context.cells("passport_holder")[place]
            signs = [
                clause
                for holds, clause in (
                    (place in in_series, "passport numbers in a row, as on the lists"),
                    (place in one_contact, "one contact for many"),
                    (bool(holder) and not says("self_words", holder), "passports held by others"),
                )
                if holds
            ]
            if len(signs) > 1:
                told = others(context, place, unknown)
                found[place] = f"shares its {word(field)} with {told}, no nationality said; {'; '.join(signs)}"
    return answers(context, found)


# ---- passport numbers ---------------------------------------------------------------------------------------


def _numbered(context: Context) -> Iterator[tuple[int, tuple[str, int, str, int]]]:
    """Yield the place of each row with its passport: letters, how many digits, the first of them, and the number."""
    for place, cell in enumerate(context.cells("passport")):
        if cell and (told := passport_number(cell)):
            letters, digits, number = told
            yield (
                place,
                (letters, digits, str(number).zfill(digits)[: int(settings()["passport_same_digits"])], number),
            )


@tie("passport run")
def _tie_by_run(context: Context) -> Tied:
    gap = int(settings()["passport_gap"])
    for place, (*series, number) in _numbered(context):
        for step in (0, 1):  # of two numbers no further apart than the gap, one step at least is common
            yield place, (*series, number // gap + step)


def runs(context: Context) -> list[list[int]]:
    """Return runs of near-consecutive numbers of those who count: three numbers, or two with a tie between the people."""

    def make() -> list[list[int]]:
        count = set(counted(context, range(len(context))))
        numbers = sorted((*one, place) for place, one in _numbered(context) if place in count)
        found: list[list[int]] = []
        run: list[int] = []
        for before, after in pairwise([*numbers, ("", 0, "", 0, -1)]):
            run.append(before[4])
            near = before[:3] == after[:3] and after[3] - before[3] <= int(settings()["passport_gap"])
            if not near:
                if distinct(context, run) > 1 and len(_numbers(context, run)) > 1:
                    found.append(run)
                run = []
        return found

    return kept(context, "runs", make)


def _numbers(context: Context, run: Sequence[int]) -> set[tuple[str, int, int] | None]:
    return {passport_number(context.cells("passport")[place]) for place in run}


def _one_sponsor(context: Context, run: Sequence[int]) -> bool:
    for field in _SPONSOR:
        found = [keys(field, context.cells(field)[place]) for place in run]
        if found[0] and all(one == found[0] for one in found):
            return True
    return False


def _is_series(context: Context, run: Sequence[int]) -> bool:
    first = passport_number(context.cells("passport")[run[0]])
    return first is not None and first[1] == 9 and str(first[2])[:3] in settings()["passport_series"]


@table_fact("passport_numbers_in_a_row", "passport", "sponsor", "nationality", needs=("passport",),
            ties=("passport run",))  # fmt: skip
def passport_numbers_in_a_row(context: Context) -> Answers:
    """Whether passport numbers of several people stand next to each other, one of them a North Korean or tied to it."""
    found: dict[int, str] = {}
    unknown = set(empty(context, "passport"))
    for run in runs(context):
        unknown.update(run)
        nationals = sum(raises(context)[place] for place in run)
        if is_raised(context, run) and (
            nationals > 1 or len(_numbers(context, run)) > 2 or _one_sponsor(context, run)
        ):
            for place in run:
                told = others(context, place, run)
                found[place] = f"passport number next to that of {told}{why_raised(context, place, run)}"
    return answers(context, found, unknown)


@table_fact("passport_numbers_in_a_listed_series", "passport", "sponsor", needs=("passport",),
            ties=("passport run",))  # fmt: skip
def passport_numbers_in_a_listed_series(context: Context) -> Answers:
    """Whether numbers shaped like those on the lists stand next to each other at one sponsor, no nationality said."""
    found: dict[int, str] = {}
    known = standings(context)
    for run in runs(context):
        is_silent = all(known[place] == UNKNOWN for place in run)
        if is_silent and not is_raised(context, run) and _is_series(context, run) and _one_sponsor(context, run):
            for place in run:
                found[place] = f"passport number next to that of {others(context, place, run)}, on one sponsor"
    return answers(context, found)


# ---- one contact for many -----------------------------------------------------------------------------------


def _many(context: Context, field: str) -> list[list[int]]:
    """Return groups of enough people, not of another stated nationality, on one value; hotels and campuses are left out."""

    def make() -> list[list[int]]:
        found = []
        for key, rows in grouped(context, field).items():
            places = counted(context, rows)
            if len(places) < int(settings()["contact_least"][field]) or (
                field == "address" and says("address_hubs", key)
            ):
                continue
            if distinct(context, places) >= int(settings()["contact_least"][field]):
                found.append(places)
        return found

    return kept(context, f"many:{field}", make)


@table_fact("one_contact_for_many", "address", "phone", "email", "nationality", needs=("address", "phone", "email"),
            ties=("address", "phone", "email"))  # fmt: skip
def one_contact_for_many(context: Context) -> Answers:
    """Whether many people share a contact, one of them a North Korean national or tied to North Korea."""
    groups = [(field, places) for field in ("phone", "email", "address") for places in _many(context, field)]
    found = _told(context, [(field, places) for field, places in groups if is_raised(context, places)])
    unknown = {place for _, places in groups for place in places}
    return answers(context, found, [*unknown, *empty(context, "address", "phone", "email")])
