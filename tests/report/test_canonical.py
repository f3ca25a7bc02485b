"""The SHA-256 of an outcome: what it follows from, and what it does not."""

import json
from copy import deepcopy

import pytest

from screen.report.canonical import ALL, OTHERS, canonical, canonical_whole, outcome
from tests.report.reviewed import ROWS, screened


@pytest.fixture(scope="module")
def record():
    return screened(*ROWS).record


def reversed_rows(record):
    for name in ALL:
        if isinstance(record[name], list):
            record[name].reverse()


def another_time_and_place(record):
    record |= {"started_at": "2000-01-01T00:00:00+00:00", "operator": "nobody", "command_line": "", "notices": []}
    record["input"]["name"] = "another.csv"


def through_json(record):
    record |= json.loads(json.dumps(record))


@pytest.mark.parametrize("change", [reversed_rows, another_time_and_place, through_json])
def test_the_outcome_is_the_same_after(change, record):
    other = deepcopy(record)
    change(other)
    assert outcome(other) == outcome(record)


@pytest.mark.parametrize("name", ALL)
def test_the_outcome_follows_from_every_part(name, record):
    other = deepcopy(record)
    if isinstance(other[name], list):
        other[name].append({"sheet": "", "row": 1})
    else:
        other[name]["more"] = 1
    assert outcome(other)["whole"] != outcome(record)["whole"]


def test_what_bears_no_alert_is_of_the_whole_alone(record):
    other = deepcopy(record)
    for name in OTHERS:
        other[name].append({"sheet": "", "row": 99})
    assert outcome(other)["alerts"] == outcome(record)["alerts"]
    assert outcome(other)["whole"] != outcome(record)["whole"]


def test_both_forms_are_json(record):
    for form in (canonical, canonical_whole):
        assert set(json.loads(form(record))) <= set(ALL)
