"""Lists and rules compiled once, and the flow of a table through them."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from screen.data import digest, shipped
from screen.decisions import Journal, Listed, Standing, alert_table, unmet
from screen.decisions.ending import ending_notices
from screen.errors import UsageError
from screen.model import CHANGE_COLUMNS, PROBLEM_COLUMNS, Band, frame
from screen.screening.earlier import EarlierRun
from screen.screening.earlier_table import Earlier, earlier_parties
from screen.screening.gate import Gate
from screen.screening.judge import Judge, Judged
from screen.screening.notices import compared, decision_notices, kept, notices
from screen.screening.outcome import Asked, Audit, Comparison, Screening, counts_of
from screen.screening.part import part_of
from screen.screening.scope import Base, Scope

if TYPE_CHECKING:
    import pandas as pd

    from screen.controls import Controls
    from screen.intake.corrections import Correction
    from screen.intake.parts import Layout
    from screen.lists import Watchlist
    from screen.lists.card import Cards
    from screen.lists.freshness import Limits
    from screen.matching.match import Matcher
    from screen.matching.reuse import Reuse
    from screen.matching.tables import Matches
    from screen.model import Parties, Source
    from screen.redflags import RuleBook
    from screen.redflags.profile import Profile

Progress = Callable[[str, int, int], None]
"""Called with a stage in words, rows done and rows in all."""


def _quiet(stage: str, done: int, total: int) -> None:
    pass


class Screener:
    """Lists and rules compiled once, ready to screen any number of tables.

    lists: None = shipped and stored; rules: None = shipped, and match bands of one's own come with them; data_dir: where
    stored lists are; limits: what the lists were held to, for the reports; root: where the shipped lists and their ties lie,
    None for those that came with this version.
    """

    def __init__(
        self, lists: Sequence[Watchlist] | None = None, rules: RuleBook | None = None,
        data_dir: str | Path | None = None, limits: Limits | None = None, root: Path | None = None,
    ) -> None:  # fmt: skip
        from screen.lists import load_watchlists
        from screen.redflags import load_rules

        self.lists = tuple(load_watchlists(data_dir=data_dir) if lists is None else lists)
        self.rules = load_rules() if rules is None else rules
        self.data_dir = data_dir
        self.limits = limits
        self.root = root

    def only(self, lists: Sequence[Watchlist]) -> Screener:
        """Return a screener of the same rules that knows some of the lists; itself for all."""
        return self if len(lists) == len(self.lists) else Screener(lists, self.rules, self.data_dir, self.limits)

    @cached_property
    def matcher(self) -> Matcher:
        """The compiled lists, kept prepared between runs where they were read from files."""
        from screen.cache import Cache

        versions = tuple(one.version for one in self.lists)
        if not all(versions):
            return self._compile()
        ties = digest((self.root or shipped("watchlists")) / "same_as.csv")
        return Cache().get("matcher", (*versions, ties), self._compile)

    def _compile(self) -> Matcher:
        from screen.lists import load_same_as
        from screen.matching.index import Index
        from screen.matching.match import Matcher

        return Matcher.prepare(Index.compile(self.lists, load_same_as(self.lists, self.root)))

    @cached_property
    def entries(self) -> pd.DataFrame:
        """What facts may know of every entry in use, by list and id."""
        import pandas as pd

        columns = ["id", "kind", "name", "typology", "sectors", "countries", "legal_status", "addresses", "phones", "emails",
                   "websites", "operating_status", "closed_on"]  # fmt: skip
        tables = [one.entries[columns].assign(list=one.id) for one in self.lists]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*columns, "list"])

    @cached_property
    def listed(self) -> Listed:
        """The entries that may alert, for decisions."""
        return Listed(self.lists)

    @cached_property
    def cards(self) -> Cards:
        """Everything that the lists say of each entry."""
        from screen.lists import load_same_as
        from screen.lists.card import Cards

        return Cards(self.lists, load_same_as(self.lists, self.root))

    def screen(
        self,
        table: str | Path | pd.DataFrame | IO[bytes],
        columns: Mapping[str, str] | None = None,
        sheet: str | None = None,
        *,
        profile: str | None = None,
        history: Sequence[Earlier] = (),
        decisions: str | Path | Journal | None = None,
        four_eyes: Band | None = None,
        since: Mapping[str, Any] | EarlierRun | None = None,
        gate: Gate | None = None,
        base: Base | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        as_of: date | None = None,
        read_on: date | None = None,
        corrections: Sequence[Correction] = (),
        command_line: str = "",
        progress: Progress = _quiet,
    ) -> Screening:
        """Screen a table: a path, ``-`` for standard input, or a DataFrame.

        columns: canonical field → header, where the headers are not understood by themselves. profile: which rules are
        tested, vendors, visa, it or vessels; None finds it from the columns. history: earlier tables, for rules that compare.
        decisions: those of reviewers, a file or read already; four_eyes: from this band on a false positive needs two of
        them. since: the record of an earlier run, which changes are told from. gate: what the run is to fail on, which the
        ruling tells. base: an earlier state of the table; where lists, rules and tool are those of since, rows that did not
        change and have no alert are left out. as_of: what "today" means. read_on: the day on which the dates of the table are
        read, by which two figures of a year are told; None for the clock's. corrections: of how single sheets are read. Raises
        TableError when a table or a record cannot be read at all; trouble with rows stands in problems.
        """
        from screen.intake import read_parties

        progress("reading the table", 0, 0)
        reading: dict[str, Any] = {
            "columns": columns, "sheet": sheet, "encoding": encoding, "delimiter": delimiter,
            "corrections": tuple(corrections),
        }  # fmt: skip
        parties = read_parties(table, **reading, today=read_on)
        earlier = [earlier_parties(one, columns, read_on) for one in history]
        before = since if since is None or isinstance(since, EarlierRun) else EarlierRun.of(since)
        screening = self.assess(
            parties, profile=profile, history=earlier, decisions=decisions, four_eyes=four_eyes, since=before, gate=gate,
            base=base, as_of=as_of, command_line=command_line, progress=progress,
        )  # fmt: skip
        given = {name: value for name, value in (reading | {"profile": profile}).items() if value}
        asked = Asked(**given, since=before.where if before else "", since_digest=before.digest if before else "")
        return replace(screening, audit=replace(screening.audit, asked=asked))

    def assess(
        self, parties: Parties, *, profile: str | None = None, history: Sequence[Earlier] = (),
        decisions: str | Path | Journal | None = None, four_eyes: Band | None = None,
        since: Mapping[str, Any] | EarlierRun | None = None, gate: Gate | None = None, base: Base | None = None,
        as_of: date | None = None, command_line: str = "", progress: Progress = _quiet,
    ) -> Screening:  # fmt: skip
        """Screen parties that are read already; everything else as in screen."""
        from screen.controls.planting import layouts
        from screen.redflags.profile import choose

        started_at = datetime.now(UTC)
        today = as_of or started_at.date()
        journal = _journal(decisions)
        before = since if since is None or isinstance(since, EarlierRun) else EarlierRun.of(since)
        profiles = choose(parties, profile)
        earlier = tuple(earlier_parties(one, None) for one in history)
        matched = self.matched(self.rules, parties, progress, before)
        progress("looking for planted controls", len(parties), len(parties))
        controls = self.planted(layouts(parties.sheets, today), parties.rows_read, today)
        problems = frame(
            [
                {name: getattr(one, name) for name in PROBLEM_COLUMNS}
                for one in (*parties.problems, *matched.problems)
            ],
            PROBLEM_COLUMNS,
        )
        audit = self.audit(
            parties.source, started_at, today, command_line, profiles, earlier, journal, four_eyes, before, base
        )
        judge = Judge(self, parties, Standing(journal, today, four_eyes, self.listed), earlier, profiles)
        judged = self._judged(judge, matched, problems, controls, audit, progress)
        screening = judged.screening
        if before:
            screening = self._beside(before, screening, matched.reuse, progress)
        screening = judged.ruled(screening, gate or Gate(), before)
        if base is None:
            return screening
        scope = Scope.of(base, before, screening)
        return part_of(replace(screening, notices=(*screening.notices, scope.notice)), scope)

    def decided(
        self, screening: Screening, decisions: str | Path | Journal | None, *, history: Sequence[Earlier] = (),
        progress: Progress = _quiet,
    ) -> Screening:  # fmt: skip
        """Assess a run again with other decisions: the outcome of screening its table anew, but nothing is matched anew.

        screening: of this screener, on a whole table; history: the earlier tables that it was compared with. Raises UsageError
        for one that tells changes since an earlier run: those need matching.
        """
        from screen.matching.tables import Matches

        audit, parties = screening.audit, screening.intake
        if audit.since or screening.scope or screening.whole:
            raise UsageError(
                "A run that speaks of a part, or of changes, cannot be assessed again. Screen the table."
            )
        journal = _journal(decisions)
        earlier = tuple(earlier_parties(one, None) for one in history)
        matched = Matches(screening.matches, screening.evidence, screening.nearest, (), screening.footprint)
        again = self.audit(
            parties.source, datetime.now(UTC), audit.as_of, audit.command_line, audit.profiles, earlier, journal,
            audit.four_eyes, None, None,
        )  # fmt: skip
        again = replace(again, settings=audit.settings, asked=audit.asked)
        judge = Judge(
            self, parties, Standing(journal, audit.as_of, audit.four_eyes, self.listed), earlier, audit.profiles
        )
        judged = self._judged(judge, matched, screening.problems, screening.controls, again, progress)
        return judged.ruled(judged.screening, screening.ruling.gate, None)

    def _judged(
        self, judge: Judge, matched: Matches, problems: pd.DataFrame, controls: Controls, audit: Audit, progress: Progress
    ) -> Judged:  # fmt: skip
        """Judge what was matched: all of an outcome but its ruling."""
        from screen.redflags.profile import sentence

        parties, journal, today = judge.parties, judge.standing.journal, audit.as_of
        found = judge.found(self.rules, progress, matched)
        changed = judge.changes(found, progress)
        table = alert_table(found.alerts)
        lost = tuple(unmet(journal, table, matched.table, parties, today))
        said = (
            *notices(self.lists, today, self.limits), *self.rules.notices(), sentence(audit.profiles), *controls.notices(),
            *compared(judge.earlier), *decision_notices(journal, table, lost), *ending_notices(table, parties, today),
        )  # fmt: skip
        screening = Screening(
            found.parties, matched.table, matched.evidence, matched.nearest, found.hits, table, frame([], CHANGE_COLUMNS),
            problems, found.untested, counts_of(parties, found.parties, table), said, parties, self.lists, self.rules, audit,
            journal, matched.footprint, lost, changed, controls=controls, affiliations=found.live.affiliations,
        )  # fmt: skip
        return Judged(judge, found, screening)

    def planted(self, layouts: Sequence[Layout], rows: int, day: date) -> Controls:
        """Send names of the lists in other guises the way of a table, and say which were found.

        layouts: how the columns of its sheets are understood; rows: how many it has; day: what "today" means.
        """
        from screen.controls.planting import Plan, planted, seed_of

        plan = Plan(tuple(layouts), rows, seed_of(self.lists, day), self.rules.bands)
        return planted(self.matcher, plan)

    def _beside(self, before: EarlierRun, screening: Screening, reuse: Reuse | None, progress: Progress) -> Screening:
        """Add what changed since an earlier run."""
        from screen.screening.changes import changes_since, summary

        count = len(screening.parties)
        progress("comparing with the earlier run", count, count)
        index = self.matcher.index
        changes = changes_since(before, screening, index)
        said = (*summary(before, changes, screening), *kept(reuse, screening.intake, len(index)))
        return replace(screening, changes=changes, notices=(*screening.notices, *said))

    def matched(
        self, rules: RuleBook, parties: Parties, progress: Progress, before: EarlierRun | None = None
    ) -> Matches:
        """Match parties under the bands of some rules, keeping what an earlier run found."""
        from screen.matching.policy import using

        with using(rules.bands):
            return self.matcher.match(parties, progress, before.known if before else None)

    def explain(self, parties: Parties, place: int, reference: str) -> Comparison:
        """Compare the party at a place of a table with one entry, field by field, whether or not they match.

        reference: UN:KPe.001, OFAC:9345, or the id alone. Raises UsageError for one that no list in use holds.
        """
        from screen.matching.identifiers import SharedValues
        from screen.matching.policy import using
        from screen.matching.score import references, would_settle

        position = self.matcher.position(reference)
        if position is None:
            raise UsageError(self._notcompared(reference))
        party = parties.table.iloc[place].to_dict()
        entry = self.matcher.entry(position)
        with using(self.rules.bands):
            scored = self.matcher.explain(party, position, SharedValues.of(parties.table))
        return Comparison(
            party["sheet"], int(party["row"]), party["name"] or party["name_original"], entry["name"],
            references(self.matcher.index, entry["cluster"]), scored, would_settle(party, entry, scored),
        )  # fmt: skip

    def _notcompared(self, reference: str) -> str:
        """Say why there is no such entry to compare with: it was taken off its list, or was never there."""
        wanted = reference.strip().casefold()
        for one in self.lists:
            gone = one.entries[one.entries["legal_status"] == "delisted"]
            for entry in gone["id"]:
                if wanted in {entry.casefold(), f"{one.publisher}:{entry}".casefold()}:
                    return f"{reference}: is not on the list any more ({one.title}), so nothing is compared with it."
        return f"{reference}: no list in use has such an entry. Write it as the report does, such as OFAC:9345."

    def match_names(
        self, names: Iterable[str], kind: str | None = None, threshold: float | None = None, *,
        processes: int | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Match bare names: name evidence only, caps for rarity and weak aliases included.

        threshold: the least score, None for where medium begins (70 as shipped). processes: how many share in it; None for as
        many as there are processors where the names are many. Returns query_index, query, list, entry_id,
        references, matched_name, quality, score, band: one row per position and cluster (its best name), sorted by
        query_index, -score, entry_id. An empty name gives no row.
        """
        from screen.matching.policy import policy, using

        with using(self.rules.bands):
            least = policy().bands[Band.MEDIUM] if threshold is None else threshold
            return self.matcher.match_names(list(names), kind, least, processes)

    def audit(
        self, source: Source, started_at: datetime, today: date, command_line: str, profiles: tuple[Profile, ...],
        earlier: Sequence[Parties], journal: Journal, four_eyes: Band | None, before: EarlierRun | None,
        base: Base | None,
    ) -> Audit:  # fmt: skip
        """Say what makes a run on a source repeatable."""
        from screen import __version__
        from screen.lists.kept import shipped_version
        from screen.matching.policy import shipped_policy

        thresholds = {band.word: least for band, least in shipped_policy().bands.items()} | dict(self.rules.bands)
        parts = [
            source.sha256,
            __version__,
            self.rules.version,
            today.isoformat(),
            *(x.sha256 for x in self.lists),
            *(one.id for one in profiles),
            *(one.source.sha256 for one in earlier),
            *([journal.sha256] if journal.sha256 else []),
            *([four_eyes.word] if four_eyes else []),
            *([before.run_id] if before else []),
            *([f"changed since {base.commit}"] if base else []),
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
            source,
            profiles,
            tuple(one.source for one in earlier),
            four_eyes,
            before.run_id if before else "",
            self.limits,
            shipped=shipped_version(self.root),
        )


def _journal(decisions: str | Path | Journal | None) -> Journal:
    return decisions if isinstance(decisions, Journal) else Journal.read(decisions) if decisions else Journal()


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
