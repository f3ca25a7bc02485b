"""Drawings as inline SVG: lines and points with their axes, readable without colour and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.report.effectiveness.sections import Drawing, Series

if TYPE_CHECKING:
    from markupsafe import Markup

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 400, 62, 16, 14, 46
_LEGEND = 20
_DASHES = ("", "7 4", "2 3", "9 3 2 3")
_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values stand across; upwards is always 0 to 1."""

    first: float
    last: float

    def x(self, value: float) -> float:
        return _LEFT + (value - self.first) / (self.last - self.first or 1) * (_WIDTH - _LEFT - _RIGHT)

    @staticmethod
    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - value * (_HEIGHT - _TOP - _BOTTOM)

    @property
    def ticks(self) -> list[float]:
        """Five to ten round values across."""
        span = self.last - self.first or 1
        power = 10.0
        while power > span / 5:
            power /= 10
        step = next(one * power for one in _ROUND if span / (one * power) <= 10)
        first = -(-self.first // step)
        return [step * (first + place) for place in range(int((self.last - first * step) / step + 1e-9) + 1)]


def svg(drawing: Drawing) -> Markup:
    """Return a drawing as SVG; every text is escaped."""
    from markupsafe import Markup

    values = [x for series in drawing.series for x, _ in series.points]
    scale = _Scale(*(drawing.ends or (min(values, default=0), max(values, default=1))))
    height = _HEIGHT + _LEGEND * len(drawing.series)
    parts = [*_axes(drawing, scale), *_intervals(drawing, scale)]
    for place, series in enumerate(drawing.series):
        parts += [*_series(series, place, scale), *_legend(series, place)]
    opening = Markup('<svg class="drawing" role="img" viewBox="0 0 {} {}"><title>{}</title>').format(
        _WIDTH, height, drawing.title
    )
    return Markup("\n").join([opening, *parts, Markup("</svg>")])


def _axes(drawing: Drawing, scale: _Scale) -> Iterator[Markup]:
    from markupsafe import Markup

    line = Markup('<line class="grid" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>')
    text = Markup('<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    for tenth in range(0, 11, 2):
        y = scale.y(tenth / 10)
        yield line.format(_LEFT, y, _WIDTH - _RIGHT, y)
        yield text.format(_LEFT - 6, y + 4, "end", f"{tenth * 10} %")
    for value in scale.ticks:
        x = scale.x(value)
        yield line.format(x, scale.y(0), x, scale.y(0) + 5)
        yield text.format(x, scale.y(0) + 18, "middle", f"{value:g}")
    yield text.format((_LEFT + _WIDTH) / 2, _HEIGHT - 8, "middle", drawing.across)
    yield Markup('<text class="tick" transform="translate(14 {}) rotate(-90)" text-anchor="middle">{}</text>').format(
        _HEIGHT / 2, drawing.upwards
    )


def _intervals(drawing: Drawing, scale: _Scale) -> Iterator[Markup]:
    from markupsafe import Markup

    for x, low, high in drawing.intervals:
        yield Markup('<line class="interval" x1="{0:.1f}" y1="{1:.1f}" x2="{0:.1f}" y2="{2:.1f}"/>').format(
            scale.x(x), scale.y(low), scale.y(high)
        )


def _series(series: Series, place: int, scale: _Scale) -> Iterator[Markup]:
    from markupsafe import Markup

    points = [(scale.x(x), scale.y(y)) for x, y in series.points]
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield Markup('<polyline class="line line-{}" stroke-dasharray="{}" points="{}"/>').format(
        place, _DASHES[place % 4], told
    )
    for number, (x, y) in enumerate(points):
        label = series.labels[number] if series.labels else ""
        if not label and len(points) > 20:
            continue
        yield Markup('<circle class="point line-{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(
            place, x, y, 4 if label else 3
        )
        if label and not place:
            is_last = x > _WIDTH - _LEFT - _RIGHT
            yield Markup('<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                x + (0 if is_last else 7), y + 16, "end" if is_last else "start", label
            )


def _legend(series: Series, place: int) -> Iterator[Markup]:
    from markupsafe import Markup

    y = _HEIGHT + _LEGEND * place + 8
    yield Markup('<line class="line line-{0}" stroke-dasharray="{1}" x1="{2}" y1="{3}" x2="{4}" y2="{3}"/>').format(
        place, _DASHES[place % 4], _LEFT, y - 4, _LEFT + 34
    )
    yield Markup('<text class="tick" x="{}" y="{}">{}</text>').format(_LEFT + 42, y, series.title)
