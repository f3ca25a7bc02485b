"""A report beside an earlier one: noise is no regression, a loss is."""

from copy import deepcopy

import pytest

from screen.assurance.regression import Pair, compared
from tests.assurance.lists import measured
from tests.builders import cases


@pytest.fixture(scope="module")
def record():
    return measured()


@pytest.mark.parametrize("case", cases(__file__, "chances.csv"), ids=lambda case: case["why"])
def test_a_fall_is_weighed_against_chance(case):
    def number(name):
        return int(case[name]) if case[name] else None

    pair = Pair("a class", (number("before"), number("asked_before")), (number("now"), number("asked_now")),
                number("lost"), number("won"))  # fmt: skip
    assert (pair.chance < 0.001) == (case["is_unlikely"] == "yes"), f"{case['why']}: {pair.chance}"


def test_the_same_report_is_no_regression(record):
    told = compared(record, record)
    assert told["regressions"] == []
    assert told["compared"] == []
    assert told["changed"] == []
    assert told["classes_compared"] > 30


def earlier(record, **more):
    before = deepcopy(record)
    before.update(more)
    return before


def test_an_exact_control_newly_missed_is_one_whatever_chance_says(record):
    now = deepcopy(record)
    row = next(row for row in now["controls"]["by_class"] if row["how"] == "exact")
    row["found"] -= 1
    assert any("exact controls" in one for one in compared(now, record)["regressions"])


def test_a_test_that_is_not_made_any_more_is_one(record):
    now = deepcopy(record)
    one = next(one for one in now["recall"] if one["id"] == "publishers")
    one["tested"], one["by_class"] = False, []
    assert compared(now, record)["regressions"] == ["Names of other publishers: tested before, not tested now."]


def test_a_group_that_comes_to_pass_the_limit_is_one(record):
    now = deepcopy(record)
    row = next(row for row in now["innocents"]["groups"] if row["group"] == "Chinese")
    row |= {"is_above_limit": True, "ratio": 4.2, "share": row["share"] + 10}
    told = compared(now, record)["regressions"]
    assert [one for one in told if one.startswith("Alerts on Chinese")]
    assert not [one for one in compared(now, now)["regressions"] if "Chinese" in one]


def test_one_name_lost_of_many_is_told_and_is_noise(record):
    now = deepcopy(record)
    row = now["recall"][0]["by_class"][0]
    row["found"] -= 1
    now["misses"].append(
        {"set": now["recall"][0]["title"], "how": row["how"], "kind": row["kind"], "asked": "A", "wanted": "UN:1"}
    )
    told = compared(now, record)
    assert told["regressions"] == []
    assert not any(one["is_worse"] for one in told["compared"])


def test_what_differs_in_what_was_tested_is_told(record):
    before = earlier(record, rules_version="old", seed=1, thresholds=record["thresholds"] | {"medium": 75.0},
                     lists=[record["lists"][0] | {"sha256": "x", "date": "2025-01-01"}])  # fmt: skip
    told = "\n".join(compared(record, before)["changed"])
    for part in (
        "rules version: old before",
        "seed: 1 before",
        "medium from 75",
        "of 2025-01-01 before",
        "List eu: not used before",
    ):
        assert part in told


def test_many_names_lost_of_the_same_names_are_a_regression_in_one_class_and_in_the_whole(record):
    before = deepcopy(record)
    for part in (before["recall"][0]["by_class"][0], before["recall"][0]["all"]):
        part["asked"], part["found"] = part["asked"] + 20, part["found"] + 20
    now = deepcopy(before)
    one = now["recall"][0]
    row = one["by_class"][0]
    row["found"], one["all"]["found"] = row["found"] - 8, one["all"]["found"] - 8
    about = {"set": one["title"], "how": row["how"], "kind": row["kind"].removesuffix("s")}
    now["misses"] += [{**about, "asked": f"A {place}", "wanted": "UN:1"} for place in range(8)]
    told = compared(now, before)["regressions"]
    assert any(line.startswith("Names of other publishers, all:") for line in told), told
    assert len(told) == 2
    assert all("8 are missed that were not before" in line for line in told)


def test_a_table_of_ones_own_is_not_compared_with_invented_names(record):
    now = deepcopy(record)
    now["innocents"] |= {"is_own": True, "sha256": "x"}
    for row in now["innocents"]["groups"]:
        row |= {"found": row["asked"], "share": 1000.0, "is_above_limit": True, "ratio": 9.0}
    told = compared(now, record)
    assert told["regressions"] == []
    assert any("not compared" in one for one in told["changed"])


def test_a_report_that_is_worse_says_so_first(record):
    before = deepcopy(record)
    before["recall"][2]["tested"] = True
    verdict = measured(against=before)["verdict"]
    assert verdict["state"] == "worse"
    assert verdict["sentence"].endswith("It is worse than the last report: see below.")
    assert verdict["look_at"][0].startswith("Worse than the last report: Your confirmed matches")
