"""Excel's own objects on a sheet: table objects with filter buttons, names for formulas, drop-downs, marks that depend on a cell.

Excel repairs, with a prompt, a workbook in which one of them breaks a rule; the rules stand beside what keeps them
(ECMA-376, part 1, 18.2.5, 18.3.1.32, 18.5.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.model import Disposition
from screen.report.style import LOOKS, harmless
from screen.report.table import HEADER_ROWS, Column

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table
    from openpyxl.worksheet.worksheet import Worksheet

FORMULA_LIMIT = 255
"""Characters of a drop-down's list; also of its messages, whose titles hold 32."""
_HEADER_LIMIT = 255
_FIRST_DAY = "36526"  # 2000-01-01, in days as Excel counts them
_TABLE_STYLE = "TableStyleLight1"
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d{1,7}|r\d*(c\d*)?|c\d*", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|_x[0-9a-f]{4}_", re.IGNORECASE)


def free_name(wanted: str, taken: set[str]) -> str:
    """Return a valid name for a table or a cell, unlike any that is taken whatever its case, and take it.

    A name begins with a letter or _, holds letters, digits and _, and does not read as a cell (A1, R1C1).
    """
    bare = "".join(c if c.isalnum() else "_" for c in unicodedata.normalize("NFC", wanted))[:200]
    if not bare or not (bare[0].isalpha() or bare[0] == "_") or _LIKE_A_CELL.fullmatch(bare):
        bare = f"_{bare}"
    name, number = bare, 2
    while name.casefold() in taken:
        name, number = f"{bare}_{number}", number + 1
    taken.add(name.casefold())
    return name


def table_object(name: str, columns: Sequence[Column], last_row: int) -> Table | None:
    """Return a table object with filter buttons over a header and its rows; None where Excel would repair it.

    Its columns are named exactly as the header cells say, none empty, none twice whatever its case, and at least one row
    stands below, if a blank one.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    headers = [str(harmless(column.header)) for column in columns]
    if not all(map(_fits, headers)) or len({_alike(header) for header in headers}) < len(headers):
        return None
    ref = f"A{HEADER_ROWS}:{get_column_letter(len(columns))}{max(last_row, HEADER_ROWS + 1)}"
    table = Table(displayName=name, name=name, ref=ref, autoFilter=AutoFilter(ref=ref))
    table.tableStyleInfo = TableStyleInfo(name=_TABLE_STYLE, showRowStripes=True)
    table.tableColumns = [
        TableColumn(id=number, name=header.replace("\n", "_x000a_")) for number, header in enumerate(headers, start=1)
    ]
    return table


def _fits(header: str) -> bool:
    return 0 < len(header) <= _HEADER_LIMIT and header == header.strip() and not _UNSAFE.search(header)


def _alike(header: str) -> str:
    """Fold what Excel may hold to be the same name."""
    return " ".join(unicodedata.normalize("NFKC", header).casefold().split())


def drop_down(header: str, choice: Sequence[str], formula: str) -> DataValidation:
    """Return what lets a cell say only one of a few words. formula: the list, inline or a name."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    return _told(rule, header, f"Choose one of: {', '.join(choice)}.")


def inline(choice: Sequence[str]) -> str | None:
    """Return a list of choices as a formula of its own; None where it is too long or holds a comma or a quote."""
    formula = f'"{",".join(choice)}"'
    return None if len(formula) > FORMULA_LIMIT or any(set(word) & set(',"') for word in choice) else formula


def day_only(header: str) -> DataValidation:
    """Return what lets a cell hold a day and nothing else."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="date", operator="greaterThan", formula1=_FIRST_DAY, allow_blank=True, showErrorMessage=True
    )
    return _told(rule, header, "Write a day, such as 2026-11-24.")


def hint_only(header: str) -> DataValidation:
    """Return what takes everything; for the hint alone."""
    from openpyxl.worksheet.datavalidation import DataValidation

    return _told(DataValidation(type=None, allow_blank=True), header, "")


def hinted(rule: DataValidation, header: str, hint: str) -> DataValidation:
    """Add what is said beside a cell while it is chosen."""
    if hint:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, header[:32], hint[:FORMULA_LIMIT]
    return rule


def _told(rule: DataValidation, header: str, error: str) -> DataValidation:
    rule.errorTitle, rule.error = header[:32], error[:FORMULA_LIMIT] or None
    return rule


@dataclass(frozen=True, slots=True)
class Mark:
    """A look that the cells of a column take in each row where a condition holds.

    column: its header; when: a formula in which {Header} is the cell of the same row; look: of style.LOOKS. Of several
    marks on a column the first that holds comes first. Colour never stands alone: the look has a symbol or a pattern, or
    the cell says it in words.
    """

    column: str
    when: str
    look: str


def decision_marks(
    headers: Sequence[str], decision: str = "Decision", reviewer: str = "Reviewer", until: str = "Valid until"
) -> list[Mark]:
    """Return the marks of columns that a decision is written in: how it went, who is missing, what is over.

    headers: of the columns that take the colour of the decision. A decision that is not open and has no reviewer is marked at
    the reviewer; a day gone by at valid until. Columns that headers lacks get no mark.
    """
    decided = f'AND({{{decision}}}<>"",{{{decision}}}<>"{Disposition.OPEN.label}")'
    marks = []
    if reviewer in headers:
        marks.append(Mark(reviewer, f'AND({decided},TRIM({{{reviewer}}})="")', "missing"))
    if until in headers:
        marks.append(Mark(until, f"AND(ISNUMBER({{{until}}}),{{{until}}}<TODAY())", "over"))
    for one in Disposition:
        if one is not Disposition.OPEN:
            looks = ((header, one.value + ("" if header == decision else "_beside")) for header in headers)
            marks += [Mark(header, f'{{{decision}}}="{one.label}"', look) for header, look in looks]
    return marks


def apply(marks: Iterable[Mark], sheet: Worksheet, columns: Sequence[Column], last_row: int) -> None:
    """Put marks on the rows of a table; a formula looks at the cells of its own row."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.utils import get_column_letter

    places = {column.header: number for number, column in enumerate(columns, start=1)}
    cells = {f"{{{header}}}": f"${get_column_letter(number)}{HEADER_ROWS + 1}" for header, number in places.items()}
    for mark in marks:
        formula = re.sub(r"\{[^{}]*\}", lambda found: cells[found.group()], mark.when)
        rule = Rule(type="expression", dxf=_look(mark.look), formula=[formula])
        sheet.conditional_formatting.add(below(places[mark.column], last_row), rule)


def _look(name: str) -> Any:
    from openpyxl.styles import Border, Font, PatternFill, Side
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.styles.numbers import NumberFormat

    look = LOOKS[name]
    fill = PatternFill(look.pattern, bgColor=look.back, fgColor=look.ink if look.pattern != "solid" else look.back)
    number = NumberFormat(numFmtId=200 + list(LOOKS).index(name), formatCode=look.code) if look.code else None
    side = Side("dashed", color=look.ink) if look.is_boxed else None
    border = Border(left=side, right=side, top=side, bottom=side) if side else None
    return DifferentialStyle(font=Font(bold=look.is_bold, color=look.ink), fill=fill, numFmt=number, border=border)


def below(column: int, last_row: int) -> str:
    """Return the range of a column's cells below the header; one blank row where there are none."""
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    return f"{letter}{HEADER_ROWS + 1}:{letter}{max(last_row, HEADER_ROWS + 1)}"
