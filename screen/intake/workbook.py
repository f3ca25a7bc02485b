"""Workbooks (xlsx, xlsm, xls, xlsb, ods) → grids of strings.

Cells come from calamine, which is fast but shows neither hidden rows nor number formats; for xlsx a second pass over the
sheets' XML finds these, formulas without a value and error cells. For other formats a note says what cannot be seen.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from screen.errors import TableError
from screen.intake.grid import Grid, rules

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
_UNSEEN = (
    "Hidden rows, number formats and formulas without a value cannot be seen in this kind of file; .xlsx shows them."
)


@dataclass
class SheetXml:
    """What the XML of one sheet shows beyond its values; places are (row, column) from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    is_1904: bool = False
    no_value: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def read_workbook(data: bytes, where: str) -> list[Grid]:
    """Read every worksheet. Raises TableError for a file that is protected, damaged or made to overwhelm."""
    book = opened(data, where)
    with _faults(where):
        sheets = [(meta, book.get_sheet_by_name(meta.name)) for meta in book.sheets_metadata if _is_worksheet(meta)]
    xml = _sheets_xml(data, where) if data.startswith(b"PK") else {}
    is_xlsx = bool(xml)
    return [_grid(meta, sheet, xml.get(meta.name, SheetXml()), is_xlsx, where) for meta, sheet in sheets]


def opened(data: bytes, where: str) -> Any:
    """Open a workbook. Raises TableError for a file that is protected, damaged or made to overwhelm."""
    import python_calamine as calamine

    if data.startswith(b"PK"):
        _refuse_bombs(data, where)
    with _faults(where):
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))


def sheet_rows(book: Any, name: str, where: str) -> list[list[Any]]:
    """Return the cells of one sheet as they are typed, from its first row and column on."""
    with _faults(where):
        rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return rows


@contextmanager
def _faults(where: str) -> Iterator[None]:
    """Turn whatever a damaged file does to calamine into a TableError."""
    import python_calamine as calamine

    try:
        yield
    except TableError:
        raise
    except calamine.PasswordError:
        raise TableError(f"{where}: is protected by a password. Save a copy without one.") from None
    except (calamine.CalamineError, OSError, ValueError, KeyError) as problem:
        raise TableError(
            f"{where}: the workbook is damaged or not complete ({problem}). Open and save it again."
        ) from problem
    except BaseException as problem:  # calamine is written in Rust: a panic on a damaged file is no Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise TableError(
            f"{where}: the workbook is damaged ({type(problem).__name__}). Open and save it again."
        ) from None


def _is_worksheet(meta: Any) -> bool:
    return "WorkSheet" in str(meta.typ)


def _grid(meta: Any, sheet: Any, xml: SheetXml, is_xlsx: bool, where: str) -> Grid:
    limit = rules()["limits"]["columns"]
    if sheet.total_width > limit and sheet.width > limit:
        raise TableError(
            f"{where}, sheet {meta.name}: {sheet.width} columns are more than {limit}. Delete the empty ones."
        )
    rows: list[list[str]] = []
    problems: list[tuple[int, int, str, str]] = []
    for place, values in enumerate(sheet.to_python(skip_empty_area=False)):
        cells = []
        for column, value in enumerate(values):
            text, code, message = _text(value, xml.padded.get((place, column), 0))
            if code:
                problems.append((place, column, code, message))
            cells.append(text)
        rows.append(cells)
    problems += _xml_problems(xml, rows)
    spans = tuple((a, b, c, d) for (a, b), (c, d) in (sheet.merged_cell_ranges or ()))
    _fill_down(rows, spans)
    hidden = frozenset(
        row + 1 for row in xml.hidden_rows if row < len(rows) and any(cell.strip() for cell in rows[row])
    )
    notes = [] if is_xlsx else [_UNSEEN]
    if hidden:
        notes.append(f"{len(hidden)} hidden rows were screened too: {_some(sorted(hidden))}")
    is_hidden = not str(meta.visible).endswith(".Visible")
    if is_hidden:
        notes.append("This sheet is hidden; it was screened too.")
    return Grid(
        meta.name, rows, list(range(1, len(rows) + 1)), [0] * len(rows), is_hidden, hidden, spans,
        tuple(problems), tuple(notes), is_1904=xml.is_1904,
    )  # fmt: skip


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")


def _text(value: Any, padding: int) -> tuple[str, str, str]:
    """Return a cell as the spreadsheet would write it, with a code and message where digits were lost."""
    if isinstance(value, str):
        return value, "", ""
    if isinstance(value, bool):
        return str(value).upper(), "", ""
    if isinstance(value, int | float):
        return _number(float(value), padding)
    if isinstance(value, dt.datetime):
        return (value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")), "", ""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat(), "", ""
    return str(value), "", ""


def _number(value: float, padding: int) -> tuple[str, str, str]:
    if value != int(value) if abs(value) < 1e300 else True:
        return repr(value), "", ""
    text = str(int(value)).rjust(padding, "0") if value >= 0 else str(int(value))
    if len(text.lstrip("0")) >= rules()["limits"]["lost_digits"]:
        message = f"{text} was stored as a number, and spreadsheets keep 15 digits. Format the cell as text and type it again."
        return text, "digits-lost", message
    return text, "", ""


def _xml_problems(xml: SheetXml, rows: list[list[str]]) -> list[tuple[int, int, str, str]]:
    found = []
    for row, column in sorted(xml.no_value):
        if row < len(rows) and column < len(rows[row]):
            found.append(
                (row, column, "formula-no-value", "Holds a formula whose value was never stored. Open and save it.")
            )
    for (row, column), error in sorted(xml.errors.items()):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""
            found.append((row, column, "cell-error", f"Holds the error {error}. Correct the formula."))
    return found


def _fill_down(rows: list[list[str]], spans: tuple[tuple[int, int, int, int], ...]) -> None:
    """Give every row of a vertically merged cell its value."""
    for first, left, last, right in spans:
        if left != right or last <= first or first >= len(rows) or left >= len(rows[first]):
            continue
        value = rows[first][left]
        for row in range(first + 1, min(last + 1, len(rows))):
            others = any(cell.strip() for column, cell in enumerate(rows[row]) if column != left)
            if others and left < len(rows[row]) and not rows[row][left].strip():
                rows[row][left] = value


def _refuse_bombs(data: bytes, where: str) -> None:
    limits = rules()["limits"]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise TableError(f"{where}: the workbook is damaged or cut off ({problem}). Fetch it again.") from problem
    if unpacked > limits["unpacked_bytes"] or unpacked > limits["unpacked_ratio"] * max(len(data), 10_000):
        raise TableError(f"{where}: unpacks to {unpacked:,} bytes, far more than a table needs. It was not opened.")


# ---- the second pass: sheet XML --------------------------------------------------------------------------


def _sheets_xml(data: bytes, where: str) -> dict[str, SheetXml]:
    """Return sheet name → what its XML shows; empty for a zip that is no xlsx (ods, xlsb)."""
    from defusedxml import ElementTree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                return {}
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            targets = _sheet_targets(book, ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")))  # fmt: skip
            is_1904 = any(
                _local(element.tag) == "workbookPr" and element.get("date1904") in {"1", "true"}
                for element in book.iter()
            )
            styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
            padding = _paddings(ElementTree.fromstring(styles)) if styles else {}
            found = {}
            for sheet, target in targets.items():
                if target in names and archive.getinfo(target).file_size <= rules()["limits"]["sheet_xml_bytes"]:
                    with archive.open(target) as stream:
                        found[sheet] = _sheet_xml(stream, padding)
                        found[sheet].is_1904 = is_1904
            return found
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, SyntaxError, NotImplementedError, EOFError) as problem:
        raise TableError(f"{where}: the workbook's XML is damaged ({problem}). Open and save it again.") from problem


def _local(tag: str) -> str:
    """Return a tag without its namespace: transitional and strict files differ only there."""
    return tag.rpartition("}")[2]


def _sheet_targets(workbook: Element, relations: Element) -> dict[str, str]:
    paths = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for element in workbook.iter():
        if _local(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if _local(name) == "id"), None)
            path = paths.get(key, "")
            found[element.get("name", "")] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return found


def _paddings(styles: Element) -> dict[int, int]:
    """Return cell style → width of its zero-padding format (0000000), where it has one."""
    formats = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in styles.iter()
        if _local(element.tag) == "numFmt"
    }
    widths = {}
    for group in styles:
        if _local(group.tag) == "cellXfs":
            for index, style in enumerate(group):
                code = (
                    formats.get(int(style.get("numFmtId", "0")), "").split(";")[0].replace('"', "").replace("\\", "")
                )
                if re.fullmatch(r"0{2,}", code):
                    widths[index] = len(code)
    return widths


def _sheet_xml(stream: IO[bytes], padding: dict[int, int]) -> SheetXml:
    """Walk a sheet's XML once, keeping nothing of what is behind."""
    from defusedxml import ElementTree

    found = SheetXml()
    row_number = 0
    for _, element in ElementTree.iterparse(stream, events=("end",)):
        tag = _local(element.tag)
        if tag == "c":
            _look_at_cell(element, padding, found)
        elif tag == "row":
            row_number = int(element.get("r", row_number + 1))
            if element.get("hidden") in {"1", "true"}:
                found.hidden_rows.add(row_number - 1)
            element.clear()
    return found


def _look_at_cell(cell: Element, padding: dict[int, int], found: SheetXml) -> None:
    kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
    if kind not in {"e", "n", "str"} and not len(cell):
        return
    has_formula = any(_local(part.tag) == "f" for part in cell)
    if kind != "e" and style not in padding and not has_formula:
        return
    place = _CELL.fullmatch(cell.get("r", ""))
    if not place:
        return
    at = (int(place[2]) - 1, _column(place[1]))
    value = next((part.text or "" for part in cell if _local(part.tag) == "v"), "")
    if kind == "e":
        found.errors[at] = value
    elif has_formula and not value and kind != "str":
        found.no_value.add(at)
    elif kind == "n" and style in padding:
        found.padded[at] = padding[style]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
