"""What lists and rules find in a table, between matching and the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from screen.matching.tables import Matches
    from screen.redflags import RuleBook
    from screen.redflags.affiliations import Affiliation
    from screen.redflags.facts import Answers

LEAD = "not listed"  # legal_status of a reported front


@dataclass(frozen=True, slots=True)
class Live:
    """What the red flags are tested beside: the matches that no decision suppresses, and whom rows name.

    matches, dismissed: by MATCH_COLUMNS; alerts: on matches, as decisions leave them; affiliations: by kind asked and name;
    row_answers: of facts about single rows, which no match changes.
    """

    rules: RuleBook
    matched: Matches
    alerts: Sequence[Mapping[str, object]]
    matches: pd.DataFrame
    dismissed: pd.DataFrame
    affiliations: Mapping[tuple[str, str], Affiliation]
    row_answers: dict[str, Answers] = field(default_factory=dict)

    @property
    def has_leads(self) -> bool:
        """Whether a reported front, which is on no official list, is among them."""
        named = any(not one.is_listed for one in self.affiliations.values())
        return named or bool((self.matches["legal_status"] == LEAD).any())

    def without_leads(self) -> Live:
        """Return the same without reported fronts."""
        is_lead = self.matched.table["legal_status"] == LEAD
        leads = set(is_lead.index[is_lead])
        return replace(
            self,
            matches=self.matches[self.matches["legal_status"] != LEAD],
            alerts=[one for one in self.alerts if one["place"] not in leads],
            affiliations={key: one for key, one in self.affiliations.items() if one.is_listed},
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What lists and rules found in a table: matches with their evidence, alerts as decisions leave them, hits, and bands.

    untested: sheet, rule, title, missing; parties: by ASSESSMENT_COLUMNS; live: what the hits were found beside.
    """

    matched: Matches
    alerts: list[dict[str, object]]
    hits: pd.DataFrame
    untested: pd.DataFrame
    parties: pd.DataFrame
    live: Live
