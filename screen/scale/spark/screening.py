"""The flow of a table through a cluster, on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from screen.errors import TableError, UsageError
from screen.intake.identity import duplicate, reference_shared
from screen.matching.footprint import digest
from screen.model import (
    ASSESSMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    HIT_COLUMNS,
    MATCH_COLUMNS,
    NEAREST_COLUMNS,
    PROBLEM_COLUMNS,
    Problem,
    Sheet,
    Source,
)
from screen.redflags.evaluate import chosen_rules, untested
from screen.redflags.profile import Profile, choose_by
from screen.scale.problems import of_no_row
from screen.scale.spark import flags, found, groups, intake, reading
from screen.scale.spark.controls import planted_on
from screen.scale.spark.reading import Batches, collected, mapped
from screen.scale.spark.records import Shape
from screen.scale.spark.shipped import Shipped
from screen.scale.stages import Plan, comparing

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from screen.controls import Controls
    from screen.intake.parts import Layout
    from screen.matching.keys import Key
    from screen.scale.spark.intake import Tally
    from screen.screening import Screener

Progress = Callable[[str], None]
_PROBLEMS = "at int, sheet string, row bigint, `column` string, code string, message string"


@dataclass(frozen=True)
class SparkScreening:
    """What a cluster found: DataFrames by the *_COLUMNS of screen.model, their rows in no order.

    at: the place of a match or hit among those of its row; evidence names its match by sheet, row, list and entry_id. counts:
    rows_read = screened + skipped; profiles: which rules were tested, and why; untested: as of Screening; notes: on columns;
    controls: names planted in the run, of which nothing stands in the tables; flow: how it came about.
    """

    parties: DataFrame
    matches: DataFrame
    evidence: DataFrame
    nearest: DataFrame
    hits: DataFrame
    problems: DataFrame
    untested: pd.DataFrame
    counts: Mapping[str, int]
    profiles: tuple[Profile, ...]
    notes: tuple[str, ...]
    flow: Flow
    controls: Controls
    kept: tuple[DataFrame, ...] = ()

    def close(self) -> None:
        """Let go of what the cluster keeps for these tables."""
        for one in self.kept:
            one.unpersist()


@dataclass(frozen=True)
class Rows:
    """A table as the flow takes it. rows: by ROWS; total: how many; kept: what was kept of it on the way."""

    rows: DataFrame
    total: int
    layout: Layout
    source: Source
    kept: tuple[DataFrame, ...] = ()


def _silent(stage: str) -> None:
    pass


def screen(
    dataframe: DataFrame, screener: Screener, columns: Mapping[str, str] | None = None, *, row: str | None = None,
    profile: str | None = None, as_of: date | None = None, progress: Progress = _silent,
) -> SparkScreening:  # fmt: skip
    """Screen the rows of a Spark DataFrame with the cluster it is on; the outcome is that of Screener.screen, to the last digit.

    columns: canonical field → header, where the headers are not understood by themselves. row: a column of distinct whole
    numbers by which results name rows; without it rows are counted in the order of the DataFrame, which must then be the same
    each time it is computed: that of files is, that of a join is not. profile, as_of: as for Screener.screen. Jobs run at once;
    the tables that come back stay on the cluster until close() is called. Raises TableError where no column holds names or
    there is no row, UsageError for a profile or column that does not exist.
    """
    from screen.scale.spark.session import plain_errors, require_pyspark

    require_pyspark()
    day = as_of or datetime.now(UTC).date()
    if row is not None and row not in dataframe.columns:
        raise UsageError(f"DataFrame: no column “{row}”. Found: {', '.join(dataframe.columns)}.")
    with plain_errors("DataFrame"):
        return screen_rows(_of_frame(dataframe, row, columns or {}, day), screener, day, profile, progress)


def _of_frame(dataframe: DataFrame, row: str | None, columns: Mapping[str, str], day: date) -> Rows:
    from screen.intake.grid import rules
    from screen.intake.readers import plain

    headers = [name for name in dataframe.columns if name != row]
    head = dataframe.select(*(dataframe[f"`{name}`"] for name in headers)).limit(2 * rules()["limits"]["sample_rows"])
    sample = [[plain(value) for value in one.values()] for one in collected(head)]
    layout = intake.layout_of(headers, sample, "DataFrame", columns, day)
    rows, total, kept = reading.numbered(dataframe, row)
    return Rows(rows, total, layout, Source("DataFrame", "DataFrame"), (kept,))


def screen_rows(
    told: Rows, screener: Screener, day: date, profile: str | None = None, progress: Progress = _silent,
    standing: Suppressing | None = None,
) -> SparkScreening:  # fmt: skip
    """Screen rows that are read already. standing: tells which matches a decision suppresses, once they are found."""
    progress("sending the lists to the workers")
    shipped = Shipped.of(told.rows.sparkSession, screener)
    progress("reading the table")
    parties, shape, tally = _read(told)
    kinds = {kind: count / tally.screened for kind, count in tally.kinds.items()}
    profiles = choose_by(_sheets(shape), kinds, profile)
    plan = _plan(shape, day, parties, tally, [one.id for one in profiles], screener)
    holders = found.holders_of(parties, shape, shipped, plan)
    plan = replace(plan, shared={digest(*key): count for key, count in holders.items()})
    progress("comparing with the watchlists")
    matched = found.found_of(parties, shape, shipped, plan).persist()
    plan = replace(plan, firms=flags.firms_of(matched))
    parties.unpersist()
    progress("comparing rows with one another")
    marks = groups.marks_of(matched, shape, shipped, plan).persist()
    buckets = groups.bucketed(marks) if plan.ties else None
    flow = Flow(matched, marks, buckets, shape, shipped, plan, tally, profiles, holders)
    held = standing(flow) if standing else {}
    progress("testing the red flags")
    return _outcome(flow, flow.flagged(held).persist(), screener)


def _read(told: Rows) -> tuple[DataFrame, Shape, Tally]:
    """Bring rows into canonical form, and count them."""
    pieces = reading.pieces_of(told.rows, told.total)
    rows = reading.spread(told.rows, pieces).persist()
    layout = intake.with_signs(rows, told.layout)
    shape = Shape.of(layout, told.source, pieces)
    parties = intake.parties_of(rows, shape).persist()
    tally = intake.tallied(parties)
    for one in (rows, *told.kept):
        one.unpersist()
    if not tally.rows_read:
        raise TableError(
            f"{layout.where}: has a header but no row below it. Check that the rows were not filtered away."
        )
    return parties, replace(shape, source=replace(told.source, sha256=f"{tally.content:032x}")), tally


@dataclass(frozen=True)
class Flow:
    """A table on its way, with its matches. buckets: of rows that are tied to others, None where none is."""

    matched: DataFrame
    marks: DataFrame
    buckets: DataFrame | None
    shape: Shape
    shipped: Shipped
    plan: Plan
    tally: Tally
    profiles: tuple[Profile, ...]
    holders: Mapping[Key, int]

    def flagged(self, held: groups.Held, leads: bool = True) -> DataFrame:
        """Compare rows and test the red flags. held: matches that a decision suppresses; leads: whether reported fronts count."""
        plan, told = replace(self.plan, leads=leads), (self.shape, self.shipped)
        answers = None if self.buckets is None else groups.answers_of(self.matched, self.buckets, *told, plan, held)
        return flags.flagged(self.matched, answers, *told, plan, held)


Suppressing = Callable[[Flow], groups.Held]


def _plan(
    shape: Shape, day: date, parties: DataFrame, tally: Tally, profiles: Sequence[str], screener: Screener
) -> Plan:
    facts, ties = comparing(screener.rules, profiles)
    references = intake.references_of(parties, shape, tally)
    return Plan(shape.layout, day, references, tuple(profiles), facts, ties, tally.filled)


def _sheets(shape: Shape, tally: Tally | None = None) -> tuple[Sheet]:
    """Return the sheet of a table without its rows. tally: for notes on its columns."""
    import pandas as pd

    layout = shape.layout
    empty = pd.DataFrame({header: pd.Series([], dtype="str") for header in layout.headers})
    told = map(str, tally.column_notes(layout.headers)) if tally else ()
    return (Sheet("", layout.header_row, layout.columns, empty, notes=(*layout.notes, *told)),)


def _outcome(flow: Flow, flagged: DataFrame, screener: Screener) -> SparkScreening:
    """Lay the tables out, and count what came out of all rows that went in."""
    matched, plan, tally = flow.matched, flow.plan, flow.tally
    sheets = _sheets(flow.shape, tally)
    each = matched.where("screened").selectExpr("posexplode(matches) as (at, match)")
    names = [f"match.`{name}`" for name in MATCH_COLUMNS]
    proofs = each.selectExpr("at", "match.sheet", "match.row", "match.list", "match.entry_id",
                             "posexplode(match.evidence) as (nth, e)")  # fmt: skip
    told = [f"e.`{name}`" for name in EVIDENCE_COLUMNS if name != "match"]
    hits = flagged.selectExpr("posexplode(hits) as (at, hit)")
    counts = {"rows_read": tally.rows_read, "screened": tally.screened, "skipped": tally.rows_read - tally.screened}
    controls = planted_on(matched.sparkSession, flow.shipped, plan, tally.rows_read)
    return SparkScreening(
        flagged.selectExpr(*(f"assessment.`{name}`" for name in ASSESSMENT_COLUMNS)),
        each.selectExpr("at", *names),
        proofs.selectExpr("at", "nth", "sheet", "row", "list", "entry_id", *told),
        matched.where("nearest is not null").selectExpr(*(f"nearest.`{name}`" for name in NEAREST_COLUMNS)),
        hits.selectExpr("at", *(f"hit.`{name}`" for name in HIT_COLUMNS)),
        _problems(flow, screener),
        untested(chosen_rules(screener.rules, plan.profiles), sheets, has_history=False),
        counts, flow.profiles, sheets[0].notes, flow, controls, (matched, flagged, flow.marks),
    )  # fmt: skip


def _problems(flow: Flow, screener: Screener) -> DataFrame:
    """Return what is to be said of rows: how they were read, whom they repeat, and what holds for the table."""
    matched, marks, shape = flow.matched, flow.marks, flow.shape
    told = mapped(matched.where("size(problems) > 0").select("row", "problems"), _said(), _PROBLEMS)
    same = groups.same_as_before(marks, groups.IDENTITY)
    told = told.union(mapped(same, _repeats(shape, is_reference=False), _PROBLEMS))
    whole = whole_problems(flow, screener)
    if flow.plan.references.tell_apart and "reference" in shape.fields:
        shared = groups.same_as_before(marks, groups.REFERENCE).join(matched.select("row", "reference"), "row")
        told = told.union(mapped(shared, _repeats(shape, is_reference=True), _PROBLEMS))
    return told.union(_whole(matched, whole)) if whole else told


def whole_problems(flow: Flow, screener: Screener) -> list[Problem]:
    """Return what holds for no row in particular: references that tell nobody apart, listed values that many share."""
    from screen.matching.identifiers import SharedValues
    from screen.matching.policy import using

    with using(screener.rules.bands):
        shared = SharedValues(flow.holders).problems(screener.matcher.index.identifiers)
    return [*of_no_row(_sheets(flow.shape), flow.plan.references.tell_apart), *shared]


def _whole(matched: DataFrame, problems: Sequence[Problem]) -> DataFrame:
    values = [(at, *(getattr(one, name) for name in PROBLEM_COLUMNS)) for at, one in enumerate(problems)]
    return matched.sparkSession.createDataFrame(values, _PROBLEMS)


def _said() -> Callable[[Batches], Batches]:
    def say(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = zip(*(batch.column(name).to_pylist() for name in ("row", "problems")), strict=True)
            yield _problem_batch(
                [
                    (at, Problem("", row, one["column"], one["code"], one["message"]))
                    for row, told in rows
                    for at, one in enumerate(told)
                ]
            )

    return say


def _repeats(shape: Shape, *, is_reference: bool) -> Callable[[Batches], Batches]:
    def say(batches: Batches) -> Iterator[pa.RecordBatch]:
        sheets = _sheets(shape)
        for batch in batches:
            found = []
            for one in batch.to_pylist():
                at = ("", one["row"])
                first = ("", one["first_row"])
                problem = (
                    reference_shared(sheets, at, one["reference"], first) if is_reference else duplicate(at, first)
                )
                found.append((0, problem))
            yield _problem_batch(found)

    return say


def _problem_batch(told: Sequence[tuple[int, Problem]]) -> pa.RecordBatch:
    import pyarrow as pa

    texts = [pa.array([getattr(one, name) for _, one in told], pa.string()) for name in ("column", "code", "message")]
    data = [
        pa.array([at for at, _ in told], pa.int32()),
        pa.array([one.sheet for _, one in told], pa.string()), pa.array([one.row for _, one in told], pa.int64()),
        *texts,
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(data, names=["at", *PROBLEM_COLUMNS])
