"""Reading a file from end to end while its first parts are worked on already."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from queue import SimpleQueue
from typing import TYPE_CHECKING

from screen.data import text_digest
from screen.intake.parts import Block, Layout, survey
from screen.intake.stream import Stream
from screen.intake.text import UnclosedQuote
from screen.scale import tasks
from screen.scale.stages import Plan
from screen.scale.tasks import piece

if TYPE_CHECKING:
    from screen.scale.local import LocalRun
    from screen.scale.workers import Job

_SURVEYED = "survey-000000"


@dataclass
class Survey:
    """The reading of a run's file. ready: the parts that are kept, after what holds by the first rows; None ends them."""

    run: LocalRun
    today: date
    ready: SimpleQueue[Layout | int | None] = field(default_factory=SimpleQueue)
    rows: int = 0

    def layout(self) -> Layout:
        """Keep the rows of the file in parts, and return what holds for all of them.

        Where it has no dates, whose order all rows tell, cells are read meanwhile; once more where a later row changes what
        the first ones told.
        """
        folder = self.run.folder
        was_done = folder.has(_SURVEYED)
        if not was_done:
            folder.discard("read")
        try:
            first, layout = self._read(self.run.stream, ahead=not was_done)
        except UnclosedQuote as broken:
            self.run.stream = self.run.stream.unquoted(broken.line)
            for stage in ("rows", "read"):
                folder.discard(stage)
            first, layout = self._read(self.run.stream, ahead=False)
        if not was_done and first != layout:
            folder.discard("read")
        folder.put(_SURVEYED, {}, {"layout": text_digest(repr(asdict(layout)))})
        return layout

    def _read(self, stream: Stream, *, ahead: bool) -> tuple[Layout | None, Layout]:
        """Return what holds by the first rows, and by all."""
        self.ready, self.rows = SimpleQueue(), 0
        with ThreadPoolExecutor(1) as reader:
            whole = reader.submit(self._survey, stream)
            first = self.ready.get()
            if isinstance(first, Layout):
                jobs = self._jobs(first, ahead=ahead and not first.has_dates)
                for _ in self.run.workers.each(tasks.read, jobs):
                    self.run.progress("reading the table", self.rows, 0)
            return first if isinstance(first, Layout) else None, whole.result()

    def _survey(self, stream: Stream) -> Layout:
        try:
            return survey(
                stream, self.run.columns, self.today, self.run.size, self._keep, self.ready.put, self.run.corrections
            )
        finally:
            self.ready.put(None)

    def _keep(self, number: int, block: Block) -> None:
        if not self.run.folder.has(piece("rows", number)):
            tasks.keep_rows(self.run.folder, number, block)
        self.run.parts, self.rows = number + 1, self.rows + len(block.rows)
        self.ready.put(number)

    def _jobs(self, layout: Layout, *, ahead: bool) -> Iterator[Job]:
        """Yield the parts as they come, those to be read ahead."""
        while isinstance(number := self.ready.get(), int):
            self.run.progress("reading the table", self.rows, 0)
            if ahead:
                yield piece("read", number), (self.run.folder.path, Plan(layout, self.run.day), number)
