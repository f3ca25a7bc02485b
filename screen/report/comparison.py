"""A party beside an entry, field by field: what agrees, what contradicts, and what one side does not say."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.report.gaps import Gaps
from screen.report.wording import field_word

if TYPE_CHECKING:
    from screen.screening import Screening

Lines = tuple[list[str], list[str], list[str]]


class Comparisons:
    """The matches of a screening, each laid out for a person: lines "Field: yours | listed: theirs"."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening

    @cached_property
    def _evidence(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for item in self._screening.evidence.itertuples(index=False):
            found[item.match].append(item)
        return dict(found)

    @cached_property
    def _gaps(self) -> Gaps:
        return Gaps(self._screening)

    def of(self, place: int, match: Any) -> Lines:
        """Return what agrees, what contradicts and what one side alone tells, of the match at a place."""
        agrees: list[str] = []
        against: list[str] = []
        items = self._evidence.get(place, [])
        for item in items:
            close = " (close)" if item.verdict == "close" else ""
            both = f"{item.asked} | listed: {item.listed}" if item.asked or item.listed else item.why
            (against if item.verdict == "contradicts" else agrees).append(f"{field_word(item.field)}: {both}{close}")
        gaps = self._gaps.of(match._asdict(), {item.field for item in items})
        missing = [
            f"{field_word(one['field'])}: {one['asked'] or 'not given'} | "
            + (f"listed: {one['listed']}" if one["listed"] else "not listed")
            for one in gaps
            if bool(one["asked"]) != bool(one["listed"])
        ]
        return agrees, against, missing
