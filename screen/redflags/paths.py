"""The way from a party through those it names (employer, owner, bank …) to a possible match to a listed party.

Each step says from which column it is known; whether anything follows from it is left to the facts.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from screen.model import Band, split_values
from screen.redflags import vocabulary
from screen.redflags.affiliations import CLOSE, join_key, named, own_names, stakes
from screen.redflags.facts import Context
from screen.redflags.facts.group_contacts import Front, fronts
from screen.redflags.facts.listed import Named, named_matches
from screen.redflags.facts.ownership import rows_by_name

_UPWARDS = ("owners", "parent")
_MOST_ENDS = 20  # listed parties told of one row; more names nobody can follow


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody on a path: the name as a cell writes it, the column of the row before that names them, and the share in per
    cent where it is told; place: of the row they are, None where they are only named."""

    name: str
    column: str
    share: float | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The possible match at the end: is_listed says whether on an official list, by_name whether a name alone was compared."""

    name: str
    references: str
    band: Band
    is_listed: bool
    by_name: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """One way to a listed party, and the rows from which it starts."""

    steps: tuple[Step, ...]
    end: Listed
    places: tuple[int, ...]


Way = tuple[tuple[Step, ...], Listed]


def chains(context: Context) -> tuple[Chain, ...]:
    """Return the ways from all rows to listed parties, the closest matches first, equal ones from several rows as one.

    Of a row only the shortest way to each listed party counts.
    """
    found: dict[Way, list[int]] = {}
    for place, ways in enumerate(_ways(context)):
        for way in ways:
            found.setdefault(way, []).append(place)
    made = (Chain(steps, end, tuple(places)) for (steps, end), places in found.items())
    return tuple(sorted(made, key=lambda one: (-one.end.band, not one.end.is_listed, len(one.steps), one.places[0])))


def chains_of(context: Context, place: int) -> tuple[Chain, ...]:
    """Return the ways from one row."""
    return tuple(Chain(steps, end, (place,)) for steps, end in _ways(context)[place])


def _ways(context: Context) -> list[list[Way]]:
    """Return the ways of each row, found once for a table."""
    if "ways" not in context.kept:
        names = _Names(context)
        upwards = _Owners(names)
        context.kept["ways"] = [upwards.of(row) for row in range(len(context))]
    found: list[list[Way]] = context.kept["ways"]
    return found


class _Names:
    """Whom each row names who is a row or a possible match, the latter with the listed party that they may be."""

    def __init__(self, context: Context) -> None:
        self.fronts = fronts(context)
        self._rows = rows_by_name(context)
        columns = [one for one in vocabulary.business()["affiliates"] if context.is_filled(one)]
        called = list(zip(*map(context.cells, ("name", "name_original", "aliases")), strict=True))
        matches = named_matches(context, columns)
        self.of: list[list[tuple[Step, Listed | None]]] = [[] for _ in range(len(context))]
        for column in columns:
            for row, (cell, shares) in enumerate(
                zip(context.cells(column), context.cells("owner_share"), strict=True)
            ):
                if cell:
                    own = own_names(called[row])
                    told = {one.name: one for one in matches[row] if one.column == column}
                    self.of[row] += self._beside(row, own, _stakes(column, cell, shares), told)

    def _beside(
        self, row: int, own: frozenset[str], stakes: Iterable[Step], told: Mapping[str, Named]
    ) -> Iterator[tuple[Step, Listed | None]]:
        for one in stakes:
            key = join_key(one.name)
            at = self._rows.get(key)
            if key in own or at == row:
                continue
            front = self.fronts.get(at) if at is not None else None
            end = None
            if front is not None:
                end = Listed(front.name, front.told, front.band, front.is_official, by_name=False)
            elif one.name in told and (at is None or one.column not in _UPWARDS):
                end = _end(told[one.name])  # of an owner that is a row, its own match says what it is
            if end is not None or at is not None:
                yield replace(one, place=at), end


def _stakes(column: str, cell: str, shares: str) -> list[Step]:
    if column == "owners":
        return [Step(one.owner, column, one.share) for one in stakes(cell, shares)]
    return [Step(name, column) for name in named(column, cell)]


class _Owners:
    """The ways up through owners, found from the listed parties down, so that each is gone once, also in a ring."""

    def __init__(self, names: _Names) -> None:
        self._names = names
        self._found: list[dict[str, Way]] = [{} for _ in names.of]
        self._waiting: deque[tuple[int, str]] = deque()
        below: dict[int, list[tuple[int, Step]]] = defaultdict(list)
        for row, own in enumerate(names.of):
            for step, end in own:
                if step.column in _UPWARDS and end is not None:
                    self._put(row, (step,), end)
                elif step.column in _UPWARDS and step.place is not None:
                    below[step.place].append((row, step))
        longest = int(vocabulary.business()["ownership"]["longest_path"])
        while self._waiting:
            row, key = self._waiting.popleft()
            steps, end = self._found[row][key]
            if len(steps) < longest:
                for lower, step in below[row]:
                    self._put(lower, (step, *steps), end)

    def _put(self, row: int, steps: tuple[Step, ...], end: Listed) -> None:
        if _add(self._found[row], steps, end, self._names.fronts.get(row)):
            self._waiting.append((row, _key(end)))

    def of(self, row: int) -> list[Way]:
        """Return the ways of a row, the first step by any column, the shortest first."""
        found = dict(self._found[row])
        front = self._names.fronts.get(row)
        for step, end in self._names.of[row]:
            if step.column in _UPWARDS:
                continue
            if end is not None:
                _add(found, (step,), end, front)
            elif step.place is not None:
                for steps, last in self._found[step.place].values():
                    _add(found, (step, *steps), last, front)
        return sorted(found.values(), key=lambda one: len(one[0]))


def _add(found: dict[str, Way], steps: tuple[Step, ...], end: Listed, own: Front | None) -> bool:
    """Keep a way of a row unless there is one to that listed party, or the row itself matches it; returns whether it is kept."""
    if _key(end) in found or len(found) >= _MOST_ENDS or (own is not None and own.references & _bare(end.references)):
        return False
    found[_key(end)] = (steps, end)
    return True


def _key(end: Listed) -> str:
    return end.references or end.name


def _end(one: Named) -> Listed:
    """Return the end of a way that a name alone leads to, which is no more than high."""
    band = one.match.band if one.strength == CLOSE else min(one.match.band, Band.MEDIUM)
    return Listed(one.match.listed, one.match.references, band, one.match.is_listed, by_name=True)


def _bare(references: str) -> set[str]:
    return {one.rpartition(":")[2] for one in split_values(references.replace(" ", ";"))}
