"""What the fact base says of listed organisations: typology, sectors, countries of operation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from screen.countries import country_code
from screen.model import Kind
from watchlists.builder.entry import Entry, united, values

_TYPOLOGY = {Kind.VESSEL: "shipping / logistics", Kind.AIRCRAFT: "aircraft"}
Tie = tuple[str, str, str]


@dataclass(frozen=True)
class Fronts:
    """The listed fronts of the fact base, by the publisher's reference."""

    by_reference: dict[str, dict[str, Any]]
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> Fronts:
        """Read the fact base."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found: dict[str, dict[str, Any]] = {}
        pairs: list[tuple[str, str]] = []
        for front in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["fronts_listed"]:
            un = [f"UN:{reference}" for reference in front["listed"].get("un") or []]
            ofac = [f"OFAC:{number}" for number in front["listed"].get("ofac") or []]
            found.update(dict.fromkeys((*un, *ofac), front))
            pairs += [(a, b) for a in un for b in ofac]
        return cls(found, tuple(pairs))

    def ids(self, publisher: str) -> set[str]:
        """Return a publisher's ids of the fronts."""
        return {number for name, _, number in (one.partition(":") for one in self.by_reference) if name == publisher}

    def describe(self, lists: dict[str, list[Entry]], ties: list[Tie]) -> None:
        """Give each entry the typology, sectors and countries of operation of its party, whichever list it is on."""
        clusters = {reference: cluster for cluster, reference, _ in ties}
        by_cluster = {clusters[one]: front for one, front in self.by_reference.items() if one in clusters}
        for publisher, entries in lists.items():
            for entry in entries:
                reference = f"{publisher}:{entry['id']}"
                front = self.by_reference.get(reference) or by_cluster.get(clusters.get(reference, ""))
                if front and entry["kind"] == Kind.ORGANISATION:
                    entry["typology"], entry["sectors"] = (str(front["type"]),), tuple(front["sectors"])
                    codes = (country_code(country) or "" for country in front["countries"])
                    entry["countries"] = united(values(entry, "countries"), codes)
                elif kind := _TYPOLOGY.get(Kind(str(entry["kind"]))):
                    entry["typology"] = (kind,)
