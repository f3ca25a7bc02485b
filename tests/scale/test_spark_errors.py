"""What is missing for a cluster is said in one line, with what to do."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from screen.cli import cli


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "vendors.parquet"
    pd.DataFrame({"name": ["Example Trading"], "country": ["NL"]}).to_parquet(path)
    return path


def check(table: Path | str, *words: str) -> Result:
    return CliRunner().invoke(cli, ["check", str(table), "--no-stored", *words], catch_exceptions=False)


def assert_refused(told: Result, *words: str) -> None:
    """Every word stands in the message, which is no traceback, and the exit code is that of a wrong use."""
    assert told.exit_code == 2, told.output
    assert "Traceback" not in told.output
    for word in words:
        assert word in told.output.replace("\n", " "), told.output


def test_without_pyspark_it_says_what_to_install(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    told = check(table, "--engine", "spark", "--master", "spark://127.0.0.1:7077")
    assert_refused(told, "PySpark is not installed", 'pip install "dprk-screen[spark]"')


def test_without_java_it_says_what_to_install(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nothing"))
    told = check(table, "--engine", "spark", "--master", "spark://127.0.0.1:7077")
    assert_refused(told, "there is no Java at", "openjdk-17-jre-headless", "JAVA_HOME")


def test_without_a_master_it_says_where_none_answers(table: Path, spark_is_here: None) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = check(table, "--engine", "spark", "--master", f"spark://127.0.0.1:{port}")
    assert_refused(told, f"spark://127.0.0.1:{port}: no Spark master answers there", "Check host and port")


def test_a_master_that_is_none_is_refused(table: Path, spark_is_here: None) -> None:
    told = check(table, "--engine", "spark", "--master", "http://127.0.0.1:8080")
    assert_refused(told, "is no Spark master", "spark://HOST:7077")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "spark"], "--engine spark: say with --master which cluster"),
        (["--master", "spark://h:1"], "--master: goes with --engine spark only"),
        (["--engine", "spark", "--master", "local[1]", "--resume"], "--resume: goes with --engine local only"),
        (["--engine", "spark", "--master", "local[1]", "--spark", "memory"], "write it as NAME=VALUE"),
        (["--engine", "spark", "--master", "local[1]", "--since", "x.json"], "--since is not for a table"),
    ],
)
def test_options_that_do_not_fit_are_refused(words: list[str], said: str, table: Path) -> None:
    assert_refused(check(table, *words), said)


def test_a_pattern_needs_a_name_for_its_report(tmp_path: Path) -> None:
    told = check("s3a://bucket/vendors/*.parquet", "--engine", "spark", "--master", "local[1]")
    assert_refused(told, "say with -o where the report goes")
