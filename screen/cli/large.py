"""Whether a table is screened whole or in parts, as options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.options import grouped
from screen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINES = ("auto", "whole", "local")


@dataclass(frozen=True, slots=True)
class Large:
    """The options as given. processes: None for as many as there are processors."""

    engine: str
    processes: int | None
    resume: bool

    def is_for(self, table: str) -> bool:
        """Whether a table is screened in parts; raises UsageError for --resume of one that is not."""
        is_large = self.engine == "local" or (self.engine == "auto" and _is_large(table))
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


def _is_large(table: str) -> bool:
    from screen.data import read_yaml, rules_file

    least = int(read_yaml(rules_file("screening.yml"))["large"]["from_rows"])
    path = Path(table)
    if table == "-" or not path.is_file() or path.stat().st_size < 2 * least:
        return False
    from screen.intake.stream import count_rows

    return count_rows(path, least) >= least


large_options = grouped(
    "large", Large,
    click.option("--engine", type=click.Choice(ENGINES), default="auto",
                 help="How a table is screened: whole, in memory; or local, in parts over the processors of this machine, which "
                      "holds memory below 2 GB and can go on after it was broken off. Its reports hold the alerts and near "
                      "misses; every party, match and hit goes to a folder of Parquet files beside the first report. "
                      "auto: local for .csv .tsv .txt .jsonl .parquet of 100,000 rows and more, else whole.",
                 show_default=True),
    click.option("--processes", type=click.IntRange(1), metavar="N",
                 help="How many processes work on parts; default: one for each processor."),
    click.option("--resume", is_flag=True,
                 help="Go on where a run in parts was broken off; table, lists, rules and options must be as they were."),
)  # fmt: skip
