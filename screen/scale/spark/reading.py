"""Spark's rows → rows of a table, numbered as a person would count them, in chunks that are read together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screen.scale.spark.records import ROWS

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

CHUNK_ROWS = 2_000
"""Rows that are read together: the work that is done once more where a worker is lost."""
_PIECES = 4  # of work for each processor
_PIECE_ROWS = 200_000  # at most, where there are many
_AT = 33  # bits of the place of a row in its partition, as Spark makes them
Batches = Iterator["pa.RecordBatch"]


def mapped(source: DataFrame, function: Callable[[Batches], Batches], schema: str) -> DataFrame:
    """Map Arrow batches of a DataFrame, as mapInPandas does without turning anything into what pandas Spark expects."""
    from screen.scale.spark.session import quiet

    with quiet():
        return source.mapInArrow(function, schema)


def collected(source: DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a small DataFrame."""
    rows: list[dict[str, Any]] = source.toArrow().to_pylist()
    return rows


def numbered(table: DataFrame, row: str | None) -> tuple[DataFrame, int, DataFrame]:
    """Return the rows of a DataFrame by ROWS, how many there are, and what was kept of it, to be let go at the end.

    row: the column that numbers them; None: they are counted in the order of the DataFrame.
    """
    from pyspark.sql import functions as F

    names = [name for name in table.columns if name != row]
    cells = [table[f"`{name}`"].alias(f"c{place}") for place, name in enumerate(names)]
    if row is not None:
        given = table.select(table[f"`{row}`"].cast("bigint").alias("row"), *cells).persist()
        return mapped(given, _cells_of(None), ROWS), given.count(), given
    place = F.monotonically_increasing_id()
    kept = table.select(F.shiftright(place, _AT).cast("int").alias("partition"),
                        place.bitwiseAND((1 << _AT) - 1).alias("at"), *cells).persist()  # fmt: skip
    counts = {one["partition"]: one["count"] for one in collected(kept.groupBy("partition").count())}
    before, total = {}, 0
    for partition in sorted(counts):
        before[partition] = total
        total += counts[partition]
    return mapped(kept, _cells_of(before), ROWS), total, kept


def _cells_of(before: Mapping[int, int] | None) -> Callable[[Batches], Batches]:
    """Return what turns columns into cells as text. before: how many rows lie before each partition."""

    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        from screen.intake.readers import plain

        for batch in batches:
            names = batch.schema.names
            columns = [[plain(value) for value in batch.column(name).to_pylist()] for name in names if name[0] == "c"]
            cells = list(zip(*columns, strict=True)) if columns else [()] * batch.num_rows
            if before is None:
                rows = batch.column("row").to_pylist()
            else:
                told = zip(batch.column("partition").to_pylist(), batch.column("at").to_pylist(), strict=True)
                rows = [before[partition] + at + 1 for partition, at in told]
            count = batch.num_rows
            yield rows_batch(rows, [0] * count, [False] * count, cells)

    return read


def rows_batch(
    rows: Sequence[int], lines: Sequence[int], gaps: Sequence[bool], cells: Sequence[Sequence[str]]
) -> pa.RecordBatch:
    """Return rows by ROWS."""
    import pyarrow as pa

    arrays = [
        pa.array(rows, pa.int64()), pa.array(lines, pa.int64()), pa.array(gaps, pa.bool_()),
        pa.array([list(one) for one in cells], pa.list_(pa.string())),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(arrays, names=["row", "line", "gap", "cells"])


def pieces_of(rows: DataFrame, total: int) -> int:
    """Return in how many pieces a table is worked on. total: its rows."""
    least = -(-total // CHUNK_ROWS)
    return max(1, min(least, rows.sparkSession.sparkContext.defaultParallelism * _PIECES), total // _PIECE_ROWS)


def spread(rows: DataFrame, count: int) -> DataFrame:
    """Spread rows over the workers by chunks, each whole and in order. count: of pieces of work."""
    placed = rows.selectExpr("*", f"(row - 1) div {CHUNK_ROWS} as chunk")
    return placed.repartition(count, "chunk").sortWithinPartitions("row")
