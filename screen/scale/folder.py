"""The work folder of a run: what each stage made of each part, and what the run follows from, so that it can go on later.

A piece is a folder of Parquet files, written beside and renamed when complete: what is there is whole. Nothing is unpickled.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError
from screen.private import private_folder

if TYPE_CHECKING:
    import pandas as pd

_MANIFEST, _FACTS = "run.json", "facts.json"
_FORM = 1


class Folder:
    """Pieces by name under a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, follows: Mapping[str, str], resume: bool) -> bool:
        """Make the folder for a run, or go on with the one that is there; returns whether it does.

        follows: what the run follows from, in words → value. Raises UsageError where that is not what it was then.
        """
        told = {"form": str(_FORM), **follows}
        if resume and (self.path / _MANIFEST).is_file():
            before = json.loads((self.path / _MANIFEST).read_text(encoding="utf-8"))
            differs = [name for name in {**before, **told} if before.get(name) != told.get(name)]
            if differs:
                raise UsageError(self._differs(differs, before, told))
            return True
        if self.path.exists():
            self._own()
            shutil.rmtree(self.path)
        private_folder(self.path)
        beside = self.path / f".{_MANIFEST}"
        beside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(beside, self.path / _MANIFEST)
        return False

    def told(self, name: str) -> str:
        """Return what a run that is there follows from, '' where there is none."""
        try:
            before = json.loads((self.path / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        return str(before.get(name, "")) if isinstance(before, dict) else ""

    def _own(self) -> None:
        """Raise UsageError where the folder is not one of this tool."""
        if any(self.path.iterdir()) and not (self.path / _MANIFEST).is_file():
            raise UsageError(f"{self.path}: is no work folder of this tool. Move it away, or choose another -o.")

    def _differs(self, names: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]) -> str:
        told = "; ".join(
            f"{name}: {before.get(name) or 'none'} then, {now.get(name) or 'none'} now" for name in names
        )
        return f"--resume: the run that was broken off followed from something else ({told}). Run without --resume."

    def has(self, name: str) -> bool:
        """Whether a piece is there, which is then whole."""
        return (self.path / name).is_dir()

    def put(self, name: str, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any] | None = None) -> None:
        """Write a piece, complete or not at all; one that is there already stays."""
        import pyarrow
        import pyarrow.parquet

        beside = self.path / f".{name}.{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for title, table in tables.items():
            packed = pyarrow.Table.from_pandas(table, preserve_index=False)
            pyarrow.parquet.write_table(packed, beside / f"{title}.parquet", compression="zstd")
        (beside / _FACTS).write_text(json.dumps(facts or {}, ensure_ascii=False), encoding="utf-8")
        try:
            os.rename(beside, self.path / name)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not self.has(name):
                raise

    def table(self, name: str, title: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table of a piece; of the columns those that it has."""
        import pyarrow.parquet

        file = pyarrow.parquet.ParquetFile(self.path / name / f"{title}.parquet")
        if columns is not None:
            columns = [one for one in file.schema_arrow.names if one in set(columns)]
        return file.read(columns).to_pandas()

    def count(self, name: str, title: str) -> int:
        """Return how many rows a table of a piece has."""
        import pyarrow.parquet

        return int(pyarrow.parquet.ParquetFile(self.path / name / f"{title}.parquet").metadata.num_rows)

    def holds(self, name: str, title: str) -> bool:
        """Whether a piece has a table."""
        return (self.path / name / f"{title}.parquet").is_file()

    def facts(self, name: str) -> dict[str, Any]:
        """Return what else a piece tells."""
        loaded: dict[str, Any] = json.loads((self.path / name / _FACTS).read_text(encoding="utf-8"))
        return loaded

    def discard(self, stage: str) -> None:
        """Take away what a stage made of all parts."""
        for path in self.path.glob(f"{stage}-*"):
            shutil.rmtree(path)

    def remove(self) -> None:
        """Take the folder away, with all pieces."""
        shutil.rmtree(self.path, ignore_errors=True)
