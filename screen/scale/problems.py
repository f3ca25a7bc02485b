"""The problems of a table read in parts: those of each part, and those that show only where all parts are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from screen.intake.identity import duplicate, many_share, reference_shared
from screen.intake.unread import unread
from screen.matching.identifiers import SharedValues
from screen.matching.keys import Key
from screen.matching.policy import using
from screen.model import Problem
from screen.scale import stages
from screen.scale.census import firsts
from screen.scale.tasks import piece

if TYPE_CHECKING:
    from screen.model import Sheet
    from screen.scale.result import Outcome


def problems(outcome: Outcome) -> Iterator[list[Problem]]:
    """Yield those of no row, those of each part, and those of values that many share."""
    run, references = outcome.run, outcome.plan.references
    sheet = stages.written(outcome.plan.layout, run.folder.table(piece("rows", 0), "rows").iloc[:0])
    rows = outcome.parties["row"].to_numpy(dtype=np.int64)
    identity, reference, name = (np.concatenate(
        [run.folder.table(piece("marks", part), "rows", [title])[title].to_numpy(dtype=np.uint64) for part in range(run.parts)]
    ) for title in ("identity", "reference", "name"))  # fmt: skip
    same, first = firsts(identity), firsts(reference)
    own = np.arange(len(rows))
    renamed = first != own if references.tell_apart else np.zeros(len(rows), dtype=bool)
    renamed &= name[first] != name
    yield of_no_row((sheet,), references.tell_apart)
    for part in range(run.parts):
        start, end = outcome.starts[part], outcome.starts[part + 1]
        table = run.folder.table(piece("read", part), "problems")
        found = [Problem(*cells) for cells in table.itertuples(index=False, name=None)]
        for place in (np.flatnonzero(renamed[start:end]) + start).tolist():
            told, before = _reference(outcome, part, place - start), ("", int(rows[first[place]]))
            found.append(reference_shared((sheet,), ("", int(rows[place])), told, before))
        found += [
            duplicate(("", int(rows[place])), ("", int(rows[same[place]])))
            for place in (np.flatnonzero(same[start:end] != own[start:end]) + start).tolist()
        ]
        yield sorted(found, key=lambda one: (one.row, one.column, one.code))
    yield _shared(outcome)


def of_no_row(sheets: tuple[Sheet, ...], tell_apart: bool) -> list[Problem]:
    """Return the problems of whole columns. tell_apart: whether references tell parties apart."""
    found = [problem for sheet in sheets for problem in unread(sheet.columns, sheet.name)]
    found += [] if tell_apart else [many_share(sheets)]
    return sorted(found, key=lambda one: (one.column, one.code))


def _reference(outcome: Outcome, part: int, at: int) -> str:
    table = outcome.run.folder.table(piece("read", part), "parties", ["reference"])
    return str(table["reference"].iat[at])


def _shared(outcome: Outcome) -> list[Problem]:
    counts: dict[Key, int] = {}
    for part in range(outcome.run.parts):
        told = outcome.run.folder.facts(piece("match", part))["shared"]
        counts.update((Key(family, value), count) for family, value, count in told)
    with using(outcome.run.screener.rules.bands):
        return SharedValues(counts).problems(dict.fromkeys(counts, ()))
