"""What a run fails on: which parties, which do not count, and what every report says of it."""

import pytest

from screen.errors import TableError
from screen.model import Band, Disposition
from screen.screening import EarlierRun, Gate
from tests.builders import decided as decided_by
from tests.builders import entry, screen_rows, watchlist

LISTED = entry("Glocom Trading", id="F1", countries=("MY",))
LEAD = entry("Bright Lotus Catering", id="R1", legal_status="not listed", reliability="A", typology=("restaurant",))
LISTS = [watchlist(LISTED), watchlist(LEAD, id="leads", publisher="reported")]
BAD = {"reference": "V-1", "name": "Glocom Trading", "country": "MY"}
FRONT = {"reference": "V-2", "name": "Bright Lotus Catering", "country": "CN"}
GOOD = {"reference": "V-3", "name": "Weber Stationery"}
LOST = {"reference": "V-4", "country": "DE"}


def decided(screening, disposition="false_positive", **more):
    """Return a reviewer's decision on the match of a run."""
    return decided_by(screening, "TEST:F1", Disposition(disposition), **more)


def run(*rows, lists=LISTS, **more):
    return screen_rows(*rows, lists=lists, **more)


def failing(screening):
    rows = dict(zip(screening.parties["row"], screening.intake.table["reference"], strict=True))
    return [rows[row] for _, row in sorted(screening.ruling.failing)]


@pytest.mark.parametrize(
    ("gate", "expected", "code"),
    [
        (Gate(), [], 0),
        (Gate(Band.CRITICAL), [], 0),
        (Gate(Band.HIGH), ["V-1"], 1),
        (Gate(Band.MEDIUM), ["V-1"], 1),
        (Gate(Band.LOW), ["V-1"], 1),
        (Gate(Band.MEDIUM, fail_on_reported=True), ["V-1", "V-2"], 1),
    ],
)  # fmt: skip
def test_parties_at_the_band_or_above_fail_and_reported_fronts_only_where_asked(gate, expected, code):
    screening = run(BAD, FRONT, GOOD, gate=gate)
    assert (failing(screening), screening.ruling.exit_code) == (expected, code)


def test_a_run_says_who_reaches_the_band_by_a_reported_front_only():
    screening = run(FRONT, gate=Gate(Band.MEDIUM))
    assert screening.parties["band"].tolist() == ["medium"], "the report shows it all the same"
    assert screening.ruling.leads == {("", 1)}
    assert screening.notices[-1].startswith("1 party reaches medium by reported fronts only")


def test_a_partner_that_is_a_reported_front_does_not_fail_the_run_either():
    row = GOOD | {"partner": "Bright Lotus Catering"}
    assert run(row, gate=Gate(Band.MEDIUM)).parties["band"].tolist() == ["medium"]
    assert failing(run(row, gate=Gate(Band.MEDIUM))) == []
    assert failing(run(row, gate=Gate(Band.MEDIUM, fail_on_reported=True))) == ["V-3"]


def test_what_does_not_rest_on_the_front_still_fails_the_run():
    row = FRONT | {"country": "", "address": "12 Sungri Street, Pyongyang"}
    assert failing(run(row, gate=Gate(Band.MEDIUM))) == ["V-2"]


def test_lost_rows_fail_a_strict_run_whatever_else_it_finds():
    assert run(BAD, LOST, gate=Gate(Band.HIGH)).ruling.exit_code == 1
    assert run(BAD, LOST, gate=Gate(Band.HIGH, strict=True)).ruling.exit_code == 3
    assert run(LOST, GOOD, gate=Gate(strict=True)).ruling.exit_code == 3


@pytest.mark.parametrize("disposition", ["need_info", "open"])
def test_an_undecided_alert_fails_every_time(disposition):
    journal = decided(run(BAD), disposition)
    assert failing(run(BAD, decisions=journal, gate=Gate(Band.HIGH))) == ["V-1"]


def test_only_an_unexpired_false_positive_lets_a_party_pass():
    first = run(BAD)
    kept = decided(first, "false_positive", valid_until="2026-11-24")
    assert failing(run(BAD, decisions=kept, gate=Gate(Band.LOW))) == []
    over = decided(first, "false_positive", valid_until="2026-11-23")
    assert failing(run(BAD, decisions=over, gate=Gate(Band.HIGH))) == ["V-1"]


# Only what is new


def since(*rows, **more):
    return EarlierRun.of(run(*rows, **more).record)


NEW = Gate(Band.HIGH, only_new=True)


@pytest.mark.parametrize(
    ("before", "now", "expected", "why"),
    [
        ([BAD], [BAD], [], "it was there"),
        ([GOOD], [GOOD, BAD], ["V-1"], "a new vendor"),
        ([BAD], [BAD, BAD | {"reference": "V-9"}], ["V-9"], "the same name under a new reference"),
        ([BAD | {"country": "BR", "name": "Glocom Trading House"}, GOOD], [GOOD, BAD], ["V-1"], "its name came nearer to the entry"),
        ([BAD, GOOD], [GOOD, BAD], [], "rows were sorted"),
    ],
)  # fmt: skip
def test_only_what_was_not_there_fails(before, now, expected, why):
    assert failing(run(*now, gate=NEW, since=since(*before))) == expected, why


def test_a_decision_that_ended_is_new():
    journal = decided(run(BAD), "false_positive", valid_until="2026-11-24")
    before = since(BAD, decisions=journal)
    later = run(BAD, decisions=decided(run(BAD), "false_positive", valid_until="2026-11-20"), gate=NEW, since=before)
    assert failing(later) == ["V-1"]


def test_without_a_last_run_everything_is_new():
    screening = run(BAD, gate=NEW)
    assert failing(screening) == ["V-1"]
    assert "no last complete run was found" in screening.notices[-1]


def test_what_a_reviewer_confirmed_is_never_old():
    journal = decided(run(BAD), "true_match")
    assert failing(run(BAD, decisions=journal, gate=NEW, since=since(BAD, decisions=journal))) == ["V-1"]


def test_a_run_says_that_only_what_is_new_counts():
    screening = run(BAD, gate=NEW, since=since(BAD))
    assert screening.ruling.known == {("", 1)}
    assert screening.notices[-1].startswith(
        "Warning: --only-new: only what is new fails this run; 1 party at high or above"
    )


def test_the_last_run_must_be_whole():
    record = run(BAD).record
    with pytest.raises(TableError, match="altered"):
        EarlierRun.of(record | {"alerts": []})
