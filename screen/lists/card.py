"""Everything the lists say of one entry: found by its reference, as a card to read or as plain values.

Which lists are in use is left to the caller; how likely somebody is the listed party to matching.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.errors import UsageError
from screen.lists.folder import natural
from screen.lists.same_as import clusters
from screen.lists.watchlist import Watchlist
from screen.lists.wording import LABELS, label, standing, values_of

if TYPE_CHECKING:
    import pandas as pd

NAMED = ("name", "aliases", "weak_aliases", "derived_names")
"""Columns of names, the best first."""
_WIDTH = 26
_IN_THE_HEAD = ("id", "kind", "name", "legal_status")


@dataclass(frozen=True)
class Tied:
    """The same party on another list, with the proof."""

    reference: str
    name: str
    list: str
    standing: str
    proof: str


@dataclass(frozen=True)
class Card:
    """One entry of one list. entry: the row of Watchlist.entries; same_as: the party's entries elsewhere."""

    watchlist: Watchlist
    entry: dict[str, Any]
    same_as: tuple[Tied, ...]

    @property
    def reference(self) -> str:
        """The publisher and its own id."""
        return f"{self.watchlist.publisher}:{self.entry['id']}"

    @property
    def standing(self) -> str:
        """By whom it is listed."""
        return standing(self.entry, self.watchlist.publisher)

    def rows(self) -> list[tuple[str, list[str]]]:
        """Return every column that holds something, beyond what it is: its label and its values, worded."""
        return [(label(column), values) for column, values in self.facts()]

    def lines(self) -> list[str]:
        """Return the card as text: what it is, then every column that holds something."""
        said = [
            f"{self.reference}  {self.entry['name']}",
            f"{self.entry['kind'] or 'kind not stated'}, {self.standing}",
            "",
        ]
        for title, values in self.rows():
            said += _block(title, values)
        elsewhere = [
            f"{tied.reference}  {tied.name} ({tied.list}): {tied.standing}; proof: {tied.proof or 'not given'}"
            for tied in self.same_as
        ]
        said += _block("same party on other lists", elsewhere)
        one = self.watchlist
        return [*said, *_block("read from", [f"{one.id}: {one.title}, data of {one.date or 'an unknown day'}"])]

    def facts(self) -> Iterator[tuple[str, list[str]]]:
        """Yield every column that holds something beyond the head of the card, with its values as people read them."""
        for column in (name for name in LABELS if name not in _IN_THE_HEAD):
            values = [one for one in values_of(column, self.entry[column]) if one != self.reference]
            if values:
                yield column, values

    def values(self) -> dict[str, Any]:
        """Return the card as JSON values: columns as in Watchlist.entries, those that hold nothing included."""
        one = self.watchlist
        entry = {name: list(cell) if isinstance(cell, tuple) else cell for name, cell in self.entry.items()}
        return {
            "reference": self.reference,
            "standing": self.standing,
            "list": {name: getattr(one, name) for name in ("id", "title", "publisher", "date", "source", "sha256")},
            "entry": entry,
            "same_as": [
                {name: getattr(tied, name) for name in ("reference", "name", "list", "standing", "proof")}
                for tied in self.same_as
            ],
        }


def _block(title: str, values: Sequence[str]) -> list[str]:
    """Return values below each other, the title beside the first; a long title has a line of its own."""
    if not values:
        return []
    heads = [title] if len(title) < _WIDTH else [title, ""]
    lines = [
        f"  {head:{_WIDTH}}{value}" for head, value in zip((*heads[-1:], *[""] * len(values)), values, strict=False)
    ]
    return [*(f"  {head}" for head in heads[:-1]), *lines]


def find_cards(lists: Sequence[Watchlist], reference: str, ties: pd.DataFrame) -> list[Card]:
    """Return the cards of a reference (UN:KPi.001) or of a bare id: one for each list that holds it.

    ties: cluster, reference, proof, as load_same_as gives them. Where no list has the reference as its own, the entries
    that state it count. Raises UsageError where nothing has it, or where it is the id of several parties.
    """
    asked = reference.strip().casefold()
    for has in (_own, _bare, _stated):
        found = [(one, entry) for one in lists for entry in one.entries[has(one, asked)].to_dict("records")]
        choices = {f"{one.publisher}:{entry['id']}": str(entry["name"]) for one, entry in found}
        if len(choices) > 1:
            named = "; ".join(f"{key} {name}" for key, name in sorted(choices.items()))
            raise UsageError(
                f"{reference}: {len(choices)} entries answer to it: {named}. Give one of these references."
            )
        if found:
            tied = Cards(lists, ties).tied(next(iter(choices)))
            return [Card(one, entry, tied) for one, entry in found]
    raise UsageError(
        f"{reference}: no list in use has such an entry. Write it as reports do, such as UN:KPe.001, or find it with "
        "dprk-screen lists search."
    )


def _own(one: Watchlist, asked: str) -> pd.Series:
    return (f"{one.publisher}:" + one.entries["id"]).str.casefold() == asked


def _bare(one: Watchlist, asked: str) -> pd.Series:
    return one.entries["id"].str.casefold() == asked


def _stated(one: Watchlist, asked: str) -> pd.Series:
    return one.entries["references"].map(lambda cell: any(value.casefold() == asked for value in cell)).astype(bool)


class Cards:
    """The cards of many entries of some lists, by their publishers' references; ties: as load_same_as gives them."""

    def __init__(self, lists: Sequence[Watchlist], ties: pd.DataFrame) -> None:
        self._places: dict[str, list[tuple[Watchlist, int]]] = defaultdict(list)
        for one in lists:
            for place, entry in enumerate(one.entries["id"].tolist()):
                self._places[f"{one.publisher}:{entry}"].append((one, place))
        held = list(self._places)
        self._names = dict(zip(held, clusters(held, ties), strict=True))
        self._members: dict[str, list[str]] = defaultdict(list)
        for key, name in self._names.items():
            self._members[name].append(key)
        self._proofs: dict[str, dict[str, None]] = defaultdict(dict)
        for key, proof in zip(ties["reference"].tolist(), ties["proof"].tolist(), strict=True):
            self._proofs[key][proof] = None

    def of(self, reference: str) -> list[Card]:
        """Return the cards of a publisher's reference: one for each list that holds it, [] where none does."""
        tied = self.tied(reference) if reference in self._places else ()
        return [Card(one, one.entries.iloc[place].to_dict(), tied) for one, place in self._places.get(reference, ())]

    def names(self, references: Sequence[str]) -> dict[str, list[str]]:
        """Return the names of the entries of a cluster by what they are (NAMED), each once, at its best, whatever its case."""
        found: dict[str, list[str]] = {column: [] for column in NAMED}
        seen: set[str] = set()
        entries = [one.entries.iloc[place] for key in references for one, place in self._places.get(key, ())]
        for column in NAMED:
            for entry in entries:
                cell = entry[column]
                for name in (cell,) if isinstance(cell, str) else cell:
                    if name and name.casefold() not in seen:
                        seen.add(name.casefold())
                        found[column].append(name)
        return {column: names for column, names in found.items() if names}

    def tied(self, reference: str) -> tuple[Tied, ...]:
        """Return the other entries of the cluster of a reference, on each list that holds them."""
        found = []
        for key in self._members[self._names[reference]]:
            for one, place in self._places[key] if key != reference else ():
                entry = one.entries.iloc[place].to_dict()
                proof = "; ".join(self._proofs[key])
                found.append(Tied(key, entry["name"], one.id, standing(entry, one.publisher), proof))
        return tuple(sorted(found, key=lambda tied: (natural(tied.reference), tied.list)))
