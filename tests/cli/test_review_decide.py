"""``review decide``: a decision recorded from the command line is the one that a workbook would have brought."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Journal
from tests.cli.test_review_import import AS_OF, CSV, decide

FILE = "vendors.decisions.jsonl"
BY = ("--reviewer", "A. Officer")
NO = ("--as", "false_positive", *BY, "--reason", "name differs")


def run(*words):
    return CliRunner().invoke(cli, [*words])


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Return a folder with a table and the reports on it."""
    folder = tmp_path_factory.mktemp("checked")
    (folder / "vendors.csv").write_text(CSV, encoding="utf-8")
    done = run(
        "check", str(folder / "vendors.csv"), "-o", str(folder / "r.json"), "-o", str(folder / "r.xlsx"), *AS_OF
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def alerts(folder):
    """Return the ids of the alerts by reference."""
    found = {}
    for one in json.loads((folder / "r.json").read_text("utf-8"))["alerts"]:
        found.setdefault(one["reference"], []).append(one["alert_id"])
    return found


@pytest.mark.parametrize("report", ["r.json", "r.xlsx"])
def test_the_event_is_that_of_the_workbook(report, alerts):
    done = run(
        "review", "decide", report, *alerts["V-1"], *NO, "--until", "2027-03-31", "--comment", "looked", *AS_OF
    )
    assert done.exit_code == 0, done.output
    (event,) = Journal.read(FILE).events
    decide("r.xlsx", "Glocom Sdn Bhd", Comment="looked", **{"Valid until": "2027-03-31"})
    assert run("review", "import", "r.xlsx", "--decisions", "other.jsonl", *AS_OF).exit_code == 0
    (other,) = Journal.read("other.jsonl").events
    assert event == replace(other, at=event.at, report_sha256=event.report_sha256)


def test_several_alerts_are_decided_at_once_and_the_next_check_honours_them(alerts):
    both = [*alerts["V-1"], *alerts["V-2"]]
    done = run("review", "decide", "r.json", *both, both[0], *NO, *AS_OF)
    assert f"Recorded: {len(both)} decisions in {FILE}." in done.output
    assert "V-1 (" in done.output
    assert "Glocom" not in done.output
    again = run("check", "vendors.csv", "-o", "s.json", "--fail-on", "medium", *AS_OF)
    assert again.exit_code == 0, again.output
    assert f"{len(both)} suppressed" in again.output
    assert f"Recorded before: {len(both)}." in run("review", "decide", "r.json", *both, *NO, *AS_OF).output


def test_an_unknown_alert_is_named_and_nothing_is_recorded(folder, alerts):
    done = run("review", "decide", "r.json", *alerts["V-1"], "0123456789", *NO, *AS_OF)
    assert (done.exit_code, "has no alert 0123456789." in done.output) == (2, True)
    assert not (folder / FILE).exists()


def test_an_alert_that_somebody_decided_meanwhile_is_listed_and_not_recorded(alerts):
    run("review", "decide", "r.json", *alerts["V-1"], "--as", "true_match", "--reviewer", "B. Other", *AS_OF)
    done = run("review", "decide", "r.json", *alerts["V-1"], *alerts["V-2"][:1], *NO, *AS_OF)
    assert done.exit_code == 3
    assert "Recorded: 1 decision" in done.output
    assert "Not recorded: 1." in done.output
    assert f"{alerts['V-1'][0]}, V-1 (" in done.output
    assert "was decided meanwhile: true match by B. Other" in done.output


def test_a_decision_is_taken_back_as_open(alerts):
    run("review", "decide", "r.json", *alerts["V-1"], *NO, *AS_OF)
    run("check", "vendors.csv", "-o", "s.json", *AS_OF)
    assert run("review", "decide", "s.json", *alerts["V-1"], "--as", "open", *BY, *AS_OF).exit_code == 0
    assert "1 suppressed" not in run("check", "vendors.csv", "-o", "t.json", *AS_OF).output


def test_a_dry_run_records_nothing(folder, alerts):
    done = run("review", "decide", "r.json", *alerts["V-1"], *NO, "--dry-run", *AS_OF)
    assert "Would be recorded: 1 decision" in done.output
    assert not (folder / FILE).exists()


def test_a_keyed_file_is_begun_with_its_key(folder, alerts):
    done = run("review", "decide", "r.json", *alerts["V-1"], *NO, "--keyed", "--key-file", "key.txt", *AS_OF)
    assert done.exit_code == 0, done.output
    assert "Glocom" not in (folder / FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "Missing option '--as'"),
        (("--as", "false_positive"), 2, "Missing option '--reviewer'"),
        (("--as", "false_positive", "--reviewer", " "), 2, "--reviewer: is empty"),
        (("--as", "fine", *BY), 2, "'fine' is not one of"),
        ((*NO, "--until", "31.3.2027"), 2, "Invalid value for '--until'"),
        ((*NO, "--until", "2026-11-23"), 3, "before it was decided"),
    ],
)
def test_what_decides_nothing_is_refused(words, code, told, folder, alerts):
    done = run("review", "decide", "r.json", *alerts["V-1"], *words, *AS_OF)
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert not (folder / FILE).exists()


def test_no_alert_is_decided_without_being_named(folder):
    assert run("review", "decide", "r.json", *NO, *AS_OF).exit_code == 2
    assert not (folder / FILE).exists()


def test_a_report_that_was_altered_is_not_believed(folder, alerts):
    path = folder / "r.json"
    path.write_text(path.read_text("utf-8").replace("Glocom Sdn Bhd", "Glocom Sdn Bhe"), encoding="utf-8")
    done = run("review", "decide", "r.json", *alerts["V-1"], *NO, *AS_OF)
    assert (done.exit_code, "was altered or damaged" in done.output) == (3, True)
    assert run("review", "decide", "vendors.csv", *alerts["V-1"], *NO, *AS_OF).exit_code == 3
