"""What lapses a decision between two runs, and what does not."""

from typing import Any

import pytest

from screen.decisions import Journal
from tests.builders import cases, decision, entry, screen_rows, watchlist

ROWS = {
    "person": {"reference": "V-1", "name": "Kim Chol Ryong Il", "birth_date": "1961-02-03", "nationality": "KP"},
    "firm": {"reference": "V-1", "name": "Glocom Trading", "country": "MY"},
}
ENTRIES: dict[str, dict[str, Any]] = {
    "person": {"id": "P1", "kind": "person", "name": "Kim Chol Ryong Il", "birth_dates": ("1961",), "nationalities": ("KP",)},
    "firm": {"id": "F1", "name": "Pan Systems Pyongyang", "weak_aliases": ("Glocom Trading",)},
}  # fmt: skip
ONE_VALUE = ("name", "legal_status", "gender", "listed_on", "note")


def told(cell: str, separator: str = ";;") -> dict[str, str]:
    return dict(part.split("=", 1) for part in cell.split(separator)) if cell else {}


def listed(base: str, cell: str) -> list[Any]:
    said = {
        name: value if name in ONE_VALUE else tuple(filter(None, value.split("|")))
        for name, value in told(cell).items()
    }
    return [watchlist(entry(**{**ENTRIES[base], **said}))]


@pytest.mark.parametrize("case", cases(__file__, "two_runs.csv"), ids=lambda case: case["why"])
def test_a_decision_lapses_with_the_values_it_rested_on(case, tmp_path):
    base = case["base"]
    first = screen_rows({**ROWS[base], **told(case["first row"])}, lists=listed(base, case["first entry"]))
    row = {**ROWS[base], **told(case["second row"])}
    for key in (None, b"a key of the tests"):
        journal = Journal.read(tmp_path / f"{key}.jsonl", key).added([decision(first)])
        second = screen_rows(row, lists=listed(base, case["second entry"]), decisions=journal)
        alert = second.alerts.iloc[0]
        assert alert["state"] == case["state"], (case["why"], alert["changed"], key)
        assert key or case["said"] in alert["changed"], case["why"]
        assert (alert["changed"] == "") == (case["state"] == "suppressed")
        assert second.counts["suppressed"] == (case["state"] == "suppressed")
