"""What to say of a run that ended without the user's doing: a bug, or what the machine refused."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from screen.plain_file import shown


def place_of(bug: Exception) -> str:
    """Return what went wrong and where, without its message, which may hold values of a table: logs hold none."""
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{type(bug).__name__} in {PurePath(frame.filename).name}, line {frame.lineno}"


def of_the_machine(problem: OSError | MemoryError) -> str:
    """Say what the machine refused: it is none of the tool's mistakes."""
    if isinstance(problem, MemoryError):
        return "Memory is not enough for this table. Give more, or parts of it; a .csv of many rows takes less with --engine local."
    where = shown(problem.filename) if problem.filename else "The system"
    return f"{where}: {problem.strerror or type(problem).__name__}. Check the disk and its rights, and run it again."
