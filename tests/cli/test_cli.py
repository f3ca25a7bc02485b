"""The command line: help, exit codes, messages, outputs."""

import json

import openpyxl
import pytest
from click.testing import CliRunner

from screen import __version__
from screen.cli import cli

CSV = "Vendor Name,Country\nGlocom Sdn Bhd,MY\nChanggwang Sinyong Corp,CN\n,\nAcme,US\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vendors.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html><body>Not found</body></html>", encoding="utf-8")

    def call(*words, **more):
        return CliRunner().invoke(cli, list(words), **more)

    return call


def commands(group, path=()):
    for name, command in sorted(group.commands.items()):
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize(
    ("path", "command"), list(commands(cli)), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_and_option_has_help_and_an_example(path, command):
    assert command.help
    assert f"dprk-screen {' '.join(path)}" in command.help or hasattr(command, "commands")
    for option in command.params:
        if option.param_type_name == "option":
            assert option.help, (path, option.name)


def test_check_writes_the_workbook_beside_the_table(run, tmp_path):
    done = run("check", "vendors.csv", "--as-of", "2026-11-24")
    assert done.exit_code == 0, done.output
    assert "3 rows read = 3 screened + 0 skipped" in done.output
    assert "Lists used:" in done.output.splitlines()[0]
    assert (
        openpyxl.load_workbook(tmp_path / "vendors.screened.xlsx")["Alerts"]["C4"].value == "Changgwang Sinyong Corp"
    )


@pytest.mark.parametrize(("level", "code"), [("high", 1), ("critical", 0), ("low", 1)])
def test_fail_on_decides_the_exit_code(run, level, code):
    assert run("check", "vendors.csv", "--fail-on", level).exit_code == code


def test_strict_refuses_lost_rows(run, tmp_path):
    (tmp_path / "v.csv").write_text("Vendor Name,Country\nAcme,US\n,China\n", encoding="utf-8")
    assert run("check", "v.csv").exit_code == 0
    assert run("check", "v.csv", "--strict").exit_code == 3


def test_several_outputs_in_one_run(run, tmp_path):
    assert run("check", "vendors.csv", "-o", "a.xlsx", "-o", "a.json").exit_code == 0
    record = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert record["counts"]["rows_read"] == 3
    assert record["tool_version"] == __version__
    assert record["matches"][0]["evidence"][0]["field"] == "name"


def test_the_same_input_gives_the_same_record(run, tmp_path):
    records = []
    for name in ("a.json", "b.json"):
        run("check", "vendors.csv", "-o", name, "--as-of", "2026-11-24")
        record = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        records.append({key: value for key, value in record.items() if key not in {"started_at", "command_line"}})
    assert records[0] == records[1]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("check", "nowhere.xlsx"), 2, "there is no such file"),
        (("check", "vendors.csv", "-o", "report.pdf"), 2, "a report ends in .xlsx, .html, .md, .sarif, .junit.xml, .gitlab.json or .json"),
        (("check", "vendors.csv", "-o", "none/report.xlsx"), 2, "the folder none does not exist"),
        (("check", "vendors.csv", "-o", "vendors.csv.xlsx", "--column", "name"), 2, "expected FIELD=HEADER"),
        (("check", "vendors.csv", "--column", "name=Foo"), 2, "no column “Foo”. Found: Vendor Name, Country"),
        (("check", "vendors.csv", "--as-of", "tomorrow"), 2, "does not match the format"),
        (("check", "vendors.csv", "--watchlist", "page.html"), 3, "is no list this version reads"),
        (("check", "vendors.csv", "--no-shipped"), 2, "No watchlist is left"),
        (("check", "-",), 2, "say with -o"),
        (("name", "  "), 2, "The name is empty"),
        (("name", "Kim", "--kind", "dog"), 2, "dog"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_line_and_the_right_exit_code(run, words, code, message):
    done = run(*words)
    assert done.exit_code == code, done.output
    assert message in done.output
    assert "Traceback" not in done.output


def test_the_ending_chooses_the_form(run, tmp_path):
    (tmp_path / "v.csv").write_text("name,country\nGlocom,Malaysia\n", encoding="utf-8")
    done = run(
        "check", "v.csv", *(word for ending in ("json", "html", "md", "xlsx") for word in ("-o", f"r.{ending}"))
    )
    assert done.exit_code == 0, done.output
    begins = {path.suffix: path.read_bytes()[:15] for path in tmp_path.glob("r.*")}
    assert begins == {
        ".json": b'{\n "tool": "dpr',
        ".html": b"<!doctype html>",
        ".md": b"## Screening fo",
        ".xlsx": begins[".xlsx"],
    }
    assert begins[".xlsx"].startswith(b"PK")


def test_a_table_without_a_name_column_is_refused(run, tmp_path):
    (tmp_path / "v.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = run("check", "v.csv")
    assert done.exit_code == 3
    assert "v.csv: no column holds names. Found: 2 columns without a heading that is known" in done.output
    assert not (tmp_path / "v.screened.xlsx").exists()


def test_standard_input_is_read(run, tmp_path):
    assert run("check", "-", "-o", "r.json", input=CSV.encode()).exit_code == 0


def test_a_name_is_looked_up_in_any_script(run):
    done = run("name", "조선광업개발무역회사")
    assert (
        "KOREA MINING DEVELOPMENT TRADING CORPORATION (UN:KPe.001 OFAC:9345 EU:EU.4187.20 UK:DPR0157)" in done.output
    )
    assert "possible match to listed party" in done.output


def test_a_name_with_a_birth_date_is_weighed(run):
    assert "birth years differ" in run("name", "Kim Jong Un", "--dob", "1999-01-01", "--kind", "person").output


def test_a_record_is_written_also_when_nothing_is_found(run, tmp_path):
    done = run("name", "Brightwell Office Supplies", "-o", "record.json")
    assert "Nothing found" in done.output
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["matches"] == []
    assert record["parties"][0]["name"] == "Brightwell Office Supplies"


def test_columns_shows_what_was_understood(run):
    done = run("columns", "vendors.csv")
    assert "Vendor Name" in done.output
    assert "reads as name (English)" in done.output


def test_lists_and_rules_and_versions_are_shown(run):
    assert "dprk-un" in run("lists", "status").output
    assert "A03" in run("rules", "list").output
    assert __version__ in run("--version").output


def test_a_foreign_list_is_screened_beside_the_shipped_ones(run, tmp_path):
    header = '"id","schema","name","aliases","birth_date","countries","identifiers","dataset"\n'
    (tmp_path / "own.csv").write_text(header + '"x1","Company","Glocom","","","my","","Own list"\n', encoding="utf-8")
    done = run("check", "vendors.csv", "--watchlist", "own.csv", "-o", "r.json")
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert "OpenSanctions:x1" in {match["references"] for match in record["matches"]}


def test_a_bug_is_one_line_and_exit_4(run, monkeypatch):
    def break_it(*_args, **_more):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("screen.screening.Screener.screen", break_it)
    done = run("check", "vendors.csv")
    assert done.exit_code == 4
    assert "Please report it" in done.output


def test_explain_says_field_by_field_why_a_row_matches(run, tmp_path):
    (tmp_path / "people.csv").write_text("Name,DOB\nTsang Yung Yuan,1985-03-02\n", encoding="utf-8")
    found = run("explain", "people.csv", "2", "UN:KPi.080")
    assert found.exit_code == 0
    assert "beside TSANG YUNG YUAN (UN:KPi.080 OFAC:23823 EU:EU.4442.45 UK:DPR0275)" in found.output
    assert "birth years differ by 28: speaks against" in found.output
    assert "points in all" in found.output


@pytest.mark.parametrize(
    ("row", "reference", "message"),
    [("99", "UN:KPi.080", "no party was read from this row"), ("2", "UN:KPx.1", "no list in use has such an entry")],
)
def test_explain_says_what_it_cannot_find(run, row, reference, message):
    found = run("explain", "vendors.csv", row, reference)
    assert found.exit_code == 2
    assert message in found.output
