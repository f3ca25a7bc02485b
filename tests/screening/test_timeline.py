"""Dates side by side: each as it is known, wrong ones said, and the days that several parties have in common."""

from datetime import date

import pytest

from screen.screening.timeline import timeline
from tests.builders import parties

BATCH = [
    {"name": "Anna Weber", "passport_issued_on": "2018-02-12", "permit_issued_on": "2018-05-03"},
    {"name": "Jan Novak", "passport_issued_on": "2018-02-12", "permit_issued_on": "2018-05"},
    {"name": "Ida Lind", "passport_issued_on": "2018-02-12", "arrived_on": "2017"},
    {"name": "Per Dahl", "passport_issued_on": "31.02.2018"},
]


def told(*rows):
    table = parties(*rows)
    return timeline(table, range(len(table)))


def test_lines_begin_with_the_earliest_and_end_with_those_without_a_date():
    lines = told(*BATCH).lines
    assert [one.place for one in lines] == [2, 0, 1, 3]
    assert [mark.field for mark in lines[0].marks] == ["arrived_on", "passport_issued_on"]


def test_a_date_without_its_day_is_a_span():
    mark = next(one for one in told(*BATCH).lines[2].marks if one.field == "permit_issued_on")
    assert (mark.first, mark.last, mark.is_full) == (date(2018, 5, 1), date(2018, 5, 31), False)


def test_a_cell_that_is_no_date_is_said_as_written():
    assert dict(told(*BATCH).lines[3].unread) == {"passport_issued_on": "31.02.2018"}


def test_a_day_that_three_parties_share_is_told_with_them():
    (one,) = told(*BATCH).days
    assert (one.field, one.day, sorted(one.places)) == ("passport_issued_on", date(2018, 2, 12), [0, 1, 2])


def test_the_legal_day_comes_from_the_rules():
    assert told(*BATCH).repatriation == date(2019, 12, 22)


@pytest.mark.parametrize("rows", [[{"name": "Anna Weber"}], [{"name": "Anna Weber", "arrived_on": ""}]])
def test_a_table_without_dates_has_lines_without_marks(rows):
    found = told(*rows)
    assert [one.marks for one in found.lines] == [()]
    assert (found.days, found.fields) == ((), ())
