"""All parties of a record in the order of work, to be narrowed by what was found of them and by words.

How the list looks, and who looks at which part of it, is left to the page.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.model import Band, split_values
from screen.names.folding import fold
from screen.report.cases import Alert, Case, alerts, urgency

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FACETS = ("band", "state", "kind", "list", "rule", "nationality", "sheet")
UNDECIDED = "undecided"
NOT_GIVEN = "-"
"""Stands for no nationality and for a sheet without a name."""
SORTS = ("risk", "table", "name")
Written = Mapping[str, tuple[Sequence[str], Mapping[int, Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parties are wanted, and in which order.

    choices: values by facet; any of those of one facet, and every facet. search: every word must be found. everyone: parties
    without alerts too. sort: one of SORTS.
    """

    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    search: str = ""
    everyone: bool = False
    sort: str = SORTS[0]

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.choices and not self.search.split()

    def of(self, facet: str) -> tuple[str, ...]:
        """Return what was chosen of a facet."""
        return dict(self.choices).get(facet, ())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parties are left: of each value of a facet where the other choices stay, with alerts, and of all.

    Bands are counted over all parties, whether or not those without alerts are wanted.
    """

    facets: Mapping[str, Mapping[str, int]]
    with_alerts: int
    everyone: int


@dataclass
class Worklist:
    """The parties of a record; a place is a position in record["parties"].

    written: by sheet, its headers, and by row the cells as written; nationalities: by place, codes as in the model; before: the
    worklist of the same table before a decision, from which is taken what has stayed the same.
    """

    record: Mapping[str, Any]
    written: Written
    nationalities: Sequence[str]
    before: InitVar[Worklist | None] = None
    _alerts: Mapping[int, tuple[Alert, ...]] = field(init=False, repr=False)

    def __post_init__(self, before: Worklist | None) -> None:
        if before is not None and "_texts" in vars(before) and before._is_searched_as(self):
            self._texts = before._texts
        held: dict[int, list[Alert]] = defaultdict(list)
        for one in alerts(self.record):
            held[self._places[one.values["sheet"], one.values["row"]]].append(one)
        self._alerts = {
            place: tuple(sorted(found, key=lambda one: (one.is_suppressed, urgency(one))))
            for place, found in held.items()
        }

    def __len__(self) -> int:
        return len(self.record["parties"])

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Sheet and row of each party."""
        return tuple((one["sheet"], one["row"]) for one in self.record["parties"])

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        return {key: place for place, key in enumerate(self.keys)}

    def make_ready(self) -> None:
        """Prepare what words are looked for in, so that the first search need not."""
        _ = self._texts

    def case(self, place: int) -> Case:
        """Return a party with its alerts, the most urgent first; none for a party without."""
        return Case(self.record["parties"][place], self._alerts.get(place, ()))

    def nationality(self, place: int) -> tuple[str, ...]:
        """Return the codes of a party's nationalities."""
        return split_values(self.nationalities[place])

    def is_undecided(self, place: int) -> bool:
        """Whether an alert of a party waits for a first decision, or for a new one."""
        return any(one.group in ("open", "back") for one in self._alerts.get(place, ()))

    @cached_property
    def standing(self) -> int:
        """How many parties have an alert that no decision suppresses: those a person must look at."""
        return sum(not all(one.is_suppressed for one in found) for found in self._alerts.values())

    def chosen(self, wanted: Wanted) -> NDArray[np.int32]:
        """Return the places that are wanted, in order."""
        found: NDArray[np.int32] = self._order(wanted.sort)[self._mask(wanted)[self._order(wanted.sort)]]
        return found

    def counts(self, wanted: Wanted) -> Counts:
        """Return how many parties each choice would leave."""
        import numpy as np

        masks = {facet: self._of_facet(facet, wanted.of(facet)) for facet in FACETS}
        found = self._found(wanted.search)
        scope = np.ones(len(self), bool) if wanted.everyone else self._with_alerts
        facets = {}
        for facet in FACETS:
            others = found.copy() if facet == "band" else found & scope
            for name, mask in masks.items():
                if name != facet:
                    others &= mask
            facets[facet] = {value: int(others[places].sum()) for value, places in self.facets[facet].items()}
        for mask in masks.values():
            found = found & mask
        return Counts(facets, int((found & self._with_alerts).sum()), int(found.sum()))

    # ---- what is looked up ---------------------------------------------------------------------------------

    @cached_property
    def facets(self) -> dict[str, dict[str, NDArray[np.int32]]]:
        """By facet and value, the places of the parties that have it; values in a fixed order."""
        import numpy as np

        held: dict[str, dict[str, dict[int, None]]] = {facet: defaultdict(dict) for facet in FACETS}
        for place, party in enumerate(self.record["parties"]):
            held["band"][party["band"]][place] = None
            held["sheet"][party["sheet"] or NOT_GIVEN][place] = None
            for code in self.nationality(place) or (NOT_GIVEN,):
                held["nationality"][code][place] = None
        for place, found in self._alerts.items():
            for one in found:
                held["kind"][one.values["what"]][place] = None
                held["state"][one.group][place] = None
                if one.group in ("open", "back"):
                    held["state"][UNDECIDED][place] = None
        for match in self.record["matches"]:
            for name in self._lists_of(match):
                held["list"][name][self._places[match["sheet"], match["row"]]] = None
        for hit in self.record["hits"]:
            held["rule"][hit["rule"]][self._places[hit["sheet"], hit["row"]]] = None
        order = {"band": [one.word for one in sorted(Band, reverse=True)], "sheet": list(held["sheet"])}
        return {
            facet: {value: np.array([*values[value]], np.int32) for value in order.get(facet) or sorted(values)}
            for facet, values in held.items()
        }

    @cached_property
    def _lists_by_publisher(self) -> dict[str, list[str]]:
        held: dict[str, list[str]] = defaultdict(list)
        for one in self.record["lists"]:
            held[one["publisher"]].append(one["id"])
        return held

    def _lists_of(self, match: Mapping[str, Any]) -> Iterable[str]:
        """Return the lists that an entry stands on: its own, and those of the publishers that list it too."""
        others = (self._lists_by_publisher.get(one.partition(":")[0], ()) for one in match["references"].split())
        return {match["list"], *(found[0] for found in others if len(found) == 1)}

    @cached_property
    def _with_alerts(self) -> NDArray[np.bool_]:
        import numpy as np

        mask = np.zeros(len(self), bool)
        mask[[*self._alerts]] = True
        return mask

    def _of_facet(self, facet: str, values: Sequence[str]) -> NDArray[np.bool_]:
        import numpy as np

        mask = np.full(len(self), not values)
        for value in values:
            if value in self.facets[facet]:
                mask[self.facets[facet][value]] = True
        return mask

    def _mask(self, wanted: Wanted) -> NDArray[np.bool_]:
        mask = self._found(wanted.search)
        for facet, values in wanted.choices:
            mask = mask & self._of_facet(facet, values)
        return mask if wanted.everyone else mask & self._with_alerts

    # ---- order ---------------------------------------------------------------------------------------------

    def _order(self, sort: str) -> NDArray[np.int32]:
        import numpy as np

        if sort == "table":
            return np.arange(len(self), dtype=np.int32)
        return self._by_name if sort == "name" else self._by_risk

    @cached_property
    def _by_risk(self) -> NDArray[np.int32]:
        """Confirmed and escalated first, then by band and risk; after them what is suppressed, then what has no alert."""
        import numpy as np

        def key(place: int) -> tuple[int, bool, int, float]:
            case = self.case(place)
            standing = [one for one in case.alerts if not one.is_suppressed]
            part = 0 if standing else 1 if case.alerts else 2
            is_on_top = any(one.is_on_top for one in standing)
            return part, not is_on_top, -Band.of(case.party["band"]), -float(case.party["risk"])

        return np.array(sorted(range(len(self)), key=key), np.int32)

    @cached_property
    def _by_name(self) -> NDArray[np.int32]:
        import numpy as np

        names = [fold(one["name"]) for one in self.record["parties"]]
        return np.array(sorted(range(len(self)), key=names.__getitem__), np.int32)

    # ---- words ---------------------------------------------------------------------------------------------

    def _found(self, search: str) -> NDArray[np.bool_]:
        import numpy as np

        mask = np.ones(len(self), bool)
        for word in search.split():
            pieces = fold(word).split()
            plain = as_typed(word)
            hits = [plain in text or (bool(pieces) and all(one in text for one in pieces)) for text in self._texts]
            mask &= np.array(hits, bool)
        return mask

    @cached_property
    def _texts(self) -> list[str]:
        """By place, all that is searched: the row as written, the party, and whom it was matched with; also folded."""
        entries: dict[int, dict[str, None]] = defaultdict(dict)
        for match in self.record["matches"]:
            told = entries[self._places[match["sheet"], match["row"]]]
            told |= dict.fromkeys((match["entry_name"], match["matched_name"], match["references"]))
        for place, found in self._alerts.items():
            for one in found:
                names = one.values["basis"].get("entry_names", ())
                entries[place] |= dict.fromkeys((one.values["target"], *names))
        return [
            _searched([*self._cells(key), party["name"], party["reference"], str(party["row"]), *entries.get(place, ())])
            for place, (key, party) in enumerate(zip(self.keys, self.record["parties"], strict=True))
        ]  # fmt: skip

    def _is_searched_as(self, other: Worklist) -> bool:
        names = ("sheet", "row", "entry_name", "matched_name", "references")
        own, others = (
            [[one[name] for name in names] for one in worklist.record["matches"]] for worklist in (self, other)
        )
        return self.written == other.written and self.keys == other.keys and own == others

    def _cells(self, key: tuple[str, int]) -> Sequence[str]:
        sheet, row = key
        return self.written[sheet][1].get(row, ()) if sheet in self.written else ()


def as_typed(text: str) -> str:
    """Return text with its signs, so that what differs only in case or in how a computer codes it is the same.

    >>> as_typed("Kİm-2") == as_typed("kİm-2")
    True
    """
    return unicodedata.normalize("NFKC", text.casefold())


def _searched(parts: Sequence[str]) -> str:
    whole = "\n".join(filter(None, parts))
    folded = "\n".join(fold(one) for one in parts if one)
    return f"{as_typed(whole)}\n{folded}"
