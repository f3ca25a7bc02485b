"""Contracts of an applicant: how long, signed by whom, advances, hours, and who keeps the passport."""

from __future__ import annotations

from screen.names.folding import fold
from screen.redflags.facts.amounts import NUMBER, amount, has_word, number, percent, plain
from screen.redflags.facts.documents import (
    day,
    has,
    is_blank,
    visa,
)
from screen.redflags.facts.registry import fact, short
from screen.redflags.facts.work import is_own, someone_else


@fact("contract_is_for_years", "contract_signed_on", "contract_ends_on")
def contract_is_for_years(signed: str, ends: str) -> str | bool | None:
    """Whether a contract runs for two years or more."""
    first, last = day(signed), day(ends)
    if first is None or last is None:
        return None
    begin, end = first.last, last.first
    months = (end.year - begin.year) * 12 + end.month - begin.month - (end.day + 1 < begin.day)
    ends_a_month = end.day >= 28 and begin.day == 1
    months += ends_a_month
    return f"a contract of {months} months" if months >= visa()["contract_months"] else False


@fact("advance_is_large", "upfront_payment", "contract_value")
def advance_is_large(advance: str, value: str) -> str | bool | None:
    """Whether more than a quarter of the contract is paid in advance: told in percent, or by two amounts of one currency."""
    if not advance:
        return None
    match = percent().search(plain(advance))
    if match:
        share = number(next(group for group in match.groups() if group)) / 100
    else:
        paid, whole_sum = amount(advance), amount(value) if value else None
        if paid is None or (paid.value and (whole_sum is None or not whole_sum.value)):
            return None
        if paid.value and whole_sum and paid.currency != whole_sum.currency:
            return None
        share = paid.value / whole_sum.value if paid.value and whole_sum else 0.0
    return f"{share:.0%} of the contract is paid in advance" if share > visa()["upfront_share"] else False


@fact(
    "contract_is_signed_by_another",
    "contract_party",
    "name",
    "name_original",
    "employer",
    "sponsor",
    needs=("contract_party",),
)
def contract_is_signed_by_another(
    party: str, name: str, original: str, employer: str, sponsor: str
) -> str | bool | None:
    """Whether a company, sponsor or mission signed the contract in place of the worker."""
    if is_blank(party):
        return None
    if has("self", party) or is_own(party, name, original):
        return False
    if someone_else(party) or fold(party) in {fold(one) for one in (employer, sponsor) if one}:
        return f"the contract is signed by “{short(party)}”"
    return None


@fact("hours_are_long", "hours_per_day", "rest_days")
def hours_are_long(hours: str, rest: str) -> str | bool | None:
    """Whether days of twelve hours or at most two rest days a month are told; a range counts by its least."""
    settings = visa()
    worked = [number(one) for one in NUMBER.findall(plain(hours))]
    if (
        worked
        and settings["hours_long"] <= min(worked) <= settings["hours_most"]
        and max(worked) <= settings["hours_most"]
    ):
        return f"{short(hours)} hours a day"
    free = [number(one) for one in NUMBER.findall(plain(rest))]
    weekly = has_word("periods.week", rest)
    if free and not weekly and max(free) <= settings["rest_days_few"]:
        return f"{short(rest)} rest days a month"
    return False if worked or (free and not weekly) else None


@fact(
    "passport_is_held_by_another",
    "passport_holder",
    "name",
    "name_original",
    "employer",
    "sponsor",
    needs=("passport_holder",),
)
def passport_is_held_by_another(
    holder: str, name: str, original: str, employer: str, sponsor: str
) -> str | bool | None:
    """Whether an employer, sponsor, minder or another person keeps the passport; authorities and family do not count."""
    if is_blank(holder) or has("official", holder):
        return None if is_blank(holder) else False
    said = f"the passport is kept by “{short(holder)}”"
    if someone_else(holder) or fold(holder) in {fold(one) for one in (employer, sponsor) if one}:
        return said
    if has("self", holder) or has("family", holder):
        return False
    if not name and not original:
        return None
    return False if is_own(holder, name, original) else said
