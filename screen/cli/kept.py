"""What ``check`` leaves in the data directory, so that its reports can be rerun after the lists were updated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from screen.screening import Screening


def keep_for_rerun(screening: Screening, targets: Sequence[Path], data_dir: str | None) -> None:
    """Note the reports that can be rerun; where that fails, say so: no report depends on it."""
    from screen.report.rerunnable import note_written

    if told := note_written(screening, targets, data_dir):
        click.echo(told, err=True)
