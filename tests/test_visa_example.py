"""The example of a consular list: read as it is kept, and screened with nobody harassed."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import screen
from screen.intake import read_parties
from screen.screening import Screener
from tests.builders import TODAY, cases

FOLDER = Path(screen.__file__).resolve().parent.parent / "examples" / "visa"
EXPECTED = cases(str(FOLDER / "visa.xlsx"), "expected.csv")
GROUP = {("Renewals", row) for row in range(6, 12)}


@pytest.fixture(scope="module")
def result():
    from screen.lists import shipped_lists

    return Screener(shipped_lists()).screen(FOLDER / "visa.xlsx", as_of=TODAY)


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: f"{case['sheet']}-{case['row']}")
def test_a_row_comes_out_as_expected(result, case):
    parties = result.parties
    found = parties[(parties["sheet"] == case["sheet"]) & (parties["row"] == int(case["row"]))].iloc[0]
    assert found["name"] == case["name"]
    assert found["band"] == case["band"], found["top_reason"]


def test_every_row_is_expected_or_skipped(result):
    assert {(case["sheet"], int(case["row"])) for case in EXPECTED} == set(
        zip(result.parties["sheet"], result.parties["row"], strict=True)
    )
    assert result.counts["rows_read"] == len(EXPECTED) + result.counts["skipped"]


def test_the_table_is_taken_for_one_of_applicants(result):
    assert [one.id for one in result.audit.profiles] == ["visa"]


def test_the_same_day_is_read_from_cells_day_counts_dots_and_juche_years():
    table = read_parties(FOLDER / "visa.xlsx", today=TODAY).table
    group = table[(table["sheet"] == "Renewals") & table["row"].isin([row for _, row in GROUP])]
    assert set(group["permit_issued_on"]) == {"2018-05-03"}
    assert group["passport"].tolist()[:2] == ["108130417", "108130418"]
    assert set(group["nationality"]) == {"KP"}
    assert table.loc[table["name"] == "Somchai Prasert", ["birth_date", "permit_issued_on"]].iloc[0].tolist() == [
        "1987-10-13",
        "2026",
    ]


def test_the_workbook_is_what_its_program_makes(tmp_path):
    import importlib.util

    spec = importlib.util.spec_from_file_location("build_visa", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build(tmp_path / "again.xlsx")
    shipped = openpyxl.load_workbook(FOLDER / "visa.xlsx")
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert shipped.sheetnames == again.sheetnames
    for sheet in shipped:
        assert list(sheet.values) == list(again[sheet.title].values)
    assert shipped.properties.created == datetime(2026, 11, 20)
