"""Table objects, names, drop-downs and marks: what Excel takes without a repair prompt, whatever the customer's headers are."""

import shutil
import subprocess

import openpyxl
import pytest

from screen.model import Disposition
from screen.report.book import Book
from screen.report.objects import decision_marks, free_name, inline, table_object
from screen.report.style import LOOKS
from screen.report.table import Answer, Column
from tests.report.spreadsheetml import check

HOSTILE = [
    ["Name", "name"],
    ["Name", "ＮＡＭＥ"],
    ["Name", ""],
    ["Name", "x" * 256],
    ["Name", " led by a space"],
    ["Name", "tab\there"],
    ["Name", "First_x0020_Name"],
    ["Name", "bell\x07", "bell�"],
]


def written(path, headers, rows=(), part="customer"):
    book = Book("Test", "0")
    columns = [Column(header, 12, part) for header in headers]
    book.table("T", "Note.", [*columns, Column("Band")], [[*row, "x"] for row in rows])
    book.save(path)
    check(path)
    return openpyxl.load_workbook(path)["T"]


@pytest.mark.parametrize("headers", HOSTILE, ids=repr)
def test_where_headers_make_no_table_object_the_plain_filter_is_there(tmp_path, headers):
    sheet = written(tmp_path / "t.xlsx", headers, [["a", "b", "c"][: len(headers)]])
    assert not sheet.tables
    assert sheet.auto_filter.ref == f"A3:{'CD'[len(headers) - 2]}4"


@pytest.mark.parametrize(
    "headers", [["a\nb", "=1+1"], ["2024", 'R&D <"x">'], ["名前", "اسم"], ["A1", "x" * 255]], ids=repr
)
def test_odd_headers_make_a_table_object_that_names_them_as_they_are(tmp_path, headers):
    sheet = written(tmp_path / "t.xlsx", headers, [["a", "b"]])
    assert [name.replace("_x000a_", "\n") for name in sheet.tables["T"].column_names] == [*headers, "Band"]
    assert [cell.value for cell in sheet[3]] == [*headers, "Band"]
    assert sheet.tables["T"].tableStyleInfo.showRowStripes


def test_a_column_of_ours_named_like_a_customers_says_whose_it_is(tmp_path):
    sheet = written(tmp_path / "t.xlsx", ["BAND", "Row"], [["a", "b"]])
    assert sheet.tables["T"].column_names == ["BAND", "Row", "Band (screening)"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Red flags", "Red_flags"),
        ("2024", "_2024"),
        ("Q3", "_Q3"),
        ("R1C1", "_R1C1"),
        ("c", "_c"),
        ("", "_"),
        ("客户", "客户"),
        ("as_of", "as_of_2"),
    ],
)
def test_names_are_what_excel_takes(wanted, name):
    assert free_name(wanted, {"as_of"}) == name


def test_a_name_is_taken_once_whatever_its_case():
    taken = set()
    assert [free_name(name, taken) for name in ("Parties", "PARTIES", "parties")] == [
        "Parties",
        "PARTIES_2",
        "parties_3",
    ]


def test_names_lead_to_their_cells_and_clash_with_no_table(tmp_path):
    book = Book("Test", "0")
    page = book.page("It's")
    page["B4"] = "abc"
    assert book.name("run_id", page, "$B$4") == "run_id"
    assert book.name("t", page, "$B$5") == "t"
    book.table("T", "", [Column("A")], [["x"]])
    book.save(tmp_path / "t.xlsx")
    check(tmp_path / "t.xlsx")
    loaded = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert loaded.defined_names["run_id"].attr_text == "'It''s'!$B$4"
    assert list(loaded["T"].tables) == ["T_2"]


CHOICES = tuple(one.label for one in Disposition)
DECIDE = [
    Column("Decision", 15, "decide", choice=CHOICES, hint="What do you make of it?"),
    Column("Comment", 15, "decide", form="text", hint="Why? " * 90),
    Column("Reviewer", 15, "decide", form="text"),
    Column("Valid until", 15, "decide", form="date"),
    Column("A choice with a name that is longer than a title", 15, "decide", choice=tuple(f"a reason, number {n}" for n in range(30))),
]  # fmt: skip


@pytest.fixture(scope="module")
def decisions(tmp_path_factory):
    path = tmp_path_factory.mktemp("objects") / "t.xlsx"
    book = Book("Test", "0")
    rows = [[Answer("open"), Answer(), Answer(), Answer(), Answer()],
            [Answer("true match"), Answer("sure"), Answer(), Answer("2020-01-01"), Answer()]]  # fmt: skip
    book.table("T", "", DECIDE, rows, 0, decision_marks([column.header for column in DECIDE]))
    book.page("Last")
    book.save(path)
    check(path)
    return path


def test_answers_are_chosen_from_a_list_or_are_days(decisions):
    loaded = openpyxl.load_workbook(decisions)
    rules = {str(rule.sqref): rule for rule in loaded["T"].data_validations.dataValidation}
    assert rules["A4:A5"].formula1 == '"open,false positive,need info,true match,escalated"'
    assert rules["A4:A5"].showErrorMessage
    assert (rules["A4:A5"].prompt, rules["A4:A5"].showInputMessage) == ("What do you make of it?", True)
    assert (rules["D4:D5"].type, rules["D4:D5"].operator) == ("date", "greaterThan")
    assert loaded["T"]["B4"].number_format == "@"
    assert "C4:C5" not in rules


def test_choices_too_long_for_a_formula_stand_on_a_hidden_sheet_at_the_end(decisions):
    loaded = openpyxl.load_workbook(decisions)
    rules = {str(rule.sqref): rule for rule in loaded["T"].data_validations.dataValidation}
    assert rules["E4:E5"].formula1 == "choices"
    title, _, cells = loaded.defined_names["choices"].attr_text.partition("!")
    sheet = loaded[title.strip("'")]
    assert [row[0].value for row in sheet[cells.replace("$", "")]] == list(DECIDE[4].choice)
    assert (loaded.sheetnames[-1], sheet.sheet_state) == (sheet.title, "hidden")


@pytest.mark.parametrize("choice", [("a,b",), ('a "b"',), tuple("x" * 30 for _ in range(9))])
def test_what_a_formula_cannot_hold_is_no_inline_list(choice):
    assert inline(choice) is None


def test_a_decision_without_its_reviewer_or_past_its_day_is_marked():
    marks = decision_marks(["Decision", "Comment", "Reviewer", "Valid until"])
    told = {(mark.column, mark.look): mark.when for mark in marks}
    missing = told["Reviewer", "missing"]
    assert missing == 'AND(AND({Decision}<>"",{Decision}<>"open"),TRIM({Reviewer})="")'
    assert "TODAY()" in told["Valid until", "over"]
    assert next(mark.look for mark in marks if mark.column == "Reviewer") == "missing", "the first that holds counts"
    assert {look for column, look in told if column == "Decision"} == {
        one.value for one in Disposition if one.value != "open"
    }


def test_no_mark_stands_by_colour_alone():
    for one in Disposition:
        assert one is Disposition.OPEN or LOOKS[one.value].code
    assert LOOKS["missing"].is_boxed
    assert LOOKS["over"].code.startswith('"!')


def test_marks_look_at_their_own_row(decisions):
    sheet = openpyxl.load_workbook(decisions)["T"]
    rules = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting}
    assert rules["A4:A5"][0] == '$A4="false positive"'
    assert rules["C4:C5"][0] == 'AND(AND($A4<>"",$A4<>"open"),TRIM($C4)="")'


def test_a_table_object_has_at_least_one_row():
    assert table_object("T", [Column("A")], 3).ref == "A3:A4"


def test_libreoffice_saves_it_with_tables_names_and_rules(decisions, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed here")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(decisions)],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    saved = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert saved["T"].tables["T"].ref == "A3:E5"
    assert "choices" in saved.defined_names
    assert len(saved["T"].data_validations.dataValidation) >= 4
    assert saved["T"].conditional_formatting
    assert saved["T"]["D5"].is_date
