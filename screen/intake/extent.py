"""How much a workbook becomes once it is opened, found out before: readers fill memory with whatever lies between two cells.

A file of a few kilobytes can name a cell in the last row and column, or one long text a million times.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from screen.errors import TableError
from screen.intake.grid import rules
from screen.intake.sheet_xml import ForbiddenXml, SheetXml, local, parse, sheets_of
from screen.intake.xls import Circular, Reach, reaches

_PROLOG = 4096  # bytes among which a document type stands
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, LookupError, OSError, ValueError, SyntaxError, RuntimeError, EOFError
)  # fmt: skip
"""What zipfile and parsers raise on archives and parts that are broken."""
_CELLS_WITH_VALUE = range(2, 12)  # kinds of records of an .xlsb
_ROW, _SHARED, _ITEM = 0, 7, 19


def looked_into(data: bytes, where: str) -> dict[str, SheetXml]:
    """Return what the XML of an .xlsx shows, by sheet; nothing for other zip archives.

    Raises TableError for a workbook that is damaged, protected, or made to overwhelm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _hold_archive(archive, len(data), where)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                sheets = sheets_of(archive)
                _hold(_of_xlsx(archive, sheets), where)
                return sheets
            _hold(_of_ods(archive) if "content.xml" in names else _of_xlsb(archive), where)
            return {}
    except _DAMAGE as problem:
        raise TableError(
            f"{where}: the workbook is damaged or cut off ({problem}). Open and save it again, or fetch it again."
        ) from problem


def _hold_archive(archive: zipfile.ZipFile, size: int, where: str) -> None:
    """Raise TableError for an archive that is protected, or that says itself that it is too large."""
    limits, parts = rules()["limits"], archive.infolist()
    if any(part.flag_bits & 1 for part in parts) or _is_protected(archive):
        raise TableError(f"{where}: is protected by a password. Save a copy without one.")
    if not any(part.filename.casefold().startswith("xl/") or part.filename == "content.xml" for part in parts):
        raise TableError(
            f"{where}: is a zip archive that holds no workbook. Unpack it and give a table that was in it."
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits["unpacked_bytes"] or unpacked > limits["unpacked_ratio"] * max(size, 10_000):
        raise TableError(f"{where}: unpacks to {unpacked:,} bytes, far more than a table needs. It was not opened.")


def _is_protected(archive: zipfile.ZipFile) -> bool:
    """Whether an .ods says that its parts are encrypted."""
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in archive.read(name)


def hold_xls(data: bytes, where: str) -> None:
    """Raise TableError for an .xls that is made to overwhelm."""
    try:
        _hold(reaches(data), where)
    except Circular as problem:
        raise TableError(f"{where}: the workbook is damaged ({problem}). Open it and save it as .xlsx.") from problem


def _hold(sheets: Iterable[Reach], where: str) -> None:
    """Raise TableError for sheets that no machine should be asked to open; readers hold all of them at once."""
    limits, cells, letters = rules()["limits"], 0, 0
    for one in sheets:
        cells, letters = cells + one.rows * one.columns, letters + one.letters
        if cells > limits["cells"]:
            raise TableError(
                f"{where}, sheet {one.title}: reaches to row {one.rows:,} and column {one.columns:,}, which is more than "
                f"{limits['cells']:,} cells{_before(cells, one.rows * one.columns)}. Delete what stands far from the "
                "table, or save the table as .csv."
            )
        if letters > limits["letters"]:
            raise TableError(
                f"{where}, sheet {one.title}: its cells hold more than {limits['letters']:,} letters"
                f"{_before(letters, one.letters)}, far more than a table needs. It was not opened. Save the table as .csv."
            )


def _before(total: int, own: int) -> str:
    return " with those of the sheets before" if total > own else ""


# ---- xlsx: shared texts, by their number --------------------------------------------------------------------


def _of_xlsx(archive: zipfile.ZipFile, sheets: Mapping[str, SheetXml]) -> Iterator[Reach]:
    part = next((name for name in archive.namelist() if name.casefold() == "xl/sharedstrings.xml"), "")
    longest = _longest(archive, part) if part else 0
    lengths: list[int] = []
    for title, sheet in sheets.items():
        letters = sheet.texts * longest
        if letters * len(sheets) > rules()["limits"]["letters"]:
            lengths = lengths or _lengths(archive, part)
            letters = _letters(archive, sheet.part, lengths)
        yield Reach(title, sheet.rows, sheet.columns, letters)


def _longest(archive: zipfile.ZipFile, part: str) -> int:
    """Return a length that no shared text exceeds: found quickly, and too high where its XML is laid out oddly."""
    longest, rest = 0, 0
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            if not longest and b"<!DOCTYPE" in block[:_PROLOG]:
                raise ForbiddenXml
            pieces = block.split(b"si>")
            pieces_end = [rest + len(pieces[0]), *map(len, pieces[1:])]
            longest, rest = max(longest, *pieces_end), pieces_end[-1]
    return longest


def _lengths(archive: zipfile.ZipFile, part: str) -> list[int]:
    """Return the length of each shared text."""
    lengths: list[int] = []

    def begun(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(written: str) -> None:
        if lengths:
            lengths[-1] += len(written)

    with archive.open(part) as stream:
        parse(stream, begun, text)
    return lengths


def _letters(archive: zipfile.ZipFile, part: str, lengths: Sequence[int]) -> int:
    """Return how many letters the shared texts in the cells of a sheet have together."""
    is_shared, number, letters = False, "", 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_shared, number, letters
        if number.strip().isdecimal() and len(number) < 10 and int(number) < len(lengths):
            letters += lengths[int(number)]
        number = ""
        if local(name) == "c":
            is_shared = attributes.get("t") == "s"

    def text(written: str) -> None:
        nonlocal number
        number = number + written if is_shared and len(number) < 10 else ""

    with archive.open(part) as stream:
        parse(stream, begun, text)
    begun("", {})
    return letters


# ---- ods: rows and cells that are said to be repeated -----------------------------------------------------------


def _of_ods(archive: zipfile.ZipFile) -> list[Reach]:
    found: list[Reach] = []
    above = row_times = column = cell_times = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal above, row_times, column, cell_times
        tag = local(name)
        if tag == "table":
            found.append(Reach(next((value for key, value in attributes.items() if local(key) == "name"), "")))
            above = row_times = 0
        elif tag == "table-row":
            above, row_times, column, cell_times = above + row_times, _times(attributes, "number-rows-repeated"), 0, 0
        elif tag in ("table-cell", "covered-table-cell"):
            cell_times = _times(attributes, "number-columns-repeated")
            column += cell_times
            if any(local(key) == "value-type" for key in attributes):
                reached()
        elif tag == "p":
            reached()

    def reached() -> None:
        if found:
            found[-1].rows = max(found[-1].rows, above + row_times)
            found[-1].columns = max(found[-1].columns, column)

    def text(written: str) -> None:
        if found:
            found[-1].letters += len(written) * row_times * cell_times

    with archive.open("content.xml") as stream:
        parse(stream, begun, text)
    return found


def _times(attributes: Mapping[str, str], name: str) -> int:
    return int(next((value for key, value in attributes.items() if local(key) == name), "1"))


# ---- xlsb: records of a kind, a length and bytes ------------------------------------------------------------------


def _of_xlsb(archive: zipfile.ZipFile) -> Iterator[Reach]:
    lengths: list[int] = []
    for name in archive.namelist():
        if name.casefold() == "xl/sharedstrings.bin":
            items = (data for kind, data in _records(archive.read(name)) if kind == _ITEM)
            lengths = [int.from_bytes(data[1:5], "little") for data in items]
    for name in archive.namelist():
        if name.casefold().startswith("xl/worksheets/") and name.casefold().endswith(".bin"):
            extent, row = Reach(name.rpartition("/")[2]), 0
            for kind, data in _records(archive.read(name)):
                if kind == _ROW:
                    row = int.from_bytes(data[:4], "little") + 1
                elif kind in _CELLS_WITH_VALUE:
                    extent.rows = max(extent.rows, row)
                    extent.columns = max(extent.columns, int.from_bytes(data[:4], "little") + 1)
                    if kind == _SHARED and (number := int.from_bytes(data[8:12], "little")) < len(lengths):
                        extent.letters += lengths[number]
            yield extent


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the kind of each record and the first of its bytes."""
    at = 0
    while at + 1 < len(part):
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | part[at] << 7, at + 1
        size = shift = 0
        while at < len(part) and shift < 28:
            byte, at = part[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield kind, part[at : at + 12]
        at += size
