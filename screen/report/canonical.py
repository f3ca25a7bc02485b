"""The outcome of a run in one form, whatever the engine, the file's name or the day it was run on: sorted JSON, and its SHA-256.

Two runs with one SHA-256 found the same. What made them, and when, is left to the rest of the record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

Row = Mapping[str, Any]
ONCE = ("thresholds", "profiles", "counts", "gate", "confirmed_not_found", "rules_not_tested", "risk_table")
"""Parts of a record that speak of the whole run."""
BY_ROW = ("parties", "matches", "hits", "alerts")
"""Parts of a record whose rows each belong to a row of the table."""
OTHERS = ("nearest", "changes", "problems")
"""Parts that a large table's report does not hold, or not in full."""
_LEFT_OUT = {
    "alerts": ("place",), "gate": ("in_words", "last_run"), "profiles": ("title", "because"), "parties": ("line", "cell"),
    "confirmed_not_found": ("reviewer",),
}  # fmt: skip
"""What says only how a part is kept, in words what another part says, or where a file of another form shows it."""


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return what a person must look at: the counts of the whole run, and everything found on each row that bears an alert.

    The same for a table read whole, in parts or by a cluster.
    """
    alerting = {_place(one) for one in record["alerts"]}
    return _bytes(record, ONCE, {name: [one for one in record[name] if _place(one) in alerting] for name in BY_ROW})


def canonical_whole(record: Mapping[str, Any]) -> bytes:
    """Return everything found: near misses, what came nearest, changes and problems too, as far as the record holds them."""
    return _bytes(record, (*ONCE, *OTHERS), {name: record[name] for name in BY_ROW})


def outcome(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of both forms, hex. alerts: of canonical; whole: of canonical_whole."""
    told = {"alerts": canonical(record), "whole": canonical_whole(record)}
    return {name: hashlib.sha256(data).hexdigest() for name, data in told.items()}


def bare(name: str, value: Any) -> Any:
    """Return a row or a value of a part without what is no part of the outcome."""
    left_out = _LEFT_OUT.get(name, ())
    return {key: held for key, held in value.items() if key not in left_out} if isinstance(value, dict) else value


def line(name: str, value: Any) -> str:
    """Return a row of a part as text: equal rows are equal texts."""
    return json.dumps(bare(name, value), sort_keys=True, separators=(",", ":"))


def _bytes(record: Mapping[str, Any], parts: Collection[str], rows: Mapping[str, Collection[Row]]) -> bytes:
    values = {name: record[name] for name in parts if name in record} | dict(rows)
    told = []
    for name in sorted(values):
        value = values[name]
        lines = sorted(line(name, one) for one in value) if isinstance(value, list) else [line(name, value)]
        told.append(f'"{name}":[{",".join(lines)}]')
    return ("{" + ",".join(told) + "}").encode()


def _place(row: Row) -> tuple[str, int]:
    return row["sheet"], row["row"]
