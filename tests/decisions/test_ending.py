"""Decisions that end soon are warned of, by reference and target and never by name."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Journal
from screen.decisions.ending import ending_days, ends_soon
from tests.builders import TODAY, decided_on, entry, screen_rows, watchlist

LISTS = [watchlist(entry("GLOCOM", id="9345", countries=("MY",)), publisher="OFAC")]


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


def warned(rows, *ends, disposition="false_positive"):
    """Return the warning of a run in which the alerts, in order, are decided until so many days ahead."""
    first = screen_rows(*rows, lists=LISTS)
    alerts = first.record["alerts"]
    events = tuple(
        decided_on(
            first, alert, disposition, decided_on="2026-11-01", valid_until=day(end) if end is not None else ""
        )
        for alert, end in zip(alerts, ends, strict=True)
    )
    said = screen_rows(*rows, lists=LISTS, decisions=Journal(path=Path("d.jsonl"), events=events)).notices
    return [line for line in said if "within 14 days" in line]


ONE = ({"name": "Glocom Sdn Bhd", "reference": "V-1042"},)


@pytest.mark.parametrize(("end", "is_warned"), [(0, True), (14, True), (15, False), (-1, False), (None, False)])
def test_the_last_fourteen_days_are_warned_of(end, is_warned):
    assert ends_soon(day(end) if end is not None else "", TODAY) is is_warned
    assert bool(warned(ONE, end)) is is_warned


def test_a_decision_is_named_by_reference_and_entry():
    assert warned(ONE, 11) == [
        "Warning: 1 decision ends within 14 days: V-1042 (OFAC:9345) on 2026-12-05. Renew it or the alert comes back."
    ]


def test_without_a_reference_the_row_is_named_and_never_the_party():
    rows = ({"name": "Glocom Sdn Bhd"}, {"name": "Glocom Trading"})
    told = warned(rows, 11, 2)[0]
    assert told.startswith(
        "Warning: 2 decisions end within 14 days: row 2 (OFAC:9345) on 2026-11-26; row 1 (OFAC:9345) on"
    )
    assert "Glocom" not in told


def test_ten_are_named_and_the_others_counted():
    rows = [{"name": f"Glocom {word}", "reference": f"V-{n:02}"} for n, word in enumerate(["Trading"] * 12, start=1)]
    told = warned(rows, *[3] * 12)[0]
    assert told.count("OFAC:9345") == 10
    assert "V-10 (OFAC:9345) on 2026-11-27; and 2 more. Renew" in told


def test_what_suppresses_nothing_is_not_warned_of():
    assert not warned(ONE, 3, disposition="need_info")


def test_the_help_names_the_days_of_the_rules():
    assert f"ending within {ending_days()} days" in " ".join(
        CliRunner().invoke(cli, ["review", "list", "-h"]).output.split()
    )
