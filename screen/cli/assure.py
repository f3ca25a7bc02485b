"""``dprk-screen assure``: how well lists, rules and thresholds in use do what they must, as a report for an auditor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.options import Reading, as_of_option, grouped, list_options, own_rules_option, reading_options
from screen.cli.progress import Progress
from screen.errors import UsageError
from screen.plain_file import read

if TYPE_CHECKING:
    from screen.assurance.confirmed import Confirmed
    from screen.assurance.effectiveness import Request
    from screen.assurance.innocents import Sample
    from screen.redflags.loader import OwnRules

DEFAULT = ("effectiveness.xlsx", "effectiveness.json")
WORSE, NOT_GOOD_ENOUGH = 1, 3
_MOST = 500_000_000  # bytes of a file
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is to be measured, as given. None for the numbers of rules/assurance."""

    innocents: Path | None
    decision_files: tuple[Path, ...]
    confirmed: tuple[Path, ...]
    against: Path | None
    seed: int | None
    controls: int | None
    names: int | None

    @property
    def files(self) -> list[tuple[str, Path]]:
        """The files that are read, each with what for."""
        single = (("innocent names", self.innocents), ("the last report", self.against))
        found = [(use, path) for use, path in single if path]
        found += [("decisions", path) for path in self.decision_files]
        return [*found, *(("confirmed matches", path) for path in self.confirmed)]

    def keep(self, target: Path) -> None:
        """Raise UsageError where a report would replace a file that is read."""
        for _, path in self.files:
            if target.exists() and target.samefile(path):
                raise UsageError(f"{target}: is read by this run, so it is kept. Choose another file with -o.")

    def request(self, as_of: date, reading: Reading) -> Request:
        """Read the files that are named; raises UsageError, TableError or DecisionsError for one that is not what it should be.

        reading: how the table of innocents is to be read.
        """
        from screen.assurance.effectiveness import Request
        from screen.assurance.settings import settings

        usual = settings()
        seed = usual.seed if self.seed is None else self.seed
        confirmed, not_imported = self._confirmed()
        return Request(
            as_of, seed, self.controls or usual.controls_per_class, self.names or usual.names_per_group, confirmed,
            not_imported, self._innocents(seed, reading),
            _earlier(self.against) if self.against else None,
            [(use, path.name, sha256(read(path, _MOST)).hexdigest()) for use, path in self.files],
        )  # fmt: skip

    def _innocents(self, seed: int, reading: Reading) -> Sample | None:
        if self.innocents is None:
            if any(reading.keywords.values()):
                raise UsageError(
                    "--column, --sheet, --encoding, --delimiter: say how --innocents FILE is read. Name it."
                )
            return None
        from screen.assurance.innocents import own

        return own(reading.read(str(self.innocents)), seed)

    def _confirmed(self) -> tuple[list[Confirmed] | None, int]:
        """Return the confirmed matches, None where no file is named, and how many decisions stand in a workbook only."""
        if not self.decision_files and not self.confirmed:
            return None, 0
        from screen.assurance.confirmed import of_journal, of_record
        from screen.decisions.places import opened
        from screen.report.packed import read_whole_record
        from screen.report.review import not_imported

        journals = [opened(path, None) for path in self.decision_files]
        found = [one for journal in journals for one in of_journal(journal)]
        found += [one for path in self.confirmed for one in of_record(read_whole_record(path), str(path))]
        return found, sum(not_imported(path, journals) for path in self.confirmed)


def _earlier(path: Path) -> Mapping[str, Any]:
    """Read the record of an earlier effectiveness report."""
    from screen.assurance.effectiveness import FORM, KIND

    record: Any = None
    with suppress(OSError, ValueError, RecursionError):
        record = json.loads(read(path, _MOST))
    if not (isinstance(record, dict) and record.get("kind") == KIND and record.get("form") == FORM):
        raise UsageError(
            f"{path}: is no effectiveness report of this version. Write one with dprk-screen assure -o FILE.json."
        )
    return record


measuring_options = grouped(
    "measuring", Measuring,
    click.option("--innocents", type=_FILE, metavar="FILE",
                 help="Count alerts on the rows of this table, which should raise none, in place of the invented names: your own "
                      "customers or vendors after review. The report tells their rows, not their names."),
    click.option("--decisions", "decision_files", multiple=True, type=_FILE, metavar="FILE",
                 help="Ask the matches that this decisions file confirms, by the names of your tables; may be repeated."),
    click.option("--confirmed", multiple=True, type=_FILE, metavar="REPORT",
                 help="Ask the confirmed matches of this .xlsx or .json report of check; may be repeated. Decisions written into a "
                      "workbook count once review import has recorded them and check has run again, or by --decisions."),
    click.option("--against", type=_FILE, metavar="REPORT",
                 help="Compare with this earlier .json report of assure, and say what got worse beyond noise."),
    click.option("--seed", type=click.IntRange(min=0), metavar="N",
                 help="What names are drawn by; the same seed draws the same. Default: that of the rules."),
    click.option("--controls", type=click.IntRange(1, 100_000), metavar="N",
                 help="Controls of each kind of change; default: 120."),
    click.option("--names", type=click.IntRange(1, 100_000), metavar="N",
                 help="Invented innocent names of each group and script; default: 1,000."),
)  # fmt: skip


@click.command(cls=Configured)
@click.option("-o", "--output", "reports", multiple=True, type=click.Path(), metavar="FILE",
              help="Write the report to FILE (.xlsx, .html or .json); may be repeated. Default: effectiveness.xlsx, and "
                   "effectiveness.json for --against.")  # fmt: skip
@measuring_options
@reading_options
@click.option("--fail-on-regression", is_flag=True,
              help="Exit with 1 where something got worse than in the report of --against.")  # fmt: skip
@own_rules_option
@list_options
@as_of_option
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
def assure(
    reports: tuple[str, ...], measuring: Measuring, reading: Reading, fail_on_regression: bool, own_rules: tuple[OwnRules, ...],
    chosen: Chosen, as_of: date | None, force: bool,
) -> None:  # fmt: skip
    """Measure how well the lists, rules and thresholds in use do what they must, and write it down for an auditor.

    \b
    dprk-screen assure
    dprk-screen assure -o effectiveness.html -o effectiveness.json --innocents customers.xlsx
    dprk-screen assure --innocents customers.xlsx --sheet Q3 --column name="Full Nm"
    dprk-screen assure -o now.json --against last.json --fail-on-regression

    Plants controls made of listed names, asks names that other publishers, a public benchmark and your own reviewers gave,
    counts alerts on innocent names by group, and says what was not tested. The same lists, rules, files and seed give the same
    figures. Exit 3: listed names as they stand are not found.
    """
    from screen.assurance.effectiveness import effectiveness
    from screen.report.effectiveness.output import ENDINGS, write
    from screen.report.output import claim

    if fail_on_regression and not measuring.against:
        raise UsageError("--fail-on-regression: name the last report with --against REPORT.json.")
    targets = [Path(one) for one in reports or DEFAULT]
    for target in targets:
        claim(target, force, "", ENDINGS)
        measuring.keep(target)
    day = as_of or datetime.now(UTC).date()
    request = measuring.request(day, reading)
    progress = Progress()
    record = effectiveness(chosen.screener(as_of, own_rules), request, lambda stage: progress(stage, 0, 0))
    for target in targets:
        write(record, target)
    progress.close()
    for line in closing(record, targets):
        click.echo(line, err=True)
    click.get_current_context().exit(exit_code(record, fail_on_regression))


def closing(record: Mapping[str, Any], targets: list[Path]) -> Iterator[str]:
    """Yield what a person at the terminal must know."""
    verdict = record["verdict"]
    yield verdict["sentence"]
    for one in verdict["figures"]:
        yield f"  {one['what']}: {'▼ ' * one['is_poor']}{one['value']}"
    yield from (f"- {one}" for one in verdict["look_at"])
    yield f"Report: {', '.join(map(str, targets))}"


def exit_code(record: Mapping[str, Any], fail_on_regression: bool) -> int:
    """Return the exit code: what is not found at all comes before what got worse."""
    from screen.assurance.verdict import is_failing

    exact = [row for row in record["controls"]["by_class"] if row["how"] == "exact"]
    if any(map(is_failing, exact)):
        return NOT_GOOD_ENOUGH
    return WORSE if fail_on_regression and record["comparison"]["regressions"] else 0
