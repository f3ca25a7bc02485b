"""Work of an applicant: occupation, employer, wages and who receives them, contracts, hours, custody of the passport.

Facts about wages say nothing of North Korea; the rules ask beside them for the nationality told in the table.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import median

from screen.model import split_values
from screen.names.compare import compare_names
from screen.names.folding import fold, scripts
from screen.redflags.facts.amounts import NUMBER, amount, number, plain
from screen.redflags.facts.documents import (
    KP,
    NON_WORK,
    day,
    has,
    is_blank,
    permit_kind,
    visa,
    whole,
    words,
)
from screen.redflags.facts.registry import Answers, Context, Tied, fact, short, table_fact, tie

# ---- occupation and income ------------------------------------------------------------------------------------------


def earns(wage: str) -> bool | None:
    """Whether a wage cell tells a wage: True, False for none, None where it says nothing."""
    if has("no_wage", wage):
        return False
    if fold(wage) in whole("no_value"):
        return None
    numbers = NUMBER.findall(plain(wage))
    return any(number(one) > 0 for one in numbers) if numbers else None


@lru_cache(maxsize=4096)
def works_for(employer: str) -> bool | None:
    """Whether an employer cell names an employer that pays wages: no school, mission or blank."""
    if is_blank(employer):
        return None
    return not (has("schools", employer) or has("missions", employer) or has("occupations.none", employer))


def _occupation(name: str, vocabulary_name: str, clause: str) -> None:
    @fact(name, "occupation")
    def test(occupation: str) -> str | bool | None:
        if is_blank(occupation):
            return None
        found = has(vocabulary_name, occupation) if not has("occupations.none", occupation) else ""
        return f"{clause} (“{short(occupation)}”)" if found else False


_occupation("occupation_is_manual", "occupations.manual", "works with the hands, in service or in IT")
_occupation("occupation_is_of_a_state_deal", "occupations.skilled", "an occupation sent on deals between States")


def _is_labour(occupation: str) -> bool:
    return not has("occupations.none", occupation) and bool(
        has("occupations.manual", occupation) or has("occupations.skilled", occupation)
    )


@fact("wage_is_earned", "wage")
def wage_is_earned(wage: str) -> str | bool | None:
    """Whether a wage is told."""
    answer = earns(wage) if wage else None
    return f"a wage is given (“{short(wage)}”)" if answer else answer


@fact("employer_is_named", "employer")
def employer_is_named(employer: str) -> str | bool | None:
    """Whether an employer other than a school or a mission is named."""
    answer = works_for(employer)
    return f"works for “{short(employer)}”" if answer else answer


@fact("permit_allows_work", "permit_category", "occupation", "wage", "employer")
def permit_allows_work(category: str, occupation: str, wage: str, employer: str) -> str | bool | None:
    """Whether a permit is a work authorisation: by its category, else by the work that goes with it; residence leaves it open."""
    kind = permit_kind(category)
    if kind == "work":
        return f"a work authorisation (“{short(category)}”)"
    if kind == "settled":
        return None
    if kind:
        return False
    if earns(wage) or _is_labour(occupation) or works_for(employer):
        return "the permit goes with work"
    return None


@fact("income_is_earned", "wage", "permit_category", "occupation", "employer", "employment_status", "status")
def income_is_earned(
    wage: str, category: str, occupation: str, employer: str, employment: str, status: str
) -> str | bool | None:
    """Whether a person is shown as earning income: by wage, work permit, occupation or employer.

    With a permit that is none for work only the wage tells: an occupation may be the one at home. Students, pensioners,
    children and diplomats without a wage earn none.
    """
    paid, kind = earns(wage), permit_kind(category)
    if paid:
        return f"a wage is given (“{short(wage)}”)"
    if kind == "diplomatic" or has("diplomats", occupation) or has("diplomats", status):
        return False
    idle = has("occupations.none", occupation) or has("not_employed", employment)
    if paid is False or idle:
        return False if kind != "work" else None
    if kind in NON_WORK:
        return None
    if kind == "work":
        return f"a work permit (“{short(category)}”)"
    if not is_blank(occupation):
        return f"an occupation is given (“{short(occupation)}”)"
    return f"works for “{short(employer)}”" if works_for(employer) else None


@fact("no_work_is_told", "occupation", "wage", "employer", "permit_category")
def no_work_is_told(occupation: str, wage: str, employer: str, category: str) -> str | bool | None:
    """Whether nothing beside a permit that is none for work tells of work; what is not said is not counted as work here."""
    kind = permit_kind(category)
    if not kind or kind == "work":
        return None
    if earns(wage) or works_for(employer) or (not is_blank(occupation) and not has("occupations.none", occupation)):
        return False
    return "nothing tells of work"


@fact("no_income_is_told", "occupation", "employment_status", "wage", "employer")
def no_income_is_told(occupation: str, employment: str, wage: str, employer: str) -> str | bool | None:
    """Whether the table tells that a student, delegate or visitor earns nothing (X09)."""
    paid = earns(wage)
    if paid or _is_labour(occupation) or works_for(employer):
        return False
    idle = has("occupations.none", occupation) or has("not_employed", employment)
    return "no income is earned" if paid is False or idle else None


@fact("told_to_earn_nothing", "wage", "employment_status", needs=("wage",))
def told_to_earn_nothing(wage: str, employment: str) -> str | bool | None:
    """Whether a professional is told to earn nothing, as at a competition or on an exchange (X09)."""
    paid = earns(wage) if wage else None
    if paid is None:
        return "no income is earned" if has("not_employed", employment) else None
    return False if paid else "no income is earned"


@fact("diplomat_is_told", "status", "permit_category", "occupation")
def diplomat_is_told(status: str, category: str, occupation: str) -> str | bool | None:
    """Whether a person is accredited or UN staff (X04), and holds no commercial or manual job beside it."""
    if _is_labour(occupation):
        return False
    if permit_kind(category) == "diplomatic":
        return f"a diplomatic or official permit (“{short(category)}”)"
    for cell in (status, occupation):
        if found := has("diplomats", cell):
            return None if has("negations", cell) else f"a diplomatic status is given (“{found}”)"
    return False if permit_kind(category) or not is_blank(occupation) else None


# ---- who receives the wage ------------------------------------------------------------------------------------------


def is_own(cell: str, *names: str) -> bool:
    """Whether a cell names the person: oneself, or one of the names given."""
    own = [one for name in names for one in split_values(name)]
    if sorted(fold(cell).split()) in [sorted(fold(one).split()) for one in own]:
        return True  # the usual case, many times faster than a comparison
    return any(compare_names(cell, one).score >= visa()["worker_name_score"] for one in own)


def someone_else(cell: str) -> str:
    """Return the word that tells a minder, employer, agent or mission, '' where there is none."""
    return has("minders", cell) or has("companies", cell)


@lru_cache(maxsize=8192)
def _payee_in(cell: str) -> str:
    """Return the minder or company that a phrase such as "cash to team leader" says is paid."""
    if not cell or has("payroll", cell):
        return ""
    text = fold(cell)
    for start in words("paid_to").finditer(text):
        rest = text[start.end() : start.end() + 30]
        before = (
            text[max(start.start() - 20, 0) : start.start()] if scripts(start.group()) & {"HANGUL", "CJK"} else ""
        )
        if found := (someone_else(rest) or someone_else(before)):
            return found
    return ""


@fact("wage_goes_to_another", "wage_payee", "wage", "payment_method", "employer", "sponsor", "name", "name_original",
      "aliases", needs=("wage_payee", "wage", "payment_method"))  # fmt: skip
def wage_goes_to_another(
    payee: str, wage: str, method: str, employer: str, sponsor: str, name: str, original: str, aliases: str
) -> str | bool | None:
    """Whether a wage is paid to an employer, agent, minder, mission or another person; family and payroll banks do not count."""
    for cell in (wage, method):
        if found := _payee_in(cell):
            return f"the wage is paid to another ({found}): “{short(cell)}”"
    if is_blank(payee):
        return None
    if has("payroll", payee):
        return False
    said = f"the wage is paid to “{short(payee)}”"
    if someone_else(payee) or fold(payee) in {fold(one) for one in (employer, sponsor) if one}:
        return said
    if has("self", payee) or has("family", payee):
        return False
    if not name and not original:
        return None
    return False if is_own(payee, name, original, aliases) else said


# ---- remittances, context -------------------------------------------------------------------------------------------


@fact("remittance_is_above_limit", "remittance")
def remittance_is_above_limit(remittance: str) -> str | bool | None:
    """Whether a remittance is above the limit in euro; in another currency only what is surely below can be told."""
    told = amount(remittance) if remittance else None
    if told is None:
        return None
    limit, unit = visa()["remittance_limit"], visa()["remittance_currency"]
    if told.currency == unit:
        return f"{told.value:,.0f} euro are sent home, above {limit:,} euro" if told.value > limit else False
    if told.currency and told.currency not in visa()["worth_more_than_euro"] and told.value <= limit:
        return False
    return None


@fact("remittance_is_told", "remittance")
def remittance_is_told(remittance: str) -> str | bool | None:
    """Whether an amount sent home is told at all."""
    if is_blank(remittance):
        return None
    return "money is sent home" if NUMBER.search(plain(remittance)) else None


@fact("host_is_in_eu", "country")
def host_is_in_eu(country: str) -> str | bool | None:
    """Whether the country is a Member State of the European Union."""
    codes = split_values(country)
    return None if not codes else "in the European Union" if set(codes) & set(visa()["eu"]) else False


@lru_cache(maxsize=8192)
def _sectors(*cells: str) -> tuple[str, ...]:
    return tuple(name for name in visa()["sectors"] if any(has(f"sectors.{name}", cell) for cell in cells))


@fact("sector_is_known_in_country", "occupation", "sector", "country")
def sector_is_known_in_country(occupation: str, sector: str, country: str) -> str | bool | None:
    """Whether workers from North Korea were reported in this sector in this country."""
    if not country or not (occupation or sector):
        return None
    for name in _sectors(occupation, sector):
        if set(split_values(country)) & set(visa()["sector_countries"][name]):
            return f"workers from North Korea were reported in this sector here ({name}): context only"
    return False


@tie("crew")
def _tie_by_crew(context: Context) -> Tied:
    for row, (sponsor, employer) in enumerate(zip(context.cells("sponsor"), context.cells("employer"), strict=True)):
        if sponsor or employer:
            yield row, fold(sponsor or employer)


@table_fact("in_a_young_single_sex_crew", "sponsor", "employer", "gender", "birth_date", "occupation", "sector",
            needs=("gender",), ties=("crew",))  # fmt: skip
def in_a_young_single_sex_crew(context: Context) -> Answers:
    """Whether a person is in a crew of North Korean nationals of one sponsor, all of one sex, young, in a sector known for it."""
    values: list[bool | None] = [None] * len(context)
    clauses = [""] * len(context)
    names = ("nationality", "sponsor", "employer", "gender", "birth_date", "occupation", "sector")
    crews: dict[str, list[tuple[int, str, int, tuple[str, ...]]]] = {}
    for row, cells in enumerate(zip(*(context.cells(name) for name in names), strict=True)):
        nationality, sponsor, employer, gender, born, occupation, sector = cells
        when = day(born)
        if KP not in split_values(nationality) or not (sponsor or employer) or not gender or when is None:
            continue
        values[row] = False
        crews.setdefault(fold(sponsor or employer), []).append(
            (row, gender, when.first.year, _sectors(occupation, sector))
        )
    limits = visa()["crew"]
    year = context.as_of.year if context.as_of else 0
    for crew in crews.values():
        sexes = {gender for _, gender, _, _ in crew}
        if len(crew) < limits["least"] or len(sexes) > 1 or year - median(one[2] for one in crew) > limits["oldest"]:
            continue
        sectors = visa()["women_sectors" if sexes == {"female"} else "men_sectors"]
        for row, _, _, known in crew:
            if set(known) & set(sectors):
                values[row], clauses[row] = True, "one of a young crew of one sex (context only)"
    return Answers(values, clauses)
