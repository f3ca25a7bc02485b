"""What came nearest to a match, of each party that has none: proof of what was compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from screen.model import NEAREST_COLUMNS, frame

if TYPE_CHECKING:
    import pandas as pd


class Nearest:
    """The best pair below a match by the place of its party; of two alike the one whose list and id come first."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, str, str, str]] = {}

    def see(self, place: int, score: float, entry: Mapping[str, Any]) -> None:
        """Take a pair into account; entry: its list, id and name."""
        known = self._best.get(place)
        if known is None or score > known[0] or (score == known[0] and (entry["list"], entry["id"]) < known[1:3]):
            self._best[place] = (score, entry["list"], entry["id"], entry["name"])

    def table(self, parties: pd.DataFrame, matched: Collection[int]) -> pd.DataFrame:
        """Return NEAREST_COLUMNS of the parties whose places are not among those matched, in the order of the table."""
        sheets, rows = parties["sheet"].tolist(), parties["row"].tolist()
        found: list[dict[str, object]] = [
            {
                "sheet": sheets[place], "row": rows[place], "list": list_id, "entry_id": entry_id, "entry_name": name,
                "score": score,
            }
            for place, (score, list_id, entry_id, name) in sorted(self._best.items())
            if place not in matched
        ]  # fmt: skip
        return frame(found, NEAREST_COLUMNS)
