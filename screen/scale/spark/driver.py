"""What comes back to the driver: pieces of a work folder, from which the outcome is written as on one machine.

Every party comes back with its band, every match and hit; rows as they were written only where something was found of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screen.decisions import Journal, Standing
from screen.intake.parties import strings
from screen.model import (
    ASSESSMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    FIELDS,
    HIT_COLUMNS,
    MATCH_COLUMNS,
    NEAREST_COLUMNS,
    PROBLEM_COLUMNS,
    Problem,
    frame,
)
from screen.scale import alerts, stages, tables
from screen.scale.alerts import Alerts
from screen.scale.census import Census
from screen.scale.result import Large, Outcome
from screen.scale.run import Run, alone, quiet
from screen.scale.spark.files import read_files
from screen.scale.spark.found import affiliations_of
from screen.scale.spark.screening import Flow, Rows, SparkScreening, screen_rows
from screen.scale.spark.session import session
from screen.scale.tasks import piece
from screen.screening import Gate
from screen.screening.screener import Progress

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from screen.controls import Controls
    from screen.model import Band, Source
    from screen.screening import Screener

PART_ROWS = 200_000
"""Rows that come back to the driver at once."""


@dataclass(kw_only=True)
class ClusterRun(Run):
    """One run on a cluster; parts: of PART_ROWS rows. read: where the table came from, as far as is known yet."""

    read: Source

    @property
    def source(self) -> Source:
        """Where the table came from."""
        return self.read

    def whole(self, rows: Rows, profile: str | None) -> Large:
        """Screen rows and write the result. Raises UsageError where another run is at work on the same."""
        with alone(self.target):
            return self._whole(rows, profile)

    def _whole(self, rows: Rows, profile: str | None) -> Large:
        tables.claim(self.target)
        self.folder.begin({"table": self.source.name}, resume=False)
        found: list[tuple[Alerts, Mapping[int, Collection[int]]]] = []

        def standing(flow: Flow) -> Mapping[int, Collection[int]]:
            self._matches(flow)
            told = self._standing_of_matches(flow)
            held = self._held(told)
            found.append((told, held))
            return held

        told = screen_rows(rows, self.screener, self.day, profile, lambda words: self.progress(words, 0, 0), standing)
        try:
            large = self._written(told, *found[0])
        finally:
            told.close()
        self.folder.remove()
        return large

    def _written(self, told: SparkScreening, matched: Alerts, held: Mapping[int, Collection[int]]) -> Large:
        flow = told.flow
        self.read = flow.shape.source
        self._flags(told.kept[1], "")
        for stage in ("read", "rows", "marks"):
            self.folder.discard(stage)
        self._rows(flow, told.kept[1])
        flagged = self._standing_of_hits(flow, matched)
        self._bands("", matched, flagged)
        census = Census(flow.tally.rows_read, told.counts["skipped"], flow.tally.screened)
        plan = replace(flow.plan, beside=self._leads(flow))
        outcome = ClusterOutcome(self, plan, census, flow.profiles, matched, flagged, told)
        if outcome.needs_firm:
            firm = flow.flagged(held, leads=False).persist()
            self._flags(firm, "-firm")
            self._bands("-firm", matched, self._standing_of_hits(flow, matched, "hits-firm"))
            firm.unpersist()
        return outcome.written()

    def _leads(self, flow: Flow) -> stages.Whom:
        """Return one of those whom rows name that is on no official list, if there is any."""
        some = flow.matched.selectExpr("explode(affiliations) as a").where("not a.is_listed").select("a.*").limit(1)
        return affiliations_of([some.toArrow().to_pylist()])

    # ---- pieces ------------------------------------------------------------------------------------------

    def _each(self, source: DataFrame) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Yield rows in the order of the table, a part at a time."""
        for part in range(self.parts):
            own = source.where(f"row > {part * PART_ROWS} and row <= {(part + 1) * PART_ROWS}")
            yield part, own.sort("row").toArrow().to_pylist()

    def _matches(self, flow: Flow) -> None:
        """Bring the matches back, and where there are decisions the rows they are of."""
        last = flow.matched.agg({"row": "max"}).toArrow().to_pylist()[0]["max(row)"]
        self.parts = -(-int(last) // PART_ROWS)
        some = flow.matched.where("size(matches) > 0 or nearest is not null").select("row", "matches", "nearest")
        for part, rows in self._each(some):
            matches = [one for row in rows for one in row["matches"]]
            proofs = [{**proof, "match": at} for at, one in enumerate(matches) for proof in one["evidence"]]
            nearest = [row["nearest"] for row in rows if row["nearest"]]
            made = {"matches": frame(matches, MATCH_COLUMNS), "evidence": frame(proofs, EVIDENCE_COLUMNS),
                    "nearest": frame(nearest, NEAREST_COLUMNS)}  # fmt: skip
            self.folder.put(piece("match", part), made, {"shared": [], "firms": []})
        self._rows(flow, None)

    def _rows(self, flow: Flow, flagged: DataFrame | None) -> None:
        """Bring rows back as they were written: those with a match or, once they are known, with a hit."""
        import pandas as pd

        shape = flow.shape
        wanted = flow.matched.where("screened").drop("nearest", "affiliations", "problems")
        if flagged is None:
            wanted = wanted.where("size(matches) > 0") if self.journal.events else wanted.limit(0)
        else:
            hit = flagged.where("size(hits) > 0").selectExpr("row", "true as is_hit")
            wanted = wanted.join(hit, "row", "left").where("is_hit or size(matches) > 0").drop("is_hit")
        for part, rows in self._each(wanted.drop("matches")):
            data = {name: strings([one[name] for one in rows]) for name in shape.fields}
            numbers = {name: pd.array([one[name] for one in rows], dtype="int64") for name in ("row", "line")}
            parties = pd.DataFrame({**numbers, **data})[["row", "line", *(one for one in FIELDS if one in data)]]
            cells = {str(at): strings([one["cells"][at] for one in rows]) for at in range(len(shape.layout.headers))}
            self.folder.put(piece("read", part), {"parties": parties}, {"notes": []})
            self.folder.put(piece("rows", part), {"rows": pd.DataFrame({**cells, **numbers})})
            ids = pd.DataFrame({"party_id": strings([one["party_id"] for one in rows])})
            self.folder.put(piece("marks", part), {"rows": ids})

    def _flags(self, flagged: DataFrame, which: str) -> None:
        """Bring hits and bands back."""
        for part, rows in self._each(flagged):
            hits = frame([one for row in rows for one in row["hits"]], HIT_COLUMNS)
            self.folder.put(piece(f"hits{which}", part), {"hits": hits})
            parties = frame([row["assessment"] for row in rows], ASSESSMENT_COLUMNS)
            self.folder.put(piece(f"given{which}", part), {"parties": parties})

    # ---- decisions ---------------------------------------------------------------------------------------

    @property
    def _standing(self) -> Standing:
        return Standing(self.journal, self.day, self.four_eyes, self.screener.listed)

    def _standing_of_matches(self, flow: Flow) -> Alerts:
        return alerts.of_matches(self.folder, self.parts, flow.plan, self._standing)

    def _standing_of_hits(self, flow: Flow, matched: Alerts, stage: str = "hits") -> Alerts:
        restating = {rule.id for rule in self.screener.rules if rule.restates_match}
        return alerts.of_hits(self.folder, self.parts, flow.plan, self._standing, stage, matched, restating)

    def _held(self, told: Alerts) -> dict[int, list[int]]:
        """Return the suppressed matches by row, each counted from the first of its row."""
        found: dict[int, list[int]] = defaultdict(list)
        for part, places in told.suppressed.items():
            rows = self.folder.table(piece("match", part), "matches", ["row"])["row"].to_numpy(dtype=np.int64)
            for place in places:
                found[int(rows[place])].append(place - int(np.searchsorted(rows, rows[place])))
        return dict(found)

    def _bands(self, which: str, matched: Alerts, flagged: Alerts) -> None:
        """Keep the bands that were given, and give those one anew of whom a decision suppresses a hit."""
        for part in range(self.parts):
            parties = self.folder.table(piece(f"given{which}", part), "parties")
            if places := flagged.suppressed.get(part, ()):
                hits = self.folder.table(piece(f"hits{which}", part), "hits")
                matches = self.folder.table(piece("match", part), "matches")
                own = stages.Standing.of(matches, matched.suppressed.get(part, ()), leads=not which)
                is_theirs = parties["row"].isin(set(hits.loc[list(places), "row"].tolist()))
                anew = stages.band(parties[is_theirs], own, hits, places)
                parties.loc[is_theirs, list(anew.columns)] = anew.to_numpy()
            self.folder.put(piece(f"bands{which}", part), {"parties": parties.astype(ASSESSMENT_COLUMNS)})


@dataclass(frozen=True)
class ClusterOutcome(Outcome):
    """The end of a run on a cluster."""

    told: SparkScreening

    @property
    def controls(self) -> Controls:
        """What came of the controls that were planted, on a worker."""
        return self.told.controls

    def problems(self) -> Iterator[list[Problem]]:
        """Yield the problems in the order of a run on one machine."""
        found = self.told.problems.where("row > 0").sort("row", "column", "code", "at").toArrow().to_pylist()
        whole = self.told.problems.where("row = 0").sort("at").toArrow().to_pylist()
        said = [Problem(*(one[name] for name in PROBLEM_COLUMNS)) for one in whole]
        first = [one for one in said if one.code in ("references-shared", "column-not-read")]
        yield first
        yield [Problem(*(one[name] for name in PROBLEM_COLUMNS)) for one in found]
        yield [one for one in said if one not in first]

    def _column_notes(self) -> list[str]:
        layout = self.told.flow.shape.layout
        return list(map(str, self.told.flow.tally.column_notes(layout.headers)))


def screen_cluster(
    paths: Sequence[str], screener: Screener, folder: str | Path, *, master: str, settings: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None, encoding: str | None = None, delimiter: str | None = None,
    profile: str | None = None, decisions: Journal | None = None, four_eyes: Band | None = None, gate: Gate | None = None,
    as_of: date | None = None, command_line: str = "", progress: Progress | None = None,
) -> Large:  # fmt: skip
    """Screen files with a cluster as one table; its outcome is that of screen_large, whose arguments these are.

    paths: of Parquet or CSV files or folders, as Spark reads them (globs, s3a://…); several are parts of one table, in the order
    of their names. master, settings: as session takes them. Raises UsageError where a path, the cluster or what it needs is
    missing, TableError for what is no such table.
    """
    say, day = progress or quiet, as_of or datetime.now(UTC).date()
    with session(master, settings) as spark:
        say("reading the table", 0, 0)
        rows = read_files(spark, paths, columns or {}, datetime.now(UTC).date(), delimiter, encoding)
        run = ClusterRun(
            read=rows.source, screener=screener, target=Path(folder), journal=decisions or Journal(), four_eyes=four_eyes,
            gate=gate or Gate(), day=day, command_line=command_line, progress=say,
        )  # fmt: skip
        return run.whole(rows, profile)
