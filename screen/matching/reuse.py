"""What of an earlier run still holds: rows that read the same, beside listed parties that are the same.

A match follows from its row (and from which of its values many share), its cluster of entries, and what its employer and
sponsor match; from nothing else of the table or the lists. So only what changed of these is compared anew, and the outcome
is that of a whole run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.matching.footprint import Footprint, digest
from screen.matching.tables import Found, of_party
from screen.model import EVIDENCE_COLUMNS, MATCH_COLUMNS, PARTY_KEYS, Band

if TYPE_CHECKING:
    import pandas as pd

    from screen.matching.index import Index

_EVIDENCE = [name for name in EVIDENCE_COLUMNS if name != "match"]


@dataclass(frozen=True)
class Known:
    """The matches of an earlier run.

    footprint: of that run, None where it is not told; matches: by the place of their party in that run's table, each by
    MATCH_COLUMNS with its evidence; nearest: by the place of a party without one, by NEAREST_COLUMNS.
    """

    footprint: Footprint | None
    matches: Mapping[int, Sequence[Mapping[str, Any]]]
    nearest: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Reuse:
    """What of an earlier run holds.

    rows: place in the table → place in the earlier one, of the rows that read the same; anew: positions of the entries that
    are to be compared with these too; why: why nothing holds, '' where something does.
    """

    known: Known
    rows: Mapping[int, int]
    anew: frozenset[int]
    why: str = ""

    @classmethod
    def of(cls, known: Known, now: Footprint, index: Index) -> Reuse:
        """Compare two runs by their footprints."""
        import numpy as np

        why = _hindrance(known.footprint, now, index)
        if why or known.footprint is None:
            return cls(known, {}, frozenset(), why)
        then = dict(zip(known.footprint.matched.tolist(), range(len(known.footprint.matched)), strict=True))
        rows = {place: then[one] for place, one in enumerate(now.matched.tolist()) if one in then}
        is_same = np.isin(index.digests, known.footprint.clusters)
        anew = frozenset(np.flatnonzero(~is_same).tolist())
        if not rows:
            return cls(known, {}, frozenset(), "no row is as it was")
        if len(anew) > float(read_yaml(rules_file("screening.yml"))["compare_all_from"]) * len(index):
            return cls(known, {}, frozenset(), "most of the list entries changed")
        return cls(known, rows, anew)

    def without(self, places: Collection[int]) -> Reuse:
        """Leave rows out that are to be compared anew."""
        rows = {place: earlier for place, earlier in self.rows.items() if place not in places}
        return Reuse(self.known, rows, self.anew, self.why)

    def kept(self, table: pd.DataFrame, index: Index) -> Iterator[Found]:
        """Yield the earlier matches that hold, as rows of this table."""
        positions = _positions(index)
        columns = {name: table[name].tolist() for name in (*PARTY_KEYS, "name", "name_original")}
        for place, earlier in self.rows.items():
            for match in self.known.matches.get(earlier, ()):
                position = positions.get((match["list"], match["entry_id"]))
                if position is None or position in self.anew:
                    continue
                party = {name: cells[place] for name, cells in columns.items()}
                row = {name: match[name] for name in MATCH_COLUMNS} | of_party(party)
                evidence = tuple({name: item[name] for name in _EVIDENCE} for item in match["evidence"])
                order = (place, -Band.of(match["band"]), -float(match["score"]), position)
                yield Found(order, row, evidence)

    def loosened(self, index: Index) -> set[int]:
        """Return the rows that lose a match, or whose nearest entry is not as it was: what comes next is not told."""
        positions = _positions(index)
        found = set()
        for place, earlier in self.rows.items():
            nearest = self.known.nearest.get(earlier)
            for one in (*self.known.matches.get(earlier, ()), *([nearest] if nearest else ())):
                position = positions.get((one["list"], one["entry_id"]))
                if position is None or position in self.anew:
                    found.add(place)
        return found

    def nearest(self, index: Index) -> Iterator[tuple[int, float, int]]:
        """Yield place, score and position of what came nearest to the rows that had no match."""
        positions = _positions(index)
        for place, earlier in self.rows.items():
            if one := self.known.nearest.get(earlier):
                yield place, float(one["score"]), positions[one["list"], one["entry_id"]]

    def is_moved(self, value: str, now: Collection[int]) -> bool:
        """Whether what an employer or sponsor matched best is not on the lists any more, as it was; now: digests in use."""
        cluster = self._affiliated.get(digest(value))
        return cluster is not None and cluster not in now

    @property
    def _affiliated(self) -> Mapping[int, int]:
        return self.known.footprint.affiliated if self.known.footprint else {}


def _positions(index: Index) -> dict[tuple[str, str], int]:
    entries = zip(index.entries["list"], index.entries["id"], strict=True)
    return {entry: position for position, entry in enumerate(entries)}


def _hindrance(then: Footprint | None, now: Footprint, index: Index) -> str:
    """Return why nothing of an earlier run can be kept, '' where something can."""
    if then is None:
        return "the earlier report does not tell what its matches follow from"
    if then.tool != now.tool:
        return "the program, its rules or its libraries changed"
    if not len(index):
        return "no list is in use"
    if max(Counter(zip(index.entries["list"], index.entries["id"], strict=True)).values()) > 1:
        return "two of the lists have one name"
    return ""
