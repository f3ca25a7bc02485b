"""Facts against earlier tables: documents, drift, workers and sponsors; nothing without an earlier table."""

from datetime import date

import pytest

from screen.redflags import check_rules, evaluate, load_rules
from screen.redflags.evaluate import example_parties
from screen.redflags.rule import RuleBook

BOOK = load_rules()
IDS = ("H01", "H02", "H03", "H04")
RULES = RuleBook(tuple(rule for rule in BOOK if rule.id in IDS), BOOK.exceptions)
DAY = date(2026, 11, 24)
RI = {
    "name": "Ri Chol Su",
    "nationality": "KP",
    "birth_date": "1985-03-01",
    "passport": "563330101",
    "phone": "+79141234567",
}


def run(now, then):
    table, matches, entries = example_parties({"rows": now})
    earlier = [example_parties({"rows": rows})[0] for rows in then]
    return evaluate(RULES, table, matches, DAY, entries, history=earlier)


def hits(now, then, rule=None):
    found, _ = run([now], [[then]])
    return [(one.rule, one.level) for one in found.itertuples() if rule in (None, one.rule)]


def test_all_the_rules_are_there_and_behave():
    assert {rule.id for rule in RULES} == set(IDS)
    assert check_rules(RULES) == []


CASES = [
    (RI, {}, [], "the same record"),
    (RI, {"name": "RI, Chol-su"}, [], "order and spacing are no drift"),
    (RI, {"name": "Mun Yong Ok"}, [("H01", "high")], "the passport was somebody else's"),
    (RI | {"nationality": "GB"}, {"name": "Mun Yong Ok", "nationality": "GB"}, [("H01", "low")], "a slip is likelier"),
    (RI | {"nationality": ""}, {"name": "Mun Yong Ok", "nationality": ""}, [("H01", "medium")], "nationality not said"),
    (RI | {"nationality": "TW"}, {"name": "Mun Yong Ok", "nationality": "US"}, [], "two States, two documents"),
    (RI, {"birth_date": "1982-03-01"}, [("H02", "medium")], "another birth date"),
    (RI, {"birth_date": "1985"}, [], "less exact is not different"),
    (RI, {"birth_date": ""}, [], "missing is not different"),
    (RI, {"birth_date": "1982-03-01", "nationality": "RU", "phone": ""}, [], "equal numbers of two States"),
    (RI, {"name": "Lee Cheol-soo"}, [("H02", "medium")], "another romanisation"),
    (RI, {"name": "리철수"}, [], "another script is no other spelling"),
    (RI | {"nationality": "GB"}, {"nationality": "GB", "birth_date": "1982-03-01"}, [], "no sign for others"),
    (RI | {"nationality": "KR"}, {"birth_date": "1982-03-01", "passport": "M1"}, [], "a South Korean now (X03)"),
    (RI | {"permit_category": "Student"}, {"permit_category": "Work permit"}, [("H03", "high")], "a worker comes back"),
    (RI | {"permit_category": "Student"}, {"permit_category": "Student"}, [], "always a student"),
    (RI | {"permit_category": "Work"}, {"permit_category": "Student"}, [], "the other way round"),
    (RI | {"permit_category": "Student", "passport": "654330101"}, {"permit_category": "Work permit"}, [("H03", "high")], "new passport, same name and birth date"),
    (RI | {"permit_category": "Student", "nationality": "PH"}, {"permit_category": "Work permit", "nationality": "PH"}, [], "ordinary for others"),
    (RI | {"permit_category": "Student", "nationality": ""}, {"permit_category": "Work permit", "nationality": ""}, [], "unknown is no guilt"),
    (RI | {"permit_category": "Student", "nationality": ""}, {"permit_category": "Work permit"}, [("H03", "high")], "the earlier table knows"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "then", "expected", "why"), CASES, ids=[case[3] for case in CASES])
def test_a_person_against_an_earlier_table(now, then, expected, why):
    assert hits(now, {**RI, **then}) == expected, why


def test_a_clause_says_where_the_earlier_row_stands():
    found, _ = run([RI], [[{"name": "Al Reed"}, RI | {"name": "Mun Yong Ok"}]])
    assert found["why"].tolist() == ["The passport stood under “Mun Yong Ok” in row 2 of example"]


def test_a_protected_person_is_an_exception():
    found, _ = run([RI | {"status": "refugee"}], [[RI | {"birth_date": "1982-03-01"}]])
    assert found[["state", "level", "exceptions"]].to_numpy().tolist() == [["excepted", "low", "X01"]]


def test_a_value_of_many_ties_nobody():
    other = [{"name": f"Person {chr(97 + at)}o", "phone": RI["phone"]} for at in range(8)]
    now, then = RI | {"passport": "654330101"}, RI | {"birth_date": "1982-03-01"}
    assert run([now], [[then]])[0]["rule"].tolist() == ["H02"]
    assert run([now], [[then, *other]])[0].empty


def crew(count, sponsor, nationality="KP"):
    return [
        {
            "name": f"Person {chr(97 + at)}o",
            "birth_date": f"199{at}-01-01",
            "nationality": nationality,
            "sponsor": sponsor,
        }
        for at in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "nationality", "sponsor", "fires"),
    [
        (3, "KP", "New Dawn", True),
        (2, "KP", "New Dawn", False),
        (5, "PH", "New Dawn", False),
        (5, "KP", "GREEN SEA LLC", False),
    ],
)
def test_a_crew_that_moves_to_a_new_name(count, nationality, sponsor, fires):
    found, _ = run(crew(count, sponsor, nationality), [crew(count, "Green Sea", nationality)])
    assert found["level"].tolist() == ["high"] * (count if fires else 0)


@pytest.mark.parametrize(
    ("now", "then", "level"),
    [
        ({"registration_number": "HR778812"}, {"registration_number": "hr 778812"}, "none"),
        (
            {"registration_number": "HR778812", "staff_nationality": "KP"},
            {"registration_number": "HR778812"},
            "medium",
        ),
        ({"phone": "+12065550100"}, {"phone": "+12065550100"}, None),
        (
            {"phone": "+12065550100", "email": "a@b.example"},
            {"phone": "+12065550100", "email": "a@b.example"},
            "none",
        ),
    ],
)
def test_a_firm_under_a_new_name(now, then, level):
    found = hits({"name": "New Dawn Works", **now}, {"name": "Green Sea Trading", **then}, "H04")
    assert found == ([("H04", level)] if level else [])


def test_without_an_earlier_table_nothing_is_tested_and_that_is_said():
    found, untested = run([RI | {"permit_category": "Student"}], [])
    assert found.empty
    assert untested.empty or "earlier list" in " ".join(untested["missing"])
