"""Parties × index → matches: the one function the flow calls, in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from screen.cache import without_collection
from screen.data import read_yaml, rules_file
from screen.errors import UsageError
from screen.matching import fields as compared
from screen.matching.footprint import Footprint
from screen.matching.identifiers import SharedValues, identifiers
from screen.matching.index import GROUPS, Index, groups_of
from screen.matching.keys import PARTY_FIELDS, keys_of_cell
from screen.matching.memory import Memory
from screen.matching.named import Named, named, weighed
from screen.matching.names import NameMatcher
from screen.matching.nearest import Nearest
from screen.matching.policy import points_of, policy, score_of
from screen.matching.reuse import Known, Reuse
from screen.matching.score import NameEvidence, Scored, add_up, at_most, references, weigh
from screen.matching.tables import NAME_MATCH_COLUMNS, Found, Matches, tables
from screen.matching.workers import Workers
from screen.model import Band, Kind, frame, split_values
from screen.names.tokens import variants

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

AFFILIATIONS = ("employer", "sponsor")
Record = Mapping[str, Any]
Asked = dict[str, dict[str, list[int]]]
"""By group, the places at which each spelling is asked for."""
Progress = Callable[[str, int, int], None]


def _memories() -> dict[str, Memory[str, Named]]:
    return {group: Memory() for group in GROUPS}


@dataclass(frozen=True)
class Run:
    """What the chunks of one table have in common.

    named: by group, what each spelling brings; affiliated: by employer or sponsor, its best possible match; affiliates: the
    first reference of it, of all that were asked and have one; nearest: what comes nearest to parties without a match.
    """

    shared: SharedValues
    named: Mapping[str, Memory[str, Named]] = field(default_factory=_memories)
    affiliated: Memory[str, Any] = field(default_factory=Memory)
    affiliates: dict[str, str] = field(default_factory=dict)
    nearest: Nearest = field(default_factory=Nearest)


@dataclass(frozen=True)
class Matcher:
    """An index ready to be asked, any number of times; whole: the one that a part was taken from."""

    index: Index
    _names: dict[str, NameMatcher] = field(default_factory=dict)
    _entries: dict[int, Record] = field(default_factory=dict)
    whole: Matcher | None = None

    @classmethod
    def prepare(cls, index: Index) -> Matcher:
        """Return a matcher with all its names prepared, ready to be kept."""
        matcher = cls(index)
        with without_collection():
            for group in GROUPS:
                matcher.names(group)
        return matcher

    @cached_property
    def _workers(self) -> Workers:
        for group in GROUPS:
            self.names(group)
        return Workers(self._names, self.index.names)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_workers"}

    def names(self, group: str) -> NameMatcher:
        """Return the prepared names of a group (person, other)."""
        if group not in self._names:
            self._names[group] = NameMatcher(self.index.names[group], group == "person")
        return self._names[group]

    def match(self, parties: Parties, progress: Progress | None = None, known: Known | None = None) -> Matches:
        """Match every party, in chunks; batches and single calls agree to the digit.

        known: the matches of an earlier run. What of them still holds is kept, with the outcome of a whole run.
        """
        table = parties.table
        run = Run(SharedValues.of(table))
        footprint = Footprint.of(table, run.shared, self.index)
        reuse = Reuse.of(known, footprint, self.index) if known else None
        found: list[Found] = []
        if reuse and reuse.rows:
            changed = self.only(reuse.anew)
            reuse = reuse.without(reuse.loosened(self.index))
            reuse = reuse.without(changed._affiliates_moved(table, reuse))
            found += reuse.kept(table, self.index)
            for place, score, entry in reuse.nearest(self.index):
                run.nearest.see(place, score, self.entry(entry))
            if reuse.anew:
                found += changed._search(table, list(reuse.rows), replace(run, named=_memories()), progress)
        anew = [place for place in range(len(table)) if not reuse or place not in reuse.rows]
        found += self._search(table, anew, run, progress)
        affiliates = self._affiliates(run)
        footprint = footprint.with_affiliates(affiliates, known.footprint if known and reuse and reuse.rows else None)
        problems = tuple(run.shared.problems(self.index.identifiers))
        nearest = run.nearest.table(table, {one.place[0] for one in found})
        return Matches(*tables(found), nearest, problems, footprint, reuse)

    def match_part(
        self, table: pd.DataFrame, shared: SharedValues
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Match some parties of a larger table: matches, evidence and what came nearest. shared: the values of all of it."""
        run = Run(shared)
        found = list(self._search(table, range(len(table)), run, None))
        return *tables(found), run.nearest.table(table, {one.place[0] for one in found})

    def only(self, entries: Collection[int]) -> Matcher:
        """Return a matcher that knows some entries only; employers and sponsors it compares with all."""
        return Matcher(self.index.only(entries), _entries=self._entries, whole=self)

    def _search(
        self, table: pd.DataFrame, places: Sequence[int], run: Run, progress: Progress | None
    ) -> Iterator[Found]:
        """Yield the matches of the parties at some places of a table, in chunks."""
        size = int(read_yaml(rules_file("screening.yml"))["chunk_rows"])
        for start in range(0, len(places), size):
            if progress:
                progress("comparing with the watchlists", start, len(places))
            chunk = places[start : start + size]
            records = _records(table.iloc[chunk])
            for one in self._one_per_cluster(self._scored(records, run, chunk)):
                placed = replace(one, party=chunk[one.party])
                yield Found.of(self.index, records[one.party], self.entry(one.entry), placed)

    def _scored(self, records: Sequence[Record], run: Run, chunk: Sequence[int]) -> list[Scored]:
        """Score one chunk; parties are named by their place in it. chunk: their places in the table."""
        pairs: dict[tuple[int, int], NameEvidence | None] = {**self.name_pairs(records, named_before=run.named)}
        for place, record in enumerate(records):
            for entry in self._by_identifier(record):
                pairs.setdefault((place, entry), None)
        affiliations = self._affiliations(records, {place for place, _ in pairs}, run)
        found = []
        self._take_out({entry for _, entry in pairs})
        for (place, entry), name in sorted(pairs.items(), key=lambda item: item[0]):
            listed = self.entry(entry)
            evidence = field_evidence(records[place], listed, run.shared)
            evidence += self._affiliated(affiliations.get(place, ()), entry)
            score, band = weigh(name, evidence)
            if band < Band.LOW:
                run.nearest.see(chunk[place], score, listed)
                continue
            one = add_up(place, entry, name, evidence)
            found.append(replace(one, band=at_most(one.band, listed)))
        return found

    def explain(self, record: Record, position: int, shared: SharedValues) -> Scored:
        """Compare one party with one entry in every field, whatever comes of it."""
        least = policy().name["retrieve_from"]
        names = [
            weighed(self.names(group), spelling, self.names(group).exactly(spelling, place, least))
            for group in groups_of(self.entry(position)["kind"])
            for spelling in spellings(record)
            for place in (self.index.names[group].entry == position).nonzero()[0].tolist()
        ]
        best = max(names, key=lambda one: one.rank, default=None)
        affiliations = self._affiliations([record], [0], Run(shared)).get(0, ())
        fields = field_evidence(record, self.entry(position), shared) + self._affiliated(affiliations, position)
        return add_up(0, position, best, fields)

    def position(self, reference: str) -> int | None:
        """Return the place of an entry named by publisher and id (OFAC:9345), or by its id alone; None for no such one.

        Raises UsageError for an id that several publishers gave.
        """
        wanted, entries = reference.strip().casefold(), self.index.entries
        for names in (entries["reference"], entries["id"]):
            places = [place for place, name in enumerate(names) if name.casefold() == wanted]
            choices = list(dict.fromkeys(entries["reference"].iat[place] for place in places))
            if len(choices) > 1:
                raise UsageError(f"{wanted}: is the number of several entries. Name one: {', '.join(choices)}.")
            if places:
                return places[0]
        return None

    def _affiliations(
        self, records: Sequence[Record], places: Collection[int], run: Run
    ) -> dict[int, list[compared.Evidence]]:
        """Return for each place the employers and sponsors that are themselves possible matches to listed parties."""
        cells = {
            (place, column): value
            for place in places
            for column in AFFILIATIONS
            for value in split_values(records[place][column])
        }
        best = run.affiliated.ask(sorted(set(cells.values())), self._best_organisations)
        evidence: dict[int, list[compared.Evidence]] = defaultdict(list)
        for (place, column), value in cells.items():
            if row := best[value]:
                reference = row.references.split()[0]
                run.affiliates[value] = reference
                evidence[place].append(
                    compared.affiliation(column, value, row.matched_name, reference, Band.of(row.band))
                )
        return evidence

    def _best_organisations(self, names: Sequence[str]) -> dict[str, Any]:
        """Return for each name the row of :meth:`match_names` that fits best at medium or above, None for none."""
        found = (self.whole or self).match_names(names, Kind.ORGANISATION, policy().bands[Band.MEDIUM])
        return dict.fromkeys(names) | {row.query: row for row in reversed(list(found.itertuples()))}

    def _affiliates(self, run: Run) -> dict[str, int]:
        """Return for each employer or sponsor that is a possible match the digest of that listed party."""
        entries = self.index.entries
        at = entries["reference"].isin(set(run.affiliates.values())).to_numpy().nonzero()[0]
        digests = dict(zip(entries["reference"].iloc[at], self.index.digests[at].tolist(), strict=True))
        return {value: digests[reference] for value, reference in run.affiliates.items()}

    def _affiliates_moved(self, table: pd.DataFrame, reuse: Reuse) -> set[int]:
        """Return the rows whose employer or sponsor may match another listed party best than in an earlier run."""
        digests = set(self.index.digests.tolist())
        holders: dict[str, set[int]] = defaultdict(set)
        for column in AFFILIATIONS:
            cells = table[column].tolist()
            for place in reuse.rows:
                for value in split_values(cells[place]) if cells[place] else ():
                    holders[value].add(place)
        values = sorted(holders)
        found = self.match_names(values, Kind.ORGANISATION, policy().bands[Band.MEDIUM]) if reuse.anew else None
        moved = set(found["query"]) if found is not None else set()
        moved |= {value for value in values if reuse.is_moved(value, digests)}
        return {place for value in moved for place in holders[value]}

    def _affiliated(self, evidence: Sequence[compared.Evidence], entry: int) -> list[compared.Evidence]:
        """Return the affiliations that count for an entry: those of persons, the strongest one only."""
        if self.entry(entry)["kind"] not in {Kind.PERSON, ""} or not evidence:
            return []
        return [max(evidence, key=lambda one: one.points)]

    def entry(self, position: int) -> Record:
        """Return an entry as a mapping, built once."""
        if position not in self._entries:
            self._entries[position] = self.index.entries.iloc[position].to_dict()
        return self._entries[position]

    def _take_out(self, positions: Collection[int]) -> None:
        """Build several entries at once, which takes a fraction of the time of one after the other."""
        new = sorted(set(positions) - self._entries.keys())
        self._entries.update(zip(new, _records(self.index.entries.iloc[new]), strict=True))

    def name_pairs(
        self,
        records: Sequence[Record],
        least: float = 0.0,
        named_before: Mapping[str, Memory[str, Named]] | None = None,
    ) -> dict[tuple[int, int], NameEvidence]:
        """Return the best name of every pair of party and entry that a name brings together, scored at *least* or more.

        named_before: what was found before, by group, with the same *least*.
        """
        least = max(policy().name["retrieve_from"], least - 1)
        asked: Asked = {group: {} for group in GROUPS}
        for place, record in enumerate(records):
            for spelling in spellings(record):
                for group in groups_of(record["kind"]):
                    asked[group].setdefault(spelling, []).append(place)

        def find(group: str, places: Mapping[str, Sequence[int]]) -> Mapping[str, Named]:
            memory = named_before[group] if named_before else Memory[str, Named]()
            return memory.ask(sorted(places), lambda new: named(self.names(group), new, least))

        return _best(asked, find)

    def match_names(
        self, names: Sequence[str], kind: str | None, threshold: float, processes: int | None = 1
    ) -> pd.DataFrame:
        """Match bare names; columns and order as screen.Screener.match_names says, and what processes are."""
        places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            places.setdefault(name, []).append(place)
        least = max(policy().name["retrieve_from"], threshold - 1)
        asked = dict.fromkeys(groups_of(kind or ""), places)
        pairs = _best(asked, lambda group, places: self._workers.brought(group, sorted(places), least, processes))
        best: dict[tuple[int, str], tuple[float, str, int, NameEvidence]] = {}
        self._take_out({position for _, position in pairs})
        for (place, position), evidence in pairs.items():
            entry = self.entry(position)
            other = compared.kind(kind or "", entry["kind"])
            score = score_of(points_of(evidence.alone) + (other.points if other else 0))
            known = best.get((place, entry["cluster"]))
            if score >= threshold and (known is None or (-score, entry["id"]) < (-known[0], known[1])):
                best[place, entry["cluster"]] = (score, entry["id"], position, evidence)
        rows = [
            {
                "query_index": place, "query": names[place], "list": self.entry(position)["list"], "entry_id": identity,
                "references": references(self.index, cluster), "matched_name": name.listed, "quality": name.quality,
                "score": score, "band": at_most(policy().band(score), self.entry(position)).word,
            }
            for (place, cluster), (score, identity, position, name) in best.items()
        ]  # fmt: skip
        rows.sort(key=lambda row: (row["query_index"], -row["score"], row["entry_id"]))
        return frame(rows, NAME_MATCH_COLUMNS)

    def _by_identifier(self, record: Record) -> list[int]:
        found: dict[int, None] = {}
        for name in PARTY_FIELDS:
            if record[name]:
                for key, _ in keys_of_cell(name, record[name]):
                    found.update(dict.fromkeys(self.index.identifiers.get(key, ())))
        return list(found)

    def _one_per_cluster(self, scored: Sequence[Scored]) -> list[Scored]:
        """Keep the best entry of each cluster, ordered by party, then band and score downwards."""
        best: dict[tuple[int, str], Scored] = {}
        clusters = self.index.entries["cluster"]
        for one in scored:
            place = (one.party, clusters.iat[one.entry])
            if place not in best or (one.band, one.score) > (best[place].band, best[place].score):
                best[place] = one
        return sorted(best.values(), key=lambda one: (one.party, -one.band, -one.score, one.entry))


def _best(
    asked: Mapping[str, Mapping[str, Sequence[int]]],
    find: Callable[[str, Mapping[str, Sequence[int]]], Mapping[str, Named]],
) -> dict[tuple[int, int], NameEvidence]:
    """Return the best evidence of each place and entry; find: what the spellings of a group bring."""
    best: dict[tuple[int, int], NameEvidence] = {}
    for group, places in asked.items():
        for spelling, entries in find(group, places).items():
            for place, (entry, evidence) in product(places[spelling], entries.items()) if entries else ():
                known = best.get((place, entry))
                if known is None or evidence.rank > known.rank:
                    best[place, entry] = evidence
    return best


def _records(table: pd.DataFrame) -> list[Record]:
    """Return the rows as mappings; the same as ``to_dict("records")``, which takes several times as long."""
    names = tuple(table.columns)
    columns = [table[name].to_numpy(dtype=object).tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def spellings(record: Record) -> list[str]:
    """Return the spellings a party goes by: its names, originals and aliases, each with its variants."""
    names = [record["name"], *split_values(record["name_original"]), *split_values(record["aliases"])]
    if record["family_name"] and record["given_name"]:
        names.append(f"{record['family_name']} {record['given_name']}")
    return list(dict.fromkeys(variant for name in names if name for variant in variants(name)))


def field_evidence(party: Record, entry: Record, shared: SharedValues) -> list[compared.Evidence]:
    """Compare every field but the name; silence gives no evidence."""
    is_person = (entry["kind"] or party["kind"]) == Kind.PERSON or bool(not entry["kind"] and party["birth_date"])
    found = [compared.kind(party["kind"], entry["kind"])]
    if is_person:
        found += [
            compared.birth_date(party["birth_date"], entry["birth_dates"]),
            compared.nationality(party["nationality"], entry["nationalities"]),
            compared.gender(party["gender"], entry["gender"]),
        ]
    else:
        seats = split_values(party["country"]) + split_values(party["incorporation_country"])
        found.append(compared.country(tuple(dict.fromkeys(seats)), entry["countries"]))
    found.append(compared.address(party["address"], entry["addresses"]))
    return [one for one in found if one is not None] + identifiers(party, entry, shared)
