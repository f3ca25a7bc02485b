"""check of a large table: in parts, with the full result beside the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from screen.cli import cli
from screen.cli.large import Large
from screen.scale.tables import COLUMNS
from tests.scale.tables import example, written


def check(*given: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["check", *map(str, given), "--as-of", "2026-11-24", "--no-stored"])
    return result.exit_code, result.stderr


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return example("vendors", tmp_path)


def test_a_table_in_parts_has_its_alerts_in_the_workbook_and_everything_beside_it(table, tmp_path):
    code, said = check(table, "--engine", "local", "--processes", "1", "--fail-on", "high")
    assert code == 1, said
    assert "Full result: " in said
    book = load_workbook(tmp_path / "vendors.screened.xlsx")
    assert "Alerts" in book.sheetnames
    assert not {"Parties", "Nothing found"} & set(book.sheetnames)
    cover = [cell for row in book["Cover and audit"].values for cell in row if isinstance(cell, str)]
    assert any("vendors.screened.parquet, a folder of Parquet files" in cell for cell in cover)
    assert {path.stem for path in (tmp_path / "vendors.screened.parquet").glob("*.parquet")} == set(COLUMNS)
    assert not (tmp_path / ".vendors.screened.parquet.work").exists()


def test_without_a_report_nothing_is_left(table, tmp_path):
    code, said = check(table, "--engine", "local", "--processes", "1", "--no-report")
    assert code == 0, said
    assert [path.name for path in tmp_path.iterdir()] == ["vendors.csv"]


@pytest.mark.parametrize(("given", "what"), [(["--since", "a.json"], "--since"), (["--sheet", "Q3"], "--sheet")])
def test_what_parts_do_not_take_is_refused_in_one_line(given, what, table):
    code, said = check(table, "--engine", "local", *given)
    assert code == 2
    assert f"{what} is not for a table that is screened in parts" in said


def test_resume_of_a_table_that_is_read_whole_is_refused(table):
    code, said = check(table, "--resume")
    assert code == 2
    assert "--engine local" in said


def test_a_workbook_is_not_read_in_parts(tmp_path):
    code, said = check("examples/vendors/vendors.xlsx", "--engine", "local", "-o", tmp_path / "out.xlsx")
    assert code == 2
    assert "are read row by row" in said


def test_a_second_table_in_the_file_is_told(tmp_path):
    rows = [
        ["Name", "Phone", "Email", "Country", "City"],
        ["Ann Poe", "1"],
        ["", ""],
        ["Vendor Name", "Country", "City", "Address"],
        ["Acme Ltd", "DE", "Bonn", "1 Quay"],
    ]
    code, said = check(written(tmp_path / "two.csv", rows), "--engine", "local", "--processes", "1")
    assert code == 3
    assert "a second table begins in row 4" in said
    assert [path.name for path in tmp_path.iterdir()] == ["two.csv"]


def test_many_rows_choose_parts_by_themselves(tmp_path):
    large = written(tmp_path / "large.csv", [["Name"], *([f"Party {number}"] for number in range(100_000))])
    small = written(tmp_path / "small.csv", [["Name"], ["Party"]])
    auto = Large("auto", None, False, None, ())
    assert auto.is_for(str(large))
    assert not auto.is_for(str(small))
    assert not auto.is_for("-")
    assert not Large("whole", None, False, None, ()).is_for(str(large))
