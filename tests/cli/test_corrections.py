"""What a command is told of how a table is to be read, as the page lets it be chosen."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli


def run(*words, code=0):
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Work in a folder with a workbook whose first sheet has its header in rows 2 and 3."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.title = "Visa"
    for row in (["List"], ["Applicant", None], ["xx", "yy"], ["RI Yong Ho", "1956-07-10"]):
        book.active.append(row)
    other = book.create_sheet("Other")
    for row in (["Name", "Phone"], ["A B", "+12025550100"]):
        other.append(row)
    book.save("t.xlsx")
    return Path("t.xlsx")


CASES = [
    (["--header-row", "Visa:3", "--column", "Visa:name=xx", "--column", "Visa:birth_date=yy"],
     ["header in row 3", "birth_date"]),
    (["--header-row", "Visa:0", "--column", "Visa:name=A"], ["no header row", "A  name"]),
    (["--header-row", "Visa:2-3", "--column", "Visa:name=Applicant / xx"], ["header in row 3", "Applicant / yy"]),
    (["--column", "Other:=Phone"], ["not read, as chosen"]),
    (["--column", "=Phone"], ["not read, as chosen"]),
    (["--leave-out", "Visa"], ["Visa: Was left out as chosen"]),
]  # fmt: skip


@pytest.mark.parametrize(("options", "told"), CASES, ids=lambda one: " ".join(one))
def test_a_table_is_read_as_it_is_said(options, told, table):
    output = run("columns", table, *options)
    for text in told:
        assert text in output


WRONG = [
    (["--header-row", "x"], "expected a row"), (["--header-row", "3-5"], "expected a row"),
    (["--header-row", "Visa:"], "expected a row"), (["--header-row", "0-1"], "expected a row"),
    (["--header-row", "Gone:1"], "no sheet “Gone”"), (["--column", "Visa:name="], "names no header"),
    (["--column", "Visa:sort=xx", "--header-row", "Visa:3"], "no such field"), (["--leave-out", "Gone"], "no sheet “Gone”"),
    (["--header-row", "Visa:4"], "has no row 4 with others below it"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "told"), WRONG, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_what_cannot_be_meant_is_wrong_usage(options, told, table):
    assert told in run("columns", table, *options, code=2)
