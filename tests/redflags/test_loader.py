"""Rules of one's own: what they add, change and switch off, and errors that name file, rule and line."""

import pickle
import re
import threading
from datetime import date
from pathlib import Path

import pytest

from screen.data import read_marked, rules_version
from screen.errors import RuleError
from screen.model import MATCH_COLUMNS, Band, frame
from screen.redflags import evaluate, load_rules, vocabulary
from screen.redflags.loader import rule_files, vocabularies
from screen.redflags.trial import failures
from tests.builders import parties

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_rules()
NO_MATCHES = frame([], MATCH_COLUMNS)
ABOUT = """\
title: A test
author: A. Officer
reason: None of 40 alerts was confirmed.
date: "2026-11-24"
"""
OWN = """\
typology: A test
source: A test
date: "2026-11-24"
sources:
  MINE: {title: A paper, issuer: Us, date: "2026"}
rules:
  - id: OWN1
    title: A lodging
    level: low
    family: money
    why: It may be one.
    level_reason: A test.
    legal:
      - {instrument: A law, paragraph: "1", date: "2026-01-01", bound: us, read_in_original: true}
    sources: [MINE]
    threshold_origin: none
    applies_to: [organisation]
    when: {all: [sector_is_lodging]}
    levels:
      - {level: medium, when: {all: [staff_is_dprk]}}
    unless:
      - {exception: X01, fact: status_is_protected}
    open:
      when: sector_is_lodging
      ask: a paper
    profiles: [vendors]
    next_step: Ask.
    examples:
      fires:
        - {name: Lake Hotel, sector: Hotel}
        - {name: River House, sector: Hostel}
      clear:
        - {name: Lake Cars, sector: Garage}
        - {name: River Cars}
"""


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files into a folder of one's own, beside who answers for it, and returns the folder."""

    def write(text, name="own.yml", about=ABOUT):
        home = tmp_path / "own"
        home.mkdir(exist_ok=True)
        if about:
            (home / "about.yml").write_text(about, encoding="utf-8")
        (home / name).write_text(text, encoding="utf-8")
        return home

    return write


def rules_fired(book, *rows):
    found, _ = evaluate(book, parties(*rows), NO_MATCHES, date(2026, 11, 24))
    return set(zip(found["rule"], found["level"], strict=True))


# ---- adding ----------------------------------------------------------------------------------------------


def test_a_folder_adds_a_rule_and_leaves_the_shipped_ones(folder):
    book = load_rules(own=[folder(OWN)])
    assert {rule.id for rule in book} == {rule.id for rule in SHIPPED} | {"OWN1"}
    assert book["OWN1"].is_own
    assert book["OWN1"].sources[0].title == "A paper"
    assert not book["A03"].is_own
    assert failures(book["OWN1"], book) == []
    assert ("OWN1", "low") in rules_fired(book, {"name": "Lake Hotel", "sector": "Hotel"})


def test_a_single_file_does_as_well_as_a_folder(folder):
    assert "OWN1" in {rule.id for rule in load_rules(own=[folder(OWN) / "own.yml"])}


def test_files_that_end_in_yaml_are_read_too(folder):
    assert "OWN1" in {rule.id for rule in load_rules(own=[folder(OWN, "own.yaml")])}


def test_an_own_rule_may_come_switched_off(folder):
    book = load_rules(own=[folder(OWN.replace("    title: A lodging\n", "    title: A lodging\n    off: true\n"))])
    assert [rule.id for rule in book.off] == ["OWN1"]


# ---- changing --------------------------------------------------------------------------------------------


def test_single_keys_change_and_the_rest_stays(folder):
    book = load_rules(own=[folder("rules:\n  - {id: A26, title: Another title, level: medium}\n")])
    changed, before = book["A26"], SHIPPED["A26"]
    assert (changed.title, changed.level) == ("Another title", Band.MEDIUM)
    assert (changed.when, changed.sources, changed.fires, changed.next_step) == (
        before.when, before.sources, before.fires, before.next_step,
    )  # fmt: skip
    assert changed.changes == ("title, in own.yml", "level low → medium, in own.yml")


def test_a_level_alone_holds_whatever_the_levels_said(folder):
    row = {"name": "Sunrise Foods", "account_holder": "Trade Representative, Li Wei"}
    assert ("A15", "high") in rules_fired(SHIPPED, row)
    book = load_rules(own=[folder("rules:\n  - {id: A15, level: low}\n")])
    assert ("A15", "low") in rules_fired(book, row)


def test_levels_alone_leave_the_level(folder):
    book = load_rules(
        own=[folder("rules:\n  - {id: A15, levels: [{level: critical, when: payee_is_representative}]}\n")]
    )
    assert (book["A15"].level, [band.word for band, _ in book["A15"].levels]) == (SHIPPED["A15"].level, ["critical"])


def test_a_rule_that_is_off_is_not_tested_and_is_told(folder):
    book = load_rules(own=[folder("rules:\n  - {id: A26, off: true}\n")])
    assert "A26" not in {rule.id for rule in book}
    assert not rules_fired(book, {"name": "Mangyongdae Foods", "country": "CN"})
    assert book.notices() == ("Rules of your own: switched off A26. Decided by A. Officer, 2026-11-24.",)


def test_a_later_folder_changes_what_an_earlier_one_said(folder, tmp_path):
    first = folder("rules:\n  - {id: A26, off: true}\n  - {id: A15, level: low}\n")
    later = tmp_path / "later"
    later.mkdir()
    (later / "about.yml").write_text(ABOUT, encoding="utf-8")
    (later / "b.yml").write_text("rules:\n  - {id: A26, off: false, level: none}\n", encoding="utf-8")
    book = load_rules(own=[first, later])
    assert (book.off, book["A26"].level, book["A15"].level) == ((), Band.NONE, Band.LOW)
    assert [rule.id for rule in load_rules(own=[later, first]).off] == ["A26"]


def test_shipped_rules_alone_have_nothing_to_tell():
    assert SHIPPED.notices() == ()


# ---- words and thresholds --------------------------------------------------------------------------------


def test_words_and_thresholds_change_for_that_book_alone(folder):
    book = load_rules(own=[folder("vocabularies: {words: {sectors: {lodging: {add: [ryokan], drop: [hostel]}}}}\n")])
    row, dropped = (
        {"name": name, "sector": kind, "owner_nationality": "KP"} for name, kind in (("Pine", "Ryokan"), ("Lake", "Hostel"))
    )  # fmt: skip
    assert "A28" in {rule for rule, _ in rules_fired(book, row)}
    assert "A28" not in {rule for rule, _ in rules_fired(SHIPPED, row)}
    assert "A28" not in {rule for rule, _ in rules_fired(book, dropped)}
    assert "A28" in {rule for rule, _ in rules_fired(SHIPPED, dropped)}
    assert "ryokan" not in vocabulary.settings()["sectors"]["lodging"]


def test_a_number_changes_what_a_fact_says(folder):
    row = {"name": "Harbour Import Ltd", "account_holder": "Golden Lake Holdings"}
    assert "A15" in {rule for rule, _ in rules_fired(SHIPPED, row)}
    book = load_rules(own=[folder("vocabularies: {words: {same_holder_score: 0}}\n")])
    assert "A15" not in {rule for rule, _ in rules_fired(book, row)}


@pytest.mark.parametrize("name", sorted(vocabularies()))
def test_every_vocabulary_can_be_changed(name):
    with vocabulary.using({name: {"title": "changed"}}):
        assert vocabulary.load(name)["title"] == "changed"
    assert vocabulary.load(name)["title"] != "changed"


@pytest.mark.parametrize("path", sorted((ROOT / "screen" / "redflags").rglob("*.py")), ids=lambda path: path.name)
def test_a_vocabulary_is_read_through_the_one_door_that_knows_the_changes(path):
    if path.name != "vocabulary.py":
        assert not re.search(r'read_yaml\(\s*rules_file\(\s*"vocabularies"', path.read_text(encoding="utf-8"))


def test_one_thread_does_not_see_the_words_of_another():
    inside, seen = threading.Event(), []

    def other():
        inside.wait(5)
        with vocabulary.using({}):
            seen.append(vocabulary.settings()["same_holder_score"])

    thread = threading.Thread(target=other)
    thread.start()
    with vocabulary.using({"words": {"same_holder_score": -1}}):
        inside.set()
        assert vocabulary.settings()["same_holder_score"] == -1
        thread.join(0.05)
        assert seen == []
    thread.join(5)
    assert seen != [-1]
    assert len(seen) == 1


# ---- version ---------------------------------------------------------------------------------------------


def test_the_version_is_the_shipped_one_and_changes_with_rules_of_ones_own(folder):
    assert SHIPPED.version == rules_version()
    one = load_rules(own=[folder(OWN)]).version
    assert one == load_rules(own=[folder(OWN)]).version
    other = load_rules(own=[folder(OWN.replace("It may be one.", "It may be two."))]).version
    assert len({SHIPPED.version, one, other}) == 3
    assert re.fullmatch(r"[0-9a-f]{12}", one)


def test_the_version_does_not_follow_from_where_the_folder_lies(folder, tmp_path):
    one = load_rules(own=[folder(OWN)]).version
    moved = (tmp_path / "own").rename(tmp_path / "elsewhere")
    assert load_rules(own=[moved]).version == one


def test_what_is_no_rules_file_does_not_change_the_version(folder):
    before = load_rules(own=[folder(OWN)]).version
    assert load_rules(own=[folder("notes", "notes.txt")]).version == before


def test_a_book_can_be_sent_to_another_process(folder):
    book = load_rules(own=[folder(OWN)])
    assert pickle.loads(pickle.dumps(book)).version == book.version


# ---- errors ----------------------------------------------------------------------------------------------

LINES = {line.strip().split(":")[0].lstrip("- "): number for number, line in enumerate(OWN.splitlines(), start=1)}
ERRORS = [
    ("{all: [sector_is_lodging]}", "{all: [sector_is_lodgings]}", 18, "OWN1", "unknown fact 'sector_is_lodgings', but sector_is_lodging"),
    ("{all: [sector_is_lodging]}", "{some: [sector_is_lodging]}", 18, "OWN1", "a condition is a fact"),
    ("{all: [sector_is_lodging]}", "{all: []}", 18, "OWN1", "a condition is a fact"),
    ("level: low\n", "level: severe\n", 9, "OWN1", "level 'severe' is no band. Bands: none, low"),
    ("level: medium, when", "level: [x], when", 20, "OWN1", "is no band"),
    ("level: medium, when", "levle: medium, when", 20, "OWN1", "unknown key 'levle'"),
    ("family: money", "family: moneys", 10, "OWN1", "family 'moneys' is none of identity"),
    ("sources: [MINE]", "sources: [MIEN]", 15, "OWN1", "the source 'MIEN' is neither in sources.yml"),
    ("sources: [MINE]", "sources: []", 15, "OWN1", "A rule without a source does not exist"),
    ("sources: [MINE]", "sources: MINE", 15, "OWN1", "a list is expected"),
    ("exception: X01", "exception: X99", 22, "OWN1", "unknown exception 'X99'"),
    ("exception: X01", "exception: [X01]", 22, "OWN1", "a text is expected"),
    ("fact: status_is_protected", "fact: {all: [status_is_protected]}", 22, "OWN1", "one fact that proves"),
    ("      ask: a paper\n", "", 23, "OWN1", "missing ask"),
    ("applies_to: [organisation]", "applies_to: [company]", 17, "OWN1", "none of person, organisation"),
    ("profiles: [vendors]", "profiles: [vendor]", 26, "OWN1", "none of vendors"),
    ('paragraph: "1"', "paragraph: 1", 14, "OWN1", "Write it in quotes"),
    ("read_in_original: true", "read_in_original: maybe", 14, "OWN1", "read_in_original is true or false"),
    ("bound: us, ", "", 14, "OWN1", "missing bound"),
    ("bound: us", "bond: us", 14, "OWN1", "unknown key 'bond'"),
    ("    why: It may be one.\n", "    why: 5\n", 11, "OWN1", "a text is expected; found 5"),
    ("    why: It may be one.\n", "", 7, "OWN1", "missing why"),
    ("{name: River House, sector: Hostel}", "{name: River House, sectr: Hostel}", 31, "OWN1", "unknown column 'sectr', but sector"),
    ("{name: River House, sector: Hostel}", "River House", 31, "OWN1", "an example is the cells of a party"),
    ("        - {name: River House, sector: Hostel}\n", "", 29, "OWN1", "two examples"),
    ("    title: A lodging\n", "    title: A lodging\n    colour: red\n", 9, "OWN1", "unknown colour"),
    ("    title: A lodging\n", "    title: A lodging\n    off: perhaps\n", 9, "OWN1", "off is true or false"),
    ("  - id: OWN1\n", "  - id: A99\n", 7, "A99", None),
    ("  - id: OWN1\n    title: A lodging\n", "  - title: A lodging\n", 7, "(no id)", "missing id"),
    ("typology: A test", "typologie: A test", 1, "", "unknown key 'typologie'"),
    ("  MINE: {title: A paper, issuer: Us, ", "  MINE: {issuer: Us, ", 5, "", "lacks title"),
    ("  MINE:", "  UNXML:", 5, "", "the source UNXML is known already"),
    ("    why: It may be one.\n", "    why: It may be one.\n    why: Twice.\n", 12, "", "the key 'why' is given twice"),
    ("    why: It may be one.\n", "    why: [It may\n", 12, "", None),
    ("rules:\n  - id", "rules: 5\nx:\n  - id", 6, "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line", "rule", "message"), ERRORS, ids=[f"{e[1].strip()[:40]}" for e in ERRORS]
)
def test_an_error_names_file_rule_and_line(folder, before, after, line, rule, message):
    assert OWN.count(before) == 1
    home = folder(OWN.replace(before, after))
    if rule == "A99":  # a rule of one's own may have any id
        assert load_rules(own=[home])["A99"].is_own
        return
    with pytest.raises(RuleError) as problem:
        load_rules(own=[home])
    told = str(problem.value)
    if message is None:
        assert "own.yml" in told
        return
    assert message in told
    place = f"own.yml, rule {rule}, line {line}: " if rule else f"own.yml, line {line}: "
    assert place in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules:\n  - {id: A26, colour: red}\n", "own.yml, rule A26, line 2: unknown colour"),
        ("rules:\n  - id: A99\n    level: low\n", "own.yml, rule A99, line 2: no rule in use has this id"),
        ("rules:\n  - id: A26\n    level: severe\n", "own.yml, rule A26, line 3: level 'severe'"),
        ("rules:\n  - id: A26\n    when: nothing\n", "own.yml, rule A26, line 3: unknown fact"),
        (
            "rules:\n  - {id: A26, level: low}\n  - {id: A26, off: true}\n",
            "line 3: the id stands twice, first in line 2",
        ),
        ("rules: 5\n", "own.yml, line 1: a list of rules is expected"),
        ("rules:\n  - A26\n", "line 2: keys and values are expected"),
        ("vocabularies: {wrds: {}}\n", "no vocabulary 'wrds' is known"),
        ("vocabularies:\n  words:\n    nothing: 5\n", "own.yml, line 3: no words 'nothing' are known here"),
        ("vocabularies:\n  words:\n    same_holder_score: high\n", "own.yml, line 3: a number is expected, like 55"),
        ("vocabularies:\n  words:\n    phone_code: 850\n", "own.yml, line 3: a text is expected, like '850'"),
        ("vocabularies:\n  words:\n    banks: bank of dandong\n", "own.yml, line 3: a list of words is expected"),
        ("vocabularies:\n  words:\n    banks: {plus: [x]}\n", "own.yml, line 3: unknown key 'plus'"),
        (
            "vocabularies:\n  words:\n    banks: {drop: [bank of nowhere]}\n",
            "'bank of nowhere' is not among the words",
        ),
        ("vocabularies:\n  words:\n    sectors:\n      lodgings: [x]\n", "own.yml, line 4: no words 'lodgings'"),
    ],
)
def test_a_change_that_fits_nothing_is_refused(folder, text, message):
    with pytest.raises(RuleError) as problem:
        load_rules(own=[folder(text)])
    assert message in str(problem.value)


def test_all_errors_are_told_at_once(folder):
    home = folder("rules:\n  - {id: A26, colour: red}\n  - {id: A15, level: severe}\n")
    folder("rules:\n  - {id: A99, off: true}\n", "second.yml")
    with pytest.raises(RuleError) as problem:
        load_rules(own=[home])
    told = str(problem.value).splitlines()
    assert [next(rule for rule in ("A26", "A15", "A99") if rule in line) for line in told] == ["A26", "A99", "A15"]


def test_shipped_rules_may_not_change_words(folder):
    with pytest.raises(RuleError, match="only rules of one's own"):
        load_rules(folder("vocabularies: {words: {same_holder_score: 1}}\n"))


def test_a_folder_without_rules_or_none_at_all_is_an_error(tmp_path):
    with pytest.raises(RuleError, match=r"no \.yml file lies in this folder"):
        load_rules(own=[tmp_path])
    with pytest.raises(RuleError, match="no such folder"):
        rule_files(tmp_path / "nowhere")


def test_a_key_knows_its_line(folder):
    marked = read_marked(folder(OWN) / "own.yml")
    assert marked.line("rules", 0, "why") == LINES["why"]
    assert marked.line("rules", 0, "examples", "clear", 1, "name") == 34
    assert marked.line("rules", 0, "nothing") == marked.line("rules", 0) == 7
