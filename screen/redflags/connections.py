"""What rows of a table share: a sponsor, an address, a number, neighbouring passports; with every row, and the flags on it.

A shared value is no sign by itself: agencies, hotels and families share things. Keys and exemptions are those of the facts
over groups, which alone decide whether a red flag stands on one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import TYPE_CHECKING

from screen.model import Band, split_values
from screen.redflags.affiliations import join_key, named
from screen.redflags.facts import FACTS, Context
from screen.redflags.facts.group_keys import grouped, keys, organisation_key, says, settings, too_many, word
from screen.redflags.facts.group_people import distinct
from screen.redflags.facts.groups import runs

if TYPE_CHECKING:
    import pandas as pd

    from screen.redflags.rule import Rule

RUN = "passport run"
SHARED = (
    "sponsor", "employer", "worksite", "contract_party", "address", "shipping_address", "phone", "email", "website",
    "bank_account", "account_holder", "owners", "device", "ip_address", "passport", RUN, "id_number",
    "registration_number", "tax_number",
)  # fmt: skip
"""What is looked at, in the order in which it is shown; all but RUN are fields of a party."""
_ADDRESSES = ("address", "shipping_address")
_SAID = {RUN: "passport number next to", "passport": "the passport stands", "id_number": "the identity number stands"}
HUB, MANY = "hub", "many"


@dataclass(frozen=True, slots=True)
class Connection:
    """One value that rows of several parties share.

    id: follows from field and value, and holds from run to run; field: of SHARED; value: as the first row writes it;
    places: of the rows, in the order of the table; flagged: by rule that compares by this field, how many of them have a hit of it;
    band: the highest of its rows; common: HUB for a place and MANY for a value that unconnected parties use, '' for neither.
    """

    id: str
    field: str
    value: str
    places: tuple[int, ...]
    flagged: Mapping[str, int]
    band: Band
    common: str = ""


def connections(
    context: Context, hits: pd.DataFrame, rules: Iterable[Rule], bands: Sequence[Band]
) -> tuple[Connection, ...]:
    """Return what rows share, those with red flags first, then the highest band and the most rows.

    hits: those that count, by HIT_COLUMNS; bands: of the rows, in the order of the table. Rows of one person alone, and what
    stands for no value, are left out.
    """
    told, speaking = _by_place(context, hits), _speaking(rules)
    found = []
    for field in SHARED:
        for key, places in _groups(context, field):
            if distinct(context, places) < 2:
                continue
            flagged = _flagged(field, places, told, speaking)
            told_as, common = _written(context, field, key, places), _common(field, key, len(places))
            band = max(bands[place] for place in places)
            found.append(
                Connection(_id(field, key), field, told_as, tuple(places), flagged, band, "" if flagged else common)
            )
    return tuple(sorted(found, key=_rank))


def _id(field: str, key: str) -> str:
    return blake2s(f"{field}\0{key}".encode("utf-8", "replace"), digest_size=6).hexdigest()


def _rank(one: Connection) -> tuple[bool, bool, int, int, int, int]:
    first = SHARED.index(one.field)
    return (not one.flagged, bool(one.common), -one.band, -len(one.places), first, one.places[0])


def _groups(context: Context, field: str) -> Iterable[tuple[str, list[int]]]:
    """Return key and rows of what several rows share."""
    if field == RUN:
        return ((context.cells("passport")[run[0]], sorted(run)) for run in runs(context))
    if field not in _NAMED:
        return grouped(context, field).items()
    found: dict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(context.cells(field)):
        for key in _keys(field, cell) if cell else ():
            found[key].append(place)
    return ((key, places) for key, places in found.items() if len(places) > 1)


_NAMED: Mapping[str, Callable[[str], str]] = {"owners": join_key, "account_holder": organisation_key}


def _keys(field: str, cell: str) -> dict[str, str]:
    """Return the values of a cell by key."""
    if field in _NAMED:
        return {key: value for value in reversed(named(field, cell)) if (key := _NAMED[field](value))}
    whole = keys(field, cell)
    if len(whole) == 1:
        return {whole[0]: cell}
    return {key: value for value in reversed(split_values(cell)) for key in keys(field, value)}


def _written(context: Context, field: str, key: str, places: Sequence[int]) -> str:
    """Return a shared value as its first row writes it; of a run of passports the first and the last number."""
    cells = context.cells("passport" if field == RUN else field)
    if field != RUN:
        return _keys(field, cells[places[0]]).get(key, cells[places[0]])
    numbers = sorted((next(iter(split_values(cells[place])), "") for place in places), key=_digits)
    return f"{numbers[0]} … {numbers[-1]}"


def _digits(number: str) -> tuple[int, str]:
    return int(re.sub(r"[^0-9]", "", number) or 0), number


def _common(field: str, key: str, count: int) -> str:
    if field in settings()["shared_by_too_many"] and too_many(field, count):
        return MANY
    return HUB if field in _ADDRESSES and says("address_hubs", key) else ""


# ---- red flags on what is shared -------------------------------------------------------------------------------


def _by_place(context: Context, hits: pd.DataFrame) -> dict[int, list[tuple[str, str]]]:
    """Return rule and reason, in small letters, of the hits of each row; where an exception holds there is none."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for sheet, row, rule, state, why in zip(
        *(hits[name] for name in ("sheet", "row", "rule", "state", "why")), strict=True
    ):
        if state != "excepted" and (sheet, row) in context.places:
            found[context.places[sheet, row]].append((rule, why.casefold()))
    return found


def _speaking(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """Return by field the rules that compare rows by it."""
    found: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for fact in rule.when.facts():
            for tie in FACTS[fact].ties:
                found[tie].add(rule.id)
    return found


def _flagged(
    field: str, places: Iterable[int], told: Mapping[int, list[tuple[str, str]]], speaking: Mapping[str, set[str]]
) -> dict[str, int]:
    """Return how many rows have a hit of each rule that compares rows by a field.

    A reason names one of the values that a row shares, not all: a rule counts where one names the field, or where half the rows
    have a hit of it.
    """
    rules, places = speaking.get(field, set()), list(places)
    counts: Counter[str] = Counter()
    naming = set()
    for place in places:
        own = [(rule, why) for rule, why in told.get(place, ()) if rule in rules]
        counts.update({rule for rule, _ in own})
        naming |= {rule for rule, why in own if _names(field, why)}
    return {rule: count for rule, count in sorted(counts.items()) if rule in naming or 2 * count >= len(places)}


def _names(field: str, why: str) -> bool:
    """Whether a reason speaks of a field: of an address, not of an e-mail address."""
    wanted = _SAID.get(field) or word(field)
    for other in SHARED:
        if wanted != word(other) and wanted in word(other):
            why = why.replace(word(other), "")
    return wanted in why
