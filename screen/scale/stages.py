"""What is done with each part of a table: the flow of Screener.screen cut where parts must know of one another.

Each stage is a function of a part and of what earlier stages found in all parts (Plan), so that it can run anywhere, and
again after a machine was lost. What parts tell one another is small, and adds up in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from screen.intake.identity import References, identities, party_ids
from screen.intake.parties import strings
from screen.matching.footprint import digest
from screen.model import FIELDS, MATCH_COLUMNS, PARTY_KEYS, Parties, Sheet, Source, frame
from screen.names.folding import fold
from screen.redflags.affiliations import Affiliation

if TYPE_CHECKING:
    import pandas as pd

    from screen.intake.parts import Layout
    from screen.matching.keys import Key
    from screen.redflags import RuleBook
    from screen.redflags.facts import Answers
    from screen.scale.census import Digests
    from screen.screening import Screener

Whom = Mapping[tuple[str, str], Affiliation]


@dataclass(frozen=True)
class Plan:
    """What holds for all parts, as far as it is known at a stage.

    day: what "today" means; profiles: ids; facts: those that compare rows; ties: what such rows have in common; filled: the
    columns that any row fills; shared: digests of the values that many parties carry, and how many; firms: names of rows
    that match a listed firm closely, as keys; beside: possible matches of those whom rows name; leads: whether reported
    fronts count.
    """

    layout: Layout
    day: date
    references: References = field(default_factory=lambda: References(frozenset(), True))
    profiles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    filled: frozenset[str] = frozenset()
    shared: Mapping[int, int] = field(default_factory=dict)
    firms: frozenset[str] = frozenset()
    beside: Whom = field(default_factory=dict)
    leads: bool = True


def comparing(rules: RuleBook, profiles: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the facts of the rules for some profiles that compare rows, and what such rows have in common."""
    from screen.redflags.evaluate import chosen_rules
    from screen.redflags.facts import FACTS

    asked = dict.fromkeys(fact for rule in chosen_rules(rules, profiles) for fact in rule.facts())
    facts = tuple(name for name in asked if FACTS[name].ties)
    return facts, tuple(dict.fromkeys(one for name in facts for one in FACTS[name].ties))


def parties_of(table: pd.DataFrame, sheets: Sequence[Sheet] = ()) -> Parties:
    """Return some rows of a table as parties."""
    return Parties(table, tuple(sheets), (), Source("part", "part"), len(table))


# ---- who the rows are ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Marks:
    """Digests of a part. identity, reference, name: of each row, what it is known by; reference is 0 for none; held: (n, 2), of
    each value and of what makes it count once; tied: (n, 2), places and what rows there have in common with others."""

    ids: list[str]
    identity: Digests
    reference: Digests
    name: Digests
    held: Digests
    tied: Digests


def mark(table: pd.DataFrame, plan: Plan, rules: RuleBook) -> Marks:
    """Say who the rows of a part are, and what they may share with rows of others. table: without party_id."""
    from screen.matching.identifiers import holdings
    from screen.redflags import vocabulary
    from screen.redflags.facts import TIES, Beyond, Context

    table = table.assign(party_id=strings(ids := party_ids(table, plan.references)))
    told = plan.references.told(table)
    held = [(digest(*key), digest(*map(str, once))) for key, once in holdings(table)]
    context = Context(parties_of(table), frame([], MATCH_COLUMNS), beyond=Beyond(plan.filled))
    with vocabulary.using(rules.vocabularies):
        tied = [(place, digest(name, repr(key))) for name in plan.ties for place, key in TIES[name](context)]
    return Marks(
        ids, _digests([digest(*one) for one in identities(table)]),
        _digests([digest(fold(one)) if one else 0 for one in told]),
        _digests([digest(fold(one)) for one in table["name"].tolist()]),
        _digests(held).reshape(-1, 2), _digests(tied).reshape(-1, 2),
    )  # fmt: skip


def _digests(values: Sequence[object]) -> Digests:
    return np.array(values, dtype=np.uint64)


# ---- matching --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matched:
    """What matching found in a part. shared: values many parties carry that stand on a list too, and how many carry them."""

    matches: pd.DataFrame
    evidence: pd.DataFrame
    nearest: pd.DataFrame
    shared: Mapping[Key, int]
    firms: frozenset[str]
    beside: Whom


def match(screener: Screener, table: pd.DataFrame, plan: Plan) -> Matched:
    """Match the parties of a part, and those whom they name."""
    from screen.matching.identifiers import SharedValues, holdings
    from screen.matching.policy import using
    from screen.redflags import vocabulary
    from screen.redflags.affiliations import affiliations
    from screen.redflags.facts import Context, close_firms

    matcher, parties = screener.matcher, parties_of(table)
    held = {key for key, _ in holdings(table)} if plan.shared else set()
    counts = {key: count for key in held if (count := plan.shared.get(digest(*key)))}
    with using(screener.rules.bands):
        matches, evidence, nearest = matcher.match_part(table, SharedValues(counts))
        with vocabulary.using(screener.rules.vocabularies):
            beside = affiliations(parties, matcher)
    listed = {key: count for key, count in counts.items() if key in matcher.index.identifiers}
    firms = frozenset(close_firms(Context(parties, matches)))
    return Matched(matches, evidence, nearest, listed, firms, beside)


# ---- red flags -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Matches of some rows: those that count, and those that a reviewer dismissed."""

    matches: pd.DataFrame
    dismissed: pd.DataFrame

    @classmethod
    def of(cls, matches: pd.DataFrame, suppressed: Collection[int], leads: bool = True) -> Standing:
        """Part matches by the places that a decision suppresses; leads: whether reported fronts count."""
        from screen.screening.found import LEAD
        from screen.screening.outcome import without

        standing, dismissed = without(matches, suppressed), matches.loc[sorted(suppressed)]
        return cls(standing if leads else standing[standing["legal_status"] != LEAD], dismissed)


def compare(screener: Screener, table: pd.DataFrame, matched: Standing, plan: Plan) -> dict[str, Answers]:
    """Answer the facts that compare rows. table: all rows that are tied to one another, in the order of the whole table."""
    from screen.matching.policy import using
    from screen.redflags import vocabulary
    from screen.redflags.facts import Beyond, Context

    context = Context(
        parties_of(table), matched.matches, screener.entries, plan.day, (), _counting(plan), matched.dismissed, {},
        Beyond(plan.filled, plan.firms),
    )  # fmt: skip
    with using(screener.rules.bands), vocabulary.using(screener.rules.vocabularies):
        return {name: context.answer(name) for name in plan.facts}


Told = Mapping[str, Mapping[int, tuple[bool | None, str]]]


def flag(screener: Screener, parties: Parties, matched: Standing, told: Told, plan: Plan) -> pd.DataFrame:
    """Return the hits of the red flags in a part. told: what comparing rows answered, by fact and place in the part."""
    from screen.matching.policy import using
    from screen.redflags import evaluate
    from screen.redflags.facts import Beyond

    beyond = Beyond(plan.filled, plan.firms, told)
    with using(screener.rules.bands):
        hits, _ = evaluate(
            screener.rules, parties, matched.matches, plan.day, screener.entries, profiles=plan.profiles,
            affiliations=_counting(plan), dismissed=matched.dismissed, beyond=beyond,
        )  # fmt: skip
    return hits


def _counting(plan: Plan) -> Whom:
    return plan.beside if plan.leads else {key: one for key, one in plan.beside.items() if one.is_listed}


def band(table: pd.DataFrame, matched: Standing, hits: pd.DataFrame, suppressed: Collection[int]) -> pd.DataFrame:
    """Return the band of each party of a part. suppressed: places of hits that a decision keeps out."""
    from screen.risk import assess
    from screen.screening.outcome import without

    return assess(table, matched.matches, without(hits, suppressed))


# ---- tables ----------------------------------------------------------------------------------------------


def slim(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of parties without the fields that none fills."""
    return table[["row", "line", *(name for name in FIELDS if (table[name] != "").any())]]


def full(table: pd.DataFrame, ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a slim table with every field."""
    import pandas as pd

    nothing = strings([""] * len(table))
    data = {name: table[name].array if name in table else nothing for name in (*PARTY_KEYS, *FIELDS)}
    if ids is not None:
        data["party_id"] = strings(list(ids))
    return pd.DataFrame(data)


def written(layout: Layout, rows: pd.DataFrame) -> Sheet:
    """Return rows of a file as its sheet. rows: row, line, and the cells of each column under its place."""
    import pandas as pd

    nothing = strings([""] * len(rows))
    cells = {
        header: rows[str(place)].array if str(place) in rows else nothing
        for place, header in enumerate(layout.headers)
    }
    table = pd.DataFrame(cells, index=pd.Index(rows["row"].tolist(), name="row"))
    return Sheet("", layout.header_row, layout.columns, table, notes=layout.notes)
