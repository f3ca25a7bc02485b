"""Files as people keep them → parties: formats, encodings, headers in odd places, rows that are none, hostile bytes."""

import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screen.errors import ScreenError, TableError, UsageError
from screen.intake import read_parties

ROWS = [["Vendor Name", "Country", "Reg. No."], ["Glocom Sdn Bhd", "Malaysia", "00123"], ["Null Brothers", "NO", "7"]]


def xlsx(tmp_path, rows, **more):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if "edit" in more:
        more["edit"](book)
    path = tmp_path / "vendors.xlsx"
    book.save(path)
    return path


def text(tmp_path, content, name="vendors.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return path


def csv_of(rows, separator=","):
    return "\n".join(separator.join(row) for row in rows) + "\n"


def codes(parties):
    return [problem.code for problem in parties.problems]


def holds(parties):
    skipped = sum(code.startswith("row-skipped-") for code in codes(parties))
    return parties.rows_read == len(parties) + skipped


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv", "tsv", "jsonl", "parquet"])
def test_every_format_gives_the_same_parties(tmp_path, suffix):
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0])
    path = tmp_path / f"vendors.{suffix}"
    if suffix == "xls":
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        for r, row in enumerate(ROWS):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
        book.save(str(path))
    elif suffix == "ods":
        frame.to_excel(path, index=False, engine="odf")
    elif suffix == "xlsx":
        frame.to_excel(path, index=False)
    elif suffix == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ",")
    parties = read_parties(path)
    assert parties.table["name"].tolist() == ["Glocom Sdn Bhd", "Null Brothers"]
    assert parties.table["country"].tolist() == ["MY", "NO"]
    assert parties.table["registration_number"].tolist() == ["00123", "7"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8-sig", "대성무역 주식회사"), ("utf-16", "대성무역 주식회사"), ("cp949", "서울정밀부품 주식회사 대표이사 김영수"),
        ("gb18030", "丹东宏祥实业发展有限公司 上海贸易有限公司"), ("big5", "香港電子貿易有限公司 國際實業發展"), ("cp932", "東京電機株式会社 日本貿易のカタカナ"),
        ("cp1251", "ООО Строительная компания Восток"), ("cp1252", "Société Générale des Pêches à Genève"),
        ("cp874", "บริษัท สยามไรซ์มิลส์ จำกัด กรุงเทพ"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_by_evidence(tmp_path, encoding, name):
    path = text(tmp_path, f"Vendor Name,Country\n{name},X\n{name} 2,Y\n", encoding=encoding)
    assert read_parties(path).table["name"].tolist() == [name, f"{name} 2"]


def test_an_encoding_that_cannot_be_told_names_the_option(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes(b"Vendor Name\n\xb4\xeb\n")
    with pytest.raises(TableError, match="--encoding"):
        read_parties(path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_evidence(tmp_path, separator):
    assert len(read_parties(text(tmp_path, csv_of(ROWS, separator)))) == 2


def test_a_quoted_line_break_keeps_the_record_and_its_line(tmp_path):
    parties = read_parties(text(tmp_path, 'Vendor Name,Notes\nGlocom,"two\nlines"\nAcme,x\n'))
    assert parties.table[["row", "line"]].to_numpy().tolist() == [[2, 2], [3, 4]]


def test_a_quotation_mark_never_closed_loses_no_row(tmp_path):
    parties = read_parties(text(tmp_path, 'Vendor Name,Notes\nGlocom,"open\nAcme,x\nZenith,y\n'))
    assert parties.table["name"].tolist() == ["Glocom", "Acme", "Zenith"]
    assert "quote-unbalanced" in codes(parties)


def test_the_header_is_found_below_titles_and_blank_rows(tmp_path):
    parties = read_parties(xlsx(tmp_path, [["Approved vendors"], [], ["Status: May"], [], *ROWS]))
    assert parties.sheets[0].header_row == 5
    assert parties.table["row"].tolist() == [6, 7]


def test_of_several_rows_that_read_as_headers_the_one_that_says_most_is_the_header(tmp_path):
    poor, rich = ["Name", "Country", "x1", "x2"], ["Vendor Name", "Country", "Phone", "Approver's remark"]
    for rows, header in (([poor, rich], 2), ([rich, poor], 1), ([poor, poor, rich], 3), ([rich, rich], 1)):
        parties = read_parties(xlsx(tmp_path, [*rows, ["Glocom", "MY", "+6031234567", ""]]))
        assert parties.sheets[0].header_row == header


def test_a_header_of_two_rows_is_joined(tmp_path):
    def merge(book):
        book.active.merge_cells("B1:C1")

    rows = [["Vendor Name", "Owner", None], [None, "Name", "Nationality"], ["Glocom", "A. Person", "DPRK"]]
    parties = read_parties(xlsx(tmp_path, rows, edit=merge))
    assert parties.table[["name", "owners", "owner_nationality"]].to_numpy().tolist() == [
        ["Glocom", "A. Person", "KP"]
    ]


def test_totals_signatures_and_repeated_headers_are_problems_and_no_parties(tmp_path):
    rows = [*ROWS, ROWS[0], ["Acme", "US", "9"], ["Total", None, "3"], [], ["Prepared by:"]]
    parties = read_parties(xlsx(tmp_path, rows))
    assert parties.table["name"].tolist() == ["Glocom Sdn Bhd", "Null Brothers", "Acme"]
    assert [c for c in codes(parties) if c.startswith("row-skipped")] == [
        "row-skipped-header",
        "row-skipped-total",
        "row-skipped-signature",
    ]
    assert holds(parties)


def test_hidden_rows_and_sheets_are_screened_and_said_to_be_hidden(tmp_path):
    def hide(book):
        book.active.row_dimensions[2].hidden = True
        other = book.create_sheet("Old")
        other.append(["Vendor Name"])
        other.append(["Zenith"])
        other.sheet_state = "hidden"

    parties = read_parties(xlsx(tmp_path, ROWS, edit=hide))
    assert parties.table["name"].tolist() == ["Glocom Sdn Bhd", "Null Brothers", "Zenith"]
    assert parties.sheets[0].hidden_rows == {2}
    assert parties.sheets[1].is_hidden


def test_zero_padding_formats_keep_their_zeros_and_long_numbers_are_reported(tmp_path):
    def number(book):
        book.active["C2"] = 123
        book.active["C2"].number_format = "00000"
        book.active["C3"] = 12345678901234567

    parties = read_parties(xlsx(tmp_path, ROWS, edit=number))
    assert parties.table["registration_number"].tolist() == ["00123", ""]
    assert "digits-lost" in codes(parties)


def test_formulas_without_value_and_errors_are_reported(tmp_path):
    def formula(book):
        book.active["B2"] = "=1+1"
        book.active["B3"] = "#N/A"

    found = codes(read_parties(xlsx(tmp_path, ROWS, edit=formula)))
    assert {"formula-no-value", "cell-error"} <= set(found)


def test_every_sheet_with_a_name_column_is_screened_and_the_others_are_named(tmp_path):
    def more(book):
        book.create_sheet("Read me").append(["Ask purchasing first"])

    parties = read_parties(xlsx(tmp_path, ROWS, edit=more))
    assert [(p.sheet, p.code) for p in parties.problems] == [("Read me", "sheet-not-screened")]


def test_a_sheet_that_is_left_out_is_said(tmp_path):
    def more(book):
        other = book.create_sheet("B")
        other.append(["Vendor Name"])
        other.append(["Zenith"])

    parties = read_parties(xlsx(tmp_path, ROWS, edit=more), sheet="b")
    assert parties.table["name"].tolist() == ["Zenith"]
    assert codes(parties) == ["sheet-left-out"]


def test_two_tables_on_one_sheet_are_both_read(tmp_path):
    rows = [*ROWS, [], ["Customer", "Passport No", "Nationality"], ["Ri Yong Ho", "472310082", "KP"]]
    parties = read_parties(xlsx(tmp_path, rows))
    assert parties.table["name"].tolist() == ["Glocom Sdn Bhd", "Null Brothers", "Ri Yong Ho"]
    assert parties.table["passport"].tolist()[2] == "472310082"


def test_a_row_without_name_is_screened_by_its_identifier_or_reported(tmp_path):
    parties = read_parties(text(tmp_path, "Vendor Name,SWIFT,Country\n,DCBKKPPY,\n,,China\nAcme,,\n"))
    assert len(parties) == 2
    assert {"name-empty", "row-skipped-no-name"} <= set(codes(parties))
    assert holds(parties)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.4 x", "is a PDF"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04broken", "damaged or cut off"),
        (b"a,b\n1,2\n", "no column holds names. Found: 2 columns without a heading that is known"),
        (b"Vendor Name\n", "no row below it"),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is(tmp_path, content, message):
    path = tmp_path / "vendors.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_parties(path)


def test_a_missing_file_is_said():
    with pytest.raises(UsageError, match="there is no such file"):
        read_parties("nowhere.xlsx")


def test_a_dataframe_is_read_as_it_stands():
    frame = pd.DataFrame({"name": ["Glocom", None], "passport": [None, "472310082"], "owner_share": [50.0, None]})
    parties = read_parties(frame)
    assert parties.table["row"].tolist() == [1, 2]
    assert parties.table["owner_share"].tolist() == ["50", ""]


def test_a_party_id_follows_from_the_party_and_not_from_its_place():
    one = read_parties(pd.DataFrame({"name": ["A B", "Glocom"]})).table["party_id"].tolist()
    other = read_parties(pd.DataFrame({"name": ["Glocom", "A B"]})).table["party_id"].tolist()
    assert one == other[::-1]


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(max_examples=80, deadline=None)
@example([("A", "||||||")])
@example([("A", ";;;"), ("B", "x")])
@given(st.lists(st.tuples(CELL.filter(lambda c: any(x.isalpha() for x in c)), CELL), min_size=1, max_size=8))
def test_each_record_comes_out_exactly_once_and_in_order(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "v.csv"
    frame = pd.DataFrame([("Vendor Name", "Notes"), *rows])
    frame.to_csv(path, index=False, header=False)
    parties = read_parties(path)
    assert holds(parties)
    assert parties.rows_read == len(rows)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"Vendor Name,x\n"]),
)
def test_hostile_bytes_give_an_error_of_ours_or_parties(content, start):
    stream = io.BytesIO(start + content)
    stream.name = "vendors.csv"
    try:
        parties = read_parties(stream)
    except ScreenError:
        return
    assert holds(parties)


def test_a_date_column_that_leaves_its_order_open_follows_the_others_of_its_sheet():
    source = io.BytesIO(b"Nombre,Fecha de nacimiento,Visa emitida\nAna Cruz,18/08/1976,05/10/2017\n")
    assert read_parties(source).table["permit_issued_on"].tolist() == ["2017-10-05"]


def test_date_columns_that_contradict_each_other_leave_the_third_open():
    rows = "Name,Date of birth,Visa issued,Visa expires\nAna Cruz,18/08/1976,05/10/2017,12/31/2026\n"
    assert read_parties(io.BytesIO(rows.encode())).table["permit_issued_on"].tolist() == ["2017"]


def test_who_has_a_permit_or_a_passport_kept_is_a_person():
    source = io.BytesIO(b"Name,Visa type,Passport held by\nWang Wei,Work,\nLi Na,,employer\nChen Jie,,\n")
    assert read_parties(source).table["kind"].tolist() == ["person", "person", ""]
