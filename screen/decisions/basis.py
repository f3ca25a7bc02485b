"""What a decision rests on: the values that the reviewer saw on both sides. Whether they still hold is lapse.py's.

A basis is JSON: of a match {band, score, names, birth_date, registration_number, entry_name, entry_names, alias_quality,
standing, references, evidence: [[field, asked, listed, verdict, points], …]}, of a hit {band, state, why,
cells: [[field, value], …]}.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.decisions.listed import Listed
from screen.decisions.row import Row, Rows
from screen.decisions.seal import Seal
from screen.model import split_values

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

NAMES = ("name", "name_original", "aliases")
WHO = ("birth_date", "registration_number")
SET_ASIDE = "set aside"
"""The verdict of a value that too many rows share to count for anything."""
_SHARED = "shared by many"  # its level in rules/matching.yml


class Bases:
    """The bases of the alerts of one run.

    matches, evidence, hits: by MATCH_COLUMNS, EVIDENCE_COLUMNS and HIT_COLUMNS; listed: the lists in use.
    """

    def __init__(
        self, parties: Parties, matches: pd.DataFrame, evidence: pd.DataFrame, hits: pd.DataFrame, listed: Listed
    ) -> None:
        self._rows, self._listed, self._evidence = Rows(parties), listed, evidence
        self._matches, self._hits = _Unpacked(matches), _Unpacked(hits)

    @cached_property
    def _fields(self) -> dict[int, list[list[Any]]]:
        found: dict[int, list[list[Any]]] = defaultdict(list)
        columns = ("match", "level", "field", "asked", "listed", "verdict", "points")
        for match, level, *rest in zip(*(self._evidence[name].tolist() for name in columns), strict=True):
            field, asked, listed, verdict, points = rest
            found[match].append([field, asked, listed, SET_ASIDE if level == _SHARED else verdict, points])
        return dict(found)

    def of(self, what: str, place: int) -> dict[str, Any]:
        """Return the basis of the match or hit at a place of its table."""
        return self.of_match(place) if what == "match" else self.of_hit(place)

    def of_match(self, place: int) -> dict[str, Any]:
        """Return what a decision on a match rests on."""
        match = self._matches.row(place)
        cell = self._rows.of(match["sheet"], match["row"]).cell
        own = self._listed.reference(match["list"], match["entry_id"])
        names = dict.fromkeys(value for name in NAMES for value in split_values(cell(name)))
        return {
            "band": match["band"], "score": float(match["score"]), "names": list(names), **{name: cell(name) for name in WHO},
            "entry_name": match["entry_name"], "entry_names": self._listed.names(own), "standing": match["standing"],
            "alias_quality": match["alias_quality"],
            "references": references(match["references"]), "evidence": self._fields.get(place, []),
        }  # fmt: skip

    def of_hit(self, place: int) -> dict[str, Any]:
        """Return what a decision on a hit rests on."""
        hit = self._hits.row(place)
        row, found = self._rows.of(hit["sheet"], hit["row"]), {}
        for header, field, cell in _cells(split_values(hit["cells"]), row.uses):
            found[field or header] = row.cell(field) or cell
        cells = [list(cell) for cell in found.items()]
        return {"band": hit["level"], "state": hit["state"], "why": hit["why"], "cells": cells}

    def row(self, what: str, place: int) -> Row:
        """Return the row of the match or hit at a place of its table."""
        alert = (self._matches if what == "match" else self._hits).row(place)
        return self._rows.of(alert["sheet"], alert["row"])


class _Unpacked:
    """A table with its columns unpacked once, as a row of a DataFrame costs milliseconds."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {name: self._table[name].tolist() for name in self._table.columns}

    def row(self, place: int) -> dict[str, Any]:
        """Return the row at a place."""
        return {name: cells[place] for name, cells in self._columns.items()}


def references(text: str) -> list[str]:
    """Return the references of a cluster, "UN:KPi.001 OFAC:9345", one by one; an id may hold spaces, a publisher none."""
    found: list[str] = []
    for part in text.split(" "):
        if ":" in part or not found:
            found.append(part)
        else:
            found[-1] += f" {part}"
    return found


def _cells(cells: Iterable[str], uses: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return "Header: cell" as header, field and cell; the longest header counts."""
    found = []
    for cell in cells:
        header = max((one for one in uses if cell.startswith(f"{one}: ")), key=len, default="")
        if header:
            found.append((header, uses[header], cell[len(header) + 2 :]))
        else:
            name, _, value = cell.partition(": ")
            found.append((name, "", value))
    return found


def sealed(basis: Mapping[str, Any], seal: Seal) -> dict[str, Any]:
    """Return a basis without names, dates, numbers and addresses in plain, those of the list too: they may be the party's."""
    kept = dict(basis)
    if "names" in kept:
        kept |= {name: [seal.of(one) for one in kept[name]] for name in ("names", "entry_names")}
        kept |= {name: seal.of(kept[name]) for name in (*WHO, "entry_name")}
        kept["evidence"] = [[one[0], seal.of(one[1]), seal.of(one[2]), *one[3:]] for one in kept["evidence"]]
    if "cells" in kept:
        kept["cells"] = [[field, seal.of(value)] for field, value in kept["cells"]]
        kept["why"] = seal.of(kept["why"])
    return kept
