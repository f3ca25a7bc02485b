"""The flow on one page: table → parties → matches and hits → risk → Screening."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from screen.data import digest, read_yaml, rules_file, shipped
from screen.errors import UsageError
from screen.model import PROBLEM_COLUMNS, Band, frame
from screen.risk import DecisionRow, assess, policy

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists import Watchlist
    from screen.matching.match import Matcher
    from screen.matching.score import Scored
    from screen.model import Parties, Source
    from screen.redflags import Rule, RuleBook
    from screen.redflags.profile import Profile

Progress = Callable[[str, int, int], None]
"""Called with a stage in words, rows done and rows in all."""
Earlier: TypeAlias = "str | Path | pd.DataFrame | Parties"
"""An earlier table, read or not, for the rules that compare with one."""


def _quiet(stage: str, done: int, total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Audit:
    """What makes a run repeatable: versions, time, thresholds, who ran it on what and how.

    started_at: aware, UTC; as_of: the day "today" meant; run_id: follows from input, lists, rules, tool, day, profiles and
    history; profiles: what kind of table it was taken for, and why; history: the earlier tables it was compared with.
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


@dataclass(frozen=True)
class Screening:
    """The outcome of a run. Tables by the *_COLUMNS of screen.model; all columns are there also when empty.

    counts: rows_read = screened + skipped, and "band:<word>" for each band; notices: what an officer must know first;
    untested: sheet, rule, title, missing.
    """

    parties: pd.DataFrame
    matches: pd.DataFrame
    evidence: pd.DataFrame
    hits: pd.DataFrame
    problems: pd.DataFrame
    untested: pd.DataFrame
    counts: dict[str, int]
    notices: tuple[str, ...]
    intake: Parties
    lists: tuple[Watchlist, ...]
    rules: RuleBook
    audit: Audit

    @property
    def list_notices(self) -> tuple[str, ...]:
        """Those of the notices that speak of the lists."""
        return notices(self.lists, self.audit.as_of)

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

    def worst_band(self) -> Band:
        """Return the highest band of any party."""
        return max((Band.of(word) for word in self.parties["band"].unique()), default=Band.NONE)

    def to_excel(self, path: str | Path) -> None:
        """Write the workbook; written beside the target and renamed when complete."""
        from screen.report import write_workbook

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


class Screener:
    """Lists and rules compiled once, ready to screen any number of tables.

    lists: None = shipped and stored; rules: None = shipped; data_dir: where stored and prepared lists are kept.
    """

    def __init__(
        self, lists: Sequence[Watchlist] | None = None, rules: RuleBook | None = None,
        data_dir: str | Path | None = None,
    ) -> None:  # fmt: skip
        from screen.lists import load_watchlists
        from screen.redflags import load_rules

        self.lists = tuple(load_watchlists(data_dir=data_dir) if lists is None else lists)
        self.rules = load_rules() if rules is None else rules
        self.data_dir = data_dir

    @cached_property
    def matcher(self) -> Matcher:
        """The compiled lists, kept prepared between runs where they were read from files."""
        from screen.cache import Cache

        versions = tuple(one.version for one in self.lists)
        if not all(versions):
            return self._compile()
        ties = digest(shipped("watchlists") / "same_as.csv")
        return Cache(self.data_dir).get("matcher", (*versions, ties), self._compile)

    def _compile(self) -> Matcher:
        from screen.lists import load_same_as
        from screen.matching.index import Index
        from screen.matching.match import Matcher

        return Matcher.prepare(Index.compile(self.lists, load_same_as(self.lists)))

    @cached_property
    def _entries(self) -> pd.DataFrame:
        import pandas as pd

        columns = ["id", "kind", "name", "typology", "sectors", "countries", "legal_status", "addresses", "phones", "emails",
                   "websites", "operating_status", "closed_on"]  # fmt: skip
        tables = [one.entries[columns].assign(list=one.id) for one in self.lists]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*columns, "list"])

    def screen(
        self,
        table: str | Path | pd.DataFrame | IO[bytes],
        columns: Mapping[str, str] | None = None,
        sheet: str | None = None,
        *,
        profile: str | None = None,
        history: Sequence[Earlier] = (),
        encoding: str | None = None,
        delimiter: str | None = None,
        as_of: date | None = None,
        command_line: str = "",
        progress: Progress = _quiet,
    ) -> Screening:
        """Screen a table: a path, ``-`` for standard input, or a DataFrame.

        columns: canonical field → header, where the headers are not understood by themselves. profile: which rules are
        tested, vendors, visa, it or vessels; None finds it from the columns. history: earlier tables, for rules that compare.
        as_of: what "today" means. Raises TableError when a table cannot be read at all; trouble with rows stands in problems.
        """
        from screen.intake import read_parties

        progress("reading the table", 0, 0)
        parties = read_parties(table, columns=columns, sheet=sheet, encoding=encoding, delimiter=delimiter)
        earlier = [_earlier(one, columns) for one in history]
        return self.assess(
            parties, profile=profile, history=earlier, as_of=as_of, command_line=command_line, progress=progress
        )

    def assess(
        self, parties: Parties, *, profile: str | None = None, history: Sequence[Earlier] = (), as_of: date | None = None,
        command_line: str = "", progress: Progress = _quiet,
    ) -> Screening:  # fmt: skip
        """Screen parties that are read already; profile and history as in screen."""
        from screen.redflags import evaluate
        from screen.redflags.affiliations import affiliations
        from screen.redflags.profile import choose, sentence

        started_at = datetime.now(UTC)
        today = as_of or started_at.date()
        profiles = choose(parties, profile)
        earlier = tuple(_earlier(one, None) for one in history)
        found = self.matcher.match(parties, progress)
        progress("testing the red flags", len(parties), len(parties))
        hits, untested = evaluate(
            self.rules,
            parties,
            found.table,
            today,
            self._entries,
            history=earlier,
            profiles=[one.id for one in profiles],
            affiliations=affiliations(parties, self.matcher),
        )
        assessed = assess(parties.table, found.table, hits)
        problems = frame(
            [{name: getattr(one, name) for name in PROBLEM_COLUMNS} for one in (*parties.problems, *found.problems)],
            PROBLEM_COLUMNS,
        )
        said = (*notices(self.lists, today), *self.rules.notices(), sentence(profiles), *_compared(earlier))
        return Screening(
            assessed, found.table, found.evidence, hits, problems, untested,
            _counts(parties, assessed), said, parties, self.lists, self.rules,
            self._audit(parties, started_at, today, command_line, profiles, earlier),
        )  # fmt: skip

    def explain(self, parties: Parties, place: int, reference: str) -> Comparison:
        """Compare the party at a place of a table with one entry, field by field, whether or not they match.

        reference: UN:KPe.001, OFAC:9345, or the id alone. Raises UsageError for one that no list in use holds.
        """
        from screen.matching.identifiers import SharedValues
        from screen.matching.score import references, would_settle

        position = self.matcher.position(reference)
        if position is None:
            raise UsageError(self._not_compared(reference))
        party = parties.table.iloc[place].to_dict()
        entry = self.matcher.entry(position)
        scored = self.matcher.explain(party, position, SharedValues(parties.table))
        return Comparison(
            party["sheet"], int(party["row"]), party["name"] or party["name_original"], entry["name"],
            references(self.matcher.index, entry["cluster"]), scored, would_settle(party, entry, scored),
        )  # fmt: skip

    def _not_compared(self, reference: str) -> str:
        """Say why there is no such entry to compare with: it was taken off its list, or was never there."""
        wanted = reference.strip().casefold()
        for one in self.lists:
            gone = one.entries[one.entries["legal_status"] == "delisted"]
            for entry in gone["id"]:
                if wanted in {entry.casefold(), f"{one.publisher}:{entry}".casefold()}:
                    return f"{reference}: is not on the list any more ({one.title}), so nothing is compared with it."
        return f"{reference}: no list in use has such an entry. Write it as the report does, such as OFAC:9345."

    def match_names(self, names: Iterable[str], kind: str | None = None, threshold: float = 70) -> pd.DataFrame:
        """Match bare names: name evidence only, caps for rarity and weak aliases included.

        Returns query_index, query, list, entry_id, references, matched_name, quality, score, band: one row per
        position and cluster (its best name), sorted by query_index, -score, entry_id. An empty name gives no row.
        """
        return self.matcher.match_names(list(names), kind, threshold)

    def _audit(
        self, parties: Parties, started_at: datetime, today: date, command_line: str, profiles: tuple[Profile, ...],
        earlier: Sequence[Parties],
    ) -> Audit:  # fmt: skip
        from screen import __version__
        from screen.matching.policy import policy as matching

        thresholds = {band.word: least for band, least in matching().bands.items()}
        parts = [
            parties.source.sha256,
            __version__,
            self.rules.version,
            today.isoformat(),
            *(x.sha256 for x in self.lists),
            *(one.id for one in profiles),
            *(one.source.sha256 for one in earlier),
        ]
        run_id = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
        return Audit(
            __version__,
            self.rules.version,
            run_id,
            started_at,
            today,
            _operator(),
            command_line,
            thresholds,
            parties.source,
            profiles,
            tuple(one.source for one in earlier),
        )


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _earlier(table: Earlier, columns: Mapping[str, str] | None) -> Parties:
    """Read an earlier table; columns told for the present one count where it has their headers."""
    from screen.intake import read_parties
    from screen.model import Parties

    if isinstance(table, Parties):
        return table
    try:
        return read_parties(table, columns=columns)
    except UsageError:
        return read_parties(table)


def _compared(earlier: Sequence[Parties]) -> tuple[str, ...]:
    """Say which earlier tables were compared with."""
    told = "; ".join(f"{one.source.name} ({_rows(one.rows_read)})" for one in earlier)
    return (f"Compared with the earlier {'tables' if len(earlier) > 1 else 'table'}: {told}.",) if told else ()


def _rows(number: int) -> str:
    return f"{number} row" if number == 1 else f"{number} rows"


def _counts(parties: Parties, assessed: pd.DataFrame) -> dict[str, int]:
    skipped = sum(problem.code.startswith("row-skipped-") for problem in parties.problems)
    bands = assessed["band"].value_counts()
    counts = {"rows_read": parties.rows_read, "screened": len(parties), "skipped": skipped}
    return counts | {f"band:{band.word}": int(bands.get(band.word, 0)) for band in Band}


def notices(lists: Sequence[Watchlist], today: date) -> tuple[str, ...]:
    """Say which lists were used, how old each is, what was not screened, and warn of stale lists."""
    rules: dict[str, Any] = read_yaml(rules_file("screening.yml"))
    used = "; ".join(f"{one.title} ({age(one, today)})" for one in lists)
    first = f"Lists used: {used}." if lists else "No watchlist was used: only the red flags were tested."
    missing = [
        title for publisher, title in rules["expected"].items() if publisher not in {x.publisher for x in lists}
    ]
    said = [first]
    if missing:
        said.append(f"Not screened: {'; '.join(missing)}; all other sanctions lists.")
    stale = [one.title for one in lists if one.age_days(today) > int(rules["stale_after_days"])]
    if stale:
        said.append(
            f"Warning: more than {rules['stale_after_days']} days old: {'; '.join(stale)}. Who was listed since then is not "
            "found: run dprk-screen lists update, or check the publishers' sites."
        )
    later = [one.title for one in lists if one.date > today.isoformat()]
    if later:
        said.append(
            f"Warning: newer than {today}: {'; '.join(later)}. Who was listed or taken off since then may be wrong."
        )
    return tuple(said)


def age(one: Watchlist, today: date) -> str:
    """Say of which day a list is, and how that is known."""
    if not one.date:
        return "day of the data not stated"
    if one.is_day_guessed:
        return f"stored {one.date}, day of the data not stated"
    if one.date > today.isoformat():
        return f"data of {one.date}"
    confirmed = f", nothing newer on {one.checked}" if one.checked > one.date else ""
    days = one.age_days(today)
    return f"data of {one.date}, {days} {'day' if days == 1 else 'days'} old{confirmed}"
