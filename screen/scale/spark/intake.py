"""Rows → parties on the workers, as one machine reads them: what holds for the whole table is decided first and shipped."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from hashlib import blake2b
from itertools import groupby
from operator import add
from typing import TYPE_CHECKING, Any

from screen.intake.identity import References, highest_count, may_count, tell_apart
from screen.model import PARTY_KEYS
from screen.scale.spark.reading import Batches, collected, mapped
from screen.scale.spark.records import Shape

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from screen.intake.dates import ColumnNote, DateSigns
    from screen.intake.parts import Block, Layout, Part

TALLY = "tally binary"
_CONTENT = 1 << 128


@dataclass(frozen=True)
class Tally:
    """What some rows say of their table; tallies add up in any order.

    rows_read: with those skipped; records: as written; highest: of the references that may count them, None where they are no
    such numbers; kinds: of parties; filled: fields that any row fills; notes: on columns, by what they say, the first example
    with its row; content: digests of rows as written with their numbers, added up: of 128 bits, the same in any order.
    """

    rows_read: int = 0
    screened: int = 0
    records: int = 0
    highest: int | None = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    notes: Mapping[str, tuple[bool, int, str]] = field(default_factory=dict)
    content: int = 0

    def __add__(self, other: Tally) -> Tally:
        highest = None if self.highest is None or other.highest is None else max(self.highest, other.highest)
        return Tally(
            self.rows_read + other.rows_read, self.screened + other.screened, self.records + other.records, highest,
            Counter(self.kinds) + Counter(other.kinds), self.filled | other.filled, _notes(self.notes, other.notes),
            (self.content + other.content) % _CONTENT,
        )  # fmt: skip

    @classmethod
    def of(cls, part: Part, first: int, content: int) -> Tally:
        """Count what was read. first: its first row."""
        table = part.table
        notes = {one.says: (not one.example, first, one.example) for one in reversed(part.notes)}
        filled = frozenset(name for name in table.columns if name not in PARTY_KEYS and (table[name] != "").any())
        return cls(
            part.rows_read, len(table), len(part.sheet.written), highest_count(part.sheet), Counter(table["kind"].tolist()),
            filled, notes, content,
        )  # fmt: skip

    def column_notes(self, order: Sequence[str]) -> tuple[ColumnNote, ...]:
        """Return the notes on columns, in the order of the headers."""
        from screen.intake.dates import ColumnNote

        places = {f"“{header}”": place for place, header in enumerate(order)}
        told = sorted(self.notes, key=lambda says: (places.get(says.partition(":")[0], len(places)), says))
        return tuple(ColumnNote(says, self.notes[says][2]) for says in told)


def _notes(
    one: Mapping[str, tuple[bool, int, str]], other: Mapping[str, tuple[bool, int, str]]
) -> dict[str, tuple[bool, int, str]]:
    return {says: min(told[says] for told in (one, other) if says in told) for says in {*one, *other}}


def layout_of(
    headers: Sequence[str], sample: Sequence[Sequence[str]], where: str, overrides: Mapping[str, str], today: date
) -> Layout:
    """Understand the columns of a table whose header is known, by its first rows; raises TableError where none holds names."""
    from screen.intake.grid import Grid
    from screen.intake.parties import mapped_tables
    from screen.intake.parts import Layout

    rows = [list(headers), *map(list, sample)]
    grid = Grid("", rows, list(range(len(rows))), [0] * len(rows), header_known=True)
    told = mapped_tables([grid], overrides, where, [])[0]
    return Layout(where, told.table.headers, 0, told.columns, True, dict(overrides), today)


def blocks(batches: Batches) -> Iterator[Block]:
    """Yield the rows of each chunk; batches hold chunks in order."""
    for batch in batches:
        names = ("chunk", "row", "line", "gap", "cells")
        rows = zip(*(batch.column(name).to_pylist() for name in names), strict=True)
        for _, told in groupby(rows, key=lambda one: one[0]):
            yield _block(list(told))


def _block(rows: list[tuple[Any, ...]]) -> Block:
    from screen.intake.parts import Block

    above = ([] if rows[0][3] else ["x"], rows[0][1] - 1, 0)
    return Block([(cells, row, line) for _, row, line, _, cells in rows], above, False)


def with_signs(rows: DataFrame, layout: Layout) -> Layout:
    """Return a layout with what all its dates show of their order."""
    if not layout.has_dates:
        return layout
    parts = [pickle.loads(one["tally"]) for one in collected(mapped(rows, _signs_of(layout), TALLY))]
    signs = {header: reduce(add, (part[header] for part in parts)) for header in (parts[0] if parts else ())}
    return replace(layout, signs=signs)


def _signs_of(layout: Layout) -> Callable[[Batches], Batches]:
    def count(batches: Batches) -> Iterator[pa.RecordBatch]:
        total: dict[str, DateSigns] = {}
        for block in blocks(batches):
            for header, signs in layout.signs_of(block).items():
                total[header] = total[header] + signs if header in total else signs
        if total:
            yield tally_batch([total])

    return count


def tally_batch(tallies: Sequence[object]) -> pa.RecordBatch:
    """Return tallies as rows by TALLY."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([pa.array(list(map(pickle.dumps, tallies)), pa.binary())], names=["tally"])


def parties_of(rows: DataFrame, shape: Shape) -> DataFrame:
    """Return the parties of rows by Shape.parties, each chunk with its tally; skipped rows stand among them, not screened."""
    return mapped(rows, _read_by(shape), f"{shape.parties}, {TALLY}")


def _read_by(shape: Shape) -> Callable[[Batches], Batches]:
    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        for block in blocks(batches):
            part = shape.layout.read(block)
            if part.rows_read:
                yield _party_batch(shape, block, part)

    return read


def _party_batch(shape: Shape, block: Block, part: Part) -> pa.RecordBatch:
    import pyarrow as pa

    problems: dict[int, list[dict[str, str]]] = {}
    for one in part.problems:
        problems.setdefault(one.row, []).append({"column": one.column, "code": one.code, "message": one.message})
    written = {row: (cells, line) for cells, row, line in block.rows}
    rows = sorted({*part.sheet.written.index.tolist(), *problems} & written.keys())
    table, headers = part.table, shape.layout.headers
    places = {row: place for place, row in enumerate(table["row"].tolist())}
    columns = {name: table[name].tolist() for name in shape.fields}
    first = pickle.dumps(Tally.of(part, rows[0], _content(block)))
    data = [
        pa.array(rows, pa.int64()),
        pa.array([written[row][1] for row in rows], pa.int64()),
        pa.array([row in places for row in rows], pa.bool_()),
        *(pa.array([columns[name][places[row]] if row in places else "" for row in rows], pa.string())
          for name in shape.fields),
        pa.array([_fitted(written[row][0], len(headers)) for row in rows], pa.list_(pa.string())),
        pa.array([problems.get(row, []) for row in rows], _problem_type()),
        pa.array([first, *[None] * (len(rows) - 1)], pa.binary()),
    ]  # fmt: skip
    names = ["row", "line", "screened", *shape.fields, "cells", "problems", "tally"]
    return pa.RecordBatch.from_arrays(data, names=names)


def _content(block: Block) -> int:
    told = ("\x1f".join((str(row), *cells)).encode("utf-8", "surrogatepass") for cells, row, _ in block.rows)
    return sum(int.from_bytes(blake2b(one, digest_size=16).digest()) for one in told) % _CONTENT


def _problem_type() -> pa.DataType:
    import pyarrow as pa

    return pa.list_(pa.struct([(name, pa.string()) for name in ("column", "code", "message")]))


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def tallied(parties: DataFrame) -> Tally:
    """Return what all rows say of their table."""
    some = mapped(parties.where("tally is not null").select("tally"), _added, TALLY)
    return reduce(add, (pickle.loads(one["tally"]) for one in collected(some)), Tally())


def _added(batches: Batches) -> Iterator[pa.RecordBatch]:
    total = Tally()
    for batch in batches:
        total = reduce(add, map(pickle.loads, batch.column("tally").to_pylist()), total)
    yield tally_batch([total])


def references_of(parties: DataFrame, shape: Shape, tally: Tally) -> References:
    """Look at the references of the whole table."""
    from pyspark.sql import functions as F

    if tally.highest is not None and may_count(tally.highest, tally.records):
        return References(frozenset({""}), tell_apart(0, 0))
    if "reference" not in shape.fields:
        return References(frozenset(), tell_apart(0, 0))
    told = parties.where(parties["screened"] & (parties["reference"] != ""))
    one = collected(told.agg(F.count("*").alias("filled"), F.countDistinct("reference").alias("distinct")))[0]
    return References(frozenset(), tell_apart(one["distinct"], one["filled"]))
