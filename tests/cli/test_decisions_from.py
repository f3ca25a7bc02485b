"""``check --decisions-from REF``: what a change says of its own vendors does not count before it is merged."""

import json

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Journal
from tests.repository import Repository

HEADER = "Vendor ID,Vendor Name,Country\n"
GLOCOM, SINYONG = "V-1,Glocom Sdn Bhd,MY\n", "V-2,Changgwang Sinyong Corp,CN\n"
AS_OF = ("--as-of", "2026-11-24")
FILE = "vendors.decisions.jsonl"


def run(*words):
    return CliRunner().invoke(cli, [*words])


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    """Return false positives on each alert of the two vendors, the first vendor's first."""
    from screen.screening import Screener
    from tests.builders import TODAY, decided_on

    path = tmp_path_factory.mktemp("events") / "vendors.csv"
    path.write_text(HEADER + GLOCOM + SINYONG, encoding="utf-8")
    found = Screener().screen(path, as_of=TODAY)
    alerts = sorted(found.record["alerts"], key=lambda one: one["reference"])
    return [decided_on(found, one) for one in alerts]


@pytest.fixture
def repository(tmp_path, events, monkeypatch):
    """Return a repository whose main holds one vendor, decided, and whose change adds another and waves it through."""
    made = Repository.begun(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    made.write("vendors.csv", HEADER + GLOCOM)
    Journal.read(FILE).added(events[:1])
    made.commit()
    made.git("checkout", "-b", "change")
    made.write("vendors.csv", HEADER + GLOCOM + SINYONG)
    Journal.read(FILE).added(events[1:])
    made.commit()
    return made


def test_a_decision_counts_once_it_is_in_the_target_branch(repository):
    here = run("check", "vendors.csv", "-o", "r.json", "--fail-on", "high", *AS_OF)
    assert here.exit_code == 0, here.output
    done = run("check", "vendors.csv", "-o", "r.json", "--fail-on", "high", "--decisions-from", "main", *AS_OF)
    assert done.exit_code == 1
    commit = repository.git("rev-parse", "main")
    assert f"Decisions: {FILE} as of main ({commit[:7]}), 1 recorded; 1 suppressed." in done.output
    assert "Note: 2 decisions of this change do not count until they are in main." in done.output
    told = json.loads((repository.folder / "r.json").read_text("utf-8"))["decisions"]
    assert (told["file"], told["revision"], told["commit"], told["events"]) == (FILE, "main", commit, 1)
    repository.git("checkout", "main")
    repository.git("merge", "change")
    merged = run("check", "vendors.csv", "-o", "r.json", "--fail-on", "high", "--decisions-from", "main", *AS_OF)
    assert merged.exit_code == 0
    assert "does not count" not in merged.output


def test_a_file_that_the_target_branch_lacks_decides_nothing(repository, events):
    repository.git("checkout", "--orphan", "bare")
    repository.git("rm", "--cached", FILE)
    repository.git("commit", "-m", "no decisions yet")
    done = run("check", "vendors.csv", "-o", "r.json", "--fail-on", "high", "--decisions-from", "bare", *AS_OF)
    assert done.exit_code == 1
    assert ", which has no such file, 0 recorded; none met in this table." in done.output
    assert "Note: 3 decisions of this change do not count until they are in bare." in done.output


def test_a_file_that_only_the_target_branch_has_counts(repository):
    (repository.folder / FILE).unlink()
    for named in ((), ("--decisions", FILE)):
        done = run("check", "vendors.csv", "-o", "r.json", "--decisions-from", "main", *named, *AS_OF)
        assert "1 recorded; 1 suppressed" in done.output, done.output


def test_another_file_in_the_change_does_not_stand_in_front_of_the_target_branch(repository):
    repository.git("checkout", "main")
    repository.git("mv", FILE, "decisions.jsonl")
    repository.commit()
    repository.git("checkout", "change")
    done = run("check", "vendors.csv", "-o", "r.json", "--decisions-from", "main", *AS_OF)
    assert "Decisions: decisions.jsonl as of main" in done.output
    assert "1 suppressed" in done.output


def test_the_name_may_end_in_json(repository):
    repository.git("mv", FILE, "vendors.decisions.json")
    commit = repository.commit()
    for named in ((), ("--decisions", "vendors.decisions.json"), ("--decisions-from", commit)):
        done = run("check", "vendors.csv", "-o", "r.json", *named, *AS_OF)
        assert "3 suppressed" in done.output, done.output


def test_a_broken_file_of_the_change_is_told_all_the_same(repository):
    with (repository.folder / FILE).open("a", encoding="utf-8") as stream:
        stream.write("<<<<<<< HEAD\n")
    done = run("check", "vendors.csv", "-o", "r.json", "--decisions-from", "main", *AS_OF)
    assert done.exit_code == 3
    assert f"{FILE}, line 5" in done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("vendors.csv", "--decisions-from", "nope"), "holds no such commit"),
        (("vendors.csv", "--decisions-from", "--since"), "is no git revision"),
        (("vendors.csv", "--decisions-from", "main", "--no-decisions"), "does not go with --no-decisions"),
        (("-", "--decisions-from", "main", "-o", "r.json"), "Name it with --decisions FILE"),
        (("vendors.csv", "--decisions-from", "main", "--decisions", "../x.jsonl"), "lies in no git repository"),
    ],
)
def test_what_cannot_be_read_from_a_revision_is_wrong_usage(words, told, repository):
    done = run("check", *words, *AS_OF)
    assert (done.exit_code, told in done.output) == (2, True), done.output


def test_a_report_with_decisions_that_wait_is_replaced(repository):
    first = run("check", "vendors.csv", "-o", "r.xlsx", "--decisions-from", "main", *AS_OF)
    assert first.exit_code == 0, first.output
    again = run("check", "vendors.csv", "-o", "r.xlsx", "--decisions-from", "main", *AS_OF)
    assert again.exit_code == 0, again.output
