"""dprk-screen assure: what it writes, what it compares with, how it exits."""

import json
import os

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.lists.folder import content_hash, entries_csv
from screen.report.queue import ALERT_ID
from tests.assurance.lists import lists

FEW = ("--controls", "4", "--names", "3", "--as-of", "2026-11-24", "--no-shipped", "--no-stored", "--no-config")
STRICT = {
    "about.yml": "title: Only near certain names\nauthor: A. Officer\nreason: a test\ndate: '2026-11-20'\napproved_by: B. Head\n",
    "matching.yml": "bands:\n  medium: 98\n  high: 99\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Write the small lists as folders of ours."""
    found = []
    for one in lists():
        path = tmp_path_factory.mktemp("lists") / one.id
        path.mkdir()
        (path / "entries.csv").write_text(entries_csv(one.entries.to_dict("records")), encoding="utf-8", newline="")
        about = {"id": one.id, "title": one.title, "publisher": one.publisher, "date": one.date, "source": "a test",
                 "licence": "none", "coverage": "a test", "sha256": content_hash(path / "entries.csv")}  # fmt: skip
        (path / "watchlist.yml").write_text(
            "".join(f"{key}: '{value}'\n" for key, value in about.items()), encoding="utf-8"
        )
        found += ["--watchlist", str(path)]
    return found


@pytest.fixture
def run(tmp_path, monkeypatch, sources):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(cli, ["assure", *FEW, *sources, *arguments])

    return call


def test_the_report_is_written_as_workbook_and_json(run, tmp_path):
    result = run()
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["effectiveness.json", "effectiveness.xlsx"]
    record = json.loads((tmp_path / "effectiveness.json").read_text(encoding="utf-8"))
    assert record["verdict"]["sentence"] in result.output
    assert record["controls_per_class"] == 4


def test_the_same_command_writes_the_same_json_and_page(run, tmp_path):
    for name in ("one", "two"):
        assert run("-o", f"{name}.json", "-o", f"{name}.html").exit_code == 0
    for ending in (".json", ".html"):
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_a_regression_fails_only_where_it_is_to(run, tmp_path):
    assert run("-o", "last.json").exit_code == 0
    record = json.loads((tmp_path / "last.json").read_text(encoding="utf-8"))
    record["recall"][2] |= {"tested": True}
    (tmp_path / "last.json").write_text(json.dumps(record), encoding="utf-8")
    assert run("-o", "now.json", "--against", "last.json").exit_code == 0
    result = run("-o", "now.json", "--against", "last.json", "--fail-on-regression")
    assert result.exit_code == 1
    assert "Your confirmed matches: tested before, not tested now." in result.output
    assert run("-o", "again.json", "--against", "now.json", "--fail-on-regression").exit_code == 0


def test_listed_names_that_are_not_found_are_exit_3(run, tmp_path):
    (tmp_path / "own").mkdir()
    for name, text in STRICT.items():
        (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    result = run("-o", "now.json", "--rules", "own")
    assert result.exit_code == 3, result.output
    assert "exact controls were missed" in result.output
    record = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    assert record["rule_changes"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no effectiveness report"),
        ("[1]", "no effectiveness report"),
        ('{"tool": "dprk-screen"}', "no effectiveness report"),
    ],
)
def test_what_is_no_earlier_report_is_an_error_in_one_line(run, tmp_path, content, told):
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    result = run("-o", "now.json", "--against", "x.json")
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "now.json").exists()


def test_a_regression_needs_a_report_to_compare_with(run):
    result = run("--fail-on-regression")
    assert result.exit_code == 2
    assert "--against" in result.output


@pytest.mark.parametrize("name", ["report.pdf", "report.sarif"])
def test_another_form_is_an_error(run, name):
    assert run("-o", name).exit_code == 2


def test_a_file_that_is_read_is_never_written(run, tmp_path):
    (tmp_path / "customers.csv").write_text("name\nA B\n", encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    assert run("-o", "notes.json").exit_code == 2
    run("-o", "last.json")
    before = (tmp_path / "last.json").read_bytes()
    assert run("-o", "last.json", "--against", "last.json").exit_code == 2
    assert (tmp_path / "last.json").read_bytes() == before


def test_innocents_of_ones_own_and_decisions_are_asked(run, tmp_path):
    (tmp_path / "customers.csv").write_text(
        "Name,Nationality\nAnna Schmidt,DE\nKim Chol Su,KR\n,\nJörg Müller,DE\n", encoding="utf-8"
    )
    result = run("-o", "now.json", "--innocents", "customers.csv")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    assert record["innocents"]["is_own"]
    assert [one["asked"] for one in record["innocents"]["alerts"]] == ["row 3"]
    assert "Schmidt" not in (tmp_path / "now.json").read_text(encoding="utf-8")


@pytest.fixture
def reviewed(tmp_path, monkeypatch, sources):
    """Write a decision into a report's workbook; returns what runs other commands on it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("name,kind\nRi Yong Ho,person\n", encoding="utf-8")
    lists_ = ("--no-shipped", "--no-stored", "--no-config", "--as-of", "2026-11-24", *sources)

    def call(*arguments):
        more = lists_ if arguments[0] == "check" else ("--as-of", "2026-11-24")
        result = CliRunner().invoke(cli, [*arguments, *more])
        assert result.exit_code == 0, result.output

    call("check", "t.csv", "-o", "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book["Alerts"]
    columns = {cell.value: cell.column for cell in sheet[3]}
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, columns[ALERT_ID]).value)
    for header, value in {"Decision": "true match", "Reviewer": "A. Officer"}.items():
        sheet.cell(row, columns[header]).value = value
    book.save(tmp_path / "r.xlsx")
    return call


def confirmed_in(path):
    return next(one for one in json.loads(path.read_text(encoding="utf-8"))["recall"] if one["id"] == "confirmed")


def test_a_decision_that_is_not_imported_does_not_count_and_the_report_says_so(run, reviewed, tmp_path):
    result = run("-o", "now.json", "--confirmed", "r.xlsx")
    assert result.exit_code == 0, result.output
    one = confirmed_in(tmp_path / "now.json")
    assert not one["tested"]
    assert "1 decision written into a workbook and not imported" in one["why_not"]
    assert "1 decision written into a workbook and not imported" in result.output


def test_a_decision_that_is_imported_counts_once_by_the_decisions_file(run, reviewed, tmp_path):
    reviewed("review", "import", "r.xlsx")
    assert run("-o", "now.json", "--confirmed", "r.xlsx", "--decisions", "t.decisions.jsonl").exit_code == 0
    one = confirmed_in(tmp_path / "now.json")
    assert (one["all"]["found"], one["all"]["asked"], one["left"]) == (1, 1, "")


@pytest.mark.parametrize("report", ["again.xlsx", "again.json"])
def test_matches_that_reviewers_confirmed_in_a_report_are_asked(run, reviewed, tmp_path, report):
    reviewed("review", "import", "r.xlsx")
    reviewed("check", "t.csv", "-o", report)
    result = run("-o", "now.json", "--confirmed", report)
    assert result.exit_code == 0, result.output
    one = confirmed_in(tmp_path / "now.json")
    assert (one["all"]["found"], one["all"]["asked"], one["left"]) == (1, 1, "")


@pytest.mark.parametrize(
    ("content", "told"),
    [("{}", "is no report of this version"), ("name\nA\n", "is no report of this version"),
     ('{"tool": "dprk-screen", "alerts": []}', "was altered or damaged"), ("PK", "r.json")],
)  # fmt: skip
def test_a_file_that_is_no_report_holds_no_confirmed_matches(run, tmp_path, content, told):
    (tmp_path / "r.json").write_text(content, encoding="utf-8")
    result = run("-o", "now.json", "--confirmed", "r.json")
    assert result.exit_code == 3
    assert told in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "now.json").exists()


def test_a_messy_table_of_innocents_is_read_as_the_officer_says(run, tmp_path):
    import pandas as pd

    with pd.ExcelWriter(tmp_path / "c.xlsx") as book:
        pd.DataFrame({"Bezug": ["Kim Chol Su"], "Land": ["KR"]}).to_excel(book, sheet_name="Q3", index=False)
        pd.DataFrame({"Bezug": ["Ri Yong Ho"], "Land": ["KR"]}).to_excel(book, sheet_name="Q2", index=False)
    assert run("-o", "now.json", "--innocents", "c.xlsx").exit_code == 3
    chosen = ("--column", "name=Bezug", "--column", "nationality=Land", "--sheet", "Q3")
    result = run("-o", "now.json", "--innocents", "c.xlsx", *chosen)
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))["innocents"]
    assert [one["asked"] for one in told["alerts"]] == ["Q3, row 2"]
    assert told["groups"][-1]["group"] == "nationality South Korea"
    assert "Read from Q3: Bezug as name, Land as nationality." in told["made_of"]


def test_how_a_table_is_read_needs_a_table(run):
    result = run("--sheet", "Q3")
    assert result.exit_code == 2
    assert "--innocents" in result.output


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no /dev/zero")
@pytest.mark.parametrize("option", ["--against", "--innocents", "--decisions"])
def test_a_device_is_refused_at_once(run, option):
    result = run("-o", "now.json", option, "/dev/zero")
    assert result.exit_code == 2
    assert "/dev/zero: is a device or socket, no file." in result.output
