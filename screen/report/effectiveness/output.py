"""The forms of the effectiveness report, by the ending of the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from screen.report.output import write_json, write_text

ENDINGS = (".xlsx", ".html", ".json")


def write(record: Mapping[str, Any], target: Path) -> None:
    """Write the report in the form that the ending names, complete or not at all."""
    ending = target.suffix.lower()
    if ending == ".xlsx":
        from screen.report.effectiveness.workbook import write_workbook

        write_workbook(record, target)
    elif ending == ".html":
        from screen.report.effectiveness.page import page

        write_text(page(record), target)
    else:
        write_json(record, target)
