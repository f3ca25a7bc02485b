"""Builders with defaults, so that a test says only what it is about."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from screen.decisions import Event, Journal
from screen.intake import read_parties
from screen.lists.watchlist import Watchlist, entries_table
from screen.model import Disposition, Parties
from screen.redflags import RuleBook, load_rules
from screen.report.record import alerts
from screen.screening import Screener, Screening


def cases(test_file: str, name: str) -> list[dict[str, str]]:
    """Read a table of cases that lies beside a test."""
    with Path(test_file).with_name(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


TODAY = date(2026, 11, 24)


def entry(name: str, **fields: object) -> dict[str, object]:
    """Return a listed organisation, with whatever else is said of it."""
    return {
        "id": fields.pop("id", name),
        "kind": "organisation",
        "name": name,
        "legal_status": "listed",
        "basis": "original",
        "sources": ("a test",),
        **fields,
    }


def watchlist(*entries: dict[str, object], id: str = "test", publisher: str = "TEST") -> Watchlist:
    """Return a list of entries."""
    table = entries_table(entries, "a test")
    return Watchlist(
        id, f"List {id}", publisher, "2026-11-01", "a test", "none", "a test", "0" * 64, table, len(table)
    )


def table(*rows: dict[str, str]) -> pd.DataFrame:
    """Return a DataFrame whose headers are canonical fields."""
    return pd.DataFrame(list(rows), dtype="str").fillna("")


def parties(*rows: dict[str, str]) -> Parties:
    """Return parties as intake makes them."""
    frame = table(*rows)
    return read_parties(frame, columns={name: name for name in frame.columns}, today=TODAY)


def screen_rows(*rows: dict[str, str], lists: list[Watchlist], as_of: date = TODAY, **more: Any) -> Screening:
    """Screen rows against lists."""
    frame = table(*rows)
    rules = _rules()
    return Screener(lists, rules).screen(frame, {name: name for name in frame.columns}, as_of=as_of, **more)


@cache
def _rules() -> RuleBook:
    return load_rules()


def decision(screening: Screening, target: str = "", disposition: str = "false_positive", **said: str) -> Event:
    """Return a decision on an alert of a run: on this entry or rule, or on the first."""
    alert = next(one for one in alerts(screening) if target in ("", one["target"]))
    return decided_on(screening, alert, disposition, **said)


def decided_on(
    screening: Screening, alert: dict[str, Any], disposition: str = "false_positive", **said: str
) -> Event:
    """Return a decision on an alert as the record of a run has it."""
    told = {
        "at": "2026-11-24T09:00:00.000000Z", "name": "", "target_name": "", "reason": "name differs", "comment": "",
        "reviewer": "A. Reviewer", "decided_on": TODAY.isoformat(), "second_reviewer": "", "valid_until": "",
        "previous": alert["event"], "tool_version": screening.audit.tool_version,
        "rules_version": screening.audit.rules_version,
    } | said  # fmt: skip
    about = {
        "what": alert["what"],
        "party": alert["party_id"],
        "reference": alert["reference"],
        "target": alert["target"],
    }
    return Event.of({**about, "disposition": disposition, "basis": alert["basis"], **told})


def decided(
    screening: Screening, target: str, disposition: Disposition = Disposition.FALSE_POSITIVE, **more: str
) -> Journal:
    """Return the decisions of a reviewer on all alerts of a target."""
    events = [
        Event(
            at="2026-11-20T00:00:00+00:00", what=one["what"], party=one["party_id"], reference="", name="", target=target,
            target_name="", disposition=disposition, reason="", comment="", reviewer="A. Kim", decided_on="2026-11-20",
            second_reviewer="", **({"valid_until": ""} | more), basis=screening.bases.of(one["what"], one["place"]),
        )
        for one in screening.alerts.to_dict("records")
        if one["target"] == target
    ]  # fmt: skip
    return Journal(events=tuple(events))
