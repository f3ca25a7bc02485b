"""The rows of a table as they come back from the file: text, styles, links, heights, and where they go on."""

import weakref
from datetime import datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from screen.model import Band
from screen.report.book import Book
from screen.report.style import BAND_COLOURS, LINE_HEIGHT, MOST_LINES
from screen.report.table import Answer, Column, Link, place
from tests.report.spreadsheetml import check

COLUMNS = [Column("One", 10), Column("Two", 10)]


@pytest.fixture
def written(tmp_path):
    """Return a function that writes rows as the table T and reads the workbook."""

    def write(*rows, columns=COLUMNS, bounds=None, **kwargs):
        book = Book("Test", "0", **bounds or {})
        book.table("T", "Note.", columns, iter(rows))
        if any(isinstance(cell, Link) and "It''s" in cell.target for row in rows for cell in row):
            book.page("It's")
        book.save(tmp_path / "t.xlsx")
        check(tmp_path / "t.xlsx", (bounds or {}).get("most_rows", 1_048_576))
        return openpyxl.load_workbook(tmp_path / "t.xlsx", **kwargs)

    return write


@pytest.mark.parametrize(
    "text",
    [
        "00123",
        " led by a space",
        "a\nb",
        'R&D <b>"x"</b> ]]>',
        "=1+1",
        "-",
        "#N/A",
        "TRUE",
        "شركة",
        "-שלום",
        "😀",
        "x\u2028y",
    ],
)
def test_text_comes_back_as_it_was(written, text):
    cell = written([text, text])["T"]["B4"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is text.startswith(("=", "-"))


def test_arabic_and_hebrew_run_from_the_right(written):
    sheet = written(["شركة النور", "Al Noor"])["T"]
    assert [cell.alignment.readingOrder for cell in sheet[4]] == [2, 0]


def test_an_empty_cell_is_left_out_and_an_answer_is_not(written):
    sheet = written(["", Answer()], [None, Answer("open")])["T"]
    assert [cell.has_style for cell in sheet[4]] == [False, True]
    assert {sheet[at].fill.fgColor.rgb for at in ("B4", "B5")} == {"00E8F3EC"}
    assert (sheet["B4"].value, sheet["B5"].value) == (None, "open")


def test_numbers_and_bands_are_what_they_are(written):
    sheet = written([7, 0.125], [0, Band.HIGH])["T"]
    assert [cell.value for row in sheet["A4:B5"] for cell in row] == [7, 0.125, 0, "high"]
    assert sheet["B5"].fill.fgColor.rgb.endswith(BAND_COLOURS[Band.HIGH][0])


def test_links_lead_to_pages_and_to_rows(written):
    address = "https://example.org/?a=1&b='2'"
    sheet = written(
        [Link("page", address), Link("row", place("It's", 9))],
        [Link("page again", address), Link("elsewhere", "https://example.org/é")],
        [Link("no page", "javascript:alert(1)"), Link("too long", "https://example.org/" + "x" * 3000)],
        [Link("no place known", ""), ""],
    )["T"]
    assert [sheet[at].hyperlink.target for at in ("A4", "A5", "B5")] == [address, address, "https://example.org/é"]
    assert (sheet["B4"].hyperlink.location, sheet["B4"].hyperlink.ref) == ("'It''s'!A9", "B4")
    assert [sheet[at].hyperlink for at in ("A6", "B6", "A7")] == [None, None, None]
    assert sheet["A4"].font.underline == "single"


def test_a_row_is_as_high_as_its_longest_cell_up_to_a_limit(written):
    sheet = written(["short", "a\nb"], ["short", "short"], ["x" * 1000, ""])["T"]
    heights = [sheet.row_dimensions[row].height for row in (4, 5, 6)]
    assert heights == [2 * LINE_HEIGHT, None, MOST_LINES * LINE_HEIGHT]


def test_the_sheet_says_how_far_it_reaches(written):
    sheet = written(["a", "b"], ["c", ""], read_only=True)["T"]
    assert sheet.calculate_dimension() == "A1:B5"
    assert list(sheet.iter_rows(min_row=4, values_only=True)) == [("a", "b"), ("c", None)]
    sheet.parent.close()


def test_a_table_without_rows_has_its_header(written):
    sheet = written()["T"]
    assert [cell.value for cell in sheet[3]] == ["One", "Two"]
    assert (sheet.dimensions, sheet.tables["T"].ref) == ("A1:B3", "A3:B4"), (
        "Excel wants one row below, if a blank one"
    )


def test_a_table_past_the_last_row_goes_on_in_a_further_sheet(written):
    book = written(*([f"{number}", "x"] for number in range(5)), bounds={"most_rows": 5})
    assert book.sheetnames == ["T", "T 2", "T 3"]
    assert [row[0].value for sheet in book for row in sheet.iter_rows(min_row=4)] == ["0", "1", "2", "3", "4"]
    assert [sheet["A2"].value for sheet in book] == [
        "Note. This sheet is full: the table goes on in sheet T 2.",
        "Note. Goes on from sheet T. This sheet is full: the table goes on in sheet T 3.",
        "Note. Goes on from sheet T 2.",
    ]
    assert [sheet.tables[sheet.title.replace(" ", "_")].ref for sheet in book] == ["A3:B5", "A3:B5", "A3:B4"]


def test_a_full_last_sheet_is_followed_by_none(written):
    book = written(*([f"{number}", "x"] for number in range(4)), bounds={"most_rows": 5})
    assert book.sheetnames == ["T", "T 2"]


def test_links_into_a_table_that_goes_on_land_on_its_row(tmp_path):
    book = Book("Test", "0", most_rows=5)
    parties = book.span("P", 5)
    book.table("Links", "", COLUMNS, ([Link(str(n), parties.place(n)), ""] for n in range(2)))
    book.page("p 2 not ours")
    book.table(parties, "", COLUMNS, ([str(n), ""] for n in range(5)))
    book.save(tmp_path / "t.xlsx")
    loaded = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert loaded["Links"]["A5"].hyperlink.location == "'P'!A5"
    for number in range(5):
        title, _, cell = parties.place(number).removeprefix("#").rpartition("!")
        assert loaded[title.strip("'")][cell].value == str(number)


def test_a_sheet_that_goes_on_takes_no_title_of_another():
    book = Book("Test", "0", most_rows=5)
    book.page("Long " + "x" * 24 + " 2")
    span = book.span("Long " + "x" * 40, 6)
    assert span.titles == ("Long " + "x" * 26, "Long " + "x" * 24 + " 3", "Long " + "x" * 24 + " 4")
    assert book.span("long " + "X" * 40, 1).titles == ("long " + "X" * 24 + " 5",)


def test_past_the_links_that_excel_takes_the_text_stays(written):
    rows = ([Link(f"{number}", place("T", 4)), "x"] for number in range(4))
    sheet = written(*rows, bounds={"most_links": 2})["T"]
    assert [cell.value for cell in sheet["A"][3:]] == ["0", "1", "2", "3"]
    assert sum(cell.hyperlink is not None for cell in sheet["A"]) == 2


def test_rows_are_taken_one_by_one_and_none_is_kept(tmp_path):
    alive = weakref.WeakSet()

    def rows():
        for number in range(3000):
            link = Link_(f"{number}", "")
            alive.add(link)
            yield [link, "x"]
            assert len(alive) < 5

    class Link_(Link):  # one that can be counted
        __slots__ = ("__weakref__",)
        __hash__ = object.__hash__

    book = Book("Test", "0")
    book.table("T", "", COLUMNS, rows())
    book.save(tmp_path / "t.xlsx")


def test_what_reads_as_an_escape_is_text_like_any_other(written, tmp_path):
    written(["First_x0020_Name", "_x0041_"], columns=[Column("A_x0041_"), Column("B")])
    sheet = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_name("T").to_python()
    assert sheet[2:] == [["A_x0041_", "B"], ["First_x0020_Name", "_x0041_"]]


def test_a_day_answered_before_is_a_day_to_excel(written):
    sheet = written(
        [Answer("2026-11-24"), Answer("soon")], [Answer(), Answer("x")], columns=[Column("A", form="date")] * 2
    )
    assert sheet["T"]["A4"].value == datetime(2026, 11, 24)
    assert [sheet["T"][at].number_format for at in ("A4", "B4", "A5")] == ["yyyy-mm-dd"] * 3
    assert sheet["T"]["B4"].value == "soon"
