"""dprk-screen lists diff: files, folders and stored snapshots; text, JSON and workbook; exit codes."""

import json
from datetime import UTC, datetime

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.lists.folder import content_hash, entries_csv
from screen.lists.store import Store
from tests.builders import entry
from tests.report.spreadsheetml import check

OLD = [
    entry("EXAMPLE Trading", id="X.2", aliases=("EXTRA",), birth_dates=("1952",), programs=("P1",)),
    entry("GONE Ltd", id="X.3"),
]
NEW = [
    entry("EXAMPLE Trading Corp", id="X.2", aliases=("=EXTRA",), birth_dates=("~1952..1954",), programs=("P1",)),
    *(entry(f"NEW {number}", id=f"X.{number}") for number in range(10, 70)),
]


def folder(path, entries, id="example", publisher="EX", date="2026-01-01"):
    """Write one of our list folders."""
    path.mkdir()
    (path / "entries.csv").write_text(entries_csv(entries), encoding="utf-8", newline="")
    about = {"id": id, "title": f"List {id}", "publisher": publisher, "date": date, "source": "a test",
             "licence": "none", "coverage": "a test", "sha256": content_hash(path / "entries.csv")}  # fmt: skip
    (path / "watchlist.yml").write_text(
        "".join(f"{key}: '{value}'\n" for key, value in about.items()), encoding="utf-8"
    )
    return path


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "old", OLD)
    folder(tmp_path / "new", NEW, date="2026-02-01")

    def call(*words):
        return CliRunner().invoke(cli, ["lists", "diff", *words])

    return call


@pytest.fixture
def stored(run, tmp_path):
    """The same, with both versions stored."""
    store = Store.at(tmp_path / "data")
    for name, day in (("old", 1), ("new", 2)):
        store.add([tmp_path / name], retrieved=datetime(2026, 3, day, tzinfo=UTC), accept_shrink=True)

    def call(*words):
        return run(*words, "--data-dir", str(tmp_path / "data"))

    return call


def test_the_summary_comes_first_then_who_in_natural_order(run):
    done = run("old", "new")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "came 60, went 1, changed 1 of 1"
    assert lines[1] == "older: example, List example, data of 2026-01-01, 2 entries"
    assert lines[4:7] == ["Came", "  EX:X.10  NEW 10 (organisation)", "  EX:X.11  NEW 11 (organisation)"]
    assert "  EX:X.3  GONE Ltd (organisation)" in lines
    assert lines[lines.index("Changed") + 1 :] == [
        "  EX:X.2  EXAMPLE Trading Corp",
        "      name: EXAMPLE Trading → EXAMPLE Trading Corp",
        "      strong aliases: + =EXTRA",
        "      strong aliases: - EXTRA",
        "      born: + about 1952 to 1954",
        "      born: - 1952",
    ]


def test_a_section_stops_at_fifty_and_says_so(run):
    lines = run("old", "new").output.splitlines()
    assert "  and 10 more: use -o FILE.xlsx, or --all" in lines
    assert "  EX:X.59  NEW 59 (organisation)" in lines
    assert "  EX:X.60  NEW 60 (organisation)" not in lines
    whole = run("old", "new", "--all").output
    assert "NEW 69" in whole
    assert "more:" not in whole


@pytest.mark.parametrize(
    ("words", "code"),
    [(("old", "new"), 0), (("old", "new", "--exit-code"), 1), (("old", "old", "--exit-code"), 0)],
)
def test_the_exit_code_tells_of_differences_only_when_asked(run, words, code):
    assert run(*words).exit_code == code


def test_the_record_holds_whole_entries_and_every_change(run, tmp_path):
    assert run("old", "new", "-o", "c.json").exit_code == 0
    record = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert record["counts"] == {"came": 60, "went": 1, "changed": 1, "kept": 1}
    assert record["went"][0]["name"] == "GONE Ltd"
    assert {"id": "X.2", "name": "EXAMPLE Trading Corp", "column": "birth_dates", "what": "removed", "before": "1952",
            "after": ""} in record["changed"]  # fmt: skip
    assert (record["old"]["date"], record["new"]["entries"]) == ("2026-01-01", 61)


def test_the_workbook_has_a_sheet_for_each_and_holds_no_formula(run, tmp_path):
    assert run("old", "new", "-o", "c.xlsx").exit_code == 0
    check(tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == ["Summary", "Came", "Went", "Changed"]
    assert book["Summary"]["A2"].value == "came 60, went 1, changed 1 of 1 entries on both."
    assert book["Came"].max_row == 63
    assert [cell.value for cell in book["Came"][3]] == ["Reference", "Kind", "Name", "Legal status",
                                                        "Sources", "Basis"]  # fmt: skip
    rows = list(book["Changed"].iter_rows(min_row=4, values_only=True))
    assert ("EX:X.2", "EXAMPLE Trading Corp", "Strong aliases", "added", None, "=EXTRA") in rows
    cell = next(cell for row in book["Changed"].iter_rows() for cell in row if cell.value == "=EXTRA")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_an_empty_workbook_still_has_its_sheets(run, tmp_path):
    assert run("old", "old", "-o", "c.xlsx").exit_code == 0
    check(tmp_path / "c.xlsx")
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames == ["Summary", "Came", "Went", "Changed"]


def test_its_own_output_is_replaced_and_nobody_elses(run, tmp_path):
    for name in ("c.xlsx", "c.json"):
        assert run("old", "new", "-o", name).exit_code == 0
        assert run("old", "new", "-o", name).exit_code == 0
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    refused = run("old", "new", "-o", "mine.json")
    assert refused.exit_code == 2
    assert "is not a report of this tool" in refused.output
    assert run("old", "new", "-o", "mine.json", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "older", "newer"),
    [
        (("example",), "2026-01-01", "2026-02-01"),
        (("example@2026-01-15", "example"), "2026-01-01", "2026-02-01"),
        (("example@2026-01-01", "new"), "2026-01-01", "2026-02-01"),
        (("old", "example@2026-12-31"), "2026-01-01", "2026-02-01"),
        (("example", "example@2026-01-31"), "2026-02-01", "2026-01-01"),
    ],
)
def test_stored_versions_are_named_by_list_and_day(stored, words, older, newer):
    done = stored(*words)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[1].startswith(f"older: example, List example, data of {older}")
    assert lines[2].startswith(f"newer: example, List example, data of {newer}")


UN = """<CONSOLIDATED_LIST dateGenerated="{day}"><INDIVIDUALS/><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"""
UN_ENTITY = """<ENTITY><DATAID>{number}</DATAID><FIRST_NAME>EXAMPLE {number}</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<REFERENCE_NUMBER>KPe.{number}</REFERENCE_NUMBER></ENTITY>"""
SDN = '{number},"EXAMPLE {number}",-0- ,"DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'


def un_file(path, day, *numbers):
    entities = "".join(UN_ENTITY.format(number=number) for number in numbers)
    path.write_text(UN.format(day=day, entities=entities), encoding="utf-8")


def test_of_a_folder_with_several_lists_the_one_that_the_other_side_holds_is_meant(run, tmp_path):
    both = tmp_path / "both"
    both.mkdir()
    un_file(both / "a.xml", "2026-01-01T00:00:00.000Z", "901", "902")
    (both / "sdn.csv").write_bytes(SDN.format(number=901).encode() + b"\x1a\r\n")
    un_file(tmp_path / "b.xml", "2026-02-01T00:00:00.000Z", "901")
    done = run("both", "b.xml")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == "came 0, went 1, changed 0 of 1"
    (tmp_path / "both2").mkdir()
    for name in ("a.xml", "sdn.csv"):
        (tmp_path / "both2" / name).write_bytes((both / name).read_bytes())
    unclear = run("both", "both2")
    assert unclear.exit_code == 2
    assert (
        "both holds un, us-ofac-sdn; both2 holds un, us-ofac-sdn: it is not clear which to compare" in unclear.output
    )


def test_an_empty_folder_holds_no_list(run, tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("old", "empty")
    assert done.exit_code in (2, 3)
    assert "empty" in done.output
    assert "no list" in done.output


def test_a_shipped_list_is_named_by_its_id(run):
    assert run("dprk-un", "dprk-un").output.startswith("came 0, went 0, changed 0 of 155\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("old", "nowhere.csv"), "nowhere.csv: there is no such file, stored list or shipped list. Stored: example"),
        (("example@2025-01-01", "new"), "nothing as old is stored; there are 2026-01-01, 2026-02-01"),
        (("example@yesterday", "new"), "yesterday is no date. Write it as example@2026-02-01"),
        (("dprk-un",), "dprk-un: is no stored list. Name two versions"),
        (("dprk-un", "dprk-ofac"), "are not two versions of one list: no id is on both"),
        (("old", "new", "-o", "c.pdf"), "a report ends in .xlsx or .json"),
    ],
)
def test_a_mistake_gets_one_line(stored, words, message):
    done = stored(*words)
    assert done.exit_code == 2, done.output
    assert message in done.output
    assert "Traceback" not in done.output


def test_one_stored_version_is_too_few(run, tmp_path):
    Store.at(tmp_path / "data").add([tmp_path / "old"])
    done = run("example", "--data-dir", str(tmp_path / "data"))
    assert done.exit_code == 2
    assert "one version only is stored, of 2026-01-01" in done.output


def test_a_damaged_file_is_refused_as_everywhere(run, tmp_path):
    (tmp_path / "new" / "entries.csv").write_text("id\n", encoding="utf-8")
    done = run("old", "new")
    assert done.exit_code == 3
    assert "was altered" in done.output
