"""JUnit XML, as every CI system shows tests: a test case for each party, failed where the run fails on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from screen.model import Band
from screen.report.artifact import table_path
from screen.report.disclosure import Disclosure
from screen.report.findings import Findings, Subject

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
NAME = "dprk-screen"


def junit(record: Mapping[str, Any], disclosure: Disclosure) -> str:
    """Return the parties of a record as test cases, in the order of the table.

    Where nothing was said to fail on, who needs a person to look is failed. It says nothing of the moment.
    """
    findings, redact = Findings(record), disclosure.is_redacted(".junit.xml")
    path = table_path(record) or "table"
    suite = ElementTree.Element("testsuite", name=_fit(path))
    _properties(suite, findings)
    names: Counter[str] = Counter()
    for subject in findings.subjects:
        label = subject.label(redact)
        names[label] += 1
        name = label if names[label] == 1 else f"{label}, {subject.place}"
        case = ElementTree.SubElement(suite, "testcase", classname=_fit(path), name=_fit(name))
        _place(case, subject, path)
        _outcome(case, subject, findings, redact, disclosure.show_suppressed)
    for problem in findings.skipped:
        place = f"{problem['sheet']}, row {problem['row']}" if problem["sheet"] else f"row {problem['row']}"
        case = ElementTree.SubElement(suite, "testcase", classname=_fit(path), name=_fit(place))
        kind = "error" if record["gate"]["strict"] else "skipped"
        ElementTree.SubElement(case, kind, message=f"not screened: {problem['code']}")
    return _text(suite)


def _text(suite: ElementTree.Element) -> str:
    """Return the suite with its counts, in the element that holds suites."""
    cases = suite.findall("testcase")
    counts = {"tests": str(len(cases))}
    for word, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[word] = str(sum(case.find(kind) is not None for case in cases))
    suite.attrib |= counts
    whole = ElementTree.Element("testsuites", {"name": NAME, **counts})
    whole.append(suite)
    ElementTree.indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(whole, encoding="unicode")}\n'


def _properties(suite: ElementTree.Element, findings: Findings) -> None:
    """Write what must be known of the run."""
    record = findings.record
    told = {
        "verdict": findings.verdict, "run": record["run_id"], "as of": record["as_of"], "fail on": record["gate"]["fail_on"],
        "only new": str(record["gate"]["only_new"]).lower(), "tool": f"{record['tool']} {record['tool_version']}",
    }  # fmt: skip
    within = ElementTree.SubElement(suite, "properties")
    for name, value in (*told.items(), *(("notice", one) for one in record["notices"])):
        ElementTree.SubElement(within, "property", name=name, value=_fit(value))


def _place(case: ElementTree.Element, subject: Subject, path: str) -> None:
    """Say where the party stands."""
    party = subject.party
    case.attrib |= {"file": _fit(path), "line": str(party["line"] or party["row"])}
    if party["cell"]:
        within = ElementTree.SubElement(case, "properties")
        cell = f"{party['sheet']}!{party['cell']}" if party["sheet"] else party["cell"]
        ElementTree.SubElement(within, "property", name="cell", value=_fit(cell))


def _outcome(case: ElementTree.Element, subject: Subject, findings: Findings, redact: bool, shows: bool) -> None:
    """Say whether the party fails, and why; what does not count is skipped or told beside."""
    record, reason = findings.record, _fit(subject.reason(redact))
    fails = subject.state == "failing" or (subject.state == "open" and not record["gate"]["fail_on"])
    if fails:
        first = f"{subject.band.label}: {reason}" if subject.band > Band.NONE else reason
        failure = ElementTree.SubElement(case, "failure", type=subject.band.word, message=first)
        failure.text = "\n".join([reason, *_alerts(subject)])
    elif subject.state == "known":
        ElementTree.SubElement(case, "skipped", message=_fit(f"known since the last complete run: {reason}"))
    lines = [] if fails else [reason, *_alerts(subject)] if subject.state else []
    if shows:
        lines += [f"Suppressed: alert {one.id}. {one.suppressed}." for one in subject.findings if one.suppressed]
    if lines:
        ElementTree.SubElement(case, "system-out").text = _fit("\n".join(lines))


def _alerts(subject: Subject) -> Iterator[str]:
    yield from (
        f"Alert {one.id}: {one.rule}, {one.band.word}"
        for one in subject.findings
        if one.is_alert and not one.suppressed
    )


def _fit(text: str) -> str:
    """Return a text without what no XML may hold."""
    return _UNFIT.sub("�", text)
