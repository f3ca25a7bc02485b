"""What the XML of an .xlsx shows and calamine does not: hidden rows, number formats, formulas without a value, error cells.

It is walked before the workbook is opened, element by element and with nothing kept of what is behind, so that it tells also
how far a sheet reaches: a single cell far out makes a small file fill the memory of the machine.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BLOCK = 1 << 18


class ForbiddenXml(ValueError):
    """A document type or entities, which no spreadsheet writes."""

    def __init__(self) -> None:
        super().__init__("it declares a document type or entities, which no spreadsheet does")


@dataclass
class SheetXml:
    """What the XML of one sheet shows beyond its values; places are (row, column) from 0.

    rows, columns: how far its values reach; texts: how many cells hold a shared text; part: of the archive.
    """

    hidden_rows: set[int] = field(default_factory=set)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    is_1904: bool = False
    no_value: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    texts: int = 0
    part: str = ""


def parse(
    stream: IO[bytes], begun: Callable[[str, dict[str, str]], None], text: Callable[[str], object] | None = None, parser: Any = None
) -> None:  # fmt: skip
    """Walk XML, telling of each element that begins, and of text where asked for.

    Raises ForbiddenXml for a document type, ValueError for what is no XML.
    """

    def forbidden(*_: object) -> None:
        raise ForbiddenXml

    parser = parser or expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler, parser.CharacterDataHandler = begun, text
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise ValueError(f"no XML: {problem}") from problem


def local(tag: str) -> str:
    """Return a tag without its namespace: transitional and strict files differ only there."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def sheets_of(archive: zipfile.ZipFile) -> dict[str, SheetXml]:
    """Return sheet name → what its XML shows. Raises ValueError and what zipfile raises for damaged parts."""
    names = {name.casefold(): name for name in archive.namelist()}
    book = _tree(archive.read("xl/workbook.xml"))
    targets = _targets(book, _tree(archive.read("xl/_rels/workbook.xml.rels")))
    is_1904 = any(
        local(element.tag) == "workbookPr" and element.get("date1904") in {"1", "true"} for element in book.iter()
    )
    padding = {}
    if styles := names.get("xl/styles.xml"):
        padding = _paddings(_tree(archive.read(styles) or b"<none/>"))
    found = {}
    for sheet, target in targets.items():
        if part := names.get(target.casefold()):
            with archive.open(part) as stream:
                found[sheet] = sheet_xml(stream, padding)
            found[sheet].is_1904, found[sheet].part = is_1904, part
    return found


def _tree(part: bytes) -> Element:
    """Return the root of a small part. Raises ForbiddenXml, and SyntaxError for what is no XML."""
    from defusedxml import DefusedXmlException, ElementTree

    try:
        root: Element = ElementTree.fromstring(part, forbid_dtd=True)
    except DefusedXmlException:
        raise ForbiddenXml from None
    return root


def _targets(workbook: Element, relations: Element) -> dict[str, str]:
    paths = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for element in workbook.iter():
        if local(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if local(name) == "id"), None)
            path = paths.get(key, "").replace("\\", "/")
            path = path if path.startswith("/") else f"xl/{path}"
            found[element.get("name", "")] = posixpath.normpath(path).lstrip("/")
    return found


def _paddings(styles: Element) -> dict[str, int]:
    """Return cell style → width of its zero-padding format (0000000), where it has one."""
    formats = {
        element.get("numFmtId", "0"): element.get("formatCode", "")
        for element in styles.iter()
        if local(element.tag) == "numFmt"
    }
    widths = {}
    for group in styles:
        if local(group.tag) == "cellXfs":
            for index, style in enumerate(group):
                code = formats.get(style.get("numFmtId", "0"), "").split(";")[0].replace('"', "").replace("\\", "")
                if re.fullmatch(r"0{2,}", code):
                    widths[str(index)] = len(code)
    return widths


def sheet_xml(stream: IO[bytes], padding: Mapping[str, int]) -> SheetXml:
    """Walk the XML of a sheet once. padding: cell style → width to which zeros fill it up."""
    return _Walk(padding).over(stream)


class _Walk:
    """One walk over a sheet: where it is, and what it found. A sheet has millions of elements, so little is done for each."""

    def __init__(self, padding: Mapping[str, int]) -> None:
        self._padding, self._found = padding, SheetXml()
        self._parser = expat.ParserCreate()
        self._local: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._written = ""  # number of the row, as in the reference of a cell
        self._kind = "n"
        self._width = 0  # to which zeros fill the cell up
        self._has_formula = False
        self._value: list[str] = []

    def over(self, stream: IO[bytes]) -> SheetXml:
        parse(stream, self._begun, parser=self._parser)
        self._close()
        return self._found

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._local.get(name) or self._local.setdefault(name, local(name))
        if tag == "c":
            self._cell_begun(attributes)
        elif tag in ("v", "is"):
            if self._column > self._found.columns:
                self._found.columns = self._column
            if self._row > self._found.rows:
                self._found.rows = self._row
            if self._has_formula or self._kind == "e":
                self._parser.CharacterDataHandler = self._value.append
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._row_begun(attributes)

    def _row_begun(self, attributes: dict[str, str]) -> None:
        self._close()
        self._row, self._column = int(attributes.get("r") or self._row + 1), 0
        self._written = str(self._row)
        if attributes.get("hidden") in {"1", "true"}:
            self._found.hidden_rows.add(self._row - 1)

    def _cell_begun(self, attributes: dict[str, str]) -> None:
        if self._has_formula or self._width or self._kind == "e":
            self._close()
        self._kind = kind = attributes.get("t", "n")
        if reference := attributes.get("r"):
            letters = reference.rstrip("0123456789")
            self._column = self._columns.get(letters) or self._columns.setdefault(letters, _column(letters))
            if (written := reference[len(letters) :]) != self._written:
                self._row, self._written = int(written or 0), written
        else:
            self._column += 1
        if kind == "s":
            self._found.texts += 1
        elif kind == "n":
            self._width = self._padding.get(attributes.get("s", "0"), 0)

    def _close(self) -> None:
        """Note what the cell that has just ended shows."""
        at, value = (self._row - 1, self._column - 1), "".join(self._value)
        if self._kind == "e":
            self._found.errors[at] = value
        elif self._has_formula and not value and self._kind != "str":
            self._found.no_value.add(at)
        elif self._width:
            self._found.padded[at] = self._width
        self._kind, self._width, self._has_formula = "n", 0, False
        if self._value:
            self._value.clear()
        self._parser.CharacterDataHandler = None


def _column(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + ord(letter) - 64
    return number
