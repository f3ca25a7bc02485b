"""The sheet Red flags as its reader finds it: cells with their places, states in words, law, exceptions, next steps."""

import openpyxl
import pytest
import yaml

from screen.data import shipped
from screen.model import HIT_COLUMNS, frame
from screen.redflags import load_rules
from screen.redflags.facts import FACTS
from screen.report.flags import added_steps, exceptions, legal_basis, state
from screen.report.record import record
from screen.report.workbook import write_workbook
from screen.screening import Screener
from tests.builders import TODAY, entry, screen_rows, watchlist

LISTS = [watchlist(entry("GLOCOM", countries=("MY",)))]
RULE = {
    "id": "B12",
    "title": "Invented rule",
    "level": "critical",
    "family": "location",
    "why": "For the test.",
    "level_reason": "For the test alone.",
    "legal": [
        {"instrument": "UNSCR 2375", "paragraph": "17", "date": "2017-09-11", "bound": "all UN members", "read_in_original": False},
        {"instrument": "Act", "paragraph": "1", "date": "2020-01-01", "bound": "US persons", "read_in_original": True},
    ],
    "sources": ["UNXML"],
    "threshold_origin": "none",
    "applies_to": ["person", "organisation"],
    "when": {"all": ["address_in_dprk", "director_is_dprk"]},
    "open": {"when": "address_in_dprk", "ask": "the nationality of the director"},
    "unless": [{"exception": "X01", "fact": "status_is_protected"}, {"exception": "X02", "fact": "never_told"}],
    "next_step": "Ask.",
    "examples": {"fires": [{"name": "A"}, {"name": "B"}], "clear": [{"name": "C"}, {"name": "D"}]},
}  # fmt: skip
CONTEXT = {**RULE, "id": "B24", "level": "none", "when": {"not": "address_in_dprk"}}
for key in ("open", "unless"):
    del CONTEXT[key]
ROWS = (
    ("No.", "Name", "Address: street", "Director nationality", "Status"),
    (1, "Green Hill", "12 Sungri Street, Pyongyang", "DPRK", ""),
    (2, "Blue Hill", "12 Sungri Street, Pyongyang", "", ""),
    (3, "Red Hill", "12 Sungri Street, Pyongyang", "DPRK", "recognised refugee"),
    (4, "White Hill", "4 High Street, Leeds", "GB", ""),
)


@pytest.fixture(scope="module")
def screening(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flags")
    path = folder / "table.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "A title"
    for number, row in enumerate(ROWS, start=4):
        for column, cell in enumerate(row, start=2):  # the table begins in column B
            sheet.cell(number, column, cell or None)
    book.save(path)
    (folder / "rules").mkdir()
    head = {"typology": "t", "source": "s", "date": "2026-11-24"}
    (folder / "rules" / "r.yml").write_text(yaml.safe_dump({**head, "rules": [RULE, CONTEXT]}), encoding="utf-8")
    return Screener(LISTS, load_rules(folder / "rules")).screen(
        path, {"address": "Address: street"}, profile="vendors", as_of=TODAY
    )


@pytest.fixture(scope="module")
def flags(screening, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_workbook(screening, path)
    rows = list(openpyxl.load_workbook(path)["Red flags"].iter_rows(min_row=3, values_only=True))
    return {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_each_cell_is_named_by_its_place_in_the_spreadsheet(flags):
    assert flags["Green Hill"]["Cells"] == (
        "D5 Address: street: 12 Sungri Street, Pyongyang\nE5 Director nationality: DPRK"
    )


def test_a_table_without_letters_names_the_header_alone(tmp_path):
    screening = screen_rows({"name": "Green", "address": "12 Sungri Street, Pyongyang"}, lists=LISTS)
    write_workbook(screening, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Red flags"]
    cells = [row[6] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert "address: 12 Sungri Street, Pyongyang" in cells


def test_the_state_is_said_in_words(flags):
    assert flags["Green Hill"]["State"] == "fired"
    assert flags["Blue Hill"]["State"] == "legal test open: ask for the nationality of the director."
    assert flags["Red Hill"]["State"] == "exception X01 holds"


def test_a_rule_that_weighs_nothing_is_shown_as_context(flags):
    assert (flags["White Hill"]["Rule"], flags["White Hill"]["Level"]) == ("B24", "context")
    assert flags["Green Hill"]["Level"] == "high", "an exception that cannot be checked keeps it below critical"


def test_the_legal_basis_has_its_day_who_is_bound_and_whether_it_was_read(flags):
    first, second = flags["Green Hill"]["Legal basis"].split("\n")
    assert first == "UNSCR 2375 17 of 2017-09-11; binds all UN members; not read in the original"
    assert second == "Act 1 of 2020-01-01; binds US persons"


def test_each_exception_of_the_rule_was_considered(flags):
    assert [line.split(": ")[-1] for line in flags["Red Hill"]["Exceptions considered"].split("\n")] == [
        "holds",
        "no sign of it",
    ]
    asked = flags["Green Hill"]["Exceptions considered"].split("\n")
    assert asked[0].endswith("another protection status?")
    assert asked[1].startswith("X02 National of the host State: Is the person also")


def test_wages_passports_and_minders_point_to_the_trafficking_focal_point(flags):
    assert "interview the person alone, without sponsor or minder" in flags["Green Hill"]["Next step"]
    assert flags["Green Hill"]["Next step"].endswith("\nAsk.")
    assert "forced labour" not in flags["Red Hill"]["Next step"], "the exception holds"


def test_a_protected_person_is_not_to_be_told_of(flags):
    step = "Do not share this with the country of nationality, the sponsor or the employer."
    assert flags["Red Hill"]["Next step"].startswith(step)
    assert step not in flags["Green Hill"]["Next step"]


def test_the_record_holds_places_and_steps_too(screening):
    hit = record(screening)["hits"][0]
    assert hit["cells"][0].startswith("D5 Address: street: ")
    assert hit["next_steps"][-1] == "Ask."


def test_added_steps_name_rules_of_the_catalogue_and_known_facts():
    known = {rule.id for rule in load_rules()}
    for step in added_steps():
        assert set(step.get("rules", ())) <= known
        assert step["step"].endswith(".")
        assert set(step) <= {"id", "rules", "fact", "step"}
        assert step.get("fact", "status_is_protected") in FACTS


def test_an_exception_without_any_sign_is_still_listed():
    rule = load_rules()["A04"]
    hit = frame([{"rule": "A04", "state": "fired", "exceptions": ""}], HIT_COLUMNS | {"row": "str"})
    (only,) = hit.itertuples(index=False)
    assert [line.partition(" ")[0] for line in exceptions(only, rule, load_rules())] == list(
        dict.fromkeys(one.exception.id for one in rule.unless)
    )
    assert state(only) == "fired"


def test_every_legal_basis_of_the_shipped_rules_reads_as_one_line():
    assert shipped("rules").is_dir()
    for rule in load_rules():
        for basis in rule.legal:
            assert "\n" not in legal_basis(basis)
            assert "; binds " in legal_basis(basis)


def test_a_rule_that_lacks_columns_is_listed_once_with_what_would_help(screening, tmp_path):
    two = screen_rows({"name": "Acme"}, lists=LISTS)
    write_workbook(two, tmp_path / "r.xlsx")
    rows = list(
        openpyxl.load_workbook(tmp_path / "r.xlsx")["Rules not tested"].iter_rows(min_row=4, values_only=True)
    )
    rules = [row[0] for row in rows]
    assert len(rules) == len(set(rules)) == two.untested["rule"].nunique()
    assert all(row[2] for row in rows)
