"""The workbook of a screening: its sheets in order, and what a workbook that exists already is."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from screen.decisions import Journal
from screen.errors import TableError
from screen.report import cover, notes, objects, packed, pages, summary
from screen.report.alerts import Matches, alert_columns, near_miss_columns, suppressed_columns
from screen.report.answers import read_returned
from screen.report.book import CREATOR, Book
from screen.report.flags import Flags, flag_columns
from screen.report.moves import change_columns, change_rows
from screen.report.parties import cleared_columns, cleared_rows, party_columns, party_rows
from screen.report.places import Places, sheet_titles
from screen.report.questions import question_columns, question_rows
from screen.report.queue import DECISIONS, Queue
from screen.report.review import pending
from screen.report.style import ROW_LIMIT

if TYPE_CHECKING:
    from screen.screening import Screening


def write_workbook(screening: Screening, path: Path) -> None:
    """Write the workbook, complete or not at all."""
    build(screening, path.name).save(path)


def build(screening: Screening, name: str, most_rows: int = ROW_LIMIT) -> Book:
    """Build the workbook of a screening.

    name: of its file, for the command that reads it back; most_rows: that a sheet holds before its table goes on in another.
    """
    book = Book("Screening for DPRK fronts and red flags", screening.audit.tool_version, most_rows=most_rows)
    book.properties.created = screening.audit.started_at.replace(tzinfo=None)
    titles = sheet_titles([sheet.name for sheet in screening.intake.sheets])
    shown = () if screening.whole else screening.intake.sheets
    spans = {sheet.name: book.span(titles[sheet.name], len(sheet.written)) for sheet in shown}
    places, queue = Places(screening, spans), Queue(screening)
    matches, hits = Matches(screening, places, queue), Flags(screening, places, queue)
    for title, parties in (("Alerts", matches.parties), ("Red flags", hits.parties)):
        places.add(title, book.span(title, len(parties)), parties)
    first, second = book.page("Summary"), book.page(cover.TITLE, cover.WHAT)
    _queue(book, places, matches, hits, name)
    for sheet in shown:
        book.table(spans[sheet.name], "Every row of your table: your columns first and untouched, then ours.",
                   party_columns(sheet), party_rows(screening, sheet, places), 1)  # fmt: skip
    if not screening.whole:
        book.table("Nothing found", "Every party below medium, with what came nearest. Nothing found is no clearance: it says "
                   "what was looked at, with these lists and columns, on this day.",
                   cleared_columns(), cleared_rows(screening, places, queue), 2)  # fmt: skip
    book.table("Near misses", "Pairs that came close and stayed below medium, kept as proof that they were looked at.",
               near_miss_columns(), matches.near_misses(), 4)  # fmt: skip
    _suppressed(book, matches, hits)
    _notes(book, screening, places, queue)
    pages.method(
        book.page("Method", "How bands come about, how to assess a hit, what this cannot do."), book.styles, screening
    )
    cover.cover(second, book.styles, screening, places, book.name)
    summary.summary(first, book.styles, screening, places, book.contents)
    packed.write(book.page(packed.TITLE), screening.record | {"rows": queue.rows})
    return book


def _queue(book: Book, places: Places, matches: Matches, hits: Flags, name: str) -> None:
    """Write the sheets in which a reviewer decides."""
    marks = objects.decision_marks(list(DECISIONS))
    how = f"Decide in the green columns, save, then run: dprk-screen review import {name}"
    note = f"One row for each party and entry, the most urgent party first. {how}"
    book.table(places.span("Alerts"), note, alert_columns(), matches.alerts(), 4, marks)
    note = f"One row for each rule that fired: a sign to look at, no verdict. {how}"
    book.table(places.span("Red flags"), note, flag_columns(), hits.rows(), 2, marks)


def _suppressed(book: Book, matches: Matches, hits: Flags) -> None:
    """Write what decisions suppress; it can be reopened there."""
    note = "What a reviewer's decision keeps out of the queue, and why it still holds. Choose open to bring one back."
    rows = chain(matches.suppressed(), hits.suppressed())
    book.table("Suppressed", note, suppressed_columns(), rows, 4, objects.decision_marks(list(DECISIONS)))


def _notes(book: Book, screening: Screening, places: Places, queue: Queue) -> None:
    """Write what changed, what to ask, and what could not be read or tested."""
    if screening.audit.since:
        book.table("Changes", "What is new, gone or moved since the earlier run, and why.",
                   change_columns(), change_rows(screening, places), 3)  # fmt: skip
    book.table("Questions to send", "The same request for everybody of a kind. Send nothing of what this report says: neither "
               "what a list holds nor what would settle an alert.",
               question_columns(), question_rows(screening, places, queue), 1)  # fmt: skip
    book.table("Data quality", "What could not be read as written. Rows were screened with the rest of their cells "
               "unless it says otherwise.", notes.problem_columns(), notes.problem_rows(screening, places))  # fmt: skip
    book.table("Rules not tested", "Rules whose columns your table lacks, each once: not tested is not clear.",
               notes.untested_columns(), notes.untested_rows(screening))  # fmt: skip
    book.table("Interview checklist", "What no column can show: to ask or look at. An answer is no proof.",
               notes.interview_columns(), notes.interview_rows(screening))  # fmt: skip


def workbook_state(path: Path, journal: Journal | None = None) -> str:
    """Return what a workbook is: ours, decided (with decisions that the journal does not hold, or notes) or foreign."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True)
        is_ours = (book.properties.creator or "").startswith(CREATOR)
        has_record = packed.TITLE in book.sheetnames
        book.close()
    except Exception:  # whatever cannot be opened is not ours
        return "foreign"
    if not is_ours:
        return "foreign"
    if not has_record:  # of an earlier version, or what lists diff wrote
        return "decided" if "Alerts" in book.sheetnames else "ours"
    try:
        returned = read_returned(path)
    except TableError:
        return "decided"
    return "decided" if returned.has_notes or pending(returned, journal or Journal()) else "ours"
