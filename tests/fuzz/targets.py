"""What is fuzzed: each target takes bytes, and either reads them or raises a ScreenError; nothing else, and in bounded time."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from screen.errors import ScreenError

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
_LISTS = ROOT / "tests" / "lists" / "data"
_ENDINGS = (".csv", ".xml", ".json", ".ftm.json", ".simple.csv", ".zip", ".gz", ".txt")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to fuzz. run: reads bytes; seeds: real ones to begin with; most_bytes: no longer input is tried."""

    what: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]
    most_bytes: int = 20_000

    def tried(self, data: bytes) -> str:
        """Read bytes; return what was said of them, '' where they were read. Any error but ours goes through."""
        try:
            self.run(data)
        except ScreenError as problem:
            return str(problem) or "an error without a message"
        return ""


def _table(data: bytes) -> None:
    from screen.intake import read_parties

    read_parties(io.BytesIO(data), today=TODAY)


def _texts() -> Iterator[bytes]:
    yield (ROOT / "examples" / "ci" / "vendors.csv").read_bytes()
    yield "Ref;Name;Geburtsdatum\r\n1;Müller;02.03.1957\r\n".encode("cp1252")
    yield "Ref\tName\tDate of birth\n1\t김영철\t1957\n".encode("utf-16")
    yield b'{"name": "Ri Yong Ho", "dob": "1957-03-02"}\n{"name": "X", "passport": 12}\n'
    yield b'Name,Passport\n"Kim\n""Yong""",1.2E+12\n,\n=1+1,@x\n'
    yield b"sep=;\nVendor Name;Country\nAcme;KP\n\nVendor Name;Country\nGlocom;MY\n"


@cache
def _workbook() -> dict[str, bytes]:
    """Return the parts of a small workbook with a date, a formula, a hidden row and a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("Ref", "Name", "Date of birth", "Passport", "Wage"),
        ("1", "Ri Yong Ho", TODAY, 123456789, "=1+1"),
        ("2", "김영철", "1957", "AB1", 0.3),
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("A5:B5")
    book.create_sheet("Other").append(("Vendor Name", "Country"))
    target = io.BytesIO()
    book.save(target)
    with ZipFile(target) as parts:
        return {name: parts.read(name) for name in sorted(parts.namelist())}


@cache
def _document() -> dict[str, bytes]:
    """Return the parts of a small .ods."""
    content = (
        b'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        b'<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell>'
        b'<table:table-cell office:value-type="string"><text:p>DOB</text:p></table:table-cell></table:table-row>'
        b'<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>Ri Yong Ho</text:p>'
        b'</table:table-cell><table:table-cell office:value-type="date" office:date-value="1957-03-02"/></table:table-row>'
        b"</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        b'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return {"META-INF/manifest.xml": manifest, "content.xml": content, "mimetype": mimetype}


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return target.getvalue()


def _with_part(parts: dict[str, bytes]) -> tuple[Callable[[bytes], object], Callable[[], Iterator[bytes]]]:
    """Return how to read a package one part of which the bytes are (the first byte says which), and its seeds."""

    def run(data: bytes) -> None:
        name = sorted(parts)[(data[0] if data else 0) % len(parts)]
        _table(_packed({**parts, name: data[1:]}))

    def seeds() -> Iterator[bytes]:
        for number, name in enumerate(sorted(parts)):
            yield bytes([number]) + parts[name]

    return run, seeds


def _whole_workbooks() -> Iterator[bytes]:
    yield _packed(_workbook())
    yield _packed(_document())
    yield b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with suppress(ImportError):
        import xlwt

        book, target = xlwt.Workbook(), io.BytesIO()
        sheet = book.add_sheet("S")
        for row, cells in enumerate((("Name", "DOB"), ("Ri Yong Ho", "1957"))):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        book.save(target)
        yield target.getvalue()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="dprk-screen-fuzz-")


def _written(data: bytes, *names: str) -> Path:
    """Write bytes to the only file of a folder, and return it."""
    path = Path(_folder().name).joinpath(*names)
    path.parent.mkdir(exist_ok=True, parents=True)
    for other in path.parent.iterdir():
        other.unlink()
    path.write_bytes(data)
    return path


def _list(data: bytes) -> None:
    from screen.lists.incoming import read_incoming

    for one in read_incoming(
        [_written(data[1:], "lists", f"list{_ENDINGS[data[0] % len(_ENDINGS)]}" if data else "list")]
    ):
        one.day()


def _lists() -> Iterator[bytes]:
    for path in sorted(_LISTS.iterdir()):
        place = next((number for number, ending in enumerate(_ENDINGS) if path.name.endswith(ending)), 0)
        yield bytes([place]) + path.read_bytes()


def _dates(data: bytes) -> None:
    from screen.intake.dates import read_dates
    from screen.lists.dates import partial_date

    text = data.decode("utf-8", "replace")
    for is_birth in (True, False):
        read_dates(text.split("\n"), "Date", today=TODAY, is_birth=is_birth)
    for month_first in (True, False):
        with suppress(ValueError):
            partial_date(text, month_first=month_first)


def _written_dates() -> Iterator[bytes]:
    for folder in ("intake", "lists"):
        for line in (ROOT / "tests" / folder / "dates.csv").read_text(encoding="utf-8").splitlines()[1:]:
            yield line.partition(",")[0].strip('"').encode()
    yield b"02.03.1957\n13.03.57\n1957\n20885\n"


def _names(data: bytes) -> None:
    """Fold, take apart and compare two names, a line each, in every kind."""
    from screen import compare_names
    from screen.model import Kind
    from screen.names import folding
    from screen.names.tokens import tokenise

    one, _, other = data.decode("utf-8", "replace").partition("\n")
    for text in (one, other):
        folded = folding.fold(text)
        assert folding.fold(folded) == folded, "folding twice is folding once"
        folding.clean(text), folding.latin(text), folding.scripts(text)
        for kind in Kind:
            tokenise(text, kind)
            folding.undone(text, is_person=kind is Kind.PERSON)
    for kind in (None, *Kind):
        assert 0 <= compare_names(one, other, kind).score <= 100


def _korean(data: bytes) -> None:
    from screen.names import korean

    one, _, other = data.decode("utf-8", "replace").partition("\n")
    lattices = korean.parse([one, other])
    for lattice in lattices:
        if lattice is not None:
            korean.rarity(lattice)
    if None not in lattices:
        assert 0 <= korean.compare(*lattices).score <= 100


def _pairs(*names: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        for name in names:
            for line in (ROOT / "tests" / "names" / name).read_text(encoding="utf-8").splitlines()[1:]:
                yield "\n".join(line.split(",")[:2]).encode()

    return seeds


_RULES = ("about.yml", "matching.yml", "changes.yml", "vocabularies/words.yml")


@cache
def _blocks() -> dict[str, str]:
    """Return each rule of the shipped ones for businesses as it is written, by id."""
    text = (ROOT / "rules" / "red_flags" / "businesses.yml").read_text(encoding="utf-8")
    return {block[:3]: f"  - id: {block}" for block in text.split("  - id: ")[1:]}


def _some_rules(*ids: str) -> str:
    head = 'typology: Some\nsource: A test\ndate: "2026-11-24"\nrules:\n'
    return head + "".join(
        block if block.endswith("\n") else f"{block}\n" for block in map(_blocks().__getitem__, ids)
    )


def _rules(data: bytes) -> None:
    """Read a folder of rules of one's own beside two shipped ones: the first byte says which of its files the bytes are."""
    from screen.redflags.loader import load_rules

    own = ROOT / "tests" / "screening" / "own_rules"
    chosen = _RULES[data[0] % len(_RULES)] if data else _RULES[0]
    home, shipped = Path(_folder().name, "rules"), Path(_folder().name, "shipped")
    shipped.mkdir(exist_ok=True)
    (shipped / "some.yml").write_text(_some_rules("A26", "A15"), encoding="utf-8")
    for name in _RULES:
        path, known = home / name, own / name
        path.parent.mkdir(exist_ok=True, parents=True)
        if name == chosen:
            path.write_bytes(data[1:])
        elif known.is_file():
            path.write_bytes(known.read_bytes())
        else:
            path.unlink(missing_ok=True)
    load_rules(shipped, [home], TODAY)


def _rule_files() -> Iterator[bytes]:
    for path in sorted((ROOT / "tests" / "screening" / "own_rules").iterdir()):
        yield bytes([_RULES.index(path.name)]) + path.read_bytes()
    for one, other in (("A01", "OWN1"), ("A04", "OWN2")):
        yield bytes([2]) + _some_rules(one).replace(f"id: {one}", f"id: {other}").encode()
    yield bytes([3]) + b"own-vocabularies:\n  words:\n    same_holder_score: 60\n"


def _decisions(data: bytes) -> None:
    from screen.decisions import Journal

    Journal.read(_written(data, "decisions", "x.decisions.jsonl"))


def _decision_files() -> Iterator[bytes]:
    yield (ROOT / "examples" / "ci" / "vendors.decisions.jsonl").read_bytes()
    yield b"<<<<<<< HEAD\n{}\n=======\n>>>>>>> x\n"
    yield b'[\n  {\n    "event": "decision"\n  }\n]\n'


def _settings(data: bytes) -> None:
    import click

    from screen.cli.check import check
    from screen.cli.config.keys import settings_of
    from screen.cli.config.written import named

    file = named(_written(data, "settings", "dprk-screen.toml"))
    with click.Context(check, info_name="check") as context:
        settings_of(file, context)


def _setting_files() -> Iterator[bytes]:
    yield (ROOT / "examples" / "ci" / "dprk-screen.toml").read_bytes()
    yield b'fail-on = "high"\noutput = ["a.xlsx"]\n[columns]\nname = "Vendor"\n[thresholds]\nauthor = "A"\nreason = "b"\n'


def _record(data: bytes) -> None:
    """Read an earlier report whose seal fits, as one who altered it on purpose would see to."""
    from screen.report.packed import read_record
    from screen.screening import EarlierRun
    from screen.screening.earlier import digest_of

    with suppress(ValueError, RecursionError):
        record = json.loads(data)
        if isinstance(record, dict):
            data = json.dumps(record | {"digest": digest_of(record)}).encode()
    EarlierRun.of(read_record(_written(data, "record", "old.json")), "old.json")


def _records() -> Iterator[bytes]:
    from tests.builders import entry, screen_rows, watchlist

    listed = watchlist(entry("Glocom"), entry("Koryo Bank"))
    found = screen_rows({"name": "Glocom Sdn Bhd", "country": "MY"}, {"name": "Weber"}, lists=[listed])
    yield json.dumps(found.record).encode()


_IN_WORKBOOK, _WORKBOOK_PARTS = _with_part(_workbook())
_IN_DOCUMENT, _DOCUMENT_PARTS = _with_part(_document())
TARGETS = {
    "text": Target("CSV, JSON lines and whatever else is read as a table of text", _table, _texts),
    "workbook": Target("whole workbooks: xlsx, ods, xls", _table, _whole_workbooks),
    "xlsx": Target("one part of an .xlsx: a sheet, its strings, its styles", _IN_WORKBOOK, _WORKBOOK_PARTS),
    "ods": Target("one part of an .ods", _IN_DOCUMENT, _DOCUMENT_PARTS),
    "lists": Target("publishers' list files: XML, CSV, JSON, zip, gzip", _list, _lists, 60_000),
    "dates": Target("dates of tables and lists", _dates, _written_dates, 400),
    "names": Target(
        "folding, tokens and comparison of two names", _names, _pairs("similarity.csv", "chinese.csv"), 400
    ),
    "korean": Target("the Korean parser and comparison of two names", _korean, _pairs("korean.csv"), 300),
    "rules": Target("folders of own rules", _rules, _rule_files),
    "decisions": Target("decisions files", _decisions, _decision_files),
    "settings": Target("settings files", _settings, _setting_files, 4_000),
    "record": Target("the record of an earlier run", _record, _records, 60_000),
}
