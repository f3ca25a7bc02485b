"""Facts that compare rows: rows that share something are brought together, with slim columns only, and answered for at once.

Which rows belong together is worked out by the driver, from numbers only: 16 bytes for each value that a row shares with
another. Rows that share nothing are never moved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from screen.model import MATCH_COLUMNS, frame
from screen.scale.components import buckets, connected
from screen.scale.spark.found import affiliations_of
from screen.scale.spark.reading import Batches, mapped
from screen.scale.spark.records import Shape
from screen.scale.spark.shipped import Shipped
from screen.scale.stages import Plan, Standing, compare, mark

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from screen.redflags.facts import Answers
    from screen.scale.stages import Told

TIED, IDENTITY, REFERENCE = 0, 1, 2
MARKS = "kind int, `key` bigint, `name` bigint, row bigint"
"""What rows may share, as digests. kind: a tie of facts, who the party is, or its reference, with its name."""
ANSWERS = "row bigint, truth binary, clauses array<string>"
"""Answers of a row. truth: by fact, 0 false, 1 unknown, 2 true; clauses: of those that are true."""
Held = Mapping[int, Collection[int]]
"""By row, which of its matches a decision suppresses, counted from 0."""
BUCKET_ROWS = 5_000
"""Rows whose comparison is one task, but for more that are all connected."""


def marks_of(parties: DataFrame, shape: Shape, shipped: Shipped, plan: Plan) -> DataFrame:
    """Return what each row may share with others, by MARKS."""
    return mapped(parties.where("screened"), _mark(shape, shipped, plan), MARKS)


def _mark(shape: Shape, shipped: Shipped, plan: Plan) -> Callable[[Batches], Batches]:
    def look(batches: Batches) -> Iterator[pa.RecordBatch]:
        import numpy as np
        import pyarrow as pa

        for batch in batches:
            told = mark(shape.of_records(batch).table, plan, shipped.screener.rules)
            records = batch.filter(batch.column("screened"))
            rows = records.column("row").to_numpy()
            every = np.arange(len(rows))
            referred = np.flatnonzero(told.reference)
            places = np.concatenate((told.tied[:, 0].astype(np.int64), every, referred))
            keys = np.concatenate((told.tied[:, 1], told.identity, told.reference[referred]))
            names = np.concatenate((np.zeros(len(told.tied) + len(every), dtype=np.uint64), told.name[referred]))
            kinds = np.repeat((TIED, IDENTITY, REFERENCE), (len(told.tied), len(every), len(referred)))
            columns = [kinds.astype(np.int32), keys.view(np.int64), names.view(np.int64), rows[places]]
            yield pa.RecordBatch.from_arrays(list(map(pa.array, columns)), names=["kind", "key", "name", "row"])

    return look


def bucketed(marks: DataFrame) -> DataFrame | None:
    """Return the bucket of each row that is tied to another, None where none is."""
    import numpy as np
    import pyarrow as pa
    from pyspark.sql import functions as F

    own = marks.where(f"kind = {TIED}").select("key", "row").distinct()
    several = own.groupBy("key").agg(F.count("*").alias("rows")).where("rows > 1").select("key")
    told = own.join(several, "key").toArrow()
    if not told.num_rows:
        return None
    known, places = np.unique(told.column("row").to_numpy(), return_inverse=True)
    groups = connected(places, told.column("key").to_numpy().view(np.uint64), len(known))
    held = buckets(groups, BUCKET_ROWS)
    numbers = np.repeat(np.arange(len(held), dtype=np.int64), [len(one) for one in held])
    table = pa.table({"row": pa.array(known[np.concatenate(held)]), "bucket": pa.array(numbers)})
    return marks.sparkSession.createDataFrame(table)


def answers_of(
    found: DataFrame, buckets: DataFrame, shape: Shape, shipped: Shipped, plan: Plan, held: Held
) -> DataFrame:
    """Return the answers of facts that compare rows, of all rows that are tied to another, by ANSWERS."""
    filled = [f"`{name}`" for name in shape.fields if name in plan.filled]
    matches = ", ".join(f"m.`{name}` as `{name}`" for name in MATCH_COLUMNS)
    slim = found.selectExpr(
        "row", "line", "screened", "party_id", *filled, f"transform(matches, m -> struct({matches})) as matches",
        "affiliations",
    ).join(buckets, "row")  # fmt: skip
    placed = slim.repartition(shape.pieces, "bucket").sortWithinPartitions("bucket", "row")
    return mapped(placed, _compare(shape, shipped, plan, held), ANSWERS)


def _compare(shape: Shape, shipped: Shipped, plan: Plan, held: Held) -> Callable[[Batches], Batches]:
    def look(batches: Batches) -> Iterator[pa.RecordBatch]:
        for records in _buckets(batches):
            parties = shape.of_records(records)
            beside = affiliations_of(records.column("affiliations").to_pylist())
            standing = standing_of(records, held, plan)
            own = replace(plan, beside=beside)
            told = compare(shipped.screener, parties.table, standing, own)
            yield _answer_batch(records, [told[name] for name in plan.facts])

    return look


def _buckets(batches: Batches) -> Iterator[pa.Table]:
    """Yield all rows of a bucket at once; they follow one another."""
    import pyarrow as pa

    def pieces() -> Iterator[tuple[int, pa.RecordBatch]]:
        for batch in batches:
            at = 0
            for bucket, rows in groupby(batch.column("bucket").to_pylist()):
                count = len(list(rows))
                yield bucket, batch.slice(at, count)
                at += count

    for _, own in groupby(pieces(), key=lambda piece: piece[0]):
        yield pa.Table.from_batches([one for _, one in own])


def standing_of(records: pa.RecordBatch | pa.Table, held: Held, plan: Plan) -> Standing:
    """Return the matches that rows carry, without those that a decision suppresses."""
    matches = matches_of(records)
    rows = matches["row"].tolist() if held else []
    first: dict[int, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row, place)
    suppressed = {first[row] + at for row in first.keys() & held.keys() for at in held[row]}
    return Standing.of(matches, suppressed, plan.leads)


def matches_of(records: pa.RecordBatch | pa.Table) -> pd.DataFrame:
    """Return the matches that rows carry, in order."""
    return frame([one for row in records.column("matches").to_pylist() for one in row], MATCH_COLUMNS)


def _answer_batch(records: pa.Table, told: Sequence[Answers]) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa

    count = records.num_rows
    truth = (
        np.stack([one.truth + 1 for one in told], axis=1).astype(np.uint8) if told else np.zeros((count, 0), np.uint8)
    )
    clauses = [[one.clauses[row] for one in told if one.values[row]] for row in range(count)]
    data = [
        records.column("row").combine_chunks(),
        pa.array([row.tobytes() for row in truth], pa.binary()), pa.array(clauses, pa.list_(pa.string())),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(data, names=["row", "truth", "clauses"])


def told_of(records: pa.RecordBatch | pa.Table, facts: Sequence[str]) -> Told:
    """Return the answers that rows carry, by fact and place; rows that are tied to none carry none."""
    found: dict[str, dict[int, tuple[bool | None, str]]] = {name: {} for name in facts}
    values = (False, None, True)
    columns = (records.column(name).to_pylist() for name in ("truth", "clauses"))
    for place, (truth, clauses) in enumerate(zip(*columns, strict=True)):
        said = iter(clauses or ())
        for name, code in zip(facts, truth or b"", strict=False):
            found[name][place] = (values[code], next(said) if values[code] else "")
    return found


def same_as_before(marks: DataFrame, kind: int) -> DataFrame:
    """Return the rows that have a key in common with an earlier one, and that row; of REFERENCE only where names differ."""
    from pyspark.sql import functions as F

    own = marks.where(f"kind = {kind}").drop("kind")
    firsts = own.groupBy("key").agg(F.min(F.struct("row", "name")).alias("first"), F.count("*").alias("rows"))
    both = own.join(firsts.where("rows > 1"), "key").where("row != first.row")
    told = both.where("name != first.name") if kind == REFERENCE else both
    return told.selectExpr("row", "first.row as first_row")
