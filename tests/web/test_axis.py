"""A time line is drawn from the first date to the last, with what is far off at its edge."""

from datetime import date

import pytest

from screen.screening.timeline import timeline
from screen.web.axis import LEFT, WIDTH, axis
from tests.builders import parties

TODAY = date(2026, 11, 24)


def drawn(*rows):
    table = parties(*rows)
    return axis(timeline(table, range(len(table))), TODAY)


def test_dates_stand_in_order_and_inside():
    (row,) = [marks for _, marks in drawn({"name": "Anna Weber", "passport_issued_on": "2018-02-12",
                                           "permit_issued_on": "2018-05-03", "permit_expires_on": "2020-05-02"}).rows]  # fmt: skip
    places = [one.x for one in row]
    assert places == sorted(places)
    assert LEFT <= places[0] < places[-1] <= LEFT + WIDTH


def test_a_month_is_a_span():
    (mark,) = drawn({"name": "Anna Weber", "arrived_on": "2018-05"}).rows[0][1]
    assert mark.end > mark.x


@pytest.mark.parametrize(("cell", "edge"), [("9999-12-31", 1), ("1901-01-01", -1)])
def test_a_date_far_off_stands_at_the_edge_and_hides_no_other(cell, edge):
    found = drawn({"name": "Anna Weber", "passport_issued_on": "2018-02-12", "permit_expires_on": cell})
    assert {one.mark.field: one.edge for one in found.rows[0][1]}["permit_expires_on"] == edge
    assert (found.beyond, found.first) == (1, date(2018, 2, 1))


def test_only_dates_far_off_are_drawn_where_they_are():
    assert drawn({"name": "Anna Weber", "permit_expires_on": "9999-12-31"}).beyond == 0


@pytest.mark.parametrize(("issued", "is_drawn"), [("2018-02-12", False), ("2021-03-04", True)])
def test_the_legal_day_is_drawn_where_it_lies_near(issued, is_drawn):
    found = drawn({"name": "Anna Weber", "permit_issued_on": issued})
    assert (found.repatriation is not None) is is_drawn


def test_without_a_date_nothing_is_drawn():
    assert drawn({"name": "Anna Weber"}) is None


@pytest.mark.parametrize(
    ("first", "last", "label", "most"), [("2021-03-04", "2021-05-01", "2021-04", 16), ("2012-01-01", "2026-01-01", "2026", 20)]
)  # fmt: skip
def test_months_or_years_are_labelled(first, last, label, most):
    found = drawn({"name": "Anna Weber", "permit_issued_on": first, "permit_expires_on": last})
    told = [text for _, text in found.labels]
    assert label in told
    assert len(told) <= most
