"""Who owns a party, through the rows of the table, and how much of it listed parties hold, regime by regime.

A party is said to be blocked only where the owner's match rests on an identifier and every share on the way is a number;
all else is a question. Each owner is counted once, so that the walk is linear and owners in a ring end it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from screen.model import Band, Kind, split_values
from screen.redflags import affiliations, vocabulary
from screen.redflags.affiliations import Affiliation, join_key, own_names, stakes, strength_of
from screen.redflags.facts.registry import Answers, Context, Tied, short, table_fact, tie

_READS = ("owners", "owner_share", "parent")
PROVEN, CLOSE, POSSIBLE = 3, 2, 1
_OF_WORD = {affiliations.CLOSE: CLOSE, affiliations.POSSIBLE: POSSIBLE}
_OF_BAND = {Band.CRITICAL: PROVEN, Band.HIGH: CLOSE, Band.MEDIUM: POSSIBLE}


@dataclass(frozen=True, slots=True)
class _Edge:
    """One owner of one row: who, the share, the row that owner is, and whether it is told as the parent."""

    owner: str
    share: float | None
    row: int | None
    is_parent: bool = False
    origin: str = ""
    seat: str = ""


@dataclass(slots=True)
class Holding:
    """What listed parties hold of one row under one regime and strength: shares added up, the greatest one, and by whom."""

    total: float = 0.0
    greatest: float = 0.0
    by: list[_Edge] = field(default_factory=list)
    unknown: list[_Edge] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Owned:
    """What is said of one row: blocked, a question (how strong), held in part (how strong), or a share to be asked for."""

    blocked: str = ""
    question: str = ""
    question_strength: int = 0
    part: str = ""
    part_strength: int = 0
    missing: str = ""


def rows_by_name(context: Context) -> dict[str, int | None]:
    """Return the place of the row that goes by a name, by join_key; None where two parties do, so that neither is taken for it."""
    if "rows_by_name" not in context.kept:
        rows: dict[str, int | None] = {}
        ids = context.cells("party_id")
        for row, called in enumerate(zip(*map(context.cells, ("name", "name_original", "aliases")), strict=True)):
            for name in own_names(called):
                first = rows.setdefault(name, row)
                if first is not None and ids[first] != ids[row]:
                    rows[name] = None
        context.kept["rows_by_name"] = rows
    found: dict[str, int | None] = context.kept["rows_by_name"]
    return found


def _edges(context: Context) -> list[tuple[_Edge, ...]]:
    """Return the owners of each row, joined to the rows that bear their names."""
    if not any(map(any, map(context.cells, ("owners", "parent")))):
        return [()] * len(context)
    rows = rows_by_name(context)
    found: list[tuple[_Edge, ...]] = []
    columns = (*_READS, "owner_nationality", "country")
    for owners, shares, parent, origin, seat in zip(*map(context.cells, columns), strict=True):
        if not (owners or parent):
            found.append(())
            continue
        told = [(one, join_key(one.owner)) for one in stakes(owners, shares)]
        keys = {key for _, key in told}
        edges = [_Edge(one.owner, one.share, rows.get(key), origin=origin, seat=seat) for one, key in told]
        for one in split_values(parent):
            if (key := join_key(one)) not in keys:
                edges.append(_Edge(one, None, rows.get(key), is_parent=True, seat=seat))
        found.append(tuple(edges))
    return found


@tie("owner")
def _tie_by_owner(context: Context) -> Tied:
    if not any(map(context.is_filled, ("owners", "parent"))):
        return
    columns = ("name", "name_original", "aliases", *_READS)
    for row, (*called, owners, shares, parent) in enumerate(zip(*map(context.cells, columns), strict=True)):
        told = [one.owner for one in stakes(owners, shares)] if owners else []
        yield from ((row, key) for key in {*own_names(called), *map(join_key, (*told, *split_values(parent)))})


def _in_rings(edges: list[tuple[_Edge, ...]]) -> set[int]:
    """Return the rows that own themselves, directly or through others (Tarjan's components, without recursion)."""
    owners = {row: [one.row for one in own if one.row is not None] for row, own in enumerate(edges) if own}
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    ringed: set[int] = set()
    for start in owners:
        if start in order:
            continue
        work: list[tuple[int, Iterator[int]]] = [(start, iter(owners[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        on_stack.add(start)
        while work:
            row, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[row])
                if low[row] == order[row]:
                    component: list[int] = []
                    while not component or component[-1] != row:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    if len(component) > 1 or row in owners.get(row, ()):
                        ringed.update(component)
            elif following not in order:
                order[following] = low[following] = len(order)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(owners.get(following, ()))))
            elif following in on_stack:
                low[row] = min(low[row], order[following])
    return ringed


@dataclass
class _Walk:
    """The walk from listed owners down to what they own."""

    edges: list[tuple[_Edge, ...]]
    matched: Mapping[int, tuple[int, str, str]]
    named: Mapping[tuple[str, str], Affiliation]
    names: list[str]
    spoilt: list[str]
    ways: dict[tuple[int, str, int], list[_Edge]] = field(default_factory=dict)
    below: dict[int, list[tuple[int, _Edge]]] = field(default_factory=dict)
    listed: list[tuple[int, _Edge, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row, own in enumerate(self.edges):
            for edge in own:
                if edge.row is not None:
                    self.below.setdefault(edge.row, []).append((row, edge))
                how, _, references = self.of_owner(edge)
                if how:
                    self.listed.append((row, edge, how, references))

    def of_owner(self, edge: _Edge) -> tuple[int, str, str]:
        """Return how strongly an owner matches, the entry's name and its references; a row's own match goes first."""
        if edge.row is not None:
            return self.matched.get(edge.row, (0, "", ""))
        kind = "organisation" if edge.is_parent else ""
        one = self.named.get((kind, edge.owner))
        if one is None or not one.is_listed:
            return 0, "", ""
        counts = strength_of(edge.owner, one, split_values(edge.origin), split_values(edge.seat))
        return _OF_WORD.get(counts, 0), one.listed, one.references

    def hold(self, regime: Mapping[str, Any], strength: int) -> dict[int, Holding]:
        """Return what listed parties hold of each row, counting owners that match at least as strongly."""
        held: dict[int, Holding] = {}
        waiting = [
            (row, edge)
            for row, edge, how, references in self.listed
            if how >= strength and _publishes(references, regime["publisher"])
        ]
        owned: set[int] = set()
        seen: set[tuple[int, int]] = set()
        while waiting:
            row, edge = waiting.pop()
            if (row, id(edge)) in seen or edge.row == row:
                continue
            seen.add((row, id(edge)))
            holding = held.setdefault(row, Holding())
            if edge.share is None:
                holding.unknown.append(edge)
                continue
            if strength == PROVEN and self.spoilt[row]:
                continue
            holding.by.append(edge)
            holding.total += edge.share
            holding.greatest = max(holding.greatest, edge.share)
            if row not in owned and _reaches(holding, regime):
                owned.add(row)
                biggest = [max(holding.by, key=lambda one: one.share or 0.0)]
                self.ways[row, regime["name"], strength] = list(holding.by) if regime["adds_up"] else biggest
                waiting += self.below.get(row, [])
        return held

    def path(self, row: int, regime: str, strength: int) -> str:
        """Return the way from a row up to a listed owner: "A ← B 60 % ← the listed C (OFAC:1)"."""
        said, at, spoilt = [self.names[row]], row, []
        for _ in range(vocabulary.business()["ownership"]["longest_path"]):
            by = self.ways.get((at, regime, strength))
            if not by:
                break
            edge = max(by, key=lambda one: one.share or 0.0)
            spoilt += [self.spoilt[at]] if self.spoilt[at] else []
            others = [one for one in by if one is not edge]
            beside = "".join(f" and {short(one.owner)} {one.share:g} %" for one in others)
            said.append(f"{short(edge.owner)} {edge.share:g} %{beside}")
            how, listed, references = self.of_owner(edge)
            if how >= strength and _publishes(references, _regime(regime)["publisher"]):
                said.append(_entry(how, listed, references))
                break
            if edge.row is None:
                break
            at = edge.row
        trouble = "".join(f"; {one}" for one in dict.fromkeys(spoilt))
        return " ← ".join(said) + trouble


def _regime(name: str) -> Mapping[str, Any]:
    return next(one for one in vocabulary.business()["ownership"]["regimes"] if one["name"] == name)


def _entry(strength: int, listed: str, references: str) -> str:
    how = {PROVEN: "the listed", CLOSE: "a close match to the listed"}.get(strength, "a possible match to the listed")
    return f"{how} {listed} ({references.split()[0]})"


def _publishes(references: str, publisher: str) -> bool:
    return any(reference.startswith(publisher + ":") for reference in references.split())


def _reaches(holding: Holding, regime: Mapping[str, Any]) -> bool:
    """Whether a holding meets the share of a regime: added up or by one owner, with or without the share itself."""
    amount = holding.total if regime["adds_up"] else holding.greatest
    rounded = round(amount, 6)
    return bool(rounded >= regime["share"] if regime["reached_at"] else rounded > regime["share"])


def _matched(context: Context) -> dict[int, tuple[int, str, str]]:
    """Return how strongly each row itself matches a listed party; people by name alone do not count."""
    places = context.places
    columns = ("sheet", "row", "band", "entry_kind", "legal_status", "entry_name", "references")
    found: dict[int, tuple[int, str, str]] = {}
    for sheet, row, word, kind, status, name, references in zip(
        *(context.matches[one] for one in columns), strict=True
    ):
        strength = _OF_BAND.get(Band.of(word), 0)
        if status != "listed" or (kind == Kind.PERSON and strength < CLOSE) or (sheet, row) not in places:
            continue
        at = places[sheet, row]
        if strength > found.get(at, (0,))[0]:
            found[at] = (strength, name, references)
    return found


def _spoilt(edges: list[tuple[_Edge, ...]]) -> list[str]:
    """Say for each row why its shares cannot prove anything: a ring of owners, or a total above 100 %."""
    ringed, most = _in_rings(edges), vocabulary.business()["ownership"]["most_total"]
    said = []
    for row, own in enumerate(edges):
        total = sum(one.share for one in own if one.share is not None)
        over = f"the shares add up to {total:g} %" if total > most else ""
        said.append("the owners form a ring" if row in ringed else over)
    return said


def owned(context: Context) -> list[Owned]:
    """Return what is said of the ownership of each row, computed once for a table."""
    if "owned" not in context.kept:
        context.kept["owned"] = _owned(context)
    found: list[Owned] = context.kept["owned"]
    return found


def _owned(context: Context) -> list[Owned]:
    edges = _edges(context)
    names = [
        short(name or original)
        for name, original in zip(context.cells("name"), context.cells("name_original"), strict=True)
    ]
    if not any(edges):
        return [Owned()] * len(edges)
    walk = _Walk(edges, _matched(context), context.affiliations, names, _spoilt(edges))
    rules = vocabulary.business()["ownership"]
    regimes = rules["regimes"]
    held = {
        (one["name"], strength): walk.hold(one, strength) for one in regimes for strength in (PROVEN, CLOSE, POSSIBLE)
    }
    touched = {row for holdings in held.values() for row in holdings}
    found = [Owned()] * len(edges)
    for row in touched:
        found[row] = _said(walk, held, row, regimes, rules["review_from"])
    return found


def _said(
    walk: _Walk, held: Mapping[tuple[str, int], Mapping[int, Holding]], row: int, regimes: list[Mapping[str, Any]],
    review_from: float,
) -> Owned:  # fmt: skip
    reached = {
        strength: [one for one in regimes if (row, one["name"], strength) in walk.ways]
        for strength in (PROVEN, CLOSE, POSSIBLE)
    }
    blocked = _blocked(walk, row, reached[PROVEN], regimes) if reached[PROVEN] else ""
    question, question_strength = "", 0
    part, part_strength, missing = "", 0, ""
    if not blocked:
        for strength in (CLOSE, POSSIBLE):
            if reached[strength]:
                laws = "; ".join(one["said"] for one in reached[strength])
                question = f"ownership question: {walk.path(row, reached[strength][0]['name'], strength)} ({laws})"
                question_strength = strength
                break
    for strength in (CLOSE, POSSIBLE):
        holdings = [(one, held[one["name"], strength].get(row)) for one in regimes]
        most = max(((h.total, one["name"], h) for one, h in holdings if h and h.by), key=lambda x: x[0], default=None)
        if not (blocked or question or part) and most and round(most[0], 6) >= review_from:
            shares = " and ".join(f"{short(one.owner)} {one.share:g} %" for one in most[2].by)
            listed = next(
                (_entry(*told) for one in most[2].by if (told := walk.of_owner(one))[0]), "an owner in question"
            )
            trouble = f"; {walk.spoilt[row]}" if walk.spoilt[row] else ""
            part, part_strength = f"{walk.names[row]} ← {shares} ← {listed}{trouble}", strength
        unknown = next((h.unknown[0] for _, h in holdings if h and h.unknown), None)
        if not missing and unknown is not None:
            missing = _missing(walk, row, unknown)
    return Owned(blocked, question, question_strength, part, part_strength, missing)


def _blocked(walk: _Walk, row: int, reached: list[Mapping[str, Any]], regimes: list[Mapping[str, Any]]) -> str:
    laws = "; ".join(one["said"] for one in reached)
    rest = [one["name"] for one in regimes if one not in reached]
    short_of = f"; not shown for {' and '.join(rest)}" if rest else ""
    return f"blocked by ownership: {walk.path(row, reached[0]['name'], PROVEN)} ({laws}{short_of}; the UN has no such rule)"


def _missing(walk: _Walk, row: int, edge: _Edge) -> str:
    how, listed, references = walk.of_owner(edge)
    whom = _entry(how, listed, references) if how else "an owner in question"
    control = ", and control under UK and EU law" if edge.is_parent else ""
    told = "the parent" if edge.is_parent else "an owner"
    return f"{told}, “{short(edge.owner)}”, is {whom}; its share is not told{control}"


def _register(name: str, clause: str) -> None:
    """Register a fact on the ownership of a row: unknown where no owner is told, or the share of one in question is not."""

    @table_fact(name, *_READS, needs=("owners", "parent"), ties=("owner",))
    def ask(context: Context) -> Answers:
        said = owned(context)
        told = [
            bool(owners or parent) for owners, parent in zip(*map(context.cells, ("owners", "parent")), strict=True)
        ]
        values: list[bool | None] = []
        clauses = []
        for one, is_told in zip(said, told, strict=True):
            text = _CLAUSES[clause](one)
            values.append(True if text else None if not is_told or one.missing else False)
            clauses.append(text)
        return Answers(values, clauses)


_CLAUSES: dict[str, Callable[[Owned], str]] = {
    "blocked": lambda one: one.blocked,
    "question": lambda one: one.question if one.question_strength == CLOSE else "",
    "possible": lambda one: one.question if one.question_strength == POSSIBLE else "",
    "part": lambda one: one.part if one.part_strength == CLOSE else "",
    "possible part": lambda one: one.part if one.part_strength == POSSIBLE else "",
    "missing": lambda one: one.missing,
}
for _name, _clause in (
    ("is_blocked_by_ownership", "blocked"),
    ("ownership_by_a_close_match", "question"),
    ("ownership_by_a_possible_match", "possible"),
    ("a_quarter_held_by_a_close_match", "part"),
    ("a_quarter_held_by_a_possible_match", "possible part"),
    ("share_of_a_matched_owner_is_missing", "missing"),
):
    _register(_name, _clause)
