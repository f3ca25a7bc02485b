"""Which entries of different publishers are one party, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screen.data import read_csv, shipped
from screen.errors import WatchlistError

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists.watchlist import Watchlist

COLUMNS = ("cluster", "list", "id", "proof")


def load_same_as(lists: Sequence[Watchlist]) -> pd.DataFrame:
    """Return the shipped ties between entries of the lists given: cluster, list, id, proof.

    Raises WatchlistError for a tie to an entry that its list does not hold.
    """
    import pandas as pd

    path = shipped("watchlists") / "same_as.csv"
    held = {one.id: set(one.entries["id"]) for one in lists}
    rows = [row for row in read_csv(path, WatchlistError) if row["list"] in held]
    for row in rows:
        if row["id"] not in held[row["list"]]:
            raise WatchlistError(f"{path}: {row['list']} has no entry {row['id']}. Mend the tie or the list.")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
