"""The audit record as JSON values: everything a run found and what it was made with."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from screen.model import split_values
from screen.report.flags import CellPlaces, Steps

if TYPE_CHECKING:
    from screen.screening import Screening


def record(screening: Screening) -> dict[str, Any]:
    """Return a screening as JSON values, keys in a fixed order."""
    audit = screening.audit
    return {
        "tool": "dprk-screen",
        "tool_version": audit.tool_version,
        "rules_version": audit.rules_version,
        "run_id": audit.run_id,
        "started_at": audit.started_at.isoformat(timespec="seconds"),
        "as_of": audit.as_of.isoformat(),
        "operator": audit.operator,
        "command_line": audit.command_line,
        "input": asdict(audit.input),
        "thresholds": dict(audit.thresholds),
        "profiles": [asdict(one) for one in audit.profiles],
        "history": [asdict(one) for one in audit.history],
        "notices": list(screening.notices),
        "lists": [
            {
                "id": one.id,
                "title": one.title,
                "publisher": one.publisher,
                "date": one.date,
                "age_days": one.age_days(audit.as_of),
                "sha256": one.sha256,
                "entries": len(one.entries),
            }
            for one in screening.lists
        ],
        "decisions": {
            "file": screening.decisions.path.name if screening.decisions.path else "",
            "sha256": screening.decisions.sha256,
            "events": len(screening.decisions.events),
            "keyed": screening.decisions.is_keyed,
            "four_eyes": audit.four_eyes.word if audit.four_eyes else "",
        },
        "counts": screening.counts,
        "parties": screening.parties.to_dict("records"),
        "matches": _matches(screening),
        "hits": _hits(screening),
        "alerts": alerts(screening),
        "changes": screening.changes.to_dict("records"),
        "problems": screening.problems.to_dict("records"),
        "rules_not_tested": screening.untested.to_dict("records"),
    }


def alerts(screening: Screening) -> list[dict[str, Any]]:
    """Return the alerts, each with whom and what it is about and the values that a decision on it would rest on."""
    table = screening.intake.table
    keys = zip(table["sheet"], table["row"].tolist(), strict=True)
    whom = dict(zip(keys, zip(table["reference"], table["name"], table["name_original"], strict=True), strict=True))
    titles = {rule.id: rule.title for rule in screening.rules}
    entries = screening.matches["entry_name"].tolist()
    found = []
    for one in screening.alerts.to_dict("records"):
        reference, name, original = whom[one["sheet"], one["row"]]
        is_match = one["what"] == "match"
        about = {
            "reference": reference,
            "name": name or original,
            "target_name": entries[one["place"]] if is_match else titles[one["target"]],
        }
        found.append(one | about | {"basis": screening.bases.of(one["what"], one["place"])})
    return found


def _hits(screening: Screening) -> list[dict[str, Any]]:
    """Return the hits, each with its next steps and where its cells stand."""
    places, steps = CellPlaces(screening), Steps(screening)
    rules = {rule.id: rule for rule in screening.rules}
    return [
        record
        | {
            "cells": places.placed(hit.sheet, hit.row, split_values(hit.cells)),
            "exceptions": list(split_values(hit.exceptions)),
            "next_steps": steps.of(hit, rules[hit.rule]),
        }
        for record, hit in zip(screening.hits.to_dict("records"), screening.hits.itertuples(index=False), strict=True)
    ]


def _matches(screening: Screening) -> list[dict[str, Any]]:
    """Return the matches, each with its evidence."""
    evidence: dict[int, list[dict[str, Any]]] = {}
    for item in screening.evidence.to_dict("records"):
        evidence.setdefault(item.pop("match"), []).append(item)
    return [
        match | {"evidence": evidence.get(place, [])}
        for place, match in enumerate(screening.matches.to_dict("records"))
    ]
