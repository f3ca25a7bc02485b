"""The registry of facts, and what a fact is: a named, tested observation over the table, with the columns it reads.

A fact returns one value a row: True, False or None where nothing is said (a missing cell is unknown, never False), and for
the rows where it is True a clause for people. Which facts make a red flag stands in rules/red_flags/.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from screen.model import Band
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties
    from screen.redflags.affiliations import Affiliation
    from screen.redflags.vocabulary import Words


@dataclass(frozen=True)
class Beyond:
    """What facts about a part of a table must know of the rest of it.

    filled: columns that any row fills; firms: names of rows that match a listed firm closely, as keys; answers: of facts that
    compare rows, by place in the part, for all its rows that have a tie to another row; None where the part is these rows.
    """

    filled: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    answers: Mapping[str, Mapping[int, tuple[bool | None, str]]] | None = None


@dataclass
class Context:
    """What facts may look at: the table, its matches, what is known of the entries matched, the day, and earlier tables.

    affiliations: by kind asked and name, the possible matches of those whom rows name beside themselves; dismissed: matches
    that a reviewer found to be none, so that they raise no flag and what they rested on raises none anew; row_answers: those
    of facts that look at one row's cells alone, which another context of the same table and words may share; beyond: what lies
    beyond the rows where they are a part of a table.
    """

    parties: Parties
    matches: pd.DataFrame
    entries: pd.DataFrame | None = None
    as_of: date | None = None
    history: tuple[Parties, ...] = ()
    affiliations: Mapping[tuple[str, str], Affiliation] = field(default_factory=dict)
    dismissed: pd.DataFrame | None = None
    row_answers: dict[str, Answers] = field(default_factory=dict)
    beyond: Beyond | None = None

    def cells(self, name: str) -> list[str]:
        """Return a column of the table, made a list once."""
        if name not in self._columns:
            self._columns[name] = self.parties.table[name].tolist()
        return self._columns[name]

    def is_uniform(self, name: str) -> bool:
        """Whether all cells of a column are the same, as those of one that the table lacks."""
        if name not in self._uniform:
            cells = self.cells(name)
            self._uniform[name] = cells.count(cells[0]) == len(cells) if cells else True
        return self._uniform[name]

    @cached_property
    def places(self) -> Mapping[tuple[str, int], int]:
        """Return the place of each row by its sheet and its number there, by which matches name it."""
        keys = zip(self.cells("sheet"), self.cells("row"), strict=True)
        return {(sheet, int(row)): place for place, (sheet, row) in enumerate(keys)}

    def answer(self, name: str) -> Answers:
        """Ask a fact, once for all rules and facts that rest on it."""
        answers = self._answers if FACTS[name].whole_table else self.row_answers
        if name not in answers:
            answers[name] = FACTS[name].ask(self)
            if FACTS[name].ties and self.is_apart:
                answers[name] = answers[name].with_answers(self.beyond.answers.get(name, {}))  # type: ignore[union-attr]
        return answers[name]

    def is_ready(self, name: str) -> bool:
        """Whether a fact costs next to nothing: it was asked, or the cells that it reads are the same in every row."""
        one = FACTS[name]
        known = self._answers if one.whole_table else self.row_answers
        return name in known or (not one.whole_table and all(map(self.is_uniform, one.reads)))

    def is_filled(self, name: str) -> bool:
        """Whether any row of the table fills a column."""
        return any(self.cells(name)) or (self.beyond is not None and name in self.beyond.filled)

    @property
    def is_apart(self) -> bool:
        """Whether what ties its rows to others is answered for already, so that each counts by itself."""
        return self.beyond is not None and self.beyond.answers is not None

    @cached_property
    def _answers(self) -> dict[str, Answers]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _uniform(self) -> dict[str, bool]:
        return {}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """Hold what several facts need and one works out for the whole table, by a name of its own."""
        return {}

    def __len__(self) -> int:
        return len(self.parties.table)

    @cached_property
    def typologies(self) -> list[list[tuple[str, Band]]]:
        """Return for each row the (typology, band) of the entries it matches."""
        known, first = (
            ({}, {}) if self.entries is None else of_entries(self.entries, "typologies", _typologies)
        )  # fmt: skip
        found: dict[tuple[str, int], list[tuple[str, Band]]] = {}
        columns = (self.matches[name] for name in ("sheet", "row", "list", "entry_id", "references", "band"))
        for sheet, row, name, identity, references, band in zip(*columns, strict=True):
            typology = known.get((name, identity), "") or _of_cluster(references, first)
            found.setdefault((sheet, row), []).append((typology, Band.of(band)))
        rows: list[list[tuple[str, Band]]] = [[] for _ in range(len(self))]
        for key in found.keys() & self.places.keys():
            rows[self.places[key]] = found[key]
        return rows


_OF_ENTRIES: dict[int, dict[str, Any]] = {}
Made = TypeVar("Made")


def of_entries(entries: pd.DataFrame, name: str, make: Callable[[pd.DataFrame], Made]) -> Made:
    """Return what is worked out from a table of entries once, for as long as there is the table, which nobody changes.

    name: of what is made, the same for all that ask for it.
    """
    key = id(entries)
    if key not in _OF_ENTRIES:
        weakref.finalize(entries, _OF_ENTRIES.pop, key, None)
    known = _OF_ENTRIES.setdefault(key, {})
    if name not in known:
        known[name] = make(entries)
    made: Made = known[name]
    return made


def _typologies(entries: pd.DataFrame) -> tuple[dict[tuple[str, str], str], dict[str, tuple[str, str, str]]]:
    """Return the typologies of each entry by list and id, and of each id those of its first entry that has any."""
    columns = (entries[name].tolist() for name in ("list", "id", "typology"))
    known = {(name, identity): "; ".join(kinds) for name, identity, kinds in zip(*columns, strict=True)}
    first: dict[str, tuple[str, str, str]] = {}
    for (name, identity), kind in sorted(known.items()):
        if kind:
            first.setdefault(identity, (name, identity, kind))
    return known, first


def _of_cluster(references: str, first: Mapping[str, tuple[str, str, str]]) -> str:
    """Return the typology of the first entry of a cluster that has one; first: by id, list, id and typology."""
    told = [first[one] for reference in references.split() if (one := reference.rpartition(":")[2]) in first]
    return min(told)[2] if told else ""


FALSE, UNKNOWN, TRUE = -1, 0, 1
_TRUTH = {False: FALSE, None: UNKNOWN, True: TRUE}
Truth = NDArray[np.int8]


@dataclass(frozen=True)
class Answers:
    """A fact over the table: values True, False or None (unknown) per row; clauses where it is True."""

    values: list[bool | None]
    clauses: list[str]

    @cached_property
    def truth(self) -> Truth:
        """Return the values as numbers that min, max and minus combine as all, any and not."""
        return np.array(list(map(_TRUTH.__getitem__, self.values)), dtype=np.int8)

    def with_answers(self, known: Mapping[int, tuple[bool | None, str]]) -> Answers:
        """Return the answers with others, value and clause, in some rows."""
        values, clauses = list(self.values), list(self.clauses)
        for place, (value, clause) in known.items():
            values[place], clauses[place] = value, clause
        return Answers(values, clauses)


@dataclass(frozen=True, slots=True)
class Fact:
    """A registered fact. reads: columns it looks at; needs: any one of these suffices for it to be tested; needs_history: only
    with an earlier table; whole_table: it looks at more than cells of one row; ties: what rows that it compares have in common
    (TIES), () where each row counts by itself; meaning: what it says, in a sentence for people."""

    name: str
    reads: tuple[str, ...]
    needs: tuple[str, ...]
    ask: Callable[[Context], Answers]
    needs_history: bool = False
    whole_table: bool = False
    ties: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def says(self) -> str:
        """What holds where the fact is true, as a clause for people; from its name where it is not described."""
        words = " ".join(self.meaning.split()) or self.name.replace("_", " ").replace("dprk", "DPRK")
        return words.removeprefix("Whether ").removesuffix(".")


FACTS: dict[str, Fact] = {}
Tied = Iterable[tuple[int, object]]
"""Places of rows, each with a value: rows with the same value may be compared."""
TIES: dict[str, Callable[[Context], Tied]] = {}
"""What ties rows to one another, by name."""


Tying = TypeVar("Tying", bound=Callable[[Context], Tied])


def tie(name: str) -> Callable[[Tying], Tying]:
    """Register what ties rows to one another: rows that a fact compares must have a value in common; more may."""

    def register(find: Tying) -> Tying:
        TIES[name] = find
        return find

    return register


_NAMES = ("name", "name_original", "aliases")
Test = Callable[..., "str | bool | None"]


def fact(name: str, *reads: str, needs: tuple[str, ...] = ()) -> Callable[[Test], Test]:
    """Register a test over the cells of *reads* in one row: it returns a clause (True), False, or None for unknown.

    Unless *needs* says otherwise, a name column alone does not make it testable.
    """
    beside_name = tuple(column for column in reads if column not in _NAMES) or reads

    def register(test: Test) -> Test:
        def ask(context: Context) -> Answers:
            if reads and len(context) and all(map(context.is_uniform, reads)):
                answer, count = test(*(context.cells(column)[0] for column in reads)), len(context)
                return Answers([_value(answer)] * count, [_clause(answer)] * count)
            rows = list(zip(*map(context.cells, reads), strict=True))
            known = {row: test(*row) for row in dict.fromkeys(rows)}
            answers = list(known.values()) if len(known) == len(rows) else [known[row] for row in rows]
            return Answers(list(map(_value, answers)), list(map(_clause, answers)))

        FACTS[name] = Fact(name, reads, needs or beside_name, ask, meaning=test.__doc__ or "")
        return test

    return register


def _value(answer: str | bool | None) -> bool | None:
    return None if answer is None else bool(answer)


def _clause(answer: str | bool | None) -> str:
    return answer if isinstance(answer, str) else ""


@lru_cache(maxsize=1 << 17)
def folded(cell: str) -> str:
    """Return a cell folded, once for all the facts that look at it."""
    return fold(cell)


def found_in(pattern: Words, *cells: str) -> str:
    """Return the first match of a vocabulary in the cells as it stands there folded, '' where there is none."""
    for cell in cells:
        match = pattern.search(folded(cell)) if cell else None
        if match:
            return str(match.group())
    return ""


def short(cell: str) -> str:
    """Return a cell, cut where it is long."""
    return cell if len(cell) <= 60 else cell[:59] + "…"


def table_fact(
    name: str, *reads: str, needs: tuple[str, ...] = (), needs_history: bool = False, ties: tuple[str, ...] = ()
) -> Callable[[Callable[[Context], Answers]], Callable[[Context], Answers]]:
    """Register a fact that looks at the whole table (or at earlier ones): a function of the context to answers.

    ties: what the rows have in common that it compares with one another.
    """

    def register(ask: Callable[[Context], Answers]) -> Callable[[Context], Answers]:
        FACTS[name] = Fact(
            name,
            reads,
            needs or reads,
            ask,
            needs_history,
            whole_table=True,
            ties=ties,
            meaning=ask.__doc__ or "",
        )
        return ask

    return register


def columns_read(facts: Sequence[str]) -> tuple[str, ...]:
    """Return the columns some facts read, each once, in order."""
    return tuple(dict.fromkeys(column for name in facts for column in FACTS[name].reads))
