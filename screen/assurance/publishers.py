"""Names by which another publisher lists the same party: asked of lists that hold only the other record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from screen.assurance.questions import Question, script_of
from screen.assurance.settings import settings
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

SAME, ORDER, ALIKE, OTHER = "spelled the same", "other order of words", "spelled otherwise", "hardly alike"
"""How the name of one publisher stands to the names of the other."""
EASY = (SAME, ORDER)
"""Names that have every word of the other publisher's: half of all, and nearly all found."""
_CELLS = {"birth_date": "birth_dates", "nationality": "nationalities", "gender": "gender"}
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as its publisher has it, and the party it belongs to."""

    reference: str
    publisher: str
    cluster: str
    values: Record

    @property
    def names(self) -> tuple[str, ...]:
        """Its names that are strong enough to be asked."""
        return tuple(dict.fromkeys((self.values["name"], *self.values["aliases"])))

    @property
    def every_name(self) -> tuple[str, ...]:
        """Its names, weak and derived ones too."""
        return (*self.names, *self.values["derived_names"], *self.values["weak_aliases"])


def listed(entries: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[Listed]:
    """Return the entries of an index that may alert. tables: list → entries as published, without what a tie completes."""
    if entries.empty:
        return []
    own = {
        (name, row["id"]): row for name, table in tables.items() for row in table.to_dict("records")
    }  # an index gives an entry the birth dates that another publisher tells: that would let the record held out back in
    columns = ("reference", "publisher", "cluster", "list", "id")
    return [
        Listed(reference, publisher, cluster, own[name, identity])
        for reference, publisher, cluster, name, identity in zip(
            *(entries[one].tolist() for one in columns), strict=True
        )
    ]


def questions(entries: Sequence[Listed], seed: int) -> tuple[Question, ...]:
    """Return for each record of a tied party its names, asked of each other publisher that lists it; of very many some."""
    parties: dict[str, list[Listed]] = defaultdict(list)
    for one in entries:
        parties[one.cluster].append(one)
    chosen = Random(seed)
    found: list[Question] = []
    for cluster in sorted(parties):
        party = sorted(parties[cluster], key=lambda one: one.reference)
        for one in party:
            for holder in sorted({other.publisher for other in party} - {one.publisher}):
                found += _asked(one, [other for other in party if other.publisher == holder], chosen)
    found = list(dict.fromkeys(found))
    most = settings().publisher_names
    places = sorted(chosen.sample(range(len(found)), most)) if len(found) > most else range(len(found))
    return tuple(found[place] for place in places)


def _asked(one: Listed, others: Sequence[Listed], chosen: Random) -> Iterator[Question]:
    """Yield the names of a record: the first one, and some of those that the others do not have."""
    known = {fold(name) for other in others for name in other.every_name}
    new = [name for name in one.names[1:] if fold(name) not in known]
    new = list({fold(name): name for name in reversed(new)}.values())
    room = settings().names_per_entry - 1
    told = _cells(one)
    kind, target = one.values["kind"], others[0]
    for name in (one.names[0], *(sorted(chosen.sample(new, room)) if len(new) > room else sorted(new))):
        yield Question(name, kind, target.reference, _how(name, known), script_of(name), target.publisher, told)


def _how(name: str, known: set[str]) -> str:
    """Say how a name stands to folded names."""
    if fold(name) in known:
        return SAME
    if sorted(fold(name).split()) in [sorted(one.split()) for one in known]:
        return ORDER
    return ALIKE if _is_alike(name, known) else OTHER


def _is_alike(name: str, known: set[str]) -> bool:
    """Whether a plain string comparison already sees that a name is a spelling of one known, no other name altogether."""
    from rapidfuzz.fuzz import token_sort_ratio

    folded = fold(name)
    return any(token_sort_ratio(folded, one) >= settings().spelled_alike for one in known)


def _cells(one: Listed) -> tuple[tuple[str, str], ...]:
    """Return what else the record says of a person with a birth date, as a table would have it."""
    if one.values["kind"] != "person" or not one.values["birth_dates"]:
        return ()
    told = {field: one.values[column] for field, column in _CELLS.items()}
    firsts = {field: value if isinstance(value, str) else next(iter(value), "") for field, value in told.items()}
    return tuple((field, value) for field, value in firsts.items() if value)
