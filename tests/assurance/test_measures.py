"""What answers come to."""

import pytest

from screen.assurance.measures import curve, loads, reliability
from screen.assurance.questions import Answer, Question

BANDS = {"low": 50.0, "medium": 70.0, "high": 85.0}


def answer(score=0.0, others=(), how="group", script="Latin", kind="person", name="A"):
    return Answer(Question(name, kind, "UN:1" if score else "", how, script), score, tuple(others))


def test_a_score_counts_in_its_bin_and_full_marks_in_the_last():
    bins = reliability([answer(50.0), answer(69.9), answer(100.0, [70.0])], [answer(0.0, [72.0])])
    counts = {(row["from"], row["to"]): (row["found"], row["asked"]) for row in bins if row["asked"]}
    assert counts == {(50, 55): (1, 1), (65, 70): (1, 1), (70, 75): (0, 2), (95, 100): (1, 1)}


def test_what_a_score_means_falls_with_the_share_of_listed_parties():
    row = next(row for row in reliability([answer(90.0)] * 10, [answer(0.0, [90.0])] * 10) if row["from"] == 90)
    assert row["share"] == 0.5
    assert row["in_usual_table"] == pytest.approx(0.001, abs=1e-4)


def test_a_group_that_bears_more_than_the_limit_is_marked():
    some = [answer(0.0, [80.0], how="few", name=f"f{place}") for place in range(30)]
    rest = [answer(0.0, [], how="many", name=f"m{place}") for place in range(270)]
    rows = {row["group"]: row for row in loads([*some, *rest], [*some, *rest], BANDS)}
    assert rows["all persons"]["share"] == 100
    assert rows["few"]["ratio"] == 10
    assert rows["few"]["is_above_limit"]
    assert not rows["many"]["is_above_limit"]


def test_a_group_of_few_names_is_counted_and_not_judged():
    some, rest = [answer(0.0, [80.0], how="few")] * 5, [answer(0.0, [], how="many")] * 270
    rows = {row["group"]: row for row in loads([*some, *rest], [*some, *rest], BANDS)}
    assert rows["few"]["found"] == 5
    assert not rows["few"]["is_above_limit"]


def test_where_nothing_alerts_there_is_no_ratio():
    quiet = [answer(how="some")] * 40
    assert [row["ratio"] for row in loads(quiet, quiet, BANDS)] == [None, None]


def test_less_is_found_and_less_alerts_the_higher_the_threshold():
    found = {"a set": [answer(float(score)) for score in range(50, 100, 3)]}
    rows = curve(found, [answer(0.0, [float(score)]) for score in range(50, 100, 7)])
    shares, alerts = [row["a set"] for row in rows], [row["per_1000"]["all innocents"] for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert alerts == sorted(alerts, reverse=True)
