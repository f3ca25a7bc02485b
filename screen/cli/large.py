"""Whether a table is screened whole or in parts, as options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.options import grouped
from screen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENGINES = ("auto", "whole", "local", "spark")


@dataclass(frozen=True, slots=True)
class Large:
    """The options as given. processes: None for as many as there are processors; spark_settings: NAME=VALUE as given."""

    engine: str
    processes: int | None
    resume: bool
    master: str | None
    spark_settings: tuple[str, ...]

    @property
    def is_cluster(self) -> bool:
        """Whether a cluster screens; raises UsageError where what is said of one does not fit."""
        for name, is_given in {"--master": self.master, "--spark": self.spark_settings}.items():
            if is_given and self.engine != "spark":
                raise UsageError(f"{name}: goes with --engine spark only. Add that, or leave it out.")
        if self.engine != "spark":
            return False
        if not self.master:
            raise UsageError("--engine spark: say with --master which cluster, such as --master spark://HOST:7077.")
        for name, given in {"--resume": self.resume, "--processes": self.processes}.items():
            if given:
                raise UsageError(f"{name}: goes with --engine local only. Leave it out.")
        return True

    @property
    def settings(self) -> dict[str, str]:
        """What is said of Spark's own settings; raises UsageError for what is no NAME=VALUE."""
        pairs = [one.partition("=") for one in self.spark_settings]
        if wrong := next(("".join(pair) for pair in pairs if not (pair[0].startswith("spark.") and pair[1])), ""):
            raise UsageError(f"--spark {wrong}: write it as NAME=VALUE, such as spark.executor.memory=4g.")
        return {name.strip(): value.strip() for name, _, value in pairs}

    def tables(self, files: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the one table that files are for a cluster, under the name its reports go by; earlier results are left out."""
        own = tuple(one for one in files if not _is_result(one))
        if not own:
            raise UsageError(f"{files[0]}: is a result of this tool. Name the table that it was made of.")
        if len(own) == 1:
            return {own[0]: own}
        if any(map(is_pattern, own)):
            return {"*": own}
        folder = Path(own[0]).absolute().parent
        return {str(folder / f"{folder.name or 'table'}{Path(own[0]).suffix}"): own}

    def is_for(self, table: str) -> bool:
        """Whether a table is screened in parts; raises UsageError for --resume of one that is not."""
        from screen.scale.size import is_large as is_one

        is_large = self.engine == "local" or (self.engine == "auto" and is_one(table))
        if self.resume and not is_large:
            raise UsageError(
                "--resume: goes with a table that is screened in parts. Add --engine local, or leave it out."
            )
        return is_large

    def refuse(self, table: str, given: Mapping[str, object]) -> None:
        """Raise UsageError for the first option given that a table screened in parts does not take."""
        if name := next((name for name, value in given.items() if value), ""):
            raise UsageError(
                f"{table}: {name} is not for a table that is screened in parts. Leave it out, or give memory for all rows "
                "and use --engine whole."
            )


_PATTERN = re.compile(r"[*?\[{]|^(?!file:)[a-z][a-z0-9+.-]*://")


def is_pattern(table: str) -> bool:
    """Whether a table is named by a pattern, or lies elsewhere than in files of this machine."""
    return _PATTERN.search(table) is not None


def _is_result(path: str) -> bool:
    """Whether a folder is a full result of this tool, which patterns like *.parquet find on the next run."""
    return (Path(path) / "screening.json").is_file()


large_options = grouped(
    "large", Large,
    click.option("--engine", type=click.Choice(ENGINES), default="auto",
                 help="How a table is screened: whole, in memory; or local, in parts over the processors of this machine, which "
                      "holds memory below 2 GB and can go on after it was broken off. Its reports hold the alerts and near "
                      "misses; every party, match and hit goes to a folder of Parquet files beside the first report. "
                      "spark: with the cluster of --master, as one table of all files, folders or patterns named, CSV or Parquet. "
                      "auto: local for .csv .tsv .txt .jsonl .parquet of 100,000 rows and more, else whole.",
                 show_default=True),
    click.option("--processes", type=click.IntRange(1), metavar="N",
                 help="How many processes work on parts; default: one for each processor."),
    click.option("--resume", is_flag=True,
                 help="Go on where a run in parts was broken off; table, lists, rules and options must be as they were."),
    click.option("--master", metavar="URL",
                 help="The cluster of --engine spark, as Spark writes it: spark://HOST:7077, yarn, k8s://https://HOST:PORT, or "
                      "local[4] for four processors of this machine."),
    click.option("--spark", "spark_settings", multiple=True, metavar="NAME=VALUE",
                 help="A setting of Spark's own, such as spark.executor.memory=4g; may be repeated."),
)  # fmt: skip
