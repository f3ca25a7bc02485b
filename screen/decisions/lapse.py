"""What of the values that a decision rested on has changed since, on either side; where nothing has, it still holds.

A value has changed when the row or the entry does not say it any more, however today's version of the tool compares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screen.decisions.basis import SET_ASIDE, WHO
from screen.decisions.listed import Listed, Record, names_of
from screen.decisions.row import Row
from screen.decisions.seal import Seal
from screen.matching.score import standing
from screen.model import Band
from screen.names.tokens import variants

Basis = Mapping[str, Any]
_ELSEWHERE = ("employer", "sponsor")
"""Fields that are compared with other entries than the one matched."""


@dataclass(frozen=True)
class Now:
    """An alert as this run has it: its basis, what its row says, and the lists.

    own: reference of the entry that matches best.
    """

    basis: Basis
    row: Row
    listed: Listed
    own: str = ""


def changes(before: Basis, target: str, now: Now, seal: Seal) -> list[str]:
    """Return what of the values a decision rested on has changed, in words; [] where it still holds.

    before: as kept, sealed or not; target: what was decided on, another record of the cluster than now.own where that one
    matches better today. A value that is new lapses nothing unless it raises the band.
    """
    if "cells" in before:
        return _hit_changes(before, now, seal)
    records = now.listed.records(target)
    if not records:
        return [f"{target} is in no list of this run any more; its party is matched as {now.own}"]
    found = [*_who(before, now, seal), *_entry(before, records, now, seal), *_compared(before, target, now, seal)]
    joined = [one for one in now.basis["references"] if one not in before["references"]]
    if joined:
        found.append(f"another record was joined to the listed party: {', '.join(joined)}")
    if not found and _rose(before, now.basis) and (new := _new_evidence(before, now, seal)):
        found.append(f"new evidence raises it from {before['band']} to {now.basis['band']}: {', '.join(new)}")
    return list(dict.fromkeys(found))


def _rose(before: Basis, now: Basis) -> bool:
    return Band.of(now["band"]) > Band.of(before["band"])


def _who(before: Basis, now: Now, seal: Seal) -> Iterator[str]:
    """Yield what has changed of who the party is."""
    names = now.basis["names"]
    if gone := [name for name in before["names"] if not _held(name, names, seal)]:
        yield f"name in your table: {_told(gone, seal)} → {', '.join(names) or 'none'}"
    for field in WHO:
        then, today = before[field], now.basis[field]
        if then and today and not seal.fits(then, today):
            yield f"{word(field)} in your table: {seal.told(then)} → {today}"


def _entry(before: Basis, records: Sequence[Record], now: Now, seal: Seal) -> Iterator[str]:
    """Yield what has changed of what the entry is called and is."""
    name, today = before["entry_name"], [one["name"] for one in records]
    if not _held(name, today, seal):
        yield f"listed name: {seal.told(name)} → {', '.join(dict.fromkeys(today))}"
    standings = [standing(one) for one in records]
    if before["standing"] not in standings:
        yield f"standing: {before['standing'].rstrip(',')} → {standings[0].rstrip(',')}"
    spellings = _spellings(name for one in records for name in names_of(one))
    for field, _, listed, *_ in before["evidence"]:
        if field == "name" and listed and not seal.fits(name, listed) and not _held(listed, spellings, seal):
            yield f"listed name that matched is gone: {seal.told(listed)}"


def _compared(before: Basis, target: str, now: Now, seal: Seal) -> Iterator[str]:
    """Yield which compared values changed; names aside."""
    cluster = (*before["references"], *now.basis["references"])
    today = now.basis["evidence"] if now.own == target else ()
    for field, asked, listed, *_ in before["evidence"]:
        if field == "name" or _has(today, field, asked, listed, seal):
            continue
        told = word(field)
        if not _held(asked, here := now.row.values(field), seal):
            yield f"{told} in your table: {seal.told(asked)} → {here[0] or 'none'}"
        elif field in _ELSEWHERE:
            yield f"{told} {seal.told(asked)} is not as {seal.told(listed)} any more"
        elif not _held(listed, there := now.listed.values(field, target, cluster), seal):
            yield f"listed {told}: {seal.told(listed)} → {', '.join(sorted(filter(None, there))) or 'none'}"


def _new_evidence(before: Basis, now: Now, seal: Seal) -> list[str]:
    """Return the fields that speak for the match today by values that the decision did not rest on."""
    found = []
    for field, asked, listed, verdict, points in now.basis["evidence"]:
        if points <= 0 or verdict == SET_ASIDE:
            continue
        if field == "name":
            names = _new(asked, before["names"], now.basis["names"], seal)
            is_better = before["alias_quality"] == "weak" != now.basis["alias_quality"]
            is_weaker_then = is_better and _has(before["evidence"], field, asked, listed, seal)
            is_new = names or is_weaker_then or _new(listed, before["entry_names"], now.basis["entry_names"], seal)
        else:
            counted = [one for one in before["evidence"] if one[3] != SET_ASIDE]
            is_new = not _has(counted, field, asked, listed, seal)
        if is_new:
            found.append(f"{word(field)} {asked} | listed {listed}")
    return found


def _new(spelling: str, then: Sequence[str], today: Iterable[str], seal: Seal) -> bool:
    """Whether a spelling is of none of the names of today that were there then."""
    known = [name for name in today if any(seal.fits(one, name) for one in then)]
    return bool(spelling) and spelling not in _spellings(known)


def _spellings(names: Iterable[str]) -> list[str]:
    """Return names as the list side and the row side are compared: each with its variants."""
    return [variant for name in names for variant in variants(name)]


def _has(evidence: Iterable[Sequence[Any]], field: str, asked: str, listed: str, seal: Seal) -> bool:
    """Whether a pair of values stands among evidence; either may be sealed."""
    return any(one[0] == field and seal.same(asked, one[1]) and seal.same(listed, one[2]) for one in evidence)


def _hit_changes(before: Basis, now: Now, seal: Seal) -> list[str]:
    cells = [tuple(cell) for cell in now.basis["cells"]]
    found = []
    for field, value in before["cells"]:
        here = [*(cell for other, cell in cells if other == field), *now.row.values(field)]
        if not _held(value, here, seal):
            told = next(filter(None, here), "empty")
            found.append(f"{word(field)} in your table: {seal.told(value)} → {told}")
    if not found and _rose(before, now.basis) and not seal.fits(before["why"], now.basis["why"]):
        found.append(f"new evidence raises it from {before['band']} to {now.basis['band']}: {now.basis['why']}")
    return found


def _held(kept: str, values: Iterable[str], seal: Seal) -> bool:
    return any(seal.fits(kept, value) for value in values)


def _told(kept: Iterable[str], seal: Seal) -> str:
    return ", ".join(dict.fromkeys(seal.told(one) for one in kept))


def word(field: str) -> str:
    """Return a field as people read it."""
    return field.replace("_", " ")
