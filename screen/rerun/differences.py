"""What of the outcome differs between a run and its rerun."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screen.model import Band
from screen.report.canonical import BY_ROW, ONCE, OTHERS, bare, line

Row = Mapping[str, Any]
_KNOWN_BY = {
    "parties": ("party_id",), "matches": ("party_id", "list", "entry_id"), "hits": ("party_id", "rule"),
    "alerts": ("party_id", "what", "target"), "nearest": (), "problems": ("column", "code"), "changes": ("party_id", "target"),
}  # fmt: skip
"""What says, besides sheet and row, which row of one run is which of the other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a part then and now; None where it was or is not there."""

    part: str
    then: Row | None
    now: Row | None

    @property
    def change(self) -> str:
        """What became of it: new, gone or changed."""
        return "new" if self.then is None else "gone" if self.now is None else "changed"

    @property
    def row(self) -> Row:
        """The row as it is now, or was."""
        return self.now or self.then or {}

    @property
    def bands(self) -> tuple[str, str]:
        """Band or level then and now, '' where there is none."""
        word = "level" if self.part == "hits" else "band"
        then, now = (str(one.get(word, "")) if one else "" for one in (self.then, self.now))
        return then, now


@dataclass(frozen=True)
class Differences:
    """rows: of every part, the most urgent first; values: parts that speak of the whole run, then and now."""

    rows: tuple[Difference, ...]
    values: Mapping[str, tuple[Any, Any]]

    def __bool__(self) -> bool:
        return bool(self.rows or self.values)

    def of(self, part: str) -> list[Difference]:
        """Return the rows of a part."""
        return [one for one in self.rows if one.part == part]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each part are new, gone and changed."""
        return {
            part: dict(Counter(one.change for one in self.of(part))) for part in (*BY_ROW, *OTHERS) if self.of(part)
        }

    def as_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        rows = [{"part": one.part, "change": one.change, "then": one.then, "now": one.now} for one in self.rows]
        values = [{"part": name, "then": then, "now": now} for name, (then, now) in self.values.items()]
        return {"counts": self.counts(), "rows": rows, "values": values}


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Differences:
    """Compare two records."""
    found = [one for part in (*BY_ROW, *OTHERS) for one in _rows(part, then[part], now[part])]
    pairs = {name: (bare(name, then.get(name)), bare(name, now.get(name))) for name in ONCE}
    values = {name: pair for name, pair in pairs.items() if _text(name, pair[0]) != _text(name, pair[1])}
    return Differences(tuple(sorted(found, key=_urgency)), values)


def _text(name: str, value: Any) -> object:
    return sorted(line(name, one) for one in value) if isinstance(value, list) else line(name, value)


def _rows(part: str, then: Sequence[Row], now: Sequence[Row]) -> Iterator[Difference]:
    """Yield what differs of a part; of rows that are known by the same, equal ones first."""
    texts = Counter(line(part, one) for one in now)
    left: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    gone: list[Row] = []
    for one in then:
        text = line(part, one)
        if texts[text]:
            texts[text] -= 1
        else:
            gone.append(one)
    for one in now:
        text = line(part, one)
        if texts[text]:
            texts[text] -= 1
            left[_key(part, one)].append(one)
    for one in gone:
        same = left[_key(part, one)]
        yield Difference(part, one, same.pop(0) if same else None)
    yield from (Difference(part, None, one) for rest in left.values() for one in rest)


def _key(part: str, row: Row) -> tuple[Any, ...]:
    return row.get("sheet"), row.get("row"), *(row.get(name) for name in _KNOWN_BY[part])


def _urgency(one: Difference) -> tuple[Any, ...]:
    words = {band.word: band for band in Band}
    parts = (*BY_ROW, *OTHERS)
    return (parts.index(one.part), -max(words.get(word, Band.NONE) for word in one.bands), one.row.get("row", 0))
