"""What ``check`` leaves in the data directory, so that its reports can be rerun after the lists were updated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from screen.screening import Screening

_WITH_RECORD = (".xlsx", ".json")


def keep_for_rerun(screening: Screening, targets: Sequence[Path], data_dir: str | None) -> None:
    """Note the reports that can be rerun; where the data directory cannot be written, say so: no report depends on it."""
    from screen.lists.kept import Kept
    from screen.lists.store import Store
    from screen.report.output import form_of

    reports = [target for target in targets if form_of(target).ending in _WITH_RECORD]
    if not reports:
        return
    folder = Store.at(data_dir).folder
    try:
        Kept(folder).note(reports, screening.audit.run_id, screening.record["digest"], screening.lists)
    except OSError as problem:
        click.echo(
            f"{folder}: this report could not be noted there ({problem.strerror or problem}), so its lists are not kept for "
            "dprk-screen rerun. Mend the rights, or name another folder with --data-dir.", err=True,
        )  # fmt: skip
