"""SARIF 2.1.0 (OASIS), as code-scanning services read it: a result for each alert, tracked by party and entry, not by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from screen.data import read_yaml, rules_file
from screen.model import Band
from screen.report.artifact import table_uri
from screen.report.disclosure import Disclosure
from screen.report.findings import MATCH, NOT_FOUND, Finding, Findings, Subject
from screen.report.wording import sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ASSESSING = "https://ofac.treasury.gov/faqs/5"
"""Where OFAC says how to assess a possible match."""
FINGERPRINT = "partyAndEntry/v1"
_BASELINES = {"new": "new", "lapsed": "new", "raised": "updated", "lowered": "updated", "changed": "updated"}


def sarif(record: Mapping[str, Any], disclosure: Disclosure) -> dict[str, Any]:
    """Return the SARIF log of a record. It says nothing of the moment, so that the same run gives the same file."""
    findings = Findings(record)
    rules = [*_own_rules(), *(_rule(one) for one in record["rules"])]
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    results = [
        _result(record, subject, one, places, disclosure.is_redacted(".sarif"))
        for subject in findings.subjects
        for one in subject.findings
        if disclosure.show_suppressed or not one.suppressed
    ]
    gate = record["gate"]
    run = {
        "tool": {"driver": {
            "name": record["tool"], "version": record["tool_version"], "rules": rules,
            "notifications": [{"id": "notice"}, {"id": "row-skipped"}],
        }},
        "automationDetails": {"id": f"dprk-screen/{table_uri(record) or 'table'}/"},
        "invocations": [{
            "executionSuccessful": gate["exit_code"] != 3, "exitCode": gate["exit_code"],
            "toolExecutionNotifications": list(_notifications(findings)),
        }],
        "artifacts": _artifacts(record),
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {
            "runId": record["run_id"], "asOf": record["as_of"], "failOn": gate["fail_on"], "onlyNew": gate["only_new"],
            "failOnReported": gate["fail_on_reported"], "redacted": disclosure.is_redacted(".sarif"),
            "rowsRead": record["counts"]["rows_read"], "screened": record["counts"]["screened"],
            "suppressed": record["counts"]["suppressed"],
        },
    }  # fmt: skip
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _own_rules() -> Iterator[dict[str, Any]]:
    """Yield the rules that are no red flag."""
    steps = read_yaml(rules_file("report.yml"))["steps"]
    told = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    yield _descriptor(
        MATCH, "PossibleMatch", "Possible match to a watchlist entry",
        "A name or number of the party is like that of an entry on a list in use. It is a possible match until a reviewer "
        "confirms it.", f"What to do:\n\n{told}", ASSESSING, Band.HIGH,
    )  # fmt: skip
    yield _descriptor(
        NOT_FOUND, "ConfirmedMatchNotFound", "A confirmed match is not found any more",
        "A reviewer confirmed or escalated a match of this party, and this run does not find it: its row, or the list, has "
        "changed.", "See what changed in the row, and whether the decision still holds.", ASSESSING, Band.HIGH,
    )  # fmt: skip


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a red flag with its law and sources."""
    law = "".join(
        f"\n- {one['instrument']} {one['paragraph']} ({one['date']}); binds {one['bound']}" for one in rule["legal"]
    )
    sources = "".join(f"\n- {one['title']}, {one['issuer']}, {one['date']}: {one['link']}" for one in rule["sources"])
    told = f"{sentence(rule['why'])}\n\nLegal basis:{law or ' none named'}\n\nSources:{sources}"
    return _descriptor(
        rule["id"], f"RedFlag{rule['id']}", rule["title"], rule["why"], told, rule["sources"][0]["link"],
        Band.of(rule["level"]),
    )  # fmt: skip


def _descriptor(rule: str, name: str, title: str, about: str, told: str, link: str, band: Band) -> dict[str, Any]:
    return {
        "id": rule, "name": name, "shortDescription": {"text": sentence(title)}, "fullDescription": {"text": sentence(about)},
        "help": {"text": told, "markdown": told}, "helpUri": link,
        "defaultConfiguration": {"level": _level("", band)},
    }  # fmt: skip


def _result(
    record: Mapping[str, Any], subject: Subject, one: Finding, places: Mapping[str, int], redact: bool
) -> dict[str, Any]:
    party = subject.party
    result: dict[str, Any] = {
        "ruleId": one.rule, "ruleIndex": places[one.rule], "level": _level(subject.state, one.band),
        "message": {"text": f"{subject.label(redact)}: {sentence(one.bare if redact else one.told)}{_alert(one)}"},
        "locations": [_location(record, subject, one)],
        "partialFingerprints": {FINGERPRINT: one.id, "primaryLocationLineHash": f"{one.id}:1"},
        "rank": float(party["risk"]),
        "properties": {
            "alertId": one.id, "band": one.band.word, "partyBand": party["band"], "state": subject.state, "sheet": party["sheet"],
            "row": party["row"], "reference": party["reference"],
        },
    }  # fmt: skip
    if record["since"]:
        result["baselineState"] = _BASELINES.get(one.change, "unchanged")
    if one.suppressed:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": one.suppressed}]
    return result


def _alert(one: Finding) -> str:
    return f" Alert {one.id}." if one.is_alert else ""


def _level(state: str, band: Band) -> str:
    """Return error for what fails the run, else what its band says; what does not count is a warning at most."""
    if state == "failing" or (state == "" and band >= Band.HIGH):
        return "error"
    return "warning" if band >= Band.MEDIUM else "note"


def _location(record: Mapping[str, Any], subject: Subject, one: Finding) -> dict[str, Any]:
    """Return the line of a text, or the row of a spreadsheet with sheet and cell."""
    party, uri = subject.party, table_uri(record)
    cells = one.cells or ((party["cell"],) if party["cell"] else ())
    found: dict[str, Any] = {}
    if uri:
        region = {"startLine": party["line"] or party["row"]}
        found["physicalLocation"] = {"artifactLocation": {"uri": uri, "index": 0}, "region": region}
    names = [f"{party['sheet']}!{cell}" if party["sheet"] else cell for cell in cells]
    found["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"} for name in names] or [
        {"fullyQualifiedName": subject.place, "kind": "element"}
    ]
    return found


def _artifacts(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    uri, source = table_uri(record), record["input"]
    return [{"location": {"uri": uri}, "hashes": {"sha-256": source["sha256"]}}] if uri else []


def _notifications(findings: Findings) -> Iterable[dict[str, Any]]:
    """Yield what must be known of the run, and each row that was not screened."""
    for notice in (findings.verdict, *findings.record["notices"]):
        level = "warning" if notice.startswith(("Warning", "Not screened", "Not to be trusted")) else "note"
        yield {"descriptor": {"id": "notice"}, "level": level, "message": {"text": notice}}
    for one in findings.skipped:
        sheet = f"{one['sheet']}, " if one["sheet"] else ""
        text = f"{sheet}row {one['row']} was not screened ({one['code']})."
        yield {"descriptor": {"id": "row-skipped"}, "level": "error", "message": {"text": text}}
