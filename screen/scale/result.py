"""What comes of a large table: every party, match and hit as Parquet, and a screening of what is to be looked at."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screen.data import read_yaml, rules_file
from screen.decisions import alert_table, unmet
from screen.decisions.ending import ending_notices
from screen.model import CHANGE_COLUMNS, EVIDENCE_COLUMNS, NEAREST_COLUMNS, PROBLEM_COLUMNS, Band, Parties, frame
from screen.redflags.evaluate import chosen_rules, untested
from screen.redflags.profile import sentence
from screen.scale import tables
from screen.scale.chosen import Chosen, chosen
from screen.scale.tasks import controls_of, piece
from screen.screening import Screening
from screen.screening.found import LEAD
from screen.screening.gate import ruling
from screen.screening.notices import decision_notices, notices
from screen.screening.outcome import counted, without

if TYPE_CHECKING:
    import pandas as pd

    from screen.controls import Controls
    from screen.matching.footprint import Footprint
    from screen.model import Problem
    from screen.redflags.profile import Profile
    from screen.scale.alerts import Alerts
    from screen.scale.census import Census
    from screen.scale.run import Run
    from screen.scale.stages import Plan
    from screen.screening import Ruling

_KNOWN = ("sheet", "row", "party_id", "band", "risk")


@dataclass(frozen=True)
class Large:
    """The outcome of a large table. screening: of the rows to be looked at, with the counts of all; folder: the full result."""

    screening: Screening
    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the full result, held at once: parties, matches, evidence, nearest, hits, alerts or problems."""
        return tables.read(self.folder, name)

    def remove(self) -> None:
        """Take the full result away."""
        shutil.rmtree(self.folder)


@dataclass(frozen=True)
class Outcome:
    """The end of a run: everything found lies in its work folder. matched, flagged: alerts of matches and of hits."""

    run: Run
    plan: Plan
    census: Census
    profiles: tuple[Profile, ...]
    matched: Alerts
    flagged: Alerts

    # ---- all parties -------------------------------------------------------------------------------------

    @cached_property
    def parties(self) -> pd.DataFrame:
        """Sheet, row, id, band and risk of every party."""
        return self._all("bands", "parties", _KNOWN)

    @cached_property
    def starts(self) -> list[int]:
        """The place of the first party of each part, and how many there are."""
        counts = (self.run.folder.count(piece("bands", part), "parties") for part in range(self.run.parts))
        return [0, *np.cumsum(list(counts)).tolist()]

    def _all(self, stage: str, title: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        import pandas as pd

        names = None if columns is None else list(columns)
        parts = range(self.run.parts)
        return pd.concat([self.run.folder.table(piece(stage, one), title, names) for one in parts], ignore_index=True)

    @property
    def controls(self) -> Controls:
        """What came of the controls that were planted."""
        return controls_of(self.run.folder)

    @property
    def needs_firm(self) -> bool:
        """Whether the gate asks for bands without reported fronts, and there are any that count."""
        gate = self.run.gate
        if gate.fail_on is None or gate.fail_on_reported:
            return False
        if not any(Band.of(word) >= gate.fail_on for word in self.parties["band"].unique()):
            return False
        return any(not one.is_listed for one in self.plan.beside.values()) or any(map(self._has_lead, self._parts))

    @property
    def _parts(self) -> range:
        return range(self.run.parts)

    def _has_lead(self, part: int) -> bool:
        matches = self.run.folder.table(piece("match", part), "matches", ["legal_status"])
        return bool((without(matches, self.matched.suppressed.get(part, ()))["legal_status"] == LEAD).any())

    # ---- the outcome -------------------------------------------------------------------------------------

    def written(self, writer: tables.Writer | None = None) -> Large:
        """Write the full result, and return it with what is to be looked at. writer: at work already, on all but the last."""
        alerts = alert_table([*self.matched.table, *self.flagged.table])
        self.run.progress("writing the full result", 0, 0)
        problems = list(self.problems())
        screening = self._screening(alerts, problems)
        if writer is None:
            writer = tables.Writer(self.run.folder, self.run.target)
            writer.begin_all(self.run.parts)
        writer.finish(alerts, problems, screening)
        return Large(screening, self.run.target)

    def problems(self) -> Iterable[list[Problem]]:
        """Yield the problems of the whole table, part by part; those of no row first, those of shared values last."""
        from screen.scale.problems import problems

        return problems(self)

    def _screening(self, alerts: pd.DataFrame, problems: list[list[Problem]]) -> Screening:
        run, screener, controls = self.run, self.run.screener, self.controls
        journal, lost = run.journal, self._unmet(alerts)
        kept = chosen(run.folder, self.plan, self._rows(alerts))
        matches, match_at = kept.of(run.folder, "match", "matches")
        hits, hit_at = kept.of(run.folder, "hits", "hits")
        own = self._own_alerts(alerts, match_at, hit_at)
        told = [{name: getattr(one, name) for name in PROBLEM_COLUMNS} for part in problems for one in part]
        ending = ending_notices(alerts, self._decided(alerts, kept), run.day)
        notes = (*notices(screener.lists, run.day, screener.limits), *screener.rules.notices(), sentence(self.profiles),
                 *controls.notices(), *decision_notices(journal, alerts, lost), *ending)  # fmt: skip
        intake = self._intake(kept, told)
        screening = Screening(
            kept.of(run.folder, "bands", "parties")[0], matches, self._evidence(match_at), frame([], NEAREST_COLUMNS), hits,
            own, frame([], CHANGE_COLUMNS), frame(_some(told), PROBLEM_COLUMNS),
            untested(chosen_rules(screener.rules, self.plan.profiles), intake.sheets, has_history=False),
            self._counts(alerts), (*notes, self._left_out(len(kept.parties))), intake, screener.lists, screener.rules,
            screener.audit(run.source, run.started_at, run.day, run.command_line, self.profiles, (), journal,
                           run.four_eyes, None, None),
            journal, _no_footprint(), lost, controls=controls, whole=run.target.name,
        )  # fmt: skip
        ruled = self._ruling(screening, alerts)
        return replace(screening, ruling=ruled, notices=(*screening.notices, *ruled.notices()))

    def _left_out(self, shown: int) -> str:
        return (
            f"Large table: the reports hold the {shown:,} rows with an alert or a near miss; every party, match and hit "
            f"stands in {self.run.target.name}."
        )

    def _counts(self, alerts: pd.DataFrame) -> dict[str, int]:
        census = self.census
        return counted(
            census.rows_read, census.screened, census.skipped, 0, Counter(self.parties["band"].tolist()), alerts
        )

    def _unmet(self, alerts: pd.DataFrame) -> tuple[Any, ...]:
        if not self.run.journal.events:
            return ()
        everybody = Parties(self.parties, (), (), self.run.source, len(self.parties))
        matches = self._all("match", "matches", ("party_id", "references"))
        return tuple(unmet(self.run.journal, alerts, matches, everybody, self.run.day))

    def _ruling(self, screening: Screening, alerts: pd.DataFrame) -> Ruling:
        firm = self._all("bands-firm", "parties", ("sheet", "row", "band")) if self.needs_firm else None
        return ruling(self.run.gate, replace(screening, parties=self.parties, alerts=alerts), firm)

    # ---- what is to be looked at -------------------------------------------------------------------------

    def _rows(self, alerts: pd.DataFrame) -> dict[int, set[int]]:
        """Return the rows with an alert, those that may fail the run, and the nearest of the near misses, the most urgent first
        where there are too many for a report: by part, row numbers."""
        limits = read_yaml(rules_file("screening.yml"))["large"]
        numbers = self.parties["row"].to_numpy(dtype=np.int64)
        places = set(np.searchsorted(numbers, alerts["row"].to_numpy(dtype=np.int64)).tolist())
        bands = np.array([int(Band.of(word)) for word in self.parties["band"].tolist()])
        risks = self.parties["risk"].to_numpy()
        least = self.run.gate.fail_on or Band.MEDIUM
        places |= set(np.flatnonzero(bands >= min(least, Band.MEDIUM)).tolist())
        urgent = sorted(places, key=lambda place: (-bands[place], -risks[place], place))[: int(limits["report_rows"])]
        rows: dict[int, set[int]] = defaultdict(set)
        for place in [*urgent, *self._near(places, int(limits["near_misses"]))]:
            part = int(np.searchsorted(self.starts, place, side="right")) - 1
            rows[part].add(int(numbers[place]))
        return dict(rows)

    def _near(self, known: set[int], most: int) -> list[int]:
        """Return the places of the other rows with a match, the best scores first."""
        matches = self._all("match", "matches", ("row", "score"))
        places = np.searchsorted(
            self.parties["row"].to_numpy(dtype=np.int64), matches["row"].to_numpy(dtype=np.int64)
        )
        best: dict[int, float] = {}
        for place, score in zip(places.tolist(), matches["score"].tolist(), strict=True):
            if place not in known:
                best[place] = max(score, best.get(place, 0.0))
        return sorted(best, key=lambda place: (-best[place], place))[:most]

    def _own_alerts(
        self, alerts: pd.DataFrame, match_at: Mapping[int, int], hit_at: Mapping[int, int]
    ) -> pd.DataFrame:
        """Return the alerts of what is held, with their places there."""
        cells = zip(alerts["what"].tolist(), alerts["place"].tolist(), strict=True)
        places = [(match_at if what == "match" else hit_at).get(place, -1) for what, place in cells]
        table = alerts.assign(place=places)
        return table[table["place"] >= 0].reset_index(drop=True).astype({"place": "int64"})

    def _evidence(self, match_at: Mapping[int, int]) -> pd.DataFrame:
        import pandas as pd

        found, start = [frame([], EVIDENCE_COLUMNS)], 0
        for part in self._parts:
            name = piece("match", part)
            count = self.run.folder.count(name, "matches")
            if any(place in match_at for place in range(start, start + count)):
                table = self.run.folder.table(name, "evidence")
                now = [match_at.get(start + one, -1) for one in table["match"].tolist()]
                table = table.assign(match=now)
                found.append(table[table["match"] >= 0])
            start += count
        return pd.concat(found, ignore_index=True).astype(EVIDENCE_COLUMNS)

    def _decided(self, alerts: pd.DataFrame, kept: Chosen) -> Parties:
        """Return the parties of what decisions suppress; those that are held unless there are more."""
        held = alerts[alerts["state"] == "suppressed"]
        rows = set(held["row"].tolist()) - set(kept.parties.table["row"].tolist())
        if not rows:
            return kept.parties
        numbers = self.parties["row"].to_numpy(dtype=np.int64)
        wanted: dict[int, set[int]] = defaultdict(set)
        for row in held["row"].tolist():
            place = int(np.searchsorted(numbers, row))
            wanted[int(np.searchsorted(self.starts, place, side="right")) - 1].add(row)
        return chosen(self.run.folder, self.plan, wanted).parties

    def _intake(self, kept: Chosen, problems: list[dict[str, object]]) -> Parties:
        """Return the rows that are held, as if they had been read, with the rows of all that was skipped."""
        from screen.model import Problem

        sheet = replace(kept.parties.sheets[0], notes=(*self.plan.layout.notes, *self._column_notes()))
        told = tuple(Problem(**one) for one in _some(problems))  # type: ignore[arg-type]
        return Parties(
            kept.parties.table, (sheet,), told, self.run.source, self.census.rows_read, self.plan.layout.fields
        )

    def _column_notes(self) -> list[str]:
        """Return what is to be known of whole columns, each with the first example there is."""
        found: dict[str, str] = {}
        for part in self._parts:
            for says, example in self.run.folder.facts(piece("read", part))["notes"]:
                found[says] = found.get(says) or example
        return [f"{says}: {example}" for says, example in found.items()]


def _some(problems: list[dict[str, object]]) -> list[dict[str, object]]:
    return problems[: int(read_yaml(rules_file("screening.yml"))["large"]["problems"])]


def _no_footprint() -> Footprint:
    from screen.matching.footprint import Footprint

    whole, half = np.zeros(0, dtype="<u8"), np.zeros(0, dtype="<u4")
    return Footprint("", whole, half, whole, half)
