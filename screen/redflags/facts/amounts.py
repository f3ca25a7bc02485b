"""Amounts and shares of money as people write them, and how much of a wage is kept back."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from screen.names.folding import fold, scripts
from screen.redflags.facts.documents import (
    visa,
    whole,
    words,
)
from screen.redflags.facts.registry import fact

NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0',.]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_PARTS = re.compile(r"[;/|\n]|,\s+|，|；|、| and | и | y | et ")
_SPACES = re.compile(r"[ \u00a0']")


class Amount(NamedTuple):
    """One amount of money: currency and period are '' where the cell does not say them."""

    value: float
    currency: str
    period: str


@lru_cache(maxsize=4096)
def plain(cell: str) -> str:
    """Return a cell in lower case with plain digits, its signs kept."""
    text = unicodedata.normalize("NFKC", cell).lower()
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def number(text: str) -> float:
    """Read one number as written with any thousands and decimal marks.

    >>> number("1,000.50"), number("1.000,50"), number("1 500"), number("0.625")
    (1000.5, 1000.5, 1500.0, 0.625)
    """
    bare = _SPACES.sub("", text)
    mark = max(bare.rfind("."), bare.rfind(","))
    if mark < 0:
        return float(bare)
    whole_part, decimals = re.sub(r"[.,]", "", bare[:mark]), bare[mark + 1 :]
    grouped = len(decimals) == 3 and whole_part.strip("0") and len({*bare} & {".", ","}) == 1
    return float(whole_part + decimals) if grouped else float(f"{whole_part or '0'}.{decimals}")


@cache
def _currencies() -> dict[str, re.Pattern[str]]:
    found = {}
    for code, spellings in visa()["currencies"].items():
        parts = []
        for spelling in (unicodedata.normalize("NFKC", str(one)).lower() for one in spellings):
            if spelling == "$":
                parts.append(r"(?<![a-z])\$")
            elif spelling.isalpha() and len(spelling) == 1:
                parts.append(rf"(?<=\d)\s*{spelling}")
            elif spelling[-1:].isalpha() and not scripts(spelling) & {"CJK", "HANGUL"}:
                parts.append(rf"(?<![^\W\d_]){re.escape(spelling)}(?![^\W\d_])")
            else:
                parts.append(re.escape(spelling))
        found[str(code)] = re.compile("|".join(parts))
    return found


@cache
def percent() -> re.Pattern[str]:
    """Return what finds a percentage in text: a figure beside a sign or word for it."""
    signs = [unicodedata.normalize("NFKC", str(one)).lower() for one in visa()["percent"]]
    either = "|".join(re.escape(sign) for sign in signs)
    return re.compile(rf"(\d{{1,12}}(?:[.,]\d{{1,12}})?)\s*(?:{either})|%\s*(\d+(?:[.,]\d+)?)|百分之\s*(\d+)")


def has_word(name: str, cell: str) -> bool:
    """Whether a cell holds a word of a vocabulary of rules/vocabularies/visa.yml."""
    return bool(words(name, loose=True).search(fold(cell)))


@lru_cache(maxsize=8192)
def amount(cell: str) -> Amount | None:
    """Read the one amount of a cell; None where it holds none, several, or two currencies or periods."""
    text = percent().sub(" ", plain(cell))
    numbers = NUMBER.findall(text)
    if len(numbers) != 1:
        return None
    currencies = [code for code, one in _currencies().items() if one.search(text)]
    periods = [name for name in visa()["periods"] if has_word(f"periods.{name}", text)]
    if len(currencies) > 1 or len(periods) > 1:
        return None
    return Amount(number(numbers[0]), "".join(currencies), "".join(periods))


def _shares(cell: str, *, bare_counts: bool) -> float | None:
    """Return the share withheld that percentages of a cell tell; bare_counts: one without a word is withheld."""
    withheld: list[float] = []
    kept: list[float] = []
    taxed = False
    for part in _PARTS.split(plain(cell)):
        match = percent().search(part)
        if not match:
            continue
        share = number(next(group for group in match.groups() if group)) / 100
        if share > 1:
            continue
        is_withheld, is_kept = has_word("withheld", part), has_word("kept", part)
        if has_word("tax", part):
            taxed = True
        elif is_kept and not is_withheld:
            kept.append(share)
        elif is_withheld or bare_counts:
            withheld.append(share)
    if withheld:
        return min(sum(withheld), 1.0)
    if kept:
        return max(1 - sum(kept), 0.0)
    return 0.0 if taxed else None


@lru_cache(maxsize=8192)
def withheld_share(wage: str, withheld: str) -> float | None:
    """Return the share of the wage that does not reach the worker, 0 to 1; taxes and insurance do not count.

    From percentages in words, else from two amounts of one currency and period. None where that cannot be told.

    >>> withheld_share("USD 1,000", "700 USD"), withheld_share("60 % to the company", ""), withheld_share("RUB 900", "700 USD")
    (0.7, 0.6, None)
    """
    for cell, bare in ((withheld, True), (wage, False)):
        if cell and (share := _shares(cell, bare_counts=bare)) is not None:
            return share
    if fold(withheld) in whole("no_value") and plain(withheld).strip():
        return None
    taken, paid = amount(withheld) if withheld else None, amount(wage) if wage else None
    if taken is None:
        return None
    if has_word("tax", withheld):
        return 0.0
    if not taken.currency and 0 < taken.value < 1 and paid and paid.value > 1:
        return taken.value
    if not paid or taken.currency != paid.currency or (taken.period and paid.period and taken.period != paid.period):
        return None
    gross = paid.value + taken.value if has_word("kept", wage) else paid.value
    share = taken.value / gross if gross > 0 else 2.0
    return share if share <= 1 else None


def _withheld(name: str, threshold: str) -> None:
    @fact(name, "wage", "wage_withheld")
    def test(wage: str, withheld: str) -> str | bool | None:
        share = withheld_share(wage, withheld)
        if share is None:
            return None
        return f"{share:.0%} of the wage is withheld" if share > visa()[threshold] else False


_withheld("over_half_is_withheld", "withheld_high")
_withheld("over_four_fifths_is_withheld", "withheld_critical")
