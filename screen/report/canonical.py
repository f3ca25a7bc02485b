"""The outcome of a run in one form, whatever the engine, the file's name or the day it was run on: sorted JSON, and its SHA-256.

Two runs with one SHA-256 found the same. What made them, and when, is left to the rest of the record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
ONCE = (
    "thresholds",
    "profiles",
    "counts",
    "gate",
    "confirmed_not_found",
    "rules_not_tested",
    "risk_table",
    "controls",
)
"""Parts of a record that speak of the whole run."""
BY_ROW = ("parties", "matches", "hits", "alerts")
"""Parts of a record whose rows each belong to a row of the table."""
OTHERS = ("nearest", "changes", "problems")
"""Parts that a large table's report does not hold, or not in full."""
ALL = (*ONCE, *BY_ROW, *OTHERS)
_LEFT_OUT = {
    "alerts": ("place",), "gate": ("in_words", "last_run"), "profiles": ("title", "because"), "parties": ("line", "cell"),
    "confirmed_not_found": ("reviewer",),
}  # fmt: skip
"""What says only how a part is kept, in words what another part says, or where a file of another form shows it."""


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return what a person must look at: the counts of the whole run, and everything found on each row that bears an alert.

    The same for a table read whole, in parts or by a cluster.
    """
    return _joined(_of_alerts(record, _lines(record)))


def canonical_whole(record: Mapping[str, Any]) -> bytes:
    """Return everything found: near misses, what came nearest, changes and problems too, as far as the record holds them."""
    return _joined(_lines(record))


def outcome(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of both forms, hex. alerts: of canonical; whole: of canonical_whole."""
    lines = _lines(record)
    told = {"alerts": _joined(_of_alerts(record, lines)), "whole": _joined(lines)}
    return {name: hashlib.sha256(data).hexdigest() for name, data in told.items()}


def bare(name: str, value: Any) -> Any:
    """Return a row or a value of a part without what is no part of the outcome."""
    left_out = _LEFT_OUT.get(name, ())
    return {key: held for key, held in value.items() if key not in left_out} if isinstance(value, dict) else value


def line(name: str, value: Any) -> str:
    """Return a row of a part as text: equal rows are equal texts."""
    return _text(bare(name, value))


_text = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _lines(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return each part as texts, one a row; a part that is no list is one text."""
    parts = {name: record[name] for name in ALL if name in record}
    return {
        name: [line(name, one) for one in (value if isinstance(value, list) else [value])]
        for name, value in parts.items()
    }


def _of_alerts(record: Mapping[str, Any], lines: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return of all texts those of the whole run, and of rows that bear an alert."""
    alerting = {_place(one) for one in record["alerts"]}
    rows = {
        name: [text for one, text in zip(record[name], lines[name], strict=True) if _place(one) in alerting]
        for name in BY_ROW
    }
    return {name: texts for name, texts in lines.items() if name in ONCE} | rows


def _joined(lines: Mapping[str, list[str]]) -> bytes:
    return ("{" + ",".join(f'"{name}":[{",".join(sorted(lines[name]))}]' for name in sorted(lines)) + "}").encode()


def _place(row: Row) -> tuple[str, int]:
    return row["sheet"], row["row"]
