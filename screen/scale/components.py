"""Rows that share something, directly or through others: they are looked at together when rows are compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from screen.scale.census import Digests

Places = NDArray[np.int64]


def connected(places: Places, keys: Digests, count: int) -> list[Places]:
    """Return the groups of rows that keys connect, each sorted, in the order of their first rows; lone rows are in none.

    places, keys: each row with each of its keys, in any order, also twice; count: of the rows in all.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    first = places[np.repeat(starts, np.diff(np.concatenate((starts, [len(keys)]))))]
    apart = first != places
    ones, others = first[apart], places[apart]
    if not len(ones):
        return []
    graph = coo_matrix((np.ones(len(ones), dtype=np.int8), (ones, others)), shape=(count, count))
    _, labels = connected_components(graph.tocsr(), directed=False)
    linked = np.unique(np.concatenate((ones, others)))
    return _by_label(linked, labels[linked])


def _by_label(rows: Places, labels: NDArray[np.int32]) -> list[Places]:
    order = np.argsort(labels, kind="stable")
    rows, labels = rows[order], labels[order]
    cuts = np.flatnonzero(labels[1:] != labels[:-1]) + 1
    return sorted(np.split(rows, cuts), key=lambda group: int(group[0]))


def buckets(groups: list[Places], size: int) -> list[Places]:
    """Return groups put together until there are *size* rows, each bucket sorted; a group is never parted."""
    found: list[list[Places]] = [[]]
    held = 0
    for group in groups:
        if held and held + len(group) > size:
            found.append([])
            held = 0
        found[-1].append(group)
        held += len(group)
    return [np.sort(np.concatenate(bucket)) for bucket in found if bucket]
