"""A red-flag rule and everything a report prints of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from screen.model import Band

FAMILIES = ("identity", "location", "money", "documents", "group", "trade", "legal")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule's facts come from."""

    id: str
    title: str
    issuer: str
    date: str
    link: str


@dataclass(frozen=True, slots=True)
class Legal:
    """A legal basis: instrument and paragraph, day, who is bound, and whether the text was read in the original."""

    instrument: str
    paragraph: str
    date: str
    bound: str
    read_in_original: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """all, any or not over conditions, or one fact (a leaf)."""

    operator: str
    parts: tuple[Condition, ...] = ()
    fact: str = ""

    def facts(self) -> Iterator[str]:
        """Yield the names of all facts below."""
        if self.operator == "fact":
            yield self.fact
        for part in self.parts:
            yield from part.facts()


@dataclass(frozen=True, slots=True)
class RuleException:
    """An exception X01 … X10 and what to ask about it."""

    id: str
    title: str
    ask: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag.

    level: what it weighs, levels: other levels by condition (the first that holds counts); unless: exception and the
    fact that proves it; examples: fields of a party that fires it, and of innocent ones.
    """

    id: str
    title: str
    level: Band
    family: str
    why: str
    level_reason: str
    legal: tuple[Legal, ...]
    sources: tuple[Source, ...]
    threshold_origin: str
    applies_to: tuple[str, ...]
    when: Condition
    levels: tuple[tuple[Band, Condition], ...]
    unless: tuple[tuple[RuleException, str], ...]
    next_step: str
    fires: tuple[Mapping[str, object], ...]
    clear: tuple[Mapping[str, object], ...]
    typology: str


@dataclass(frozen=True)
class RuleBook:
    """All rules in use, by id, with the exceptions they name."""

    rules: tuple[Rule, ...]
    exceptions: Mapping[str, RuleException]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __getitem__(self, rule: str) -> Rule:
        return next(one for one in self.rules if one.id == rule)
