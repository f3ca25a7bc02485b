"""The rows of a table and their links, written as the XML of SpreadsheetML (ECMA-376, part 1, 18.3).

A table may have millions of cells, so none of them becomes an object; their styles are openpyxl's, by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from screen.model import Band
from screen.report.style import LINE_HEIGHT, MOST_LINES, Styles, harmless, is_formula_like, is_right_to_left
from screen.report.table import HEADER_ROWS, Answer, Column, Link, lines_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ADDRESS_LIMIT = 2000
_LINK_LIMIT = 65_530
"""Links that Excel takes in one sheet; it repairs a sheet with more."""


class Rows:
    """The rows of one sheet below its header.

    A cell may be text, a number, a Band, a Link or an Answer; None and empty text leave it out.
    """

    def __init__(
        self, sheet: Worksheet, styles: Styles, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
    ) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.last = sheet, HEADER_ROWS + len(rows)
        self._rows = rows
        self._looks = _Looks(sheet, styles)
        self._widths = [column.width for column in columns]
        self._letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
        self._inner: list[tuple[str, str]] = []
        self._outer: list[tuple[str, str]] = []

    @property
    def extent(self) -> str:
        """Return the range of cells that the sheet holds, header and all."""
        return f"A1:{self._letters[-1]}{self.last}"

    def xml(self) -> Iterator[str]:
        """Yield each row, top down; links() and relationships() are of the rows so far."""
        self._inner, self._outer = [], []
        for number, row in enumerate(self._rows, start=HEADER_ROWS + 1):
            cells = [
                self._cell(f"{letter}{number}", value)
                for letter, value in zip(self._letters, row, strict=True)
                if value is not None and value != ""
            ]
            lines = max(map(lines_of, row, self._widths))
            height = f' ht="{LINE_HEIGHT * min(lines, MOST_LINES):g}" customHeight="1"' if lines > 1 else ""
            yield f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _cell(self, ref: str, value: Any) -> str:
        looks = self._looks
        if isinstance(value, str):
            return _text(ref, value, looks.right_to_left if is_right_to_left(value) else looks.text)
        if isinstance(value, Band):
            return _text(ref, value.label, looks.bands[value])
        if isinstance(value, Link):
            self._link(ref, value.target)
            return _text(ref, value.text, looks.link)
        if isinstance(value, Answer):
            return _text(ref, value.text, looks.answer)
        return f'<c r="{ref}" s="{looks.text[False]}"><v>{value:.16g}</v></c>'

    def _link(self, ref: str, target: str) -> None:
        if len(self._inner) + len(self._outer) == _LINK_LIMIT:
            return
        if target.startswith("#"):
            self._inner.append((ref, target[1:]))
        elif target.startswith(("http://", "https://")) and len(target) < _ADDRESS_LIMIT:
            self._outer.append((ref, target))

    def links(self) -> str:
        """Return the element hyperlinks, or nothing."""
        ids = self._ids()
        inner = (f'<hyperlink ref="{ref}" location={quoteattr(target)}/>' for ref, target in self._inner)
        outer = (f'<hyperlink ref="{ref}" r:id="{ids[target]}"/>' for ref, target in self._outer)
        links = "".join((*inner, *outer))
        return f'<hyperlinks xmlns:r="{_RELATIONSHIP}">{links}</hyperlinks>' if links else ""

    def relationships(self) -> str:
        """Return the part that holds the web addresses, or nothing."""
        kind = f'Type="{_RELATIONSHIP}/hyperlink" TargetMode="External"'
        addresses = "".join(
            f'<Relationship Id="{name}" {kind} Target={quoteattr(harmless(target))}/>'
            for target, name in self._ids().items()
        )
        return f'<Relationships xmlns="{_PACKAGE}">{addresses}</Relationships>' if addresses else ""

    def _ids(self) -> dict[str, str]:
        """Return address → its name in the sheet."""
        addresses = dict.fromkeys(target for _, target in self._outer)
        return {target: f"rId{number}" for number, target in enumerate(addresses, start=1)}


class _Looks:
    """The styles of table cells by number: for text as it is, and for text that begins as a formula does."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        def look(**parts: Any) -> tuple[int, int]:
            return styles.number(sheet, **parts), styles.number(sheet, quotePrefix=True, **parts)

        self.text = look(alignment=styles.wrap)
        self.right_to_left = look(alignment=styles.right_to_left)
        self.link = look(alignment=styles.wrap, font=styles.link)
        self.answer = look(alignment=styles.wrap, fill=styles.input_fill)
        self.bands = {
            band: look(alignment=styles.middle, fill=fill, font=font) for band, (fill, font) in styles.bands.items()
        }


def _text(ref: str, value: str, look: tuple[int, int]) -> str:
    text = harmless(value)
    style = look[is_formula_like(text)]
    if not text:
        return f'<c r="{ref}" s="{style}"/>'
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
