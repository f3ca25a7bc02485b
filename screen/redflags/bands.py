"""Match bands of one's own: matching.yml in a folder of rules, which may move low, medium and high and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screen.data import read_yaml, rules_file
from screen.redflags.reading import Place

MATCHING, WORDS = "matching", ("low", "medium", "high")


def shipped_matching() -> dict[str, Any]:
    """Return rules/matching.yml as it was shipped."""
    return read_yaml(rules_file("matching.yml"))


def read_bands(file: Place, in_force: Mapping[str, float]) -> dict[str, float]:
    """Return the bands in force with those of a file in their place; raises RuleError with the line of what does not fit.

    A band is the least score that reaches it, 0 to 100 with one decimal at most, as scores have.
    """
    data = file.file.data
    for key in data:
        if key != "bands":
            raise file.at(str(key)).error(
                f"unknown key {key!r}. Rules of your own may change the bands of matches only: "
                "bands: {low: 50, medium: 70, high: 85}"
            )
    given, place = data.get("bands"), file.at("bands")
    if not isinstance(given, dict):
        raise place.error(f"bands are expected, as in bands: {{medium: 75}}; found {given!r}")
    bands = dict(in_force)
    for word, least in given.items():
        bands[word] = _checked(word, least, place.at(str(word)))
    for lower, upper in (WORDS[:2], WORDS[1:]):
        if bands[lower] >= bands[upper]:
            at = place.at(upper if upper in given else lower)
            raise at.error(
                f"{lower} {bands[lower]:g} must lie below {upper} {bands[upper]:g}. Write low < medium < high"
            )
    return bands


def _checked(word: object, least: object, place: Place) -> float:
    if word == "critical":
        raise place.error(
            "critical follows from identifiers, not from a score. Only low, medium and high can be moved"
        )
    if word not in WORDS:
        raise place.error(f"unknown band {word!r}. Bands are low, medium and high")
    if not isinstance(least, (int, float)) or isinstance(least, bool) or not 0 <= least <= 100:
        raise place.error(f"{word} is a score from 0 to 100, without quotes; found {least!r}")
    if round(least, 1) != least:
        raise place.error(f"{word} {least} has more than one decimal, and scores have one. Write {round(least, 1):g}")
    floor = float(shipped_matching()["name"]["retrieve_from"])
    if least < floor:
        raise place.error(
            f"{word} {least:g} lies below {floor:g}: names less alike than that are never brought together, so that it would "
            f"promise what is not done. Write {floor:g} or more"
        )
    return float(least)
