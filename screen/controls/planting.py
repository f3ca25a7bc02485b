"""Controls on their way through a run: cells of a table → parties → matches → bands, apart from the table's own rows.

What is planted follows from the lists, the day and how many rows the table has, so that a run done again plants the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from screen.controls.outcome import CAUGHT, HELD, MISSED, Controls, Planted
from screen.controls.spelling import family_and_given, settings
from screen.controls.variants import CLASSES, EXACT, Control, Maker
from screen.intake.header import VESSEL_NAME
from screen.intake.identity import References, party_ids
from screen.intake.parts import Block, Layout
from screen.matching.identifiers import SharedValues
from screen.matching.index import groups_of
from screen.matching.policy import policy, shipped_policy, using
from screen.matching.score import references
from screen.model import Band, Kind, Sheet
from screen.risk import decide

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from screen.lists import Watchlist
    from screen.matching.match import Matcher

_NOBODY = References(frozenset(), True)


@dataclass(frozen=True)
class Plan:
    """What is planted in a run. layouts: of the sheets of its table; rows: how many it reads; bands: of one's own."""

    layouts: tuple[Layout, ...]
    rows: int
    seed: str
    bands: Mapping[str, float]

    @property
    def is_small(self) -> bool:
        """Whether the table is so small that every control counts in the time of the run."""
        return self.rows <= int(settings()["planted"]["few_rows"])

    def count(self, how: str) -> int:
        """Return how many controls of a class a list gives."""
        rules = settings()["planted"]
        times = min(1 + self.rows // rules["rows_per_control"], rules["most_times"])
        return 1 if self.is_small else int(times * rules["exact" if how == EXACT else "per_class"])

    def is_of_one_list(self, how: str) -> bool:
        """Whether one list gives all controls of a class, so that they cost little of the time of the run."""
        return how != EXACT and self.rows <= int(settings()["planted"]["some_rows"])


def seed_of(lists: Sequence[Watchlist], day: date) -> str:
    """Return what the choice of controls follows from, 12 hex digits: the contents of the lists, and what "today" means."""
    parts = [*(one.sha256 for one in lists), day.isoformat()]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def layouts(sheets: Sequence[Sheet], day: date) -> list[Layout]:
    """Return how the columns of sheets that were read are understood, the sheet of most rows first."""
    return [
        Layout(one.name, tuple(use.header for use in one.columns), one.header_row, one.columns, True, {}, day)
        for one in sorted(sheets, key=lambda one: -len(one.written))
    ]


def planted(matcher: Matcher, plan: Plan) -> Controls:
    """Plant controls of every list and say what came of each; nothing of it is left in the matcher."""
    chosen = list(_chosen(matcher, plan)) if len(matcher.index) else []
    with using(plan.bands):
        return Controls(plan.seed, tuple(_Run(matcher, plan, chosen).outcome) if chosen else ())


def _chosen(matcher: Matcher, plan: Plan) -> Iterator[_Choice]:
    """Yield the controls for which the table has a place: of a small one in its first sheet, else in its sheets in turn."""
    turn = 0
    for name, place, control in _made(matcher, plan):
        fitting = [at for at, one in enumerate(plan.layouts) if _has_place(one, control)]
        if fitting:
            yield _Choice(name, place, control, fitting[0 if plan.is_small else turn % len(fitting)])
            turn += 1


def _made(matcher: Matcher, plan: Plan) -> Iterator[tuple[str, int, Control]]:
    """Yield list, place of the entry and control: exact names of every list; other classes of every one, or of any one."""
    maker, lists = Maker(matcher.index), list(_by_list(matcher.index.entries))
    for how in CLASSES:
        is_of_one = plan.is_of_one_list(how)
        for name, places in Random(f"{plan.seed}:{how}").sample(lists, len(lists)) if is_of_one else lists:
            found = list(maker.some(how, plan.count(how), f"{plan.seed}:{name}", places))
            yield from ((name, *one) for one in found)
            if found and is_of_one:
                break


def _by_list(entries: pd.DataFrame) -> Iterator[tuple[str, range]]:
    """Yield each list with the places of its entries, which lie together."""
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(entries["list"])
    ends = np.searchsorted(codes, np.arange(len(names)), side="right").tolist()
    yield from zip(map(str, names), map(range, [0, *ends], ends), strict=False)


def _has_place(layout: Layout, control: Control) -> bool:
    """Whether a sheet may hold a party of this kind: one of ships holds no persons."""
    is_fleet = any(use.field == "name" and use.how == VESSEL_NAME for use in layout.columns)
    return not is_fleet or control.kind == Kind.VESSEL


@dataclass(frozen=True, slots=True)
class _Choice:
    """A control, the list and place in the index of its entry, and the sheet that it is planted in."""

    list: str
    place: int
    control: Control
    sheet: int


@dataclass(frozen=True)
class _Run:
    """The controls of one run as a table of their own."""

    matcher: Matcher
    plan: Plan
    chosen: Sequence[_Choice]

    @property
    def outcome(self) -> Iterator[Planted]:
        """Yield what came of each control."""
        for number, choice in enumerate(self.chosen):
            cluster = self.matcher.index.entries["cluster"].iat[choice.place]
            band = self._bands.get((number, references(self.matcher.index, cluster)), Band.NONE)
            state = CAUGHT if band else HELD if self._is_held(number, choice) else MISSED
            yield Planted(choice.control, choice.list, state, band)

    @cached_property
    def _table(self) -> pd.DataFrame:
        """The controls read as the rows of the table were; their row is their place among the controls."""
        import pandas as pd

        parts = []
        for at, layout in enumerate(self.plan.layouts):
            rows = [
                (cells_of(one.control, layout), number, 0)
                for number, one in enumerate(self.chosen)
                if one.sheet == at
            ]
            if rows:
                block = Block(rows, (list(layout.headers), 0, 0), True)
                parts.append(replace(layout, header_known=True).read(block).table.assign(sheet=""))
        table = pd.concat(parts, ignore_index=True)
        return table.assign(party_id=pd.array(party_ids(table, _NOBODY), dtype="str"))

    @cached_property
    def _bands(self) -> dict[tuple[int, str], Band]:
        """The band of every match that gives its party a band, by control and references of the party found."""
        matches, _, _ = self.matcher.match_part(self._table, SharedValues({}))
        cells = zip(matches["row"].tolist(), matches["references"].tolist(), matches["band"].tolist(), strict=True)
        return {(row, told): band for row, told, word in cells if decide(band := Band.of(word), {})[0]}

    def _is_held(self, number: int, choice: _Choice) -> bool:
        """Whether an exact name is told as alike, and only rules keep it back: thresholds, caps, or the kind it was read as."""
        rows = self._table[self._table["row"] == number]
        if choice.control.how != EXACT or rows.empty:
            return False
        record = rows.iloc[0].to_dict()
        one = self.matcher.explain(record, choice.place, SharedValues({}))
        is_alike = one.name is not None and one.name.score >= shipped_policy().bands[Band.LOW]
        is_other_kind = not set(groups_of(record["kind"])) & set(groups_of(choice.control.kind))
        return is_alike and (is_other_kind or one.score < policy().bands[Band.LOW])


def cells_of(control: Control, layout: Layout) -> list[str]:
    """Return the cells of a row that names a control under the headers of a sheet, empty but for its name and kind."""
    fields = [use.field for use in layout.columns]
    told = {"name": control.name} if "name" in fields else _in_two(control.name, control.kind)
    if control.kind in {Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL}:
        told["kind"] = control.kind
    return [told.pop(field, "") for field in fields]


def _in_two(name: str, kind: str) -> dict[str, str]:
    """Part a name over the columns of family and given name; what cannot be parted stands in the first."""
    parts = family_and_given(name) if kind == Kind.PERSON else None
    family, given = parts or (name, "")
    return {"family_name": family, "given_name": given}
