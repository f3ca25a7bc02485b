"""The whole measurement on small lists."""

import json
from dataclasses import replace

import pytest

from screen.assurance import benchmark
from screen.assurance.confirmed import Confirmed
from screen.model import Band
from screen.redflags import load_rules
from tests.assurance.lists import lists, measured
from tests.builders import entry, watchlist


@pytest.fixture(scope="module")
def record():
    return measured()


def test_the_same_inputs_give_the_same_bytes(record):
    assert json.dumps(measured(), ensure_ascii=False) == json.dumps(record, ensure_ascii=False)


def test_another_seed_draws_other_names(record):
    other = measured(seed=8)
    assert other["controls"]["all"]["asked_sha256"] != record["controls"]["all"]["asked_sha256"]


def test_a_set_up_that_works_says_so(record):
    assert record["verdict"]["state"] != "failed"
    exact = next(row for row in record["controls"]["by_class"] if row["how"] == "exact")
    assert exact["found"] == exact["asked"] > 0


def test_a_threshold_of_99_shows_as_a_set_up_that_is_not_good_enough(record):
    broken = measured(rules=replace(load_rules(), bands={Band.MEDIUM.word: 99.0, Band.HIGH.word: 99.5}))
    assert broken["thresholds"]["medium"] == 99.0
    assert broken["controls"]["all"]["share"] < 0.3 < record["controls"]["all"]["share"]
    assert broken["verdict"]["state"] == "failed"
    assert any("exact controls" in one for one in broken["verdict"]["look_at"])
    beside = measured(
        rules=replace(load_rules(), bands={Band.MEDIUM.word: 99.0, Band.HIGH.word: 99.5}), against=record
    )
    assert beside["comparison"]["regressions"]


def test_caught_controls_are_never_called_recall(record):
    assert "recall" not in record["controls"]["title"].lower()
    figure = record["verdict"]["figures"][0]
    assert figure["what"] == "Caught controls (no recall)"


def test_a_ratio_above_the_limit_stands_on_page_one():
    common = [entry(f"{family} {given}", id=f"{family}{given}", kind="person") for family in ("Wang", "Li", "Zhang", "Liu", "Chen")
              for given in ("Wei", "Fang", "Min", "Jun", "Yong", "Ming", "Tao")]  # fmt: skip
    found = measured(given=[*lists(), watchlist(*common, id="cn", publisher="CN")], names_per_group=60)
    row = next(row for row in found["innocents"]["groups"] if (row["group"], row["script"]) == ("Chinese", "Latin"))
    assert row["ratio"] > 3
    assert any(one.startswith("Chinese, Latin script: ") for one in found["verdict"]["look_at"])


def test_a_benchmark_that_is_not_installed_is_told_as_not_tested(record, monkeypatch):
    monkeypatch.setattr(benchmark, "PACKAGE", "no-such-package")
    one = next(one for one in measured()["recall"] if one["id"] == "ssb")
    assert not one["tested"]
    assert "is not installed" in one["why_not"]


def test_confirmed_matches_are_asked_by_the_names_of_the_table_and_told_without_them():
    given = [
        Confirmed("Ri Yong Ho", ("UN:P1",), "row 3", "person", (("birth_date", "1954-07-10"),)),
        Confirmed("Wholly Different", ("UN:F1",), "row 4", "organisation"),
        Confirmed("", ("UN:P2",), "row 5"),
        Confirmed("Gone Trading", ("US:999",), "row 6"),
    ]
    record = measured(confirmed=given)
    one = next(one for one in record["recall"] if one["id"] == "confirmed")
    assert (one["all"]["found"], one["all"]["asked"]) == (1, 2)
    assert "1 without a name" in one["left"]
    assert "1 on no list in use" in one["left"]
    missed = next(miss for miss in record["misses"] if miss["set"] == one["title"])
    assert missed["asked"] == "row 4"
    assert "Wholly" not in json.dumps(record)


def test_every_miss_is_told_in_full(record):
    missed = sum(one["all"]["asked"] - one["all"]["found"] for one in (record["controls"], *record["recall"]))
    assert len(record["misses"]) == missed > 0
    assert all(one["wanted"] and one["listed_name"] and one["why"] for one in record["misses"])


def test_lists_without_an_entry_are_no_error():
    record = measured(given=[])
    assert not record["controls"]["tested"]
    assert record["verdict"]["look_at"]
