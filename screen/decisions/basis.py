"""What a decision rests on: the values that the reviewer saw on both sides, and what of them has changed since.

A basis is JSON: of a match {band, score, names, birth_date, registration_number, entry_name, standing, references,
evidence: [[field, asked, listed, verdict, points], …]}, of a hit {band, state, why, cells: [[field, value], …]}.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.decisions.seal import Seal
from screen.model import Band, Sheet, split_values

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

_NAMES = ("name", "name_original", "aliases")
_WHO = ("birth_date", "registration_number")
Names = Callable[[], Collection[str]]
"""Returns every name that an entry goes by now."""


class Bases:
    """The bases of the alerts of one run.

    matches, evidence, hits: by MATCH_COLUMNS, EVIDENCE_COLUMNS and HIT_COLUMNS.
    """

    def __init__(self, parties: Parties, matches: pd.DataFrame, evidence: pd.DataFrame, hits: pd.DataFrame) -> None:
        self._table, self._sheets = parties.table, {sheet.name: sheet for sheet in parties.sheets}
        self._matches, self._evidence, self._hits = matches, evidence, hits

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        keys = zip(self._table["sheet"], self._table["row"].tolist(), strict=True)
        return {key: place for place, key in enumerate(keys)}

    @cached_property
    def _fields(self) -> dict[int, list[list[Any]]]:
        found: dict[int, list[list[Any]]] = defaultdict(list)
        columns = ("match", "field", "asked", "listed", "verdict", "points")
        for match, *rest in zip(*(self._evidence[name].tolist() for name in columns), strict=True):
            found[match].append(rest)
        return dict(found)

    def of(self, what: str, place: int) -> dict[str, Any]:
        """Return the basis of the match or hit at a place of its table."""
        return self.of_match(place) if what == "match" else self.of_hit(place)

    def of_match(self, place: int) -> dict[str, Any]:
        """Return what a decision on a match rests on."""
        match = self._matches.iloc[place]
        party = self._table.iloc[self._places[match["sheet"], int(match["row"])]]
        names = [value for name in _NAMES for value in split_values(party[name])]
        return {
            "band": match["band"], "score": float(match["score"]), "names": list(dict.fromkeys(names)),
            **{name: party[name] for name in _WHO},
            "entry_name": match["entry_name"], "standing": match["standing"],
            "references": references(match["references"]), "evidence": self._fields.get(place, []),
        }  # fmt: skip

    def of_hit(self, place: int) -> dict[str, Any]:
        """Return what a decision on a hit rests on."""
        hit = self._hits.iloc[place]
        cells = [list(cell) for cell in _cells(split_values(hit["cells"]), self._sheets.get(hit["sheet"]))]
        return {"band": hit["level"], "state": hit["state"], "why": hit["why"], "cells": cells}


def references(text: str) -> list[str]:
    """Return the references of a cluster, "UN:KPi.001 OFAC:9345", one by one; an id may hold spaces, a publisher none."""
    found: list[str] = []
    for part in text.split(" "):
        if ":" in part or not found:
            found.append(part)
        else:
            found[-1] += f" {part}"
    return found


def _cells(cells: Iterable[str], sheet: Sheet | None) -> list[tuple[str, str]]:
    """Return "Header: cell" as field and cell, so that a header may be renamed; the longest header counts."""
    uses = {use.header: use.field for use in sheet.columns} if sheet else {}
    found = []
    for cell in cells:
        header = max((one for one in uses if cell.startswith(f"{one}: ")), key=len, default="")
        field, _, value = (uses[header], "", cell[len(header) + 2 :]) if header else cell.partition(": ")
        found.append((field or header, value))
    return found


def sealed(basis: Mapping[str, Any], seal: Seal) -> dict[str, Any]:
    """Return a basis without any of the customer's values in plain; what the list says stays."""
    kept = dict(basis)
    if "names" in kept:
        kept["names"] = [seal.of(name) for name in kept["names"]]
        kept |= {name: seal.of(kept[name]) for name in _WHO}
        kept["evidence"] = [[one[0], seal.of(one[1]), *one[2:]] for one in kept["evidence"]]
    if "cells" in kept:
        kept["cells"] = [[field, seal.of(value)] for field, value in kept["cells"]]
        kept["why"] = seal.of(kept["why"])
    return kept


# ---- what has changed ------------------------------------------------------------------------------------


def changes(
    before: Mapping[str, Any], now: Mapping[str, Any], seal: Seal, entry_names: Names | None = None
) -> list[str]:
    """Return what of the values a decision rested on has changed, in words; [] where it still holds.

    before: as kept, sealed or not; now: as Bases gives it. A value that is new lapses nothing unless it raises the band.
    """
    if "cells" in before:
        return _hit_changes(before, now, seal)
    found = [*_who(before, now, seal), *_listed(before, now, entry_names)]
    altered, added = _compared(before["evidence"], now["evidence"], seal)
    found += altered
    joined = [one for one in now["references"] if one not in before["references"]]
    if joined:
        found.append(f"another record was joined to the listed party: {', '.join(joined)}")
    if not found and added and _rose(before, now):
        found.append(f"new evidence raises it from {before['band']} to {now['band']}: {', '.join(added)}")
    return found


def _rose(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return Band.of(now["band"]) > Band.of(before["band"])


def _who(before: Mapping[str, Any], now: Mapping[str, Any], seal: Seal) -> list[str]:
    """Return what has changed of who the party is."""
    found = []
    gone = [name for name in before["names"] if not any(seal.fits(name, other) for other in now["names"])]
    if gone:
        told = ", ".join(seal.told(name) for name in gone)
        found.append(f"name in your table: {told} → {', '.join(now['names']) or 'none'}")
    for name in _WHO:
        if before[name] and now[name] and not seal.fits(before[name], now[name]):
            found.append(f"{_word(name)} in your table: {seal.told(before[name])} → {now[name]}")
    return found


def _listed(before: Mapping[str, Any], now: Mapping[str, Any], entry_names: Names | None) -> list[str]:
    """Return what has changed of what the entry is called and is."""
    found = []
    plain = Seal()
    if not plain.fits(before["entry_name"], now["entry_name"]):
        found.append(f"listed name: {before['entry_name']} → {now['entry_name']}")
    if before["standing"] != now["standing"]:
        found.append(f"standing: {before['standing'].rstrip(',')} → {now['standing'].rstrip(',')}")
    matched = [one[2] for one in before["evidence"] if one[0] == "name" and one[2]]
    today = entry_names() if entry_names and matched else matched
    found += [
        f"listed name that matched is gone: {name}"
        for name in matched
        if name != before["entry_name"] and not any(plain.fits(name, other) for other in today)
    ]
    return found


def _compared(before: Iterable[Any], now: Iterable[Any], seal: Seal) -> tuple[list[str], list[str]]:
    """Return which compared values changed, in words, and the fields whose evidence is new; names aside."""
    then, today = _by_field(before), _by_field(now)
    altered: list[str] = []
    for field, pairs in then.items():
        for asked, listed in pairs:
            if any(seal.fits(asked, one) and _same(listed, other) for one, other in today.get(field, ())):
                continue
            altered += _pair_changes(field, asked, listed, today.get(field, []), seal)
    added = [
        _word(field)
        for field, pairs in today.items()
        if any(
            not any(seal.fits(one, asked) and _same(other, listed) for one, other in then.get(field, ()))
            for asked, listed in pairs
        )
    ]
    return list(dict.fromkeys(altered)), added


def _by_field(evidence: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for field, asked, listed, *_ in evidence:
        if field != "name":
            found[field].append((asked, listed))
    return dict(found)


def _same(one: str, other: str) -> bool:
    return one == other or Seal().fits(one, other)


def _pair_changes(field: str, asked: str, listed: str, now: Collection[tuple[str, str]], seal: Seal) -> list[str]:
    """Say how a compared pair of values changed; now: the pairs of the field today."""
    word = _word(field)
    if not now:
        return [f"{word} is not compared any more: {seal.told(asked)} | listed {listed}"]
    found = []
    if not any(seal.fits(asked, one) for one, _ in now):
        found.append(f"{word} in your table: {seal.told(asked)} → {', '.join(dict.fromkeys(one for one, _ in now))}")
    if not any(_same(listed, other) for _, other in now):
        found.append(f"listed {word}: {listed} → {', '.join(dict.fromkeys(other for _, other in now))}")
    return found or [f"{word}: {seal.told(asked)} | listed {listed} is not compared any more"]


def _hit_changes(before: Mapping[str, Any], now: Mapping[str, Any], seal: Seal) -> list[str]:
    found = []
    cells = [tuple(cell) for cell in now["cells"]]
    for field, value in before["cells"]:
        if any(field == other and seal.fits(value, cell) for other, cell in cells):
            continue
        told = ", ".join(cell for other, cell in cells if other == field) or "empty"
        found.append(f"{_word(field)} in your table: {seal.told(value)} → {told}")
    if not found and _rose(before, now) and not seal.fits(before["why"], now["why"]):
        found.append(f"new evidence raises it from {before['band']} to {now['band']}: {now['why']}")
    return found


def _word(field: str) -> str:
    return field.replace("_", " ")
