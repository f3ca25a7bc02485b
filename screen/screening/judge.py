"""What is made of the matches of a table: which decisions hold, red flags beside the rest, bands, and what fails the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screen.decisions import Bases, Standing, suppressed_places
from screen.model import Band
from screen.risk import assess
from screen.screening.found import Found, Live
from screen.screening.gate import Gate, ruling
from screen.screening.outcome import Screening, without
from screen.screening.policy_changes import PolicyChanges, effects

if TYPE_CHECKING:
    import pandas as pd

    from screen.matching.tables import Matches
    from screen.model import Parties
    from screen.redflags import RuleBook
    from screen.redflags.profile import Profile
    from screen.screening.earlier import EarlierRun
    from screen.screening.screener import Screener

Progress = Callable[[str, int, int], None]
"""Called with a stage in words, rows done and rows in all."""


def _again(progress: Progress) -> Progress:
    """Say of each stage that it is done once more."""
    return lambda stage, done, total: progress(f"{stage}, once more with the values as shipped", done, total)


@dataclass(frozen=True, slots=True)
class Judge:
    """What the matches of a table are judged by: decisions and day, earlier tables, and the kinds of table it is."""

    screener: Screener
    parties: Parties
    standing: Standing
    earlier: Sequence[Parties]
    profiles: Sequence[Profile]

    def found(self, rules: RuleBook, progress: Progress, matched: Matches) -> Found:
        """Assess the parties under the bands and red flags of some rules. matched: what these bands gave."""
        from screen.matching.policy import using
        from screen.redflags import vocabulary
        from screen.redflags.affiliations import affiliations

        with using(rules.bands):
            bases = Bases(self.parties, matched.table, matched.evidence, matched.table, self.screener.listed)
            alerts = self.standing.of_matches(bases, matched.table)
            held = suppressed_places(alerts, "match")
            standing_matches, dismissed = without(matched.table, held), matched.table.loc[sorted(held)]
            progress("testing the red flags", len(self.parties), len(self.parties))
            with vocabulary.using(rules.vocabularies):
                beside = affiliations(self.parties, self.screener.matcher)
        live = Live(rules, matched, alerts, standing_matches, dismissed, beside)
        hits, untested, of_hits, assessed = self._assessed(live)
        return Found(matched, [*alerts, *of_hits], hits, untested, assessed, live)

    def _assessed(self, live: Live) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, object]], pd.DataFrame]:
        """Test the red flags beside the matches that no decision suppresses: hits, what was not tested, alerts, bands."""
        from screen.matching.policy import using
        from screen.redflags import evaluate

        rules, matched, parties = live.rules, live.matched, self.parties
        with using(rules.bands):
            hits, untested = evaluate(
                rules, parties, live.matches, self.standing.day, self.screener.entries, history=self.earlier,
                profiles=[one.id for one in self.profiles], affiliations=live.affiliations, dismissed=live.dismissed,
                row_answers=live.row_answers,
            )  # fmt: skip
        places = {(str(one["sheet"]), int(str(one["row"]))) for one in live.alerts if one["state"] != "suppressed"}
        restating = {rule.id for rule in rules if rule.restates_match}
        bases = Bases(parties, matched.table, matched.evidence, hits, self.screener.listed)
        alerts = self.standing.of_hits(bases, hits, places, restating)
        return (
            hits, untested, alerts,
            assess(parties.table, live.matches, without(hits, suppressed_places(alerts, "hit"))),
        )  # fmt: skip

    def changes(self, found: Found, progress: Progress) -> PolicyChanges:
        """Say what was changed of the shipped rules, and find once more with those to say what it did."""
        rules = self.screener.rules
        if rules.shipped is None:
            return PolicyChanges()
        say = _again(progress)
        matched = self.screener.matched(rules.shipped, self.parties, say) if rules.bands else found.matched
        before = self.found(rules.shipped, say, matched)
        return PolicyChanges(rules.policy, effects(before, found, {one.rule for one in rules.policy if one.rule}))

    def without_leads(self, gate: Gate, found: Found) -> pd.DataFrame | None:
        """Assess once more as if no reported front were known, where they do not count and there are any; None elsewhere."""
        if gate.fail_on is None or gate.fail_on_reported or not found.live.has_leads:
            return None
        if not any(Band.of(word) >= gate.fail_on for word in found.parties["band"].unique()):
            return None
        return self._assessed(found.live.without_leads())[-1]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge found of a table, and the outcome that follows, as yet without a ruling."""

    judge: Judge
    found: Found
    screening: Screening

    def ruled(self, screening: Screening, gate: Gate, before: EarlierRun | None) -> Screening:
        """Return an outcome with what a gate makes of it; screening: this one, or with the changes since an earlier run."""
        ruled = ruling(gate, screening, self.judge.without_leads(gate, self.found), before)
        return replace(screening, ruling=ruled, notices=(*screening.notices, *ruled.notices()))
