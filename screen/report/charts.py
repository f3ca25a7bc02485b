"""Charts on a page, native to the workbook: bars, whose data stand in a small table beside them, and lines.

Each bar carries its number and its name, so that a chart reads in print without colours; one without data is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.report.style import FONT, INK

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EDGE = "404040"
_POINTS = 900  # hundredths of a point
_GAP = 45  # per cent of a bar


@dataclass(frozen=True, slots=True)
class Data:
    """Where the data of a chart stand: columns of names and of numbers, first and last row; the cell above them is the header."""

    names: int
    numbers: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Area:
    """The cells a chart covers, from the top left one to the bottom right one; counted from 1, both included."""

    left: int
    top: int
    right: int
    bottom: int


def bars(sheet: Worksheet, title: str, data: Data, area: Area, colours: Sequence[str] = (INK,)) -> bool:
    """Draw one bar for each row of data, the first on top; returns whether there was anything to draw.

    colours: one for each bar, or one for all.
    """
    from openpyxl.chart import BarChart, Reference

    numbers = [sheet.cell(row, data.numbers).value for row in range(data.first, data.last + 1)]
    if not any(numbers):
        return False
    chart: Any = BarChart()
    chart.type, chart.gapWidth, chart.legend, chart.varyColors = "bar", _GAP, None, False
    chart.title = _title(title)
    chart.add_data(Reference(sheet, data.numbers, data.first - 1, max_row=data.last), titles_from_data=True)
    chart.set_categories(Reference(sheet, data.names, data.first, max_row=data.last))
    _axes(chart)
    _paint(chart.series[0], [colours[place % len(colours)] for place in range(len(numbers))])
    chart.anchor = _anchor(area)
    sheet.add_chart(chart)
    return True


def _axes(chart: Any) -> None:
    """Show the names of the bars from the top down; the numbers stand at the bars."""
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.scaling.orientation, chart.y_axis.scaling.min = "maxMin", 0
    chart.x_axis.majorTickMark = "none"
    chart.x_axis.txPr = _text()
    chart.y_axis.majorGridlines = None


def _paint(series: Any, colours: Sequence[str]) -> None:
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.marker import DataPoint

    series.graphicalProperties.solidFill = colours[0]
    series.graphicalProperties.line.solidFill = _EDGE
    for place, colour in enumerate(colours):
        if colour != colours[0]:
            point: Any = DataPoint(idx=place)
            point.graphicalProperties.solidFill = colour
            point.graphicalProperties.line.solidFill = _EDGE
            series.dPt.append(point)
    series.dLbls = DataLabelList(
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        showBubbleSize=False,
        dLblPos="outEnd",
    )
    series.dLbls.txPr = _text(is_bold=True)


def _title(text: str) -> Any:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RegularTextRun

    style = _letters(_POINTS + 200, is_bold=True)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=style), r=[RegularTextRun(rPr=style, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _text(is_bold: bool = False) -> Any:
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    style = _letters(_POINTS, is_bold)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=style), endParaRPr=style)])


def _letters(size: int, is_bold: bool) -> Any:
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(sz=size, b=is_bold, solidFill=INK, latin=Font(typeface=FONT))


def _anchor(area: Area) -> Any:
    """Tie a chart to its cells, so that it covers no other whatever their size."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    start = AnchorMarker(col=area.left - 1, row=area.top - 1, colOff=90_000)
    return TwoCellAnchor("oneCell", start, AnchorMarker(col=area.right, row=area.bottom))


@dataclass(frozen=True, slots=True)
class Line:
    """Where the points of one line stand: columns across and upwards, first and last row; the cell above upwards is its name."""

    across: int
    upwards: int
    first: int
    last: int


_LINES = ("1F4E79", "C55A11", "2E6B4F", "7B1E1E", "5B3A8C")
_MARKS = ("circle", "diamond", "square", "triangle", "x")


def lines(
    sheet: Worksheet, data: Worksheet, title: str, axes: tuple[str, str], drawn: Sequence[Line], area: Area,
    ends: tuple[float, float] | None = None, named: Sequence[Line] = (),
) -> None:  # fmt: skip
    """Draw points joined by lines; each line has a mark and a colour of its own.

    data: the sheet the points stand on; axes: what runs across, and upwards from 0 to 1 as per cent; ends: of what runs
    across; named: thin upright lines that bear their name and stand in no legend.
    """
    from openpyxl.chart import Reference, ScatterChart, Series
    from openpyxl.chart.legend import LegendEntry

    chart: Any = ScatterChart()
    chart.title, chart.style, chart.scatterStyle = _title(title), 13, "lineMarker"
    for place, line in enumerate(drawn):
        across = Reference(data, line.across, line.first, max_row=line.last)
        upwards = Reference(data, line.upwards, line.first - 1, max_row=line.last)
        series: Any = Series(upwards, across, title_from_data=True)
        colour = _LINES[place % len(_LINES)]
        series.marker.symbol, series.marker.size, series.smooth = _MARKS[place % len(_MARKS)], 5, False
        series.marker.graphicalProperties.solidFill = series.marker.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.solidFill, series.graphicalProperties.line.width = colour, 15_000
        chart.series.append(series)
    for line in named:
        chart.series.append(_upright(data, line))
    for axis, told in ((chart.x_axis, axes[0]), (chart.y_axis, axes[1])):
        axis.title, axis.delete, axis.txPr = _title(told), False, _text()
    chart.x_axis.majorGridlines = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.number_format = 0, 1, "0%"
    if ends:
        chart.x_axis.scaling.min, chart.x_axis.scaling.max = ends
    chart.legend.position = "b"
    chart.legend.legendEntry = [LegendEntry(idx=len(drawn) + place, delete=True) for place in range(len(named))]
    chart.anchor = _anchor(area)
    sheet.add_chart(chart)


def _upright(data: Worksheet, line: Line) -> Any:
    """Return a thin line of three points with its name at the middle one."""
    from openpyxl.chart import Reference, Series
    from openpyxl.chart.label import DataLabel, DataLabelList

    across, upwards = (Reference(data, one, line.first, max_row=line.last) for one in (line.across, line.upwards))
    series: Any = Series(upwards, across, title=data.cell(line.first - 1, line.upwards).value)
    series.marker.symbol, series.smooth = "none", False
    series.graphicalProperties.line.solidFill, series.graphicalProperties.line.prstDash = _EDGE, "dash"
    series.graphicalProperties.line.width = 9_000
    shown = {
        "showVal": False,
        "showCatName": False,
        "showLegendKey": False,
        "showPercent": False,
        "showBubbleSize": False,
    }
    label: Any = DataLabel(idx=1, showSerName=True, dLblPos="r", **shown)
    label.txPr = _text(is_bold=True)
    series.dLbls = DataLabelList(dLbl=[label], showSerName=False, **shown)
    return series
