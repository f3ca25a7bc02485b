"""The order that a window was given, while decisions are made."""

from datetime import date

import pytest

from screen.report.verdict import Seen, Verdict, record_verdict
from screen.report.worklist import Wanted
from screen.web.bench import Found
from screen.web.orders import Orders
from screen.web.setup import Setup
from tests.report.reviewed import ROWS, screened

TODAY = date(2026, 11, 28)


@pytest.fixture
def setup(tmp_path):
    return Setup(folder=tmp_path, as_of=TODAY)


@pytest.fixture(scope="module")
def found():
    return Found.of(screened(*ROWS))


def decide(found, setup, place):
    """Record that all alerts of the party at a place are false positives."""
    party = found.record["parties"][place]["party_id"]
    seen = {one["alert_id"]: Seen("") for one in found.record["alerts"] if one["party_id"] == party}
    verdict = Verdict("false_positive", "A. Officer", "name differs", "looked at")
    done = record_verdict(found.record, setup.journal("table.csv"), verdict, seen, TODAY)
    assert set(done.events) == set(seen)


def test_an_order_stays_as_it_was_given_and_the_present_one_follows_the_decisions(found, setup):
    orders = Orders()
    before = orders.worklist(found, setup, "table.csv")
    run, given = orders.of(Wanted())
    first = int(given[0])
    assert before.is_undecided(first)
    decide(found, setup, first)
    after = orders.worklist(found, setup, "table.csv")
    assert not after.is_undecided(first)
    assert after.case(first).is_suppressed
    assert orders.of(Wanted(), run)[0] == run
    assert orders.of(Wanted(), run)[1].tolist() == given.tolist()
    newest, present = orders.of(Wanted())
    assert newest == orders.run > run
    assert present.tolist() == [*given[1:].tolist(), first]


def test_nothing_is_made_anew_where_nothing_has_changed(found, setup):
    orders = Orders()
    assert orders.worklist(found, setup, "table.csv") is orders.worklist(found, setup, "table.csv")
    assert orders.run == 1


def test_words_are_found_after_a_decision_as_before(found, setup):
    orders = Orders()
    before = orders.worklist(found, setup, "table.csv")
    told = before.chosen(Wanted(search="glocom", everyone=True)).tolist()
    decide(found, setup, told[0])
    after = orders.worklist(found, setup, "table.csv")
    assert after.chosen(Wanted(search="glocom", everyone=True)).tolist() == told


def test_an_order_of_a_table_that_was_read_in_another_way_is_forgotten(found, setup):
    orders = Orders()
    orders.worklist(found, setup, "table.csv")
    run, _ = orders.of(Wanted())
    orders.worklist(Found.of(screened(*reversed(ROWS[:3]))), setup, "table.csv")
    assert orders.of(Wanted(), run)[0] == orders.run != run


def test_an_order_that_nobody_was_given_is_the_present_one(found, setup):
    orders = Orders()
    orders.worklist(found, setup, "table.csv")
    assert orders.of(Wanted(), 77)[0] == 1


def test_orders_without_end_are_not_kept(found, setup):
    orders = Orders()
    worklist = orders.worklist(found, setup, "table.csv")
    run, _ = orders.of(Wanted())
    decide(found, setup, int(worklist.chosen(Wanted())[0]))
    orders.worklist(found, setup, "table.csv")
    for number in range(200):
        orders.of(Wanted(search=str(number)))
    assert orders.of(Wanted(), run)[0] == orders.run


def test_decisions_that_cannot_be_read_leave_the_list_as_the_run_found_it(found, setup):
    setup.decisions_file("table.csv").write_text("no decisions\n", encoding="utf-8")
    worklist = Orders().worklist(found, setup, "table.csv")
    assert worklist.record is found.record
