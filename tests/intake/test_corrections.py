"""A sheet that was understood wrongly is read as its user says."""

import pytest

from screen.errors import TableError, UsageError
from screen.intake import read_parties
from screen.intake.corrections import Correction
from tests.intake.books import book

VISA = [
    ["Embassy list of November"], [],
    ["Applicant", None, "Paper", None],
    ["Nm", "Dt", "No", "Exp"],
    ["김철수", "1980-01-02", "PS12345", "2027-01-01"],
    ["RI Yong Ho", "1956-07-10", "PS77", "2027-02-01"],
]  # fmt: skip
OTHER = [["Name", "Name of wife", "Phone", "Mobile"], ["A B", "C D", "+12025550100", "+12025550101"]]


def read(*corrections, **more):
    return read_parties(book(Visa=VISA, Other=OTHER), corrections=corrections, **more)


def fields(parties, sheet):
    return {use.header: use.field for one in parties.sheets if one.name == sheet for use in one.columns}


CASES = [
    # corrections, sheet, header row, what its columns hold
    ([Correction("Visa", 4)], "Visa", 4, {"Nm": "name", "Dt": "", "No": "reference", "Exp": ""}),
    ([Correction("Visa", 4, columns={"Dt": "birth_date", "No": "passport"})], "Visa", 4,
     {"Nm": "name", "Dt": "birth_date", "No": "passport", "Exp": ""}),
    ([Correction("visa", 4), Correction("VISA", columns={"dt": "birth_date"})], "Visa", 4,
     {"Nm": "name", "Dt": "birth_date", "No": "reference", "Exp": ""}),
    ([Correction("Visa", 3, 2, {"Applicant / Nm": "name", "Paper / No": "passport"})], "Visa", 4,
     {"Applicant / Nm": "name", "Applicant / Dt": "", "Paper / No": "passport", "Paper / Exp": ""}),
    ([Correction("Visa", 0, 0, {"A": "name", "C": "passport"})], "Visa", 0,
     {"A": "name", "B": "", "C": "passport", "D": ""}),
    ([Correction("Other", columns={"Name of wife": "name"})], "Other", 1,
     {"Name": "", "Name of wife": "name", "Phone": "phone", "Mobile": "phone"}),
    ([Correction("Other", columns={"Mobile": ""})], "Other", 1,
     {"Name": "name", "Name of wife": "", "Phone": "phone", "Mobile": ""}),
    ([Correction(columns={"Mobile": ""})], "Other", 1,
     {"Name": "name", "Name of wife": "", "Phone": "phone", "Mobile": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("corrections", "sheet", "row", "wanted"), CASES)
def test_header_and_columns_are_those_that_were_chosen(corrections, sheet, row, wanted):
    parties = read(*corrections)
    assert {one.name: one.header_row for one in parties.sheets}[sheet] == row
    assert fields(parties, sheet) == wanted


def test_what_is_chosen_says_so():
    parties = read(Correction("Other", columns={"Phone": "notes", "Mobile": ""}))
    told = {use.header: use.how for use in parties.sheets[-1].columns}
    assert (told["Phone"], told["Mobile"]) == ("as chosen", "not read, as chosen")


def test_a_sheet_left_out_is_told_as_a_problem_and_not_screened():
    parties = read(Correction("Other", is_left_out=True))
    assert [one.name for one in parties.sheets] == ["Visa"]
    assert [(one.sheet, one.code) for one in parties.problems if one.code.startswith("sheet")] == [
        ("Other", "sheet-left-out")
    ]


def test_what_is_said_of_a_sheet_comes_before_what_is_said_of_all():
    parties = read(Correction(columns={"Mobile": ""}), Correction("Other", columns={"Mobile": "notes"}))
    assert fields(parties, "Other")["Mobile"] == "notes"
    parties = read_parties(
        book(Other=OTHER), columns={"name": "Name"}, corrections=[Correction(columns={"Name of wife": "name"})]
    )
    assert fields(parties, "Other") == {"Name": "", "Name of wife": "name", "Phone": "phone", "Mobile": "phone"}


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        (Correction("Nowhere", 2), "no sheet “Nowhere”. Found: Visa, Other."),
        (Correction("Visa", 99), "has no row 99"),
        (Correction("Visa", 6), "has no row 6 with others below it"),
        (Correction("Visa", 3, 7), "has no row 3"),
        (Correction("Visa", columns={"Gone": "name"}), "no column “Gone”"),
        (Correction("Other", columns={"Name": "sort"}), "no such field"),
        (Correction("Other", columns={"Name": "name", "Name of wife": "name"}), "all chosen for name"),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_an_error_that_says_why(correction, told):
    with pytest.raises(UsageError, match=told):
        read(correction)


def test_a_table_whose_header_is_not_found_is_read_once_it_is_chosen():
    rows = [["xx", "yy"], ["RI Yong Ho", "1956-07-10"], ["김철수", "1980-01-02"]]
    with pytest.raises(TableError, match="no column holds names"):
        read_parties(book(S=rows))
    parties = read_parties(book(S=rows), corrections=[Correction("S", 1, columns={"xx": "name", "yy": "birth_date"})])
    assert parties.table["name"].tolist() == ["RI Yong Ho", "김철수"]
    assert parties.table["birth_date"].tolist() == ["1956-07-10", "1980-01-02"]


def test_of_several_columns_that_could_hold_the_name_one_is_chosen():
    rows = [["Customer name", "Supplier name"], ["A Ltd", "B Ltd"], ["C Ltd", "D Ltd"]]
    with pytest.raises(TableError, match="several columns could hold the name"):
        read_parties(book(S=rows))
    assert read_parties(book(S=rows), corrections=[Correction("S", columns={"Supplier name": "name"})]).table[
        "name"
    ].tolist() == ["B Ltd", "D Ltd"]


def test_nothing_is_left_where_every_sheet_is_left_out():
    with pytest.raises(TableError, match="every sheet was left out"):
        read(Correction("Visa", is_left_out=True), Correction("Other", is_left_out=True))


def test_a_field_chosen_anew_leaves_the_column_that_was_chosen_before():
    once = Correction("S", columns={"A": "name", "B": "phone"})
    assert once.with_column("C", "name", {"phone"}).columns == {"B": "phone", "C": "name"}
    assert once.with_column("C", "phone", {"phone"}).columns == {"A": "name", "B": "phone", "C": "phone"}
    assert once.with_column("A", "", {"phone"}).columns == {"A": "", "B": "phone"}
    assert once.with_column("A", None, {"phone"}).columns == {"B": "phone"}
