"""What fails a run: which parties reach the band that was asked for, and which of them do not count, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screen.model import Band, Disposition

if TYPE_CHECKING:
    import pandas as pd

    from screen.screening.earlier import EarlierRun
    from screen.screening.outcome import Screening

PASSED, FAILED, UNTRUSTED = 0, 1, 3
Party = tuple[str, int]
_NEWS = ("new", "raised", "lapsed")


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run is to fail on.

    fail_on: the least band of a party, None for never; fail_on_reported: whether reported fronts, which are on no official
    list, count too; only_new: whether only what was not there at the last complete run counts; strict: whether rows that could
    not be screened fail the run.
    """

    fail_on: Band | None = None
    fail_on_reported: bool = False
    only_new: bool = False
    strict: bool = False

    @property
    def in_words(self) -> str:
        """What it asks for; '' for nothing."""
        told = []
        if self.fail_on:
            told.append(f"parties at {self.fail_on.or_above}, and those a reviewer confirmed")
            told.append("reported fronts count" if self.fail_on_reported else "reported fronts alone do not count")
        told += ["only what is new since the last complete run"] if self.only_new else []
        told += ["rows that could not be screened"] if self.strict else []
        return "; ".join(told)


@dataclass(frozen=True)
class Ruling:
    """What a gate made of a run. Parties by sheet and row.

    failing: parties that fail it; known: parties that would, but were there at the last complete run (only_new); leads:
    parties that reach the band by reported fronts only; lost: rows that could not be screened; controls: exact names
    that were planted and not found.
    """

    gate: Gate = field(default_factory=Gate)
    failing: frozenset[Party] = frozenset()
    known: frozenset[Party] = frozenset()
    leads: frozenset[Party] = frozenset()
    lost: int = 0
    last_run: str = ""
    controls: int = 0

    @property
    def exit_code(self) -> int:
        """3 where rows are lost that must not be or planted names are not found, 1 where a party fails the run, else 0."""
        if self.controls or (self.gate.strict and self.lost):
            return UNTRUSTED
        return FAILED if self.failing else PASSED

    def notices(self) -> Iterator[str]:
        """Say what does not count, so that nobody takes a passed run for more than it is."""
        band = self.gate.fail_on.label if self.gate.fail_on else ""
        if self.gate.only_new:
            yield f"Warning: --only-new: only what is new fails this run; {self._passed()}."
        if self.leads:
            count = _counted(len(self.leads), "party reaches", "parties reach")
            yield f"{count} {band} by reported fronts only, which fail a run only with --fail-on-reported."

    def _passed(self) -> str:
        """Say what passes since it is known."""
        band = self.gate.fail_on.or_above if self.gate.fail_on else ""
        if not self.last_run:
            return "no last complete run was found, so everything is new"
        then = f"there at the last complete run ({self.last_run})"
        if not self.known:
            return f"nobody at {band} was {then}"
        words = ("was", "does") if len(self.known) == 1 else ("were", "do")
        count = _counted(len(self.known), "party", "parties")
        return f"{count} at {band} {words[0]} {then} and {words[1]} not fail this one"


def ruling(
    gate: Gate, screening: Screening, assessed: pd.DataFrame | None = None, before: EarlierRun | None = None
) -> Ruling:
    """Say what a gate makes of a run.

    assessed: the parties as they would be without reported fronts, None where none counts less; before: the last complete run.
    """
    lost, controls = screening.counts["skipped"], len(screening.controls.exact_missed)
    if gate.fail_on is None:
        return Ruling(gate, lost=lost, controls=controls)
    reached = _reached(screening.parties, gate.fail_on)
    firm = reached if assessed is None else _reached(assessed, gate.fail_on)
    confirmed = _confirmed(screening)
    failing = firm | confirmed
    known = failing - _news(screening, before) - confirmed if gate.only_new and before else frozenset()
    last = f"{before.day}, run {before.run_id}" if before else ""
    return Ruling(
        gate, frozenset(failing - known), frozenset(known), frozenset(reached - failing), lost, last, controls
    )


def _reached(parties: pd.DataFrame, least: Band) -> set[Party]:
    """Return the parties at a band or above."""
    cells = zip(parties["sheet"].tolist(), parties["row"].tolist(), parties["band"].tolist(), strict=True)
    return {(sheet, row) for sheet, row, band in cells if Band.of(band) >= least}


def _confirmed(screening: Screening) -> set[Party]:
    """Return the parties with an alert that a reviewer confirmed or escalated, found in this run or not."""
    alerts = screening.alerts
    cells = zip(alerts["sheet"].tolist(), alerts["row"].tolist(), alerts["earlier"].tolist(), strict=True)
    found = {(sheet, row) for sheet, row, earlier in cells if earlier and Disposition(earlier).stays_on_top}
    if screening.unmet:
        seal = screening.decisions.seal.of
        lost = {event.party for event in screening.unmet}
        found |= {place for place, party in _ids(screening.parties) if seal(party) in lost}
    return found


def _news(screening: Screening, before: EarlierRun | None) -> set[Party]:
    """Return the parties that were not there, that were in a lower band, or of which an alert is new, raised or back."""
    then: dict[str, Band] = {}
    for one in before.parties if before else ():
        then[one["party_id"]] = max(Band.of(one["band"]), then.get(one["party_id"], Band.NONE))
    changes = screening.changes
    moved = set(changes.loc[changes["what"].isin(_NEWS), "party_id"])
    bands = (Band.of(word) for word in screening.parties["band"].tolist())
    return {
        place
        for (place, party), band in zip(_ids(screening.parties), bands, strict=True)
        if party in moved or band > then.get(party, Band.NONE)
    }


def _ids(parties: pd.DataFrame) -> Iterator[tuple[Party, str]]:
    """Yield each party's sheet and row with its id."""
    columns = (parties[name].tolist() for name in ("sheet", "row", "party_id"))
    yield from (((sheet, row), party) for sheet, row, party in zip(*columns, strict=True))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
