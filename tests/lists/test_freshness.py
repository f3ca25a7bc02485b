"""How old lists may be and which must be there: everything that is not held to that fails, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from screen.errors import WatchlistError
from screen.lists import shipped_lists
from screen.lists.freshness import Limits, age_in_days
from tests.builders import TODAY, entry, watchlist

EXPECTED = {"UN": "dprk-un", "OFAC": "dprk-ofac", "EU": "dprk-eu", "UK": "dprk-uk", "reported": "dprk-reported"}


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


def stored(id="un", retrieved=0, checked=None, **more):
    said = {"date": ago(300), "retrieved": ago(retrieved), "checked": "" if checked is None else ago(checked)}
    return replace(watchlist(entry("Glocom"), id=id, publisher="UN"), **(said | more))


def shipped(**days):
    """Return the lists that are shipped, a day old but where it says otherwise (None: without a day)."""
    made = {
        publisher: replace(
            watchlist(entry("Glocom"), id=id, publisher=publisher), date=ago(1), part_of=publisher.casefold()
        )
        for publisher, id in EXPECTED.items()
    }
    return [
        replace(one, date=ago(days[publisher]) if days[publisher] is not None else "") if publisher in days else one
        for publisher, one in made.items()
    ]


def told(limits, ours=(), kept=(), today=TODAY):
    """Return what is found against the limits, a line each."""
    try:
        limits.hold(ours, kept, today)
    except WatchlistError as problem:
        return str(problem).splitlines()
    return []


@pytest.mark.parametrize(
    ("text", "days"),
    [("7d", 7), ("7", 7), ("2w", 14), ("0", 0), ("2W", 14), (" 7d ", 7), ("", None), ("d", None), ("7x", None),
     ("1.5d", None), ("-1", None), ("٧", None), ("7 d", None), ("7d2w", None), ("999999", None)],
)  # fmt: skip
def test_an_age_is_days_or_weeks_and_nothing_else(text, days):
    assert age_in_days(text) == days


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (stored(retrieved=7), ""),
        (stored(retrieved=8), "un: last retrieved or confirmed on 2026-11-16, 8 days ago; --max-list-age allows 7 days."),
        (stored(retrieved=90, checked=7), ""),
        (stored(retrieved=90, checked=8), "8 days ago"),
        (stored(retrieved=1, checked=20), ""),
        (stored(retrieved=-1), "un: dated 2026-11-25, which is after 2026-11-24. Check the clock"),
        (stored(retrieved=3, checked=-1), "dated 2026-11-25"),
        (stored(date=ago(-2)), "dated 2026-11-26"),
        (stored(date=ago(-1)), ""),
        (stored(retrieved=0, date="2026"), ""),
        (replace(stored(), retrieved=""), "un: when it was retrieved is not known"),
    ],
)  # fmt: skip
def test_a_stored_list_counts_from_retrieval_or_from_its_publisher_s_last_word(one, message):
    found = told(Limits(stored_days=7), kept=[one])
    assert len(found) == bool(message)
    assert message in "".join(found)


def test_no_stored_list_at_all_is_no_fresh_list():
    (line,) = told(Limits(stored_days=7), shipped())
    assert line.startswith("Stored lists: there is none")
    assert "Run dprk-screen lists update, or restore the folder" in line
    assert told(Limits(shipped_days=7), shipped()) == []


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({"EU": 120}, ""),
        ({"EU": 121}, "dprk-eu: data of 2026-07-26, 121 days old; --max-shipped-age allows 120 days."),
        ({"EU": -1}, "dprk-eu: its data are of 2026-11-25, which is after 2026-11-24."),
        ({"EU": None}, "dprk-eu: the day of its data is not known."),
    ],
)
def test_a_shipped_list_counts_from_the_date_of_its_data(days, message):
    found = told(Limits(shipped_days=120), shipped(**days))
    assert len(found) == bool(message)
    assert message in "".join(found)


def test_a_shipped_list_that_is_gone_from_the_installation_is_told():
    (line,) = told(Limits(shipped_days=120), [one for one in shipped() if one.publisher != "UK"])
    assert line == "Shipped list of United Kingdom: it is not there. Install dprk-screen again."


@pytest.mark.parametrize(
    ("whole", "is_held"),
    [
        (stored(date=ago(10), retrieved=5), True),
        (stored(date=ago(10), retrieved=130), False),
        (stored(date=ago(500), retrieved=5), False),
        (stored(date=ago(10), retrieved=5, is_day_guessed=True), False),
        (stored(id="uk", date=ago(10), retrieved=5), False),
        (stored(date=ago(10), retrieved=-5), False),
    ],
)
def test_a_shipped_list_counts_as_its_publisher_s_whole_list_where_that_is_stored_and_as_new(whole, is_held):
    assert (told(Limits(shipped_days=120), shipped(UN=200), [whole]) == []) is is_held


def test_everything_is_told_at_once():
    found = told(
        Limits(7, 120, ("un", "dprk-un", "eu", "eu")),
        shipped(EU=121, UK=None),
        [stored(retrieved=8), stored("us", 9)],
    )
    assert [line.split(":")[0] for line in found] == ["un", "us", "dprk-eu", "dprk-uk", "eu"]
    assert all(line.endswith(".") for line in found)


def test_a_limit_that_is_not_given_judges_nothing():
    assert told(Limits(), [], [stored(retrieved=5000, date=ago(-90))]) == []
    assert list(Limits().notices()) == []


def test_the_limits_that_were_in_force_are_said():
    said = list(Limits(7, 120, ("dprk-un",)).notices())
    assert said == [
        "Lists held to at most 7 days (stored) and 120 days (shipped): all are.",
        "Lists that must be in use: dprk-un: all are.",
    ]
    assert list(Limits(stored_days=1).notices()) == ["Lists held to at most 1 day (stored): all are."]


def test_the_lists_that_are_shipped_hold_what_they_must():
    ours = shipped_lists()
    assert (
        told(Limits(shipped_days=100_000, required=tuple(one.id for one in ours)), ours, today=date(2027, 1, 1)) == []
    )
