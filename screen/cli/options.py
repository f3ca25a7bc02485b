"""Options that several commands share: a group of them reaches a command as one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from screen.chosen import Chosen
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.intake.corrections import Correction
    from screen.model import Parties

PROFILES = ("vendors", "visa", "it", "vessels")  # those of screen.redflags.rule, whose import would slow every start
Command = TypeVar("Command", bound=Callable[..., Any])


def grouped(name: str, kind: type, *options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Return a decorator that adds options, in the order of the help, and hands the command one value made of them.

    kind: a dataclass whose fields bear the names of the options.
    """
    own = [one.name for one in fields(kind)]

    def add(command: Command) -> Command:
        @wraps(command)
        def call(*args: Any, **given: Any) -> Any:
            value = kind(**{key: given.pop(key) for key in own})
            return command(*args, **{name: value}, **given)

        for option in reversed(options):
            call = option(call)
        return call  # type: ignore[return-value]

    return add


def as_day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    """Turn what click reads as a moment into a day; one that no clock shows is refused: what is near it cannot be reckoned."""
    if value and not 1970 <= value.year <= 2999:
        raise click.BadParameter(f"{value.date()} is no day a table is screened on. Give one of 1970 to 2999.")
    return value.date() if value else None


def as_of_option(command: Command) -> Command:
    """Add --as-of, which says what "today" means."""
    return click.option(
        "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=as_day, metavar="DATE", envvar="DPRK_SCREEN_AS_OF",
        help="What “today” means, as 2026-11-24; default: DPRK_SCREEN_AS_OF, else today.",
    )(command)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is to be read, as given. columns: [SHEET:]FIELD=HEADER; header_rows: [SHEET:]ROW; None: found by itself."""

    columns: tuple[str, ...]
    sheet: str | None
    header_rows: tuple[str, ...]
    left_out: tuple[str, ...]
    encoding: str | None
    delimiter: str | None

    @property
    def keywords(self) -> dict[str, Any]:
        """What read_parties and Screener.screen take; raises UsageError for a column that is no FIELD=HEADER."""
        return {
            "columns": chosen_columns([one for one in self.columns if not _is_of_sheet(one)]), "sheet": self.sheet,
            "encoding": self.encoding, "delimiter": self.delimiter, "corrections": self.corrections,
        }  # fmt: skip

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What is said of single sheets, and of columns that are not to be read."""
        from screen.intake.corrections import Correction

        columns = [_column_of_sheet(one) for one in self.columns if _is_of_sheet(one)]
        return (
            *(Correction(sheet, columns={header: field}) for sheet, field, header in columns),
            *(Correction(sheet, row, count) for sheet, row, count in map(_header_row, self.header_rows)),
            *(Correction(sheet, is_left_out=True) for sheet in self.left_out),
        )

    def read(self, table: str) -> Parties:
        """Read a table."""
        from screen.intake import read_parties

        return read_parties(table, **self.keywords)


reading_options = grouped(
    "reading", Reading,
    click.option("--column", "columns", multiple=True, metavar="FIELD=HEADER",
                 help='Say what a column holds, such as name="Full Nm"; of one sheet only as "Sheet1:name=Full Nm"; ="Remarks", '
                      "without a field, leaves a column unread. May be repeated."),
    click.option("--sheet", metavar="NAME", help="Read this sheet only; default: every sheet with a name column."),
    click.option("--header-row", "header_rows", multiple=True, metavar="ROW",
                 help='In which row the headers are, by its number in the spreadsheet, such as 3, or 3-4 for two rows; of one '
                      'sheet as "Sheet1:3"; 0 where the first row is data, and columns are called A, B, C. Default: found. May be '
                      "repeated."),
    click.option("--leave-out", "left_out", multiple=True, metavar="SHEET",
                 help="Do not screen this sheet; may be repeated."),
    click.option("--encoding", metavar="NAME", help="Encoding of a text file, such as cp949; found by itself else."),
    click.option("--delimiter", metavar="CHAR", help="What separates the cells of a text file; found by itself else."),
)  # fmt: skip


def rule_options(command: Command) -> Command:
    """Add the options that say which red-flag rules are tested, and against what."""
    for option in (
        click.option("--history", multiple=True, type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                     help="An earlier version of the table, for rules that compare, such as a permit that was renewed; may be "
                          "repeated."),
        click.option("--profile", type=click.Choice(PROFILES),
                     help="Test the rules for this kind of table only; default: found from the columns, and said."),
    ):  # fmt: skip
        command = option(command)
    return command


def own_rules_option(command: Command) -> Command:
    """Add --rules, which names rules of one's own."""
    return click.option(
        "--rules", "own_rules", multiple=True, type=click.Path(exists=True, path_type=Path), metavar="DIR",
        help="Add the rules of this folder, or what it changes of shipped ones and of match bands; may be repeated.",
    )(command)  # fmt: skip


def data_dir_option(command: Command) -> Command:
    """Add --data-dir, which says where the stored lists are."""
    return click.option(
        "--data-dir", type=click.Path(file_okay=False), envvar="DPRK_SCREEN_DATA_DIR", metavar="FOLDER",
        help="Where the stored lists are; default: DPRK_SCREEN_DATA_DIR, else the system's folder for a user's data.",
    )(command)  # fmt: skip


list_options = grouped(
    "chosen", Chosen,
    click.option("--watchlist", "watchlists", multiple=True, metavar="FILE", type=click.Path(),
                 help="Screen against this list too: a publisher's file, a list folder, or a shipped list that is off by "
                      "default, such as dprk-reported-b; may be repeated."),
    click.option("--no-shipped", is_flag=True, help="Leave the shipped DPRK lists out."),
    click.option("--no-stored", is_flag=True, help="Leave the stored lists out."),
    data_dir_option,
)  # fmt: skip


def _is_of_sheet(text: str) -> bool:
    """Whether a --column names a sheet, or no field; no field has a colon, and no sheet an equals sign before one."""
    before, separator, _ = text.partition("=")
    return bool(separator) and (":" in before or not before.strip())


def _column_of_sheet(text: str) -> tuple[str, str, str]:
    """Turn [SHEET:][FIELD]=HEADER into (sheet, field, header)."""
    before, _, header = text.partition("=")
    sheet, _, field = before.rpartition(":")
    if not header.strip():
        raise UsageError(f'--column {text}: names no header. Write it as --column "Sheet1:name=Full Nm".')
    return sheet.strip(), field.strip(), header.strip()


def _header_row(text: str) -> tuple[str, int, int]:
    """Turn [SHEET:]ROW or [SHEET:]ROW-ROW into (sheet, row, number of rows), 0 into no rows."""
    sheet, _, rows = text.rpartition(":")
    first, _, last = (part.strip() for part in rows.partition("-"))
    if first == "0" and not last:
        return sheet.strip(), 0, 0
    last = last or first
    numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 9 else 0 for one in (first, last)]
    if not numbers[0] or numbers[1] - numbers[0] not in (0, 1):
        raise UsageError(
            f"--header-row {text}: expected a row, or two that follow each other. Write it as 3, 3-4 or Sheet1:3, "
            "or 0 where the first row is data."
        )
    return sheet.strip(), numbers[0], numbers[1] - numbers[0] + 1


def chosen_columns(given: Sequence[str]) -> dict[str, str]:
    """Turn FIELD=HEADER options into a mapping; raises UsageError for anything else."""
    chosen = {}
    for text in given:
        field, separator, header = text.partition("=")
        if not separator or not field.strip() or not header.strip():
            raise UsageError(f'--column {text}: expected FIELD=HEADER. Write it as --column name="Full Nm".')
        if field.strip() in chosen:
            raise UsageError(f"--column {text}: the field {field.strip()} is given twice. Give it once.")
        chosen[field.strip()] = header.strip()
    return chosen
