"""What a report needs kept in the data directory, so that it can be rerun after the lists were updated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screen.lists.kept import Kept
from screen.lists.store import Store
from screen.report.output import form_of

if TYPE_CHECKING:
    from screen.screening import Screening

WITH_RECORD = (".xlsx", ".json")
"""Forms that hold the record of their run, from which it is repeated."""


def note_written(screening: Screening, targets: Sequence[Path], data_dir: str | None) -> str:
    """Note where the reports lie that can be rerun; returns what to say where that failed, '' elsewhere."""
    reports = [target for target in targets if form_of(target).ending in WITH_RECORD]
    return _noted(screening, reports, data_dir, None) if reports else ""


def note_taken(screening: Screening, data_dir: str | None, folder: Path) -> str:
    """Note a report that was handed over, so that nobody here knows where it lies; returns as note_written does.

    folder: where the files of the run may be found later.
    """
    return _noted(screening, (), data_dir, folder.absolute())


def _noted(screening: Screening, reports: Sequence[Path], data_dir: str | None, folder: Path | None) -> str:
    kept = Kept(Store.at(data_dir).folder)
    try:
        kept.note(reports, screening.audit.run_id, screening.record["digest"], screening.lists, folder=folder)
    except OSError as problem:
        return (
            f"{kept.folder}: this report could not be noted there ({problem.strerror or problem}), so its lists are not kept for "
            "dprk-screen rerun. Mend the rights, or name another folder with --data-dir."
        )
    return ""
