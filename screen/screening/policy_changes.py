"""What thresholds, words and rules were changed from the shipped ones, who decided it, and what it did to this table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.model import Band

if TYPE_CHECKING:
    import pandas as pd

    from screen.redflags.about import Change
    from screen.screening.found import Found

MATCHES, PARTIES = "matches", "parties"


@dataclass(frozen=True, slots=True)
class Effect:
    """How many there are with the shipped values and with one's own: matches or parties of a band, or hits of a rule.

    what: matches, parties, or the rule's id; level: the word of the band or level.
    """

    what: str
    level: str
    shipped: int
    own: int


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """The changes of a run and their effect on its table, both () where everything is as shipped."""

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def lines(self) -> Iterator[str]:
        """Yield the changes and their effect for people; bands that hold as many as before are left out."""
        from screen.redflags.about import change_lines

        yield from change_lines(self.changes)
        for effect in self.effects:
            if effect.shipped != effect.own:
                yield f"    {effect.what} at {effect.level}: {effect.shipped:,} as shipped, {effect.own:,} now"


def effects(shipped: Found, own: Found, changed: Iterable[str]) -> tuple[Effect, ...]:
    """Count what two runs of one table found: every band, and the rules that are named or that fire otherwise than before."""
    found = [
        Effect(MATCHES, word, *pair)
        for word, pair in _bands(shipped.matched.table["band"], own.matched.table["band"], Band.LOW)
    ]
    found += [
        Effect(PARTIES, word, *pair) for word, pair in _bands(shipped.parties["band"], own.parties["band"], Band.NONE)
    ]
    before, after = _hits(shipped.hits), _hits(own.hits)
    differ = {key[0] for key in before.keys() | after.keys() if before[key] != after[key]}
    return (*found, *_rules(before, after, sorted(differ | set(changed))))


def _bands(shipped: pd.Series[str], own: pd.Series[str], least: Band) -> Iterator[tuple[str, tuple[int, int]]]:
    before, after = Counter(shipped), Counter(own)
    for band in sorted(Band, reverse=True):
        if band >= least:
            yield band.word, (before[band.word], after[band.word])


def _hits(table: pd.DataFrame) -> Counter[tuple[str, str]]:
    return Counter(zip(table["rule"], table["level"], strict=True))


def _rules(
    before: Counter[tuple[str, str]], after: Counter[tuple[str, str]], rules: Iterable[str]
) -> Iterator[Effect]:
    """Yield the hits of rules at each level that has any; of a rule without hits one line that says so."""
    for rule in rules:
        levels = [band.word for band in sorted(Band, reverse=True) if (rule, band.word) in before | after]
        for level in levels or [Band.NONE.word]:
            yield Effect(rule, level, before[rule, level], after[rule, level])
