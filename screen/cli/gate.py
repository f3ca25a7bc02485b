"""What a run is to fail on, as options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from screen.cli.options import grouped
from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from screen.screening import Gate

BANDS = [band.word for band in Band if band]


@dataclass(frozen=True, slots=True)
class Failing:
    """The options as given."""

    fail_on: str | None
    fail_on_reported: bool
    only_new: bool
    strict: bool

    def gate(self, has_earlier: bool) -> Gate:
        """Return what they ask for; has_earlier: whether an earlier run is named. Raises UsageError for what does not fit."""
        from screen.screening import Gate

        for name, is_given in (("--only-new", self.only_new), ("--fail-on-reported", self.fail_on_reported)):
            if is_given and not self.fail_on:
                raise UsageError(
                    f"{name}: say with --fail-on BAND what the run is to fail on, such as --fail-on high."
                )
        if self.only_new and not has_earlier:
            raise UsageError("--only-new: name the report of the last complete run with --since REPORT.json.")
        return Gate(
            Band.of(self.fail_on) if self.fail_on else None, self.fail_on_reported, self.only_new, self.strict
        )


failing_options = grouped(
    "failing", Failing,
    click.option("--fail-on", type=click.Choice(BANDS),
                 help="Exit with 1 when a party reaches this band, or was confirmed by a reviewer; default: never."),
    click.option("--fail-on-reported", is_flag=True,
                 help="Let reported fronts, which are on no official list, count for --fail-on too."),
    click.option("--only-new", is_flag=True,
                 help="Fail only on what was not there at the last complete run, whose report --since names. "
                      "Every report says so."),
    click.option("--strict", is_flag=True, help="Exit with 3 when a row could not be screened."),
)  # fmt: skip
