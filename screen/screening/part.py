"""A screening without the rows that are out of its scope: every table keeps only what is about the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from screen.screening.outcome import counts_of

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties, Sheet
    from screen.screening.outcome import Screening
    from screen.screening.scope import Scope

Row = tuple[str, int]


def part_of(screening: Screening, scope: Scope) -> Screening:
    """Return a screening of the rows in scope; notes on rows that were skipped stay, as all of what was read is accounted for."""
    if scope.places is None:
        return replace(screening, scope=scope)
    intake = _read(screening.intake, scope.places)
    rows = set(_rows(intake.table))
    matches, match_at = _kept(screening.matches, rows)
    hits, hit_at = _kept(screening.hits, rows)
    parties, alerts = _kept(screening.parties, rows)[0], _alerts(screening.alerts, rows, match_at, hit_at)
    is_noted = [
        row in rows or row[1] == 0 or code.startswith("row-skipped-")
        for row, code in zip(_rows(screening.problems), screening.problems["code"].tolist(), strict=True)
    ]
    footprint = screening.footprint
    places = list(scope.places)
    return replace(
        screening, scope=scope, intake=intake, matches=matches, hits=hits, parties=parties, alerts=alerts,
        evidence=_evidence(screening.evidence, match_at), nearest=_kept(screening.nearest, rows)[0],
        problems=screening.problems.loc[is_noted].reset_index(drop=True),
        counts=counts_of(intake, parties, alerts, scope.unchanged),
        footprint=replace(footprint, matched=footprint.matched[places], whole=footprint.whole[places]),
    )  # fmt: skip


def _rows(table: pd.DataFrame) -> list[Row]:
    return list(zip(table["sheet"].tolist(), table["row"].tolist(), strict=True))


def _kept(table: pd.DataFrame, rows: Collection[Row]) -> tuple[pd.DataFrame, Mapping[int, int]]:
    """Return what is about some rows, and place before → place now."""
    places = [place for place, row in enumerate(_rows(table)) if row in rows]
    return table.iloc[places].reset_index(drop=True), {place: now for now, place in enumerate(places)}


def _evidence(evidence: pd.DataFrame, at: Mapping[int, int]) -> pd.DataFrame:
    kept = evidence[evidence["match"].isin(list(at))].reset_index(drop=True)
    return kept.assign(match=[at[match] for match in kept["match"].tolist()]).astype({"match": "int64"})


def _alerts(
    alerts: pd.DataFrame, rows: Collection[Row], match_at: Mapping[int, int], hit_at: Mapping[int, int]
) -> pd.DataFrame:
    kept, _ = _kept(alerts, rows)
    cells = zip(kept["what"].tolist(), kept["place"].tolist(), strict=True)
    places = [(match_at if what == "match" else hit_at)[place] for what, place in cells]
    return kept.assign(place=places).astype({"place": "int64"})


def _read(parties: Parties, places: Collection[int]) -> Parties:
    """Return the table as if only the rows at some places had been read, and those that were skipped."""
    table = parties.table.iloc[list(places)].reset_index(drop=True)
    out = set(_rows(parties.table)) - set(_rows(table))

    def narrowed(sheet: Sheet) -> Sheet:
        written = sheet.written.loc[[(sheet.name, row) not in out for row in sheet.written.index.tolist()]]
        return replace(sheet, written=written, hidden_rows=sheet.hidden_rows & set(written.index.tolist()))

    return replace(parties, table=table, sheets=tuple(map(narrowed, parties.sheets)))
