"""Tables that are broken, or made to break whoever opens them: what the command says, and that it holds its limits."""

import gzip
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from unicodedata import category

import pyarrow as pa
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.intake import read_parties
from screen.scale import screen_large
from screen.screening import Screener
from tests.builders import TODAY
from tests.hostile import workbooks as made
from tests.hostile.run import command, is_told

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
EXTERNAL = '<!DOCTYPE w [<!ENTITY j SYSTEM "file:///etc/hostname">]>'
ROW = f'<row r="2">{made.cell("A2", "Sample Trading")}{made.cell("B2", "MY")}</row>'
ENTITY = f'<row r="2">{made.cell("A2", "&j;")}</row>'
SHARED = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'


def with_rows(rows: str, prolog: str = "", **more: str | bytes) -> bytes:
    """Return an .xlsx with rows below the header; more: other parts, their names with _ for / and no ending."""
    return made.xlsx(
        made.sheet(made.HEADER + rows, prolog), more={f"xl/{name}.xml": part for name, part in more.items()}
    )


def protected_zip() -> bytes:
    """Return an .xlsx whose parts say that they are encrypted, as archivers do it."""
    data = bytearray(made.packed({"xl/workbook.xml": made.book()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def parquet(column: pa.Array) -> bytes:
    target = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"Name": column}), target, compression="zstd")
    return target.getvalue()


def spoiled(data: bytes, start: int, size: int) -> bytes:
    """Return bytes with some of them overwritten."""
    return data[:start] + b"\xff" * size + data[start + size :]


def plain() -> bytes:
    return with_rows(
        ROW * 1 + "".join(f'<row r="{n}">{made.cell(f"A{n}", f"Firm {n}")}</row>' for n in range(3, 900))
    )


REFUSED: tuple[tuple[str, Callable[[], bytes], int, str], ...] = (
    # name of the file, what is in it, exit code, what is said
    ("zip bomb.xlsx", lambda: with_rows(ROW + " " * 50_000_000), 3, "unpacks to 50,.* bytes, far more"),
    ("zip bomb that lies.xlsx", lambda: made.understated(with_rows(ROW + " " * 50_000_000), "xl/worksheets/sheet1.xml", 2000),
     3, "damaged"),
    ("billion laughs.xlsx", lambda: with_rows(ENTITY, LAUGHS), 3, "declares a document type or entities"),
    ("laughs shared.xlsx", lambda: with_rows(SHARED, sharedStrings=made.shared(["&j;"], LAUGHS)), 3,
     "declares a document type or entities"),
    ("laughs in the book.xlsx", lambda: with_rows(ROW, workbook=made.book(["&j;"], LAUGHS)), 3,
     "declares a document type or entities"),
    ("laughs.ods", lambda: made.ods(made.ods_row("Name") + made.ods_row("&j;"), LAUGHS), 3,
     "declares a document type or entities"),
    ("external entity.xlsx", lambda: with_rows(ENTITY, EXTERNAL), 3, "declares a document type or entities"),
    ("nested.xlsx", lambda: with_rows("<a>" * 900_000), 3, "damaged"),
    ("a cell far out.xlsx", lambda: with_rows(f'<row r="1048576">{made.cell("XFD1048576", "x")}</row>'), 3,
     r"sheet Sheet1: reaches to row 1,048,576 and column 16,384, which is more than 50,000,000 cells\. Delete"),
    ("a cell far out.xlsb", lambda: made.xlsb({(0, 0): "Name", (1, 0): "Sample", (1_048_575, 16_383): "x"}), 3,
     "reaches to row 1,048,576 and column 16,384"),
    ("a row far too often.ods", lambda: made.ods(made.ods_row("Name") + made.ods_row("x", row_times=1_048_575, cell_times=9_000)),
     3, "reaches to row 1,048,576 and column 9,000"),
    ("a long text often.ods", lambda: made.ods(made.ods_row("Name") + made.ods_row("x" * 9_000, row_times=100_000)), 3,
     "more than 500,000,000 letters"),
    ("a cell far out.xls", lambda: made.xls({(0, 0): "Name", (1, 0): "Sample", (65_535, 0): "x"}, last_column=65_535), 3,
     r"sheet Sheet1: reaches to row 65,536 and column 65,536, which is more than 50,000,000 cells\. Delete"),
    ("many sheets.xls", lambda: made.xls(*[{(0, 0): "Name", (65_535, 255): "x"}] * 5), 3,
     r"sheet Sheet3: reaches to row 65,536 and column 256, which is more than 50,000,000 cells with those of the sheets before"),
    ("many sheets.xlsx", lambda: made.xlsx(*[made.sheet(made.HEADER + f'<row r="1048576">{made.cell("Z1048576", "x")}</row>')] * 3), 3,
     "sheet Sheet2: reaches to row 1,048,576 and column 26, which is more than 50,000,000 cells with those"),
    ("16,384 columns.xlsx", lambda: with_rows('<row r="2"><c r="XFD2"><v>1</v></c></row>'), 3,
     r"sheet Sheet1: 16,?384 columns are more than 2,?000\. Delete"),
    ("16,384 columns.csv", lambda: (",".join(f"c{n}" for n in range(16_384)) + "\n" + "1," * 16_383 + "1\n").encode(), 3,
     r"16,384 columns are more than 2,000\. Delete"),
    ("one wide row.csv", lambda: b"Name,Country\nSample,MY\nx" + b",a" * 100_000, 3, "100,001 columns are more than 2,000"),
    ("a key a line.jsonl", lambda: b"".join(b'{"Name":"a","k%d":1}\n' % n for n in range(5_000)), 3, "more than 2,000 keys"),
    ("nested.jsonl", lambda: b'{"Name":' + b"[" * 100_000 + b"\n", 3, "line 1: is no JSON"),
    ("a cell of 20 MB.csv", lambda: b"Name,Country\n" + b"Sample " * 3_000_000 + b",MY\n", 3, "line 2: cannot be read"),
    ("encrypted.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), 3,
     r"is protected by a password\. Save a copy without one"),
    ("encrypted zip.xlsx", protected_zip, 3, r"is protected by a password\. Save a copy without one"),
    ("encrypted.ods", lambda: made.packed({"content.xml": "…", "META-INF/manifest.xml": "<m:encryption-data/>"}), 3,
     r"is protected by a password\. Save a copy without one"),
    ("truncated.xlsx", lambda: plain()[:-500], 3, r"damaged or cut off \(.*\)\. Open and save it again"),
    ("spoiled.xlsx", lambda: spoiled(plain(), 900, 50), 3, "damaged"),
    ("no xml.xlsx", lambda: with_rows("<"), 3, "damaged"),
    ("sheet elsewhere.xlsx", lambda: made.xlsx(more={"xl/workbook.xml": made.book(["S"])}), 3, "damaged"),
    ("truncated.parquet", lambda: parquet(pa.array(["Sample"] * 90))[:-20], 3, "Parquet file is damaged"),
    ("spoiled.parquet", lambda: spoiled(parquet(pa.array(["Sample"] * 90)), 8, 40), 3, "Parquet file is damaged"),
    ("archive.zip", lambda: made.packed({"a.csv": "Name\nx\n"}), 3, "a zip archive that holds no workbook. Unpack it"),
    ("letter.xlsx", lambda: made.packed({"word/document.xml": "<a/>"}), 3, "a zip archive that holds no workbook"),
    ("packed.csv.gz", lambda: gzip.compress(b"Name\nx\n"), 3, "is a packed archive. Unpack it"),
    ("page.xlsx", lambda: b"<html><table><tr><td>Name</td></tr></table></html>", 3, "is a web page or XML"),
    ("empty.csv", lambda: b"", 3, "is empty"),
    ("nothing but NUL.csv", lambda: bytes(100_000), 3, "is empty"),
    ("header only.csv", lambda: b"Name,Country\n", 3, "has a header but no row below it"),
    ("header only.xlsx", lambda: with_rows(""), 3, "has a header but no row below it"),
    ("two encodings.csv", lambda: "Name\né 김\n".encode() + "é\n".encode("latin-1"), 3, "line 3: is not UTF-8, as the rest is. Mend that line"),
    ("a name twice.csv", lambda: b"Name,Name,Country\nOne,Other,MY\n", 3, "several columns could hold the name: “Name”, “Name .2.”"),
)  # fmt: skip

READ: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    # name of the file, what is in it, what is said of it
    ("csv.xlsx", lambda: b"Name,Country\nSample,MY\n", "1 rows, 1 parties"),
    ("workbook.csv", plain, "898 rows, 898 parties"),
    ("NUL.csv", lambda: b"Name,Country\nSam\0ple,MY\n", "1 rows, 1 parties"),
    ("half a letter.jsonl", lambda: b'{"Name":"\\ud800Sample","Country":"MY"}\n', "1 rows, 1 parties"),
    ("a number of 5,000 digits.jsonl", lambda: b'{"Name":"x","Passport No":' + b"9" * 5_000 + b"}\n", "1 rows"),
    ("a cell of 9 MB.csv", lambda: b"Name,Country\n" + b"Sample " * 1_300_000 + b",MY\n",
     "Has 9,100,000 letters; the first 32,767 were screened"),
    ("names of 5,000 letters.csv", lambda: ("Name\n" + "K" * 5_000 + "\n" + "e\u0301" * 2_500 + "\n").encode(), "2 rows, 2 parties"),
    ("blanks.csv", lambda: b"Name,Country,DOB\nx,y" + b" " * 30_000 + b"z,1" + b" " * 30_000 + b"2\n", "not understood as a country"),
    ("a year of none.csv", lambda: b"Name,DOB\nA,0000-01-01\nB,9999-12-31\nC,99999999999999999999\nD,1e400\n", "4 rows"),
    ("rows that overlap.xlsx", lambda: made.xlsx(made.sheet(made.HEADER + ROW).replace(
        "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A2:A1048576"/>' * 2_000 + "</mergeCells>")), "1 rows"),
)  # fmt: skip


def columns(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["columns", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize(("name", "make", "code", "message"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_cannot_be_read_is_told_in_a_line(name, make, code, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(make())
    found, output = columns(str(path))
    assert found == code, output
    assert is_told(output), output
    assert output.startswith(str(path))
    assert re.search(message, output), output


@pytest.mark.parametrize(("name", "make", "message"), READ, ids=[name for name, *_ in READ])
def test_what_can_be_read_is_read(name, make, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(make())
    code, output = columns(str(path))
    assert code == 0, output
    told = [*output.splitlines(), *(problem.message for problem in read_parties(path).problems)]
    assert any(message in line for line in told), told[:20]
    assert all(len(line) < 700 for line in told)


HEAVY: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("one text 40,000 times.xlsx", lambda: with_rows(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 40_000)),
        sharedStrings=made.shared(["x" * 2_000_000])), "more than 500,000,000 letters"),
    ("one text 30,000 times.xls", lambda: made.xls({(0, 0): "Name"}, {(0, 0): "é" * 32_000}, rows=30_000),
     "sheet Sheet2: its cells hold more than 500,000,000 letters"),
    ("a million empty elements.xlsx", lambda: with_rows("<a/>" * 700_000 + "".join(f"<b c='{n}'/>" for n in range(30_000))),
     "1 rows|no row below it"),
    ("one text in 1,000,000 rows.parquet", lambda: parquet(
        pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int16()), pa.array(["x" * 9_000]))), "more than 500,000,000 letters"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "make", "message"), HEAVY, ids=[name for name, *_ in HEAVY])
def test_memory_is_bounded_whatever_a_file_asks_for(name, make, message, tmp_path):
    (tmp_path / name).write_bytes(make())
    ended = command("columns", name, cwd=tmp_path, memory=2_500_000_000)
    assert ended.returncode in (0, 3), ended.stderr
    assert re.search(message, ended.stdout + ended.stderr), ended.stderr


def test_a_last_row_far_below_is_no_reason_to_give_up(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(with_rows(ROW + f'<row r="200000">{made.cell("A200000", "Sample")}</row>'))
    ended = command("columns", "t.xlsx", cwd=tmp_path)
    assert "2 rows, 2 parties" in ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("fifo.csv", os.mkfifo, "is a pipe, no file. Write what it gives into a file"),
        ("zero.csv", lambda path: path.symlink_to("/dev/zero"), "is a device or socket, no file"),
        ("folder.csv", os.mkdir, "is a folder. Name a table in it"),
        ("nothing.csv", lambda path: path.symlink_to("nowhere"), "there is no such file"),
        ("itself.csv", lambda path: path.symlink_to(path), "cannot be opened"),
        ("sparse.csv", lambda path: path.touch() or os.truncate(path, 1 << 40), "holds more than 500 MB"),
    ],
)
def test_what_is_no_file_of_fair_size_is_never_read(name, make, message, tmp_path):
    make(tmp_path / name)
    code, output = columns(str(tmp_path / name))
    assert code in (2, 3)
    assert message in output
    assert is_told(output)


def test_a_pipe_is_not_read_in_parts_either(tmp_path):
    os.mkfifo(tmp_path / "fifo.csv")
    ended = command("check", "fifo.csv", "--engine", "local", "--no-report", cwd=tmp_path)
    assert ended.returncode == 2
    assert "is a pipe, no file" in ended.stderr


def test_standard_input_is_not_read_without_end(tmp_path):
    with Path("/dev/zero").open("rb") as endless:
        ended = command("columns", "-", cwd=tmp_path, stdin=endless)
    assert ended.returncode == 3
    assert is_told(ended.stderr)


@pytest.mark.parametrize("name", ["a b ü 김 №.csv", "-o.csv", "a\nReport: b\x1b[31m\u202e.csv", f"{'x' * 200}.csv"])
def test_a_file_may_have_any_name_and_messages_stay_a_line(name, tmp_path):
    (tmp_path / name).write_text("Name\nSample\n", encoding="utf-8")
    code, output = columns("--", str(tmp_path / name))
    assert code == 0
    assert not any(category(one) in ("Cc", "Cf") for line in output.split("\n") for one in line)
    assert output.startswith(str(tmp_path))
    assert not re.search("^Report", output, re.MULTILINE)


TWICE = (
    "Name,Country,Passport,Country,Passport,DOB,DOB,Employer,Employer\n"
    "One Kim,MY,A1234567,KP,B7654321,1970-01-01,,X Co,Y Co\n"
)


def test_of_columns_with_the_same_header_all_values_are_read_or_it_is_said_which_were_not(tmp_path):
    (tmp_path / "t.csv").write_text(TWICE)
    parties = read_parties(tmp_path / "t.csv")
    assert parties.table.at[0, "country"] == "MY;KP"
    assert parties.table.at[0, "passport"] == "A1234567;B7654321"
    told = {problem.column: problem for problem in parties.problems if problem.code == "column-not-read"}
    assert set(told) == {"DOB (2)", "Employer (2)"}
    assert told["DOB (2)"].row == 0
    assert told["DOB (2)"].message.startswith("Column G “DOB (2)” was not read")
    assert "Choose one with --column" in told["DOB (2)"].message
    chosen = read_parties(tmp_path / "t.csv", columns={"employer": "Employer (2)", "birth_date": "DOB"})
    assert chosen.table.at[0, "employer"] == "Y Co"
    assert not chosen.problems


def test_columns_left_unread_are_told_alike_of_a_table_in_parts(tmp_path):
    (tmp_path / "t.csv").write_text(TWICE)
    target = tmp_path / "t.parquet"
    large = screen_large(tmp_path / "t.csv", Screener([]), target, as_of=TODAY, processes=1)
    whole = read_parties(tmp_path / "t.csv").problems
    assert [*large.table("problems")["message"]] == [problem.message for problem in whole]


def test_no_cell_is_lost_where_a_header_looks_like_a_numbered_one(tmp_path):
    (tmp_path / "t.csv").write_text("Name,City (2),City,City\nOne Kim,A,B,C\n")
    written = read_parties(tmp_path / "t.csv").sheets[0].written
    assert written.iloc[0].tolist() == ["One Kim", "A", "B", "C"]
    assert list(written) == ["Name", "City (2)", "City", "City (3)"]
