"""GitHub Actions: annotations in the log, the step summary and the step's outputs. None of them holds a name.

What a workflow command must escape: docs.github.com, “Workflow commands for GitHub Actions”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from screen.report.artifact import table_path
from screen.report.findings import Findings, Subject
from screen.report.markdown import markdown

MOST = 10
"""Annotations of one kind that a step may show; those after it are dropped by the service."""


def workflow_commands(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield workflow commands: an error for each party that fails the run, a warning for what else must be known."""
    findings, path = Findings(record), table_path(record)
    failing = [one for one in findings.urgent if one.state == "failing"]
    for subject in failing[: MOST if len(failing) <= MOST else MOST - 1]:
        yield _about(subject, path)
    if len(failing) > MOST:
        yield command("error", f"{len(failing) - MOST + 1} more parties fail this run: see the report.", file=path)
    warnings = [one for one in record["notices"] if one.startswith("Warning")]
    for notice in warnings[:MOST]:
        yield command("warning", notice.removeprefix("Warning: "), file=path)


def _about(subject: Subject, path: str) -> str:
    party = subject.party
    place = {"file": path, "line": str(party["line"] or party["row"])} if path else {}
    title = f"{subject.label(redact=True)}: {subject.band.label if subject.band else 'confirmed by a reviewer'}"
    where = f" In {subject.place}" + (f", cell {party['cell']}." if party["cell"] else ".")
    return command("error", f"{subject.reason(redact=True)}{where} {subject.alerts}".rstrip(), title=title, **place)


def command(kind: str, message: str, **properties: str) -> str:
    r"""Return a workflow command.

    >>> command("error", "50 % off\nnow", file="a,b.csv", line="3")
    '::error file=a%2Cb.csv,line=3::50 %25 off%0Anow'
    """
    told = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items() if value)
    return f"::{kind}{f' {told}' if told else ''}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def append_summary(record: Mapping[str, Any], target: Path) -> None:
    """Add the summary of a run to the step summary."""
    with target.open("a", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.write(markdown(record, redact=True) + "\n")


def append_outputs(record: Mapping[str, Any], target: Path) -> None:
    """Add what later steps may ask for: exit_code, failing, alerts, suppressed and worst."""
    worst = next((word for word in ("critical", "high", "medium", "low") if record["counts"][f"band:{word}"]), "none")
    gate, counts = record["gate"], record["counts"]
    told = {"exit_code": gate["exit_code"], "failing": len(gate["failing"]), "alerts": counts["alerts"],
            "suppressed": counts["suppressed"], "worst": worst}  # fmt: skip
    with target.open("a", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{name}={value}\n" for name, value in told.items())
