"""How the workbook looks: fonts, fills, widths, print setup; and how hostile text becomes a harmless cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from screen.model import Band

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Fill and font colour per band; each cell holds the word too, so that it reads without colour.
BAND_COLOURS = {
    Band.CRITICAL: ("7B1E1E", "FFFFFF"),
    Band.HIGH: ("E57373", "000000"),
    Band.MEDIUM: ("FFD27F", "000000"),
    Band.LOW: ("FFF4CC", "000000"),
    Band.NONE: ("F2F2F2", "000000"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a marked cell looks: back and ink are colours; code: a number format that puts a symbol before what it says."""

    back: str
    ink: str = "000000"
    code: str = ""
    pattern: Literal["solid", "lightUp"] = "solid"
    is_bold: bool = False
    is_boxed: bool = False


LOOKS = {
    "false_positive": Look("E3E6EA", "444444", '"× "@'),
    "false_positive_beside": Look("E3E6EA", "444444"),
    "need_info": Look("CFE3F7", code='"? "@'),
    "need_info_beside": Look("CFE3F7"),
    "true_match": Look("7B1E1E", "FFFFFF", '"● "@', is_bold=True),
    "true_match_beside": Look("F3D6D6"),
    "escalated": Look("5B3A8C", "FFFFFF", '"▲ "@', is_bold=True),
    "escalated_beside": Look("E4DAF2"),
    "missing": Look("FFFFFF", "C62828", pattern="lightUp", is_boxed=True),
    "over": Look("FFD27F", "7B1E1E", '"! "yyyy-mm-dd', is_bold=True),
}
"""What a Mark may name. Each reads without its colour: by symbol, pattern or box, or as the decision beside it says it."""
INK, HEADER_FILL, OWN_FILL, DECIDE_FILL, LINE = "1F2A44", "1F2A44", "4A5A7F", "2E6B4F", "D0D5DD"
FONT = "Calibri"
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
CHARACTERS_A_PAGE = 190
LINE_HEIGHT, MOST_LINES = 15.5, 9
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """Return text that any spreadsheet can hold: control characters shown as �, cut where it is too long for a cell."""
    if not isinstance(value, str):
        return value
    text = _FORBIDDEN.sub("�", value)
    if 2 * len(text) <= CELL_LIMIT or len(text.encode("utf-16-le")) <= 2 * CELL_LIMIT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - 12)].decode("utf-16-le", "ignore")
    return kept + " … (cut off)"


def as_stored(text: str) -> str:
    """Return text as a cell of the file holds it, where _x0041_ stands for A: _x005F_x0041_ for _x0041_ itself."""
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


def put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Write a value as what it is: text stays text, also when it begins as a formula does."""
    cell = sheet.cell(row, column)
    plain = harmless(value)
    cell.value = as_stored(plain) if isinstance(plain, str) else plain
    if isinstance(plain, str):
        cell.data_type = "s"
        cell.quotePrefix = is_formula_like(plain)
    return cell


def is_formula_like(text: str) -> bool:
    """Whether text begins as a formula does."""
    return text.startswith(_FORMULA)


def is_right_to_left(text: str) -> bool:
    """Whether text holds Arabic or Hebrew letters."""
    return not text.isascii() and bool(_RIGHT_TO_LEFT.search(text))


class Styles:
    """Style objects, made once and shared by all cells."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        def fill(colour: str) -> Any:
            return PatternFill("solid", start_color=colour, end_color=colour)

        thin = Side(style="thin", color=LINE)
        self.title = Font(name=FONT, size=18, bold=True, color=INK)
        self.heading = Font(name=FONT, size=13, bold=True, color=INK)
        self.bold = Font(name=FONT, size=11, bold=True)
        self.body = Font(name=FONT, size=11)
        self.small = Font(name=FONT, size=10, color="555555")
        self.link = Font(name=FONT, size=11, color="0B5394", underline="single")
        self.header = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        self.header_fill, self.own_fill, self.decide_fill = fill(HEADER_FILL), fill(OWN_FILL), fill(DECIDE_FILL)
        self.input_fill = fill("E8F3EC")
        self.wrap = Alignment(wrap_text=True, vertical="top")
        self.middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
        self.left = Alignment(wrap_text=True, vertical="top", horizontal="left")
        self.centred = Alignment(vertical="top", horizontal="center")
        self.right_to_left = Alignment(wrap_text=True, vertical="top", horizontal="right", readingOrder=2)
        self.line = Border(bottom=thin)
        self.bands = {
            band: (fill(back), Font(name=FONT, size=11, bold=True, color=front))
            for band, (back, front) in BAND_COLOURS.items()
        }

    def band(self, cell: Any, band: Band) -> None:
        """Colour a cell by band; its word is already there."""
        cell.fill, cell.font = self.bands[band]
        cell.alignment = self.middle

    @staticmethod
    def number(sheet: Worksheet, **parts: Any) -> int:
        """Return the number that a style (font, fill, alignment, …) has in the workbook of *sheet*."""
        from openpyxl.cell import Cell

        cell = Cell(sheet, row=1, column=1)
        for name, part in parts.items():
            setattr(cell, name, part)
        return int(cell.style_id)


def widths(sheet: Worksheet, given: Sequence[float]) -> None:
    """Set column widths, in characters."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(given, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def printable(sheet: Worksheet, header_row: int | None, characters: float = 0) -> None:
    """Set a sheet up for A4 and Letter: legible pages side by side, the header repeated, pages numbered.

    characters: how wide the sheet is; one page holds CHARACTERS_A_PAGE.
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, round(characters / CHARACTERS_A_PAGE)), 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = "dprk-screen: &A", "&P / &N"
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
