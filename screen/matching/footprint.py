"""What the matches of a run follow from, as digests: enough for a later run to know what of it is still as it was."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zlib import crc32

from screen.cache import tool_version
from screen.matching.keys import PARTY_FIELDS
from screen.matching.links import first_link
from screen.matching.policy import policy
from screen.model import FIELDS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from screen.matching.identifiers import SharedValues
    from screen.matching.index import Index

MATCHED = (
    "name", "family_name", "given_name", "name_original", "aliases", "kind", "birth_date", "gender", "nationality", "country",
    "incorporation_country", "address", *PARTY_FIELDS, "employer", "sponsor",
)  # fmt: skip
"""The fields of a party that matching reads; the others may change without another outcome."""
LISTED = (
    "list", "reference", "id", "kind", "name", "aliases", "derived_names", "weak_aliases", "birth_dates", "nationalities",
    "countries", "addresses", "gender", "identifiers", "phones", "emails", "websites", "programs", "listed_on", "legal_status",
    "measure", "operating_status", "closed_on", "reliability", "denials", "note", "basis",
)  # fmt: skip
"""The columns of an entry that matching reads, besides the first link among its sources."""
_PARTS = {"matched": "<u8", "whole": "<u4", "clusters": "<u8", "references": "<u4", "affiliated": "<u8"}


@dataclass(frozen=True, eq=False)
class Footprint:
    """Digests of what matching rests on.

    tool: hex, of the code, its rules and its libraries; matched: of what matching reads of each party, in the order of the
    table, and of which of its values many share; whole: of all its fields; clusters: of the listed parties, sorted;
    references: marks of their references, sorted; affiliated: of each employer or sponsor that matches a listed party, that
    cluster.
    """

    tool: str
    matched: np.ndarray
    whole: np.ndarray
    clusters: np.ndarray
    references: np.ndarray
    affiliated: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pd.DataFrame, shared: SharedValues, index: Index) -> Footprint:
        """Take the footprint of a table of parties and the lists it is matched with."""
        import numpy as np

        told = (*(table[name].tolist() for name in MATCHED), shared.marks(table))
        matched = [digest("\x1f".join(cells)) for cells in zip(*told, strict=True)]
        whole = [mark("\x1f".join(cells)) for cells in _filled(table)]
        references = set(map(mark, index.entries["reference"]))
        return cls(
            tool(), np.array(matched, dtype="<u8"), np.array(whole, dtype="<u4"),
            np.unique(index.digests).astype("<u8"), np.array(sorted(references), dtype="<u4"),
        )  # fmt: skip

    def with_affiliates(self, found: Mapping[str, int], earlier: Footprint | None) -> Footprint:
        """Add which clusters employers and sponsors match, and of an earlier run those whose cluster is the same."""
        clusters = set(self.clusters.tolist())
        kept = {
            one: cluster for one, cluster in (earlier.affiliated if earlier else {}).items() if cluster in clusters
        }
        return replace(self, affiliated=kept | {digest(value): cluster for value, cluster in found.items()})

    def packed(self) -> dict[str, str]:
        """Return the footprint as JSON values: the arrays as little-endian bytes in base64."""
        import numpy as np

        pairs = np.array(sorted(self.affiliated.items()), dtype="<u8")
        arrays = {name: getattr(self, name) for name in _PARTS if name != "affiliated"} | {"affiliated": pairs}
        return {"tool": self.tool} | {
            name: base64.b64encode(array.astype(_PARTS[name]).tobytes()).decode() for name, array in arrays.items()
        }

    @classmethod
    def unpacked(cls, values: Mapping[str, Any]) -> Footprint:
        """Read a packed footprint; raises ValueError for one that is damaged."""
        import numpy as np

        try:
            texts = {name: base64.b64decode(values[name], validate=True) for name in _PARTS}
            arrays = {name: np.frombuffer(texts[name], dtype=kind) for name, kind in _PARTS.items()}
            pairs = arrays.pop("affiliated").reshape(-1, 2)
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"{problem}") from problem
        return cls(str(values.get("tool", "")), **arrays, affiliated=dict(pairs.tolist()))


def _filled(table: pd.DataFrame) -> list[list[str]]:
    """Return of each party the fields that say something, so that one which only a later version knows changes no other."""
    rows: list[list[str]] = [[] for _ in range(len(table))]
    for name in FIELDS:
        cells = table[name].tolist()
        for row, cell in zip(rows, cells, strict=True) if any(cells) else ():
            if cell:
                row.append(f"{name} {cell}")
    return rows


def tool() -> str:
    """Return the digest of everything but parties and lists that matches follow from, the bands in force among it."""
    bands = ",".join(f"{band.word} {least:g}" for band, least in sorted(policy().bands.items()))
    return hashlib.sha256(f"{tool_version()}|{bands}".encode()).hexdigest()[:32]


def digest(*parts: str) -> int:
    """Return 64 bits that follow from texts."""
    return int.from_bytes(
        hashlib.blake2b("\x1d".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    )


def mark(text: str) -> int:
    """Return 32 bits that follow from a text; for what may be mistaken once in millions."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def cluster_digests(entries: pd.DataFrame) -> np.ndarray:
    """Return for each entry of an index a digest of the entries of its cluster and their order, uint64."""
    import numpy as np

    told: dict[str, list[str]] = {}
    columns = [entries[name].tolist() for name in LISTED if name in entries]
    names = entries["cluster"].tolist()
    for cluster, sources, *values in zip(names, entries.get("sources", ()), *columns, strict=False):
        told.setdefault(cluster, []).append(repr((first_link(sources), *values)))
    digests = {cluster: digest(*texts) for cluster, texts in told.items()}
    return np.array([digests.get(cluster, 0) for cluster in names], dtype=np.uint64)
