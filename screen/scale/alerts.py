"""Alerts of all parts, numbered through and as decisions leave them: what a reviewer decides depends on the whole table.

Only what may be an alert is held: matches and hits from medium up, and those of parties that were decided on before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screen.decisions import Bases
from screen.decisions.standing import REVIEW_BAND
from screen.model import EVIDENCE_COLUMNS, HIT_COLUMNS, MATCH_COLUMNS, Band, frame
from screen.scale.chosen import Chosen, chosen
from screen.scale.tasks import piece

if TYPE_CHECKING:
    import pandas as pd

    from screen.decisions import Standing
    from screen.scale.folder import Folder
    from screen.scale.stages import Plan

_WORDS = {one.word for one in Band if one >= REVIEW_BAND}
Alert = dict[str, object]


@dataclass(frozen=True)
class Alerts:
    """Alerts by ALERT_COLUMNS, each with its place in the table of all parts; suppressed: by part, places in the part."""

    table: list[Alert] = field(default_factory=list)
    suppressed: Mapping[int, Collection[int]] = field(default_factory=dict)

    @property
    def standing(self) -> set[tuple[str, int]]:
        """Sheet and row of those that no decision suppresses."""
        return {(str(one["sheet"]), int(str(one["row"]))) for one in self.table if one["state"] != "suppressed"}


@dataclass(frozen=True)
class _Held:
    """What may be alerts: rows of all parts, and where each stands: part, place in the part, place in all."""

    table: pd.DataFrame
    places: list[tuple[int, int, int]]


def of_matches(folder: Folder, parts: int, plan: Plan, standing: Standing) -> Alerts:
    """Return the alerts of the matches of all parts."""
    held = _held(folder, parts, "match", "matches", "band", standing)
    rows = _decided(folder, plan, held, standing)
    evidence = _evidence(folder, held, standing)
    bases = Bases(rows.parties, held.table, evidence, frame([], HIT_COLUMNS), standing.listed)
    return _placed(standing.of_matches(bases, held.table), held)


def of_hits(
    folder: Folder,
    parts: int,
    plan: Plan,
    standing: Standing,
    stage: str,
    matched: Alerts,
    restating: Collection[str],
) -> Alerts:
    """Return the alerts of the hits of all parts. matched: those of the matches; restating: as Standing.of_hits."""
    held = _held(folder, parts, stage, "hits", "level", standing)
    rows = _decided(folder, plan, held, standing)
    bases = Bases(rows.parties, frame([], MATCH_COLUMNS), frame([], EVIDENCE_COLUMNS), held.table, standing.listed)
    return _placed(standing.of_hits(bases, held.table, matched.standing, restating), held)


def _held(folder: Folder, parts: int, stage: str, title: str, level: str, standing: Standing) -> _Held:
    import pandas as pd

    known = _known(standing)
    tables, places, start = [], [], 0
    for part in range(parts):
        table = folder.table(piece(stage, part), title)
        words, ids = table[level].tolist(), table["party_id"].tolist()
        own = [at for at, (word, one) in enumerate(zip(words, ids, strict=True)) if word in _WORDS or known(one)]
        places += [(part, at, start + at) for at in own]
        tables.append(table.iloc[own])
        start += len(table)
    return _Held(pd.concat(tables, ignore_index=True), places)


def _known(standing: Standing) -> Callable[[str], bool]:
    """Return whether a party was decided on, by its id."""
    decided = {event.party for event in standing.journal.events}
    if not decided:
        return lambda party: False
    seal = standing.journal.seal.of
    return lambda party: seal(party) in decided


def _decided(folder: Folder, plan: Plan, held: _Held, standing: Standing) -> Chosen:
    """Return the rows of what was decided on."""
    known, wanted = _known(standing), defaultdict(set)
    cells = zip(held.places, held.table["party_id"].tolist(), held.table["row"].tolist(), strict=True)
    for (part, _, _), party, row in cells:
        if known(party):
            wanted[part].add(row)
    return chosen(folder, plan, wanted)


def _evidence(folder: Folder, held: _Held, standing: Standing) -> pd.DataFrame:
    """Return the evidence of matches, where there are decisions that it is held against."""
    import pandas as pd

    if not standing.journal.events:
        return frame([], EVIDENCE_COLUMNS)
    now: dict[int, dict[int, int]] = defaultdict(dict)
    for number, (part, at, _) in enumerate(held.places):
        now[part][at] = number
    tables = [frame([], EVIDENCE_COLUMNS)]
    for part, numbers in now.items():
        table = folder.table(piece("match", part), "evidence")
        table = table[table["match"].isin(list(numbers))]
        tables.append(table.assign(match=[numbers[one] for one in table["match"].tolist()]))
    return pd.concat(tables, ignore_index=True).astype(EVIDENCE_COLUMNS)


def _placed(alerts: Sequence[Alert], held: _Held) -> Alerts:
    suppressed: dict[int, set[int]] = defaultdict(set)
    table = []
    for one in alerts:
        part, at, place = held.places[int(str(one["place"]))]
        if one["state"] == "suppressed":
            suppressed[part].add(at)
        table.append({**one, "place": place})
    return Alerts(table, dict(suppressed))
