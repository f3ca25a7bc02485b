"""What came of the controls of a run, by class and list, and what an officer must know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from screen.controls.variants import CLASSES, EXACT, Control
from screen.model import Band

CAUGHT, MISSED, HELD = "caught", "missed", "held back"
_MOST = 5  # references that a notice names


@dataclass(frozen=True, slots=True)
class Planted:
    """A control that went through a run.

    list: id of the list of its entry; band: of its match to that entry, or to the same party on another list. state: caught where
    the report would show that match, as an alert or a near miss; held back where an exact name is compared as the same and rules
    keep it from being shown: thresholds or caps in force, or its name alone reads as another kind of party; else missed.
    """

    control: Control
    list: str
    state: str
    band: Band


@dataclass(frozen=True)
class Controls:
    """The controls of a run, by class; none where no list was used. seed: what their choice follows from."""

    seed: str = ""
    planted: tuple[Planted, ...] = ()

    @classmethod
    def of(cls, values: dict[str, Any]) -> Controls:
        """Return what as_values made JSON values of, by another process."""
        found = (
            Planted(Control(**one["control"]), one["list"], one["state"], Band(one["band"]))
            for one in values["planted"]
        )
        return cls(values["seed"], tuple(found))

    def as_values(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return asdict(self)

    @property
    def caught(self) -> int:
        """How many were caught."""
        return sum(one.state == CAUGHT for one in self.planted)

    @property
    def exact_missed(self) -> tuple[Planted, ...]:
        """The names exactly as listed that were not found, after which a run cannot be trusted."""
        return tuple(one for one in self.planted if one.state == MISSED and one.control.how == EXACT)

    @cached_property
    def by_class(self) -> tuple[tuple[str, Counter[str]], ...]:
        """Counts of each class: planted, caught, alerts (those of the caught at medium or above), missed, held back."""
        return tuple((how, _counted(one for one in self.planted if one.control.how == how)) for how in CLASSES)

    @cached_property
    def by_list(self) -> tuple[tuple[str, Counter[str]], ...]:
        """The same counts for each list, in the order in which lists come."""
        names = dict.fromkeys(one.list for one in self.planted)
        return tuple((name, _counted(one for one in self.planted if one.list == name)) for name in names)

    def notices(self) -> Iterator[str]:
        """Say how many were caught; warn where an exact name was not. No name stands in it."""
        yield from self.warnings()
        if self.planted:
            yield f"Planted controls: {self.caught} of {len(self.planted)} caught; see Cover and audit."

    def warnings(self) -> Iterator[str]:
        """Warn where a name exactly as listed was not found."""
        lost = [one.control.reference for one in self.exact_missed]
        if lost:
            told = ", ".join(lost[:_MOST]) + (f" and {len(lost) - _MOST} more" if len(lost) > _MOST else "")
            exact = dict(self.by_class)[EXACT]["planted"]
            yield (
                f"Warning: {len(lost)} of {exact} planted controls with a name exactly as listed were not found ({told}): do not "
                "rely on this run. Run it again with DPRK_SCREEN_CACHE_DIR set to an empty folder; if this stays, install "
                "dprk-screen and the lists anew."
            )

    @property
    def told(self) -> dict[str, Any]:
        """Return the controls as JSON values, names of those alone that were not caught."""
        columns = ("planted", "caught", "alerts", "missed", "held back")
        return {
            "seed": self.seed,
            "planted": len(self.planted),
            "caught": self.caught,
            "exact_missed": len(self.exact_missed),
            "classes": [
                {"how": how} | {name.replace(" ", "_"): counts[name] for name in columns} for how, counts in self.by_class
            ],
            "lists": [
                {"list": name} | {column.replace(" ", "_"): counts[column] for column in columns}
                for name, counts in self.by_list
            ],
            "not_caught": [
                {"state": one.state, "list": one.list, "reference": one.control.reference, "how": one.control.how,
                 "script": one.control.script, "kind": one.control.kind, "name": one.control.name, "listed": one.control.listed}
                for one in self.planted
                if one.state != CAUGHT
            ],
        }  # fmt: skip


def _counted(some: Iterator[Planted]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in some:
        found.update(("planted", one.state))
        found["alerts"] += one.state == CAUGHT and one.band >= Band.MEDIUM
    return found
