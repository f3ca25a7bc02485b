"""What names bring: of each, the entries that bear a name like it, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from screen.matching.names import NameMatcher, NamePair
from screen.matching.score import NameEvidence, name_evidence
from screen.names import korean
from screen.names.tokens import variants

Named = Mapping[int, NameEvidence]
"""Position of an entry → the best evidence that a name is one of its own."""


def named(matcher: NameMatcher, names: Sequence[str], least: float) -> dict[str, Named]:
    """Return what each of distinct names brings at *least* (0 to 100) or more."""
    best: dict[str, dict[int, NameEvidence]] = {name: {} for name in names}
    for pair in matcher.match(names, least):
        name, entry = names[pair.asked], int(matcher.listed.entry[pair.listed])
        evidence = weighed(matcher, name, pair)
        if entry not in best[name] or evidence.rank > best[name][entry].rank:
            best[name][entry] = evidence
    return dict(best)


def brought(matcher: NameMatcher, names: Sequence[str], least: float) -> dict[str, Named]:
    """Return what names bring in any of their variants at *least* (0 to 100) or more, of those that bring anything."""
    spelled = {name: variants(name) for name in names if name}
    found = named(matcher, list(dict.fromkeys(chain.from_iterable(spelled.values()))), least)
    best: dict[str, Named] = {}
    for name, spellings in spelled.items():
        if any(found[spelling] for spelling in spellings):
            best[name] = together([found[spelling] for spelling in spellings])
    return best


def together(parts: Iterable[Named]) -> dict[int, NameEvidence]:
    """Return the best evidence for each entry; of two alike the first."""
    best: dict[int, NameEvidence] = {}
    for part in parts:
        for entry, evidence in part.items():
            if entry not in best or evidence.rank > best[entry].rank:
                best[entry] = evidence
    return best


def weighed(matcher: NameMatcher, name: str, pair: NamePair) -> NameEvidence:
    """Return the evidence of one pair of names."""
    listed = matcher.listed
    lattice = korean.parse([name])[0] if matcher.is_person else None
    kind = "person" if matcher.is_person else ""
    return name_evidence(name, listed.texts[pair.listed], int(listed.quality[pair.listed]), kind, pair, lattice)
