"""The effectiveness report as one .html file that needs no network and runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from screen.report.effectiveness import sections
from screen.report.effectiveness.drawing import svg
from screen.report.effectiveness.sections import Form, Table
from screen.report.effectiveness.terms import terms
from screen.report.effectiveness.workbook import STATES, TITLE
from screen.report.effectiveness.written import written
from screen.report.page import environment

if TYPE_CHECKING:
    from jinja2 import Template

MOST_ROWS = 200
Record = Mapping[str, Any]


def page(record: Record) -> str:
    """Return the page of a record as HTML."""
    return _template().render(
        r=record, title=TITLE, state=STATES[record["verdict"]["state"]], parts=sections.sections(record),
        curve=sections.operating_curve(record), listings=list(_listings(record)), terms=terms(record),
    ).lstrip()  # fmt: skip


def _listings(record: Record) -> Iterator[tuple[str, Table, int]]:
    """Yield the misses and the innocents that alert, as far as a page bears them, and how many there are."""
    for name, title, note, columns, rows in (
        ("misses", "Misses", sections.MISSES_NOTE, sections.MISSES, record["misses"]),
        ("alerts", "Innocents that alert", sections.ALERTS_NOTE, sections.ALERTS, record["innocents"]["alerts"]),
    ):
        yield name, _listing(title, note, columns, rows), len(rows)


def _listing(title: str, note: str, columns: Sequence[tuple[str, str, Form]], rows: Sequence[Record]) -> Table:
    headers = tuple((header, form) for header, _, form in columns)
    return Table(title, headers, tuple(tuple(row[key] for _, key, _ in columns) for row in rows[:MOST_ROWS]), note)


@cache
def _template() -> Template:
    common = files("screen.report").joinpath("page.css").read_text(encoding="utf-8")
    own = {
        name: files("screen.report.effectiveness").joinpath(f"page.{name}").read_text(encoding="utf-8")
        for name in ("css", "html")
    }
    made = environment(common + own["css"])
    made.globals |= {
        "written": written, "svg": svg, "plain": lambda table: replace(table, note=""),
        "is_marked": lambda row: any(isinstance(value, str) and value.startswith("▲") for value in row),
    }  # fmt: skip
    return made.from_string(own["html"])
