"""Letters that may be sent: as text and as a table that no spreadsheet takes for formulas."""

import csv

from screen.report.questions import Letter, write_letters

HARM = "=cmd|' /C calc'!A0"
LETTERS = [
    Letter("Sheet", 2, HARM, "r\n1", "person", "", "Please send."), Letter("", 3, "B\u202eB", "", "person", "Refer.", "")
]  # fmt: skip


def test_letters_are_written_as_a_table_without_formulas(tmp_path):
    write_letters(LETTERS, tmp_path / "letters.csv")
    rows = list(csv.reader((tmp_path / "letters.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    assert rows[1][0] == f"'{HARM}"
    assert rows[2][-2:] == ["Refer.", ""]


def test_letters_are_written_as_text_each_below_its_party(tmp_path):
    write_letters(LETTERS, tmp_path / "letters.txt")
    text = (tmp_path / "letters.txt").read_text(encoding="utf-8")
    assert text.startswith(
        f"==== {HARM}, r\\u000a1, Sheet, row 2\nPlease send.\n\n==== B\\u202eB, row 3\nBefore you write: Refer."
    )
