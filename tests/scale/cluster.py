"""A Spark cluster of the tests' own on loopback: a master and two workers, gone for certain when the tests end."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
"""Options with which a Java that lives for seconds starts sooner."""
_LONGEST_START = 120  # seconds
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Cluster:
    """A master and workers of one core each, on free ports of 127.0.0.1.

    Each is the leader of a process group in which its executors are, and dies with the process that started it, also where
    that one is killed.
    """

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._master: subprocess.Popen[bytes] | None = None
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self._count = workers
        self.url = ""

    def __enter__(self) -> Cluster:
        try:
            self._master = self._start("master", _MASTER, "--port", "0", "--webui-port", "0")
            self.url = self._told("master", r"Starting Spark master at (spark://\S+)")[0]
            self.add_workers(self._count)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def add_workers(self, count: int) -> None:
        """Start workers and wait until the master knows them."""
        known = len(self._lines("master", "Registering worker"))
        for place in range(len(self.workers), len(self.workers) + count):
            name = f"worker-{place}"
            where = ("--work-dir", str(self._folder / name), "--port", "0", "--webui-port", "0")
            self.workers[name] = self._start(name, _WORKER, "--cores", "1", "--memory", "1g", *where, self.url)
        self._told("master", "Registering worker", known + count)

    def kill(self, name: str) -> None:
        """Kill a worker and its executors at once, as a machine that loses power does."""
        os.killpg(self.workers[name].pid, signal.SIGKILL)
        self.workers[name].wait(10)

    def alive(self) -> list[str]:
        """Return the names of the workers that run."""
        return [name for name, process in self.workers.items() if process.poll() is None]

    def stop(self) -> None:
        """Kill whatever was started and runs still."""
        for process in (*self.workers.values(), self._master):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)

    def _start(self, name: str, main: str, *arguments: str) -> subprocess.Popen[bytes]:
        import pyspark

        home = Path(pyspark.__file__).parent
        environment = os.environ | {
            "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": QUICK_JAVA,
            "SPARK_LOCAL_DIRS": str(self._folder / "local"), "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [str(home / "bin" / "spark-class"), main, "--host", "127.0.0.1", *arguments]
        with self._log(name).open("wb") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )  # fmt: skip

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _lines(self, name: str, pattern: str) -> list[Any]:
        return re.findall(pattern, self._log(name).read_text(encoding="utf-8", errors="replace"))

    def _told(self, name: str, pattern: str, count: int = 1) -> list[Any]:
        """Wait until a log holds a pattern so many times, and return what was found."""
        started = time.monotonic()
        while len(found := self._lines(name, pattern)) < count:
            running = (*self.workers.values(), self._master)
            if time.monotonic() - started > _LONGEST_START or any(one and one.poll() is not None for one in running):
                tail = self._log(name).read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"the {name} of the tests' Spark cluster did not start:\n{tail}")
            time.sleep(0.05)
        return found


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
