"""Where things stand in the workbook, so that its sheets can lead to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from screen.report.table import Link, Span

if TYPE_CHECKING:
    from screen.screening import Screening

Party = tuple[str, int]


class Places:
    """Where parties stand in the workbook; spans: input sheet → its Parties sheets."""

    def __init__(self, screening: Screening, spans: Mapping[str, Span]) -> None:
        self._rows = {sheet.name: sheet.written.index for sheet in screening.intake.sheets}
        self._spans = spans
        self._added: dict[str, tuple[Span, dict[Party, int]]] = {}

    def party(self, sheet: str, row: int) -> Link:
        """Return a link to a party's own row."""
        text = f"{sheet}, row {row}" if sheet else f"row {row}"
        try:
            return Link(text, self._spans[sheet].place(self._rows[sheet].get_loc(row)))
        except KeyError:
            return Link(text, "")

    def add(self, title: str, span: Span, parties: Sequence[Party]) -> None:
        """Say which party each row of a table is about, from its first row on."""
        first: dict[Party, int] = {}
        for number, party in enumerate(parties):
            first.setdefault(party, number)
        self._added[title] = (span, first)

    def span(self, title: str) -> Span:
        """Return the sheets of a table that was added."""
        return self._added[title][0]

    def count(self, title: str, sheet: str, row: int, count: int) -> Link | int:
        """Return how many rows of a table are about a party, leading to the first of them."""
        span, first = self._added[title]
        number = first.get((sheet, row))
        return count if number is None or not count else Link(str(count), span.place(number))


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
