"""The sheet Cover and audit: everything an auditor asks for, and names that lead a formula to it."""

import openpyxl
import pytest

from screen.decisions import Journal
from screen.model import Band, Disposition
from screen.report.workbook import write_workbook
from screen.screening import Screener
from tests.builders import TODAY, entry, table, watchlist
from tests.report.spreadsheetml import check
from tests.report.test_summary import decided

LISTS = [watchlist(entry("GLOCOM", countries=("MY",)))]
ROWS = [
    {"name": "Glocom Sdn Bhd", "reference": "1", "country": "Malaysia"},
    *({"name": "", "reference": f"{n}"} for n in range(25)),
]


@pytest.fixture(scope="module")
def screening(tmp_path_factory):
    found = table(*ROWS)

    def screen(**given):
        return Screener(LISTS).screen(found, {name: name for name in found.columns}, as_of=TODAY, **given)

    journal = Journal(tmp_path_factory.mktemp("decisions") / "d.jsonl")
    journal = journal.added([decided(screen(), "1", Disposition.FALSE_POSITIVE, second_reviewer="B. Reviewer")])
    return screen(decisions=journal, four_eyes=Band.HIGH, command_line="dprk-screen check 'my table.csv'")


@pytest.fixture(scope="module")
def book(screening, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_workbook(screening, path)
    check(path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def named(book):
    """Return a function that reads the cell of a name."""

    def read(name):
        title, _, cell = book.defined_names[name].attr_text.partition("!")
        return book[title.strip("'")][cell.replace("$", "")].value

    return read


def said(book):
    return [[cell for cell in row if cell is not None] for row in book["Cover and audit"].iter_rows(values_only=True)]


def test_a_formula_finds_run_and_table_by_name(named, screening):
    assert named("run_id") == screening.audit.run_id
    assert named("as_of") == "2026-11-24"
    assert named("input_file") == screening.audit.input.name
    assert named("rules_version").startswith(screening.audit.rules_version)
    assert named("threshold_high") == 85


def test_rows_read_are_those_screened_and_those_skipped(named):
    assert (named("rows_read"), named("rows_screened"), named("rows_skipped")) == (26, 1, 25)


def test_the_rows_skipped_are_listed_and_the_rest_is_pointed_to(book):
    lines = said(book)
    start = lines.index(["Rows skipped"]) + 2
    assert lines[start] == ["row 2", lines[start][1]]
    assert lines[start + 20] == ["… and 5 more: see Data quality."]


def test_each_list_has_source_day_age_hash_and_size(named, book):
    assert (named("list_TEST"), named("list_TEST_date"), named("list_TEST_days_old")) == (
        "List test",
        "2026-11-01",
        23,
    )
    assert (named("list_TEST_entries"), named("list_TEST_sha256")) == (1, "0" * 64)
    header = next(line for line in said(book) if line[:1] == ["List"])
    assert header == [
        "List",
        "Source, coverage, licence",
        "Data of",
        "Days old",
        "Stored on",
        "Entries",
        "SHA-256 of its entries",
    ]
    assert "lists" in book.defined_names


def test_the_outcome_is_counted_by_band_and_by_decision(named, screening):
    assert sum(named(f"parties_{band.word}") for band in Band) == 1
    assert sum(named(f"alerts_{one.value}") for one in Disposition) == named("alerts_all") == len(screening.alerts)
    assert named("alerts_false_positive") == 1


def test_the_decisions_file_is_named_with_hash_and_count(named, screening):
    assert named("decisions_file") == "d.jsonl"
    assert named("decisions_sha256") == screening.decisions.sha256
    assert (named("decisions_recorded"), named("alerts_suppressed")) == (1, 1)


def test_two_reviewers_are_a_record_and_no_access_control(named, book):
    assert named("four_eyes") == "from high on, a false positive needs two different reviewers"
    assert any("a record, no access control" in str(line[:1]) for line in said(book))


def test_the_command_to_run_it_again_names_the_day(named):
    assert named("run_again").startswith("dprk-screen check 'my table.csv' --as-of 2026-11-24 ")


def test_a_run_without_decisions_says_so(tmp_path):
    found = table(ROWS[0])
    write_workbook(
        Screener([]).screen(found, {name: name for name in found.columns}, as_of=TODAY), tmp_path / "r.xlsx"
    )
    check(tmp_path / "r.xlsx")
    lines = said(openpyxl.load_workbook(tmp_path / "r.xlsx"))
    assert ["No decisions file was used: no alert was suppressed."] in lines
    assert ["No watchlist was used: only the red flags were tested."] in lines
