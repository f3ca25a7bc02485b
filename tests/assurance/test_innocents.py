"""Innocent names: invented by lot, or the officer's own table."""

import csv
from collections import Counter

import pytest

from screen.assurance.innocents import invented, own
from screen.assurance.settings import settings
from screen.data import rules_file
from screen.intake import read_parties
from tests.assurance.lists import measured
from tests.builders import TODAY


def test_the_same_seed_draws_the_same_names():
    assert invented(3, 10) == invented(3, 10)
    assert invented(3, 10) != invented(4, 10)


def test_every_group_and_script_gets_as_many_names():
    drawn = Counter((one.how, one.script) for one in invented(1, 12).questions)
    assert set(drawn.values()) == {12}
    assert len(drawn) > 30


@pytest.mark.parametrize("file", ["names.csv", "firms.csv"])
def test_every_group_of_the_words_is_written_in_some_way_and_every_way_has_its_words(file):
    with rules_file("assurance", file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    groups = settings().persons if file == "names.csv" else settings().organisations
    assert {row["group"] for row in rows} == set(groups)
    assert all(float(row["weight"]) > 0 and row["latin"].strip() for row in rows)
    for name, about in groups.items():
        if any(isinstance(forms, list) and script not in ("Latin",) for script, forms in about.items()):
            assert any(row["native"] for row in rows if row["group"] == name), f"{name} has no letters of its own"


def test_a_messy_table_of_the_officer_is_read_and_told_by_row(tmp_path):
    path = tmp_path / "kunden.csv"
    lines = ["Our customers;;", ";;", "Full Nm;Nationality;DOB", "Müller, Jörg;Deutschland;1.2.1980", ";;", "김민준;ROK;n/a",
             "=HYPERLINK(1);;", "Kim Chol Su;North Korea;1961-02-03"]  # fmt: skip
    path.write_bytes("\n".join(lines).encode("utf-8-sig"))
    sample = own(read_parties(path, today=TODAY), 1)
    assert sample.is_own
    assert {one.how for one in sample.questions} >= {"nationality Germany", "nationality South Korea"}
    record = measured(innocent=sample)
    told = record["innocents"]
    assert [one["asked"] for one in told["alerts"]] == ["row 8"]
    assert "Müller" not in str(record)
    assert sum(row["asked"] for row in told["groups"] if row["script"] == "all") == len(sample.questions)
    assert record["names_per_group"] == 0


def test_a_whole_row_may_alert_less_than_its_name():
    groups = measured(names_per_group=40)["innocents"]["groups"]
    persons = next(row for row in groups if row["group"] == "all persons")
    assert persons["found_as_rows"] <= persons["found"]
