"""A run that is assessed again says what screening its table anew says."""

from dataclasses import replace

import pytest

from screen.decisions import Journal
from screen.errors import UsageError
from screen.model import Band
from screen.redflags import load_rules
from screen.screening import Gate, Screener
from tests.builders import TODAY, cases, decided_on, entry, table, watchlist
from tests.decisions import test_lapse
from tests.screening.test_policy_changes import LISTS, ROWS, with_bands

DISPOSITIONS = ("false_positive", "true_match", "need_info", "escalated", "open")
VARYING = ("started_at", "digest")
RULES = load_rules()


def told(screening):
    return {name: value for name, value in screening.record.items() if name not in VARYING}


def journal_on(screening, path):
    """Return decisions of every kind, in turn, on the alerts of a run."""
    alerts = screening.record["alerts"]
    events = [
        decided_on(screening, alert, DISPOSITIONS[place % 5], at=f"2026-11-24T09:00:{place % 60:02}.000000Z",
                   valid_until="2026-11-23" if place % 7 == 6 else "", decided_on="2026-11-20")
        for place, alert in enumerate(alerts)
    ]  # fmt: skip
    return Journal.read(path).added(events)


@pytest.fixture(scope="module")
def screener():
    return Screener()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("visa", {"profile": "visa"}),
        ("vendors", {"four_eyes": Band.MEDIUM, "gate": Gate(Band.HIGH)}),
        ("vendors", {"history": ["examples/vendors/vendors.xlsx"], "gate": Gate(Band.MEDIUM, fail_on_reported=True)}),
    ],
)
def test_an_example_is_assessed_again_as_it_would_be_screened_anew(screener, name, more, tmp_path):
    path = f"examples/{name}/{name}.xlsx"
    first = screener.screen(path, as_of=TODAY, **more)
    journal = journal_on(first, tmp_path / "d.jsonl")
    again = screener.decided(first, journal, history=more.get("history", ()))
    assert told(again) == told(screener.screen(path, as_of=TODAY, decisions=journal, **more))
    assert {"suppressed", "unconfirmed"} & set(again.alerts["state"])
    assert told(screener.decided(again, None, history=more.get("history", ()))) == told(first)


@pytest.mark.parametrize("case", cases(test_lapse.__file__, "two_runs.csv")[::6], ids=lambda case: case["why"])
def test_a_row_is_assessed_again_as_it_would_be_screened_anew(case, tmp_path):
    base = case["base"]
    columns = {"decisions": None, "as_of": TODAY}

    def screener(entry_cell):
        return Screener(test_lapse.listed(base, entry_cell), RULES)

    def rows(cell):
        return table({**test_lapse.ROWS[base], **test_lapse.told(cell)})

    first = screener(case["first entry"]).screen(rows(case["first row"]), **columns)
    journal = journal_on(first, tmp_path / "d.jsonl")
    second = screener(case["second entry"])
    frame = rows(case["second row"])
    again = second.decided(second.screen(frame, **columns), journal)
    assert told(again) == told(second.screen(frame, **columns | {"decisions": journal}))


def test_bands_of_ones_own_hold_in_a_run_that_is_assessed_again(tmp_path):
    screener = Screener(LISTS, with_bands(medium=80, high=90))
    first = screener.screen(table(*ROWS), as_of=TODAY)
    journal = journal_on(first, tmp_path / "d.jsonl")
    assert told(screener.decided(first, journal)) == told(
        screener.screen(table(*ROWS), as_of=TODAY, decisions=journal)
    )


def test_a_run_that_tells_changes_is_not_assessed_again():
    screener = Screener([watchlist(entry("Glocom"))], RULES)
    first = screener.screen(table({"name": "Glocom"}), as_of=TODAY)
    second = screener.screen(table({"name": "Glocom"}), as_of=TODAY, since=first.record)
    with pytest.raises(UsageError, match="cannot be assessed again"):
        screener.decided(replace(second), None)
