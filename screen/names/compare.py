"""Two names alone: a batch of one over both comparators."""

from __future__ import annotations

from dataclasses import dataclass

from screen.errors import UsageError
from screen.model import Kind
from screen.names import acronyms, chinese, general, korean
from screen.names.comparison import policy
from screen.names.folding import undone
from screen.names.tokens import Tokens, tokenise, variants


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are. score: 0 to 100; why: a clause for people; kind: what they were compared as."""

    score: float
    why: str
    kind: str


def compare_names(a: str, b: str, kind: str | None = None) -> NameMatch:
    """Compare two names and nothing else: no rarity, no lists.

    kind: person, organisation or vessel; None tries what fits and takes the better. Raises UsageError for any other.

    >>> compare_names("Glocom Sdn Bhd", "GLOCOM", "organisation").score >= 70
    True
    """
    if kind is not None and kind not in set(Kind):
        raise UsageError(f"kind {kind!r}: no such kind. Say person, organisation or vessel.")
    kinds = [Kind(kind)] if kind else [Kind.PERSON, Kind.ORGANISATION]
    found = [
        _compare(one, other, each) for each in kinds for one in variants(a) for other in variants(b) if one and other
    ]
    return max(found, key=lambda match: match.score, default=NameMatch(0.0, "a name is missing", kind or ""))


def _compare(a: str, b: str, kind: Kind) -> NameMatch:
    tricks = undone(a, is_person=kind is Kind.PERSON)
    one, other = korean.parse([a, b]) if kind is Kind.PERSON else (None, None)
    compared = korean.compare(one, other) if one is not None and other is not None else None
    if compared is not None and korean.is_decided(one, other) and not compared.is_weak:
        return NameMatch(compared.score, "; ".join([compared.why, *tricks]), kind)
    asked, listed = tokenise(a, kind), tokenise(b, kind)
    score, alignment = general.compare(asked, listed, kind)
    if kind is not Kind.PERSON and (acronyms.spells(asked, listed) or acronyms.spells(listed, asked)):
        return NameMatch(
            _acronym_score(min(asked, listed, key=lambda name: len(name.core))),
            "; ".join(["spelled by the initials", *tricks]),
            kind,
        )
    if alignment.is_complete:
        score = max(score, policy()["complete"])
    elif alignment.is_nearly_complete and chinese.limit(asked.core, listed.core) == 100:
        score = max(score, policy()["nearly_complete"])
    if compared is not None and compared.score > score:
        return NameMatch(compared.score, "; ".join([compared.why, *tricks]), kind)
    return NameMatch(round(score, 1), "; ".join([general.explain(alignment), *tricks]), kind)


def _acronym_score(name: Tokens) -> float:
    rules = policy()
    return rules["acronym_long" if len(name.core[0]) >= rules["acronym_long_from"] else "acronym"]
