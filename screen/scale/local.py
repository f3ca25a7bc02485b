"""A large table on one machine: parts over processes, in stages, with what is done kept in a work folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screen.data import read_yaml, rules_file
from screen.decisions import Journal, Standing
from screen.errors import TableError
from screen.intake.corrections import Correction
from screen.intake.parts import Layout
from screen.intake.stream import Stream
from screen.scale import alerts, stages, tasks
from screen.scale.census import Census, shared_by_many
from screen.scale.components import buckets, connected
from screen.scale.result import Large, Outcome
from screen.scale.run import Run, alone, quiet
from screen.scale.stages import Plan
from screen.scale.survey import Survey
from screen.scale.tables import Writer, claim
from screen.scale.tasks import piece
from screen.scale.workers import Workers, processors
from screen.screening import Gate
from screen.screening.screener import Progress

if TYPE_CHECKING:
    from screen.model import Band, Source
    from screen.redflags.profile import Profile
    from screen.screening import Screener

__all__ = ["Large", "screen_large"]


def screen_large(
    table: str | Path, screener: Screener, folder: str | Path, *, columns: Mapping[str, str] | None = None,
    encoding: str | None = None, delimiter: str | None = None, profile: str | None = None,
    decisions: str | Path | Journal | None = None, four_eyes: Band | None = None, gate: Gate | None = None,
    as_of: date | None = None, command_line: str = "", progress: Progress | None = None, processes: int | None = None,
    chunk_rows: int | None = None, resume: bool = False, read_on: date | None = None,
    corrections: Sequence[Correction] = (),
) -> Large:  # fmt: skip
    """Screen a table of one sheet (.csv, .tsv, .txt, .jsonl, .parquet) too large to be held at once.

    folder: where the full result goes as Parquet; what is done so far is kept beside it until then. processes: None for as
    many as there are processors; chunk_rows: rows of a part, None for the number of rules/screening.yml; resume: go on where
    a run broke off; everything else as in Screener.screen, whose outcome it has. Raises UsageError where another run is at
    work on the same folder, or where one that is to go on followed from something else; ScreenError where processes die
    again and again.
    """
    journal = decisions if isinstance(decisions, Journal) else Journal.read(decisions) if decisions else Journal()
    size = chunk_rows or int(read_yaml(rules_file("screening.yml"))["large"]["chunk_rows"])
    with alone(Path(folder)), Workers(screener, processes or processors()) as workers:
        run = LocalRun(
            stream=Stream.open(Path(table), encoding, delimiter), screener=screener, workers=workers, target=Path(folder),
            columns=dict(columns or {}), profile=profile, journal=journal, four_eyes=four_eyes, gate=gate or Gate(),
            day=as_of or datetime.now(UTC).date(), command_line=command_line, progress=progress or quiet, size=size,
            read_on=read_on, corrections=tuple(corrections),
        )  # fmt: skip
        return run.whole(resume)


@dataclass(kw_only=True)
class LocalRun(Run):
    """One run on this machine. size: rows of a part; read_on: the day on which dates are read, None for that of the start."""

    stream: Stream
    workers: Workers
    columns: Mapping[str, str]
    profile: str | None
    size: int
    read_on: date | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def source(self) -> Source:
        """Where the table came from."""
        return self.stream.source

    def whole(self, resume: bool) -> Large:
        """Screen the table and write the result; of a table that cannot be read, nothing is left."""
        try:
            return self._whole(resume)
        except TableError:
            self.folder.remove()
            raise

    def _whole(self, resume: bool) -> Large:
        claim(self.target)
        read_on = self.folder.told("read on") if resume else ""
        today = date.fromisoformat(read_on) if read_on else self.read_on or self.started_at.date()
        self.folder.begin(self._follows(today), resume)
        layout = Survey(self, today).layout()
        plan = Plan(self._dated(layout), self.day)
        census = self._read(plan)
        profiles, plan = self._planned(plan, census)
        self.each("telling parties apart", "marks", tasks.mark, plan)
        plan = replace(plan, shared=self._shared())
        self.each("comparing with the watchlists", "match", tasks.match, plan)
        self._do("looking for planted controls", tasks.plant,
                 [(piece("controls", 0), (self.folder.path, plan, 0, census.rows_read))])  # fmt: skip
        writer = Writer(self.folder, self.target)
        writer.begin_matches(self.parts)
        plan = self._known(plan)
        standing = Standing(self.journal, self.day, self.four_eyes, self.screener.listed)
        matched = alerts.of_matches(self.folder, self.parts, plan, standing)
        groups = self._connected(census.screened)
        flagged = self._flagged(plan, groups, matched, standing)
        writer.begin_flags(self.parts)
        outcome = Outcome(self, plan, census, profiles, matched, flagged)
        if outcome.needs_firm:
            self._flagged(replace(plan, leads=False), groups, matched, standing)
        self.workers.rest()
        large = outcome.written(writer)
        self.folder.remove()
        return large

    def _follows(self, today: date) -> dict[str, str]:
        """Return what the run follows from, in words."""
        from screen.cache import tool_version
        from screen.data import text_digest

        return {
            "table": self.stream.source.sha256, "read on": today.isoformat(), "as of": self.day.isoformat(),
            "tool": text_digest(tool_version()), "rules": self.screener.rules.version,
            "lists": " ".join(one.sha256[:16] for one in self.screener.lists),
            "columns": " ".join(f"{name}={header}" for name, header in self.columns.items()),
            "corrections": repr(self.corrections),
            "encoding": self.stream.codec, "delimiter": self.stream.delimiter, "profile": self.profile or "",
            "decisions": self.journal.sha256, "four eyes": self.four_eyes.word if self.four_eyes else "",
            "gate": self.gate.in_words, "rows of a part": str(self.size),
        }  # fmt: skip

    # ---- before matching ---------------------------------------------------------------------------------

    def _dated(self, layout: Layout) -> Layout:
        """Let the columns of dates of the whole table say their order."""
        if not layout.has_dates:
            return layout
        self.each("looking at the dates", "dates", tasks.sign, Plan(layout, self.day))
        found = [tasks.signs_of(self.folder, number) for number in range(self.parts)]
        return replace(layout, signs={header: reduce(add, (one[header] for one in found)) for header in found[0]})

    def _read(self, plan: Plan) -> Census:
        self.each("reading the cells", "read", tasks.read, plan)
        census = reduce(add, (tasks.census_of(self.folder, number) for number in range(self.parts)))
        if census.rows_read == 0:
            raise TableError(
                f"{self.stream.path}: has a header but no row below it. Check that the rows were not filtered away."
            )
        return census

    def _planned(self, plan: Plan, census: Census) -> tuple[tuple[Profile, ...], Plan]:
        from screen.redflags.profile import choose_by

        nobody = stages.written(plan.layout, self.folder.table(piece("rows", 0), "rows").iloc[:0])
        profiles = choose_by((nobody,), census.shares, self.profile)
        ids = tuple(one.id for one in profiles)
        facts, ties = stages.comparing(self.screener.rules, ids)
        return profiles, replace(
            plan, references=census.known, profiles=ids, facts=facts, ties=ties, filled=census.filled
        )

    def _shared(self) -> dict[int, int]:
        from screen.matching.policy import policy, using

        with using(self.screener.rules.bands):
            limit = int(policy().identifiers["shared_by_many"])
        held = [tasks.pairs_of(self.folder, number, "held") for number in range(self.parts)]
        return shared_by_many(np.concatenate(held), limit)

    # ---- after matching ----------------------------------------------------------------------------------

    def _known(self, plan: Plan) -> Plan:
        """Gather what the matches of each part tell the others."""
        firms: set[str] = set()
        beside: dict[tuple[str, str], Any] = {}
        for number in range(self.parts):
            firms.update(self.folder.facts(piece("match", number))["firms"])
            beside.update(tasks.beside_of(self.folder, number))
        return replace(plan, firms=frozenset(firms), beside=beside)

    def _connected(self, count: int) -> list[dict[int, Any]]:
        """Return buckets of rows that are tied to one another: by part, places in the part."""
        starts = np.cumsum([0, *(self.folder.count(piece("marks", number), "rows") for number in range(self.parts))])
        places, keys = [], []
        for number in range(self.parts):
            tied = tasks.pairs_of(self.folder, number, "tied")
            places.append(tied[:, 0].astype(np.int64) + starts[number])
            keys.append(tied[:, 1])
        size = int(read_yaml(rules_file("screening.yml"))["large"]["bucket_rows"])
        found = buckets(connected(np.concatenate(places), np.concatenate(keys), count), size)
        return [_by_part(bucket, starts) for bucket in found]

    def _flagged(
        self, plan: Plan, groups: Sequence[Mapping[int, Any]], matched: alerts.Alerts, standing: Standing
    ) -> alerts.Alerts:
        """Compare rows, test the red flags and give bands; with and without reported fronts under names of their own."""
        which = "" if plan.leads else "-firm"
        compare, flag, band = f"groups{which}", f"hits{which}", f"bands{which}"
        held = matched.suppressed
        jobs = [
            (piece(compare, number), (self.folder.path, plan, number, compare, places, _of(held, places)))
            for number, places in enumerate(groups)
        ]
        self._do("comparing rows with one another", tasks.compare, jobs)
        self.each("testing the red flags", flag, tasks.flag, plan,
                   lambda number: ((flag, compare), len(groups), held.get(number, ())))  # fmt: skip
        restating = {rule.id for rule in self.screener.rules if rule.restates_match}
        hits = alerts.of_hits(self.folder, self.parts, plan, standing, flag, matched, restating)
        self.each("giving bands", band, tasks.band, plan,
                   lambda number: ((band, flag), (held.get(number, ()), hits.suppressed.get(number, ()))))  # fmt: skip
        return hits

    # ---- parts over processes ----------------------------------------------------------------------------

    def each(
        self, words: str, stage: str, task: Callable[..., None], plan: Plan, more: Callable[[int], tuple[Any, ...]] | None = None
    ) -> None:  # fmt: skip
        """Do a stage on every part. more: what its task is called with besides the number of the part."""
        jobs = [
            (piece(stage, number), (self.folder.path, plan, number, *(more(number) if more else ())))
            for number in range(self.parts)
        ]
        self._do(words, task, jobs)

    def _do(self, words: str, task: Callable[..., None], jobs: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """Do a task on the parts that are not done yet."""
        open_jobs = [job for job in jobs if not self.folder.has(job[0])]
        done = len(jobs) - len(open_jobs)
        self.progress(words, done * self.size, len(jobs) * self.size)
        for _ in self.workers.each(task, open_jobs):
            done += 1
            self.progress(words, done * self.size, len(jobs) * self.size)


def _by_part(
    bucket: np.ndarray[Any, np.dtype[np.int64]], starts: np.ndarray[Any, np.dtype[np.int64]]
) -> dict[int, Any]:
    parts = np.searchsorted(starts, bucket, side="right") - 1
    return {int(part): bucket[parts == part] - starts[part] for part in np.unique(parts)}


def _of(held: Mapping[int, Collection[int]], parts: Collection[int]) -> dict[int, Collection[int]]:
    return {part: places for part, places in held.items() if part in parts}
