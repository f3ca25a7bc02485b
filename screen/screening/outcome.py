"""The outcome of a run: its tables, what it was made with, and how decisions stand in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.controls import Controls
from screen.decisions import Bases, Journal, Listed
from screen.model import Band
from screen.risk import DecisionRow, policy
from screen.screening.gate import Ruling
from screen.screening.notices import notices
from screen.screening.policy_changes import PolicyChanges

if TYPE_CHECKING:
    import pandas as pd

    from screen.decisions import Event
    from screen.lists import Watchlist
    from screen.lists.freshness import Limits
    from screen.matching.footprint import Footprint
    from screen.matching.score import Scored
    from screen.model import Parties, Source
    from screen.redflags import Rule, RuleBook
    from screen.redflags.profile import Profile
    from screen.screening.scope import Scope


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file that a command took options from. sha256: of its bytes, hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How a run was asked to read its table and which lists it named, as given; '' and empty for what was left to the tool.

    columns: canonical field → header; watchlists: files, folders and ids beyond the shipped and the stored lists;
    since: the report of an earlier run, since_digest: that of its record; row: the fields of the one party that was asked for.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    profile: str = ""
    watchlists: tuple[str, ...] = ()
    since: str = ""
    since_digest: str = ""
    row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """What makes a run repeatable: versions, time, thresholds, who ran it on what and how.

    started_at: aware, UTC; as_of: the day "today" meant; run_id: follows from input, lists, rules, tool, day, profiles,
    history and decisions; profiles: what kind of table it was taken for, and why; history: the earlier tables it was
    compared with; four_eyes: the band from which two reviewers must stand behind a false positive; since: the run_id of the
    earlier run that changes are told from, '' for none; limits: what the lists were held to, None for nothing; settings: the
    file that options came from, None for none; asked: how the table was to be read, and with which lists; shipped: version of
    the shipped lists, 12 hex digits.
    """

    tool_version: str
    rules_version: str
    run_id: str
    started_at: datetime
    as_of: date
    operator: str
    command_line: str
    thresholds: Mapping[str, float]
    input: Source
    profiles: tuple[Profile, ...] = ()
    history: tuple[Source, ...] = ()
    four_eyes: Band | None = None
    since: str = ""
    limits: Limits | None = None
    settings: SettingsFile | None = None
    asked: Asked = field(default_factory=Asked)
    shipped: str = ""


@dataclass(frozen=True)
class Screening:
    """The outcome of a run. Tables by the *_COLUMNS of screen.model; all columns are there also when empty.

    matches and hits hold what a decision suppresses too; alerts says so, and parties' bands leave it out.

    counts: rows_read = screened + skipped + unchanged, "band:<word>" for each band, alerts and suppressed; notices: what an
    officer must know first; untested: sheet, rule, title, missing; unmet: confirmed decisions that no alert of this run shows;
    policy_changes: thresholds, words and rules that are not as shipped, and what that did here.
    footprint: what the matches follow from, for a later run; ruling: what the run fails on; scope: which rows it
    speaks of, None for all without a question; controls: names planted in the run, nothing of which is in the tables; whole:
    of a large table, the folder that holds everything found, while the tables here hold the rows to be looked at.
    """

    parties: pd.DataFrame
    matches: pd.DataFrame
    evidence: pd.DataFrame
    nearest: pd.DataFrame
    hits: pd.DataFrame
    alerts: pd.DataFrame
    changes: pd.DataFrame
    problems: pd.DataFrame
    untested: pd.DataFrame
    counts: dict[str, int]
    notices: tuple[str, ...]
    intake: Parties
    lists: tuple[Watchlist, ...]
    rules: RuleBook
    audit: Audit
    decisions: Journal
    footprint: Footprint
    unmet: tuple[Event, ...] = ()
    policy_changes: PolicyChanges = field(default_factory=PolicyChanges)
    ruling: Ruling = field(default_factory=Ruling)
    scope: Scope | None = None
    controls: Controls = field(default_factory=Controls)
    whole: str = ""

    @cached_property
    def bases(self) -> Bases:
        """What a decision on each alert would rest on."""
        return Bases(self.intake, self.matches, self.evidence, self.hits, Listed(self.lists))

    @cached_property
    def record(self) -> dict[str, Any]:
        """Everything the run found and what it was made with, as JSON values: the .json report, made once for all reports."""
        from screen.report.record import record

        return record(self)

    @cached_property
    def standing_matches(self) -> pd.DataFrame:
        """The matches that no decision suppresses."""
        return _standing(self.matches, self.alerts, "match")

    @cached_property
    def standing_hits(self) -> pd.DataFrame:
        """The hits that no decision suppresses."""
        return _standing(self.hits, self.alerts, "hit")

    @property
    def list_notices(self) -> tuple[str, ...]:
        """Those of the notices that speak of the lists."""
        return notices(self.lists, self.audit.as_of, self.audit.limits)

    @property
    def risk_table(self) -> tuple[DecisionRow, ...]:
        """The decision table that gave the bands."""
        return policy().table

    @property
    def rules_in_use(self) -> tuple[Rule, ...]:
        """The rules for the kinds of table this one is; the others were not tested."""
        kinds = {one.id for one in self.audit.profiles}
        return tuple(rule for rule in self.rules if kinds & set(rule.profiles))

    @property
    def rules_tested(self) -> tuple[Rule, ...]:
        """The rules that one sheet at least had the columns for."""
        lacking = self.untested["rule"].value_counts()
        sheets = max(len(self.intake.sheets), 1)
        return tuple(rule for rule in self.rules_in_use if lacking.get(rule.id, 0) < sheets)

    def asked_for(self, **asked: object) -> Screening:
        """Return it with what was asked for, as it was given (see Asked), in its audit; nothing and '' say nothing."""
        given: dict[str, Any] = {name: value for name, value in asked.items() if value}
        return replace(self, audit=replace(self.audit, asked=replace(self.audit.asked, **given)))

    def to_excel(self, path: str | Path) -> None:
        """Write the workbook; written beside the target and renamed when complete."""
        from screen.report.workbook import write_workbook

        write_workbook(self, Path(path))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One party beside one entry, for people to read."""

    sheet: str
    row: int
    name: str
    entry_name: str
    references: str
    scored: Scored
    would_settle: str


def counts_of(parties: Parties, assessed: pd.DataFrame, alerts: pd.DataFrame, unchanged: int = 0) -> dict[str, int]:
    """Return the counts of a run; unchanged: how many rows are left out since they did not change."""
    skipped = sum(problem.code.startswith("row-skipped-") for problem in parties.problems)
    return counted(parties.rows_read, len(parties), skipped, unchanged, Counter(assessed["band"].tolist()), alerts)


def counted(
    rows_read: int, screened: int, skipped: int, unchanged: int, bands: Mapping[str, int], alerts: pd.DataFrame
) -> dict[str, int]:
    """Return the counts of a run. bands: how many parties are in each, by word."""
    counts = {"rows_read": rows_read, "screened": screened, "skipped": skipped, "unchanged": unchanged}
    counts |= {f"band:{band.word}": bands.get(band.word, 0) for band in Band}
    return counts | {"alerts": len(alerts), "suppressed": int((alerts["state"] == "suppressed").sum())}


def without(table: pd.DataFrame, places: Collection[int]) -> pd.DataFrame:
    """Return a table without the rows at some places; the index keeps the places of the others."""
    return table.drop(index=list(places)) if places else table


def _standing(table: pd.DataFrame, alerts: pd.DataFrame, what: str) -> pd.DataFrame:
    held = alerts[(alerts["what"] == what) & (alerts["state"] == "suppressed")]
    return without(table, held["place"].tolist())
