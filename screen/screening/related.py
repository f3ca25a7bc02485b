"""What rows of a screened table have to do with one another: values they share, ways to listed parties, dates side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screen.model import Band

if TYPE_CHECKING:
    from screen.redflags.connections import Connection
    from screen.redflags.paths import Chain
    from screen.screening.outcome import Screening


def connections_of(screening: Screening) -> tuple[Connection, ...]:
    """Return what parties share, those with red flags first (see redflags.connections)."""
    from screen.redflags import vocabulary
    from screen.redflags.connections import connections

    bands = [Band.of(word) for word in screening.parties["band"].tolist()]
    with vocabulary.using(screening.rules.vocabularies):
        return connections(screening.context, screening.standing_hits, screening.rules_in_use, bands)


def chains_of(screening: Screening, place: int | None = None) -> tuple[Chain, ...]:
    """Return the ways from parties to listed ones that others they name may be (see redflags.paths); place: from one alone."""
    from screen.redflags import paths, vocabulary

    with vocabulary.using(screening.rules.vocabularies):
        return paths.chains(screening.context) if place is None else paths.chains_of(screening.context, place)
