"""A Spark cluster on loopback, one for all tests that need it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from screen.errors import UsageError
from screen.scale.spark.session import require_java, require_pyspark, session
from tests.scale.cluster import QUICK_JAVA, Cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.driver.memory": "512m",
    "spark.driver.extraJavaOptions": QUICK_JAVA, "spark.executor.extraJavaOptions": QUICK_JAVA,
    "spark.executor.memory": "512m", "spark.sql.shuffle.partitions": "4", "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}  # fmt: skip


@pytest.fixture(scope="session")
def spark_is_here() -> None:
    """Skip, or in CI fail, where PySpark or Java is missing."""
    try:
        require_pyspark()
        require_java()
    except UsageError as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must install it. {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def cluster(spark_is_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="session")
def spark(cluster: Cluster) -> Iterator[SparkSession]:
    """A session with the cluster; commands that the tests run in this process use it too."""
    with session(cluster.url, SETTINGS) as opened:
        yield opened
