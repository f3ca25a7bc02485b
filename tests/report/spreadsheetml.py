"""What Excel demands of a workbook it opens without a repair prompt (ECMA-376, part 1, 18), as assertions over its parts."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl.utils import coordinate_to_tuple, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
NAME = re.compile(r"[^\W\d][\w.]{0,254}")
LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d{1,7}|r\d*(c\d*)?|c\d*", re.IGNORECASE)


def check(path: Path, most_rows: int = 1_048_576) -> None:
    """Raise AssertionError, naming part and rule, for what Excel would repair."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)), "a part stands twice"
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in names}
    _Workbook(parts, most_rows).check()


class _Workbook:
    def __init__(self, parts: dict[str, ElementTree.Element], most_rows: int) -> None:
        self.parts, self.most_rows = parts, most_rows
        book = parts["xl/workbook.xml"]
        related = self.related("xl/workbook.xml")
        self.sheets = {
            sheet.get("name", ""): related[sheet.get(f"{RELATIONSHIP}id")] for sheet in book.iter(f"{MAIN}sheet")
        }
        self.states = [sheet.get("state", "visible") for sheet in book.iter(f"{MAIN}sheet")]
        strings = parts.get("xl/sharedStrings.xml", ElementTree.Element("sst"))
        self.strings = ["".join(item.itertext()) for item in strings.iter(f"{MAIN}si")]
        styles = parts["xl/styles.xml"]
        self.styles, self.looks = len(styles.find(f"{MAIN}cellXfs") or ()), len(styles.find(f"{MAIN}dxfs") or ())
        self.taken: set[str] = set()
        self.table_ids: set[str] = set()

    def related(self, part: str) -> dict[str | None, str]:
        """Return id → target of a part, an address as it is, a part by its name in the archive."""
        folder, name = posixpath.split(part)
        relationships = self.parts.get(f"{folder}/_rels/{name}.rels", ElementTree.Element("none"))
        found: dict[str | None, str] = {}
        for one in relationships.iter(f"{PACKAGE}Relationship"):
            assert one.get("Id") not in found, f"{part}: {one.get('Id')} stands twice"
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                assert target in self.parts, f"{part}: {target} is not there"
            found[one.get("Id")] = target
        return found

    def check(self) -> None:
        types = self.parts["[Content_Types].xml"]
        told = {one.get("PartName", "").lstrip("/") for one in types.iter(f"{TYPES}Override")}
        assert told <= set(self.parts), f"told of, not there: {told - set(self.parts)}"
        plain = {name for name in self.parts if not name.endswith((".rels", "].xml"))}
        assert plain <= told, f"of no type: {plain - told}"
        assert self.states[0] == "visible"
        self.check_titles()
        self.check_names()
        for title, part in self.sheets.items():
            self.check_sheet(title, part, self.parts[part])
        assert all(len(text.encode("utf-16-le")) <= 65_534 for text in self.strings), "a text is too long"

    def check_titles(self) -> None:
        assert len({title.casefold() for title in self.sheets}) == len(self.states)
        for title in self.sheets:
            assert 0 < len(title) <= 31, title
            assert not set(title) & set("[]:*?/\\"), title
            assert not title.startswith("'") | title.endswith("'"), title

    def check_names(self) -> None:
        for one in self.parts["xl/workbook.xml"].iter(f"{MAIN}definedName"):
            name, local = one.get("name", ""), one.get("localSheetId")
            if local is not None:
                assert int(local) < len(self.sheets), name
                continue
            self.take(name)
            title, _, cells = (one.text or "").rpartition("!")
            assert title.strip("'").replace("''", "'") in self.sheets, one.text
            assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", cells), one.text

    def take(self, name: str) -> None:
        assert NAME.fullmatch(name), name
        assert not LIKE_A_CELL.fullmatch(name), name
        assert name.casefold() not in self.taken, f"{name} stands twice"
        self.taken.add(name.casefold())

    def check_sheet(self, title: str, part: str, sheet: ElementTree.Element) -> None:
        tags = [child.tag.removeprefix(MAIN) for child in sheet]
        places = [ORDER.index(tag) for tag in tags]
        assert places == sorted(places), f"{title}: out of order: {tags}"
        assert all(tags.count(tag) == 1 for tag in tags if tag != "conditionalFormatting"), tags
        cells = self.cells(title, sheet)
        related = self.related(part)
        used = {value for one in sheet.iter() for name, value in one.attrib.items() if name == f"{RELATIONSHIP}id"}
        assert used <= set(related), f"{title}: {used - set(related)}"
        filters = [one.get("ref", "") for one in sheet.iter(f"{MAIN}autoFilter")]
        tables = [related[one.get(f"{RELATIONSHIP}id")] for one in sheet.iter(f"{MAIN}tablePart")]
        assert not (filters and tables), f"{title}: a filter of the sheet and a table"
        for table in tables:
            self.check_table(title, self.parts[table], cells)
        self.check_merged(title, sheet)
        self.check_links(title, sheet)
        self.check_rules(title, sheet)
        for one in sheet.iter(f"{MAIN}drawing"):
            check_drawing(self.parts[related[one.get(f"{RELATIONSHIP}id")]])

    def cells(self, title: str, sheet: ElementTree.Element) -> dict[str, str | None]:
        """Check rows and cells; return what the header cells say."""
        found: dict[str, str | None] = {}
        before = 0
        for row in sheet.iter(f"{MAIN}row"):
            number = int(row.get("r", "0"))
            assert before < number <= self.most_rows, f"{title}: row {number}"
            before, column = number, 0
            for cell in row:
                at = coordinate_to_tuple(cell.get("r", ""))
                assert at[0] == number, cell.get("r")
                assert column < at[1] <= 16_384, cell.get("r")
                column = at[1]
                assert int(cell.get("s", "0")) < self.styles, cell.get("r")
                text = self.text(cell)
                assert text is None or len(text.encode("utf-16-le")) <= 65_534, f"{title}!{cell.get('r')} is too long"
                if number <= 5:
                    found[cell.get("r", "")] = text
        return found

    def text(self, cell: ElementTree.Element) -> str | None:
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext())
        value = cell.findtext(f"{MAIN}v")
        return self.strings[int(value)] if cell.get("t") == "s" and value is not None else value

    def check_table(self, title: str, table: ElementTree.Element, cells: dict[str, str | None]) -> None:
        self.take(table.get("displayName", ""))
        assert table.get("name") == table.get("displayName")
        assert table.get("id") not in self.table_ids
        self.table_ids.add(table.get("id", ""))
        left, top, right, bottom = range_boundaries(table.get("ref", ""))
        assert bottom > top, f"{title}: a table without a row"
        assert [one.get("ref") for one in table.iter(f"{MAIN}autoFilter")] == [table.get("ref")]
        columns: Any = table.find(f"{MAIN}tableColumns")
        assert int(columns.get("count")) == len(columns) == right - left + 1
        names = [column.get("name") for column in columns]
        assert len({name.casefold() for name in names}) == len(names), f"{title}: {names}"
        assert len({column.get("id") for column in columns}) == len(names)
        for place, name in enumerate(names):
            cell = cells[f"{_letter(left + place)}{top}"]
            assert cell == name.replace("_x000a_", "\n"), f"{title}: {cell!r} is {name!r} in the table"

    def check_merged(self, title: str, sheet: ElementTree.Element) -> None:
        areas = [range_boundaries(one.get("ref", "")) for one in sheet.iter(f"{MAIN}mergeCell")]
        for place, (left, top, right, bottom) in enumerate(areas):
            assert (left, top) != (right, bottom), f"{title}: one cell is merged with itself"
            for other in areas[place + 1 :]:
                apart = other[0] > right or other[2] < left or other[1] > bottom or other[3] < top
                assert apart, f"{title}: merged cells overlap"

    def check_links(self, title: str, sheet: ElementTree.Element) -> None:
        links = list(sheet.iter(f"{MAIN}hyperlink"))
        assert len(links) <= 65_530, title
        for link in links:
            if location := link.get("location"):
                name, _, cell = location.rpartition("!")
                assert name.strip("'").replace("''", "'") in self.sheets, f"{title}: {location}"
                assert coordinate_to_tuple(cell)[0] <= self.most_rows, location

    def check_rules(self, title: str, sheet: ElementTree.Element) -> None:
        validations = list(sheet.iter(f"{MAIN}dataValidation"))
        for one in validations:
            limits = {"error": 255, "prompt": 255, "errorTitle": 32, "promptTitle": 32}
            assert all(len(one.get(name, "")) <= most for name, most in limits.items()), f"{title}: {one.attrib}"
            assert all(len(formula.text or "") <= 255 for formula in one), f"{title}: {one.attrib}"
        priorities = [rule.get("priority") for rule in sheet.iter(f"{MAIN}cfRule")]
        assert len(priorities) == len(set(priorities)), title
        for rule in sheet.iter(f"{MAIN}cfRule"):
            assert int(rule.get("dxfId", "0")) < self.looks, title


def check_drawing(drawing: ElementTree.Element) -> None:
    """Check that no chart lies over another."""
    areas = []
    for anchor in drawing.iter(f"{DRAWING}twoCellAnchor"):
        start, end = ([int(anchor.findtext(f"{DRAWING}{end}/{DRAWING}{side}") or 0) for side in ("col", "row")]
                      for end in ("from", "to"))  # fmt: skip
        areas.append((*start, *end))
    for place, (left, top, right, bottom) in enumerate(areas):
        assert left < right, "a chart without width"
        assert top < bottom, "a chart without height"
        for other in areas[place + 1 :]:
            apart = other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
            assert apart, "two charts overlap"


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)
