"""Workbooks (xlsx, xlsm, xls, xlsb, ods) → grids of strings.

Cells come from calamine, which is fast but shows neither hidden rows nor number formats; for xlsx these come from
sheet_xml.py, formulas without a value and error cells too. For other formats a note says what cannot be seen.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from screen.errors import TableError
from screen.intake.extent import hold_xls, looked_into
from screen.intake.grid import Grid, rules
from screen.intake.sheet_xml import SheetXml

_UNSEEN = (
    "Hidden rows, number formats and formulas without a value cannot be seen in this kind of file; .xlsx shows them."
)


def read_workbook(data: bytes, where: str) -> list[Grid]:
    """Read every worksheet. Raises TableError for a file that is protected, damaged or made to overwhelm."""
    xml = _held(data, where)
    book = _open(data, where)
    metas = [meta for meta in book.sheets_metadata if _is_worksheet(meta)]
    if xml and (lost := next((meta.name for meta in metas if meta.name not in xml), None)) is not None:
        raise TableError(f"{where}, sheet {lost}: its XML is not where the workbook says. Open and save it again.")
    with _faults(where):
        sheets = [(meta, book.get_sheet_by_name(meta.name)) for meta in metas]
    return [_grid(meta, sheet, xml.get(meta.name, SheetXml()), bool(xml), where) for meta, sheet in sheets]


def opened(data: bytes, where: str) -> Any:
    """Open a workbook. Raises TableError for a file that is protected, damaged or made to overwhelm."""
    _held(data, where)
    return _open(data, where)


def _held(data: bytes, where: str) -> dict[str, SheetXml]:
    """Look into a workbook before it is opened; returns what its XML shows, nothing for other formats."""
    if data.startswith(b"PK"):
        return looked_into(data, where)
    hold_xls(data, where)
    return {}


def _open(data: bytes, where: str) -> Any:
    import python_calamine as calamine

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
        if "null" in str(problem):  # what it makes of a text for which Python has no memory left
            raise MemoryError from None
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
    with _faults(where):
        found = sheet.to_python(skip_empty_area=False)
    for place, values in enumerate(found):
        if set(map(type, values)) <= {str}:
            rows.append(values)
            continue
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
    """Give every row of a vertically merged cell its value; of spans that overlap, which no spreadsheet makes, the first."""
    filled: dict[int, int] = {}
    for first, left, last, right in sorted(spans):
        if left != right or last <= first or first >= len(rows) or left >= len(rows[first]):
            continue
        value, begin = rows[first][left], max(first, filled.get(left, -1)) + 1
        filled[left] = max(last, begin - 1)
        for row in range(begin, min(last + 1, len(rows))):
            others = any(cell.strip() for column, cell in enumerate(rows[row]) if column != left)
            if others and left < len(rows[row]) and not rows[row][left].strip():
                rows[row][left] = value
