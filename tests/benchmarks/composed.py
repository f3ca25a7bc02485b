"""Names in bulk for measuring: the innocent ones, and more composed of their words and of Korean syllables by a seeded program."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from screen.names.korean import tables
from tests.benchmarks.data import rows
from tests.benchmarks.full_lists import Records, ofac_2026_records

SEED = 8
KOREAN_SHARE = 0.25
KINDS = ("person", "organisation")


@dataclass(frozen=True, slots=True)
class Asked:
    """Names to be asked for, of two kinds; all distinct."""

    persons: tuple[str, ...]
    organisations: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.persons) + len(self.organisations)

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the names of a kind."""
        return self.persons if kind == "person" else self.organisations


@cache
def asked(count: int = 100_000, seed: int = SEED) -> Asked:
    """Return *count* names: every innocent one (as many as fit), a quarter Korean, the rest composed of the innocents' words."""
    chosen = random.Random(seed)
    real = {kind: [row["name"] for row in rows("names", f"innocent_{kind}s.csv")] for kind in KINDS}
    found: dict[str, dict[str, None]] = {}
    for kind, names in real.items():
        share = len(names) / sum(map(len, real.values()))
        found[kind] = dict.fromkeys(chosen.sample(names, min(len(names), int(count * share))))
        _fill(found[kind], composed(names, chosen), int((1 - KOREAN_SHARE) * count * share))
    _fill(found["person"], korean(chosen), count - len(found["organisation"]))
    return Asked(*(tuple(found[kind]) for kind in KINDS))


def _fill(found: dict[str, None], more: Iterator[str], count: int) -> None:
    while len(found) < count:
        found.setdefault(next(more))


def composed(names: Sequence[str], chosen: random.Random) -> Iterator[str]:
    """Yield names with as many words as a real one has, each the word of another at that end of its name."""
    words = [name.split() for name in names]
    while True:
        shape = len(chosen.choice(words))
        picked = [chosen.choice(words) for _ in range(shape)]
        yield " ".join(one[place - shape if place * 2 >= shape else place]
                       if len(one) >= shape else one[place % len(one)] for place, one in enumerate(picked))  # fmt: skip


def korean(chosen: random.Random) -> Iterator[str]:
    """Yield personal names of a surname and two syllables, drawn as often as they are counted, North and South in turns."""
    counts = tables.counts()
    latin = {reading: spelling for spelling, readings in tables.surnames()["latin"].items() for reading in readings}
    north = [counts["DPRK", part] for part in ("surname", "syllable_1", "syllable_2")]
    south = {latin.get(name, name).capitalize(): count for name, count in counts["ROK", "surname"].items()}
    while True:
        for surnames in (north[0], south):
            surname, one, other = (
                chosen.choices(list(part), list(part.values()))[0] for part in (surnames, *north[1:])
            )
            yield (
                f"{surname} {one.capitalize()} {other.lower()}"
                if surnames is south
                else f"{surname.upper()} {one} {other}"
            )


def listed(count: int, seed: int = SEED) -> Records:
    """Return records with *count* names in all: OFAC's of 2026-08, as many as fit, and more composed of their words."""
    chosen = random.Random(seed)
    real = ofac_2026_records()
    found, names = [], 0
    for record in chosen.sample(real, len(real)):
        if names + 1 + len(record["aliases"]) <= count:
            found.append(record)
            names += 1 + len(record["aliases"])
    by_kind = {
        kind: [record["name"] for record in real if record["kind"] == kind]
        for kind in ("person", "organisation", "vessel")
    }
    makers = {kind: composed(names, chosen) for kind, names in by_kind.items()}
    kinds = [record["kind"] for record in real if record["kind"] in makers]
    while names < count:
        kind = chosen.choice(kinds)
        found.append({"id": f"made-{names}", "kind": kind, "name": next(makers[kind]), "aliases": ()})
        names += 1
    return found
