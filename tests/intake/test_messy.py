"""Workbooks as embassies keep them: turned round, pasted into a column, stacked, without a header; nothing is misread silently."""

import pytest

from screen.errors import TableError
from screen.intake import read_parties
from screen.intake.corrections import Correction
from screen.intake.readers import read_grids
from screen.intake.understanding import Hindrance, sheets_seen
from tests.intake.books import book

HEAD = ["No", "Name", "Date of birth", "Nationality"]
RI, KIM = [1, "RI Yong Ho", "1956-07-10", "KP"], [2, "KIM Chol Su", "1975-03-04", "KP"]
COMPANIES = [["No", "Company", "Country", "Registration no"], [1, "Green Pine", "KP", "X1"]]
FORM = [
    ["Visa application"],
    [],
    ["Full name:", "RI Yong Ho"],
    ["Date of birth:", "1956-07-10"],
    ["Nationality:", "KP"],
]


def names(rows, *corrections):
    parties = read_parties(book(S=rows), corrections=corrections)
    return parties.table["name"].tolist(), [one.code for one in parties.problems]


def ids(rows):
    return read_parties(book(S=rows)).table["party_id"].tolist()


CASES = [
    # rows, names, codes of problems, why
    ([HEAD, RI, KIM, *COMPANIES], ["RI Yong Ho", "KIM Chol Su", "Green Pine"], [],
     "a second table below the first without a gap has columns of its own"),
    ([HEAD, RI, [], ["Companies"], *COMPANIES], ["RI Yong Ho", "Green Pine"], ["row-skipped-no-name"],
     "a second table below a title has columns of its own"),
    ([["성명", "생년월일", "국적"], HEAD[1:], RI[1:]], ["RI Yong Ho"], ["row-skipped-header"],
     "a header that is repeated in another language is no party"),
    ([["Last", "First", "Middle", "DOB"], ["RI", "Yong", "Ho", "1956"]], ["RI Yong Ho"], [],
     "a name over three columns is read whole"),
    ([["Name; DOB; Nat"], ["RI Yong Ho; 1956-07-10; KP"], ["KIM Chol Su; 1975; KP"]], ["RI Yong Ho", "KIM Chol Su"], [],
     "rows that were pasted into one column are parted"),
    ([["Name,DOB,Nat,Passport"], ["RI Yong Ho,1956,KP,P1"], ["KIM Chol Su,1975,Korea, North,P2"]],
     ["RI Yong Ho", "KIM Chol Su"], ["cells-uneven", "nationality-open"],
     "a pasted row of more cells than others is told"),
    ([["Name"], ["RI, Yong Ho"], ["KIM, Chol Su"]], ["RI, Yong Ho", "KIM, Chol Su"], [],
     "a column of names with a comma is no pasted table"),
    ([["Name", "DOB"], ["Reza", "1359/03/04"]], ["Reza"], ["date-other-calendar"],
     "a year of the Persian calendar is told and not used"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wanted", "codes", "why"), CASES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_messy_sheets_are_read_as_they_are_meant(rows, wanted, codes, why):
    assert names(rows) == (wanted, codes), why


@pytest.mark.parametrize(
    "rows", [FORM, [["Name", "RI Yong Ho", "KIM Chol Su"], ["Passport", "P1", "P2"], ["Nationality", "KP", "VN"]]]
)
def test_a_form_is_no_table_and_says_what_to_do(rows):
    with pytest.raises(TableError, match="paste it with Transpose"):
        read_parties(book(S=rows))
    _, grids = read_grids(book(S=rows))
    assert sheets_seen(grids, (), "visa.xlsx")[0].hindrance == Hindrance.SIDEWAYS
    beside = read_parties(book(Form=rows, S=[HEAD, RI]))
    assert [(one.sheet, one.code) for one in beside.problems] == [("Form", "sheet-not-screened")]


def test_a_number_of_rows_tells_nobody_apart_though_titles_of_groups_stand_among_them():
    rows = [HEAD, ["GROUP A – construction"], RI, ["GROUP B – cooks"], KIM]
    assert ids(rows) == ids([HEAD, RI, KIM])  # else next month's number 1 is taken for this one's


def test_an_empty_workbook_is_said_to_be_empty():
    with pytest.raises(TableError, match="is empty"):
        read_parties(book(S=[]))


def test_without_a_header_row_columns_are_called_by_their_letters():
    rows = [["RI Yong Ho", "NO", "1956"], ["KIM Chol Su", "YES", "1975"], [], ["Total", 2]]
    assert names(rows, Correction("S", 0, 0, {"A": "name", "C": "birth_date"})) == (
        ["RI Yong Ho", "KIM Chol Su"], ["row-skipped-total"],
    )  # fmt: skip
    _, grids = read_grids(book(S=rows))
    (seen,) = sheets_seen(grids, (Correction("S", 0, 0),), "visa.xlsx")
    assert (seen.header_at, [one.header for one in seen.tables[0].columns]) == ((0, 0), ["A", "B", "C"])


def test_a_column_beside_the_one_chosen_that_reads_alike_is_told_as_unread():
    rows = [["Name", "DOB", "", "Name", "DOB"], ["RI Yong Ho", "1956", "", "KIM Chol Su", "1975"]]
    parties = read_parties(book(S=rows), corrections=[Correction("S", columns={"Name": "name"})])
    assert "Name (2)" in {one.column for one in parties.problems if one.code == "column-not-read"}
