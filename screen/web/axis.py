"""A time line as it is drawn: an axis with months or years, and each date as a mark or a span on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screen.screening.timeline import Day, Line, Mark, Timeline

LEFT, WIDTH, RIGHT = 190, 780, 20
"""Room for names, for the axis, and at its end; in the units of the picture."""
TOP, ROW = 62, 22
_FAR_YEARS = 15  # a date further from today is put at the edge, so that one slip of the pen hides no other date
_MONTHS_TO = 30  # months up to which each is labelled, as far as there is room
_MOST_LABELS = 16


@dataclass(frozen=True, slots=True)
class Drawn:
    """One date in the picture: from x to end (the same for a day that is known); edge: -1 or 1 where it lies beyond it."""

    mark: Mark
    x: float
    end: float
    edge: int
    is_common: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day shown to the last: labels, rows, days in common, the legal day where it lies within, each with its x."""

    first: date
    last: date
    labels: tuple[tuple[float, str], ...]
    rows: tuple[tuple[Line, tuple[Drawn, ...]], ...]
    days: tuple[tuple[float, Day], ...]
    repatriation: float | None
    beyond: int

    @property
    def height(self) -> int:
        """How high the picture is."""
        return TOP + ROW * len(self.rows) + 8


def axis(line: Timeline, today: date) -> Axis | None:
    """Return a time line as it is drawn; None where no date is told."""
    marks = [mark for one in line.lines for mark in one.marks]
    near = [one for one in marks if abs(one.first.year - today.year) <= _FAR_YEARS]
    if not marks:
        return None
    shown = near or marks
    first = min(one.first for one in shown)
    last = max(min(one.last, date(today.year + _FAR_YEARS, 12, 31)) for one in shown)
    if abs((line.repatriation - first).days) < 800 and line.repatriation < first:
        first = line.repatriation
    first, last = date(first.year, first.month, 1), max(_next_month(last), _next_month(first))
    days = max((last - first).days, 1)

    def at(day: date) -> float:
        return round(LEFT + WIDTH * min(max((day - first).days / days, 0), 1), 1)

    common = {(one.field, one.day) for one in line.days}
    rows = []
    beyond = 0
    for one in line.lines:
        drawn = []
        for mark in one.marks:
            edge = -1 if mark.last < first else 1 if mark.first > last else 0
            beyond += bool(edge)
            is_common = mark.is_full and (mark.field, mark.first) in common
            drawn.append(Drawn(mark, at(mark.first), at(mark.last), edge, is_common))
        rows.append((one, tuple(drawn)))
    lawful = at(line.repatriation) if first <= line.repatriation <= last else None
    inside = tuple((at(one.day), one) for one in line.days if first <= one.day <= last)
    return Axis(
        first, last, tuple((at(day), text) for day, text in _labels(first, last)), tuple(rows), inside, lawful, beyond
    )


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < date.max.year else date.max


def _labels(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Yield days with their label: months where the axis is short, else years, as many as there is room for."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // _MOST_LABELS)) if months <= _MONTHS_TO else 0
    if step:
        for number in range(0, months + 1, step):
            month = first.month - 1 + number
            day = date(first.year + month // 12, month % 12 + 1, 1)
            yield day, f"{day:%Y-%m}"
        return
    years = range(first.year if (first.month, first.day) == (1, 1) else first.year + 1, last.year + 1)
    for year in _thinned(years):
        yield date(year, 1, 1), str(year)


def _thinned(years: Sequence[int]) -> Sequence[int]:
    return years[:: max(1, -(-len(years) // _MOST_LABELS))]
