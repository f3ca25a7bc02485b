"""Workbooks as no spreadsheet writes them: the parts of an .xlsx, an .ods and an .xlsb put together by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet, as Excel has them
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Country</t></is></c></row>'


def cell(reference: str, text: str) -> str:
    """Return a cell with a text of its own."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: str, prolog: str = "") -> str:
    """Return the XML of a sheet; prolog: a document type before it."""
    return f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def shared(texts: Iterable[str], prolog: str = "") -> str:
    """Return the XML of shared strings."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<?xml version="1.0"?>{prolog}<sst xmlns="{_MAIN}">{items}</sst>'


def book(titles: Iterable[str] = ("Sheet1",), prolog: str = "") -> str:
    """Return the XML of a workbook with sheets of these titles."""
    sheets = "".join(f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1))
    return f'<?xml version="1.0"?>{prolog}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def xlsx(*sheets: str | bytes, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an .xlsx of these sheets; more: other parts of it, or these instead."""
    count = len(sheets)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    relations += f'<Relationship Id="rId{count + 1}" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    start = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{start}</Relationships>',
        "xl/workbook.xml": book([f"Sheet{n}" for n in range(1, count + 1)]),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(sheets, 1)},
    }
    return packed(parts | dict(more or {}))


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def understated(archive: bytes, part: str, size: int) -> bytes:
    """Return an archive that says one of its parts unpacks to *size* bytes."""
    data = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        info = read.getinfo(part)
    struct.pack_into("<I", data, info.header_offset + 22, size)
    central = data.rindex(part.encode()) - 46
    assert data[central : central + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, central + 24, size)
    return bytes(data)


def ods(rows: str, prolog: str = "") -> bytes:
    """Return an .ods with one table of these rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{prolog}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_row(*texts: str, row_times: int = 1, cell_times: int = 1) -> str:
    """Return a row of texts, said to stand so many times below each other and its cells beside each other."""
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{cell_times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{row_times}">{cells}</table:table-row>'


def _record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an .xlsb: its kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(data)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + size + data


def xlsb(cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return an .xlsb with texts at (row, column), counted from 0."""

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    corner = struct.pack("<4I", 0, max(row for row, _ in cells), 0, max(column for _, column in cells))
    body = _record(129) + _record(148, corner) + _record(145)
    for row in sorted({row for row, _ in cells}):
        body += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for (at, column), text in sorted(cells.items()):
            if at == row:
                body += _record(6, struct.pack("<II", column, 0) + wide(text))
    body += _record(146) + _record(130)
    bundle = _record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Sheet1"))
    workbook = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    start = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    return packed({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{start}</Relationships>',
        "xl/workbook.bin": workbook,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "xl/worksheets/sheet1.bin": body,
    })  # fmt: skip


def xls(*sheets: Mapping[tuple[int, int], str], rows: int = 0, last_column: int = 0) -> bytes:
    """Return an .xls of sheets with texts at (row, column); rows: that hold the first text; last_column: said of its last cell."""
    import xlwt

    book, target = xlwt.Workbook(), io.BytesIO()
    for number, cells in enumerate(sheets):
        one = book.add_sheet(f"Sheet{number + 1}")
        for (row, column), text in cells.items():
            one.write(row, column, text)
        for row in range(1, rows + 1):
            one.write(row, 0, next(iter(cells.values())))
    book.save(target)
    data = target.getvalue()
    if last_column:
        place = data.rindex(struct.pack("<HH", 0xFD, 10)) + 6
        data = data[:place] + struct.pack("<H", last_column) + data[place + 2 :]
    return data
