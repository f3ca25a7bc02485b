"""The full result as Parquet: one file a table, in a folder beside the report, complete or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.model import (
    ALERT_COLUMNS,
    ASSESSMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    HIT_COLUMNS,
    MATCH_COLUMNS,
    NEAREST_COLUMNS,
    PROBLEM_COLUMNS,
    frame,
)
from screen.scale.tasks import piece

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Problem
    from screen.scale.result import Outcome
    from screen.screening import Screening

COLUMNS = {
    "parties": ASSESSMENT_COLUMNS, "matches": MATCH_COLUMNS, "evidence": EVIDENCE_COLUMNS, "nearest": NEAREST_COLUMNS,
    "hits": HIT_COLUMNS, "alerts": ALERT_COLUMNS, "problems": PROBLEM_COLUMNS,
}  # fmt: skip
"""The tables of the full result, as those of a Screening."""
_STAGES = {"parties": "bands", "matches": "match", "nearest": "match", "hits": "hits"}
_ABOUT = "screening.json"


def write(outcome: Outcome, alerts: pd.DataFrame, problems: list[list[Problem]], screening: Screening) -> None:
    """Write all tables beside the target and rename them when complete; an earlier result of this tool is replaced."""
    target = outcome.run.target
    claim(target)
    beside = target.with_name(f".{target.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    told = ([{name: getattr(one, name) for name in PROBLEM_COLUMNS} for one in part] for part in problems)
    _write(beside, "problems", (frame(rows, PROBLEM_COLUMNS) for rows in told))
    _write(beside, "alerts", (alerts,))
    _write(beside, "evidence", _evidence(outcome))
    for name, stage in _STAGES.items():
        _write(
            beside, name, (outcome.run.folder.table(piece(stage, part), name) for part in range(outcome.run.parts))
        )
    about = {"tool": "dprk-screen", "run_id": screening.audit.run_id, "counts": screening.counts}
    (beside / _ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(beside, target)


def claim(target: Path) -> None:
    """Raise UsageError where something else than a result of this tool is in the way."""
    if target.exists() and not (target / _ABOUT).is_file():
        raise UsageError(f"{target}: is no result of this tool. Move it away, or choose another -o.")


def read(folder: Path, name: str) -> pd.DataFrame:
    """Return a table of a full result."""
    import pyarrow.parquet

    table: pd.DataFrame = pyarrow.parquet.ParquetFile(folder / f"{name}.parquet").read().to_pandas()
    return table.astype(COLUMNS[name])


def _evidence(outcome: Outcome) -> Iterator[pd.DataFrame]:
    start = 0
    for part in range(outcome.run.parts):
        table = outcome.run.folder.table(piece("match", part), "evidence")
        yield table.assign(match=table["match"] + start)
        start += outcome.run.folder.count(piece("match", part), "matches")


def _write(folder: Path, name: str, parts: Iterable[pd.DataFrame]) -> None:
    import pyarrow
    import pyarrow.parquet

    kinds = {"str": pyarrow.large_string(), "int64": pyarrow.int64(), "float64": pyarrow.float64()}
    schema = pyarrow.schema([(column, kinds[kind]) for column, kind in COLUMNS[name].items()])
    with pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as file:
        for table in parts:
            file.write_table(pyarrow.Table.from_pandas(table[list(COLUMNS[name])], schema, preserve_index=False))
