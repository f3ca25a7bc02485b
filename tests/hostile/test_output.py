"""Reports: what is there stays until a new one is complete, whatever ends the run and wherever it is written."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from screen.cli import cli
from tests.hostile.killed import BATCH, FORMS, TIMES
from tests.hostile.run import environment, is_told

TABLE = "Name,Country\nSample Trading,MY\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    return tmp_path


def run(*words):
    result = CliRunner().invoke(cli, [str(word) for word in words])
    return result.exit_code, result.output


def linked(folder, link):
    """Return a name of the table as a report is called: a link of either kind to it."""
    target = folder / "r.json"
    link(folder / "t.csv", target)
    return target


REFUSED = {
    "the table by a symbolic link": (lambda folder: linked(folder, os.symlink), "this is the table itself"),
    "the table by a hard link": (lambda folder: linked(folder, os.link), "this is the table itself"),
    "the decisions file": (lambda folder: folder / "t.decisions.json", "this is the decisions file"),
    "a folder": (lambda folder: (folder / "r.html").mkdir() or folder / "r.html", "this is a folder"),
    "a pipe": (lambda folder: os.mkfifo(folder / "r.json") or folder / "r.json", "is a device or pipe"),
    "a folder that is not there": (lambda folder: folder / "no" / "r.html", "does not exist"),
    "a folder that takes no files": (lambda _: Path("/sys/r.html"), "cannot be written"),
    "a name too long for the disk": (lambda folder: folder / f"{'x' * 300}.html", "cannot be written"),
    "no name": (lambda _: "", "a report ends in"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_place_that_must_not_or_cannot_be_written_is_refused_before_anything_is_read(case, folder):
    make, message = REFUSED[case]
    (folder / "t.decisions.json").write_text("")
    target = make(folder)
    code, output = run("check", folder / "t.csv", "--force", "-o", target)
    assert code == 2, output
    assert message in output
    assert "bug" not in output
    assert (folder / "t.csv").read_text() == TABLE
    assert (folder / "t.decisions.json").read_text() == ""
    assert not list(folder.glob(".*.part"))


def test_a_full_disk_leaves_the_old_report_and_says_so(folder):
    old = '{"tool": "dprk-screen"}'
    (folder / "r.json").write_text(old)
    ended = subprocess.run(
        [sys.executable, "-m", "screen", "check", "t.csv", "-o", "r.json"], cwd=folder, env=environment(), text=True,
        capture_output=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000)), timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert "r.json: cannot be written" in ended.stderr
    assert (folder / "r.json").read_text() == old
    assert sorted(path.name for path in folder.iterdir()) == ["r.json", "t.csv"]


def killed(what, folder):
    """Return what is left where something is written by processes that are killed."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.hostile.killed", what, folder], env=environment(), text=True, capture_output=True,
        cwd=Path(__file__).resolve().parents[2], timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_a_killed_run_leaves_the_old_report_or_the_new_one_and_two_at_once_both_end(tmp_path):
    told = killed("reports", tmp_path)
    assert told["whole"] == len(FORMS) * (TIMES + 1)
    assert told["left"] <= 1  # what a killed run leaves is taken away by the next one
    assert told["files"] == sorted(FORMS)


def test_decisions_of_a_killed_run_are_all_there_or_none_and_earlier_ones_as_they_were(tmp_path):
    told = killed("decisions", tmp_path)
    assert told["kept"]
    assert set(told["counts"]) <= {0, BATCH}
    assert told["files"] == [".d.decisions.jsonl.lock", "d.decisions.jsonl"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_ended_leaves_nothing_and_shows_no_traceback(number, code, folder):
    (folder / "r.html").write_text("")
    process = subprocess.Popen(
        [sys.executable, "-m", "screen", "check", "-", "-o", "r.html"], cwd=folder, env=environment(), stderr=subprocess.PIPE,
        stdin=subprocess.PIPE, text=False,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(
        TABLE.encode() * 10_000
    )  # more than a pipe holds: it is written once the run has begun to read
    process.stdin.flush()
    process.send_signal(number)
    told = process.communicate(timeout=60)[1].decode()
    assert process.returncode == code, told
    assert "Traceback" not in told
    assert (folder / "r.html").read_text() == ""
    assert not list(folder.glob(".*"))


def test_a_reader_that_goes_away_ends_the_run_quietly(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "screen", "rules", "list"], cwd=folder, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 141


def test_without_any_output_a_run_ends_as_usual(folder):
    ended = subprocess.run(
        [sys.executable, "-m", "screen", "check", "t.csv", "-o", "r.html"], cwd=folder, env=environment(), timeout=60,
        preexec_fn=lambda: os.closerange(1, 3),
    )  # fmt: skip
    assert ended.returncode == 0
    assert "</html>" in (folder / "r.html").read_text()


def test_a_full_terminal_is_no_bug(folder):
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([sys.executable, "-m", "screen", "rules", "list"], env=environment(), cwd=folder, stdout=full,
                               stderr=subprocess.PIPE, text=True, timeout=60)  # fmt: skip
    assert ended.returncode == 3
    assert is_told(ended.stderr)


def test_a_terminal_of_ascii_is_no_trouble(tmp_path):
    (tmp_path / "김.csv").write_text("Name\n김철\n", encoding="utf-8")
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run([sys.executable, "-m", "screen", "columns", "김.csv"], env=environment() | plain, cwd=tmp_path,
                           capture_output=True, timeout=60)  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "1 rows, 1 parties" in ended.stdout.decode()


@pytest.mark.parametrize(
    "words",
    [
        ["name", "Evil\x1b[31m Trading\u202e\x9b2J"],
        ["lists", "search", "Evil\x1b[31m\u202e"],
        ["columns", "no\x1b[2J\nReport.csv"],
        ["check", "no\x1b[2J\nReport.csv", "--no-report"],
        ["rules", "show", "x\x1b[31m"],
        ["review", "import", "no\x1b[2J.xlsx"],
    ],
    ids=" ".join,
)
def test_what_a_stranger_wrote_moves_no_cursor(words):
    _, output = run(*words)
    assert not set("\x1b\x9b\u202e\r") & set(output)


@pytest.mark.parametrize(
    ("day", "code"), [("1970-01-01", 0), ("2999-12-31", 0), ("0001-01-01", 2), ("9999-12-31", 2)]
)
def test_a_clock_that_is_wrong_is_told(day, code, folder):
    found, output = run("check", folder / "t.csv", "--no-report", "--no-stored", "--as-of", day)
    assert found == code, output
    assert {"1970": "newer than 1970-01-01", "2999": "more than 30 days old"}.get(
        day[:4], "Give one of 1970 to 2999"
    ) in output
