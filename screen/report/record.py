"""The audit record as JSON values: everything a run found and what it was made with.

record.schema.json beside this file says what each field means; FORM is raised when a field changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from screen.intake.identity import is_told_by
from screen.model import split_values
from screen.report.canonical import outcome
from screen.report.flags import CellPlaces, Steps, exceptions, state
from screen.report.gaps import Gaps
from screen.screening import Scope, age, digest_of, is_stale
from screen.versions import versions

if TYPE_CHECKING:
    from screen.redflags import Rule
    from screen.screening import PolicyChanges, Screening

FORM = 1


def record(screening: Screening) -> dict[str, Any]:
    """Return a screening as JSON values, keys in a fixed order."""
    audit = screening.audit
    values: dict[str, Any] = {
        "tool": "dprk-screen",
        "form": FORM,
        "tool_version": audit.tool_version,
        "rules_version": audit.rules_version,
        "run_id": audit.run_id,
        "started_at": audit.started_at.isoformat(timespec="seconds"),
        "as_of": audit.as_of.isoformat(),
        "operator": audit.operator,
        "command_line": audit.command_line,
        "settings": asdict(audit.settings) if audit.settings else {"name": "", "sha256": ""},
        "asked": _asked(screening),
        "versions": {**versions(), "shipped_lists": audit.shipped},
        "input": asdict(audit.input),
        "thresholds": dict(audit.thresholds),
        "policy_changes": policy_changes(screening.policy_changes),
        "profiles": [asdict(one) for one in audit.profiles],
        "history": [asdict(one) for one in audit.history],
        "since": audit.since,
        "notices": list(screening.notices),
        "lists": _lists(screening),
        "limits": _limits(screening),
        "decisions": {
            "file": screening.decisions.path.name if screening.decisions.path else "",
            "revision": revision.name if (revision := screening.decisions.revision) else "",
            "commit": revision.commit if revision else "",
            "sha256": screening.decisions.sha256,
            "events": len(screening.decisions.events),
            "events_sha256": screening.decisions.events_sha256,
            "edited_by_hand": len(screening.decisions.by_hand),
            "keyed": screening.decisions.is_keyed,
            "four_eyes": audit.four_eyes.word if audit.four_eyes else "",
        },
        "scope": _scope(screening),
        "controls": screening.controls.told,
        "gate": _gate(screening),
        "confirmed_not_found": _unmet(screening),
        "counts": screening.counts,
        "sheets": _sheets(screening),
        "parties": _parties(screening),
        "matches": _matches(screening),
        "nearest": screening.nearest.to_dict("records"),
        "hits": _hits(screening),
        "alerts": alerts(screening),
        "changes": screening.changes.to_dict("records"),
        "problems": screening.problems.to_dict("records"),
        "rules_not_tested": screening.untested.to_dict("records"),
        "rules": _rules(screening),
        "risk_table": [
            {
                "band": row.band.word,
                "match": row.match.word if row.match else "",
                "flag": row.flag.word if row.flag else "",
                "families": row.families if row.flag else 0,
                "because": row.because,
            }
            for row in screening.risk_table
        ],
        "footprint": screening.footprint.packed(),
    }
    values["outcome"] = outcome(values)
    return values | {"digest": digest_of(values)}


def _asked(screening: Screening) -> dict[str, Any]:
    """Return what the run was asked for beyond what stands elsewhere: enough to ask for it again."""
    asked = asdict(screening.audit.asked)
    return asked | {
        "columns": dict(asked["columns"]), "row": dict(asked["row"]), "watchlists": list(asked["watchlists"]),
        "corrections": [{**one, "columns": dict(one["columns"])} for one in asked["corrections"]],
        "rules": [asdict(one) for one in screening.rules.own],
    }  # fmt: skip


def _limits(screening: Screening) -> dict[str, Any]:
    """Return what the lists of the run were held to; None for any age."""
    held = screening.audit.limits
    return {
        "stored_days": held.stored_days if held else None, "shipped_days": held.shipped_days if held else None,
        "required": list(held.required) if held else [],
    }  # fmt: skip


def _gate(screening: Screening) -> dict[str, Any]:
    """Return what the run was to fail on, and which parties fail it or do not count."""
    ruled = screening.ruling
    gate = ruled.gate

    def placed(parties: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
        order = {sheet.name: place for place, sheet in enumerate(screening.intake.sheets)}
        return [
            {"sheet": sheet, "row": row} for sheet, row in sorted(parties, key=lambda one: (order[one[0]], one[1]))
        ]

    return {
        "fail_on": gate.fail_on.word if gate.fail_on else "", "fail_on_reported": gate.fail_on_reported,
        "only_new": gate.only_new, "strict": gate.strict, "in_words": gate.in_words,
        "exit_code": ruled.exit_code, "last_run": ruled.last_run,
        "failing": placed(ruled.failing), "known": placed(ruled.known), "leads": placed(ruled.leads),
    }  # fmt: skip


def _scope(screening: Screening) -> dict[str, Any]:
    """Return which rows the run speaks of, and why."""
    scope = screening.scope or Scope("", "")
    counts, is_part = scope.counts or {}, scope.places is not None or bool(screening.whole)
    return {
        "revision": scope.revision, "commit": scope.commit, "is_part": is_part, "why": scope.why,
        "last_run": scope.last_run, "whole": screening.whole,
        **{name: counts.get(name, 0) for name in ("changed", "new", "alerts", "decided")},
    }  # fmt: skip


def policy_changes(changes: PolicyChanges) -> dict[str, Any]:
    """Return what was changed of the shipped values, who decided it, and what it did to this table; empty for nothing."""
    made = [
        {"what": one.what, "shipped": one.shipped, "own": one.own, "file": one.file, **asdict(one.about)}
        for one in changes.changes
    ]
    return {"changes": made, "effects": [asdict(one) for one in changes.effects]}


def alerts(screening: Screening) -> list[dict[str, Any]]:
    """Return the alerts, each with whom and what it is about and the values that a decision on it would rest on.

    reference: only where the party is known by it.
    """
    references = _references(screening)
    names = dict(zip(_keys(screening.parties), screening.parties["name"], strict=True))
    titles = {rule.id: rule.title for rule in screening.rules}
    entries, rules = screening.matches["entry_name"].tolist(), screening.hits["rule"].tolist()
    return [
        one | {
            "reference": told if is_told_by(told := references[one["sheet"], one["row"]], one["party_id"]) else "",
            "name": names[one["sheet"], one["row"]],
            "target_name": entries[one["place"]] if one["what"] == "match" else titles[rules[one["place"]]],
            "basis": screening.bases.of(one["what"], one["place"]),
        }
        for one in screening.alerts.to_dict("records")
    ]  # fmt: skip


def _keys(table: Any) -> list[tuple[str, int]]:
    return list(zip(table["sheet"].tolist(), table["row"].tolist(), strict=True))


def _references(screening: Screening) -> dict[tuple[str, int], str]:
    """Return (sheet, row) → the party's own reference."""
    table = screening.intake.table
    return dict(zip(_keys(table), table["reference"].tolist(), strict=True))


def _parties(screening: Screening) -> list[dict[str, Any]]:
    """Return the parties, each with its own reference and where it stands in the table."""
    references, lines, places = _references(screening), screening.intake.table["line"].tolist(), CellPlaces(screening)
    return [
        one
        | {
            "reference": references[one["sheet"], one["row"]],
            "line": line,
            "cell": places.of_name(one["sheet"], one["row"]),
        }
        for one, line in zip(screening.parties.to_dict("records"), lines, strict=True)
    ]


def _lists(screening: Screening) -> list[dict[str, Any]]:
    """Return the lists, each with where it comes from and how old it is."""
    names = ("id", "title", "publisher", "date", "source", "licence", "coverage", "retrieved", "checked", "sha256",
             "is_day_guessed", "held", "snapshot")  # fmt: skip
    today = screening.audit.as_of
    return [
        {name: getattr(one, name) for name in names}
        | {
            "age_days": one.age_days(today),
            "age": age(one, today),
            "is_stale": is_stale(one, today),
            "entries": len(one.entries),
        }
        for one in screening.lists
    ]


def _sheets(screening: Screening) -> list[dict[str, Any]]:
    """Return how each sheet was read."""
    return [
        {
            "name": sheet.name,
            "header_row": sheet.header_row,
            "rows": len(sheet.written),
            "is_hidden": sheet.is_hidden,
            "notes": list(sheet.notes),
            "columns": [asdict(use) for use in sheet.columns],
        }
        for sheet in screening.intake.sheets
    ]


def _unmet(screening: Screening) -> list[dict[str, str]]:
    """Return the confirmed decisions that no alert shows, each with its party."""
    if not screening.unmet:
        return []
    seal = screening.decisions.seal.of
    parties = {seal(party): party for party in screening.parties["party_id"]}
    names = ("reference", "name", "what", "target", "target_name", "reviewer", "decided_on", "comment")
    return [
        {"disposition": event.disposition.value, "party_id": parties.get(event.party, "")}
        | {name: getattr(event, name) for name in names}
        for event in screening.unmet
    ]


def _rules(screening: Screening) -> list[dict[str, Any]]:
    """Return the rules for this kind of table, each with its law and sources and whether it could be tested."""
    tested = {rule.id for rule in screening.rules_tested}
    lacking = set(screening.untested["rule"])

    def told(rule: Rule) -> str:
        return "no" if rule.id not in tested else "on some sheets" if rule.id in lacking else "yes"

    return [
        {
            "id": rule.id,
            "title": rule.title,
            "level": rule.level.word,
            "family": rule.family,
            "why": rule.why,
            "level_reason": rule.level_reason,
            "threshold_origin": rule.threshold_origin,
            "legal": [asdict(one) for one in rule.legal],
            "sources": [asdict(one) for one in rule.sources],
            "tested": told(rule),
        }
        for rule in screening.rules_in_use
    ]


def _hits(screening: Screening) -> list[dict[str, Any]]:
    """Return the hits, each with its state in words, its next steps, its exceptions and where its cells stand."""
    places, steps = CellPlaces(screening), Steps(screening)
    rules = {rule.id: rule for rule in screening.rules}
    return [
        record
        | {
            "cells": places.placed(hit.sheet, hit.row, split_values(hit.cells)),
            "places": places.of(hit.sheet, hit.row, split_values(hit.cells)),
            "exceptions": list(split_values(hit.exceptions)),
            "state_in_words": state(hit),
            "exceptions_considered": exceptions(hit, rules[hit.rule], screening.rules),
            "next_steps": steps.of(hit, rules[hit.rule]),
        }
        for record, hit in zip(screening.hits.to_dict("records"), screening.hits.itertuples(index=False), strict=True)
    ]


def _matches(screening: Screening) -> list[dict[str, Any]]:
    """Return the matches, each with its evidence and the fields that could not be compared."""
    evidence: dict[int, list[dict[str, Any]]] = {}
    for item in screening.evidence.to_dict("records"):
        evidence.setdefault(item.pop("match"), []).append(item)
    gaps = Gaps(screening)
    return [
        match
        | {
            "evidence": (held := evidence.get(place, [])),
            "not_compared": gaps.of(match, {one["field"] for one in held}),
        }
        for place, match in enumerate(screening.matches.to_dict("records"))
    ]
