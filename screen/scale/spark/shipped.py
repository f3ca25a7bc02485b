"""How lists and rules reach the workers: once to each machine as a file, loaded once by each Python process and kept there."""

from __future__ import annotations

import atexit
import gc
import hashlib
import pickle
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from screen import __version__
from screen.errors import UsageError
from screen.private import temporary_prefix

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from screen.screening import Screener


_COLLECT = (200_000, 20, 100)
"""When a worker searches its memory for cycles: parts of a table are millions of small objects that have none."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A compiled screener on its way to the workers. name: of its file, which follows from what is in it."""

    name: str

    @classmethod
    def of(cls, spark: SparkSession, screener: Screener) -> Shipped:
        """Compile a screener and give it to all workers of a session, those that come later among them."""
        screener.matcher  # noqa: B018 compiled here, once, and not by every worker
        packed = pickle.dumps((__version__, pickle.dumps(screener, protocol=5)), protocol=5)
        name = f"dprk-screen-{hashlib.sha256(packed).hexdigest()[:16]}.pickle"
        if not any(str(one).endswith(name) for one in spark.sparkContext.listFiles):
            path = Path(tempfile.mkdtemp(prefix=temporary_prefix())) / name
            atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
            path.write_bytes(packed)
            spark.sparkContext.addFile(str(path))
        return cls(name)

    @property
    def screener(self) -> Screener:
        """The screener, on a worker. Raises UsageError where another version of the tool is installed there."""
        from pyspark import SparkFiles

        return _loaded(SparkFiles.get(self.name))


@lru_cache(maxsize=1)
def _loaded(path: str) -> Screener:
    version, packed = pickle.loads(Path(path).read_bytes())
    if version != __version__:
        raise UsageError(
            f"workers: have dprk-screen {__version__}, the driver {version}. Install the same version on both sides."
        )
    gc.set_threshold(*_COLLECT)
    screener: Screener = pickle.loads(packed)
    return screener
