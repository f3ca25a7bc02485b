"""Nothing personal in logs and messages, and nothing goes out: no telemetry."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from screen.cli import cli

ROOT = Path(__file__).resolve().parent.parent
SECRETS = (
    "Zebulon", "Quagmire", "Ottoline", "Fandango", "SECRETDATE", "SECRETLAND", "SECRETPHONE", "SECRETCELL", "SECRETWAGE",
    "PSECRET77", "Grimsby", "secret@", "SECRETNUMBER",
)  # fmt: skip
HEADER = "Ref,Name,Date of birth,Passport,Country,Address,Phone,E-mail,IMO,Reg. No.,Wage\n"
ROWS = (
    "V-1,Zebulon Quagmire,31/31/1980 SECRETDATE,1.23E+12,SECRETLAND,Grimsby Lane 9,SECRETPHONE,secret@mail,SECRETNUMBER,"
    "1.1E+11,SECRETWAGE\n"
    "V-2,,1980-01-01,PSECRET77,DE,,,,,,\n"
    "V-2,Ri Yong Ho,1980-13-01 SECRETDATE,0000000,KP,,,,,,\n"
    'V-3,"Zebulon\nQuagmire",,0000000,DE,,,,,,extra,more SECRETCELL\n'
    "V-4,Ottoline Fandango ᏣᎳᎩ,05/06/07,0000000,DE,Grimsby Lane 9,,,,,\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_AS_OF", "2026-11-24")
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    def call(*words):
        return CliRunner().invoke(cli, ["check", *words])

    return call


def told(done):
    """Return the secrets in all that a log keeps of a run: both streams, and the summary of the step."""
    kept = [done.output, *(path.read_text(encoding="utf-8") for path in Path().glob("GITHUB_*"))]
    return [secret for secret in SECRETS if any(secret in text for text in kept)]


@pytest.mark.parametrize(
    "words", [(), ("--strict",), ("--fail-on", "low", "--show-suppressed"), ("--profile", "visa", "--fail-on", "low")]
)
def test_a_log_holds_no_cell_of_a_table_with_trouble_in_every_column(words, run, tmp_path):
    (tmp_path / "t.csv").write_text(HEADER + ROWS, encoding="utf-8")
    done = run("t.csv", "--no-report", *words)
    assert done.exit_code in (0, 1, 3), done.output
    assert told(done) == []


@pytest.mark.parametrize("words", [(), ("--column", "name=Foo")])
@pytest.mark.parametrize(
    "text",
    [
        ROWS,
        "Zebulon Quagmire\nOttoline Fandango\n",
        "Zebulon Quagmire;PSECRET77;Grimsby Lane 9\nOttoline Fandango;PSECRET77;Grimsby Lane 9\n",
        "1,Zebulon Quagmire,Director,SECRETLAND,PSECRET77\n2,Ottoline Fandango,Director,SECRETLAND,PSECRET77\n",
    ],
)
def test_a_table_without_a_header_is_told_without_its_first_row(text, words, run, tmp_path):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    done = run("t.csv", "--no-report", *words)
    assert done.exit_code in (2, 3), done.output
    assert told(done) == []


def test_headings_that_are_known_are_told(run, tmp_path):
    (tmp_path / "t.csv").write_text("Full Nm,DOB\nZebulon Quagmire,1970-01-01\n", encoding="utf-8")
    done = run("t.csv", "--no-report", "--column", "name=Foo")
    assert "Found: Full Nm, DOB" in done.output
    assert told(done) == []


def test_a_bug_tells_its_place_and_no_value(run, tmp_path, monkeypatch):
    def break_it(*_args, **_more):
        raise ValueError("Zebulon Quagmire cannot be weighed")

    (tmp_path / "t.csv").write_text(HEADER + ROWS, encoding="utf-8")
    monkeypatch.setattr("screen.screening.Screener.screen", break_it)
    done = run("t.csv", "--no-report")
    assert (done.exit_code, told(done)) == (4, [])
    assert "ValueError in test_privacy.py, line" in done.output


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "decision", "party": "Zebulon Quagmire"',
        '{"event": "decision", "party": "Zebulon Quagmire", "id": "0"}',
        '{"event": "decision", "name": "Zebulon Quagmire", "birth_date": "SECRETDATE", "asked": "PSECRET77"}',
        '["Zebulon Quagmire"]',
        '"Zebulon Quagmire"',
        "Zebulon Quagmire",
    ],
)
def test_a_broken_line_of_decisions_is_told_without_what_it_holds(line, run, tmp_path):
    (tmp_path / "t.csv").write_text(HEADER + ROWS, encoding="utf-8")
    (tmp_path / "t.decisions.jsonl").write_text(line + "\n", encoding="utf-8")
    done = run("t.csv", "--no-report")
    assert (done.exit_code, "t.decisions.jsonl" in done.output) == (3, True), done.output
    assert told(done) == []


@pytest.mark.parametrize(
    "content", ["{Zebulon Quagmire", json.dumps({"tool": "dprk-screen", "parties": "Zebulon Quagmire"})]
)
def test_an_earlier_report_that_cannot_be_read_is_told_without_what_it_holds(content, run, tmp_path):
    (tmp_path / "t.csv").write_text(HEADER + ROWS, encoding="utf-8")
    (tmp_path / "old.json").write_text(content, encoding="utf-8")
    done = run("t.csv", "--no-report", "--since", "old.json")
    assert done.exit_code in (2, 3), done.output
    assert told(done) == []


FORBIDDEN = """
import os, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        os.write(2, f"\\nwent out: {event}\\n".encode())
        os._exit(99)
sys.addaudithook(watch)
from screen.cli import main
main()
"""


@pytest.mark.parametrize(
    "words",
    [
        ("check", str(ROOT / "examples" / "vendors" / "vendors.xlsx"), "-o", "r.xlsx", "-o", "r.html", "-o", "r.json", "-o", "r.sarif"),
        ("check", str(ROOT / "examples" / "ci" / "vendors.csv"), "--no-report", "--fail-on", "high"),
        ("name", "Ri Yong Ho"),
        ("--version",),
    ],
)  # fmt: skip
def test_a_run_opens_no_connection(words, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DPRK_SCREEN_AS_OF": "2026-11-24"}
    done = subprocess.run(
        [sys.executable, "-c", FORBIDDEN, *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr


def test_only_updating_lists_and_the_page_reach_for_the_network():
    reaching = {
        path.relative_to(ROOT / "screen").as_posix()
        for path in (ROOT / "screen").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import ", "from "))
        and set(line.replace(",", " ").replace(".", " ").split()[1:2])
        & {"requests", "socket", "urllib3", "http", "smtplib", "ftplib"}
    }
    assert reaching == {"lists/fetch.py", "scale/spark/session.py", "web/server.py", "web/running.py"}, (
        "Spark's asks whether the cluster's master answers; the page listens, and asks whether it runs already"
    )
