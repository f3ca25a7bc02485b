"""Parties → parties with their matches, on the workers: in batches of rows, never by key, so that no value can be too common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from screen.intake.identity import References, party_ids
from screen.matching.identifiers import SharedValues
from screen.matching.keys import PARTY_FIELDS, Key, keys_of_cell
from screen.model import EVIDENCE_COLUMNS, MATCH_COLUMNS, NEAREST_COLUMNS, Parties
from screen.scale.spark.reading import Batches, collected, mapped
from screen.scale.spark.records import AFFILIATION_FIELDS, Shape, by_row, records_of
from screen.scale.spark.shipped import Shipped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from screen.redflags.affiliations import Affiliation
    from screen.screening import Screener

_HOLDERS = "family string, value string, holder string"


def holders_of(parties: DataFrame, shape: Shape, shipped: Shipped, references: References) -> Counter[Key]:
    """Return how many parties carry each value that also stands on a list; the values of nobody listed are never looked at."""
    own = [name for name in PARTY_FIELDS if name in shape.fields]
    if not own:
        return Counter()
    told = mapped(parties.where("screened"), _holders(shape, shipped, references), _HOLDERS)
    counts = told.distinct().groupBy("family", "value").count()
    return Counter({Key(one["family"], one["value"]): one["count"] for one in collected(counts)})


def _holders(shape: Shape, shipped: Shipped, references: References) -> Callable[[Batches], Batches]:
    def look(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        listed = {key.value for key in shipped.screener.matcher.index.identifiers}
        for batch in batches:
            table = identified(shape.of_records(batch), references).table
            found = []
            for name in PARTY_FIELDS:
                for party, cell in zip(table["party_id"].tolist(), table[name].tolist(), strict=True):
                    for key, _ in keys_of_cell(name, cell) if cell else ():
                        if key.value in listed:
                            found.append((key.family, key.value, f"{party} {name} {cell}"))
            columns = [pa.array([one[at] for one in found], pa.string()) for at in range(3)]
            yield pa.RecordBatch.from_arrays(columns, names=["family", "value", "holder"])

    return look


def identified(parties: Parties, references: References) -> Parties:
    """Give parties their ids."""
    from screen.intake.parties import strings

    parties.table["party_id"] = strings(party_ids(parties.table, references))
    return parties


def found_of(
    parties: DataFrame, shape: Shape, shipped: Shipped, references: References, holders: Mapping[Key, int]
) -> DataFrame:
    """Return parties by Shape.found."""
    return mapped(parties.drop("tally"), _find(shape, shipped, references, holders), shape.found)


def _find(
    shape: Shape, shipped: Shipped, references: References, holders: Mapping[Key, int]
) -> Callable[[Batches], Batches]:
    def find(batches: Batches) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        from screen.redflags import vocabulary
        from screen.redflags.affiliations import affiliations

        screener = shipped.screener
        for batch in batches:
            parties = identified(shape.of_records(batch), references)
            matches, nearest = _matched(screener, parties, holders)
            with vocabulary.using(screener.rules.vocabularies):
                beside = affiliations(parties, screener.matcher)
            told = _affiliated(parties, beside)
            places = {
                key: place
                for place, key in enumerate(zip(parties.table["sheet"], parties.table["row"], strict=True))
            }
            rows = [
                places.get((shape.labels[part], row), -1) if is_screened else -1
                for part, row, is_screened in zip(
                    *(batch.column(name).to_pylist() for name in ("part", "row", "screened")), strict=True
                )
            ]
            keys, ids = list(places), parties.table["party_id"].tolist()
            data = [
                pa.array([ids[at] if at >= 0 else "" for at in rows], pa.string()),
                pa.array([matches.get(keys[at], []) if at >= 0 else [] for at in rows], types()[0]),
                pa.array([nearest.get(keys[at], [None])[0] if at >= 0 else None for at in rows], types()[1]),
                pa.array([told[at] if at >= 0 else [] for at in rows], types()[2]),
            ]
            names = [*batch.schema.names, "party_id", "matches", "nearest", "affiliations"]
            yield pa.RecordBatch.from_arrays([*batch.columns, *data], names=names)

    return find


def _matched(
    screener: Screener, parties: Parties, holders: Mapping[Key, int]
) -> tuple[dict[tuple[str, int], list[dict[str, Any]]], dict[tuple[str, int], list[dict[str, Any]]]]:
    """Return matches, with their evidence, and the nearest entries of the others, by sheet and row."""
    from screen.matching.policy import using

    with using(screener.rules.bands):
        table, evidence, nearest = screener.matcher.match_part(parties, SharedValues.counted(holders))
    proofs: dict[int, list[dict[str, Any]]] = {}
    for one in records_of(evidence):
        proofs.setdefault(one["match"], []).append(one)
    matches = by_row(table.assign(place=range(len(table))))
    for rows in matches.values():
        for one in rows:
            one["evidence"] = proofs.get(one.pop("place"), [])
    return matches, by_row(nearest)


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

    known = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}

    def fields(columns: Mapping[str, str]) -> list[tuple[str, pa.DataType]]:
        return [(name, known[kind]) for name, kind in columns.items()]

    evidence = pa.list_(pa.struct(fields(EVIDENCE_COLUMNS)))
    other = {"band": pa.int32(), "is_listed": pa.bool_(), "countries": pa.list_(pa.string())}
    affiliation = pa.struct([(name, other.get(name, pa.string())) for name in AFFILIATION_FIELDS])
    return (
        pa.list_(pa.struct([*fields(MATCH_COLUMNS), ("evidence", evidence)])), pa.struct(fields(NEAREST_COLUMNS)),
        pa.list_(affiliation),
    )  # fmt: skip


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
