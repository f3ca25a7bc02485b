"""Which entries of different publishers are one party, and the proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screen.data import read_csv, shipped
from screen.errors import WatchlistError
from screen.model import Kind

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists.watchlist import Watchlist

COLUMNS = ("cluster", "reference", "proof")


def load_same_as(lists: Sequence[Watchlist], root: Path | None = None) -> pd.DataFrame:
    """Return the ties between entries of the lists given: cluster, reference (UN:KPi.001), proof.

    root: where the shipped lists and their ties lie; None for those that came with this version.

    They are those shipped with the tool, and those that publishers state themselves by another publisher's reference.
    Raises WatchlistError for a tie to an entry that its shipped list does not hold.
    """
    import pandas as pd

    held = {f"{one.publisher}:{entry}" for one in lists for entry in one.entries["id"]}
    ties = read_csv((root or shipped("watchlists")) / "same_as.csv", WatchlistError)
    rows = [row for row in ties if row["reference"] in held]
    table = pd.DataFrame([*(tuple(row.values()) for row in rows), *_stated(lists)], columns=list(COLUMNS)).astype(
        "str"
    )
    return table.drop_duplicates(ignore_index=True)


def _stated(lists: Sequence[Watchlist]) -> Iterator[tuple[str, str, str]]:
    """Yield the ties that publishers state themselves.

    A reference that several entries of one list state, and one to an entry of another kind, ties nobody: publishers name
    there whom a party works for, or slip. Records of one id (18725, 18725/CAP) are one party.
    """
    kinds = {
        f"{one.publisher}:{entry}": kind
        for one in lists
        for entry, kind in zip(one.entries["id"], one.entries["kind"], strict=True)
    }
    for one in lists:
        holders: dict[str, set[str]] = defaultdict(set)
        for own, references in zip(one.entries["id"], one.entries["references"], strict=True):
            for reference in references:
                holders[reference].add(own.partition("/")[0])
        for own, references in zip(one.entries["id"], one.entries["references"], strict=True):
            mine = f"{one.publisher}:{own}"
            for other in references:
                is_alone = other != mine and len(holders[other]) == 1
                if is_alone and _is_same_kind(kinds[mine], kinds.get(other, "")):
                    name, proof = f"stated:{mine}={other}", f"stated by {one.title}"
                    yield from ((name, mine, proof), (name, other, proof))


def _is_same_kind(one: str, other: str) -> bool:
    return not one or not other or (one == Kind.PERSON) == (other == Kind.PERSON)


def clusters(references: Sequence[str], ties: pd.DataFrame | None) -> list[str]:
    """Return for each reference the name of its cluster: the reference that comes first in it.

    Ties join what shares a cluster name, and clusters that share a reference, whoever holds it.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes = {reference: place for place, reference in enumerate(dict.fromkeys(references))}
    if ties is None or ties.empty:
        return list(references)
    own = len(nodes)
    left = [nodes.setdefault(reference, len(nodes)) for reference in ties["reference"]]
    right = [nodes.setdefault(f"cluster {name}", len(nodes)) for name in ties["cluster"]]
    edges = coo_array((np.ones(len(left)), (left, right)), shape=(len(nodes), len(nodes)))
    labels = connected_components(edges, directed=False)[1]
    first: dict[int, str] = {}
    for reference, place in nodes.items():
        if place < own:
            first.setdefault(int(labels[place]), reference)
    return [first[int(labels[nodes[reference]])] for reference in references]
