"""Page one says what an auditor with five minutes has to know."""

from copy import deepcopy

import pytest

from screen.assurance import verdict as page_one
from screen.assurance.verdict import verdict
from screen.report.effectiveness.terms import terms
from tests.assurance.lists import measured


@pytest.fixture(scope="module")
def record():
    return measured()


def with_vessels(record, found, asked=40):
    """Return the record with vessels of which so many are found."""
    made = deepcopy(record)
    share = {"asked": asked, "found": found, "share": found / asked, "low": 0.0, "high": 1.0}
    one = made["recall"][0]
    one["by_class"].append(one["by_class"][0] | share | {"kind": "vessels"})
    one["by_kind"].append(one["by_kind"][0] | share | {"kind": "vessels"})
    return made


def test_a_kind_of_party_of_which_less_than_half_is_found_stands_first_and_is_marked(record):
    told = verdict(with_vessels(record, 14))
    assert told["state"] == page_one.GAPS
    assert told["look_at"][0] == (
        "▼ Names of other publishers, vessels, spelled otherwise: only 35.0 % are found (14 of 40)."
    )
    (poor,) = [one for one in told["figures"] if one["is_poor"]]
    assert poor["what"] == "Recall of vessels, same set"
    assert "35.0 % of vessels" in told["sentence"]


def test_a_share_of_few_names_is_no_gap(record):
    assert not any(one.startswith("▼") for one in verdict(with_vessels(record, 1, asked=5))["look_at"])


def test_a_share_between_half_and_the_limit_is_told_without_a_mark(record):
    told = verdict(with_vessels(record, 24))
    assert told["state"] != page_one.GAPS
    assert any("less than 80 % is found of vessels, spelled otherwise, 60.0 %" in one for one in told["look_at"])


def test_the_figure_of_caught_controls_says_where_it_stands_that_it_is_no_recall(record):
    figure = verdict(record)["figures"][0]
    assert figure["what"] == "Caught controls (no recall)"
    assert "Caught controls are no recall" in figure["meaning"]


def test_old_lists_are_told_in_one_line(record):
    made = deepcopy(record)
    for one in made["lists"]:
        one |= {"is_stale": True, "age_days": 200}
    told = [one for one in verdict(made)["look_at"] if one.startswith("Old lists")]
    assert len(told) == 1
    assert told[0].count("200 days old") == len(made["lists"])


def test_the_words_of_page_one_are_explained_with_the_thresholds_in_force(record):
    told = dict(terms(record))
    assert {"Control", "Recall", "Innocent", "Publisher", "Medium", "95 % interval"} <= set(told)
    assert f"{record['thresholds']['medium']:g} or more" in told["Medium"]
