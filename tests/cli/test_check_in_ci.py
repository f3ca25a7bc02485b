"""``check`` as CI systems and hooks call it: several tables, no report, outputs of every form, GitHub's files, the log."""

import json
import re

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.mishap import place_of

BAD = "Ref,Vendor Name,Country\nV-1,Glocom Sdn Bhd,MY\nV-2,Changgwang Sinyong Corp,CN\nV-3,Weber Stationery,DE\n"
GOOD = "Ref,Vendor Name,Country\nV-3,Weber Stationery,DE\n"
NAMES = ("Glocom", "Changgwang", "Weber")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_AS_OF", "2026-11-24")
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "vendors.csv").write_text(BAD, encoding="utf-8")
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")

    def call(*words, **environment):
        return CliRunner().invoke(cli, ["check", *words], env=environment)

    return call


def test_the_log_names_references_and_rows_and_nobody(run):
    done = run("vendors.csv", "--fail-on", "high", "--no-report", "--show-suppressed")
    assert done.exit_code == 1
    assert "Failed: 1 party at high or above." in done.output
    assert "  vendors.csv:3: V-2: high. Possible match to a watchlist entry. Alerts: " in done.output
    assert not any(name in done.output for name in NAMES)


def test_the_log_says_why_a_strict_run_is_not_to_be_trusted(run, tmp_path):
    (tmp_path / "lost.csv").write_text("Ref,Vendor Name,Country\nV-1,Acme,US\nV-2,,DE\n", encoding="utf-8")
    done = run("lost.csv", "--strict", "-o", "r.sarif")
    assert (done.exit_code, "Not to be trusted: rows could not be screened (--strict)." in done.output) == (3, True)
    assert "Not to be trusted" in (tmp_path / "r.sarif").read_text(encoding="utf-8")


def test_no_report_writes_nothing(run, tmp_path):
    before = sorted(tmp_path.iterdir())
    assert run("vendors.csv", "--no-report").exit_code == 0
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("tables", "code"),
    [(("good.csv", "vendors.csv"), 1), (("vendors.csv", "good.csv"), 1), (("good.csv", "good.csv"), 0),
     (("good.csv", "nowhere.csv"), 2)],
)  # fmt: skip
def test_of_several_tables_the_worst_one_decides(tables, code, run):
    assert run(*tables, "--fail-on", "high", "--no-report").exit_code == code


def test_several_tables_each_get_their_own_report(run, tmp_path):
    assert run("vendors.csv", "good.csv").exit_code == 0
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {"vendors.screened.xlsx", "good.screened.xlsx"}


@pytest.mark.parametrize("words", [("-o", "x.json"), ("--since", "x.json")])
def test_what_names_one_table_goes_with_one_only(words, run):
    done = run("vendors.csv", "good.csv", *words)
    assert (done.exit_code, f"{words[0]}: goes with one table only" in done.output) == (2, True)


@pytest.mark.parametrize("word", ["--only-new", "--fail-on-reported"])
def test_what_refines_fail_on_asks_for_it(word, run):
    done = run("vendors.csv", word, "--no-report")
    assert (done.exit_code, f"{word}: say with --fail-on BAND" in done.output) == (2, True)


def test_only_new_asks_for_a_last_run_and_lives_without_its_file(run):
    assert "--only-new: name the report" in run("vendors.csv", "--fail-on", "high", "--only-new").output
    first = run("vendors.csv", "--fail-on", "high", "--only-new", "--since", "last.json", "-o", "now.json")
    assert first.exit_code == 1
    assert "no last complete run was found, so everything is new" in first.output
    second = run("vendors.csv", "--fail-on", "high", "--only-new", "--since", "now.json", "-o", "later.json")
    assert (second.exit_code, "1 party at high or above was there" in second.output) == (0, True), second.output


def test_every_form_in_one_run(run, tmp_path):
    forms = ("r.xlsx", "r.html", "r.md", "r.json", "r.sarif", "r.junit.xml", "r.gitlab.json")
    done = run("vendors.csv", "--fail-on", "high", *(word for form in forms for word in ("-o", form)))
    assert done.exit_code == 1
    assert all((tmp_path / form).stat().st_size > 100 for form in forms)
    assert run("vendors.csv", *(word for form in forms for word in ("-o", form))).exit_code == 0, "each is replaced"


@pytest.mark.parametrize(("words", "has_names"), [((), False), (("--no-redact",), True), (("--redact",), False)])
def test_redaction_is_the_default_for_ci_forms(words, has_names, run, tmp_path):
    run("vendors.csv", "--fail-on", "high", "-o", "r.sarif", "-o", "r.junit.xml", "-o", "r.gitlab.json", *words)
    for form in ("r.sarif", "r.junit.xml", "r.gitlab.json"):
        text = (tmp_path / form).read_text(encoding="utf-8")
        assert any(name in text for name in NAMES) is has_names, form


def test_a_summary_is_redacted_where_asked(run, tmp_path):
    run("vendors.csv", "-o", "whole.md")
    run("vendors.csv", "-o", "bare.md", "--redact")
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("whole.md", "bare.md")]
    assert ["Changgwang" in text for text in texts] == [True, False]
    assert "V-2" in texts[1]


def test_github_gets_annotations_summary_and_outputs(run, tmp_path):
    done = run(
        "vendors.csv", "--fail-on", "high", "--no-report",
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), GITHUB_OUTPUT=str(tmp_path / "outputs"),
    )  # fmt: skip
    assert "::error title=V-2%3A high,file=vendors.csv,line=3::" in done.stdout
    assert "failing=1" in (tmp_path / "outputs").read_text(encoding="utf-8")
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert "**Failed: 1 party at high or above.**" in summary
    assert not any(name in summary + done.output for name in NAMES)


@pytest.mark.parametrize("value", ["", "false"])
def test_elsewhere_there_are_no_annotations(value, run):
    assert "::" not in run("vendors.csv", "--fail-on", "high", "--no-report", GITHUB_ACTIONS=value).stdout


def test_a_step_summary_that_cannot_be_written_is_told(run, tmp_path):
    done = run("vendors.csv", "--no-report", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "file"))
    assert (done.exit_code, "GITHUB_STEP_SUMMARY: " in done.output) == (2, True)


def test_a_bug_is_told_by_its_place_not_by_its_message():
    with pytest.raises(ValueError, match="KIM") as bug:
        int("KIM Chol Su")
    assert re.fullmatch(r"ValueError in test_check_in_ci\.py, line \d+", place_of(bug.value))


def test_the_same_run_gives_the_same_files(run, tmp_path):
    for name in ("a", "b"):
        run(
            "vendors.csv",
            "--fail-on",
            "high",
            "-o",
            f"{name}.sarif",
            "-o",
            f"{name}.junit.xml",
            "-o",
            f"{name}.gitlab.json",
        )
    for form in ("sarif", "junit.xml", "gitlab.json"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()
    assert json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
