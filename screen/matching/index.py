"""The list side, prepared once: names as tokens, identifiers as keys, entries with their clusters.

Knows lists as tables of entries; where these come from is left to screen.lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screen.cache import without_collection
from screen.lists.same_as import clusters
from screen.matching.bags import Bag
from screen.matching.footprint import cluster_digests
from screen.matching.keys import Key, keys_of_entry
from screen.matching.texts import Texts
from screen.model import Kind
from screen.names.tokens import tokenise, variants

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from screen.lists import Watchlist
    from screen.names.korean import Lattice

GROUPS: dict[str, tuple[Kind, ...]] = {
    "person": (Kind.PERSON,),
    "other": (Kind.ORGANISATION, Kind.VESSEL, Kind.AIRCRAFT),
}
"""Names are compared within a group: persons with persons, everything else with everything else."""

QUALITIES = ("name", "strong", "weak", "derived")
_NAMED = ("kind", "name", "aliases", "derived_names", "weak_aliases")
_RANKS = (0, 1, 3, 2)
"""Of the names in these columns, their positions in QUALITIES."""
_NUMBERED = ("identifiers", "phones", "emails", "websites")


def groups_of(kind: str) -> tuple[str, ...]:
    """Return the groups a kind belongs to: one, or both where the kind is not known."""
    return tuple(group for group, kinds in GROUPS.items() if not kind or kind in kinds)


@dataclass(frozen=True, slots=True)
class ListedNames:
    """The names of one group: parallel sequences, one item per spelling.

    entry: position in Index.entries, int32; quality: position in QUALITIES, int8; lattices: by place, of those that may be
    Korean.
    """

    texts: Texts
    entry: np.ndarray
    quality: np.ndarray
    bag: Bag
    lattices: Mapping[int, Lattice]

    def only(self, entries: Collection[int]) -> ListedNames:
        """Return the names of some entries."""
        import numpy as np

        places = np.flatnonzero(np.isin(self.entry, list(entries)))
        chosen = places.tolist()
        return ListedNames(
            Texts(self.texts[i] for i in chosen), self.entry[places], self.quality[places],
            Bag.of([self.bag.name(i) for i in chosen]),
            {at: self.lattices[i] for at, i in enumerate(chosen) if i in self.lattices},
        )  # fmt: skip


@dataclass(frozen=True)
class Index:
    """Compiled watchlists.

    entries: all entries that may alert, columns as in Watchlist.entries plus list, publisher, reference, cluster;
    names: by group; identifiers: key → positions of entries; clusters: of several entries, their references in list order;
    digests: of each entry, what follows from all values of its cluster, uint64.
    """

    entries: pd.DataFrame
    names: dict[str, ListedNames]
    identifiers: dict[Key, tuple[int, ...]]
    clusters: dict[str, tuple[str, ...]]
    digests: np.ndarray

    @classmethod
    def compile(cls, lists: Sequence[Watchlist], same_as: pd.DataFrame | None = None) -> Index:
        """Prepare lists for matching; delisted entries explain but never alert, so they stay out.

        same_as: cluster, reference, proof — which entries of several publishers are one party. What two lists hold of
        one publisher's entry is one party too.
        """
        import pandas as pd

        tables = []
        for one in lists:
            table = one.entries[one.entries["legal_status"] != "delisted"].copy()
            table["list"] = one.id
            table["publisher"] = one.publisher
            table["reference"] = [f"{one.publisher}:{entry}" for entry in table["id"]]
            tables.append(table)
        entries = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["reference", *_NAMED])
        entries["cluster"] = clusters(list(entries["reference"]), same_as)
        digests = cluster_digests(entries)
        _complete(entries)
        with without_collection():
            names = {group: _listed_names(entries, group) for group in GROUPS}
        return cls(entries, names, _identifiers(entries), _references(entries), digests)

    def references(self, cluster: str) -> tuple[str, ...]:
        """Return the references of a cluster, in list order."""
        return self.clusters.get(cluster, (cluster,))

    def only(self, entries: Collection[int]) -> Index:
        """Return an index in which some entries only are found, by names and identifiers; positions stay as they are."""
        found = {
            key: kept
            for key, places in self.identifiers.items()
            if (kept := tuple(place for place in places if place in entries))
        }
        names = {group: listed.only(entries) for group, listed in self.names.items()}
        return replace(self, names=names, identifiers=found)

    def __len__(self) -> int:
        return len(self.entries)


def _references(entries: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the clusters of several entries: one that stands alone is named by its own reference."""
    tied = entries[entries["cluster"].duplicated(keep=False)]
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for cluster, reference in zip(tied["cluster"], tied["reference"], strict=True):
        found[cluster][reference] = None
    return {cluster: tuple(references) for cluster, references in found.items()}


def _complete(entries: pd.DataFrame) -> None:
    """Let an entry that tells no nationality or birth date have those of the same party on other lists."""
    for column in ("nationalities", "birth_dates") if len(entries) else ():
        told: dict[str, dict[str, None]] = defaultdict(dict)
        for cluster, values in zip(entries["cluster"], entries[column], strict=True):
            told[cluster].update(dict.fromkeys(values))
        entries[column] = [
            values or tuple(told[cluster])
            for cluster, values in zip(entries["cluster"], entries[column], strict=True)
        ]


def _listed_names(entries: pd.DataFrame, group: str) -> ListedNames:
    import numpy as np

    from screen.names import korean

    texts: list[str] = []
    entry: list[int] = []
    quality: list[int] = []
    kinds: list[Kind] = []
    is_person = group == "person"
    for position, (written, *sources) in enumerate(zip(*(entries[name].tolist() for name in _NAMED), strict=True)):
        if group not in groups_of(written):
            continue
        kind = Kind(written) if written else Kind.PERSON if is_person else Kind.ORGANISATION
        seen: set[str] = set()
        for rank, names in zip(_RANKS, ((sources[0],), *sources[1:]), strict=True):
            for spelling in (variant for name in names for variant in variants(name)):
                if spelling in seen:
                    continue
                seen.add(spelling)
                texts.append(spelling)
                entry.append(position)
                quality.append(rank)
                kinds.append(kind)
    parsed = korean.parse(texts) if is_person else []
    lattices = {place: lattice for place, lattice in enumerate(parsed) if lattice is not None}
    bag = Bag.of(map(tokenise, texts, kinds))
    places, ranks = np.array(entry, dtype=np.int32), np.array(quality, dtype=np.int8)
    return ListedNames(Texts(texts), places, ranks, bag, lattices)


def _identifiers(entries: pd.DataFrame) -> dict[Key, tuple[int, ...]]:
    found: dict[Key, list[int]] = defaultdict(list)
    names = [name for name in _NUMBERED if name in entries]
    for position, values in enumerate(zip(*(entries[name].tolist() for name in names), strict=True)):
        for key in keys_of_entry(dict(zip(names, values, strict=True))) if any(values) else ():
            if position not in found[key]:
                found[key].append(position)
    return {key: tuple(positions) for key, positions in found.items()}
