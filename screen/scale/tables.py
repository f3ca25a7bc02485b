"""The full result as Parquet: one file a table, in a folder beside the report, complete or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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
    from screen.scale.folder import Folder
    from screen.screening import Screening

COLUMNS = {
    "parties": ASSESSMENT_COLUMNS, "matches": MATCH_COLUMNS, "evidence": EVIDENCE_COLUMNS, "nearest": NEAREST_COLUMNS,
    "hits": HIT_COLUMNS, "alerts": ALERT_COLUMNS, "problems": PROBLEM_COLUMNS,
}  # fmt: skip
"""The tables of the full result, as those of a Screening."""
_ABOUT = "screening.json"


class Writer:
    """Writes the tables beside the target, some while others are not known yet, and renames them when all are complete."""

    def __init__(self, folder: Folder, target: Path) -> None:
        claim(target)
        self._folder, self._target = folder, target
        self._beside = target.with_name(f".{target.name}.part")
        shutil.rmtree(self._beside, ignore_errors=True)
        self._beside.mkdir(parents=True)
        if target.is_dir():  # who could not read the earlier result does not get to read this one
            shutil.copymode(target, self._beside)
        self._thread = ThreadPoolExecutor(1)
        self._begun: list[Future[None]] = []

    def begin_all(self, parts: int) -> None:
        """Write all that follows from stages, in the background."""
        self.begin_matches(parts)
        self.begin_flags(parts)

    def begin_matches(self, parts: int) -> None:
        """Write what matching found in all parts, in the background."""
        self._begin(parts, "match", "matches", "evidence", "nearest")

    def begin_flags(self, parts: int) -> None:
        """Write hits and bands of all parts, in the background."""
        self._begin(parts, "hits", "hits")
        self._begin(parts, "bands", "parties")

    def _begin(self, parts: int, stage: str, *names: str) -> None:
        for name in names:
            found = self._found(parts, stage, name)
            tables = self._numbered(found, parts) if name == "evidence" else found
            self._begun.append(self._thread.submit(_write, self._beside, name, tables))

    def finish(self, alerts: pd.DataFrame, problems: list[list[Problem]], screening: Screening) -> None:
        """Write the last tables; an earlier result of this tool is replaced."""
        told = ([{name: getattr(one, name) for name in PROBLEM_COLUMNS} for one in part] for part in problems)
        _write(self._beside, "problems", (frame(rows, PROBLEM_COLUMNS) for rows in told))
        _write(self._beside, "alerts", (alerts,))
        for one in self._begun:
            one.result()
        self._thread.shutdown()
        about = {"tool": "dprk-screen", "run_id": screening.audit.run_id, "counts": screening.counts}
        (self._beside / _ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        old = _old(self._target)
        shutil.rmtree(old, ignore_errors=True)
        if self._target.exists():
            os.replace(self._target, old)
        os.replace(self._beside, self._target)
        shutil.rmtree(old, ignore_errors=True)

    def _found(self, parts: int, stage: str, name: str) -> Iterator[pd.DataFrame]:
        yield from (self._folder.table(piece(stage, part), name) for part in range(parts))

    def _numbered(self, evidence: Iterable[pd.DataFrame], parts: int) -> Iterator[pd.DataFrame]:
        """Yield evidence with its places in the matches of all parts."""
        counts = (self._folder.count(piece("match", part), "matches") for part in range(parts))
        start = 0
        for table, count in zip(evidence, counts, strict=True):
            yield table.assign(match=table["match"] + start)
            start += count


def claim(target: Path) -> None:
    """Raise UsageError where something else than a result of this tool is in the way.

    The earlier result is put back first where a run was killed between taking it away and putting its own in its place.
    """
    old = _old(target)
    if old.is_dir() and not target.exists():
        os.replace(old, target)
    if target.exists() and not (target / _ABOUT).is_file():
        raise UsageError(f"{target}: is no result of this tool. Move it away, or choose another -o.")


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def read(folder: Path, name: str) -> pd.DataFrame:
    """Return a table of a full result."""
    import pyarrow.parquet

    table: pd.DataFrame = pyarrow.parquet.ParquetFile(folder / f"{name}.parquet").read().to_pandas()
    return table.astype(COLUMNS[name])


def _write(folder: Path, name: str, parts: Iterable[pd.DataFrame]) -> None:
    import pyarrow
    import pyarrow.parquet

    kinds = {"str": pyarrow.large_string(), "int64": pyarrow.int64(), "float64": pyarrow.float64()}
    schema = pyarrow.schema([(column, kinds[kind]) for column, kind in COLUMNS[name].items()])
    with pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as file:
        for table in parts:
            file.write_table(pyarrow.Table.from_pandas(table[list(COLUMNS[name])], schema, preserve_index=False))
