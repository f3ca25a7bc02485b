"""Planted controls on a cluster: a worker sends them the way of the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from screen.controls import Controls
from screen.scale.spark.reading import Batches, collected, mapped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from screen.scale.spark.shipped import Shipped
    from screen.scale.stages import Plan


def planted_on(spark: SparkSession, shipped: Shipped, plan: Plan, rows: int) -> Controls:
    """Plant controls on a worker and return what came of them. rows: of the whole table."""
    told = collected(mapped(spark.range(1), _plant(shipped, plan, rows), "told string"))
    return Controls.of(json.loads(told[0]["told"]))


def _plant(shipped: Shipped, plan: Plan, rows: int) -> Callable[[Batches], Batches]:
    def plant(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows:
                found = shipped.screener.planted([plan.layout], rows, plan.day)
                told = pa.array([json.dumps(found.as_values())], pa.string())
                yield pa.RecordBatch.from_arrays([told], names=["told"])

    return plant
