"""The decisions file: what is written stays, in any order, and whatever was altered is found."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screen.decisions import Event, Journal
from screen.errors import DecisionsError, UsageError
from screen.model import Disposition

KEY = b"a key of the tests"
BASIS = {
    "band": "high", "score": 91.5, "names": ["Acme"], "birth_date": "", "registration_number": "", "entry_name": "Acme Co",
    "entry_names": ["Acme Co"], "alias_quality": "name", "standing": "listed party", "references": ["UN:1"],
    "evidence": [["name", "Acme", "Acme Co", "agrees", 30]],
}  # fmt: skip


def event(**said: object) -> Event:
    return Event.of(
        {
            "at": "2026-11-24T09:00:00.000000Z", "what": "match", "party": "a1b2c3d4e5f6", "reference": "V-1", "name": "Acme",
            "target": "UN:1", "target_name": "Acme Co", "disposition": "false_positive", "reason": "name differs",
            "comment": "", "reviewer": "A. Reviewer", "decided_on": "2026-11-24", "second_reviewer": "", "valid_until": "",
            "basis": BASIS, **said,
        }
    )  # fmt: skip


words = st.text(max_size=12)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(date.isoformat)
later = st.dates(date(2026, 11, 24), date(2030, 12, 31)).map(date.isoformat)
events = st.builds(
    event,
    at=days.map(lambda day: f"{day}T09:00:00.000000Z"),
    party=st.sampled_from(["a1b2c3d4e5f6", "000000000000", "ffffffffffff"]),
    target=st.sampled_from(["UN:1", "OFAC:9", "UK:DPR 1"]),
    comment=words,
    reviewer=words.map("R. {}".format),
    name=words,
    valid_until=st.one_of(st.just(""), later),
    disposition=st.sampled_from([one.value for one in Disposition]),
    basis=st.builds(lambda names, score: BASIS | {"names": names, "score": score}, st.lists(words, max_size=3), st.floats(0, 100)),
)  # fmt: skip
fixture_is_fine = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "decisions.jsonl"


def written(path: Path, *events: Event, key: bytes | None = None) -> list[str]:
    """Write events into a new file and return its lines."""
    path.unlink(missing_ok=True)
    Journal.read(path, key).added(events)
    return [line + "\n" for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


# Laws


@fixture_is_fine
@given(found=st.lists(events, max_size=6))
def test_events_survive_a_round_trip(found, path):
    written(path, *found)
    kept = Journal.read(path)
    assert {one.id: one for one in kept.events} == {one.id: one for one in found}


@fixture_is_fine
@given(found=st.lists(events, min_size=1, max_size=6), chance=st.randoms(use_true_random=False))
def test_the_order_and_number_of_lines_do_not_matter(found, chance, path):
    lines = written(path, *found)
    before = Journal.read(path)
    mixed = [*lines, *chance.choices(lines, k=4)]
    chance.shuffle(mixed)
    path.write_text("".join(mixed), encoding="utf-8", newline="")
    after = Journal.read(path)
    assert (after.events, after.current()) == (before.events, before.current())


@fixture_is_fine
@given(found=st.lists(events, min_size=1, max_size=3), more=st.lists(events, max_size=3))
def test_adding_changes_no_line_that_is_there(found, more, path):
    written(path, *found)
    before = path.read_bytes()
    Journal.read(path).added([*more, *found])
    assert path.read_bytes().startswith(before)


@fixture_is_fine
@given(found=events, data=st.data())
def test_no_character_of_a_line_can_be_altered(found, data, path):
    lines = written(path, found)
    place = data.draw(st.integers(0, len(lines[1]) - 2))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    line = lines[1][:place] + letter + lines[1][place + 1 :]
    if json_or_none(line) == json.loads(lines[1]):
        return
    path.write_text(lines[0] + line, encoding="utf-8", newline="")
    with pytest.raises(DecisionsError, match="line 2"):
        Journal.read(path)


def json_or_none(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


@fixture_is_fine
@given(found=st.lists(events, max_size=3))
def test_a_keyed_file_holds_the_same_decisions(found, path):
    written(path, *found, key=KEY)
    kept = Journal.read(path, KEY)
    told = ("party", "target", "disposition", "at", "comment", "reviewer", "valid_until")
    for one in found:
        sealed = one.sealed(kept.seal)
        assert sealed in kept.of(one.party, [one.target])
        assert all(getattr(sealed, name) == getattr(one, name) for name in told[1:])
        assert kept.seal.fits(sealed.party, one.party)


# Single laws by example


def test_adding_the_same_twice_adds_it_once(path):
    one = event()
    written(path, one, one)
    Journal.read(path).added([one])
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_of_two_decisions_at_one_moment_the_same_one_counts_everywhere(path):
    one, other = event(comment="one"), event(comment="other", disposition="true_match")
    lines = written(path, one, other)
    first = Journal.read(path).current()
    path.write_text("".join(lines[::-1]), encoding="utf-8", newline="")
    assert Journal.read(path).current() == first
    assert len(first) == 1


def test_a_checkout_with_carriage_returns_reads_the_same(path):
    lines = written(path, event(), event(target="OFAC:9"))
    before = Journal.read(path)
    path.write_text("".join(line.replace("\n", "\r\n") for line in lines), encoding="utf-8", newline="")
    after = Journal.read(path)
    assert (after.events, after.marks) == (before.events, before.marks)
    assert len(after.added([event(comment="more")]).events) == 3


def test_a_byte_order_mark_and_blank_lines_do_no_harm(path):
    lines = written(path, event())
    path.write_text("\ufeff" + "\n\n".join(lines), encoding="utf-8", newline="")
    assert len(Journal.read(path).events) == 1


def test_a_last_line_without_its_end_is_ended_before_the_next(path):
    lines = written(path, event())
    path.write_text("".join(lines).rstrip("\n"), encoding="utf-8", newline="")
    assert len(Journal.read(path).added([event(target="OFAC:9")]).events) == 2
    assert path.read_text(encoding="utf-8").count("\n") == 3


def test_an_empty_file_is_begun_in_the_way_that_is_asked_for(path):
    path.touch()
    assert Journal.read(path, KEY).added([event()]).is_keyed
    assert "Acme" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda lines: [lines[0], lines[1].replace("false_positive", "true_match")], "line 2: was changed after it was recorded. If you meant to, take its"),
        (lambda lines: [lines[0], lines[1][: len(lines[1]) // 2]], ": is cut off or no JSON"),
        (lambda lines: [lines[0], "<<<<<<< HEAD\n", lines[1], "=======\n", ">>>>>>> other\n"], "line 2: a merge was left"),
        (lambda lines: ['{"a": 1}\n', *lines], "line 1: is no event"),
        (lambda lines: ["[1, 2]\n", *lines], "was laid out anew"),
        (lambda lines: ["reviewer,decision\n", *lines], "line 1, column 1: is cut off or no JSON"),
        (lambda lines: [lines[0], signed({"event": "verdict"})], "line 2: “verdict” is nothing this version reads"),
        (lambda lines: [lines[0], signed({"event": "decision", "at": "now"})], "line 2: “what” is missing. Put it back."),
        (lambda lines: [lines[0], signed(event().values() | {"valid_until": "31.12.2026"})], "line 2: “valid_until” is “31.12.2026”. Write a day"),
        (lambda lines: [lines[0], signed(event().values() | {"basis": {"band": "high"}})], "line 2: “basis.score” is missing. Record"),
    ],
    ids=["altered", "cut off", "conflict", "foreign object", "foreign list", "foreign text", "newer", "no fields", "bad day", "bad basis"],
)  # fmt: skip
def test_a_line_that_cannot_be_trusted_is_named(spoil, told, path):
    lines = written(path, event())
    path.write_text("".join(spoil(lines)), encoding="utf-8", newline="")
    with pytest.raises(DecisionsError) as raised:
        Journal.read(path)
    assert told in str(raised.value)
    assert raised.value.exit_code == 3


def signed(values: dict[str, object]) -> str:
    """Return a line whose id is right."""
    from screen.decisions.event import canonical, content_id

    return canonical({"id": content_id(values), **values}) + "\n"


def test_no_file_is_an_empty_one(path):
    assert Journal.read(path).events == ()
    assert not path.exists()


# Keys


def test_a_key_is_asked_for_and_only_its_own_fits(path):
    written(path, event(), key=KEY)
    for wrong in (None, b"another key of the tests"):
        with pytest.raises(UsageError):
            Journal.read(path, wrong)
    plain = path.with_name("plain.jsonl")
    written(plain, event())
    with pytest.raises(UsageError, match="kept in plain"):
        Journal.read(plain, KEY)


def test_files_begun_apart_are_not_joined_when_one_is_keyed(path):
    other = path.with_name("other.jsonl")
    path.write_text("".join([*written(other, event()), *written(path, event(), key=KEY)]), encoding="utf-8")
    with pytest.raises(DecisionsError, match="Keep them apart"):
        Journal.read(path, KEY)


def test_a_keyed_file_without_its_first_line_is_not_taken_for_a_plain_one(path):
    lines = written(path, event(), key=KEY)
    path.write_text(lines[1], encoding="utf-8")
    with pytest.raises(DecisionsError, match="first line is gone"):
        Journal.read(path)


# Several at once


ADDING = """
import sys
from screen.decisions import Journal
from tests.decisions.test_journal import event
for number in range(12):
    Journal.read(sys.argv[1]).added([event(comment=f"{sys.argv[2]} {number}")])
"""


def test_two_processes_that_add_at_once_lose_nothing(path):
    running = [subprocess.Popen([sys.executable, "-c", ADDING, str(path), name]) for name in ("one", "two")]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    journal = Journal.read(path)
    assert {one.comment for one in journal.events} == {f"{name} {n}" for name in ("one", "two") for n in range(12)}
    assert len(journal.marks) == 1


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "keyed"])
def test_git_joins_the_decisions_of_two_branches(key, tmp_path):
    path = tmp_path / "vendors.decisions.jsonl"
    try:
        git(tmp_path, "init")
    except FileNotFoundError:
        pytest.skip("needs git")
    (tmp_path / ".gitattributes").write_text("*.jsonl merge=union\n", encoding="utf-8")
    Journal.read(path, key).added([event()])
    git(tmp_path, "add", ".gitattributes", path.name)
    git(tmp_path, "commit", "-m", "one")
    git(tmp_path, "checkout", "-b", "other")
    Journal.read(path, key).added([event(target="OFAC:9", at="2026-11-25T09:00:00Z"), event(comment="other")])
    git(tmp_path, "commit", "-am", "other")
    git(tmp_path, "checkout", "main")
    Journal.read(path, key).added([event(target="UK:1", disposition="true_match", at="2026-11-26T09:00:00Z")])
    git(tmp_path, "commit", "-am", "main")
    git(tmp_path, "merge", "other", "-m", "joined")
    joined = Journal.read(path, key)
    assert sorted({one.target for one in joined.events}) == ["OFAC:9", "UK:1", "UN:1"]
    assert len(joined.events) == 4


# Purging


def test_a_purge_leaves_a_mark_and_every_other_line(path):
    old, new = event(at="2020-01-01T00:00:00Z"), event(target="OFAC:9")
    lines = written(path, old, new)
    path.chmod(0o600)
    left = Journal.read(path).without([old], date(2021, 1, 1))
    assert left.events == (new,)
    mark = left.marks[-1]
    assert (mark["event"], mark["events"], mark["before"]) == ("purged", 1, "2021-01-01")
    assert path.read_text(encoding="utf-8").splitlines(keepends=True)[:2] == [lines[0], lines[2]]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_purge_keeps_a_keyed_file_keyed(path):
    old = event(at="2020-01-01T00:00:00Z")
    written(path, old, event(target="OFAC:9"), key=KEY)
    journal = Journal.read(path, KEY)
    assert journal.without(journal.events[:1], date(2021, 1, 1)).is_keyed


def test_a_file_that_may_not_be_written_is_told_in_a_line(tmp_path):
    (tmp_path / "folder").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        Journal.read(tmp_path / "folder" / "decisions.jsonl").added([event()])


def test_what_is_recorded_is_decided_in_view_of_the_file_as_it_is_now(tmp_path):
    path = tmp_path / "d.jsonl"
    stale = Journal.read(path)
    one = event()
    Journal.read(path).added([one])
    seen = []
    assert stale.recorded(lambda now: seen.extend(now.events)).events == (one,)
    assert seen == [one]
