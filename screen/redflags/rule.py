"""A red-flag rule and everything a report prints of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screen.model import Band

if TYPE_CHECKING:
    from screen.redflags.about import Change

PROFILES = ("vendors", "visa", "it", "vessels")
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
    """A legal basis: instrument and paragraph, day, who is bound and where, and whether the text was read in the original."""

    instrument: str
    paragraph: str
    date: str
    bound: str
    read_in_original: bool
    territory: str = ""


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


_OF_MATCH = "matches_"  # how facts on the party's own match are named


@dataclass(frozen=True, slots=True)
class Unless:
    """An exception to a rule: the fact that proves it, and the level that is left where it does."""

    exception: RuleException
    fact: str
    cap: Band = Band.LOW


@dataclass(frozen=True, slots=True)
class OpenTest:
    """When a legal test counts as open: what must hold though the rule itself cannot be decided, and what to ask for."""

    when: Condition
    ask: str


@dataclass(frozen=True, slots=True)
class RuleException:
    """An exception X01 … X10 and what to ask about it."""

    id: str
    title: str
    ask: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag.

    level: what it weighs, none for context without points; levels: other levels by condition (the first that holds
    counts); unless: exceptions and the facts that prove them; open: when the legal test is open; profiles: kinds of table it
    is tested on; fires, clear: fields of a party that fires it, and of innocent ones, or rows of a whole table; origin: its
    file; changes: what own rules changed of a shipped one, in words; is_own: not a shipped one.
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
    unless: tuple[Unless, ...]
    open: OpenTest | None
    profiles: tuple[str, ...]
    next_step: str
    fires: tuple[Mapping[str, object], ...]
    clear: tuple[Mapping[str, object], ...]
    typology: str
    origin: str = ""
    changes: tuple[str, ...] = ()
    is_own: bool = False

    def facts(self) -> Iterator[str]:
        """Yield every fact that it asks for."""
        yield from self.when.facts()
        for _, condition in self.levels:
            yield from condition.facts()
        yield from (one.fact for one in self.unless)
        if self.open:
            yield from self.open.when.facts()

    @property
    def restates_match(self) -> bool:
        """Whether it only says again what the party's own match says, so that a decision on the match is one on both."""
        return all(name.startswith(_OF_MATCH) for name in self.when.facts())


@dataclass(frozen=True, slots=True)
class OwnSource:
    """Rules of one's own that were added: the folder or file as named, or the thresholds of a settings file.

    sha256: over what they say; bands, about: of thresholds, as written; empty for others.
    """

    name: str
    sha256: str
    bands: Mapping[str, object] = field(default_factory=dict)
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleBook:
    """All rules in use, by id, with the exceptions they name.

    off: rules that own rules switch off; vocabularies: words and thresholds that own rules change, by
    vocabulary, as they are then; bands: least scores of match bands that own rules set, by word;
    policy: every shipped value that own rules change, and who decided it; shipped: the same rules without those changes,
    None where there are none; version: 12 hex digits that change with anything in the rules; own: what rules of one's own
    it was read from, in order.
    """

    rules: tuple[Rule, ...]
    exceptions: Mapping[str, RuleException]
    off: tuple[Rule, ...] = ()
    vocabularies: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    version: str = ""
    bands: Mapping[str, float] = field(default_factory=dict)
    policy: tuple[Change, ...] = ()
    shipped: RuleBook | None = None
    own: tuple[OwnSource, ...] = ()

    def __post_init__(self) -> None:
        if not self.version:
            told = repr((self.rules, sorted(self.exceptions), repr(self.vocabularies), repr(self.bands)))
            object.__setattr__(self, "version", hashlib.sha256(told.encode()).hexdigest()[:12])

    def notices(self) -> tuple[str, ...]:
        """Say what rules of one's own added, changed and switched off; () where there are none."""
        said = {
            "added": [rule.id for rule in self.rules if rule.is_own],
            "changed": [rule.id for rule in self.rules if rule.changes],
            "switched off": [rule.id for rule in self.off],
            "words changed": [f"{name}: {', '.join(words)}" for name, words in self.vocabularies.items()],
            "match bands": [f"{word} from {least:g}" for word, least in self.bands.items()],
        }
        told = "; ".join(f"{what} {', '.join(ids)}" for what, ids in said.items() if ids)
        who = "; ".join(dict.fromkeys(one.about.decided for one in self.policy))
        return (f"Rules of your own: {told}.{f' Decided by {who}.' if who else ''}",) if told else ()

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __getitem__(self, rule: str) -> Rule:
        return next(one for one in self.rules if one.id == rule)
