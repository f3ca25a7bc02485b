"""Rules: every example behaves, three values stay three, hits carry their cells, bad rules are refused."""

import shutil
from datetime import date

import pytest
import yaml

from screen.data import shipped
from screen.errors import RuleError
from screen.model import MATCH_COLUMNS, frame
from screen.redflags import check_rules, evaluate, load_rules
from screen.redflags.evaluate import example_parties, truth
from screen.redflags.facts import Answers
from screen.redflags.rule import Condition, RuleBook
from tests.builders import parties

BOOK = load_rules()
NO_MATCHES = frame([], MATCH_COLUMNS)


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_every_example_of_a_rule_behaves_as_the_rule_says(rule):
    assert check_rules(RuleBook((rule,), BOOK.exceptions)) == []


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_a_rule_has_sources_with_links_and_says_what_to_do(rule):
    assert rule.sources
    assert all(source.link.startswith("http") and source.date for source in rule.sources)
    assert rule.next_step.endswith(".")
    assert rule.level_reason


def hits(*rows, rule=None):
    found, untested = evaluate(BOOK, parties(*rows), NO_MATCHES, date(2026, 11, 24))
    return found if rule is None else found[found["rule"] == rule], untested


INNOCENT = [
    {"name": "Korea University", "country": "KR", "sector": "University"},
    {"name": "Koryo Tours", "country": "CN", "business_line": "Tour operator"},
    {"name": "Pyongyang Naengmyeon", "country": "KR", "sector": "Restaurant"},
    {"name": "Kim Brothers", "address": "14 Pyongyang Street, Harare", "country": "ZW"},
    {"name": "Gulf Coast Motors", "phone": "850-555-0199", "country": "US"},
    {"name": "Nampo Market", "address": "Nampo-dong, Busan", "country": "KR"},
    {"name": "Gangwon Ski", "address": "Gangwon-do", "country": "KR"},
    {"name": "Kumkang Shoes", "country": "KR", "business_line": "Shoes"},
    {"name": "Suncheon Pharma", "address": "Suncheon", "country": "KR"},
    {
        "name": "Hyundai Construction",
        "sector": "overseas construction",
        "country": "KR",
        "notes": "South Korean crews",
    },
    {"name": "Arirang BBQ", "country": "US", "sector": "restaurant", "staff_nationality": "KR"},
]


@pytest.mark.parametrize("row", INNOCENT, ids=lambda row: row["name"])
def test_an_innocent_party_raises_no_flag(row):
    assert hits(row)[0].empty


def test_a_hit_shows_the_cells_that_fired_it():
    found, _ = hits({"name": "Green", "address": "12 Sungri Street, Pyongyang"}, rule="A03")
    assert found["cells"].tolist() == ["address: 12 Sungri Street, Pyongyang"]
    assert found["why"].tolist()[0].startswith("The address lies in North Korea")


def test_an_exception_that_cannot_be_checked_keeps_a_critical_rule_at_high_and_is_asked_about():
    found, _ = hits({"name": "Delta", "director_nationality": "North Korea"}, rule="A04")
    assert found[["level", "exceptions"]].to_numpy().tolist() == [["high", "X01;X02;X03"]]


def test_a_name_word_alone_is_low():
    found, _ = hits({"name": "Mangyongdae Foods", "country": "CN"})
    assert found[["rule", "level"]].to_numpy().tolist() == [["A26", "low"]]


def test_a_rule_without_its_columns_is_not_tested_and_says_what_it_would_need():
    _, untested = hits({"name": "Acme"})
    missing = dict(zip(untested["rule"], untested["missing"], strict=True))
    assert "director nationality" in missing["A04"]
    assert "A26" not in missing


@pytest.mark.parametrize(
    ("operator", "values", "combined"),
    [
        ("any", (True, None), True),
        ("any", (None, True), True),
        ("any", (True, False), True),
        ("any", (None, False), None),
        ("any", (False, False), False),
        ("all", (False, None), False),
        ("all", (None, False), False),
        ("all", (True, False), False),
        ("all", (None, True), None),
        ("all", (True, True), True),
        ("not", (True,), False),
        ("not", (None,), None),
        ("not", (False,), True),
    ],
)
def test_what_is_unknown_stays_unknown_unless_the_rest_decides(operator, values, combined):
    facts = {f"fact {place}": Answers([value], [""]) for place, value in enumerate(values)}
    condition = Condition(operator, tuple(Condition("fact", fact=name) for name in facts))
    assert truth(condition, facts.__getitem__).tolist() == [{True: 1, None: 0, False: -1}[combined]]


def test_an_empty_row_fires_nothing():
    table, matches, entries = example_parties({"name": "Acme"})
    assert evaluate(BOOK, table, matches, date(2026, 11, 24), entries)[0].empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rule: rule.pop("sources"), "missing sources"),
        (lambda rule: rule.update(sources=["NOWHERE"]), "A rule without a source does not exist"),
        (lambda rule: rule.update(colour="red"), "unknown colour"),
        (lambda rule: rule.update(when={"any": ["no_such_fact"]}), "unknown fact 'no_such_fact'"),
        (lambda rule: rule.update(level="severe"), "level 'severe' is no band"),
        (lambda rule: rule["examples"].update(fires=[]), "two examples"),
        (lambda rule: rule.update(when={"some": ["bic_in_dprk"]}), "a condition is a fact"),
    ],
)
def test_a_malformed_rule_is_refused_with_file_and_id(tmp_path, change, message):
    folder = shutil.copytree(shipped("rules") / "red_flags", tmp_path / "red_flags")
    path = folder / "it_workers.yml"
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(loaded["rules"][0])
    path.write_text(yaml.safe_dump(loaded), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as problem:
        load_rules(folder)
    assert "it_workers.yml, rule C12" in str(problem.value)
