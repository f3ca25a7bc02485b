"""A screening done again from its report: identical where nothing changed, and what is not as it was is named."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.lists.kept import Kept
from screen.lists.store import Store
from screen.report.output import write_json
from screen.report.packed import read_record
from screen.screening import digest_of
from tests.repository import Repository

DAY = "2026-11-24"
TABLE = """reference,name,country,birth_date,phone
V1,Glocom Sdn Bhd,MY,,
V2,Acme Tools Ltd,GB,,
V3,Ri Yong Ho,KP,10/07/57,+850 2 381 8111
V4,Zephyr Kite Ltd,SG,,+850 2 381 8111
"""
LISTED = "id,name,birth_date\n1,Glocom,\n2,Ri Yong Ho,1957-07-10\n"


def run(*words, code=0):
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def work(tmp_path, monkeypatch):
    """Work in a folder with a table, a list that is stored, and a data directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_DATA_DIR", str(tmp_path / "data"))
    Path("vendors.csv").write_text(TABLE, encoding="utf-8")
    store_list(LISTED)
    return tmp_path


def store_list(text):
    Path("ours.csv").write_text(text, encoding="utf-8")
    run("lists", "add", "ours.csv", "--accept-shrink", "--date", "2026-11-20")


def check(*more, code=0):
    return run("check", "vendors.csv", "-o", "r.json", "--as-of", DAY, "--no-shipped", *more, code=code)


def outcomes(*reports):
    return [read_record(Path(report))["outcome"] for report in reports]


# ---- identical -------------------------------------------------------------------------------------------


def as_it_was():
    pass


def lists_updated():
    store_list(LISTED.replace("Glocom", "Zephyr Kite"))


def lists_updated_and_pruned():
    lists_updated()
    run("lists", "prune", "--before", "2100-01-01", "--yes")


def table_renamed():
    Path("archive").mkdir()
    os.replace("vendors.csv", "archive/vendors-2026.csv")


def report_and_table_moved():
    Path("archive").mkdir()
    for name in ("vendors.csv", "r.json"):
        os.replace(name, f"archive/{name}")


IDENTICAL = {
    "nothing changed": (as_it_was, ["r.json"]),
    "the lists were updated": (lists_updated, ["r.json"]),
    "the lists were updated and old ones pruned": (lists_updated_and_pruned, ["r.json"]),
    "the table has another name": (table_renamed, ["r.json", "--table", "archive/vendors-2026.csv"]),
    "report and table were moved": (report_and_table_moved, ["archive/r.json"]),
}


@pytest.mark.parametrize("case", IDENTICAL)
def test_a_run_is_repeated_identically_where(case, work):
    check()
    change, words = IDENTICAL[case]
    change()
    said = run("rerun", *words)
    assert "Identical outcome: SHA-256 " in said
    assert "though" not in said


@pytest.mark.parametrize(
    "options",
    [
        ["--fail-on", "high", "--strict"], ["--column", "name=reference", "--profile", "it"], ["--four-eyes", "medium"],
        ["--delimiter", ",", "--encoding", "cp1252"], ["--history", "earlier.csv"], ["--watchlist", "own/more.csv"],
        ["--watchlist", "dprk-reported-b"], ["--header-row", "1", "--column", "=phone"],
        ["--header-row", "0", "--column", "name=A"],
    ],
    ids=lambda options: options[0],
)  # fmt: skip
def test_what_a_run_was_asked_for_is_asked_for_again(options, work):
    Path("earlier.csv").write_text(TABLE.replace("Acme", "Akme"), encoding="utf-8")
    Path("own").mkdir()
    Path("own/more.csv").write_text("id,name\n7,Zephyr Kite\n", encoding="utf-8")
    check(*options, code=1 if "--strict" in options else 0)
    assert "Identical outcome" in run("rerun", "r.json")


def test_settings_and_thresholds_of_ones_own_need_no_settings_file(work):
    Path("dprk-screen.toml").write_text(
        'no-shipped = true\n[columns]\nname = "name"\n[thresholds]\nmedium = 80\nauthor = "A"\nreason = "B"\ndate = "2026-11-01"\n',
        encoding="utf-8",
    )
    run("check", "vendors.csv", "-o", "r.json", "--as-of", DAY)
    Path("dprk-screen.toml").unlink()
    assert "Identical outcome" in run("rerun", "r.json")


def test_a_comparison_with_an_earlier_run_is_repeated(work):
    check()
    os.replace("r.json", "before.json")
    Path("vendors.csv").write_text(TABLE.replace("Acme Tools", "Glocom"), encoding="utf-8")
    check("--since", "before.json", "--fail-on", "high", "--fail-on-reported", "--only-new", code=1)
    assert read_record(Path("r.json"))["changes"]
    assert "Identical outcome" in run("rerun", "r.json")
    Path("before.json").unlink()
    assert "before.json: the report of the earlier run" in run("rerun", "r.json", code=3)


def test_rows_that_changed_since_a_commit_are_taken_again(work):
    Repository.begun(work).commit()
    check()
    os.replace("r.json", "before.json")
    Path("vendors.csv").write_text(TABLE.replace("Acme Tools", "Acme Pipes"), encoding="utf-8")
    check("--since", "before.json", "--changed-since", "HEAD")
    assert read_record(Path("r.json"))["scope"]["is_part"]
    assert "Identical outcome" in run("rerun", "r.json")


def test_the_workbook_says_as_much_as_the_json(work):
    check("-o", "r.xlsx")
    assert outcomes("r.json") == outcomes("r.xlsx")
    assert "Identical outcome" in run("rerun", "r.xlsx")


def test_the_outcome_is_that_of_every_engine_and_of_every_name(work):
    check()
    shutil.copy("vendors.csv", "renamed.csv")
    run(
        "check",
        "renamed.csv",
        "-o",
        "parts.json",
        "--as-of",
        DAY,
        "--no-shipped",
        "--engine",
        "local",
        "--processes",
        "1",
    )
    whole, parts = outcomes("r.json", "parts.json")
    assert whole["alerts"] == parts["alerts"]
    assert "Identical outcome" in run("rerun", "parts.json", "--processes", "1")
    assert not list(work.glob("*again*"))


def test_a_name_that_was_looked_up_is_looked_up_again(work):
    run("name", "Ri Yong Ho", "--dob", "1957", "--as-of", DAY, "--no-shipped", "-o", "n.json")
    lists_updated_and_pruned()
    assert "Identical outcome" in run("rerun", "n.json")


def test_a_rerun_leaves_everything_as_it_is(work):
    check("-o", "r.xlsx")
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
    run("rerun", "r.xlsx")
    assert {path: path.read_bytes() for path in work.rglob("*") if path.is_file()} == before


# ---- not as it was ---------------------------------------------------------------------------------------


def cell_changed():
    Path("vendors.csv").write_text(TABLE.replace("Glocom Sdn Bhd", "Glokom Trading"), encoding="utf-8")


def snapshot_lost():
    for folder in Path("data/lists").iterdir():
        shutil.rmtree(folder, ignore_errors=True)
    store_list(LISTED.replace("Glocom", "Zephyr Kite"))


def snapshot_altered():
    for path in Path("data/lists").glob("*/*/*.csv"):
        path.write_text(LISTED.replace("Glocom", "Glokom"), encoding="utf-8")


NOT_AS_IT_WAS = {
    "a cell of the table was changed": (cell_changed, 1, "vendors.csv: is not the table of the run"),
    "the list is not stored any more": (snapshot_lost, 1, "this snapshot is not stored in"),
    "the stored list was altered": (snapshot_altered, 1, "was altered since it was stored"),
}


@pytest.mark.parametrize("case", NOT_AS_IT_WAS)
def test_nothing_is_screened_and_the_cause_named_where(case, work):
    check()
    change, code, words = NOT_AS_IT_WAS[case]
    change()
    said = run("rerun", "r.json", code=3)
    assert words in " ".join(said.split())
    assert "Not repeated" in said
    assert "Another outcome" in run("rerun", "r.json", "--anyway", "-o", "d.json", code=code)
    told = json.loads(Path("d.json").read_text(encoding="utf-8"))
    assert told["verdict"] == "another"
    assert told["differences"]["counts"]["parties"]["changed"]


def test_a_table_that_is_gone_is_told_by_its_hash(work):
    check()
    Path("vendors.csv").unlink()
    said = run("rerun", "r.json", "--anyway", code=3)
    assert read_record(Path("r.json"))["input"]["sha256"] in said
    assert "Not repeated, for what is told above: there is no table." in said


def test_what_differs_is_told_by_row_and_reference_and_no_name(work):
    check()
    cell_changed()
    said = run("rerun", "r.json", "--anyway", code=1)
    assert "Parties: 1 changed." in said
    assert "Row 2 (V1): " in said
    assert "Glo" not in said


def test_rules_of_ones_own_are_held_against_their_hash(work):
    rules = Path("rules")
    rules.mkdir()
    about = "title: Ours\nauthor: A\nreason: B\ndate: 2026-11-01\n"
    (rules / "about.yml").write_text(about, encoding="utf-8")
    (rules / "matching.yml").write_text("bands: {medium: 75}\n", encoding="utf-8")
    check("--rules", "rules")
    assert "Identical outcome" in run("rerun", "r.json")
    (rules / "matching.yml").write_text("bands: {medium: 100}\n", encoding="utf-8")
    said = run("rerun", "r.json", code=3)
    assert "As they are now these rules cannot be used: rules/matching.yml, line 1" in said
    (rules / "matching.yml").write_text("bands: {medium: 82}\n", encoding="utf-8")
    assert "rules: these rules of your own (--rules) were changed since" in run("rerun", "r.json", code=3)
    assert "Of the whole run: thresholds" in run("rerun", "r.json", "--anyway", code=1)
    shutil.rmtree(rules)
    assert "are not where they were" in run("rerun", "r.json", code=3)


def test_lists_named_on_the_command_line_are_looked_for(work):
    Path("more.csv").write_text("id,name\n7,Zephyr Kite\n", encoding="utf-8")
    check("--watchlist", "more.csv")
    Path("away").mkdir()
    os.replace("more.csv", "away/more.csv")
    assert "was a file named with --watchlist, and it is not at hand" in " ".join(
        run("rerun", "r.json", code=3).split()
    )
    assert "Identical outcome" in run("rerun", "r.json", "--look-in", "away")


def test_other_versions_are_told_and_stop_nothing(work):
    check()
    record = read_record(Path("r.json"))
    record["tool_version"] = "0.6.9"
    record["versions"] |= {"numpy": "1.0", "unicode": "9.0.0", "rules": "0" * 12}
    write_json(record | {"digest": digest_of(record)}, Path("r.json"))
    said = run("rerun", "r.json")
    assert "Identical outcome: SHA-256" in said
    assert "pip install dprk-screen==0.6.9" in said
    for words in ("numpy: 1.0 then, ", "Unicode data: 9.0.0 then, ", "Shipped rules: 000000000000 then, "):
        assert f"Note: {words}" in said


# ---- decisions -------------------------------------------------------------------------------------------


@pytest.fixture
def decided(work):
    """A run that used a decision."""
    check("-o", "r.xlsx")
    alert = read_record(Path("r.json"))["alerts"][0]
    decide("false_positive", alert["alert_id"])
    check()
    assert read_record(Path("r.json"))["counts"]["suppressed"] == 1
    return alert["alert_id"]


def decide(disposition, alert, *more):
    said = ["--reason", "name differs", "--comment", "Looked at it.", "--reviewer", "A. Kim", "--as-of", DAY]
    run("review", "decide", "r.json", alert, "--as", disposition, *said, *more)


def test_decisions_since_the_run_do_not_count(decided):
    decide("true_match", decided)
    assert "Identical outcome" in run("rerun", "r.json")


def test_decisions_count_as_they_were_whatever_order_a_merge_gave_them(decided):
    decide("true_match", decided)
    path = Path("vendors.decisions.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert "Identical outcome" in run("rerun", "r.json")


def test_decisions_that_are_gone_are_told(decided):
    path = Path("vendors.decisions.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0], encoding="utf-8")
    assert "does not hold any more the 1 decisions" in run("rerun", "r.json", code=3)
    path.unlink()
    assert "the decisions file is not beside the table or the report" in run("rerun", "r.json", code=3)
    assert "Alerts: 1 changed." in run("rerun", "r.json", "--anyway", code=1)


def test_decisions_of_a_git_revision_and_keyed_ones_count_as_then(work, monkeypatch):
    check("-o", "r.xlsx")
    alert = read_record(Path("r.json"))["alerts"][0]["alert_id"]
    decide("false_positive", alert, "--keyed", "--key-file", "key")
    repository = Repository.begun(work)
    repository.commit()
    check("--decisions-from", "HEAD", "--key-file", "key")
    Path("vendors.decisions.jsonl").write_text("", encoding="utf-8")
    assert "Name its key with --key-file FILE" in run("rerun", "r.json", code=2)
    assert "Identical outcome" in run("rerun", "r.json", "--key-file", "key")


def test_a_key_in_the_environment_does_no_harm_to_plain_decisions(decided, monkeypatch):
    monkeypatch.setenv("DPRK_SCREEN_KEY", "a key of sixteen letters or more")
    assert "Identical outcome" in run("rerun", "r.json")


# ---- reports that cannot be trusted ----------------------------------------------------------------------


def altered(record):
    record["parties"][0]["band"] = "none"


def altered_with_its_digest(record):
    altered(record)
    record["digest"] = digest_of(record)


def of_an_earlier_version(record):
    for name in ("outcome", "asked", "versions"):
        del record[name]
    record["tool_version"] = "0.7.0"
    record["digest"] = digest_of(record)


def of_another_shape(record):
    record["lists"] = [{"id": 7}]
    record["digest"] = digest_of(record)


def of_no_commit(record):
    record["scope"]["commit"] = "--upload-pack=x"
    record["digest"] = digest_of(record)


def of_another_day(record):
    record["lists"][0]["checked"] = "yesterday"
    record["digest"] = digest_of(record)


UNTRUSTED = {
    "altered": (altered, "its record was altered or damaged"),
    "altered, digest too": (altered_with_its_digest, "is not what its SHA-256 of the outcome says"),
    "0.7.0": (
        of_an_earlier_version,
        "was written by dprk-screen 0.7.0, whose reports do not hold what a rerun needs",
    ),
    "another shape": (of_another_shape, "its part “lists” is not as this version of dprk-screen writes it"),
    "another day": (of_another_day, "its part “lists” is not"),
    "no commit": (of_no_commit, "its part “scope” is not"),
}


@pytest.mark.parametrize("case", UNTRUSTED)
def test_a_report_is_refused_that_is(case, work):
    check()
    change, words = UNTRUSTED[case]
    record = read_record(Path("r.json"))
    change(record)
    write_json(record, Path("r.json"))
    assert words in run("rerun", "r.json", code=3)


def test_paths_of_a_report_from_elsewhere_lead_nowhere_else(work, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "more.csv"
    secret.write_text("id,name\n7,Zephyr Kite\n", encoding="utf-8")
    check("--watchlist", secret)
    assert "Identical outcome" in run("rerun", "r.json")
    shutil.rmtree(work / "data" / "reports")
    assert "was a file named with --watchlist, and it is not at hand" in " ".join(
        run("rerun", "r.json", code=3).split()
    )
    assert "Identical outcome" in run("rerun", "r.json", "--look-in", secret.parent)


def test_a_file_that_is_no_report_is_refused(work):
    assert "is no report" in run("rerun", "vendors.csv", code=3)


def test_what_differs_is_written_over_nothing(work):
    check()
    assert "nothing is written over" in run("rerun", "r.json", "-o", "r.json", code=2)
    assert "is written as .json" in run("rerun", "r.json", "-o", "d.xlsx", code=2)


# ---- what is kept for reports ----------------------------------------------------------------------------


def snapshots():
    return [one.date for one in Store.at().snapshots()]


def test_a_snapshot_that_no_report_names_is_pruned_and_the_newest_never(work):
    lists_updated()
    said = run("lists", "prune", "--before", "2100-01-01")
    assert "Nothing was: do it with --yes" in said
    assert len(snapshots()) == 2
    run("lists", "prune", "--before", "2100-01-01", "--yes")
    assert len(snapshots()) == 1


def test_a_snapshot_that_a_report_names_stays_until_it_is_let_go(work):
    check()
    lists_updated()
    os.replace("r.json", "elsewhere.json")
    said = run("lists", "prune", "--before", "2100-01-01", "--yes")
    assert "1 older snapshot kept" in said
    assert "r.json" in said
    assert "Identical outcome" in run("rerun", "elsewhere.json")
    run("lists", "prune", "--before", "2100-01-01", "--yes", "--let-go-gone")
    assert len(snapshots()) == 1
    assert "this snapshot is not stored in" in " ".join(run("rerun", "elsewhere.json", code=3).split())


def test_notes_stay_out_of_a_repository_that_holds_the_data_directory(work):
    repository = Repository.begun(work)
    repository.commit()
    run("check", "vendors.csv", "-o", "../r.json", "--as-of", DAY)
    assert (work / "data" / "reports").is_dir()
    assert (work / "data" / "shipped").is_dir()
    assert repository.git("status", "--short") == ""


def test_a_report_is_let_go_by_its_name(work):
    check()
    lists_updated()
    run("lists", "prune", "--before", "2100-01-01", "--yes", "--let-go", "r.json")
    assert len(snapshots()) == 1
    assert Kept(Store.at().folder).notes() == []


def test_a_list_whose_day_was_guessed_stays_for_its_report(work):
    Path("ours.csv").write_text(LISTED.replace("Glocom", "Acme Tools"), encoding="utf-8")
    run("lists", "add", "ours.csv")
    check("--as-of", "2100-01-01")
    run("lists", "add", "ours.csv", "--date", "2026-11-21")
    assert "2026-11-21" in snapshots()
    assert "Identical outcome" in run("rerun", "r.json")


def test_a_data_directory_that_cannot_be_written_loses_no_report(work):
    Path("file").write_text("", encoding="utf-8")
    said = run("check", "vendors.csv", "-o", "r.json", "--no-stored", "--data-dir", "file/below", "--as-of", DAY)
    assert "this report could not be noted there" in said
    assert "Identical outcome" in run("rerun", "r.json")


def test_shipped_lists_of_an_earlier_version_are_at_hand_after_an_upgrade(work):
    """The upgrade: the tool itself in another place, with another list."""
    run("check", "vendors.csv", "-o", "s.json", "--as-of", DAY, "--no-stored")
    upgraded = work / "upgraded"
    root = Path(__file__).resolve().parent.parent.parent
    for name in ("screen", "rules", "watchlists"):
        shutil.copytree(root / name, upgraded / name, ignore=shutil.ignore_patterns("__pycache__"))
    ties = upgraded / "watchlists" / "same_as.csv"
    ties.write_text("".join(ties.read_text(encoding="utf-8").splitlines(keepends=True)[:-2]), encoding="utf-8")
    shorten(upgraded / "watchlists" / "dprk-un")
    words = [sys.executable, "-m", "screen", "rerun", "s.json"]
    again = subprocess.run(
        words, env=os.environ | {"PYTHONPATH": str(upgraded)}, capture_output=True, text=True, check=False
    )
    assert "Identical outcome: " in again.stdout, again.stderr
    shutil.rmtree(work / "data" / "shipped")
    again = subprocess.run(
        words, env=os.environ | {"PYTHONPATH": str(upgraded)}, capture_output=True, text=True, check=False
    )
    assert again.returncode == 3
    assert "shipped with another version of the tool" in again.stderr


def shorten(folder):
    """Take entries off a shipped list."""
    from screen.lists.folder import content_hash

    path, card = folder / "entries.csv", folder / "watchlist.yml"
    before = content_hash(path)
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:40]), encoding="utf-8")
    card.write_text(card.read_text(encoding="utf-8").replace(before, content_hash(path)), encoding="utf-8")
