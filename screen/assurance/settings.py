"""The numbers and words of rules/assurance, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked and how it is judged; each number is explained in rules/assurance/assurance.yml."""

    seed: int
    confidence: float
    controls_per_class: int
    names_per_entry: int
    publisher_names: int
    benchmark_parties: int
    own_rows: int
    names_per_group: int
    born: tuple[int, int]
    ratio_limit: float
    small_group: int
    exact_below_medium: float
    weak_class: float
    poor_class: float
    spelled_alike: float
    bins: tuple[int, ...]
    curve: tuple[int, int]
    listed_in_1000: float
    significance: float
    benchmark_words: Mapping[str, str]
    persons: Mapping[str, Mapping[str, Any]]
    organisations: Mapping[str, Mapping[str, Any]]
    references: tuple[Mapping[str, str], ...]
    limits: tuple[str, ...]


@cache
def settings() -> Settings:
    """Load rules/assurance/assurance.yml once; raises RuleError when a part is missing."""
    path = rules_file("assurance", "assurance.yml")
    loaded = read_yaml(path)
    made = {
        "born",
        "bins",
        "curve",
        "significance",
        "benchmark_words",
        "persons",
        "organisations",
        "references",
        "limits",
    }
    numbers = [one.name for one in fields(Settings) if one.name not in made]
    try:
        return Settings(
            **{name: loaded[name] for name in numbers},
            born=(loaded["born"][0], loaded["born"][1]),
            bins=tuple(loaded["bins"]),
            curve=(loaded["curve"][0], loaded["curve"][1]),
            significance=loaded["regression"]["significance"],
            benchmark_words=loaded["benchmark_words"],
            persons=loaded["persons"],
            organisations=loaded["organisations"],
            references=tuple(loaded["references"]),
            limits=tuple(loaded["limits"]),
        )
    except (KeyError, IndexError) as missing:
        raise RuleError(f"{path}: {missing} is missing. Restore the file.") from missing
