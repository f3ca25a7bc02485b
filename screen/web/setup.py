"""What the server was started with."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screen.chosen import Chosen
from screen.errors import UsageError
from screen.model import Band
from screen.plain_file import shown

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.redflags.loader import OwnRules
    from screen.screening import Screener

PORT = 8737
"""The usual port of the page."""
SHARED = "decisions.jsonl"
"""The decisions file of a folder, where no table has one of its own: it holds for the next table too, whatever its name."""


@dataclass(frozen=True)
class Setup:
    """What the server was started with; goes to every worker.

    folder: where decisions are kept; decisions: the file that was named, None for the one in the folder; key_file: of a keyed
    one; four_eyes: from this band on a false positive needs two reviewers; as_of: what "today" means, None for the clock's
    day; most_bytes: of one table; tables: the private folder of the server, which its workers remove where it was killed;
    publishers: a file with addresses to fetch lists from, None for the publishers' own.
    """

    folder: Path
    decisions: Path | None = None
    key_file: Path | None = None
    four_eyes: Band | None = None
    as_of: date | None = None
    chosen: Chosen = field(default_factory=Chosen)
    own_rules: tuple[OwnRules, ...] = ()
    most_bytes: int = 500_000_000
    tables: Path | None = None
    publishers: Path | None = None

    @property
    def today(self) -> date:
        """The day that counts."""
        return self.as_of or datetime.now(UTC).date()

    def decisions_file(self, table: str) -> Path:
        """Return where decisions on a table are kept: its own file where there is one, else that of the folder."""
        from screen.decisions.places import beside

        folder = self.folder.absolute()
        return (
            (self.decisions and self.decisions.absolute())
            or beside(folder / (Path(table).name or "table"))
            or folder / SHARED
        )

    def journal(self, table: str) -> Journal:
        """Read the decisions on a table as they are now."""
        from screen.decisions.places import opened

        return opened(self.decisions_file(table), self.key_file)

    def check(self) -> None:
        """Raise ScreenError where decisions could not be recorded or read: better before the work than after it."""
        path = self.decisions_file("")
        where = "FOLDER" if self.decisions is None else "--decisions"
        if path.exists() and not path.is_file():
            raise UsageError(f"{where} {path}: is no file. Name another place for decisions.")
        try:
            if path.exists():
                path.open("ab").close()
            else:
                tempfile.TemporaryFile(dir=path.parent).close()
        except OSError as problem:
            raise UsageError(
                f"{where} {shown(path)}: decisions cannot be written there ({problem.strerror}). Name a folder that is yours."
            ) from problem
        self.journal("")

    def screener(self) -> Screener:
        """Compile lists and rules."""
        return self.chosen.screener(self.as_of, self.own_rules)
