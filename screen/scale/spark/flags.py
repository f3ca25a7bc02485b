"""Parties with their matches → hits and bands, on the workers: in batches of rows, beside what comparing rows answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from screen.model import ASSESSMENT_COLUMNS, HIT_COLUMNS
from screen.redflags.facts.group_keys import organisation_key
from screen.scale.spark.found import affiliations_of, arrow_struct
from screen.scale.spark.groups import Held, standing_of, told_of
from screen.scale.spark.reading import Batches, collected, mapped
from screen.scale.spark.records import Shape, by_row, struct
from screen.scale.spark.shipped import Shipped
from screen.scale.stages import Plan, band, flag

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def firms_of(found: DataFrame) -> frozenset[str]:
    """Return the names of rows that match a listed firm closely, as keys."""
    close = "m.band in ('high', 'critical') and m.legal_status = 'listed' and m.entry_kind != 'person'"
    names = found.where(f"exists(matches, m -> {close})").select("name").distinct()
    return frozenset(organisation_key(one["name"]) for one in collected(names))


def flagged(
    found: DataFrame, answers: DataFrame | None, shape: Shape, shipped: Shipped, plan: Plan, held: Held
) -> DataFrame:
    """Return parties with their hits and their band. answers: of the rows that are tied to others."""
    from pyspark.sql import functions as F

    own = found.where("screened").drop("screened", "nearest", "problems")
    if answers is None:
        nothing = {"truth": F.lit(None).cast("binary"), "clauses": F.lit(None).cast("array<string>")}
        told = own.withColumns(nothing)
    else:
        told = own.join(answers, "row", "left").repartition(shape.pieces, "row")
    schema = f"row bigint, hits array<{struct(HIT_COLUMNS)}>, assessment {struct(ASSESSMENT_COLUMNS)}"
    return mapped(told, _flag(shape, shipped, plan, held), schema)


def _flag(shape: Shape, shipped: Shipped, plan: Plan, held: Held) -> Callable[[Batches], Batches]:
    def look(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            if not batch.num_rows:
                continue
            parties = shape.of_records(batch)
            own = replace(plan, beside=affiliations_of(batch.column("affiliations").to_pylist()))
            standing = standing_of(batch, held, plan)
            hits = flag(shipped.screener, parties, standing, told_of(batch, plan.facts), own)
            assessed = band(parties.table, standing, hits, ())
            keys = assessed["row"].tolist()
            hits_by_row, bands = by_row(hits), by_row(assessed)
            data = [
                batch.column("row"),
                pa.array([hits_by_row.get(key, []) for key in keys], pa.list_(arrow_struct(HIT_COLUMNS))),
                pa.array([bands[key][0] for key in keys], arrow_struct(ASSESSMENT_COLUMNS)),
            ]  # fmt: skip
            yield pa.RecordBatch.from_arrays(data, names=["row", "hits", "assessment"])

    return look
