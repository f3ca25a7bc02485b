"""dprk-screen rules …: what a writer of rules sees, and what --rules does to a run."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.model import HIT_COLUMNS, frame
from screen.redflags import load_rules
from screen.redflags.card import rule_lines
from screen.redflags.evaluate import UNTESTED_COLUMNS
from screen.redflags.facts import FACTS
from screen.redflags.rule import Condition, RuleBook
from screen.redflags.trial import failures, trial_lines, tried
from tests.builders import parties
from tests.redflags.test_loader import ABOUT, OWN

BOOK = load_rules()


def run(*words, code=0):
    result = CliRunner().invoke(cli, ["rules", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def own(tmp_path):
    home = tmp_path / "own"
    home.mkdir()
    (home / "own.yml").write_text(OWN, encoding="utf-8")
    (home / "about.yml").write_text(ABOUT, encoding="utf-8")
    return home


@pytest.fixture
def vendors(tmp_path):
    path = tmp_path / "vendors.csv"
    path.write_text(
        "Name,Country,Sector\nMangyongdae Foods,CN,Food\nLake Hotel,FR,Hotel\nAcme,FR,Food\n", encoding="utf-8"
    )
    return path


# ---- list, show ------------------------------------------------------------------------------------------


def test_list_names_every_rule_with_level_family_tables_title_and_law():
    out = run("list").stdout
    assert out.splitlines()[0] == f"{len(BOOK)} rules, version {BOOK.version}"
    for rule in BOOK:
        line, below = next(
            (one, out.splitlines()[number + 1])
            for number, one in enumerate(out.splitlines())
            if one.split()[0] == rule.id
        )
        assert line.split()[1:3] == [rule.level.word, rule.family]
        assert rule.title in line
        assert " ".join(rule.profiles) in below
        assert all(basis.instrument in below for basis in rule.legal)


def test_list_says_what_rules_of_ones_own_did(own):
    (own / "more.yml").write_text("rules:\n  - {id: A26, off: true}\n  - {id: A15, level: low}\n", encoding="utf-8")
    out = run("list", "--rules", own).stdout
    assert "OWN1" in out
    assert "changed: level high → low, in more.yml" in out
    assert any(line.split()[:2] == ["A26", "off"] for line in out.splitlines())


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_show_tells_everything_of_a_rule(rule):
    out = "\n".join(rule_lines(rule))
    told = [
        rule.title,
        rule.why,
        rule.level_reason,
        rule.next_step,
        *rule.applies_to,
        *rule.profiles,
        *rule.when.facts(),
    ]
    told += [one.exception.ask for one in rule.unless] + [source.link for source in rule.sources]
    told += [text for basis in rule.legal for text in (basis.instrument, basis.paragraph, basis.date, basis.bound)]
    assert [text for text in told if text not in out] == []
    read = [basis.read_in_original for basis in rule.legal]
    assert out.count("the text was read in the original") == sum(read)
    assert out.count("not read in the original") == len(read) - sum(read)


def test_show_says_in_plain_words_when_a_rule_fires():
    out = run("show", "a03").stdout
    assert "any of these holds:" in out
    assert "- the seat is in North Korea: by country, else by a place only North Korea has (address_in_dprk)" in out
    assert "31 CFR, paragraph 510.201(a), of 2018-03-05: binds US persons" in out
    assert "name: Kim Brothers; address: 14 Pyongyang Street, Harare; country: ZW" in out


def test_show_of_an_unknown_rule_is_wrong_usage_and_names_near_ones():
    result = CliRunner().invoke(cli, ["rules", "show", "A33"])
    assert result.exit_code == 2
    assert "A33: no rule has this id. Near it:" in result.stderr


def test_show_says_that_a_rule_is_off(own):
    (own / "more.yml").write_text("rules:\n  - {id: A26, off: true}\n", encoding="utf-8")
    assert run("show", "A26", "--rules", own).stdout.startswith("Off")


# ---- check -----------------------------------------------------------------------------------------------


def test_check_of_the_shipped_rules_passes():
    assert run("check").stdout.startswith(f"{len(BOOK)} rules are sound")


def test_check_of_a_folder_passes_and_counts(own):
    assert run("check", own).stdout.startswith(f"{len(BOOK) + 1} rules are sound")


def test_check_names_file_rule_and_line_and_exits_with_3(own):
    (own / "own.yml").write_text(OWN.replace("[sector_is_lodging]", "[sector_is_logding]"), encoding="utf-8")
    result = run("check", own, code=3)
    assert "own.yml, rule OWN1, line 18: unknown fact 'sector_is_logding', but sector_is_lodging" in result.stderr
    assert result.stdout == ""


# ---- test ------------------------------------------------------------------------------------------------


def test_examples_that_behave_give_0(own):
    result = run("test", "own1", "A26", "--rules", own)
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [["OWN1", "right"], ["A26", "right"]]


def test_an_example_that_does_not_behave_gives_1_and_says_what_each_fact_said(own):
    text = OWN.replace("{name: River Cars}", "{name: River Inn, sector: Hotel}").replace(
        "{name: River House, sector: Hostel}", "{name: River House}"
    )
    (own / "own.yml").write_text(text, encoding="utf-8")
    result = run("test", "OWN1", "--rules", own, code=1)
    assert "OWN1  WRONG" in result.stdout
    assert "should fire: name: River House\n        sector_is_lodging: unknown (reads sector" in result.stdout
    assert "should stay clear: name: River Inn; sector: Hotel\n        sector_is_lodging: true" in result.stdout
    assert "2 examples do not behave." in result.stderr


def test_failures_are_none_for_a_rule_that_behaves_and_all_for_one_that_cannot_fire():
    rule = BOOK["A26"]
    assert failures(rule, BOOK) == []
    mute = replace(rule, when=Condition("fact", fact="never_told"))
    assert [one.should_fire for one in failures(mute, BOOK)] == [True] * len(rule.fires)


# ---- try -------------------------------------------------------------------------------------------------


def test_try_counts_names_rows_and_says_which_columns_would_help(vendors, own):
    out = run("try", vendors, "--rules", own, "--no-stored", "--profile", "vendors").stdout
    assert (
        "OWN1  A lodging: 1 of 3 rows (33.3%)\n    1 fired at low\n    row 3  Lake Hotel: A lodging"
        in out.replace("vendors, ", "")
    )
    assert "A26  Name carries" in out
    helped = out[out.index("What would help") :]
    assert any(line.strip().startswith("origin: ") and "A23" in line for line in helped.splitlines())
    assert list(vendors.parent.glob("*.screened.*")) == []


def test_try_of_one_rule_speaks_of_it_alone(vendors):
    out = run("try", vendors, "--only", "a26", "--no-stored", "--first", 0).stdout
    assert "A26  Name carries" in out
    assert "row 2" not in out
    assert "A23" not in out


def test_try_says_which_rules_are_for_other_tables():
    table = parties({"name": "Acme"})
    lines = list(trial_lines(tried(table, frame([], HIT_COLUMNS), frame([], UNTESTED_COLUMNS), BOOK, [BOOK["A26"]])))
    assert "Tested and silent: A26" in lines
    assert any(line.startswith("For other kinds of table, not tested:") and " A03," in line for line in lines)


def hit(row, rule, why, **more):
    blank = {name: 0 if kind != "str" else "" for name, kind in HIT_COLUMNS.items()}
    return blank | {"row": row, "rule": rule, "why": why, "level": "medium", "state": "fired"} | more


def test_rows_that_share_a_value_are_named_together_for_facts_that_compare_rows_only():
    rule = next(rule for rule in BOOK if any(FACTS[fact].whole_table for fact in rule.when.facts()))
    plain = BOOK["A26"]
    table = parties(*({"name": f"Firm {number}"} for number in range(9)))
    hits = frame(
        [hit(row, rule.id, "Three share one account") for row in (2, 3, 4)]
        + [hit(6, rule.id, "Alone")]
        + [hit(row, plain.id, "The same words") for row in (1, 2)],
        HIT_COLUMNS,
    )
    trial = tried(table, hits, frame([], UNTESTED_COLUMNS), RuleBook((rule, plain), {}), [rule, plain])
    assert [one.groups for one in trial.fired] == [(("Three share one account", (2, 3, 4)),), ()]
    assert "    the same of rows 2-4: Three share one account" in list(trial_lines(trial))


def test_a_rule_lacks_its_columns_only_where_no_sheet_has_them():
    table = parties({"name": "Acme"})
    untested = frame([{"sheet": "", "rule": "A23", "title": "t", "missing": "origin"}], UNTESTED_COLUMNS)
    trial = tried(table, frame([], HIT_COLUMNS), untested, [BOOK["A23"]], list(BOOK))
    assert trial.helpful == (("origin", ("A23",)),)
    two = type(table)(table.table, (*table.sheets, *table.sheets), (), table.source, 1)
    assert tried(two, frame([], HIT_COLUMNS), untested, [BOOK["A23"]], list(BOOK)).silent == (BOOK["A23"],)


# ---- --rules on a run ------------------------------------------------------------------------------------


def report_of(tmp_path, *words):
    target = tmp_path / "report.json"
    target.unlink(missing_ok=True)
    result = CliRunner().invoke(cli, [*map(str, words), "-o", str(target)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(target.read_text(encoding="utf-8")), result


def find(record, key):
    """Return every value of a key, however deep."""
    if isinstance(record, dict):
        return [value for name, value in record.items() if name == key] + [
            one for value in record.values() for one in find(value, key)
        ]
    return [one for value in record for one in find(value, key)] if isinstance(record, list) else []


def test_check_runs_own_rules_and_its_record_carries_another_version(tmp_path, vendors, own):
    plain, _ = report_of(tmp_path, "check", vendors, "--no-stored")
    changed, result = report_of(tmp_path, "check", vendors, "--no-stored", "--rules", own)
    assert "OWN1" not in find(plain, "rule")
    assert "OWN1" in find(changed, "rule")
    assert "Rules of your own: added OWN1." in result.stderr
    for key in ("rules_version", "run_id"):
        assert find(plain, key)
        assert find(plain, key) != find(changed, key)


def test_name_takes_own_rules(tmp_path, own):
    (own / "own.yml").write_text("rules:\n  - {id: A26, off: true}\n", encoding="utf-8")
    _, result = report_of(tmp_path, "name", "Mangyongdae Foods", "--no-stored", "--rules", own)
    assert "Rules of your own: switched off A26." in result.stderr


def test_wrong_own_rules_stop_a_run_with_3(own, vendors, tmp_path):
    (own / "own.yml").write_text("rules:\n  - {id: A26, colour: red}\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", str(vendors), "--rules", str(own), "-o", str(tmp_path / "r.xlsx")])
    assert result.exit_code == 3
    assert "own.yml, rule A26, line 2" in result.stderr
    assert not (tmp_path / "r.xlsx").exists()


def test_a_folder_that_is_not_there_is_wrong_usage(vendors, tmp_path):
    result = CliRunner().invoke(cli, ["check", str(vendors), "--rules", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
