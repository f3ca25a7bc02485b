"""What a new version makes of decisions."""

from dataclasses import replace
from typing import Any

from screen.decisions import Event, Journal, Listed, Rechecked, recheck
from screen.model import Band
from screen.screening import Screening
from tests.builders import TODAY, decision, entry, screen_rows, watchlist

ROW = {"reference": "V-1", "name": "Glocom Trading", "country": "MY", "phone": "+850 2 18111"}
LISTS = [watchlist(entry("Glocom Trading", id="F1", countries=("MY",)))]


def became(run: Screening, *events: Event) -> list[Rechecked]:
    journal = Journal(None, events)
    return recheck(journal, run.intake, run.matches, run.hits, run.bases, Listed(run.lists), run.audit.as_of)


def as_scored_before(event: Event, band: Band, score: float, **points: int) -> Event:
    """Return a decision as an earlier version would have recorded it, with other points."""
    evidence: list[Any] = [
        [field, asked, listed, verdict, points.get(field, counted)]
        for field, asked, listed, verdict, counted in event.basis["evidence"]
    ]
    basis = {**event.basis, "band": band.word, "score": score, "evidence": evidence}
    return replace(event, basis=basis, tool_version="0.0.1", rules_version="000000000000")


def test_what_stands_as_it_did_is_not_listed():
    run = screen_rows(ROW, lists=LISTS)
    assert became(run, decision(run), decision(run, "A03")) == []


def test_a_decision_whose_score_moved_by_other_points_is_listed_and_does_not_lapse():
    run = screen_rows(ROW, lists=LISTS)
    before = as_scored_before(decision(run), Band.MEDIUM, 75.0, country=1)
    (found,) = became(run, before)
    assert (found.what, found.band, found.row, found.name) == ("moved", "high", 1, "Glocom Trading")
    assert found.why == "points: country +1 → +8"
    again = screen_rows(ROW, lists=LISTS, decisions=Journal(None, (before,)))
    assert again.counts["suppressed"] == 1


def test_a_field_that_was_not_compared_before_is_named():
    run = screen_rows(ROW, lists=LISTS)
    event = decision(run)
    evidence = [one for one in event.basis["evidence"] if one[0] == "name"]
    (found,) = became(run, replace(event, basis={**event.basis, "evidence": evidence, "score": 90.0}))
    assert found.why == "points: country not compared → +8"


def test_a_flag_that_its_rule_gives_another_level_is_listed():
    run = screen_rows(ROW, lists=LISTS)
    event = decision(run, "A03")
    (found,) = became(run, replace(event, basis={**event.basis, "band": "high"}))
    assert (found.what, found.why.partition(":")[0]) == ("moved", "the rule gives it critical now")


def test_what_lapses_says_why_and_does_not_count_as_moved():
    first = screen_rows(ROW, lists=LISTS)
    run = screen_rows(ROW | {"country": "SG"}, lists=LISTS)
    (found,) = became(run, decision(first))
    assert (found.what, found.why) == ("lapsed", "country in your table: Malaysia → Singapore")


def test_what_is_not_found_any_more_is_listed_whatever_was_decided():
    first = screen_rows(ROW, lists=LISTS)
    run = screen_rows(ROW | {"name": "Acme", "phone": ""}, {"reference": "V-2", "name": "Bolt"}, lists=LISTS)
    assert [(one.what, one.event.target) for one in became(run, decision(first), decision(first, "A03"))] == [
        ("not found", "TEST:F1"),
        ("not found", "A03"),
    ]
    elsewhere = screen_rows({"reference": "V-2", "name": "Bolt"}, lists=LISTS)
    assert became(elsewhere, decision(first)) == []


def test_an_expired_decision_is_listed():
    run = screen_rows(ROW, lists=LISTS)
    (found,) = became(run, decision(run, decided_on="2026-11-20", valid_until="2026-11-23"))
    assert (found.what, TODAY.isoformat() in found.why) == ("expired", False)


def test_a_flag_is_found_also_where_the_match_below_it_was_dismissed():
    run = screen_rows(ROW, lists=LISTS)
    assert became(run, decision(run), decision(run, "A03", disposition="true_match")) == []
