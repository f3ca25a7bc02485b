"""``dprk-screen check TABLE``: screen a table and write the report."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.chosen import Chosen
from screen.cli.changed import base_of, changed_option
from screen.cli.closing import closing, tell_ci
from screen.cli.config import Configured, show_config_option, with_settings
from screen.cli.decisions import Decided, decided_options
from screen.cli.freshness import Freshness, freshness_options
from screen.cli.gate import Failing, failing_options
from screen.cli.kept import keep_for_rerun
from screen.cli.large import Large, is_pattern, large_options
from screen.cli.options import (
    Reading,
    as_of_option,
    grouped,
    list_options,
    own_rules_option,
    reading_options,
    rule_options,
)
from screen.cli.progress import Progress
from screen.errors import UsageError
from screen.report.disclosure import Disclosure

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.redflags.loader import OwnRules
    from screen.screening import EarlierRun, Screener, Screening

_COLLECT = (200_000, 20, 100)
"""When memory is searched for cycles: a table is millions of small objects that have none."""

disclosure_options = grouped(
    "disclosure", Disclosure,
    click.option("--redact/--no-redact", default=None,
                 help="Leave names, values and what lists say out of .md too / out of no file. Default: out of .sarif, .junit.xml "
                      "and .gitlab.json. Log lines, annotations and the step summary never hold them; .xlsx, .html and .json, "
                      "which are for the reviewer, always do."),
    click.option("--show-suppressed", is_flag=True,
                 help="Name what decisions suppress, and tell CI systems of it too."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What an invocation asks for."""

    outputs: tuple[str, ...]
    no_report: bool
    disclosure: Disclosure
    failing: Failing
    decided: Decided
    since: Path | None
    changed_since: str | None
    as_of: date | None
    force: bool
    own_rules: tuple[OwnRules, ...]
    profile: str | None
    history: tuple[str, ...]
    reading: Reading
    chosen: Chosen
    freshness: Freshness
    large: Large

    def claimed(self, table: str, journal: Journal | None) -> list[Path]:
        """Return where the reports on a table go; raises UsageError where one must not be written."""
        from screen.report.output import claim

        targets = [] if self.no_report else [Path(output) for output in self.outputs] or [_beside(table)]
        for target in targets:
            claim(target, self.force, table, journal=journal)
            if any(target.exists() and target.samefile(earlier) for earlier in self.history):
                raise UsageError(f"{target}: this is a table of --history itself. Choose another file with -o.")
            if self.since is not None and target.exists() and self.since.exists() and target.samefile(self.since):
                raise UsageError(f"{target}: this is the report of --since itself. Choose another file with -o.")
        return targets

    def earlier(self) -> EarlierRun | None:
        """Read the earlier run; one that is not there yet is none where only new alerts or changed rows count."""
        from screen.report.packed import read_record
        from screen.screening import EarlierRun

        may_lack = self.failing.only_new or self.changed_since is not None
        if self.since is None or (may_lack and not self.since.exists()):
            return None
        return EarlierRun.of(read_record(self.since), str(self.since))

    def reported(
        self, table: str, files: Sequence[str], journal: Journal | None, targets: Sequence[Path], screener: Screener
    ) -> Screening:
        """Screen a table and write the reports on it, with progress on a terminal. files: that are the table, for a cluster."""
        from screen.report.output import write

        progress = Progress()
        screen = self._screened_in_parts if self.large.is_for(table) else self._screened
        if self.large.is_cluster:
            screen = partial(self._screened_by_cluster, files)
        try:
            found = with_settings(screen(table, journal, targets, screener, progress))
            reading = self.reading.keywords
            screening = found.asked_for(**reading, profile=self.profile, watchlists=self.chosen.watchlists)
            progress("writing the report", 0, 0)
            for target in targets:
                write(screening, target, self.disclosure)
            keep_for_rerun(screening, targets, self.chosen.data_dir)
        finally:
            progress.close()
        return screening

    def _screened(
        self, table: str, journal: Journal | None, _: Sequence[Path], screener: Screener, progress: Progress
    ) -> Screening:
        return screener.screen(
            table, profile=self.profile, history=self.history, decisions=journal, four_eyes=self.decided.four_eyes_band,
            since=self.earlier(), gate=self.failing.gate(self.since is not None),
            base=base_of(self.changed_since, table, self.since, self.reading), as_of=self.as_of,
            command_line=_command_line(), progress=progress, **self.reading.keywords,
        )  # fmt: skip

    def _screened_in_parts(
        self, table: str, journal: Journal | None, targets: Sequence[Path], screener: Screener, progress: Progress
    ) -> Screening:
        """Screen a large table, whose full result goes beside its first report."""
        from screen.scale import screen_large

        self._refuse(table)
        reading = {name: value for name, value in self.reading.keywords.items() if name != "sheet"}
        beside = (targets[0] if targets else _beside(table)).with_suffix(".parquet")
        found = screen_large(
            table, screener, beside, profile=self.profile, decisions=journal, four_eyes=self.decided.four_eyes_band,
            gate=self.failing.gate(False), as_of=self.as_of, command_line=_command_line(), progress=progress,
            processes=self.large.processes, resume=self.large.resume, **reading,
        )  # fmt: skip
        if not targets:
            found.remove()
        return found.screening

    def _screened_by_cluster(
        self, files: Sequence[str], table: str, journal: Journal | None, targets: Sequence[Path], screener: Screener,
        progress: Progress,
    ) -> Screening:  # fmt: skip
        """Screen files with Spark as one table, whose full result goes beside its first report."""
        from screen.scale.spark import screen_cluster

        self._refuse(table)
        beside = (targets[0] if targets else Path("dprk-screen.spark")).with_suffix(".parquet")
        found = screen_cluster(
            files, screener, beside, master=self.large.master or "", settings=self.large.settings,
            columns=self.reading.keywords["columns"], encoding=self.reading.encoding,
            delimiter=self.reading.delimiter, profile=self.profile,
            decisions=journal, four_eyes=self.decided.four_eyes_band, gate=self.failing.gate(False), as_of=self.as_of,
            command_line=_command_line(), progress=progress,
        )  # fmt: skip
        if not targets:
            found.remove()
        return found.screening

    def _refuse(self, table: str) -> None:
        """Raise UsageError for what only a table read whole takes."""
        self.large.refuse(table, {
            "standard input": table == "-", "--sheet": self.reading.sheet, "--since": self.since, "--history": self.history,
            "--changed-since": self.changed_since, "--only-new": self.failing.only_new,
        })  # fmt: skip


@click.command(cls=Configured)
@click.argument("tables", nargs=-1, required=True, type=click.Path(), metavar="TABLE...")
@click.option("-o", "--output", "outputs", multiple=True, type=click.Path(), metavar="FILE",
              help="Where the report goes; may be repeated. Its ending chooses the form: .xlsx to work in, .html to read, "
                   ".md as a summary, .json for programs; for CI systems .sarif, .junit.xml and .gitlab.json. Default: beside the "
                   "table, as NAME.screened.xlsx.")  # fmt: skip
@click.option("--no-report", is_flag=True, help="Write no report: say what was found, and exit.")
@disclosure_options
@failing_options
@decided_options
@click.option("--since", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="An earlier report of this table (.xlsx or .json): tells what is new, gone or moved since, and why. What is "
                   "as it was then is not compared anew.")  # fmt: skip
@changed_option
@as_of_option
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
@own_rules_option
@rule_options
@reading_options
@list_options
@freshness_options
@large_options
@show_config_option
def check(tables: tuple[str, ...], **given: Any) -> None:
    """Screen a spreadsheet and write a report to act on.

    \b
    dprk-screen check vendors.xlsx
    dprk-screen check vendors.csv --fail-on high -o report.xlsx

    TABLE is .xlsx .xlsm .xls .xlsb .ods .csv .tsv .txt .jsonl .parquet, or - for standard input. Of several, each is screened by
    itself, and the worst one decides the exit code.

    Options may stand in dprk-screen.toml or pyproject.toml, under their names without dashes in front; those of this command
    are the keys. Whoever can change that file can weaken the check: have its changes reviewed, or use --no-config.
    """
    gc.set_threshold(*_COLLECT)
    asked = Check(**given)
    named = asked.large.tables(tables) if asked.large.is_cluster else {table: (table,) for table in tables}
    _refuse_several(tuple(named) if asked.large.is_cluster else tables, asked)
    asked.failing.gate(asked.since is not None)
    limits = asked.freshness.limits(asked.chosen)
    journals = [asked.decided.journal(table) for table in named]
    targets = [asked.claimed(table, journal) for table, journal in zip(named, journals, strict=True)]
    screener = asked.chosen.screener(asked.as_of, asked.own_rules, limits)
    codes = []
    for table, journal, files in zip(named, journals, targets, strict=True):
        screening = asked.reported(table, named[table], journal, files, screener)
        for line in closing(screening, files, asked.disclosure.show_suppressed):
            click.echo(line, err=True)
        tell_ci(screening)
        codes.append(screening.ruling.exit_code)
    sys.exit(max(codes))


def _refuse_several(tables: Sequence[str], asked: Check) -> None:
    """Raise UsageError for what names one table only."""
    single = {
        "-o": asked.outputs and not asked.no_report,
        "--since": asked.since,
        "--changed-since": asked.changed_since,
        "--resume": asked.large.resume,
        "standard input": "-" in tables,
    }
    what = next((name for name, is_given in single.items() if is_given), "")
    if what and len(tables) > 1:
        raise UsageError(f"{what}: goes with one table only, and there are {len(tables)}. Check them one by one.")


def _command_line() -> str:
    return shlex.join(["dprk-screen", *sys.argv[1:]])


def _beside(table: str) -> Path:
    if table == "-":
        raise UsageError("Reading standard input: say with -o where the report goes, such as -o report.xlsx.")
    if is_pattern(table):
        raise UsageError(f"{table}: say with -o where the report goes, such as -o report.xlsx.")
    path = Path(table)
    return path.with_name(f"{path.stem}.screened.xlsx")
