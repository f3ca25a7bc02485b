"""What came, went and changed between two days of one list, by field.

Entries are the same by the publisher's id. Order, repeats and white space are no change; neither is where a copy of the
list comes from. A note is compared remark by remark. Reading the two lists, and showing what was found, is left to others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.lists.folder import natural
from screen.lists.watchlist import COLUMNS, MANY_COLUMNS, Watchlist
from screen.lists.wording import LABELS
from screen.model import frame
from screen.names.folding import fold

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = ("sources", "data_as_of")
CHANGE_COLUMNS = dict.fromkeys(("id", "name", "column", "what", "before", "after"), "str")
"""what: added or removed (a value of a column that holds many, a remark of the note), or set (the text of any other)."""


@dataclass(frozen=True)
class Changes:
    """Two versions of a list side by side, everything in natural order of the ids.

    came, went: entries of one version only, columns as in Watchlist.entries; changed: CHANGE_COLUMNS, one row per value,
    name as it is now; kept: how many entries both versions hold.
    """

    old: Watchlist
    new: Watchlist
    came: pd.DataFrame
    went: pd.DataFrame
    changed: pd.DataFrame
    kept: int

    @property
    def changed_entries(self) -> int:
        """How many entries changed."""
        return int(self.changed["id"].nunique())

    @property
    def are_none(self) -> bool:
        """Whether the two versions say the same."""
        return not (len(self.came) or len(self.went) or len(self.changed))

    @property
    def summary(self) -> str:
        """The one line that says it all."""
        return f"came {len(self.came):,}, went {len(self.went):,}, changed {self.changed_entries:,} of {self.kept:,}"

    @property
    def caution(self) -> str:
        """What must be known to read the figures: that one side is a part of the other only; '' for nothing."""
        for one, other, word in ((self.old, self.new, "came"), (self.new, self.old, "went")):
            if one.part_of and one.part_of == other.id:
                return f"{one.id} is a part of {other.id} only: much of what {word} may never have belonged to it."
        return ""


def compare(old: Watchlist, new: Watchlist) -> Changes:
    """Compare two versions of one list.

    Raises UsageError where they are no versions of one list: nothing, or nothing but numbers, ties them.
    """
    before = old.entries.set_index("id", drop=False)
    after = new.entries.set_index("id", drop=False)
    left, right = (one.loc[before.index.intersection(after.index)] for one in (before, after))
    _check(old, new, left, right)
    rows = [row for column in COLUMNS if column not in PROVENANCE for row in _column(column, left, right)]
    places = {column: place for place, column in enumerate(LABELS)}
    rows.sort(key=lambda row: (natural(row[0]), places.get(row[2], len(places)), row[3], row[4], row[5]))
    return Changes(
        old, new, _sorted(after[~after.index.isin(before.index)]), _sorted(before[~before.index.isin(after.index)]),
        frame([dict(zip(CHANGE_COLUMNS, row, strict=True)) for row in rows], CHANGE_COLUMNS), len(left),
    )  # fmt: skip


def _check(old: Watchlist, new: Watchlist, left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Refuse lists of different publishers that have ids in common by chance: OFSI's and OFAC's are both bare numbers."""
    if (old.publisher, old.id) == (new.publisher, new.id):
        return
    if old.publisher == new.publisher and len(left):
        return
    alike = sum(fold(one) == fold(other) for one, other in zip(left["name"], right["name"], strict=True))
    if not len(left) or 2 * alike < len(left):
        shared = (
            f"{len(left):,} ids are on both, {alike:,} of them with the same name"
            if len(left)
            else "no id is on both"
        )
        raise UsageError(
            f"{_named(old)} and {_named(new)}: are not two versions of one list: {shared}. "
            "Compare two days of one publisher's list."
        )


def _named(one: Watchlist) -> str:
    return f"{one.title} ({one.publisher})"


def _column(column: str, left: pd.DataFrame, right: pd.DataFrame) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield what changed in a column; only the few rows whose cells differ are looked at one by one."""
    before, after = (one[column].to_numpy(dtype=object) for one in (left, right))
    ids, names = left.index, right["name"]
    for place in (before != after).nonzero()[0]:
        key, name = ids[place], names.iat[place]
        gone, here = (_values(column, cell[place]) for cell in (before, after))
        if column in MANY_COLUMNS or column == "note":
            yield from ((key, name, column, "added", "", value) for value in here - gone)
            yield from ((key, name, column, "removed", value, "") for value in gone - here)
        elif gone != here:
            yield key, name, column, "set", "".join(gone), "".join(here)


def _values(column: str, cell: str | tuple[str, ...]) -> set[str]:
    """Return the values of a cell, white space folded; those of a note are the remarks it is made of."""
    written = cell if isinstance(cell, tuple) else cell.split("; ") if column == "note" else (cell,)
    return {value for one in written if (value := " ".join(one.split()))}


def _sorted(entries: pd.DataFrame) -> pd.DataFrame:
    order = sorted(range(len(entries)), key=lambda place: natural(entries.index[place]))
    return entries.iloc[order].reset_index(drop=True)
