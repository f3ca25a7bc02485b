"""What parties of a table have to do with one another, asked of its bench: shared values, their network, ways, dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screen.redflags.connections import Connection
    from screen.redflags.paths import Chain
    from screen.screening import Screening
    from screen.screening.timeline import Timeline
    from screen.web.bench import Bench
    from screen.web.network import Network, Picture


def shared(bench: Bench) -> tuple[Connection, ...]:
    """Return what parties share, those with red flags first."""
    from screen.screening.related import connections_of

    screening = _screening(bench)
    kept = screening.context.kept
    if "connections" not in kept:
        kept["connections"] = connections_of(screening)
    found: tuple[Connection, ...] = kept["connections"]
    return found


def all_paths(bench: Bench) -> tuple[Chain, ...]:
    """Return the ways from parties through those they name to listed ones."""
    from screen.screening.related import chains_of

    return chains_of(_screening(bench))


def paths_of(bench: Bench, place: int) -> tuple[Chain, ...]:
    """Return the ways from one party."""
    from screen.screening.related import chains_of

    return chains_of(_screening(bench), place)


def nationalities(bench: Bench) -> list[str]:
    """Return the nationality of each party as codes, '' where none is told, in the order of the table."""
    cells: list[str] = _screening(bench).intake.table["nationality"].tolist()
    return cells


def networks(bench: Bench) -> tuple[Network, ...]:
    """Return the parts of the table that shared values hold together, those with red flags first."""
    from screen.web.network import networks as found

    return found(shared(bench))


def picture(bench: Bench, first: str, about: str) -> Picture:
    """Return the picture of the network that begins with a shared value, by its id; about: the one that was asked for, or ''."""
    from screen.web.network import drawn

    chosen = next(one for one in networks(bench) if one.first == first)
    table = _screening(bench).parties
    return drawn(chosen, shared(bench), table["name"].tolist(), table["band"].tolist(), about)


@dataclass(frozen=True)
class Step:
    """A step of a time line: its lines and where it begins, how many lines there are in all, and how many with a date."""

    timeline: Timeline
    start: int
    count: int
    dated: int


def dates(bench: Bench, group: str, sheet: str, start: int, most: int) -> Step:
    """Return a step of the time line of a group, by its id, or of all rows of a sheet."""
    from screen.screening.timeline import timeline

    screening = _screening(bench)
    kept, key = screening.context.kept, f"timeline:{bool(group)}:{group or sheet}"
    if key not in kept:
        if group:
            places: tuple[int, ...] = next(one.places for one in shared(bench) if one.id == group)
        else:
            sheets = screening.intake.table["sheet"].tolist()
            places = tuple(place for place, name in enumerate(sheets) if name == sheet)
        kept[key] = timeline(screening.intake, places)
    whole: Timeline = kept[key]
    start = start if start < len(whole.lines) else 0
    part = replace(whole, lines=whole.lines[start : start + most], days=whole.days[:12])
    return Step(part, start, len(whole.lines), sum(bool(one.marks) for one in whole.lines))


def _screening(bench: Bench) -> Screening:
    assert bench.screening is not None  # pages ask only of a table that was screened
    return bench.screening
