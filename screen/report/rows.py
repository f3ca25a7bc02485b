"""The rows of a table and their links, written as the XML of SpreadsheetML (ECMA-376, part 1, 18.3).

A table may have millions of cells, so none of them becomes an object, and a row goes to a temporary file as it comes; their
styles are openpyxl's, by number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from screen.model import Band
from screen.report.style import LINE_HEIGHT, MOST_LINES, as_stored, harmless, is_formula_like, is_right_to_left
from screen.report.table import HEADER_ROWS, Answer, Column, Link, lines_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.report.style import Styles

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ADDRESS_LIMIT = 2000
LINK_LIMIT = 65_530
"""Links that Excel takes in one sheet; it repairs a sheet with more."""
_IN_MEMORY, _AT_ONCE = 1 << 20, 1000  # bytes of rows kept in memory, rows written at a time
_UNPLAIN = re.compile(r"[^ !-%'-;=?-^`-~]")  # whatever needs more than to be copied: not ASCII, or one of & < > _
_DAY_ZERO = date(1899, 12, 30)  # from which Excel counts days


class Rows:
    """The rows of one sheet below its header.

    A cell may be text, a number, a Band, a Link or an Answer; None and empty text leave it out.
    """

    def __init__(
        self, sheet: Worksheet, styles: Styles, columns: Sequence[Column], most_links: int = LINK_LIMIT
    ) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.last = sheet, HEADER_ROWS
        self._looks = _Looks(sheet, styles)
        self._columns = [
            (
                get_column_letter(place),
                column.width,
                max(1, int(column.width * 0.95)),
                self._looks.answers[column.form],
            )
            for place, column in enumerate(columns, start=1)
        ]
        self._inner: list[tuple[str, str]] = []
        self._outer: list[tuple[str, str]] = []
        self._most_links = most_links
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the book
        self._waiting: list[str] = []

    @property
    def extent(self) -> str:
        """Return the range of cells that the sheet holds, header and all."""
        return f"A1:{self._columns[-1][0]}{self.last}"

    def add(self, row: Sequence[Any]) -> None:
        """Write one more row at the end."""
        self.last += 1
        number, lines, cells = str(self.last), 1, []
        for (letter, width, room, answer), value in zip(self._columns, row, strict=True):
            if value is None or value == "":
                continue
            if type(value) is str:
                if len(value) > room or "\n" in value:
                    lines = max(lines, lines_of(value, width))
                look, xml = _text(value)
                cells.append(f'<c r="{letter}{number}" s="{self._looks.text[look]}{xml}')
            else:
                lines = max(lines, lines_of(value, width))
                cells.append(self._cell(letter + number, value, answer))
        height = f' ht="{LINE_HEIGHT * min(lines, MOST_LINES):g}" customHeight="1"' if lines > 1 else ""
        self._waiting.append(f'<row r="{number}"{height}>{"".join(cells)}</row>')
        if len(self._waiting) == _AT_ONCE:
            self._flush()

    def _cell(self, ref: str, value: Any, answer: Sequence[int]) -> str:
        looks = self._looks
        if isinstance(value, Band):
            return _styled(ref, value.label, looks.bands[value])
        if isinstance(value, Link):
            self._link(ref, value.target)
            return _styled(ref, value.text, looks.link)
        if isinstance(value, Answer):
            if answer is looks.answers["date"] and (days := _days(value.text)):
                return f'<c r="{ref}" s="{answer[0]}"><v>{days}</v></c>'
            return _styled(ref, value.text, answer) if value.text else f'<c r="{ref}" s="{answer[0]}"/>'
        if isinstance(value, str):
            return _styled(ref, value, looks.text)
        return f'<c r="{ref}" s="{looks.text[0]}"><v>{value:.16g}</v></c>'

    def _link(self, ref: str, target: str) -> None:
        if len(self._inner) + len(self._outer) == self._most_links:
            return
        if target.startswith("#"):
            self._inner.append((ref, target[1:]))
        elif target.startswith(("http://", "https://")) and len(target) < _ADDRESS_LIMIT:
            self._outer.append((ref, target))

    def _flush(self) -> None:
        self._file.write("".join(self._waiting).encode())
        self._waiting.clear()

    @property
    def size(self) -> int:
        """How many bytes the rows take as XML."""
        self._flush()
        return self._file.tell()

    @property
    def has_addresses(self) -> bool:
        """Whether a row links to a web page."""
        return bool(self._outer)

    def copy(self, write: Callable[[bytes], Any]) -> None:
        """Hand all rows so far over, top down, a piece at a time."""
        self._flush()
        self._file.seek(0)
        while piece := self._file.read(_IN_MEMORY):
            write(piece)

    def close(self) -> None:
        """Forget the rows."""
        self._file.close()

    def links(self) -> str:
        """Return the element hyperlinks, or nothing."""
        ids = self._ids()
        inner = (f'<hyperlink ref="{ref}" location={quoteattr(target)}/>' for ref, target in self._inner)
        outer = (f'<hyperlink ref="{ref}" r:id="{ids[target]}"/>' for ref, target in self._outer)
        links = "".join((*inner, *outer))
        return f'<hyperlinks xmlns:r="{_RELATIONSHIP}">{links}</hyperlinks>' if links else ""

    def relationships(self) -> Iterator[str]:
        """Yield an element for each web address that is linked to."""
        kind = f'Type="{_RELATIONSHIP}/hyperlink" TargetMode="External"'
        for target, name in self._ids().items():
            yield f'<Relationship Id="{name}" {kind} Target={quoteattr(harmless(target))}/>'

    def _ids(self) -> dict[str, str]:
        """Return address → its name in the sheet, unlike the names that openpyxl gives."""
        addresses = dict.fromkeys(target for _, target in self._outer)
        return {target: f"address{number}" for number, target in enumerate(addresses, start=1)}


_TEXT, _FORMULA, _RIGHT_TO_LEFT = 0, 1, 2


class _Looks:
    """The styles of table cells by number: for text as it is, for text that begins as a formula does, from right to left."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        def look(alignment: Any, **parts: Any) -> tuple[int, int, int, int]:
            def number(**more: Any) -> int:
                return styles.number(sheet, **parts, **more)

            turned = styles.right_to_left
            return (
                number(alignment=alignment),
                number(alignment=alignment, quotePrefix=True),
                number(alignment=turned),
                number(alignment=turned, quotePrefix=True),
            )

        self.text = look(styles.wrap)
        self.link = look(styles.wrap, font=styles.link)
        self.answers = {
            form: look(styles.wrap, fill=styles.input_fill, number_format=code) for form, code in _FORMATS.items()
        }
        self.bands = {band: look(styles.middle, fill=fill, font=font) for band, (fill, font) in styles.bands.items()}


_FORMATS = {"": "General", "text": "@", "date": "yyyy-mm-dd"}


def _styled(ref: str, value: str, look: Sequence[int]) -> str:
    number, xml = _text(value)
    return f'<c r="{ref}" s="{look[number]}{xml}'


@lru_cache(maxsize=1 << 14)
def _text(value: str) -> tuple[int, str]:
    """Return which of four looks a text takes, and the rest of its cell, from the end of its style on."""
    if not _UNPLAIN.search(value) and value[:1] not in " =+-@" and value[-1:] != " ":
        return _TEXT, f'" t="inlineStr"><is><t>{value}</t></is></c>'
    text = harmless(value)
    look = _FORMULA * is_formula_like(text) + _RIGHT_TO_LEFT * is_right_to_left(text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return look, f'" t="inlineStr"><is><t{space}>{escape(as_stored(text))}</t></is></c>'


def _days(text: str) -> int | None:
    """Return an ISO day as Excel counts it; None for any other text."""
    try:
        return (date.fromisoformat(text) - _DAY_ZERO).days
    except ValueError:
        return None
