"""The interview checklist: complete, from known sources, and a sheet of the workbook for the kind of table screened."""

import re

import openpyxl
import pytest
import yaml

from screen.data import rules_file
from screen.errors import RuleError
from screen.redflags.interview import load_interview, questions
from screen.report.workbook import write_workbook
from tests.builders import screen_rows

ITEMS = load_interview()


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.id}-{item.ask[:20]}")
def test_an_item_asks_says_why_and_where_it_comes_from(item):
    assert re.fullmatch(r"[A-E]\d\d", item.id)
    assert item.ask.endswith((".", "?"))
    assert item.why.endswith(".")
    assert item.sources
    assert all(source.link.startswith("http") for source in item.sources)


def test_what_no_column_shows_is_there():
    assert {"C04", "C05", "C07", "C08", "C14", "B02", "B08", "B13"} <= {item.id for item in ITEMS}
    assert {profile for item in ITEMS for profile in item.profiles} == {"vendors", "visa", "it", "vessels"}


def test_only_the_questions_of_a_profile_are_asked():
    assert {item.id[0] for item in questions(["visa"])} == {"B"}
    assert "C04" in {item.id for item in questions(["it"])}
    assert questions([]) == ()


def test_the_workbook_asks_what_concerns_the_table(tmp_path):
    path = tmp_path / "r.xlsx"
    screening = screen_rows({"name": "Acme", "country": "DE"}, lists=[])
    write_workbook(screening, path)
    rows = list(openpyxl.load_workbook(path)["Interview checklist"].iter_rows(min_row=3, values_only=True))
    assert rows[0] == ("Red flag", "Ask or look at", "Why", "Seen", "Kind of table", "Source")
    wanted = questions([one.id for one in screening.audit.profiles])
    assert [row[1] for row in rows[1:]] == [item.ask for item in wanted]
    assert all(row[5] for row in rows[1:])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda loaded: loaded["items"][0].pop("why"), "missing why"),
        (lambda loaded: loaded["items"][0].update(colour="red"), "unknown colour"),
        (lambda loaded: loaded["items"][0].update(sources=["NOWHERE"]), "sources must be a list of what is known"),
        (lambda loaded: loaded["items"][0].update(sources=[]), "missing sources"),
        (lambda loaded: loaded["items"][0].update(profiles=["cats"]), "profiles must be a list of what is known"),
        (lambda loaded: loaded["items"].append(loaded["items"][0]), "stands twice"),
        (lambda loaded: loaded["items"].append("ask more"), "a mapping of"),
        (lambda loaded: loaded.update(items=[]), "title, source, date and items"),
        (lambda loaded: loaded.update(more=1), "nothing else"),
    ],
)
def test_a_malformed_checklist_is_refused(tmp_path, change, message):
    loaded = yaml.safe_load(rules_file("interview.yml").read_text(encoding="utf-8"))
    change(loaded)
    path = tmp_path / "interview.yml"
    path.write_text(yaml.safe_dump(loaded, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as problem:
        load_interview(path)
    assert str(path) in str(problem.value)
