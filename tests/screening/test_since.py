"""A run beside an earlier one: the outcome of a whole run, and no trust in a report that was altered."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.errors import TableError
from screen.redflags import load_rules
from screen.report.record import record
from screen.screening import EarlierRun, Screener, digest_of
from tests.builders import TODAY, decided, entry, table, watchlist

RULES = load_rules()
LISTS = [
    watchlist(
        entry("GLOCOM", id="9345"),
        entry("RI, Yong Ho", id="20", kind="person", birth_dates=("1957-07-10",), nationalities=("KP",)),
        entry("Namchongang Trading Corporation", id="30", phones=("+8502381811",)),
    )
]
ROWS = [
    {"name": "Glocom Sdn Bhd", "country": "MY", "address": "1 Jalan Raja"},
    {"name": "Glocom Sdn Bhd", "country": "MY", "address": "1 Jalan Raja"},
    {"name": "Ri Yong Ho", "kind": "person", "birth_date": "1957-07-10", "employer": "Namchongang Trading"},
    {"name": "Acme Tools Ltd", "address": "2 High Street"},
    {"name": "Acme Pipes Ltd", "address": "2 High Street", "phone": "+8502381811"},
]
FRAMES = ("parties", "matches", "evidence", "nearest", "hits", "alerts", "problems", "untested")
EDITS = {
    "nothing": lambda rows: rows,
    "a row changed": lambda rows: [rows[0] | {"country": "KP"}, *rows[1:]],
    "another order": lambda rows: rows[::-1],
    "a row went": lambda rows: rows[1:],
    "a row came": lambda rows: [{"name": "Namchongang"}, *rows],
    "an employer changed": lambda rows: [row | {"employer": ""} if "employer" in row else row for row in rows],
}


def run(rows, lists=LISTS, **more):
    frame = table(*rows)
    return Screener(lists, RULES).screen(frame, {name: name for name in frame.columns}, as_of=TODAY, **more)


@pytest.fixture(scope="module")
def earlier():
    return json.loads(json.dumps(record(run(ROWS))))


def assert_same(one, other):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True, obj=name)
    assert one.counts == other.counts


@pytest.mark.parametrize("edit", EDITS)
def test_the_outcome_is_that_of_a_whole_run(earlier, edit):
    rows = EDITS[edit](ROWS)
    kept = run(rows, since=earlier)
    assert_same(kept, run(rows))
    assert kept.notices[-1].startswith("Compared anew with the lists: ")


def test_decisions_count_as_in_a_whole_run(earlier):
    journal = decided(run(ROWS), "TEST:9345")
    kept, whole = run(ROWS, since=earlier, decisions=journal), run(ROWS, decisions=journal)
    assert_same(kept, whole)
    assert "suppressed" in set(kept.alerts["state"])


def test_a_run_rests_on_the_one_before_which_rested_on_another(earlier):
    second = json.loads(json.dumps(record(run(EDITS["a row came"](ROWS), since=earlier))))
    rows = EDITS["an employer changed"](ROWS)
    assert_same(run(rows, since=second), run(rows))


def test_rows_that_share_a_party_are_told_apart(earlier):
    changes = run([*ROWS[1:], ROWS[0] | {"address": "9 Other Road"}], since=earlier).changes
    assert changes.empty
    gone = run(ROWS[1:], since=earlier).changes
    assert set(gone["what"]) == {"gone"}
    assert all(why.startswith("The party stands in fewer rows") for why in gone["why"])


ALTERED = {
    "a match taken out": lambda one: one["matches"].clear(),
    "a band lowered": lambda one: one["alerts"][0].update(band="none"),
    "a part taken out": lambda one: one.pop("parties"),
    "a footprint cut off": lambda one: one["footprint"].update(matched="AAAA"),
}
HOSTILE = {
    "no text": lambda one: one["input"].update(name=7),
    "no table": lambda one: one.update(parties={"a": 1}),
    "no rows": lambda one: one.update(parties=[1]),
    "a number too long": lambda one: one["parties"][0].update(row=10**400),
    "no number": lambda one: one["matches"][0].update(score=float("nan")),
    "true for a number": lambda one: one["matches"][0].update(row=True),
    "no band": lambda one: one["alerts"][0].update(band="worst"),
    "no basis": lambda one: one["alerts"][0].update(basis={"band": "high"}),
    "no cells": lambda one: one["alerts"][-1]["basis"].update(cells=[["a"]]),
    "no evidence": lambda one: one["matches"][0].update(evidence=[{}]),
    "no base64": lambda one: one["footprint"].update(matched="!"),
    "half a digest": lambda one: one["footprint"].update(matched="AAAA"),
    "half a pair": lambda one: one["footprint"].update(affiliated="AAAAAAAAAAA="),
    "no footprint": lambda one: one.update(footprint=[1]),
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_record_that_was_altered_is_refused(earlier, how):
    one = json.loads(json.dumps(earlier))
    ALTERED[how](one)
    with pytest.raises(TableError, match=r"a\.json: its record was altered or damaged after it was written"):
        EarlierRun.of(one, "a.json")


@pytest.mark.parametrize("how", HOSTILE)
def test_a_record_that_was_forged_gives_a_message(earlier, how):
    one = json.loads(json.dumps(earlier))
    HOSTILE[how](one)
    one["digest"] = digest_of(one)
    with pytest.raises(TableError, match=r"a\.json: its part “\w+” is not as this version of dprk-screen writes it"):
        EarlierRun.of(one, "a.json")


def test_forged_places_and_entries_are_no_traceback(earlier):
    one = json.loads(json.dumps(earlier))
    for match in one["matches"]:
        match |= {"entry_id": "none", "row": 99}
    for alert in one["alerts"]:
        alert |= {"place": 10**6, "row": 99, "party_id": "x"}
    one["digest"] = digest_of(one)
    assert set(run(ROWS, since=one).changes["what"]) == {"gone", "new"}


def test_without_a_footprint_everything_is_compared_anew(earlier):
    one = {name: value for name, value in earlier.items() if name != "footprint"}
    found = run(ROWS, since=one | {"digest": digest_of(one)})
    assert_same(found, run(ROWS))
    assert found.changes.empty
    assert found.notices[-1].startswith("Everything was compared anew")


# ---- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.csv").write_text("Vendor Name,Country\nGlocom Sdn Bhd,MY\nAcme,US\n", encoding="utf-8")

    def call(*words):
        return CliRunner().invoke(cli, ["check", "v.csv", "--as-of", "2026-11-24", *words])

    assert call("-o", "a.xlsx", "-o", "a.json").exit_code == 0
    return call


@pytest.mark.parametrize("name", ["a.xlsx", "a.json"])
def test_the_command_tells_what_changed_since_a_report_of_either_form(command, tmp_path, name):
    (tmp_path / "v.csv").write_text(
        "Vendor Name,Country\nKorea Mining Development Trading Corp,\nAcme,US\n", encoding="utf-8"
    )
    done = command("--since", name, "-o", "b.json")
    assert done.exit_code == 0, done.output
    assert "Compared with the run of 2026-11-24 (v.csv): " in done.output
    assert "parties: 1 new, 1 gone." in done.output
    told = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert {"new", "gone", "party new", "party gone"} == {one["what"] for one in told["changes"]}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--since", "none.json"), 3, "none.json: cannot be read"),
        (("--since", "v.csv"), 3, "v.csv: is no report of this version of dprk-screen"),
        (("--since", "a.json", "-o", "a.json"), 2, "a.json: this is the report of --since itself"),
        (("--since", "a.json", "-o", "./a.json"), 2, "a.json: this is the report of --since itself"),
        (("--since", "deep.json"), 3, "deep.json: is no report of this version of dprk-screen"),
        (("--since", "cut.json"), 3, "cut.json: is no report of this version of dprk-screen"),
        (("--since", "old.json"), 3, "old.json: its record was altered or damaged"),
    ],
)
def test_what_is_no_earlier_report_gives_a_message(command, tmp_path, words, code, message):
    whole = (tmp_path / "a.json").read_text(encoding="utf-8")
    (tmp_path / "deep.json").write_text('{"a":' * 100_000, encoding="utf-8")
    (tmp_path / "cut.json").write_text(whole[:-9], encoding="utf-8")
    (tmp_path / "old.json").write_text('{"tool": "dprk-screen", "alerts": []}', encoding="utf-8")
    done = command(*words)
    assert (done.exit_code, message in done.output) == (code, True), done.output
