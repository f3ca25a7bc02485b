"""What ``check`` says at the end: to people on the terminal, and to the CI system it runs in. No line holds a name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from screen.report.findings import Subject
    from screen.screening import Screening

MOST = 20


def closing(screening: Screening, targets: Sequence[Path], show_suppressed: bool = False) -> list[str]:
    """Return the closing summary: lists, rows, bands, problems, who fails the run, where the report is."""
    from screen.report.wording import rows_told

    counts = screening.counts
    bands = ", ".join(
        f"{band.label} {counts[f'band:{band.word}']}"
        for band in sorted(Band, reverse=True)
        if counts[f"band:{band.word}"]
    )
    untested = len(screening.rules_in_use) - len(screening.rules_tested)
    lines = [
        *screening.notices,
        f"{rows_told(counts)}. {bands or 'no rows'}.",
    ]
    if untested:
        lines.append(
            f"Red-flag rules not tested for want of columns: {untested} of {len(screening.rules_in_use)}; see Rules not tested."
        )
    if screening.counts["suppressed"]:
        lines.append(f"Suppressed by decision: {screening.counts['suppressed']}; see the sheet Suppressed.")
        lines += _suppressed(screening) if show_suppressed else ()
    if len(screening.problems):
        lines.append(f"{len(screening.problems)} notes on the data: see the sheet Data quality.")
    if screening.ruling.gate.in_words:
        lines += _verdict(screening)
    whole = [f"Full result: {targets[0].with_name(screening.whole)}"] if screening.whole and targets else []
    return [*lines, *whole, *(f"Report: {target}" for target in targets)]


def _verdict(screening: Screening) -> Iterator[str]:
    """Yield whether the run passed, and who fails it, by reference and row."""
    from screen.report.findings import Findings

    findings = Findings(screening.record)
    yield findings.verdict
    failing = [one for one in findings.urgent if one.state == "failing"]
    for subject in failing[:MOST]:
        band = f"{subject.band.label}. " if subject.band else ""
        yield f"  {_place(screening, subject)}: {band}{subject.reason(redact=True)} {subject.alerts}".rstrip()
    if len(failing) > MOST:
        yield f"  … and {len(failing) - MOST} more: see the report."


def _suppressed(screening: Screening) -> Iterator[str]:
    from screen.report.findings import Findings

    for subject in Findings(screening.record).subjects:
        for one in subject.findings:
            if one.suppressed:
                yield f"  {_place(screening, subject)}: {one.rule}, {one.band.label}, alert {one.id}. {one.suppressed}."


def _place(screening: Screening, subject: Subject) -> str:
    """Return the place as editors and logs lead to it, and the party's reference."""
    party, name = subject.party, Path(screening.audit.input.name).name
    where = f"{name}:{party['line']}" if party["line"] else f"{name}, {subject.place}"
    return f"{where}: {party['reference']}" if party["reference"] else where


def tell_ci(screening: Screening, environment: Mapping[str, str] = os.environ) -> None:
    """Write annotations, the step summary and the step's outputs where GitHub Actions asks for them.

    Raises UsageError where one of its files cannot be written.
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        return
    from screen.report.github import append_outputs, append_summary, workflow_commands

    for line in workflow_commands(screening.record):
        click.echo(line)
    for variable, append in (("GITHUB_STEP_SUMMARY", append_summary), ("GITHUB_OUTPUT", append_outputs)):
        target = environment.get(variable)
        if target:
            try:
                append(screening.record, Path(target))
            except OSError as problem:
                raise UsageError(f"{variable}: {target} cannot be written ({problem.strerror}).") from problem
