"""``review import`` as an officer runs it: where decisions go, what is said, and what the next check makes of them."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Journal

CSV = "Vendor ID,Vendor Name,Country\nV-1,Glocom Sdn Bhd,MY\nV-2,Changgwang Sinyong Corp,CN\nV-3,Acme,US\n"
AS_OF = ("--as-of", "2026-11-24")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Return a folder with a table and the report on it."""
    folder = tmp_path_factory.mktemp("checked")
    (folder / "vendors.csv").write_text(CSV, encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", str(folder / "vendors.csv"), *AS_OF])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def run(folder):
    return lambda *words: CliRunner().invoke(cli, [*words])


def decide(path, party, **cells):
    book = openpyxl.load_workbook(path)
    sheet = book["Alerts"]
    columns = {cell.value: cell.column for cell in sheet[3]}
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, columns["Party"]).value == party)
    for header, value in {
        "Decision": "false positive",
        "Reason": "name differs",
        "Reviewer": "A. Officer",
        **cells,
    }.items():
        sheet.cell(row, columns[header]).value = value
    book.save(path)


def test_decisions_go_beside_the_report_and_the_next_check_finds_them(run, folder):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd")
    done = run("review", "import", "vendors.screened.xlsx", *AS_OF)
    assert done.exit_code == 0, done.output
    assert "Recorded: 1 decision (1 false positive) in vendors.decisions.jsonl." in done.output
    again = run("check", "vendors.csv", "-o", "r.json", "--fail-on", "high", *AS_OF)
    assert again.output.splitlines()[0].startswith("Decisions found beside the table: vendors.decisions.jsonl")
    assert "Suppressed by decision: 1" in again.output
    bands = {one["reference"]: one["band"] for one in json.loads((folder / "r.json").read_text("utf-8"))["parties"]}
    assert (bands["V-1"], bands["V-2"]) == ("none", "high")
    without = run("check", "vendors.csv", "-o", "s.json", "--no-decisions", *AS_OF)
    assert "Suppressed" not in without.output


def test_the_report_may_lie_and_be_named_anywhere(run, folder):
    assert "Recorded: 0 decisions" in run("review", "import", str(folder / "vendors.screened.xlsx"), *AS_OF).output
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    report = Path(folder / "vendors.screened.xlsx").rename(elsewhere / "copy.xlsx")
    decide(report, "Glocom Sdn Bhd")
    assert run("review", "import", str(report), *AS_OF).exit_code == 0
    assert (elsewhere / "vendors.decisions.jsonl").exists()


def test_what_is_refused_is_listed_and_the_exit_code_is_3(run):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd", Reviewer=None)
    decide("vendors.screened.xlsx", "Changgwang Sinyong Corp")
    done = run("review", "import", "vendors.screened.xlsx", *AS_OF)
    assert done.exit_code == 3
    assert "Recorded: 1 decision" in done.output
    assert "Not recorded: 1." in done.output
    assert "(Glocom Sdn Bhd): has no reviewer." in done.output


def test_a_dry_run_records_nothing(run, folder):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd")
    assert (
        "Would be recorded: 1 decision"
        in run("review", "import", "vendors.screened.xlsx", "--dry-run", *AS_OF).output
    )
    assert not (folder / "vendors.decisions.jsonl").exists()


def test_a_keyed_file_is_begun_with_a_key_of_its_own_and_holds_no_name(run, folder):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd", Comment="looked at")
    assert "name the key with --key-file" in run("review", "import", "vendors.screened.xlsx", "--keyed").output
    done = run("review", "import", "vendors.screened.xlsx", "--keyed", "--key-file", "key.txt", *AS_OF)
    assert done.exit_code == 0, done.output
    assert "comments are kept as they were written" in done.output
    text = (folder / "vendors.decisions.jsonl").read_text("utf-8")
    assert "Glocom" not in text
    assert "V-1" in text
    again = run("check", "vendors.csv", "-o", "r.json", "--key-file", "key.txt", *AS_OF)
    assert "1 suppressed" in again.output
    assert run("check", "vendors.csv", "-o", "s.json", *AS_OF).exit_code == 2
    assert (
        len(Journal.read("vendors.decisions.jsonl", (folder / "key.txt").read_text("utf-8").strip().encode()).events)
        == 1
    )


def test_a_true_match_counts_for_fail_on_whatever_its_band(run):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd", Decision="true match")
    run("review", "import", "vendors.screened.xlsx", *AS_OF)
    assert run("check", "vendors.csv", "-o", "r.json", "--fail-on", "critical", *AS_OF).exit_code == 1
    assert (
        run("check", "vendors.csv", "-o", "r.json", "--fail-on", "critical", "--no-decisions", *AS_OF).exit_code == 0
    )


def test_four_eyes_ask_for_a_second_reviewer(run):
    decide("vendors.screened.xlsx", "Glocom Sdn Bhd")
    run("review", "import", "vendors.screened.xlsx", *AS_OF)
    held = run("check", "vendors.csv", "-o", "two.xlsx", "--four-eyes", "medium", *AS_OF)
    assert "1 waiting for a second reviewer" in held.output
    decide("two.xlsx", "Glocom Sdn Bhd", **{"Second reviewer": "B. Officer"})
    run("review", "import", "two.xlsx", *AS_OF)
    assert "1 suppressed" in run("check", "vendors.csv", "-o", "r.json", "--four-eyes", "medium", *AS_OF).output
