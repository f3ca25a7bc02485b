"""An officer's own table of names ("our own watch list"), read as a customer's table is: any header, any encoding.

It is no published format: whatever is a table with a column of names could be one. It is therefore tried last, and only
taken where nothing speaks for a publisher's file that is not known or was damaged. Every row is a name somebody wants to be
told about, so that a row that cannot be read refuses the whole table.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.errors import TableError, UsageError, WatchlistError
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.own_entry import drafts_of
from screen.names.folding import fold

if TYPE_CHECKING:
    from screen.intake.grid import Grid
    from screen.model import Parties, Sheet

_NO_TABLE = "no column holds names"
_LOST = ("row-skipped-", "quote-unbalanced", "name-empty")


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("own_table.yml"))


@cache
def source_headers() -> frozenset[str]:
    """Return the headers, folded, of columns that say where a name is from."""
    return frozenset(fold(str(word)) for found in _rules()["sources"].values() for word in found)


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    parties = _parties(file)
    _refuse_lost_rows(file, parties)
    drafts = list(drafts_of(parties, _bare_name(file), source_headers()))
    id = "own-" + "-".join(Path(_bare_name(file)).stem.split())
    about = {
        "id": id,
        "publisher": id,  # so that row 2 of one table is not taken for row 2 of another
        "title": f"Own list {_bare_name(file)}",
        "source": f"kept in {_bare_name(file)}",
    }
    return Reading(drafts, coverage=_coverage(file, parties), about=about)


FORMAT = Format(
    id="own", title="Own list", publisher="own", source="an own table of names", licence="own data",
    name="a table of names of your own", role_of=lambda head: "", read=_read,
)  # fmt: skip


def own_format_of(file: ListFile, head: Head) -> Format | None:
    """Return the format where a file is a table with a column of names, None for any other file.

    Raises WatchlistError for a table that looks like a publisher's, and for one that cannot be read whole.
    """
    text = "\n".join(head.lines).lstrip("\ufeff \r\n\t")
    if head.root or text.startswith("<") or _is_nested_json(text):
        return None
    try:
        parties = _parties(file)
    except WatchlistError as problem:
        if _NO_TABLE in str(problem):
            return None
        raise
    for sheet in parties.sheets:
        _refuse_publishers(file, sheet)
    _refuse_stray_lines(file, parties)
    return FORMAT


def _is_nested_json(text: str) -> bool:
    """Whether a text is JSON whose objects hold others, or whose first line is no whole object: no table."""
    import json

    if not text.startswith(("{", "[")):
        return False
    try:
        first = json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return True
    values = list(first.values()) if isinstance(first, dict) else [first]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return any(isinstance(one, dict | list) for one in flat)


class _Named(io.BytesIO):
    """Bytes that know the name of their file, for messages and for what its ending says."""

    name = ""


def _stream(file: ListFile) -> _Named:
    with file.open() as opened:
        stream = _Named(opened.read())
    stream.name = _bare_name(file)
    return stream


def _bare_name(file: ListFile) -> str:
    return file.name.removesuffix(".gz")


def _parties(file: ListFile) -> Parties:
    from screen.intake import read_parties

    try:
        return read_parties(_stream(file))
    except (TableError, UsageError) as problem:
        raise WatchlistError(f"{file.where}: {_reason(str(problem), _bare_name(file))}") from problem


def _reason(message: str, name: str) -> str:
    """Return intake's message without its place, and without the options of a command that a list does not have."""
    said = (
        message.replace(f"{name}: ", "")
        .replace("\n", " ")
        .replace("Choose it (--encoding), or save the file as", "Save it as")
    )
    kept = [sentence for sentence in re.split(r"(?<=[.”])\s+(?=[A-Z])", said) if "--" not in sentence]
    advice = ["Give the column of names the header “Name”."] if "name" in message and len(kept) < 2 else []
    return " ".join(["cannot be read as a table of names:", *kept, *advice])


def _refuse_publishers(file: ListFile, sheet: Sheet) -> None:
    """Raise WatchlistError for a sheet whose headers are a publisher's, or are understood too little."""
    from screen.intake.header import read_header

    headers = [use.header for use in sheet.columns]
    place = f"{file.where}, sheet {sheet.name}" if sheet.name else file.where
    strange = [header for header in headers if _is_publishers(header)]
    if strange:
        raise WatchlistError(
            f"{place}: has the column “{strange[0]}”, which a publisher's list has and no table of your own. Fetch the "
            "publisher's file again in a format the README names; if it is your own table, rename that column."
        )
    named = [header for header in headers if not _is_unnamed(header)]
    known = [
        use for use in sheet.columns if use.field or read_header(use.header) or fold(use.header) in source_headers()
    ]
    if len(known) < _rules()["least_understood"] * len(named):
        unknown = [use.header for use in sheet.columns if use not in known]
        raise WatchlistError(
            f"{place}: too few of its columns are understood to be a table of names of your own. Not understood: "
            f"{', '.join(unknown)[:200]}. Rename them, or leave out those that are not needed."
        )
    for use in sheet.columns:
        reading = read_header(use.header)
        if use.field == "name" and (reading is None or reading.strength < 3):
            raise WatchlistError(
                f"{place}: it is not certain that “{use.header}” holds the names. Rename the column to “Name”."
            )


def _is_publishers(header: str) -> bool:
    folded, rules = fold(header), _rules()["publishers"]
    begins = any(f"{folded} ".startswith(f"{word!s} ") for word in map(str.strip, rules["beginnings"]))
    is_compound = "_" in header  # Entity_Remark, but not "Entity name"
    return folded in {fold(str(word)) for word in rules["headers"]} or (begins and is_compound)


def _is_unnamed(header: str) -> bool:
    return header.startswith("column ") and header.removeprefix("column ").isdigit()


def _refuse_stray_lines(file: ListFile, parties: Parties) -> None:
    """Raise WatchlistError for lines above a header that are more than a title, and for a text table that was cut off."""
    from screen.intake.readers import read_grids

    _, grids = read_grids(_stream(file))
    for sheet in parties.sheets:
        grid = next(grid for grid in grids if _is_of(sheet, grid))
        above = _filled_above(grid, sheet, parties)
        wide = [number for number, filled in above if filled > 1]
        if wide or len(above) > _rules()["title_rows"]:
            number = wide[0] if wide else above[0][0]
            raise WatchlistError(
                f"{file.where}, row {number}: stands above the header in row {sheet.header_row} and is no title. "
                "Delete the rows above the header, or fetch the publisher's file again if this is one."
            )
    if parties.source.format == "text":
        _refuse_cut(file, grids[0], parties.sheets[-1])


def _is_of(sheet: Sheet, grid: Grid) -> bool:
    """Whether a sheet is that of a grid; a grid of several tables makes a sheet of each, with the row in its name."""
    return sheet.name == grid.sheet or sheet.name.startswith(f"{grid.sheet} from row ".lstrip())


def _filled_above(grid: Grid, sheet: Sheet, parties: Parties) -> list[tuple[int, int]]:
    """Return (row, filled cells) of the rows above a header, as far as they belong to no earlier table."""
    from screen.intake.header import header_likeness

    earlier = [one for one in parties.sheets if _is_of(one, grid) and one.header_row < sheet.header_row]
    start = max((int(one.written.index.max()) for one in earlier if len(one.written)), default=-1)
    found = []
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        filled = [cell for cell in row if cell.strip()]
        is_upper_header = number == sheet.header_row - 1 and header_likeness(row) >= _rules()["least_understood"]
        if start < number < sheet.header_row and filled and not is_upper_header:
            found.append((number, len(filled)))
    return found


def _refuse_cut(file: ListFile, grid: Grid, sheet: Sheet) -> None:
    """Raise WatchlistError where the last row of a text ends early and without a line break."""
    with file.open() as opened:
        ends = opened.read().rstrip(b"\x00")[-1:] in (b"\n", b"\r")
    if not ends and grid.rows and len(grid.rows[-1]) < len(sheet.columns):
        raise WatchlistError(
            f"{file.where}, row {grid.numbers[-1]}: the file ends in the middle of it. Copy or save the table again."
        )


def _refuse_lost_rows(file: ListFile, parties: Parties) -> None:
    """Raise WatchlistError for the first row whose name would be missing from the list, or whose cells have no header."""
    for problem in parties.problems:
        if problem.code.startswith(_LOST):
            place = f"sheet {problem.sheet}, row {problem.row}" if problem.sheet else f"row {problem.row}"
            raise WatchlistError(
                f"{file.where}, {place}: this row would be missing from the list. {problem.message} "
                "Complete the row or delete it."
            )
    for sheet in parties.sheets:
        for use in sheet.columns:
            filled = sheet.written[use.header].str.strip() != ""
            if _is_unnamed(use.header) and filled.any():
                place = f"sheet {sheet.name}, row" if sheet.name else "row"
                raise WatchlistError(
                    f"{file.where}, {place} {filled.idxmax()}: has more cells than the header has columns. Give each column "
                    "a header, and put a cell that holds the separator in quotes."
                )


_UNREAD = "column-not-read"
_OF_PARTIES = ("reference-shared", "references-shared")  # of parties to be screened, not of entries


def _coverage(file: ListFile, parties: Parties) -> str:
    """Return what was read, and what an officer should know of it."""
    said = [f"{len(parties)} rows of {_bare_name(file)}"]
    cells = (one for one in parties.problems if one.column and one.code not in (*_OF_PARTIES, _UNREAD))
    codes = Counter(problem.code for problem in cells)
    if codes:
        said.append(f"{sum(codes.values())} cells could not be read as their column asks; they stand in the notes")
    if columns := [one.column for one in parties.problems if one.code == _UNREAD]:
        said.append(f"since another column was taken for the same, not read: {', '.join(columns)}")
    left = [problem.sheet for problem in parties.problems if problem.code == "sheet-not-screened"]
    if left:
        said.append(f"without a column of names, and not read: sheet {', '.join(left)}")
    said += [note for sheet in parties.sheets for note in sheet.notes]
    return "; ".join(dict.fromkeys(part.rstrip(".") for part in said))
