"""Parties as rows of Spark, and back: a row carries its fields, its cells as written, its problems and what was found of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.model import EVIDENCE_COLUMNS, FIELDS, MATCH_COLUMNS, NEAREST_COLUMNS, Parties, Sheet, Source

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from screen.intake.parts import Layout

_SPARK = {"str": "string", "int64": "bigint", "float64": "double"}
ROWS = "row bigint, line bigint, gap boolean, cells array<string>"
"""Rows as read, numbered from the first of the table. gap: whether the row above is blank."""
PROBLEMS = "array<struct<column string, code string, message string>>"


def struct(columns: Mapping[str, str], *more: str) -> str:
    """Return the Spark type of a row of a table between the stages."""
    return f"struct<{', '.join([*(f'`{name}`: {_SPARK[kind]}' for name, kind in columns.items()), *more])}>"


MATCHES = f"array<{struct(MATCH_COLUMNS, f'evidence: array<{struct(EVIDENCE_COLUMNS)}>')}>"
_OTHER = {"band": "int", "is_listed": "boolean", "countries": "array<string>"}
AFFILIATION_FIELDS = (
    "asked", "name", "listed", "references", "band", "kind", "is_listed", "typology", "countries",
)  # fmt: skip
AFFILIATION = ", ".join(f"`{name}`: {_OTHER.get(name, 'string')}" for name in AFFILIATION_FIELDS)
FOUND = f"party_id string, matches {MATCHES}, nearest {struct(NEAREST_COLUMNS)}, affiliations array<struct<{AFFILIATION}>>"
"""What matching adds to a party."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How parties of one table stand in rows of Spark.

    layout: what its columns mean; source: where it came from; fields: the canonical fields that a row carries, the others are
    empty; pieces: in how many it is worked on.
    """

    layout: Layout
    source: Source
    fields: tuple[str, ...]
    pieces: int

    @classmethod
    def of(cls, layout: Layout, source: Source, pieces: int) -> Shape:
        """Carry what the columns can fill."""
        present = layout.fields | {"name", "kind"}
        return cls(layout, source, tuple(name for name in FIELDS if name in present), pieces)

    @property
    def parties(self) -> str:
        """The Spark schema of parties."""
        told = ", ".join(f"`{name}` string" for name in self.fields)
        return f"row bigint, line bigint, screened boolean, {told}, cells array<string>, problems {PROBLEMS}"

    @property
    def found(self) -> str:
        """The Spark schema of parties with what matching found."""
        return f"{self.parties}, {FOUND}"

    def of_records(self, records: pa.RecordBatch | pa.Table) -> Parties:
        """Turn rows of Spark into parties; those that were skipped are left out."""
        import pandas as pd
        import pyarrow.compute as pc

        from screen.intake.parties import strings

        if "screened" in records.schema.names:
            records = records.filter(pc.field("screened"))
        count = records.num_rows
        nothing = strings([""] * count)
        data: dict[str, Any] = {
            "sheet": nothing,
            "row": pd.array(records.column("row").to_pylist(), dtype="int64"),
            "line": pd.array(records.column("line").to_pylist(), dtype="int64"),
            "party_id": nothing,
        }
        if "party_id" in records.schema.names:
            data["party_id"] = strings(records.column("party_id").to_pylist())
        for name in FIELDS:
            data[name] = strings(records.column(name).to_pylist()) if name in records.schema.names else nothing
        table = pd.DataFrame(data)
        return Parties(table, self._sheets(records), (), self.source, count, self.layout.fields)

    def _sheets(self, records: Any) -> tuple[Sheet, ...]:
        import pandas as pd

        from screen.intake.parties import strings

        if "cells" not in records.schema.names:
            return ()
        cells = records.column("cells").to_pylist()
        written = {header: strings([row[at] for row in cells]) for at, header in enumerate(self.layout.headers)}
        table = pd.DataFrame(written, index=pd.Index(records.column("row").to_pylist(), name="row"))
        return (Sheet("", self.layout.header_row, self.layout.columns, table),)


def records_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values."""
    columns = {name: table[name].tolist() for name in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def by_row(table: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """Return the rows of a table by the row of their party, in order."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in records_of(table):
        found[one["row"]].append(one)
    return found
