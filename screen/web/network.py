"""Parties and what they share as a network: which hang together, and where each stands in a picture of one part."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.model import Band

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screen.redflags.connections import Connection

PARTY, VALUE, REST = "party", "value", "rest"
MOST_NODES = 120
_MOST_VALUES, _MOST_EACH = 20, 4  # of a network too large to draw
_MOST_AROUND, _MOST_MIDDLE = 12, 40  # around one value of such a network: values, and parties of that one
_SEED = 2397  # any number; the same one, so that a run draws the same picture
_BOX = (128.0, 46.0)  # room a node with its label takes
_ROOM, _PUSHES = 2.8, 250  # how much more room than the boxes need; how often they are pushed apart, at most
_LABEL = 18


Key = tuple[str, "str | int"]
"""A node while a picture is made: its kind, and its place or the id of its value."""


@dataclass(frozen=True, slots=True)
class Network:
    """What hangs together: ids of the shared values, the first of which names it, and what it holds."""

    values: tuple[str, ...]
    parties: int
    flagged: int
    band: Band

    @property
    def first(self) -> str:
        """The id of its first value."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Node:
    """A party (place), a shared value (its id), or parties that are left out at a value (its id, and their count)."""

    kind: str
    x: float
    y: float
    label: str
    place: int = -1
    value: str = ""
    count: int = 0

    @property
    def short(self) -> str:
        """The label as it fits."""
        return fitted(self.label, _LABEL)


@dataclass(frozen=True, slots=True)
class Picture:
    """A network drawn in width × height: nodes in reading order; lines between them from x, y to x, y.

    left_out: parties, and values, that are in the network and not in the picture.
    """

    width: float
    height: float
    nodes: tuple[Node, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    left_out: tuple[int, int] = (0, 0)


def networks(connections: Sequence[Connection]) -> tuple[Network, ...]:
    """Return what hangs together by values that are not common, those with red flags first, then the largest."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    used = [one for one in connections if not one.common]
    if not used:
        return ()
    values = np.repeat(np.arange(len(used)), [len(one.places) for one in used])
    places = np.concatenate([np.array(one.places) for one in used])
    count = len(used) + int(places.max()) + 1
    links = coo_array((np.ones(len(values), dtype=np.int8), (values, places + len(used))), shape=(count, count))
    _, labels = connected_components(links, directed=False)
    held: dict[int, list[Connection]] = defaultdict(list)
    for one, label in zip(used, labels.tolist(), strict=False):
        held[label].append(one)
    sizes = Counter(labels[len(used) :].tolist())
    found = [
        Network(
            tuple(one.id for one in own), sizes[label], sum(bool(one.flagged) for one in own),
            max(one.band for one in own),
        )
        for label, own in held.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.flagged, -one.parties, -one.band, one.first)))


def drawn(
    network: Network, connections: Sequence[Connection], names: Sequence[str], bands: Sequence[str], about: str = ""
) -> Picture:
    """Return the picture of a network; of one too large the values that tie most, each with some parties and a count.

    names, bands: of the parties, in the order of the table; about: the id of a value around which one too large is drawn.
    """
    inside = set(network.values)
    values = [one for one in connections if one.id in inside]
    is_whole = len(values) + network.parties <= MOST_NODES
    if not is_whole:
        values = _chosen(values, about)
    shown = {one.id: list(one.places) if is_whole else _some(one, values, bands, about) for one in values}
    keys: list[Key] = [(VALUE, one.id) for one in values]
    keys += [(PARTY, place) for place in sorted({place for own in shown.values() for place in own})]
    links: list[tuple[Key, Key]] = [((VALUE, key), (PARTY, place)) for key, own in shown.items() for place in own]
    rest = {one.id: len(one.places) - len(shown[one.id]) for one in values}
    for one in values:
        if rest[one.id]:
            keys.append((REST, one.id))
            links.append(((VALUE, one.id), (REST, one.id)))
    where, width, height = _laid_out(keys, links)
    told = {one.id: one for one in values}

    def node(kind: str, key: str | int) -> Node:
        x, y = where[kind, key]
        if isinstance(key, int):
            return Node(PARTY, x, y, names[key], place=key)
        count = rest[key] if kind == REST else len(told[key].places)
        return Node(kind, x, y, told[key].value if kind == VALUE else "", value=key, count=count)

    nodes = sorted((node(*key) for key in keys), key=lambda one: (round(one.y / _BOX[1]), one.x))
    lines = tuple((*where[one], *where[other]) for one, other in links)
    parties = network.parties - sum(one.kind == PARTY for one in nodes)
    return Picture(width, height, tuple(nodes), lines, (parties, len(inside) - len(values)))


def _chosen(values: Sequence[Connection], about: str) -> list[Connection]:
    """Return the values that are drawn: those with red flags, then those that tie most; around one those that share its parties."""
    middle = next((set(one.places) for one in values if one.id == about), None)
    if middle is None:
        return sorted(values, key=lambda one: (not one.flagged, -len(one.places)))[:_MOST_VALUES]
    beside = {one.id: len(middle.intersection(one.places)) for one in values}
    near = [one for one in values if beside[one.id]]
    return sorted(near, key=lambda one: (one.id != about, not one.flagged, -beside[one.id]))[:_MOST_AROUND]


def _some(one: Connection, values: Sequence[Connection], bands: Sequence[str], about: str) -> list[int]:
    """Return the parties of a value that are drawn: those that hold others too, then the highest bands."""
    ties = Counter(place for other in values for place in set(other.places)) if len(values) > 1 else Counter[int]()
    ranked = sorted(one.places, key=lambda place: (-ties[place], -Band.of(bands[place]), place))
    return sorted(ranked[: _MOST_MIDDLE if one.id == about else _MOST_EACH])


def _laid_out(
    keys: Sequence[Key], links: Sequence[tuple[Key, Key]]
) -> tuple[Mapping[Key, tuple[float, float]], float, float]:
    """Return where each node stands, and how large the picture is."""
    import networkx
    import numpy as np

    graph = networkx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from(links)
    wide = max(1.0, (len(keys) * _BOX[0] * _BOX[1] * _ROOM / (1000 * 460)) ** 0.5)
    width, height = 1000 * wide, 460 * wide
    spread = networkx.spring_layout(graph, seed=_SEED, iterations=120, k=2.2 / len(keys) ** 0.5)
    points = np.array([spread[key] for key in keys], dtype=float)
    extent = np.ptp(points, axis=0)
    points = (points - points.min(axis=0)) / np.where(extent > 0, extent, 1.0)
    points = np.where(extent > 0, points, 0.5)
    room = np.array([width - _BOX[0], height - _BOX[1]])
    points = _apart(points * room + np.array(_BOX) / 2, width, height)
    return {key: (round(x, 1), round(y, 1)) for key, (x, y) in zip(keys, points.tolist(), strict=True)}, width, height


def _apart(points: NDArray[np.float64], width: float, height: float) -> NDArray[np.float64]:
    """Push nodes apart until their labels do not lie over one another, as far as there is room."""
    import numpy as np

    box = np.array(_BOX)
    for _ in range(_PUSHES):
        apart = points[:, None, :] - points[None, :, :]
        over = box - np.abs(apart)
        touching = np.asarray((over > 0).all(axis=2)) & ~np.eye(len(points), dtype=np.bool_)
        if not touching.any():
            break
        lower = np.tril(np.ones(touching.shape, dtype=bool), -1)
        sign = np.where(apart == 0, np.where(lower, 1.0, -1.0)[:, :, None], np.sign(apart))
        upright = over[:, :, 1] < over[:, :, 0]
        push = np.stack([~upright, upright], axis=2) * over * sign * touching[:, :, None]
        points = points + push.sum(axis=1) * 0.35
        points = np.clip(points, box / 2, np.array([width, height]) - box / 2)
    return points


def fitted(text: str, most: int) -> str:
    """Return a text cut to a width; letters of East Asian scripts take two places.

    >>> fitted("Blue Lagoon Garden Restaurant", 18), fitted("묘향산물산주식회사무역부", 18)
    ('Blue Lagoon Garde…', '묘향산물산주식회…')
    """
    text = " ".join(text.split())
    widths = [2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[: most + 1]]
    if sum(widths) <= most and len(text) <= most:
        return text
    taken = 0
    for place, width in enumerate(widths):
        if taken + width > most - 1:
            return text[:place].rstrip() + "…"
        taken += width
    return text
