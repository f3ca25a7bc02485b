"""How common a Korean name is among innocent people: a class, not a number, for the estimate is good to a factor of three.

Model: P = P(surname) · P(first syllable) · P(second syllable), add-one-half smoothing, over the readings a name allows; the
most common population counts. Counts: see rules/korean/korean.yml.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from screen.names.korean import tables
from screen.names.korean.parse import Lattice


@dataclass(frozen=True, slots=True)
class RarityClass:
    """name: very common, common, uncommon or rare; bearers: expected among the population of the settings."""

    name: str
    bearers: float

    @property
    def phrase(self) -> str:
        """The class as a clause, with the bearers to one digit: the estimate is good to a factor of three.

        >>> RarityClass("very common", 15460.0).phrase, RarityClass("rare", 0.2).phrase
        ('very common name, some 20,000 namesakes expected in North Korea', 'rare name, hardly a namesake expected in North Korea')
        """
        if self.bearers < 2:
            return f"{self.name} name, hardly a namesake expected in North Korea"
        return f"{self.name} name, some {float(f'{self.bearers:.0e}'):,.0f} namesakes expected in North Korea"


@cache
def _latin_of() -> dict[str, str]:
    """Return Hangul syllable → its plain DPRK spelling, the form of the counts."""
    best: dict[str, tuple[int, float, str]] = {}
    known = {value.lower() for part in ("syllable_1", "syllable_2") for value in tables.counts()["DPRK", part]}
    for spelling, reading in tables.syllables()["latin"].items():
        if not spelling.isascii() or "'" in spelling:
            continue
        for syllable, cost in reading.items():
            rank = (0 if spelling in known else 1, cost, spelling)
            if syllable not in best or rank < best[syllable]:
                best[syllable] = rank
    return {syllable: rank[2] for syllable, rank in best.items()}


@cache
def _share(population: str, part: str) -> tuple[dict[str, float], float]:
    """Return value → share, and the share of a value never seen."""
    counts = tables.counts()[population, part]
    total = sum(counts.values()) + 0.5 * len(counts)
    return {value.lower(): (count + 0.5) / total for value, count in counts.items()}, 0.5 / total


def rarity(lattice: Lattice) -> RarityClass:
    """Return the class of a name; where several readings fit, the most common counts."""
    settings = tables.settings()
    best = 0.0
    for alternative in lattice.alternatives:
        surname = max(surname_share(hangul) * _trust(cost) for hangul, cost in alternative.surname.items())
        share = surname
        for place, reading in enumerate(alternative.given[:2], start=1):
            values, unseen = _share("DPRK", f"syllable_{place}")
            share *= max(
                values.get(_latin_of().get(hangul, ""), unseen) * _trust(cost) for hangul, cost in reading.items()
            )
        if len(alternative.given) == 1:
            share *= 0.05
        best = max(best, share * _trust(alternative.cost))
    bearers = best * settings["population"]
    name = next(name for name, least in settings["rarity"].items() if bearers >= least)
    return RarityClass(str(name), bearers)


def _trust(cost: float) -> float:
    """A costly reading counts less."""
    return float(2.0 ** (-3 * cost))


def surname_share(hangul: str) -> float:
    """Return the share of a surname, in the population where it is most common."""
    south, unseen = _share("ROK", "surname")
    north, _ = _share("DPRK", "surname")
    return max(south.get(hangul, unseen), north.get(_surname_latin().get(hangul, ""), 0.0))


@cache
def _surname_latin() -> dict[str, str]:
    """Return surname → its DPRK spelling in the counts."""
    north = {value.lower() for value in tables.counts()["DPRK", "surname"]}
    best: dict[str, tuple[float, str]] = {}
    for spelling, reading in tables.surnames()["latin"].items():
        if spelling in north:
            for hangul, cost in reading.items():
                if hangul not in best or cost < best[hangul][0]:
                    best[hangul] = (cost, spelling)
    return {hangul: spelling for hangul, (_, spelling) in best.items()}
