"""The tables between the stages: their columns and dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MATCH_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "name": "str",  # as the customer wrote it
    "list": "str",  # Watchlist.id
    "entry_id": "str",  # the publisher's own id
    "references": "str",  # the whole cluster: "UN:KPi.001 OFAC:9345"
    "entry_name": "str",
    "entry_kind": "str",
    "matched_name": "str",  # the entry's name or alias that matched, in the list's spelling
    "alias_quality": "str",  # name, strong, weak, derived, or '' where an identifier alone matched
    "name_score": "float64",  # 0 to 100, the two names alone
    "rarity": "str",  # class of the name asked: very common, common, uncommon, rare, or ''
    "score": "float64",  # 0 to 100, all evidence
    "band": "str",  # low, medium, high, critical
    "why": "str",  # one plain sentence
    "would_settle": "str",  # the smallest missing fact that would settle it, '' where nothing is missing
    "legal_status": "str",  # listed, delisted, not listed
    "standing": "str",  # what a match is a possible match to, in words: "listed party", "reported front"
    "about": "str",  # what else to know of the entry: measure, closed, denials, notes, "check the official list"
    "programs": "str",
    "listed_on": "str",
    "link": "str",  # to the publisher's page or document
}
"""Matches: one row per party and cluster with score >= 50, sorted by party, then score downwards."""

EVIDENCE_COLUMNS = {
    "match": "int64",  # position in the matches
    "field": "str",
    "level": "str",  # level id of rules/matching.yml
    "verdict": "str",  # agrees, close, contradicts, missing
    "points": "int64",
    "asked": "str",
    "listed": "str",
    "why": "str",
}

NEAREST_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "list": "str",  # Watchlist.id
    "entry_id": "str",
    "entry_name": "str",
    "score": "float64",  # below the least score of a match
}
"""Nearest: what came nearest to a match, one row per party that has none and that any entry was compared with."""

HIT_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "rule": "str",  # A03 …
    "level": "str",  # band word
    "family": "str",
    "state": "str",  # fired; open: the legal test lacks a fact; excepted: an exception holds
    "why": "str",  # one plain sentence with the values that fired it
    "cells": "str",  # "Address: 12 Sungri St, Pyongyang" — header and cell as written, joined as many values
    "exceptions": "str",  # ids of the exceptions that hold, else of those still to be asked about, joined as many values
}

PROBLEM_COLUMNS = {"sheet": "str", "row": "int64", "column": "str", "code": "str", "message": "str"}

ASSESSMENT_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "name": "str",
    "kind": "str",
    "band": "str",
    "risk": "int64",  # 0 to 100; orders rows inside a band, no probability
    "top_reason": "str",
    "match_band": "str",
    "hit_families": "str",  # families with a hit, strongest first, joined as many values
}
"""Assessments: one row per party, in the order of the table."""

ALERT_COLUMNS = {
    "alert_id": "str",  # follows from party and target, not from places
    "what": "str",  # match or hit
    "place": "int64",  # position in the matches or the hits
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "target": "str",  # the publisher's reference of the entry, "OFAC:9345", or the rule, "B05"
    "band": "str",
    "disposition": "str",  # Disposition in force; open where none is
    "state": "str",  # open, decided, suppressed, unconfirmed (awaits a second reviewer), lapsed, expired
    "changed": "str",  # why an earlier decision is not in force, in words
    "event": "str",  # id of the latest event of the alert, '' for none
    "earlier": "str",  # Disposition of that event, '' for none
    "reason": "str",
    "comment": "str",
    "reviewer": "str",
    "decided_on": "str",
    "second_reviewer": "str",
    "valid_until": "str",
}
"""Alerts: one row per match and per hit at medium or above, or with a decision; matches first, each in their own order.

A decision that is not in force (lapsed, expired) leaves disposition open and its own words in the columns from earlier on.
"""

CHANGE_COLUMNS = {
    "what": "str",  # new, gone, raised, lowered, changed, lapsed; party new, party gone
    "sheet": "str",
    "row": "int64",  # 0 for what is gone
    "party_id": "str",
    "name": "str",
    "alert_id": "str",  # '' for a party as such
    "target": "str",
    "target_name": "str",  # the entry's name or the rule's title
    "before": "str",  # band word, '' for what is new
    "now": "str",  # band word, '' for what is gone
    "why": "str",  # one plain sentence: list entry added or changed, row changed, rules changed, decision lapsed
}
"""Changes since an earlier run, the most urgent first; empty where no earlier run was named."""


def frame(rows: list[dict[str, object]] | dict[str, list[object]], columns: dict[str, str]) -> pd.DataFrame:
    """Build a table with exactly these columns and dtypes, also when there are no rows."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
