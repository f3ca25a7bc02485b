"""A cluster has the outcome of one machine, to the last digit, also where a worker dies in the middle of the job."""

from __future__ import annotations

import threading
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

from screen.cli import cli
from screen.decisions import Journal
from screen.model import Band
from screen.scale import screen_large
from screen.scale import tables as results
from screen.scale.spark import SparkScreening, screen, screen_cluster
from screen.scale.tables import COLUMNS
from screen.screening import Gate, Screener, Screening
from tests.builders import TODAY, decision
from tests.scale.cluster import Cluster
from tests.scale.tables import example, examples_of_rules, written
from tests.scale.test_equal import HOSTILE, knots

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@cache
def screener() -> Screener:
    return Screener()


def frame_of(spark: SparkSession, table: pd.DataFrame) -> DataFrame:
    schema = pa.schema([(name, pa.string()) for name in table.columns])
    return spark.createDataFrame(pa.Table.from_pandas(table, schema, preserve_index=False))


def in_order(found: DataFrame, *columns: str) -> pd.DataFrame:
    return found.sort(*columns).toArrow().to_pandas()


def assert_equal(found: SparkScreening, whole: Screening) -> None:
    """Compare every table; evidence by the matches that it is of."""
    orders = {"matches": ("row", "at"), "hits": ("row", "at"), "evidence": ("row", "at", "nth"),
              "problems": ("sheet", "row", "column", "code", "at")}  # fmt: skip
    for name in ("parties", "matches", "evidence", "nearest", "hits", "problems"):
        wanted = getattr(whole, name).reset_index(drop=True)
        wanted = wanted.drop(columns="match") if name == "evidence" else wanted
        got = in_order(getattr(found, name), *orders.get(name, ("row",)))
        assert_frame_equal(
            got[list(wanted.columns)].astype(wanted.dtypes.to_dict()), wanted, obj=name, check_like=False
        )
    assert_frame_equal(found.untested, whole.untested)
    assert found.counts == {name: whole.counts[name] for name in found.counts}
    assert found.counts["rows_read"] == found.parties.select("row").distinct().count() + found.counts["skipped"]


def columns(table: pd.DataFrame) -> dict[str, str]:
    return {name: name for name in table.columns}


@pytest.fixture
def chunks_of_forty_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, so that a small table is work for both workers."""
    monkeypatch.setattr("screen.scale.spark.reading.CHUNK_ROWS", 40)


def test_a_cluster_has_the_outcome_of_one_machine(spark: SparkSession) -> None:
    table = pd.concat([knots(), examples_of_rules()], ignore_index=True).fillna("").astype("str")
    whole = screener().screen(table, columns(table), as_of=TODAY)
    found = screen(frame_of(spark, table), screener(), columns(table), as_of=TODAY)
    assert_equal(found, whole)
    found.close()


def test_files_named_together_are_one_table_with_the_result_of_the_local_engine(
    spark: SparkSession, tmp_path: Path, cluster: Cluster
) -> None:
    table = knots().fillna("").astype("str")
    table.to_parquet(tmp_path / "whole.parquet")
    files = [tmp_path / f"part-{at}.parquet" for at in range(0, len(table), 5)]
    for at, file in enumerate(files):
        table.iloc[at * 5 : at * 5 + 5].to_parquet(file)
    local = screen_large(
        tmp_path / "whole.parquet", screener(), tmp_path / "local", columns=columns(table), as_of=TODAY, processes=1
    )
    named = [one for name in table.columns for one in ("--column", f"{name}={name}")]
    asked = ["--engine", "spark", "--master", cluster.url, "--as-of", str(TODAY), "--no-stored", *named]
    told = CliRunner().invoke(
        cli, ["check", *map(str, files), *asked, "-o", str(tmp_path / "report.xlsx")], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    assert (tmp_path / "report.xlsx").is_file()
    for name in COLUMNS:
        assert_frame_equal(results.read(tmp_path / "report.parquet", name), local.table(name), obj=name)


def assert_same(path: Path, folder: Path, cluster: Cluster, **more: Any) -> None:
    """Compare everything a cluster makes of a file with what one machine makes of it."""
    local = screen_large(path, screener(), folder / "local", as_of=TODAY, processes=1, **more)
    found = screen_cluster([str(path)], screener(), folder / "found", master=cluster.url, as_of=TODAY, **more)
    for name in COLUMNS:
        assert_frame_equal(found.table(name), local.table(name), obj=name)
    one, other = found.screening, local.screening
    assert (one.counts, one.ruling) == (other.counts, other.ruling)
    assert one.record["outcome"] == other.record["outcome"]
    assert one.intake.sheets[0].notes == other.intake.sheets[0].notes
    assert_frame_equal(one.intake.table, other.intake.table)
    assert_frame_equal(one.intake.sheets[0].written, other.intake.sheets[0].written)
    told = ([text for text in run.notices if not text.startswith("Large table")] for run in (one, other))
    assert next(told) == next(told)


def test_a_text_with_rows_that_are_no_parties_is_read_as_on_one_machine(
    spark: SparkSession, tmp_path: Path, cluster: Cluster
) -> None:
    assert_same(written(tmp_path / "hostile.csv", HOSTILE), tmp_path, cluster)


def test_decisions_and_the_gate_count_as_on_one_machine(
    spark: SparkSession, tmp_path: Path, cluster: Cluster
) -> None:
    path = example("vendors", tmp_path)
    before = screener().screen(path, as_of=TODAY)
    hit = before.alerts[before.alerts["what"] == "hit"].iloc[-1]
    targets = (before.alerts["target"].iloc[0], hit["target"])
    events = tuple(decision(before, target) for target in targets)
    journal = Journal(tmp_path / "decisions.jsonl", events, sha256="0" * 64)
    assert_same(path, tmp_path, cluster, decisions=journal, gate=Gate(Band.HIGH))


def test_what_cannot_be_read_is_said_in_one_line(spark: SparkSession, tmp_path: Path, cluster: Cluster) -> None:
    (tmp_path / "no.parquet").write_text("no table")
    pd.DataFrame({"number": ["1"], "colour": ["red"]}).to_parquet(tmp_path / "nameless.parquet")
    (tmp_path / "korean.csv").write_bytes("name,country\n무역회사,KR\n".encode("cp949"))
    for name, code, said in (
        ("gone.parquet", 2, "there is no such file"),
        ("no.parquet", 3, "is no Parquet file"),
        ("nameless.parquet", 3, "no column holds names"),
        ("korean.csv", 3, "is not UTF-8 throughout"),
    ):
        told = CliRunner().invoke(
            cli, ["check", str(tmp_path / name), "--engine", "spark", "--master", cluster.url, "--no-stored"],
            catch_exceptions=False,
        )  # fmt: skip
        assert (told.exit_code, "Traceback" in told.output) == (code, False), told.output
        assert said in told.output.replace("\n", " "), told.output


def test_a_worker_that_dies_in_the_middle_of_the_job_loses_and_doubles_no_row(
    spark: SparkSession, cluster: Cluster, chunks_of_forty_rows: None
) -> None:
    table = examples_of_rules().assign(sponsor="One Sponsor of All LLC")  # which ties every row to every other
    whole = screener().screen(table, columns(table), as_of=TODAY)
    killer = Killer(spark, cluster)
    found = screen(frame_of(spark, table), screener(), columns(table), as_of=TODAY, progress=killer.progress)
    killer.join()
    assert killer.done_of is not None, "the job was over before the worker was killed"
    done, tasks = killer.done_of
    assert 0 < done < tasks
    assert len(cluster.alive()) == 1
    assert_equal(found, whole)
    found.close()


class Killer(threading.Thread):
    """Kills a worker as soon as a part of the matching is done. done_of: how many tasks were then, and of how many."""

    def __init__(self, spark: SparkSession, cluster: Cluster) -> None:
        super().__init__(daemon=True)
        self._tracker, self._cluster = spark.sparkContext.statusTracker(), cluster
        self.done_of: tuple[int, int] | None = None
        self._is_over = threading.Event()

    def progress(self, stage: str) -> None:
        if stage == "comparing with the watchlists":
            self.start()
        elif stage == "comparing rows with one another":
            self._is_over.set()

    def run(self) -> None:
        while not self._is_over.is_set():
            for one in map(self._tracker.getStageInfo, self._tracker.getActiveStageIds()):
                if one and one.numTasks > 4 and 0 < one.numCompletedTasks < one.numTasks and one.numActiveTasks > 1:
                    self.done_of = one.numCompletedTasks, one.numTasks
                    self._cluster.kill(self._cluster.alive()[0])
                    return
            time.sleep(0.01)
