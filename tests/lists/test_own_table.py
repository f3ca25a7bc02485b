"""An officer's own table as a list: cells, ids, kinds; rows that would be lost; publishers' files that are none."""

import csv
import gzip
import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists
from screen.lists.files import ListFile
from screen.lists.formats import format_of
from tests.builders import screen_rows

DATA = Path(__file__).parent / "data"
LIST = DATA / "own_list.csv"


@cache
def read(path):
    return load_watchlists([path])[0]


def entries(path):
    return read(path).entries.set_index("id")


def written(tmp_path, text, name="watch.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(tmp_path, sheets, name="watch.xlsx"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / name
    book.save(path)
    return path


CELLS = [
    ("W-1", "kind", "organisation", "kind column"),
    ("W-1", "name", "EXAMPLE Trading Co., Ltd.", "name as written"),
    ("W-1", "aliases", ("EXTRACO", "Example Handel", "EXH"), "several aliases in a cell"),
    ("W-1", "countries", ("KP",), "country"),
    ("W-1", "addresses", ("1 Example St, Pyongyang",), "address with its town"),
    ("W-1", "phones", ("+85021234567",), "phone"),
    ("W-1", "emails", ("office@example.com",), "e-mail"),
    ("W-1", "websites", ("example.com",), "website"),
    ("W-1", "legal_status", "not listed", "no authority lists it"),
    ("W-1", "sources",
     ("own_list.csv, row 2", "seen in a tender", "https://example.org/report"), "the row, and what the table says"),
    ("W-1", "note", "Added by: A. Officer; Risk owner: Desk 3", "columns without a field"),
    ("W-2", "aliases", ("DOE, Janet",), "a comma in a person's name"),
    ("W-2", "birth_dates", ("1952-03-04",), "a date in the column's form"),
    ("W-2", "nationalities", ("KP",), "nationality"),
    ("W-2", "countries", ("KP",), "and country"),
    ("W-2", "identifiers", ("passport::PS123456789",), "passport"),
    ("W-2", "note", "employer: EXAMPLE Trading", "a field that entries do not have"),
    ("row-4", "aliases", ("Jane ROE", "Jana POE"), "a line for each alias; a number used twice is no id"),
    ("row-5", "birth_dates", ("1952",), "a year"),
    ("row-6", "kind", "vessel", "kind from the name; a blank number"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "column", "expected", "why"), CELLS)
def test_a_cell_is_read(id, column, expected, why):
    assert entries(LIST).at[id, column] == expected, why


def test_cells_that_cannot_be_read_stand_in_the_note_and_are_counted():
    one = read(LIST)
    note = one.entries.set_index("id").at["row-4", "note"]
    for text in (
        "Date of birth as written: not known",
        "Country as written: Atlantis",
        "Nationality as written: Korea",
    ):
        assert text in note
    assert "3 cells could not be read as their column asks; they stand in the notes" in one.coverage


def test_the_list_says_what_it_is():
    one = read(LIST)
    assert (one.id, one.title, one.publisher, one.licence) == (
        "own-own_list",
        "Own list own_list.csv",
        "own-own_list",
        "own data",
    )
    assert (one.records_read, len(one.entries)) == (5, 5)
    assert one.entries.at[0, "references"] == ("own-own_list:W-1",)
    assert one.coverage.startswith("5 rows of own_list.csv")


KINDS = [
    ("EXAMPLE Trading LLC", ["organisation"], "a legal form"),
    ("M/T EXAMPLE", ["vessel"], "a ship's prefix"),
    ("Maria Gonzalez Lopez", ["person"], "personal names"),
    ("Kim Yong Chol", ["person"], "a Korean name of three parts"),
    ("Glocom", [""], "a word of no dictionary"),
    ("Green Pine", [""], "could be either"),
    ("Tae Dong", [""], "Korean, but firms are called so too"),
]


@pytest.mark.parametrize(("name", "expected", "why"), KINDS)
def test_a_name_shows_the_kind_or_leaves_it_open(tmp_path, name, expected, why):
    one = read(written(tmp_path, f"Name\n{name}\n"))
    assert list(one.entries["kind"]) == expected, why


def test_an_entry_of_open_kind_is_found_whatever_the_party_is(tmp_path):
    lists = [read(written(tmp_path, "Name\nQuorvex Zelbright\n"))]
    found = screen_rows(
        {"name": "Quorvex Zelbright Ltd"}, {"name": "Quorvex Zelbright", "kind": "person"}, lists=lists
    )
    assert sorted(found.matches["entry_id"]) == ["row-2", "row-2"]
    assert set(found.matches["legal_status"]) == {"not listed"}
    assert "listed party" not in set(found.matches["standing"])


TABLES = [
    ("번호,상호,국가,비고\n1,예시무역,북한,메모\n", "cp949", "예시무역"),
    ("номер;наименование;страна\n1;ООО Пример;КНДР\n", "utf-8", "ООО Пример"),
    ("\ufeffName\tCountry\nEXAMPLE Trading LLC\tKP\n", "utf-16", "EXAMPLE Trading LLC"),
    ("sep=;\r\nName;Country\r\nEXAMPLE Trading LLC;KP\r\n", "utf-8", "EXAMPLE Trading LLC"),
    ("Our internal watch list\n\nName,Country\nEXAMPLE Trading LLC,KP\n", "utf-8", "EXAMPLE Trading LLC"),
    ("First name,Last name\nJane,DOE\n", "utf-8", "DOE Jane"),
    ("Name,Type\nEXAMPLE Trading LLC,company", "utf-8", "EXAMPLE Trading LLC"),
    ("Name,Country\n\nEXAMPLE Trading LLC,KP\n,\n", "utf-8", "EXAMPLE Trading LLC"),
]


@pytest.mark.parametrize(("text", "encoding", "name"), TABLES)
def test_headers_encodings_and_separators_are_those_of_customers_tables(tmp_path, text, encoding, name):
    found = read(written(tmp_path, text, encoding=encoding)).entries
    assert found.at[0, "name"] == name
    assert len(found) == 1


def test_every_sheet_with_names_is_read_and_the_others_are_named(tmp_path):
    path = workbook(
        tmp_path,
        {
            "People": [["Names we watch"], ["Name", "Kind"], ["Jane DOE", "person"]],
            "Firms": [["Company", "Link"], ["EXAMPLE Trading LLC", "https://example.org/a"]],
            "How to": [["Ask the desk before you change anything."]],
        },
    )
    one = read(path)
    assert list(one.entries["id"]) == ["People-row-3", "Firms-row-2"]
    assert one.entries.at[1, "sources"] == ("watch.xlsx, sheet Firms, row 2", "https://example.org/a")
    assert "without a column of names, and not read: sheet How to" in one.coverage


@pytest.mark.parametrize("name", ["watch.jsonl", "watch.csv.gz"])
def test_other_files_of_tables_are_read(tmp_path, name):
    path = tmp_path / name
    text = '{"name": "Jane DOE", "kind": "person", "aliases": ["Jana DOE"]}\n' if "json" in name else LIST.read_text()
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    found = read(path)
    assert found.entries.at[0, "aliases"] == (
        ("Jana DOE",) if "json" in name else ("EXTRACO", "Example Handel", "EXH")
    )
    assert found.id == "own-watch"


LOST = [
    ("Name,Note\nJane DOE,x\n,only a note\n", "row 3: this row would be missing"),
    ("Name,Passport\nJane DOE,\n,PS123456789\n", "row 3: this row would be missing"),
    ("Name,Country,Note\nJane DOE,KP,x\nTotal,1,2\n", "row 3: this row would be missing"),
    ("Name,Country\nJane DOE,KP\nName,Country\n", "row 3: this row would be missing"),
    ('Name,Country\n"Jane DOE,KP\nJohn ROE,RU\n', "row 2: this row would be missing"),
    ("Name,Country\nJane DOE,KP\nROE, John,RU\n", "row 3: has more cells than the header"),
    ("Name,Country,Note\nJane DOE,KP,x\nJohn ROE,K", "row 3: the file ends in the middle"),
]


@pytest.mark.parametrize(("text", "message"), LOST)
def test_a_row_that_would_be_missing_refuses_the_table(tmp_path, text, message):
    with pytest.raises(WatchlistError, match=message) as caught:
        load_watchlists([written(tmp_path, text)])
    assert "\n" not in str(caught.value)


SIMPLE = '"id","schema","name","aliases","birth_date","countries","identifiers","dataset","first_seen","last_seen"\n'
ROW = '"1","Person","A","","","","","D","2026-01-01","2026-01-01"\n'
FOREIGN = [
    (SIMPLE.replace('"identifiers",', "") + ROW.replace(',"","D"', ',"D"'), "column “schema”", "a column is missing"),
    (SIMPLE.replace("schema", "schme") + ROW, "column “first_seen”", "a column is misspelled"),
    (
        "Report Date: 29-Apr-2026\nName,Country,UN Reference Number\nDOE,KP,1\n",
        "column “UN Reference Number”",
        "a banner above a publisher's header",
    ),
    ("Last Updated,13/04/2018\nName,Country\nDOE,KP\n", "row 1: stands above the header", "a banner of two cells"),
    ("a\nb\nc\nd\nName,Country\nDOE,KP\n", "row 1: stands above the header", "many lines above"),
    ("Name,Country,Regime\nDOE,KP,X\n", "column “Regime”", "a column only publishers have"),
    ("Name,Entity_Remark,Country\nDOE,x,KP\n", "column “Entity_Remark”", "columns of the EU"),
    (
        "Name,Country,City,Xq,Yq,Zq,Wq,Vq\nDOE,KP,X,1,2,3,4,5\n",
        "too few of its columns",
        "columns that nobody understands",
    ),
    ("Nameof party,Country\nDOE,KP\n", "not certain that|no list", "a name column with a typing error"),
    ("uid,name,type,programs,alternate_names\n1,DOE,individual,X,Y\n", "column “alternate_names”|no list", "derived"),
    ("<!DOCTYPE html><html><table><tr><th>Name</th></tr></table></html>\n", "no list this version", "an error page"),
    ("Access denied\nReference 18\n", "no list this version reads", "an error text"),
    ("a,b\n1,2\n", "no list this version reads", "a table without names"),
    ('"DOE","Jane"\n"ROE","John"\n', "no list this version reads", "names without a header"),
    ('{"name": "A", "properties": [{"x": 1}]}\n', "no list this version reads", "JSON of another kind"),
    ('[{"name": "A"}]\n', "no list this version reads", "a JSON array"),
    ("<list><name>DOE</name></list>\n", "no list this version reads", "XML of another kind"),
    ("name,full name\nDOE,ROE\n", "several columns could hold the name", "two columns of names"),
]


@pytest.mark.parametrize(("text", "message", "why"), FOREIGN)
def test_a_file_that_is_no_table_of_ones_own_is_not_taken_for_one(tmp_path, text, message, why):
    with pytest.raises(WatchlistError, match=message) as caught:
        load_watchlists([written(tmp_path, text)])
    assert "--column" not in str(caught.value), why
    assert "\n" not in str(caught.value), why


def test_an_encoding_that_cannot_be_told_is_said_with_what_to_do(tmp_path):
    path = written(tmp_path, "номер;наименование;страна\n1;ООО Пример;КНДР\n", encoding="cp1251")
    with pytest.raises(WatchlistError, match=r"the encoding cannot be told \(.*\)\. Save it as UTF-8\.$"):
        load_watchlists([path])


@pytest.mark.parametrize("content", [b"%PDF-1.4 name", b"\x89PNG\r\n", b"PK\x03\x04" + b"\x00" * 40])
def test_other_files_are_refused_in_one_line(tmp_path, content):
    path = tmp_path / "watch.csv"
    path.write_bytes(content)
    with pytest.raises(WatchlistError) as caught:
        load_watchlists([path])
    assert "\n" not in str(caught.value)


def test_publishers_formats_come_first():
    assert format_of(ListFile(DATA / "opensanctions_new.simple.csv")).id == "opensanctions"
    assert format_of(ListFile(LIST)).id == "own"


def damaged(path, change=lambda header: header, *, lines=1, size=200_000):
    """Return the beginning of a real file with its header changed; lines: of banner and header."""
    head = path.read_bytes().split(b"\n", lines)
    return b"\n".join([*head[: lines - 1], change(head[lines - 1]), head[lines][:size].rpartition(b"\n")[0], b""])


def test_real_publishers_files_that_are_damaged_are_never_taken(shared, tmp_path):
    lists = shared / "lists"
    simple = lists / "opensanctions/interpol_red_notices_2025-05/targets.simple.csv"
    tries = {
        "eu 1.0": (lists / "eu/legacy_csv_v1_0_sample_2018-07-04/EUSanctionsShort.csv").read_bytes(),
        "simple without identifiers": damaged(simple, lambda head: head.replace(b'"identifiers"', b'"identifier"')),
        "simple without a header": damaged(simple, lambda head: b""),
        "simple of three columns": damaged(simple, lambda head: b'"name","birth_date","countries"'),
        "csl": damaged(lists / "us_csl/consolidated.csv", lambda head: head.replace(b"entity_number,", b"number,")),
        "uk": damaged(
            lists / "uk/ofsi_conlist_2018-04-13/sanctionsconlist.csv",
            lambda head: head.replace(b"Group ID", b"G"),
            lines=2,
        ),
        "ofac names": (lists / "us_ofac/derived/ofac_sdn_names_2026-08-20.csv").read_bytes()[:200_000],
        "our own entries": (Path(__file__).parents[2] / "watchlists/dprk-un/entries.csv").read_bytes(),
        "eu annexes": (lists / "eu/official_journal_extract/32017R1509.csv").read_bytes(),
    }
    for name, content in tries.items():
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        with pytest.raises(WatchlistError) as caught:
            load_watchlists([path])
        assert "\n" not in str(caught.value), name


def test_two_lines_in_a_name_may_be_one_name_or_two(tmp_path):
    found = read(written(tmp_path, 'Name,Type\n"EXAMPLE Trading\nBeispiel Handel",company\n')).entries
    assert found.at[0, "name"] == "EXAMPLE Trading Beispiel Handel"
    assert found.at[0, "aliases"] == ("EXAMPLE Trading", "Beispiel Handel")


def test_sheets_whose_names_begin_alike_are_told_apart(tmp_path):
    rows = [["Name"], ["EXAMPLE Trading LLC"]]
    path = workbook(tmp_path, {"A": [["x", "y"], ["Name"], ["EXAMPLE LLC"]], "AB": rows})
    with pytest.raises(WatchlistError, match="row 1: stands above the header in row 2"):
        load_watchlists([path])
    path = workbook(tmp_path, {"AB": rows, "A": [["Name"], ["EXAMPLE Handel LLC"]]})
    assert list(load_watchlists([path])[0].entries["id"]) == ["AB-row-2", "A-row-2"]


def test_a_row_for_each_record_whatever_the_cells_hold(tmp_path):
    names = ["NA", "Null", "None", "=1+1", "Jane DOE, Ltd.", "“Example”", "김철수", "  spaced   out  Ltd"]
    text = io.StringIO()
    csv.writer(text).writerows([["Name", "Type"], *([name, "company"] for name in names)])
    found = read(written(tmp_path, text.getvalue())).entries
    assert list(found["name"]) == [" ".join(name.split()) for name in names]


def test_the_same_row_of_two_tables_is_two_entries(tmp_path):
    for name, who in (("a.csv", "Quorvex Zelbright"), ("b.csv", "QUORVEX ZELBRIGHT")):
        (tmp_path / name).write_text(f"Name\n{who}\n", encoding="utf-8")
    found = screen_rows(
        {"name": "Quorvex Zelbright Ltd"}, lists=load_watchlists([tmp_path / "a.csv", tmp_path / "b.csv"])
    )
    assert sorted(found.matches["references"]) == ["own-a:row-2", "own-b:row-2"]
