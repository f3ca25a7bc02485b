"""What the officer chose of how a table is read and screened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from screen.intake.corrections import Correction


@dataclass(frozen=True)
class Choices:
    """Choices beside what is understood by itself; '' and nothing leave that as it is.

    profile: kind of table; encoding, delimiter: of a text file; corrections: one a sheet, or a table of several on a sheet.
    """

    profile: str = ""
    encoding: str = ""
    delimiter: str = ""
    corrections: tuple[Correction, ...] = ()

    def of(self, sheet: str) -> Correction:
        """Return what was chosen of a sheet."""
        return next((one for one in self.corrections if one.sheet == sheet), Correction(sheet))

    def with_column(self, sheet: str, header: str, field: str | None, shared: Collection[str]) -> Choices:
        """Return them with a column taken for a field, '' to leave it unread, None for what is found by itself."""
        return self._with(self.of(sheet).with_column(header, field, shared))

    def with_header(self, sheet: str, row: int, rows: int) -> Choices:
        """Return them with another header; what was chosen of the columns below the old one is gone.

        row: 0 to have it found, or, with no rows, where the first row is data.
        """
        others = tuple(one for one in self.corrections if not one.sheet.startswith(f"{sheet} from row "))
        return replace(self, corrections=others)._with(
            replace(self.of(sheet), header_row=row, header_rows=rows, columns={})
        )

    def with_sheet(self, sheet: str, is_left_out: bool) -> Choices:
        """Return them with a sheet left out or taken in."""
        return self._with(replace(self.of(sheet), is_left_out=is_left_out))

    def _with(self, correction: Correction) -> Choices:
        others = [one for one in self.corrections if one.sheet != correction.sheet]
        says_nothing = correction in (Correction(correction.sheet), Correction(correction.sheet, 0, 2))
        return replace(self, corrections=(*others, *(() if says_nothing else (correction,))))

    @property
    def reading(self) -> dict[str, Any]:
        """What Screener.screen and screen_large take of them."""
        return {
            "encoding": self.encoding or None, "delimiter": self.delimiter or None, "profile": self.profile or None,
            "corrections": self.corrections,
        }  # fmt: skip
