"""Whom a row names beside itself (owners, employer, sponsor, bank …), and which of them are possible matches.

Stakes of owners are read here from cells; what follows from them is left to the facts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from screen.model import Band, Kind, split_values
from screen.names.folding import fold
from screen.redflags import vocabulary

if TYPE_CHECKING:
    from screen.matching.match import Matcher
    from screen.model import Parties


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The best possible match of somebody a row names: the list's spelling, the cluster, how close, and what it is."""

    listed: str
    references: str
    band: Band
    kind: str = Kind.ORGANISATION
    is_listed: bool = True
    typology: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stake:
    """An owner as written and the share in per cent, None where it is not told exactly."""

    owner: str
    share: float | None


_PERCENT = re.compile(  # figures of bounded length: what is all digits is not searched from each of them to its end
    r"\(?\s*(?P<not_exact>[<>≥≤~]|\d[\d.,]{0,20}\s*[-–]\s*)?\s*(?P<share>\d{1,9}(?:[.,]\d{1,9})?)\s*(?:%|per ?cent|pct)\s*\)?"
)
_BETWEEN = re.compile(
    r"\s*[\n|]\s*|(?<=%)\s*\)?\s*[,/&]\s*|(?<!\d)\s*[,/&]\s*(?=\d{1,9}(?:[.,]\d{1,9})?\s*%\s*[^\W\d])"
)
_LETTERS = re.compile(r"\w+")
_EDGES = " \t,:–-()=/"


@lru_cache(maxsize=1 << 16)
def stakes(owners: str, shares: str = "") -> tuple[Stake, ...]:
    """Read an owners' cell, with the shares beside it where the cell itself tells none.

    >>> stakes("A Ltd 60%; B Ltd (40 %)")
    (Stake(owner='A Ltd', share=60.0), Stake(owner='B Ltd', share=40.0))
    """
    parts = [part for value in split_values(owners) for part in _BETWEEN.split(value) if part.strip(_EDGES)]
    beside = split_values(shares)
    found = []
    for place, part in enumerate(parts):
        percent = _PERCENT.search(part)
        share = _share(percent)
        if percent is None and len(beside) == len(parts):
            share = _number(beside[place])
        name = _PERCENT.sub(" ", part).strip(_EDGES)
        if name:
            found.append(Stake(" ".join(name.split()), share))
    return tuple(found)


def _share(percent: re.Match[str] | None) -> float | None:
    return _number(percent["share"]) if percent and not percent["not_exact"] else None


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if value >= 0 else None


def named(column: str, cell: str) -> tuple[str, ...]:
    """Return whom a cell names."""
    return tuple(one.owner for one in stakes(cell)) if column == "owners" else split_values(cell)


def affiliations(parties: Parties, matcher: Matcher, chunk: int = 5000) -> dict[tuple[str, str], Affiliation]:
    """Return the best possible match of every distinct name in the affiliates' columns of a table, by kind asked and name.

    Names alone are compared, so that none is more than high; delisted entries are left out.
    """
    wanted: dict[str, dict[str, None]] = {}
    for column, kind in vocabulary.business()["affiliates"].items():
        for cell in dict.fromkeys(parties.table[column].tolist()):
            if cell:
                wanted.setdefault(kind, {}).update(dict.fromkeys(named(column, cell)))
    found: dict[tuple[str, str], Affiliation] = {}
    for kind, names in wanted.items():
        ordered = list(names)
        for start in range(0, len(ordered), chunk):
            part = ordered[start : start + chunk]
            for row in matcher.match_names(
                part, kind or None, vocabulary.business()["affiliate_least_score"]
            ).itertuples():
                if (kind, row.query) not in found and (one := _affiliation(matcher, row, kind)):
                    found[kind, row.query] = one
    return found


def _affiliation(matcher: Matcher, row: Any, kind: str) -> Affiliation | None:
    """Return a name match that counts: at medium or above, of a person at high (a frequent name is not), a ship's for a ship."""
    position = matcher.position(row.references.split()[0] if row.references else row.entry_id)
    entry: Mapping[str, Any] = matcher.entry(position) if position is not None else {}
    band, what = Band.of(row.band), str(entry.get("kind", ""))
    if entry.get("legal_status") == "delisted" or (what == Kind.VESSEL) is not (kind == Kind.VESSEL):
        return None
    if band < (Band.HIGH if what == Kind.PERSON else Band.MEDIUM):
        return None
    return Affiliation(
        row.matched_name, row.references, band, what, entry.get("legal_status", "") == "listed",
        "; ".join(entry.get("typology", ())), tuple(entry.get("countries", ())),
    )  # fmt: skip


@lru_cache(maxsize=1 << 17)
def join_key(name: str) -> str:
    """Return a name as owners and rows are joined by it: letters and digits only, without case and accents."""
    if name.isascii():
        return " ".join(_LETTERS.findall(name.lower()))
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(_LETTERS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def own_names(names: Sequence[str]) -> frozenset[str]:
    """Return the keys of the names a row goes by."""
    return frozenset(key for cell in names if cell for value in split_values(cell) if (key := join_key(value)))


CLOSE, POSSIBLE = "close", "possible"


def strength_of(name: str, one: Affiliation, origin: tuple[str, ...], seats: tuple[str, ...]) -> str:
    """Return how far somebody named counts: not from South Korea, not by a name that every State has, less from elsewhere."""
    names_dprk = _found(vocabulary.words("dprk"), name)
    if set(origin or seats) == {"KR"} and "KR" not in one.countries and not names_dprk:
        return ""
    if _found(vocabulary.words("namesakes", "business"), name) and not (names_dprk or "KP" in origin):
        return ""
    names_korea = names_dprk or _found(vocabulary.words("korea", "business"), name)
    if _found(vocabulary.words("state_names", "business"), name) and not (names_korea or "KP" in origin):
        return ""
    is_close = one.band >= Band.HIGH and one.is_listed and one.kind != Kind.PERSON
    if origin and one.countries and not set(origin) & {*one.countries, "KP"}:
        return POSSIBLE if is_close else ""
    return CLOSE if is_close else POSSIBLE


def _found(words: vocabulary.Words, name: str) -> bool:
    return words.search(fold(name)) is not None
