"""What a user corrected of how a table was understood: where its header is, what columns hold, which sheets are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.names.folding import fold

if TYPE_CHECKING:
    from screen.intake.grid import Table

NOT_READ = "not read, as chosen"
"""How a column was understood that the user wants left unread."""


@dataclass(frozen=True, slots=True)
class Correction:
    """How a sheet is to be read; what is not said is found by itself.

    sheet: as the workbook or the report calls it, '' for every sheet; header_row: number of the row of headers as the spreadsheet
    shows it, the first of them where header_rows is 2, 0 to have it found; header_rows: how many it has, 0 where the first row
    is data already, so that columns are called by their letters; columns: header → field, '' for a column that is not to be
    read.
    """

    sheet: str = ""
    header_row: int = 0
    header_rows: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    is_left_out: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """Field → header, for the fields that were chosen."""
        return {name: header for header, name in self.columns.items() if name}

    def with_column(self, header: str, name: str | None, shared: Iterable[str]) -> Correction:
        """Return it with a column taken for a field, None for what is found by itself.

        shared: the fields that several columns may fill; of all others the column chosen last is taken.
        """
        may_stay = {header_: held for header_, held in self.columns.items() if header_ != header}
        if name and name not in set(shared):
            may_stay = {header_: held for header_, held in may_stay.items() if held != name}
        return replace(self, columns=may_stay if name is None else {**may_stay, header: name})


def correction_of(corrections: Sequence[Correction], *names: str) -> Correction:
    """Return what holds of a sheet: what is said of every sheet, then what is said of it by one of its names."""
    wanted = [fold(name) for name in names]
    own = [one for one in corrections if not one.sheet]
    own += [one for one in corrections if one.sheet and fold(one.sheet) in wanted]
    found = Correction()
    for one in own:
        rows = one if one.header_row or not one.header_rows else found
        columns = {
            header: name for header, name in found.columns.items() if not name or name not in one.columns.values()
        }
        found = Correction(
            one.sheet,
            rows.header_row,
            rows.header_rows,
            {**columns, **one.columns},
            found.is_left_out or one.is_left_out,
        )
    return found


def place_of(header: str, headers: Sequence[str]) -> int | None:
    """Return the place of a header as a user writes it, None where there is none."""
    if header in headers:
        return headers.index(header)
    return next((place for place, one in enumerate(headers) if fold(one) == fold(header)), None)


def hold_corrections(
    corrections: Sequence[Correction], sheets: Sequence[str], tables: Mapping[str, Sequence[Table]], where: str
) -> None:
    """Raise UsageError for a correction of a sheet or column that is not there.

    sheets: the names of all; tables: by what a report calls them, those that were found.
    """
    labels = [*sheets, *tables]
    for one in corrections:
        if one.sheet and fold(one.sheet) not in map(fold, labels):
            found = ", ".join(filter(None, dict.fromkeys(labels))) or "one without a name"
            raise UsageError(f"{where}: no sheet “{one.sheet}”. Found: {found}.")
        of_it = [
            table for label, own in tables.items() for table in own
            if not one.sheet or fold(one.sheet) in (fold(label), fold(table.grid.sheet))
        ]  # fmt: skip
        for header in one.columns:
            if of_it and all(place_of(header, table.headers) is None for table in of_it):
                at = f"{where}, sheet {one.sheet}" if one.sheet else where
                raise UsageError(f"{at}: no column “{header}”. See with dprk-screen columns what there is.")
