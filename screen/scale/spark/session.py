"""The session with a cluster: what must be there, what is said where it is not, and the pandas that PySpark warns of.

PySpark from 4.2 on warns of every pandas from 3 on. Only Arrow tables pass between it and this package, and pyarrow turns
them into pandas, so that what the warning is about is never used.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from screen import errors
from screen.errors import ScreenError, UsageError
from screen.private import temporary_prefix

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_JAVA = 17
_ANSWER_SECONDS = 10
_WORKER_SECONDS = 60
_OWN_ERROR = re.compile(r"^screen\.errors\.(\w+): (.*)", re.MULTILINE)
_NO_TOOL = "No module named 'screen"


@contextmanager
def session(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """Open a session with a cluster, and end it; one that is open already is used, and stays open.

    master: as Spark writes it: spark://host:7077, yarn, k8s://…, local[4]. settings: Spark's own, on top of what this package
    needs. Raises UsageError where PySpark or Java is missing, or no master or worker is there.
    """
    require_pyspark()
    require_java()
    require_master(master)
    from pyspark.sql import SparkSession

    if (known := SparkSession.getActiveSession()) is not None:
        with plain_errors(master):
            yield known
        return
    log = Path(tempfile.mkdtemp(prefix=temporary_prefix())) / "spark.log"
    spark = _started(master, settings or {}, log)
    try:
        _require_worker(spark, master)
        with plain_errors(master):
            yield spark
    finally:
        spark.stop()
    shutil.rmtree(log.parent, ignore_errors=True)


def _started(master: str, settings: Mapping[str, str], log: Path) -> SparkSession:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        with quiet():
            return _opened(master, settings, log)
    except (PySparkException, Py4JError) as problem:
        raise UsageError(
            f"{master}: the session with Spark did not start ({_last(log)}). Check that the cluster runs Spark {_version()}, "
            f"as here; all that Spark said is in {log}."
        ) from problem


def require_pyspark() -> None:
    """Raise UsageError where PySpark is not installed."""
    try:
        import pyspark
    except ImportError:
        raise UsageError(
            'Apache Spark: PySpark is not installed here. Install it with pip install "dprk-screen[spark]".'
        ) from None
    if int(pyspark.__version__.split(".")[0]) < 4:
        raise UsageError(
            f"Apache Spark: PySpark {pyspark.__version__} does not go with pandas 3. Install 4.0 or later, as on the cluster."
        )


def require_java() -> None:
    """Raise UsageError where there is no Java, or too old a one."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else "java"
    mend = f"Install Java {LEAST_JAVA} or later (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME."
    if shutil.which(java) is None:
        raise UsageError(f"Apache Spark: there is no Java{f' at {java}' if home else ' here'}. {mend}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if found and int(found[1]) < LEAST_JAVA:
        raise UsageError(f"Apache Spark: Java {found[1]} is too old for Spark {_version()}. {mend}")


def require_master(master: str) -> None:
    """Raise UsageError where no standalone master answers; what other cluster managers say is left to Spark."""
    if not re.match(r"spark://|local(\[|$)|yarn$|k8s://", master):
        raise UsageError(
            f"{master}: is no Spark master. Write spark://HOST:7077, yarn, k8s://https://HOST:PORT or local[4]."
        )
    if not master.startswith("spark://"):
        return
    trouble = ""
    for one in master.removeprefix("spark://").split(","):
        try:
            place = urlsplit(f"spark://{one}")
            with socket.create_connection((place.hostname or "", place.port or 0), _ANSWER_SECONDS):
                return
        except (OSError, ValueError) as problem:
            trouble = getattr(problem, "strerror", None) or str(problem)
    raise UsageError(f"{master}: no Spark master answers there ({trouble}). Check host and port, and that it runs.")


def _version() -> str:
    import pyspark

    return str(pyspark.__version__)


def _opened(master: str, settings: Mapping[str, str], log: Path) -> SparkSession:
    """Start Java, with what it says in a file, and open the session."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf().setMaster(master).setAppName("dprk-screen")
    conf.set("spark.ui.showConsoleProgress", "false").set("spark.python.worker.reuse", "true")
    conf.set("spark.ui.enabled", "false").set("spark.sql.shuffle.partitions", "64")
    if local := os.environ.get("SPARK_LOCAL_IP"):
        conf.set("spark.driver.bindAddress", local).set("spark.driver.host", local)
    for name, value in settings.items():
        conf.set(name, value)
    if SparkContext._gateway is None:
        launch: Any = launch_gateway
        with log.open("wb") as stream:
            SparkContext._gateway = launch(conf, {"stdout": stream, "stderr": stream})
            SparkContext._jvm = SparkContext._gateway.jvm
    return SparkSession(SparkContext.getOrCreate(conf))


def _require_worker(spark: SparkSession, master: str) -> None:
    """Raise UsageError where no worker of a cluster takes the job."""
    if master.startswith("local"):
        return
    java: Any = spark.sparkContext._jsc
    started = time.monotonic()
    while java.sc().getExecutorMemoryStatus().size() < 2:
        if time.monotonic() - started > _WORKER_SECONDS:
            raise UsageError(
                f"{master}: no worker took the job within {_WORKER_SECONDS} seconds. Check that workers run, with cores and "
                "memory free (--spark spark.executor.memory=2g asks for less or more)."
            )
        time.sleep(0.1)


def _last(log: Path) -> str:
    """Return the last line of Spark's own that says what went wrong."""
    if not log.exists():
        return "no reason given"
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if "ERROR" in line]
    return re.sub(r"^\S+ \S+ ERROR \w+: ", "", lines[-1])[:200] if lines else "no reason given"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep PySpark's warnings about pandas from the user: nothing of pandas passes through it here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        warnings.filterwarnings("ignore", category=ResourceWarning, module="pyspark|py4j")
        yield


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn what went wrong on a worker, or with a path, into one line: an error of this tool's own, else Spark's first line."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import AnalysisException, PySparkException, PythonException

    try:
        yield
    except (PySparkException, Py4JJavaError) as problem:
        told = str(problem)
        own = _OWN_ERROR.findall(told)
        if own:
            kind = getattr(errors, own[-1][0], ScreenError)
            raise kind(own[-1][1]) from problem
        if _NO_TOOL in told:
            raise UsageError(
                f"{where}: the Python of the workers has no dprk-screen. Install the same version there, and name that Python "
                "with --spark spark.pyspark.python=PATH."
            ) from problem
        if "PYTHON_VERSION_MISMATCH" in told:
            raise UsageError(
                f"{where}: the workers run another Python than the {sys.version_info[0]}.{sys.version_info[1]} here. Name theirs "
                "with --spark spark.pyspark.python=PATH."
            ) from problem
        if isinstance(problem, AnalysisException) and "PATH_NOT_FOUND" in told:
            path = re.search(r"Path does not exist: (\S+?)\.?(?:\s|$)", told)
            raise UsageError(f"{path[1] if path else where}: there is no such file. Check the path.") from problem
        if isinstance(problem, PythonException):
            raise
        raise ScreenError(
            f"{where}: Spark gave the job up ({_reason(told)}). Look at the logs of the workers; where memory was short, more "
            "is asked for with --spark spark.executor.memory=4g."
        ) from problem


def _reason(told: str) -> str:
    """Return the last cause that Spark names, in one line."""
    causes = re.findall(r"(?:Caused by|Most recent failure|org\.apache\.spark\.SparkException): (.+)", told)
    return (causes[-1] if causes else told.strip().partition("\n")[0])[:200]
