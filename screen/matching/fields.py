"""Field evidence: what one field of a party says about one entry, as a level of rules/matching.yml.

Each function returns Evidence or None where either side is silent: silence does nothing. The name is left to
names.py; adding up is left to score.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from screen.countries import country_name
from screen.matching.policy import policy
from screen.model import Band, Kind, PartialDate, split_values
from screen.names import words
from screen.names.folding import fold, latin


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field of a party compared with one field of an entry, for people to read.

    level: of rules/matching.yml; verdict: agrees, close, contradicts or missing; points: tenths of a bit, above 0
    supports the match; asked: as in the customer's table; listed: as on the watchlist; why: a clause for the report.
    """

    field: str
    level: str
    verdict: str
    points: int
    asked: str
    listed: str
    why: str


def _evidence(field: str, level: str, verdict: str, asked: str, listed: str, why: str) -> Evidence:
    return Evidence(field, level, verdict, policy().points[field][level], asked, listed, why)


@lru_cache(maxsize=100_000)
def _date(text: str) -> PartialDate:
    return PartialDate.parse(text)


def birth_date(asked: str, listed: Sequence[str]) -> Evidence | None:
    """Compare a birth date with the listed ones; the one that fits best counts."""
    if not asked or not listed:
        return None
    found = [_one_birth_date(value, other) for value in split_values(asked) for other in listed]
    return max(found, key=lambda evidence: evidence.points)


def _one_birth_date(asked: str, listed: str) -> Evidence:
    one, other = _date(asked), _date(listed)

    def say(level: str, verdict: str, why: str) -> Evidence:
        return _evidence("birth_date", level, verdict, asked, listed, why)

    gap = one.gap_days(other)
    if gap == 0:
        if one.is_approximate or other.is_approximate:
            return say("circa agrees", "close", f"birth date {asked} fits {listed}")
        span = max((one.last - one.first).days, (other.last - other.first).days)
        if span == 0:
            return say("same day", "agrees", f"same birth date, {asked}")
        level = "same month" if span < 31 else "same year" if span < 366 else "circa agrees"
        return say(level, "agrees" if span < 366 else "close", f"birth date {asked} fits {listed}")
    if one.is_full and other.is_full and (one.first.year, one.first.month, one.first.day) == (
        other.first.year, other.first.day, other.first.month,
    ):  # fmt: skip
        return say(
            "day and month swapped", "close", f"birth dates {asked} and {listed} differ by day and month swapped"
        )
    limits = policy().birth_date
    years = abs(one.first.year - other.first.year) if gap > limits["close_days"] else 1
    words_of = f"birth years differ by {years}" if gap > limits["close_days"] else f"birth dates {asked} and {listed}"
    if gap <= limits["close_days"]:
        return say("one year apart", "close", f"{words_of} are less than about a year apart")
    if years <= limits["few_years"]:
        return say("up to 3 years apart", "contradicts", f"{words_of}: speaks against")
    if years < limits["many_years"]:
        return say("up to 9 years apart", "contradicts", f"{words_of}: speaks against")
    return say("10 years or more apart", "contradicts", f"{words_of}: speaks against")


@lru_cache(maxsize=10_000)
def nationality(asked: str, listed: tuple[str, ...]) -> Evidence | None:
    """Compare nationalities (ISO codes); one in common agrees."""
    if not asked or not listed:
        return None
    held = split_values(asked)
    if set(held) & set(listed):
        return _evidence("nationality", "same", "agrees", _countries(held), _countries(listed), "same nationality")
    return _evidence(
        "nationality", "differs", "contradicts", _countries(held), _countries(listed),
        f"nationality {_countries(held)}, listed {_countries(listed)}",
    )  # fmt: skip


def country(asked: Sequence[str], listed: Sequence[str]) -> Evidence | None:
    """Compare countries of seat or registration; a South Korean firm and a North Korean entry contradict most."""
    if not asked or not listed:
        return None
    here, there = _countries(asked), _countries(listed)
    if set(asked) & set(listed):
        return _evidence("country", "same", "agrees", here, there, "same country")
    level = "opposite Koreas" if set(asked) == {"KR"} and "KP" in listed else "differs"
    return _evidence("country", level, "contradicts", here, there, f"country {here}, listed {there}")


def _countries(codes: Sequence[str]) -> str:
    return ", ".join(country_name(code) for code in codes)


@lru_cache(maxsize=10_000)
def gender(asked: str, listed: str) -> Evidence | None:
    """Compare genders (male, female)."""
    if not asked or not listed:
        return None
    if asked == listed:
        return _evidence("gender", "same", "agrees", asked, listed, "same gender")
    return _evidence(
        "gender", "differs", "contradicts", asked, listed, f"{asked}, listed as {listed}: speaks against"
    )


@lru_cache(maxsize=10_000)
def kind(asked: str, listed: str) -> Evidence | None:
    """Compare kinds; only a difference is evidence."""
    if not asked or not listed or asked == listed:
        return None
    level = "firm and ship" if {asked, listed} == {Kind.ORGANISATION, Kind.VESSEL} else "differs"
    here, there = ("an " + one if one[0] in "aeiou" else "a " + one for one in (asked, listed))
    return _evidence("kind", level, "contradicts", asked, listed, f"{here} here, {there} on the list")


@lru_cache(maxsize=50_000)
def _address_tokens(text: str) -> dict[str, float]:
    tokens = tuple(dict.fromkeys(latin(words.canonical_word(piece)) for piece in fold(text).split()))
    return dict(zip(tokens, (float(bits) for bits in words.information(tokens)), strict=True))


def address(asked: str, listed: Sequence[str]) -> Evidence | None:
    """Compare addresses by the words they share; a city alone says little."""
    if not asked or not listed:
        return None
    limits = policy().address
    best: tuple[float, str, str] | None = None
    for value in split_values(asked) or (asked,):
        here = _address_tokens(value)
        for other in listed:
            there = _address_tokens(other)
            common = here.keys() & there.keys()
            bits = sum(min(here[token], there[token]) for token in common)
            share = bits / max(min(sum(here.values()), sum(there.values())), 1.0)
            if share >= limits["share"] and (best is None or bits > best[0]):
                best = (bits, value, other)
    if best is None or best[0] < limits["city_bits"]:
        return None
    has_number = any(character.isdigit() for character in best[1]) and any(c.isdigit() for c in best[2])
    if best[0] >= limits["same_bits"] and has_number:
        return _evidence("address", "same address", "agrees", best[1], best[2], "same address")
    if best[0] >= limits["street_bits"]:
        return _evidence("address", "same street", "close", best[1], best[2], "same street or district")
    return _evidence("address", "same city", "close", best[1], best[2], "same city")


def affiliation(field: str, asked: str, listed: str, reference: str, band: Band) -> Evidence:
    """Weigh an employer or sponsor that is itself a possible match to a listed party, at medium or above."""
    level = "listed party" if band >= Band.HIGH else "possible listed party"
    why = f"{field} “{asked}” is a possible match to the listed “{listed}” ({reference})"
    points = policy().points["affiliation"][level]
    return Evidence(field, level, "agrees" if band >= Band.HIGH else "close", points, asked, listed, why)
