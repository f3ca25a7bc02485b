"""Where things stand in the workbook, so that its sheets can lead to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screen.report.table import HEADER_ROWS, Link, place

if TYPE_CHECKING:
    from screen.screening import Screening


@dataclass
class Places:
    """Where things stand in the workbook, so that sheets can link to each other.

    found: title of a sheet of the workbook → (sheet, row) of a party → where it stands there first.
    """

    parties: dict[tuple[str, int], str]
    titles: dict[str, str]
    found: dict[str, dict[tuple[str, int], str]] = field(default_factory=dict)

    def add(self, title: str, parties: Sequence[tuple[str, int]]) -> None:
        """Say which party each row of a sheet is about, from its first row on."""
        known = self.found.setdefault(title, {})
        for number, party in enumerate(parties, start=HEADER_ROWS + 1):
            known.setdefault(party, place(title, number))

    def count(self, title: str, sheet: str, row: int, count: int) -> Link | int:
        """Return how many rows of a sheet of the workbook are about a party, leading to the first of them."""
        target = self.found.get(title, {}).get((sheet, row), "")
        return Link(str(count), target) if count and target else count

    def party(self, sheet: str, row: int) -> Link:
        """Return a link to a party's own row."""
        text = f"{sheet}, row {row}" if sheet else f"row {row}"
        return Link(text, self.parties[sheet, row]) if (sheet, row) in self.parties else Link(text, "")


def sheet_titles(names: Sequence[str]) -> dict[str, str]:
    """Return a valid, unique title for the Parties sheet of each input sheet."""
    titles: dict[str, str] = {}
    for name in names:
        bare = "".join("-" if c in r"[]:*?/\'" else c for c in name).strip() or ""
        title = ("Parties" if len(names) == 1 or not bare else f"Parties {bare}")[:31]
        number = 2
        while title.lower() in {used.lower() for used in titles.values()}:
            title = f"{title[:27]} {number}"
            number += 1
        titles[name] = title
    return titles


def party_places(screening: Screening, titles: dict[str, str]) -> Places:
    """Work out where each party will stand."""
    found = {}
    for sheet in screening.intake.sheets:
        for offset, number in enumerate(sheet.written.index.tolist(), start=HEADER_ROWS + 1):
            found[sheet.name, number] = place(titles[sheet.name], offset)
    return Places(found, titles)
