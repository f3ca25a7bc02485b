"""Matches and hits → the band of each party, by the decision table of rules/risk.yml, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError
from screen.model import ASSESSMENT_COLUMNS, Band, frame, join_values

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row of the decision table: the least match band, flag level and number of families it asks for."""

    band: Band
    match: Band
    flag: Band
    families: int
    because: str

    def holds(self, match: Band, flags: dict[str, Band]) -> bool:
        """Whether a party's best match and strongest flag per family meet this row."""
        if match < self.match:
            return False
        return self.flag is Band.NONE or sum(level >= self.flag for level in flags.values()) >= self.families


@dataclass(frozen=True, slots=True)
class Policy:
    """The decision table and the number that orders rows inside a band."""

    table: tuple[DecisionRow, ...]
    match_family: str
    risk: dict[str, Any]


@cache
def policy() -> Policy:
    """Load rules/risk.yml once; raises RuleError when a part is missing or no band."""
    path = rules_file("risk.yml")
    loaded = read_yaml(path)
    try:
        table = tuple(
            DecisionRow(
                Band.of(row["band"]),
                Band.of(row.get("match", "none")),
                Band.of(row.get("flag", "none")),
                int(row.get("families", 1)),
                row["because"],
            )
            for row in loaded["table"]
        )
        return Policy(table, loaded["match_family"], loaded["risk"])
    except KeyError as missing:
        raise RuleError(f"{path}: {missing} is missing or is no band. Restore the file.") from missing


def decide(match: Band, flags: dict[str, Band]) -> tuple[Band, str]:
    """Return the band of a party and the reason of the row that gave it.

    flags: strongest level per family. Flags of the identity family may rest on the match, so they do not count beside it; what
    the flags say alone counts still, so that a near miss never takes a party below that.
    """
    rules = policy()
    beside = {family: level for family, level in flags.items() if match is Band.NONE or family != rules.match_family}
    for row in rules.table:
        if row.holds(match, beside) or row.holds(Band.NONE, flags):
            return row.band, row.because
    return Band.NONE, ""


def assess(parties: pd.DataFrame, matches: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Return one row per party by ASSESSMENT_COLUMNS, in the order of the table."""
    best = _best_matches(matches)
    flags = _flags(hits)
    rows = []
    decided: dict[tuple[Band, frozenset[tuple[str, Band]]], tuple[Band, str]] = {}
    columns = (parties[name].tolist() for name in ("sheet", "row", "party_id", "name", "kind"))
    for sheet, row, party_id, name, kind in zip(*columns, strict=True):
        place = (sheet, row)
        match, score, match_why = best.get(place, (Band.NONE, 0.0, ""))
        levels, flag_why = flags.get(place, ({}, ""))
        case = (match, frozenset(levels.items()))
        if case not in decided:
            decided[case] = decide(match, levels)
        band, because = decided[case]
        families = sorted(levels, key=lambda family: (-levels[family], family))
        strongest = max(levels.values(), default=Band.NONE)
        reason = match_why if match >= strongest and match > Band.NONE else flag_why
        rows.append(
            {
                "sheet": sheet, "row": row, "party_id": party_id, "name": name, "kind": kind, "band": band.word,
                "risk": _number(band, score, len(families)),
                "top_reason": f"{reason} ({because})" if reason and because else reason,
                "match_band": match.word, "hit_families": join_values(families),
            }
        )  # fmt: skip
    return frame(rows, ASSESSMENT_COLUMNS)


def _number(band: Band, score: float, families: int) -> int:
    risk = policy().risk
    inside = round(score / 100 * risk["by_score"]) + families * risk["by_family"]
    return int(risk["start"][band.word] + min(inside, risk["most"]))


def _best_matches(matches: pd.DataFrame) -> dict[tuple[str, int], tuple[Band, float, str]]:
    """Return the best match of each row: band, score and reason."""
    found: dict[tuple[str, int], tuple[Band, float, str]] = {}
    columns = ("sheet", "row", "band", "score", "standing", "entry_name", "references", "why")
    for sheet, row, word, score, standing, name, references, why in zip(*(matches[c] for c in columns), strict=True):
        band = Band.of(word)
        reason = f"Possible match to {standing} {name} ({references}): {why}"
        known = found.get((sheet, row))
        if known is None or (band, score) > known[:2]:
            found[sheet, row] = (band, float(score), reason)
    return found


def _flags(hits: pd.DataFrame) -> dict[tuple[str, int], tuple[dict[str, Band], str]]:
    """Return the strongest level per family of each row, and the sentence of the strongest hit; context gives no points."""
    levels: dict[tuple[str, int], dict[str, Band]] = {}
    strongest: dict[tuple[str, int], tuple[Band, str]] = {}
    columns = ("sheet", "row", "rule", "level", "family", "why")
    for sheet, row, rule, word, family, why in zip(*(hits[c] for c in columns), strict=True):
        place, level = (sheet, row), Band.of(word)
        if level is Band.NONE:
            continue
        families = levels.setdefault(place, {})
        families[family] = max(level, families.get(family, Band.NONE))
        if place not in strongest or level > strongest[place][0]:
            strongest[place] = (level, f"Red flag {rule}: {why}")
    return {place: (families, strongest[place][1]) for place, families in levels.items()}
