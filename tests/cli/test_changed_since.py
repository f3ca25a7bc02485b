"""``check --changed-since REV``: a pull request is told of what it changed, in every form, and of nothing it did not."""

import json
import random

import pytest
from click.testing import CliRunner

from screen.cli import cli
from tests.repository import Repository

HEADER = "Vendor ID,Vendor Name,Country\n"
GLOCOM = "V-1,Glocom Sdn Bhd,MY\n"
QUIET = [f"V-{number},Quiet {word} GmbH,DE\n" for number, word in enumerate(("Oak", "Elm", "Ash", "Fir"), start=10)]
SINYONG = "V-2,Changgwang Sinyong Corp,CN\n"
AS_OF = ("--as-of", "2026-11-24")
SCOPED = ("--since", "last.json", "--changed-since", "main", *AS_OF)


def run(*words):
    return CliRunner().invoke(cli, ["check", *words])


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Return a repository whose main holds vendors, with the report of a complete run on them."""
    made = Repository.begun(tmp_path_factory.mktemp("begun") / "repository")
    made.write("vendors.csv", HEADER + GLOCOM + "".join(QUIET))
    made.write(".gitignore", "*.json\n*.xlsx\n*.md\n*.html\n")
    made.commit()
    done = run(str(made.folder / "vendors.csv"), "-o", str(made.folder / "last.json"), *AS_OF)
    assert done.exit_code == 0, done.output
    return made


@pytest.fixture
def repository(begun, tmp_path, monkeypatch):
    begun.git("clone", ".", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    (tmp_path / "clone" / "last.json").write_bytes((begun.folder / "last.json").read_bytes())
    made = Repository(tmp_path / "clone")
    made.git("checkout", "-b", "change")
    return made


def test_only_the_new_vendor_and_the_open_alert_are_reported(repository):
    rows = [GLOCOM, *QUIET, SINYONG]
    random.Random(7).shuffle(rows)
    repository.write("vendors.csv", HEADER + "".join(rows))
    outputs = [word for name in ("r.json", "r.xlsx", "r.md", "r.html") for word in ("-o", name)]
    done = run("vendors.csv", *outputs, "--fail-on", "high", *SCOPED)
    assert done.exit_code == 1, done.output
    commit = repository.git("rev-parse", "main")
    assert (
        f"Scope: --changed-since main ({commit[:7]}): 2 of 6 rows count (1 changed, 1 with an alert now or then)"
        in done.output
    )
    assert "6 rows read = 2 screened + 0 skipped + 4 unchanged." in done.output
    record = json.loads((repository.folder / "r.json").read_text("utf-8"))
    assert {one["reference"] for one in record["parties"]} == {"V-1", "V-2"}
    assert (record["scope"]["commit"], record["scope"]["is_part"]) == (commit, True)
    for name in ("r.md", "r.html"):
        assert "4 unchanged" in (repository.folder / name).read_text("utf-8")


def test_the_report_of_a_part_is_no_base_for_the_next_run(repository):
    assert run("vendors.csv", "-o", "r.json", *SCOPED).exit_code == 0
    done = run("vendors.csv", "-o", "s.json", "--since", "r.json", *AS_OF)
    assert (done.exit_code, "is no complete run" in done.output) == (3, True)


def test_a_day_later_the_complete_run_still_speaks(repository):
    done = run("vendors.csv", "-o", "r.json", *SCOPED[:4], "--as-of", "2026-11-25")
    assert "1 screened + 0 skipped + 4 unchanged" in done.output, done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--changed-since", "main"), "no last complete run is named with --since"),
        (("--changed-since", "main", "--since", "none.json"), "there is no none.json yet"),
        (
            ("--changed-since", "nope", "--since", "last.json"),
            "--changed-since nope asks for: this clone holds no such commit",
        ),
        (
            ("--changed-since", "main", "--since", "last.json", "--watchlist", "dprk-reported-b"),
            "the lists changed since the last complete run (",
        ),
        (("--changed-since", "main", "--since", "last.json", "--profile", "visa"), "took the table for another kind"),
    ],
)
def test_everything_is_screened_where_the_last_run_cannot_speak(words, told, repository):
    done = run("vendors.csv", "-o", "r.json", *words, *AS_OF)
    assert done.exit_code == 0, done.output
    assert "Scope: everything was screened" in done.output
    assert told in done.output
    assert "5 rows read = 5 screened + 0 skipped." in done.output


def test_a_table_that_the_revision_lacks_or_that_cannot_be_read_there_is_told(repository):
    repository.write("other.csv", HEADER + SINYONG)
    done = run("other.csv", "-o", "r.json", *SCOPED)
    assert "other.csv is not in that revision" in done.output
    repository.write("vendors.csv", "nothing,of,use\n")
    repository.git("checkout", "-b", "broken")
    repository.commit()
    repository.write("vendors.csv", HEADER + GLOCOM + "".join(QUIET))
    done = run("vendors.csv", "-o", "r.json", "--since", "last.json", "--changed-since", "broken", *AS_OF)
    assert "it cannot be read as of that revision: vendors.csv: no column holds names" in done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("vendors.csv", "--changed-since", "--no-report"), "is no git revision"),
        (("vendors.csv", "vendors.csv", "--changed-since", "main"), "--changed-since: goes with one table only"),
        (("-", "-o", "r.json", "--changed-since", "main"), "standard input has no revisions"),
        (("../vendors.csv", "--changed-since", "main", "-o", "r.json"), "lies in no git repository"),
    ],
)
def test_what_has_no_revisions_is_wrong_usage(words, told, repository, tmp_path):
    (tmp_path / "vendors.csv").write_text(HEADER + GLOCOM, encoding="utf-8")
    done = run(*words, *AS_OF)
    assert (done.exit_code, told in done.output) == (2, True), done.output
