"""Who answers for what was changed of the shipped values, and match bands of one's own: what is refused, and what comes of it."""

from datetime import date
from pathlib import Path

import pytest

from screen.errors import RuleError
from screen.redflags import load_rules
from tests.redflags.test_loader import ABOUT, OWN

CHANGE = "rules:\n  - {id: A26, level: medium}\n"


def written(home: Path, **files: str) -> Path:
    home.mkdir(exist_ok=True)
    for name, text in files.items():
        (home / f"{name}.yml").write_text(text, encoding="utf-8")
    return home


def refused(home: Path, **files: str) -> str:
    with pytest.raises(RuleError) as problem:
        load_rules(own=[written(home, **files)])
    return str(problem.value)


# ---- when about.yml is asked for -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("own", CHANGE, 2, "rule A26, level is changed"),
        ("own", "rules:\n  - id: A26\n    off: true\n", 3, "rule A26 is changed"),
        ("own", "rules:\n  - id: A26\n    title: Another\n", 3, "rule A26, title is changed"),
        ("own", "vocabularies:\n  words:\n    same_holder_score: 60\n", 3, "words, same_holder_score is changed"),
        ("own", "vocabularies:\n  words:\n    banks: {add: [bank of x]}\n", 3, "words, banks is changed"),
        ("matching", "bands:\n  medium: 75\n", 2, "match band medium is changed"),
    ],
)
def test_a_change_of_what_was_shipped_asks_who_decided_it(tmp_path, name, text, line, what):
    told = refused(tmp_path / "own", **{name: text})
    assert f"{name}.yml" in told
    assert f"line {line}: {what} from what was shipped, and nothing says who decided it and why." in told
    assert "Write a file about.yml beside it with title, author, reason and date" in told
    assert load_rules(own=[written(tmp_path / "own", about=ABOUT)]).policy


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "rules:\n  - {id: A26, level: low}\n",
        "rules:\n  - {id: A26, off: false}\n",
        "vocabularies: {words: {same_holder_score: 55}}\n",
    ],
    ids=["a rule added", "the level it has", "on as before", "the number it is"],
)
def test_what_changes_nothing_shipped_asks_nobody(tmp_path, text):
    book = load_rules(own=[written(tmp_path / "own", own=text)])
    assert (book.policy, book.shipped) == ((), None)


def test_the_shipped_bands_said_again_ask_nobody(tmp_path):
    book = load_rules(own=[written(tmp_path / "own", matching="bands: {low: 50, medium: 70, high: 85}\n")])
    assert (book.policy, book.bands) == ((), {})


def test_a_folder_that_changes_an_own_rule_of_an_earlier_one_asks_nobody(tmp_path):
    first = written(tmp_path / "first", own=OWN)
    later = written(tmp_path / "later", own="rules:\n  - {id: OWN1, level: medium}\n")
    assert load_rules(own=[first, later]).policy == ()


def test_every_folder_answers_for_its_own_changes(tmp_path):
    first = written(tmp_path / "first", own=CHANGE, about=ABOUT)
    later = written(tmp_path / "later", own="rules:\n  - {id: A15, level: low}\n")
    with pytest.raises(RuleError, match=r"later/own.yml, rule A15, line 2: rule A15, level is changed"):
        load_rules(own=[first, later])


def test_beside_a_single_file_about_yml_answers_for_it_and_counts_for_the_version(tmp_path):
    home = written(tmp_path / "own", own=CHANGE, about=ABOUT)
    book = load_rules(own=[home / "own.yml"])
    assert [str(one) for one in book.policy] == ["rule A26, level: low → medium"]
    written(home, about=ABOUT.replace("A. Officer", "B. Officer"))
    assert load_rules(own=[home / "own.yml"]).version != book.version


# ---- what about.yml must say -----------------------------------------------------------------------------

REASON = "reason: None of 40 alerts was confirmed.\n"


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("author: A. Officer\n", "", 1, "missing author. Write title, author, reason and date"),
        ("author: A. Officer\n" + REASON, "", 1, "missing author, reason."),
        ("A. Officer", '" "', 2, "author names who decided it; found ' '. Write it as text in quotes"),
        (REASON, "reason:\n", 3, "reason says why it was decided; found ''"),
        ("title: A test", "title: 5", 1, "title says in a line what is changed; found 5"),
        ("author:", "autor:", 2, "unknown key 'autor'. Write title, author, reason and date"),
        ('"2026-11-24"', '"24.11.2026"', 4, "date '24.11.2026' is no day. Write year-month-day"),
        ('"2026-11-24"', '"2026-02-30"', 4, "date '2026-02-30' is no day"),
        ('"2026-11-24"', '"20261124"', 4, "date '20261124' is no day"),
        ('"2026-11-24"', "2026", 4, "date is the day on which it was decided; found 2026"),
        ('"2026-11-24"', '"2999-01-01"', 4, "date 2999-01-01 lies in the future"),
        (REASON, REASON + "approved_by: ''\n", 4, "approved_by names who approved it, or is left out; found ''"),
        (REASON, REASON + REASON, 4, "the key 'reason' is given twice"),
    ],
)
def test_an_error_names_file_and_line_and_what_to_write(tmp_path, before, after, line, message):
    assert ABOUT.count(before) == 1
    told = refused(tmp_path / "own", own=CHANGE, about=ABOUT.replace(before, after))
    assert f"about.yml, line {line}: {message}" in told


def test_about_is_checked_also_where_nothing_is_changed(tmp_path):
    assert "about.yml, line 1: missing reason" in refused(tmp_path / "own", own=OWN, about=ABOUT.replace(REASON, ""))


def test_the_day_of_the_screening_may_lie_ahead_and_the_decision_with_it(tmp_path):
    home = written(tmp_path / "own", own=CHANGE, about=ABOUT.replace("2026-11-24", "2998-12-31"))
    assert load_rules(own=[home], today=date(2999, 1, 1)).policy[0].about.date == "2998-12-31"


def test_two_answers_in_one_folder_are_one_too_many(tmp_path):
    home = written(tmp_path / "own", own=CHANGE, about=ABOUT)
    (home / "about.yaml").write_text(ABOUT, encoding="utf-8")
    with pytest.raises(RuleError, match=r"about\.yml: about\.yaml says the same already"):
        load_rules(own=[home])


# ---- match bands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("bands:\n  medium: 90\n", 2, "medium 90 must lie below high 85. Write low < medium < high"),
        ("bands:\n  high: 70\n", 2, "medium 70 must lie below high 70"),
        ("bands:\n  low: 60\n  medium: 60\n", 3, "low 60 must lie below medium 60"),
        ("bands:\n  high: 101\n", 2, "high is a score from 0 to 100, without quotes; found 101"),
        ("bands:\n  low: -1\n", 2, "low is a score from 0 to 100"),
        ('bands:\n  high: "90"\n', 2, "high is a score from 0 to 100, without quotes; found '90'"),
        ("bands:\n  high: true\n", 2, "high is a score from 0 to 100"),
        ("bands:\n  high: .nan\n", 2, "high is a score from 0 to 100"),
        ("bands:\n  high: 90.25\n", 2, "high 90.25 has more than one decimal, and scores have one. Write 90.2"),
        ("bands:\n  low: 30\n", 2, "low 30 lies below 40: names less alike than that are never brought together"),
        ("bands:\n  critical: 95\n", 2, "critical follows from identifiers, not from a score"),
        ("bands:\n  severe: 95\n", 2, "unknown band 'severe'. Bands are low, medium and high"),
        ("bands: 5\n", 1, "bands are expected, as in bands: {medium: 75}; found 5"),
        ("bands:\n", 1, "bands are expected"),
        (
            "bands: {high: 90}\nrarity: {rare: 99}\n",
            2,
            "unknown key 'rarity'. Rules of your own may change the bands",
        ),
        ("bands: {high: 90}\nmost_alerts: 20\n", 2, "unknown key 'most_alerts'"),
    ],
)
def test_bands_that_are_none_are_refused_with_their_line(tmp_path, text, line, message):
    told = refused(tmp_path / "own", matching=text, about=ABOUT)
    assert f"matching.yml, line {line}: {message}" in told


def test_bands_may_be_moved_one_by_one_and_a_later_folder_counts(tmp_path):
    first = written(tmp_path / "first", matching="bands: {low: 60, medium: 80}\n", about=ABOUT)
    later = written(tmp_path / "later", matching="bands: {low: 50, medium: 82.5}\n", about=ABOUT)
    book = load_rules(own=[first, later])
    assert book.bands == {"medium": 82.5}
    assert [str(one) for one in book.policy] == ["match band medium: 70 → 82.5"]
    assert book.notices() == ("Rules of your own: match bands medium from 82.5. Decided by A. Officer, 2026-11-24.",)


# ---- what comes of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHANGE, ["rule A26, level: low → medium"]),
        ("rules:\n  - {id: A26, off: true}\n", ["rule A26: in use → off"]),
        (
            "vocabularies: {words: {sectors: {lodging: {add: [ryokan], drop: [hotel]}}}}\n",
            ["words, sectors, lodging: 19 words → 19 words: added ryokan; dropped hotel"],
        ),
        (
            "rules:\n  - {id: A26, when: {all: [sector_is_lodging]}}\n",
            ["rule A26, when: {all: [name_has_strong_word_outside_south_korea]} → {all: [sector_is_lodging]}"],
        ),
    ],
)
def test_each_change_is_kept_with_both_values(tmp_path, text, expected):
    book = load_rules(own=[written(tmp_path / "own", own=text, about=ABOUT)])
    assert [str(one) for one in book.policy] == expected
    assert {one.file for one in book.policy} == {"own/own.yml"}


def test_a_level_alone_says_that_the_levels_went(tmp_path):
    book = load_rules(own=[written(tmp_path / "own", own="rules:\n  - {id: A15, level: low}\n", about=ABOUT)])
    assert [(one.what, one.own) for one in book.policy] == [("rule A15, level", "low"), ("rule A15, levels", "none")]


def test_the_rules_without_the_changes_are_the_shipped_ones_and_those_added(tmp_path):
    files = {"own": OWN, "more": CHANGE + "  - {id: A15, off: true}\n", "matching": "bands: {high: 90}\n"}
    book = load_rules(own=[written(tmp_path / "own", about=ABOUT, **files)])
    shipped = load_rules()
    assert {rule.id for rule in book.shipped} == {rule.id for rule in shipped} | {"OWN1"}
    assert all(book.shipped[rule.id] == rule for rule in shipped)
    assert (book.shipped.bands, book.shipped.vocabularies, book.shipped.off) == ({}, {}, ())
