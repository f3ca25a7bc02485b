"""Parties → parties with their matches, on the workers: in batches of rows, never by key, so that no value can be too common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from screen.intake.identity import party_ids
from screen.matching.identifiers import holdings
from screen.matching.keys import PARTY_FIELDS, Key
from screen.model import EVIDENCE_COLUMNS, MATCH_COLUMNS, NEAREST_COLUMNS, Parties
from screen.scale.spark.reading import Batches, collected, mapped
from screen.scale.spark.records import AFFILIATION_FIELDS, Shape, by_row, records_of
from screen.scale.spark.shipped import Shipped
from screen.scale.stages import Matched, Plan, match

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from screen.redflags.affiliations import Affiliation

_HOLDERS = "family string, value string, holder string"


def holders_of(parties: DataFrame, shape: Shape, shipped: Shipped, plan: Plan) -> Counter[Key]:
    """Return how many parties carry each value that also stands on a list; the values of nobody listed are never looked at."""
    if not set(PARTY_FIELDS) & set(shape.fields):
        return Counter()
    told = mapped(parties.where("screened"), _holders(shape, shipped, plan), _HOLDERS)
    counts = told.distinct().groupBy("family", "value").count()
    return Counter({Key(one["family"], one["value"]): one["count"] for one in collected(counts)})


def _holders(shape: Shape, shipped: Shipped, plan: Plan) -> Callable[[Batches], Batches]:
    def look(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        listed = {key.value for key in shipped.screener.matcher.index.identifiers}
        for batch in batches:
            table = identified(shape.of_records(batch), plan).table
            found = [(*key, repr(once)) for key, once in holdings(table) if key.value in listed]
            columns = [pa.array([one[at] for one in found], pa.string()) for at in range(3)]
            yield pa.RecordBatch.from_arrays(columns, names=["family", "value", "holder"])

    return look


def identified(parties: Parties, plan: Plan) -> Parties:
    """Give parties their ids."""
    from screen.intake.parties import strings

    parties.table["party_id"] = strings(party_ids(parties.table, plan.references))
    return parties


def found_of(parties: DataFrame, shape: Shape, shipped: Shipped, plan: Plan) -> DataFrame:
    """Return parties by Shape.found."""
    return mapped(parties.drop("tally"), _find(shape, shipped, plan), shape.found)


def _find(shape: Shape, shipped: Shipped, plan: Plan) -> Callable[[Batches], Batches]:
    def find(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        screener = shipped.screener
        for batch in batches:
            parties = identified(shape.of_records(batch), plan)
            matched = match(screener, parties.table, plan)
            matches, nearest = _by_row(matched)
            named = _affiliated(parties, matched.beside)
            ids = parties.table["party_id"].tolist()
            keys = parties.table["row"].tolist()
            is_screened = batch.column("screened").to_pylist()
            before = accumulate(map(int, is_screened))
            places = [at - 1 if own else None for at, own in zip(before, is_screened, strict=True)]
            data = [
                pa.array(["" if at is None else ids[at] for at in places], pa.string()),
                pa.array([[] if at is None else matches.get(keys[at], []) for at in places], types()[0]),
                pa.array([None if at is None else nearest.get(keys[at], [None])[0] for at in places], types()[1]),
                pa.array([[] if at is None else named[at] for at in places], types()[2]),
            ]
            names = [*batch.schema.names, "party_id", "matches", "nearest", "affiliations"]
            yield pa.RecordBatch.from_arrays([*batch.columns, *data], names=names)

    return find


Rows = dict[int, list[dict[str, Any]]]


def _by_row(matched: Matched) -> tuple[Rows, Rows]:
    """Return matches, with their evidence, and the nearest entries of the others, by row."""
    proofs: dict[int, list[dict[str, Any]]] = {}
    for one in records_of(matched.evidence):
        proofs.setdefault(one["match"], []).append(one)
    matches = by_row(matched.matches.assign(place=range(len(matched.matches))))
    for rows in matches.values():
        for one in rows:
            one["evidence"] = proofs.get(one.pop("place"), [])
    return matches, by_row(matched.nearest)


def _affiliated(parties: Parties, beside: Mapping[tuple[str, str], Affiliation]) -> list[list[dict[str, Any]]]:
    """Return for each row those it names that are possible matches."""
    from screen.redflags import vocabulary
    from screen.redflags.affiliations import named

    found: list[list[dict[str, Any]]] = [[] for _ in range(len(parties))]
    for column, kind in vocabulary.business()["affiliates"].items() if beside else ():
        for place, cell in enumerate(parties.table[column].tolist()):
            for name in named(column, cell) if cell else ():
                if one := beside.get((kind, name)):
                    told = asdict(one) | {"asked": kind, "name": name, "band": int(one.band), "kind": str(one.kind)}
                    found[place].append(told)
    return found


def types() -> tuple[pa.DataType, pa.DataType, pa.DataType]:
    """Return the Arrow types of matches, nearest and affiliations."""
    import pyarrow as pa

    evidence = pa.field("evidence", pa.list_(arrow_struct(EVIDENCE_COLUMNS)))
    other = {"band": pa.int32(), "is_listed": pa.bool_(), "countries": pa.list_(pa.string())}
    affiliation = pa.struct([(name, other.get(name, pa.string())) for name in AFFILIATION_FIELDS])
    matches = pa.struct([*arrow_struct(MATCH_COLUMNS), evidence])
    return pa.list_(matches), arrow_struct(NEAREST_COLUMNS), pa.list_(affiliation)


def arrow_struct(columns: Mapping[str, str]) -> pa.DataType:
    """Return the Arrow type of a row of a table between the stages."""
    import pyarrow as pa

    known = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
    return pa.struct([(name, known[kind]) for name, kind in columns.items()])


def affiliations_of(rows: Sequence[Sequence[Mapping[str, Any]]]) -> dict[tuple[str, str], Affiliation]:
    """Return the affiliations that rows carry, by kind asked and name."""
    from screen.model import Band
    from screen.redflags.affiliations import Affiliation

    return {
        (one["asked"], one["name"]): Affiliation(
            one["listed"], one["references"], Band(one["band"]), one["kind"], one["is_listed"], one["typology"],
            tuple(one["countries"]),
        )
        for row in rows
        for one in row
    }  # fmt: skip
