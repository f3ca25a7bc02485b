"""A report comes back from its reviewer: what is recorded, what is refused and why, whatever was done to the workbook."""

import datetime
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from screen.decisions import Journal
from screen.errors import TableError, UsageError
from screen.report.answers import read_returned
from screen.report.output import claim
from screen.report.review import Review
from screen.report.workbook import write_workbook
from screen.screening import Screener
from tests.builders import TODAY, entry, table, watchlist

LISTS = [
    watchlist(
        entry("GLOCOM", countries=("MY",)),
        entry("MANSUDAE OVERSEAS PROJECTS", countries=("NA",)),
        entry("KIM Chol Sam", kind="person", birth_dates=("1971-03-11",), nationalities=("KP",)),
    )
]
ROWS = [
    {"reference": "V1", "name": "Glocom Sdn Bhd", "country": "Malaysia"},
    {"reference": "V2", "name": "Acme Paper"},
    {"reference": "V3", "name": "Mansudae Overseas Projects", "country": "Namibia", "notes": "=1+1"},
    {"reference": "V4", "name": "Kim Chol Sam", "birth_date": "1971", "kind": "person", "nationality": "KP"},
]
AT = "2026-11-24T10:00:00.000000Z"


@pytest.fixture(scope="module")
def screener():
    return Screener(LISTS)


@pytest.fixture(scope="module")
def screen(screener):
    """Return a function that screens the rows, with decisions where told."""

    def run(journal=None, rows=ROWS):
        frame = table(*rows)
        return screener.screen(frame, {name: name for name in frame.columns}, as_of=TODAY, decisions=journal)

    return run


@pytest.fixture(scope="module")
def fresh(screen, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_workbook(screen(), path)
    return path


@pytest.fixture
def report(fresh, tmp_path):
    return Path(shutil.copy(fresh, tmp_path / "r.xlsx"))


class Editor:
    """A workbook being edited: rows are found by party, columns by header."""

    def __init__(self, path, sheet="Alerts"):
        self.path, self.book = path, openpyxl.load_workbook(path)
        self.sheet = self.book[sheet]

    def column(self, header):
        return next(cell.column for cell in self.sheet[3] if cell.value == header)

    def row(self, party):
        return next(row for row in range(4, self.sheet.max_row + 1)
                    if self.sheet.cell(row, self.column("Party")).value == party)  # fmt: skip

    def set(self, party, **cells):
        for header, value in cells.items():
            self.sheet.cell(self.row(party), self.column(header.replace("_", " "))).value = value
        return self

    def save(self, path=None):
        self.book.save(path or self.path)
        return path or self.path


def reviewed(path, journal=None):
    return Review(read_returned(path), journal or Journal(), TODAY, AT)


FALSE = {"Decision": "false positive", "Reason": "name differs", "Reviewer": "A. Officer"}


def test_a_report_nobody_worked_in_decides_nothing(report):
    review = reviewed(report)
    assert (review.events, review.refused, review.recorded_before) == ([], [], 0)


def test_a_decision_is_recorded_with_who_when_why_and_what_it_rested_on(report):
    Editor(report).set(
        "Glocom Sdn Bhd", **FALSE, Comment="Another firm", Valid_until=datetime.date(2027, 11, 24)
    ).save()
    (event,) = reviewed(report).events
    assert (event.reference, event.name, event.target, event.target_name) == (
        "V1",
        "Glocom Sdn Bhd",
        "TEST:GLOCOM",
        "GLOCOM",
    )
    assert (event.disposition, event.reason, event.comment) == ("false_positive", "name differs", "Another firm")
    assert (event.reviewer, event.decided_on, event.valid_until) == ("A. Officer", "2026-11-24", "2027-11-24")
    assert ["country", "Malaysia", "Malaysia", "agrees", 8] in event.basis["evidence"]
    assert event.run_id
    assert len(event.report_sha256) == 64


def test_the_round_trip_suppresses_a_false_positive_and_keeps_a_confirmed_match_on_top(report, screen, tmp_path):
    editor = Editor(report).set("Glocom Sdn Bhd", **FALSE)
    editor.set("Kim Chol Sam", Decision="true match", Reviewer="B. Officer", Reason="same party confirmed").save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    again = screen(journal)
    write_workbook(again, tmp_path / "again.xlsx")
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    alerts = pd.DataFrame(
        book["Alerts"].iter_rows(min_row=4, values_only=True), columns=[c.value for c in book["Alerts"][3]]
    )
    assert alerts["Party"].tolist() == ["Kim Chol Sam", "Mansudae Overseas Projects"]
    assert alerts["Where it stands"].tolist() == [
        "Confirmed match (B. Officer, 2026-11-24). Reason given: same party confirmed.",
        "open",
    ]
    suppressed = [row[2] for row in book["Suppressed"].iter_rows(min_row=4, values_only=True) if row[2]]
    assert suppressed == ["Glocom Sdn Bhd"]
    assert reviewed(tmp_path / "again.xlsx", journal).events == []


REFUSED = [
    ({"Decision": "maybe", "Reviewer": "A"}, "“maybe” is no decision. Choose one of: open, false positive"),
    ({"Decision": "false positive"}, "has no reviewer"),
    ({"Decision": "false positive", "Reviewer": "  "}, "has no reviewer"),
    ({"Comment": "looked at it"}, "has no reviewer"),
    ({**FALSE, "Valid until": "soon"}, "“soon” is no day"),
    ({**FALSE, "Valid until": "03/04/2027"}, "leaves open which is the month"),
    ({**FALSE, "Valid until": "2026-11-23"}, "before it was decided"),
    ({**FALSE, "Decided on": "2026-11-25"}, "still to come"),
    ({**FALSE, "Score": 12}, "computed cells were altered (Score was “92.9”, is “12”)"),
    ({**FALSE, "Why": "x"}, "computed cells were altered (Why was"),
    ({**FALSE, "Listed party": "OTHER"}, "computed cells were altered"),
    ({**FALSE, "Alert id": "0123456789"}, "the alert id is missing or none of this report's"),
    ({**FALSE, "Alert id": None}, "the alert id is missing or none of this report's"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "why"), REFUSED)
def test_what_cannot_be_recorded_is_listed_with_its_place_and_what_to_do(report, cells, why):
    Editor(report).set("Glocom Sdn Bhd", **cells).set("Kim Chol Sam", **FALSE).save()
    review = reviewed(report)
    assert [event.name for event in review.events] == ["Kim Chol Sam"]
    (remark,) = review.refused
    assert (remark.sheet, why in remark.text) == ("Alerts", True), remark.text


TAKEN = [
    ({"Decision": "FALSE  Positive"}, "false_positive", []),
    ({"Decision": "need_info"}, "need_info", []),
    ({"Decision": "escalated", "Decided on": "20.11.2026"}, "escalated", []),
    ({"Decision": "open", "Comment": "asked the vendor"}, "open", []),
    ({"Decision": None, "Comment": "asked the vendor"}, "open", []),
    ({"Decision": "false positive", "Reason": None}, "false_positive", ["recorded without a reason. Auditors ask for one."]),
    ({"Decision": "false positive", "Reason": "it is fine"}, "false_positive",
     ["the reason “it is fine” is none of the list; recorded as written."]),
    ({"Decision": "false positive", "Second reviewer": "a. officer "}, "false_positive",
     ["names the same person twice; it counts as one reviewer."]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "disposition", "remarks"), TAKEN)
def test_what_people_write_is_understood(report, cells, disposition, remarks):
    Editor(report).set("Glocom Sdn Bhd", **{"Reviewer": "A. Officer", "Reason": "name differs", **cells}).save()
    review = reviewed(report)
    assert [event.disposition for event in review.events] == [disposition]
    assert [remark.text for remark in review.remarks] == remarks


# ---- what is done to workbooks -----------------------------------------------------------------------------


def move_columns(editor):
    rows = [list(row) for row in editor.sheet.iter_rows(min_row=3, values_only=True)]
    order = list(range(len(rows[0])))
    random.Random(1).shuffle(order)
    for at, row in enumerate(rows, start=3):
        for column, source in enumerate(order, start=1):
            editor.sheet.cell(at, column).value = row[source]


def sort_rows(editor):
    rows = [list(row) for row in editor.sheet.iter_rows(min_row=4, values_only=True)][::-1]
    for at, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            editor.sheet.cell(at, column).value = value


def insert_rows_and_columns(editor):
    editor.sheet.insert_rows(1, 3)
    editor.sheet.insert_cols(1, 2)
    editor.sheet["A1"] = "Reviewed on Monday"


def delete_other_rows(editor):
    for row in range(editor.sheet.max_row, 3, -1):
        if editor.sheet.cell(row, editor.column("Party")).value != "Glocom Sdn Bhd":
            editor.sheet.delete_rows(row)


def delete_computed_columns(editor):
    for header in ("Why", "Agrees", "Score"):
        editor.sheet.delete_cols(editor.column(header))


def rename_and_hide(editor):
    editor.sheet.title = "To do"
    editor.sheet.sheet_state = "hidden"
    editor.sheet.row_dimensions[editor.row("Glocom Sdn Bhd")].hidden = True


def copy_the_sheet(editor):
    editor.book.copy_worksheet(editor.sheet)


def add_white_space(editor):
    cell = editor.sheet.cell(editor.row("Glocom Sdn Bhd"), editor.column("Why"))
    cell.value = f"  {cell.value} ".replace("; ", ";\n ")


ROUGH = [move_columns, sort_rows, insert_rows_and_columns, delete_other_rows, delete_computed_columns, rename_and_hide,
         copy_the_sheet, add_white_space]  # fmt: skip


@pytest.mark.parametrize("rough", ROUGH, ids=lambda rough: rough.__name__)
def test_a_decision_survives_rough_editing(report, rough):
    editor = Editor(report).set("Glocom Sdn Bhd", **FALSE)
    rough(editor)
    editor.save()
    review = reviewed(report)
    assert [event.name for event in review.events] == ["Glocom Sdn Bhd"], [str(one) for one in review.refused]
    assert review.refused == []
    assert review.missing == (2 if rough is delete_other_rows else 0)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_decision_survives_being_saved_by_libreoffice(report, tmp_path, form):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed here")
    Editor(report).set("Glocom Sdn Bhd", **FALSE, Valid_until=datetime.date(2027, 1, 31)).set(
        "Kim Chol Sam", **FALSE
    ).save()
    out = tmp_path / "saved"
    subprocess.run([office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form,
                    "--outdir", str(out), str(report)], check=True, capture_output=True, timeout=180)  # fmt: skip
    review = reviewed(out / f"r.{form}")
    assert review.refused == []
    assert {(event.name, event.valid_until) for event in review.events} == {
        ("Glocom Sdn Bhd", "2027-01-31"),
        ("Kim Chol Sam", ""),
    }


def test_a_range_sorted_without_its_computed_cells_is_refused(report):
    editor = Editor(report).set("Glocom Sdn Bhd", **FALSE)
    ours, other = editor.row("Glocom Sdn Bhd"), editor.row("Kim Chol Sam")
    for header in ("Party", "Listed party", "Score"):
        column = editor.column(header)
        one, two = editor.sheet.cell(ours, column), editor.sheet.cell(other, column)
        one.value, two.value = two.value, one.value
    editor.save()
    review = reviewed(report)
    assert review.events == []
    assert "computed cells were altered" in review.refused[0].text


def test_copies_of_a_row_that_decide_differently_are_refused(report):
    editor = Editor(report).set("Glocom Sdn Bhd", **FALSE)
    last = editor.sheet.max_row + 1
    for cell in list(editor.sheet[editor.row("Glocom Sdn Bhd")]):
        editor.sheet.cell(last, cell.column, cell.value)
    editor.sheet.cell(last, editor.column("Decision"), "true match")
    editor.save()
    review = reviewed(report)
    assert review.events == []
    assert {remark.text for remark in review.refused} == {"stands in several rows that decide differently. Keep one."}


# ---- again, and by several people ---------------------------------------------------------------------------


def test_importing_twice_records_once(report, tmp_path):
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    again = Review(read_returned(report), journal, datetime.date(2026, 12, 24), AT)
    assert (again.events, again.recorded_before) == ([], 1)


def test_a_reviewer_may_think_again_and_the_events_follow_each_other(report, tmp_path):
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    Editor(report).set("Glocom Sdn Bhd", Decision="escalated").save()
    (event,) = reviewed(report, journal).events
    assert event.previous == journal.events[0].id


@pytest.mark.parametrize("day", [None, "2026-11-24"])
def test_a_decision_that_lapsed_is_recorded_again_though_it_says_the_same(report, screen, tmp_path, day):
    Editor(report).set("Glocom Sdn Bhd", **FALSE, **{"Decided on": day}).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    moved = [{**ROWS[0], "country": "Singapore"}, *ROWS[1:]]
    back = screen(journal, moved)
    assert back.alerts["state"].tolist()[0] == "lapsed"
    write_workbook(back, tmp_path / "back.xlsx")
    Editor(tmp_path / "back.xlsx").set("Glocom Sdn Bhd", **FALSE, **{"Decided on": day}).save()
    journal = journal.added(reviewed(tmp_path / "back.xlsx", journal).events)
    assert len(journal.events) == 2
    assert screen(journal, moved).counts["suppressed"] == 1
    assert reviewed(tmp_path / "back.xlsx", journal).recorded_before == 1


def test_what_another_reviewer_decided_meanwhile_is_not_overwritten(report, tmp_path):
    other = shutil.copy(report, tmp_path / "copy.xlsx")
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    Editor(other).set("Glocom Sdn Bhd", Decision="true match", Reviewer="B. Officer").save()
    review = reviewed(other, journal)
    assert review.events == []
    assert "was decided meanwhile: false positive by A. Officer on 2026-11-24" in review.refused[0].text


def test_a_suppressed_alert_is_reopened_from_its_own_sheet(report, screen, tmp_path):
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    write_workbook(screen(journal), tmp_path / "again.xlsx")
    Editor(tmp_path / "again.xlsx", "Suppressed").set("Glocom Sdn Bhd", Decision="open", Reviewer="B. Officer").save()
    journal = journal.added(reviewed(tmp_path / "again.xlsx", journal).events)
    assert screen(journal).alerts["state"].tolist()[0] == "open"


def test_an_emptied_decision_is_refused_not_reopened(report, screen, tmp_path):
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    write_workbook(screen(journal), tmp_path / "again.xlsx")
    Editor(tmp_path / "again.xlsx", "Suppressed").set("Glocom Sdn Bhd", Decision=None).save()
    assert "Write open to reopen it" in reviewed(tmp_path / "again.xlsx", journal).refused[0].text


# ---- files that are no report -------------------------------------------------------------------------------


def test_a_report_without_its_record_is_refused(report):
    editor = Editor(report)
    del editor.book["Record"]
    editor.save()
    with pytest.raises(TableError, match="has no sheet Record"):
        read_returned(report)


def test_an_altered_record_is_refused(report):
    editor = Editor(report, "Record")
    editor.sheet["A3"] = "x" + editor.sheet["A3"].value[1:]
    editor.save()
    with pytest.raises(TableError, match="was cut off or altered"):
        read_returned(report)


def test_a_foreign_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(TableError, match="no report of dprk-screen"):
        read_returned(tmp_path / "x.xlsx")


def test_a_text_file_is_refused(tmp_path):
    (tmp_path / "v.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"is no workbook\. Name the report"):
        read_returned(tmp_path / "v.csv")


# ---- what may be written over --------------------------------------------------------------------------------


def test_decisions_are_kept_until_they_are_recorded(report, tmp_path):
    Editor(report).set("Glocom Sdn Bhd", **FALSE).save()
    with pytest.raises(UsageError, match="dprk-screen review import"):
        claim(report, force=True, table="")
    journal = Journal(tmp_path / "d.jsonl").added(reviewed(report).events)
    claim(report, force=False, table="", journal=journal)


def test_notes_that_are_recorded_nowhere_are_kept(report):
    editor = Editor(report, "Questions to send")
    editor.sheet.cell(4, editor.column("Sent on"), "2026-11-24")
    editor.save()
    with pytest.raises(UsageError, match="holds decisions or notes"):
        claim(report, force=False, table="")
