"""Which rows of a table a run speaks of: all, or those that changed against a git revision and those that need a look anyway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.model import FIELDS
from screen.names.folding import fold

if TYPE_CHECKING:
    from screen.model import Parties, Sheet
    from screen.screening.earlier import EarlierRun
    from screen.screening.outcome import Screening

_COMPARED = tuple(name for name in FIELDS if name != "reference")
"""A reference tells who a party is (party_id) or counts rows; what it says is no change of the party."""
_REASONS = {
    "changed": "changed", "new": "not in the last complete run", "alerts": "with an alert now or then",
    "decided": "decided before",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Base:
    """What a table is compared with.

    revision: as it was asked for; commit: '' where it is none; parties: the table as committed, None where why says that it
    cannot be compared.
    """

    revision: str
    commit: str = ""
    parties: Parties | None = None
    why: str = ""


@dataclass(frozen=True)
class Scope:
    """The rows of a table that a run speaks of.

    places: in the table, None for all; why: why all though fewer were asked for; counts: how many rows for each reason, by
    the first that holds: changed, new, alerts, decided; unchanged: how many rows were left out; last_run: the complete run
    that speaks for them.
    """

    revision: str
    commit: str
    why: str = ""
    places: tuple[int, ...] | None = None
    counts: Mapping[str, int] | None = None
    unchanged: int = 0
    last_run: str = ""

    @classmethod
    def of(cls, base: Base, before: EarlierRun | None, screening: Screening) -> Scope:
        """Say which rows count: what changed, came since the last complete run, has an alert now or then, or was decided.

        screening: the outcome for the whole table, told from the last complete run and ruled on.
        """
        if base.parties is None or before is None:
            return cls(base.revision, base.commit, base.why or "no last complete run is named with --since")
        if why := _hindrance(before, screening):
            return cls(base.revision, base.commit, why)
        reasons = {
            "changed": changed(screening.intake, base.parties), "new": _at(screening, _moved(screening)),
            "alerts": _alerting(screening, before), "decided": _decided(screening),
        }  # fmt: skip
        kept: dict[int, str] = {}
        for reason, places in reasons.items():
            for place in places:
                kept.setdefault(place, reason)
        counts = {reason: list(kept.values()).count(reason) for reason in reasons}
        left = len(screening.intake) - len(kept)
        return cls(
            base.revision, base.commit, "", tuple(sorted(kept)), counts, left, f"{before.day}, run {before.run_id}"
        )

    @property
    def notice(self) -> str:
        """Say what was screened and what was left out, or why everything was screened."""
        asked = f"--changed-since {self.revision}" + (f" ({self.commit[:7]})" if self.commit else "")
        if self.places is None:
            return f"Scope: everything was screened, not only what {asked} asks for: {self.why}."
        told = ", ".join(f"{number:,} {_REASONS[reason]}" for reason, number in (self.counts or {}).items() if number)
        return (
            f"Scope: {asked}: {len(self.places):,} of {len(self.places) + self.unchanged:,} rows count{told and f' ({told})'}; "
            f"{self.unchanged:,} unchanged, without alert or decision, were left out. Lists, rules, thresholds and tool are those "
            f"of the last complete run ({self.last_run})."
        )


def changed(now: Parties, then: Parties) -> list[int]:
    """Return the places of the rows that no row of the same party said before; the order of rows and columns is no change.

    Compared are the canonical fields, and as written what has no field or could not be read.
    """
    known = set(zip(then.table["party_id"].tolist(), _contents(then), strict=True))
    rows = zip(now.table["party_id"].tolist(), _contents(now), strict=True)
    return [place for place, row in enumerate(rows) if row not in known]


def _contents(parties: Parties) -> list[tuple[str, ...]]:
    """Return what each row says, in an order of its own."""
    found: list[list[str]] = [[] for _ in range(len(parties))]
    columns = {name: parties.table[name].tolist() for name in ("sheet", "row", *_COMPARED)}
    for name in _COMPARED:
        for place, cell in enumerate(columns[name]):
            if cell:
                found[place].append(f"{name}\x1f{cell}")
    places = {key: place for place, key in enumerate(zip(columns["sheet"], columns["row"], strict=True))}
    for sheet in parties.sheets:
        for place, header, field, cell in _written(sheet, places):
            if field != "reference" and not (field and columns[field][place]):
                found[place].append(f"{fold(header)}\x1e{cell}")
    return [tuple(sorted(parts)) for parts in found]


def _written(sheet: Sheet, places: Mapping[tuple[str, int], int]) -> Iterable[tuple[int, str, str, str]]:
    """Yield place, header, field and cell of every filled cell as written."""
    numbers = sheet.written.index.tolist()
    for use in sheet.columns:
        for number, cell in zip(numbers, sheet.written[use.header].tolist(), strict=True):
            if (text := str(cell).strip()) and (sheet.name, number) in places:
                yield places[sheet.name, number], use.header, use.field, text


def _hindrance(before: EarlierRun, screening: Screening) -> str:
    """Return why the last complete run cannot speak for the rows that did not change, '' where it can."""
    audit = screening.audit
    for what, then, now in (
        ("the program", before.tool_version, audit.tool_version),
        ("the rules", before.rules_version, audit.rules_version),
    ):
        if then != now:
            return f"{what} changed since the last complete run ({then} → {now})"
    lists = [{(one["id"], one["sha256"]) for one in before.lists}, {(one.id, one.sha256) for one in screening.lists}]
    if lists[0] != lists[1]:
        names = dict.fromkeys(name for name, _ in sorted(lists[0] ^ lists[1]))
        return f"the lists changed since the last complete run ({', '.join(names)})"
    if set(before.profiles) != {one.id for one in audit.profiles}:
        return "the last complete run took the table for another kind"
    if before.footprint is None or before.footprint.tool != screening.footprint.tool:
        return "the thresholds, the program or its libraries changed since the last complete run"
    return ""


def _at(screening: Screening, keys: Iterable[tuple[str, int]]) -> list[int]:
    """Return the places of some rows by sheet and number."""
    table, wanted = screening.intake.table, set(keys)
    rows = zip(table["sheet"].tolist(), table["row"].tolist(), strict=True)
    return [place for place, key in enumerate(rows) if key in wanted]


def _moved(screening: Screening) -> Iterable[tuple[str, int]]:
    changes = screening.changes[screening.changes["row"] > 0]
    return zip(changes["sheet"].tolist(), changes["row"].tolist(), strict=True)


def _alerting(screening: Screening, before: EarlierRun) -> list[int]:
    """Return the rows that have an alert or count for what the run fails on, and those whose party had one."""
    alerts, ruled = screening.alerts, screening.ruling
    now = set(zip(alerts["sheet"].tolist(), alerts["row"].tolist(), strict=True))
    then = {one["party_id"] for one in before.alerts}
    ids = screening.intake.table["party_id"].tolist()
    places = set(_at(screening, now | ruled.failing | ruled.known | ruled.leads))
    return sorted(places | {place for place, party in enumerate(ids) if party in then})


def _decided(screening: Screening) -> list[int]:
    """Return the rows whose party the decisions file speaks of."""
    parties = {event.party for event in screening.decisions.events}
    if not parties:
        return []
    seal = screening.decisions.seal.of
    return [
        place for place, party in enumerate(screening.intake.table["party_id"].tolist()) if seal(party) in parties
    ]
