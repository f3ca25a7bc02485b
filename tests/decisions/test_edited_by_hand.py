"""A decisions file is edited by people in pull requests: what was meant is read, whatever broke is told with its line."""

import json

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.decisions import Event, Journal
from screen.errors import DecisionsError
from tests.builders import TODAY, decided_on, decision, entry, screen_rows, watchlist
from tests.decisions.test_journal import KEY, event, git, written

LISTS = [watchlist(entry("GLOCOM", countries=("MY",)))]
ROW = {"name": "Glocom Sdn Bhd", "reference": "V-1"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vendors.decisions.jsonl"


def put(path, *lines):
    path.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8", newline="\n")


def plain(one: Event, **said: object) -> str:
    """Return the line of an event without its id, with some fields said otherwise; None takes one out."""
    values = one.values() | said
    return json.dumps({name: value for name, value in values.items() if value is not None}, ensure_ascii=False)


def refusal(path, *lines) -> str:
    put(path, *lines)
    with pytest.raises(DecisionsError) as raised:
        Journal.read(path)
    told = str(raised.value)
    assert told.count("\n") == 0
    assert told.startswith(f"{path}")
    return told.removeprefix(str(path))


# What was meant


def test_a_line_without_its_id_is_an_edit_and_read_as_it_stands(path):
    lines = written(path, event())
    put(path, lines[0], plain(event(), valid_until="2027-01-31", comment="for two months"))
    journal = Journal.read(path)
    assert [one.valid_until for one in journal.events] == ["2027-01-31"]
    assert journal.by_hand == {journal.events[0].id}


def test_its_fields_may_stand_in_any_order_with_blanks_between(path):
    values = json.loads(plain(event()))
    put(path, json.dumps(dict(reversed(values.items())), indent=None, separators=(" , ", " : ")))
    assert Journal.read(path).events == (event(),)


def test_an_edit_stands_before_the_line_it_was_made_of_when_a_merge_kept_both(path):
    lines = written(path, event())
    for both in (
        [lines[1], plain(event(), valid_until="2026-12-01")],
        [plain(event(), valid_until="2026-12-01"), lines[1]],
    ):
        put(path, lines[0], *both)
        assert [one.valid_until for one in Journal.read(path).current()] == ["2026-12-01"]


def test_the_same_line_with_and_without_its_id_is_no_edit(path):
    lines = written(path, event())
    put(path, *lines, plain(event()))
    journal = Journal.read(path)
    assert (len(journal.events), journal.by_hand) == (1, frozenset())


def test_what_is_added_after_an_edit_follows_it(path):
    lines = written(path, event())
    put(path, lines[0], plain(event(), comment="mended"))
    first = Journal.read(path).events[0]
    journal = Journal.read(path).added([event(at="2026-11-25T09:00:00Z", disposition="open", previous=first.id)])
    assert [one.disposition for one in journal.current()] == ["open"]
    assert journal.by_hand == {first.id}


def test_a_purge_keeps_an_edit_known_as_one(path):
    old = event(at="2020-01-01T00:00:00Z", target="OFAC:9")
    lines = written(path, old)
    put(path, *lines, plain(event(), comment="mended"))
    left = Journal.read(path).without([old], TODAY)
    assert [one.comment for one in left.events] == ["mended"]
    assert len(left.by_hand) == 1


def test_a_keyed_file_is_edited_the_same_way(path):
    lines = written(path, event(), key=KEY)
    values = json.loads(lines[1]) | {"valid_until": "2026-12-31"}
    del values["id"]
    put(path, lines[0], json.dumps(values))
    journal = Journal.read(path, KEY)
    assert (journal.events[0].valid_until, len(journal.by_hand)) == ("2026-12-31", 1)


def test_a_run_counts_what_was_edited_by_hand_and_honours_it(path):
    first = screen_rows(ROW, lists=LISTS)
    put(path, plain(decision(first), valid_until="2026-12-31"))
    run = screen_rows(ROW, lists=LISTS, decisions=path)
    assert f"Decisions: {path.name}, 1 recorded, 1 of them edited by hand; 1 suppressed." in run.notices
    assert run.record["decisions"]["edited_by_hand"] == 1


def test_the_review_commands_read_an_edited_file(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(path, plain(event(), comment="mended by hand"))
    for words in (["list"], ["show", "V-1"], ["export", "-o", "e.json"], ["purge", "--before", "2020-01-01"]):
        done = CliRunner().invoke(cli, ["review", *words])
        assert done.exit_code == 0, done.output
        assert "edited by hand" in done.output or words[0] in ("show", "purge")
    again = CliRunner().invoke(cli, ["review", "list", "--decisions", "e.json"])
    assert (again.exit_code, "is what “review export” writes" in again.output) == (3, True)


# What broke


def test_a_changed_line_says_how_to_mean_it(path):
    lines = written(path, event())
    changed = lines[1].replace("false_positive", "true_match")
    assert refusal(path, lines[0], changed) == (
        ', line 2: was changed after it was recorded. If you meant to, take its “"id": …” out of the line; else restore it.'
    )


@pytest.mark.parametrize("id", ["", None, 7, "0123456789abcdef"])
def test_an_id_that_does_not_fit_is_no_missing_one(id, path):
    values = json.loads(plain(event()))
    assert "was changed after it was recorded" in refusal(path, json.dumps({"id": id, **values}))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"revewer": "A"}, "“revewer” is no field of a decision. Mend its name"),
        ({"target": None}, "“target” is missing. Put it back."),
        ({"basis": None}, "“basis” is missing. Record a decision with “dprk-screen review decide”"),
        ({"comment": 7}, "“comment” must be text in quotes, and is a number."),
        ({"comment": ["a"]}, "“comment” must be text in quotes, and is a list."),
        ({"basis": "high"}, "“basis” must be an object, and is text."),
        ({"what": "alert"}, "“what” is “alert”. Choose one of match, hit."),
        ({"disposition": "false positive"}, "“disposition” is “false positive”. Choose one of open, false_positive, need_info, "),
        ({"party": " "}, "“party” is empty."),
        ({"at": "2026-11-24"}, "“at” is “2026-11-24”. Write a moment in UTC"),
        ({"at": "2026-11-24T09:00:00"}, "Write a moment in UTC"),
        ({"at": "2026-11-24T09:00:00+09:00"}, "Write a moment in UTC"),
        ({"decided_on": ""}, "“decided_on” is “”. Write a day, as 2026-11-24."),
        ({"decided_on": "24.11.2026"}, "“decided_on” is “24.11.2026”. Write a day"),
        ({"valid_until": "20271231"}, "“valid_until” is “20271231”. Write a day"),
        ({"valid_until": "2026-02-30"}, "“valid_until” is “2026-02-30”. Write a day"),
        ({"valid_until": "2026-11-23"}, "“valid_until” is 2026-11-23, before “decided_on”, 2026-11-24."),
        ({"reviewer": "  "}, "“reviewer” is empty. Write who decided."),
        ({"basis": {}}, "“basis.band” is missing."),
        ({"basis": {**event().basis, "band": "hihg"}}, "“basis.band” must be one of none, low, medium, high, critical."),
        ({"basis": {**event().basis, "score": "91"}}, "“basis.score” must be a number from 0 to 100."),
        ({"basis": {**event().basis, "names": "Acme"}}, "“basis.names” must be a list of texts."),
        ({"basis": {**event().basis, "evidence": [["name", "a"]]}}, "“basis.evidence” must be a list of field"),
        ({"basis": {**event().basis, "why": "x"}}, "“basis.why” is no field of what a match rests on."),
        ({"what": "hit", "basis": {"band": "high", "state": "fired", "why": "x", "cells": [["a"]]}}, "“basis.cells” must be"),
    ],
    ids=str,
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named(said, told, path):
    lines = written(path, event(target="OFAC:9"))
    refused = refusal(path, *lines, plain(event(), **said))
    assert refused.startswith(", line 3: “")
    assert told in refused


def test_a_decision_that_is_open_needs_no_reviewer(path):
    put(path, plain(event(), disposition="open", reviewer=""))
    assert len(Journal.read(path).events) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (plain(event())[:-9], ", line 2, column "),
        (plain(event()).replace('"reason"', "reason"), " is cut off or no JSON (Expecting property name"),
        (plain(event()) + " " + plain(event()), " says more after its end. A decisions file holds one decision a line"),
        (plain(event()) + ",", " says more after its end."),
        (plain(event()).replace('"reason"', '"reviewer": "B", "reason"'), ", line 2: “reviewer” is said twice."),
        (plain(event()).replace("91.5", "NaN"), ", line 2: NaN is no number."),
        (plain(event()).replace("Acme Co", "\\ud800"), ", line 2: holds half of a character."),
        ('"decision"', ", line 2: is no event of a decisions file."),
        ('{"at":"2026-11-24T09:00:00Z","check":"","event":"begun","form":1}', ", line 2: has no id, and only a decision may be"),
        ("=======\r", ", line 2: a merge was left unfinished (=======)."),
        (">>>>>>> origin/main", "“*.decisions.jsonl merge=union” in .gitattributes"),
    ],
    ids=["cut", "unquoted", "two", "comma", "twice", "nan", "half", "text", "mark", "conflict", "attributes"],
)  # fmt: skip
def test_a_line_that_broke_is_named_with_what_to_do(line, told, path):
    lines = written(path, event())
    assert told in refusal(path, lines[0], line)


@pytest.mark.parametrize("indent", [2, None], ids=["laid out", "array"])
def test_a_file_that_a_formatter_broke_says_so(indent, path):
    one = json.loads(plain(event()))
    text = json.dumps([one, one], indent=indent) if indent is None else json.dumps(one, indent=indent)
    assert "was laid out anew, as a formatter does" in refusal(path, *text.split("\n"))


def test_bytes_that_are_not_utf_8_are_told_with_their_line(path):
    lines = written(path, event())
    path.write_bytes("".join(lines).encode() + plain(event(), comment="é").encode("latin-1"))
    with pytest.raises(DecisionsError, match="line 3: is not UTF-8"):
        Journal.read(path)


def test_a_file_of_another_name_is_told_by_that_name(tmp_path):
    assert "“*.decisions.json merge=union”" in refusal(tmp_path / "v.decisions.json", "<<<<<<< HEAD")
    assert "“decisions.jsonl merge=union”" in refusal(tmp_path / "decisions.jsonl", "<<<<<<< HEAD")


def test_a_merge_conflict_of_git_is_resolved_as_the_message_says(tmp_path):
    """Two branches decide; without .gitattributes git leaves marks, and the lines of both sides without them are read."""
    path = tmp_path / "vendors.decisions.jsonl"
    git(tmp_path, "init")
    Journal.read(path).added([event()])
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    git(tmp_path, "checkout", "-b", "other")
    Journal.read(path).added([event(target="OFAC:9")])
    git(tmp_path, "commit", "-am", "other")
    git(tmp_path, "checkout", "main")
    Journal.read(path).added([event(target="UK:1")])
    git(tmp_path, "commit", "-am", "main")
    with pytest.raises(Exception, match="returned non-zero exit status 1"):
        git(tmp_path, "merge", "other")
    with pytest.raises(DecisionsError, match=r"line 3: a merge was left unfinished \(<<<<<<<\)"):
        Journal.read(path)
    lines = path.read_text("utf-8").splitlines()
    put(path, *(line for line in lines if line.startswith("{")))
    assert len(Journal.read(path).events) == 3


def test_a_decision_says_what_it_rested_on_for_both_kinds(path):
    run = screen_rows(ROW | {"address": "12 Sungri Street, Pyongyang"}, lists=LISTS)
    events = [decided_on(run, alert) for alert in run.record["alerts"]]
    assert {one.what for one in events} == {"match", "hit"}
    put(path, *(plain(one) for one in events))
    assert len(Journal.read(path).events) == len(events)
