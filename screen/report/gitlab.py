"""GitLab's code-quality report: a JSON list with an issue for each alert, tracked by party and entry, not by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from screen.model import Band
from screen.report.artifact import table_path
from screen.report.disclosure import Disclosure
from screen.report.findings import Finding, Findings, Subject
from screen.report.wording import sentence

CHECK = "dprk-screen"
_SEVERITIES = {Band.LOW: "minor", Band.MEDIUM: "major", Band.HIGH: "critical", Band.CRITICAL: "blocker"}


def gitlab(record: Mapping[str, Any], disclosure: Disclosure) -> list[dict[str, Any]]:
    """Return the alerts of a record as code-quality issues; what does not count for the run is info."""
    findings, redact = Findings(record), disclosure.is_redacted(".gitlab.json")
    path = table_path(record) or "table"
    issues = [
        _issue(path, subject, one, redact)
        for subject in findings.subjects
        for one in subject.findings
        if disclosure.show_suppressed or not one.suppressed
    ]
    return [_notice(path, key, one) for key, one in _notices(record)] + issues


def _notices(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what limits the run, each with a key of its own: nobody may take it for a whole one."""
    for key, beginning in (("only-new", "Warning: --only-new"), ("scope", "Scope: ")):
        yield from ((key, one) for one in record["notices"] if one.startswith(beginning))


def _issue(path: str, subject: Subject, one: Finding, redact: bool) -> dict[str, Any]:
    party = subject.party
    aside = one.suppressed or {
        "known": "Known since the last complete run",
        "lead": "A lead: does not fail the run",
    }.get(subject.state, "")
    told = f"{subject.label(redact)}: {sentence(one.bare if redact else one.told)}"
    told += f" Alert {one.id}." if one.is_alert else ""
    return {
        "description": f"{told} {sentence(aside)}" if aside else told,
        "check_name": f"{CHECK}/{one.rule}",
        "fingerprint": one.id,
        "severity": "info" if aside else _SEVERITIES[one.band],
        "location": {"path": path, "lines": {"begin": party["line"] or party["row"]}},
    }


def _notice(path: str, key: str, notice: str) -> dict[str, Any]:
    """Return what must be known of the run as an issue of its own: there is no other place for it."""
    return {
        "description": notice, "check_name": f"{CHECK}/notice", "fingerprint": key, "severity": "info",
        "location": {"path": path, "lines": {"begin": 1}},
    }  # fmt: skip
