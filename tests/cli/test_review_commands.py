"""The review commands: what they say, write, keep and refuse."""

import csv
import json
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Journal
from screen.decisions.standing import alert_id
from screen.screening import Screener
from tests.builders import TODAY, alerts, decided_on

CSV = "Vendor ID,Vendor Name,Country,Address\nV-1,Glocom Sdn Bhd,MY,12 Jalan Harimau 5\nV-2,Changgwang Sinyong Corp,CN,\n"
KEY = "a key of the tests' own, long enough"


@pytest.fixture(scope="module")
def screening(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "vendors.csv"
    path.write_text(CSV, encoding="utf-8")
    return Screener().screen(str(path), as_of=TODAY)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vendors.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "key.txt").write_text(KEY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder):
    return lambda *words: CliRunner().invoke(cli, ["review", *words])


@pytest.fixture
def record(folder, screening):
    """Record decisions on the first alert of each party: V-1 a false positive that ends soon, V-2 a true match."""

    def make(name: str = "vendors.decisions.jsonl", key: bytes | None = None) -> Journal:
        names = {"V-1": "Glocom Sdn Bhd", "V-2": "Changgwang Sinyong Corp"}
        first = {one["reference"]: one for one in reversed(alerts(screening))}
        events = [
            decided_on(screening, first["V-1"], name=names["V-1"], target_name="Glocom", valid_until="2026-12-01",
                       comment="=1+1", at="2020-01-01T00:00:00.000000Z"),
            decided_on(screening, first["V-2"], "true_match", name=names["V-2"], target_name="KOMID", second_reviewer="B. Other"),
        ]  # fmt: skip
        return Journal.read(folder / name, key).added(events)

    return make


def test_list_prints_a_line_for_each_decision_and_tells_the_file(run, record):
    journal = record()
    done = run("list", "--as-of", "2026-11-24")
    assert done.exit_code == 0, done.output
    assert "Decisions found in this folder: vendors.decisions.jsonl" in done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    for told in (
        journal.events[0].id,
        "false positive",
        "ending",
        "V-1 Glocom Sdn Bhd",
        "A. Reviewer",
        "until 2026-12-01",
    ):
        assert told in lines[0]
    assert "A. Reviewer and B. Other" in lines[1]
    assert "2 decisions, 2 shown; on 2026-11-24 2 in force, 1 of them ends within 14 days" in done.stderr
    assert f"2 events, SHA-256 {journal.sha256}" in done.stderr


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--disposition", "true_match"], ["V-2"]),
        (["--disposition", "true_match", "--disposition", "false_positive"], ["V-1", "V-2"]),
        (["--state", "ending"], ["V-1"]),
        (["--state", "in-force"], ["V-1", "V-2"]),
        (["--state", "expired"], []),
        (["--state", "expired", "--as-of", "2026-12-02"], ["V-1"]),
        (["--state", "open"], []),
    ],
)
def test_list_narrows(words, shown, run, record):
    record()
    done = run("list", "--as-of", "2026-11-24", *words)
    assert [line.split("  ")[3].split()[0] for line in map(_single_spaced, done.stdout.splitlines())] == shown


def _single_spaced(line: str) -> str:
    return "  ".join(part for part in (piece.strip() for piece in line.split("  ")) if part)


def test_a_folder_without_one_decisions_file_asks_for_its_name(run, record):
    done = run("list")
    assert (done.exit_code, "no decisions file" in done.stderr) == (2, True)
    record("one.decisions.jsonl")
    record("two.decisions.jsonl")
    done = run("list")
    assert (done.exit_code, "one.decisions.jsonl, two.decisions.jsonl" in done.stderr) == (2, True)
    assert run("list", "--decisions", "two.decisions.jsonl").exit_code == 0
    record("decisions.jsonl")
    assert "decisions.jsonl" in run("list").stderr


def test_an_altered_file_is_refused_with_its_line(run, record, folder):
    record()
    path = folder / "vendors.decisions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("true_match", "need_info"), encoding="utf-8")
    done = run("list")
    assert done.exit_code == 3
    assert "line 3: was changed after it was recorded" in done.stderr


def test_show_takes_the_id_of_an_event_an_alert_or_a_party(run, record):
    event = record().events[0]
    for identity in (event.id, alert_id(event.party, event.target), "V-1", "v-1"):
        done = run("show", identity)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith("FALSE POSITIVE: V-1 Glocom Sdn Bhd | ")
        for told in (
            "valid until: 2026-12-01",
            "comment: =1+1",
            "name in the table: Glocom Sdn Bhd",
            "name compared: ",
        ):
            assert told in done.stdout
    assert run("show", "V-3").exit_code == 2


def test_show_of_a_keyed_file_finds_the_alert_by_the_partys_reference(run, record):
    plain, keyed = record("plain.jsonl").events[0], record("decisions.jsonl", KEY.encode()).events[0]
    for identity in (keyed.id, alert_id(plain.party, plain.target), "V-1"):
        done = run("show", identity, "--key-file", "key.txt")
        assert done.exit_code == 0, done.output
        assert "name in the table: (kept sealed)" in done.stdout


def test_export_writes_the_whole_history(run, record, folder):
    journal = record()
    for name in ("all.json", "all.csv", "all.xlsx"):
        assert run("export", "-o", name).exit_code == 0
    told = json.loads((folder / "all.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in told["history"]] == [one.id for one in journal.events]
    assert told["history"][0]["basis"]["names"] == ["Glocom Sdn Bhd"]
    assert (told["sha256"], told["marks"][0]["event"]) == (journal.sha256, "begun")
    with (folder / "all.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Party"] for row in rows] == ["V-1", "V-2"]
    assert rows[0]["Comment"] == "'=1+1", "what begins as a formula does stays text"
    assert "name in the table: Glocom Sdn Bhd" in rows[0]["Rested on"]
    sheet = openpyxl.load_workbook(folder / "all.xlsx")["History"]
    assert sheet["A4"].value == journal.events[0].id
    assert "=1+1" in [cell.value for cell in sheet[4]]


def test_export_is_not_written_over_a_file(run, record, folder):
    record()
    (folder / "all.csv").write_text("mine", encoding="utf-8")
    assert run("export", "-o", "all.csv").exit_code == 2
    assert (folder / "all.csv").read_text(encoding="utf-8") == "mine"
    assert run("export", "-o", "all.csv", "--force").exit_code == 0
    assert run("export", "-o", "all.txt").exit_code == 2


@pytest.mark.parametrize("party", ["V-1", "Glocom Sdn Bhd", "GLOCOM SDN. BHD"])
def test_export_of_a_party_holds_it_and_nobody_else(party, run, record, folder):
    record()
    assert run("export", "--party", party, "-o", "one.json").exit_code == 0
    text = (folder / "one.json").read_text(encoding="utf-8")
    assert [one["reference"] for one in json.loads(text)["history"]] == ["V-1"]
    assert "Changgwang" not in text


def test_export_of_an_unknown_party_says_so(run, record, folder):
    record()
    done = run("export", "--party", "Glocom", "-o", "one.json")
    assert (done.exit_code, (folder / "one.json").exists()) == (2, False)
    assert "holds nothing on a party" in done.stderr


def test_export_warns_where_a_reference_speaks_of_two_names(run, record, folder, screening):
    journal = record()
    other = decided_on(
        screening, next(one for one in alerts(screening) if one["reference"] == "V-1"), name="Other Ltd"
    )
    journal.added([other])
    assert "several names: Glocom Sdn Bhd, Other Ltd" in run("export", "--party", "V-1", "-o", "one.json").stderr


def test_purge_says_first_and_removes_then(run, record, folder):
    journal = record()
    words = ("purge", "--before", "2021-01-01", "--as-of", "2026-12-02")
    done = run(*words)
    assert "1 event would be removed." in done.stderr
    assert "V-1 Glocom Sdn Bhd" in done.stdout
    assert Journal.read(journal.path).sha256 == journal.sha256
    done = run(*words, "--yes")
    assert "1 event removed." in done.stderr
    left = Journal.read(journal.path)
    assert [one.reference for one in left.events] == ["V-2"]
    assert left.marks[-1]["event"] == "purged"
    assert "Glocom Sdn Bhd" not in journal.path.read_text(encoding="utf-8")
    assert "Nothing to remove" in run(*words, "--yes").stderr


def test_purge_keeps_what_is_in_force_unless_told(run, record):
    journal = record()
    done = run("purge", "--before", "2021-01-01", "--as-of", "2026-11-24", "--yes")
    assert "Nothing to remove" in done.stderr
    assert "1 older event kept" in done.stderr
    assert run("purge", "--before", "2021-01-01", "--as-of", "2026-11-24", "--in-force", "--yes").exit_code == 0
    assert len(Journal.read(journal.path).events) == 1


def test_purge_brings_no_decision_back_that_was_recorded_over(run, record, screening):
    journal = record()
    alert = next(one for one in alerts(screening) if one["reference"] == "V-1")
    old = decided_on(screening, alert, "true_match", at="2019-01-01T00:00:00.000000Z")
    opened = decided_on(screening, alert, "open", at="2020-06-01T00:00:00.000000Z")
    journal.added([old, opened])
    assert run("purge", "--before", "2020-03-01", "--as-of", "2026-11-24", "--yes").exit_code == 0
    left = Journal.read(journal.path)
    assert [one.disposition.value for one in left.current()] == ["open", "true_match"]
    assert not [one for one in left.in_force(date(2026, 11, 24)) if one.reference == "V-1"]


def test_recheck_lists_what_this_version_sees_otherwise(run, record, folder):
    record()
    done = run("recheck", "vendors.csv", "--as-of", "2026-11-24", "-o", "moved.csv")
    assert done.exit_code == 0, done.output
    assert "Decisions: vendors.decisions.jsonl" in done.stderr
    assert "2 decisions rechecked: 0 moved, 0 lapsed, 0 expired, 0 not found." in done.stderr
    (folder / "vendors.csv").write_text(CSV.replace("Glocom Sdn Bhd", "Glocom Bhd"), encoding="utf-8")
    done = run("recheck", "vendors.csv", "--as-of", "2026-11-24", "-o", "moved.json")
    assert "name in your table: Glocom Sdn Bhd → Glocom Bhd" in done.stdout
    (told,) = json.loads((folder / "moved.json").read_text(encoding="utf-8"))["rechecked"]
    assert (told["what"], told["party"], told["decision"]) == ("lapsed", "V-1", "false positive")


# A keyed file


def test_a_keyed_file_says_nothing_of_the_customers_values(record, folder, run):
    journal = record("decisions.jsonl", KEY.encode())
    text = journal.path.read_text(encoding="utf-8").casefold()
    for said in ("glocom", "changgwang", "harimau", "malaysia", "komid"):
        assert said not in text
    assert "v-1" in text, "the party's own reference stays"
    assert run("list").exit_code == 2, "without its key it is not read"
    assert run("list", "--key-file", "key.txt").exit_code == 0
    for form in ("json", "csv"):
        assert run("export", "--key-file", "key.txt", "-o", f"all.{form}").exit_code == 0
        assert "glocom" not in (folder / f"all.{form}").read_text(encoding="utf-8-sig").casefold()
    assert "HMACs" in run("export", "--key-file", "key.txt", "--party", "V-1", "-o", "one.json").stderr


def test_decisions_of_a_keyed_file_are_used(record, folder):
    record("decisions.jsonl", KEY.encode())
    done = CliRunner().invoke(
        cli, ["check", "vendors.csv", "--as-of", "2026-11-24", "--key-file", "key.txt", "-o", "r.json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert {one["state"] for one in told["alerts"] if one["event"]} == {"suppressed", "decided"}
