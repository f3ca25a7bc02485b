"""Matches as rows: what is printed of a scored pair, and the tables that leave matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.matching.index import Index
from screen.matching.links import first_link
from screen.matching.score import Scored, about, references, standing, would_settle
from screen.model import EVIDENCE_COLUMNS, MATCH_COLUMNS, Problem, frame

if TYPE_CHECKING:
    import pandas as pd

    from screen.matching.footprint import Footprint
    from screen.matching.reuse import Reuse

Record = Mapping[str, Any]

NAME_MATCH_COLUMNS = {
    "query_index": "int64",
    "query": "str",
    "list": "str",
    "entry_id": "str",
    "references": "str",
    "matched_name": "str",
    "quality": "str",
    "score": "float64",
    "band": "str",
}


@dataclass(frozen=True)
class Matches:
    """What matching found: tables by MATCH_COLUMNS and EVIDENCE_COLUMNS, and problems about shared values.

    nearest: by NEAREST_COLUMNS; footprint: what it follows from; reuse: what of an earlier run was kept, None where none was given.
    """

    table: pd.DataFrame
    evidence: pd.DataFrame
    nearest: pd.DataFrame
    problems: tuple[Problem, ...]
    footprint: Footprint
    reuse: Reuse | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One match as rows. place: orders the matches of a table: party, band and score downwards, entry."""

    place: tuple[int, int, float, int]
    row: Mapping[str, Any]
    evidence: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, index: Index, party: Record, entry: Record, one: Scored) -> Found:
        """Lay a scored pair out."""
        evidence = tuple(
            {
                "field": item.field, "level": item.level, "verdict": item.verdict,
                "points": item.points, "asked": item.asked, "listed": item.listed, "why": item.why,
            }
            for item in one.evidence
        )  # fmt: skip
        return cls((one.party, -one.band, -one.score, one.entry), _row(index, party, entry, one), evidence)


def tables(found: Iterable[Found]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return matches in their order, and their evidence."""
    ordered = sorted(found, key=lambda one: one.place)
    evidence = [{"match": place, **item} for place, one in enumerate(ordered) for item in one.evidence]
    return frame([dict(one.row) for one in ordered], MATCH_COLUMNS), frame(evidence, EVIDENCE_COLUMNS)


def of_party(party: Record) -> dict[str, Any]:
    """Return what a match says of where its party stands."""
    name = party["name"] or party["name_original"]
    return {"sheet": party["sheet"], "row": party["row"], "party_id": party["party_id"], "name": name}


def _row(index: Index, party: Record, entry: Record, one: Scored) -> dict[str, Any]:
    name = one.name
    return of_party(party) | {
        "list": entry["list"],
        "entry_id": entry["id"],
        "references": references(index, entry["cluster"]),
        "entry_name": entry["name"],
        "entry_kind": entry["kind"],
        "matched_name": name.listed if name else "",
        "alias_quality": name.quality if name else "",
        "name_score": round(name.score, 1) if name else 0.0,
        "rarity": name.rarity if name else "",
        "score": one.score,
        "band": one.band.word,
        "why": one.why,
        "would_settle": would_settle(party, entry, one),
        "legal_status": entry["legal_status"],
        "standing": standing(entry),
        "about": about(entry),
        "programs": " ".join(entry["programs"]),
        "listed_on": entry["listed_on"],
        "link": first_link(entry["sources"]),
    }
