"""The part of the Method page on thresholds: that no head-count sets them, what was changed, by whom, and what that did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screen.model import Band
from screen.screening.policy_changes import MATCHES, PARTIES

if TYPE_CHECKING:
    from screen.report.pages import Page
    from screen.screening import Screening
    from screen.screening.policy_changes import Effect

_ORDER = (
    "The queue is ordered by risk, and every alert stays in it: neither its length nor the number of reviewers sets a threshold or "
    "leaves an alert out. Thresholds change only in the rules, with an author, a reason and a day, and the report then shows what "
    "the change did."
)


def thresholds(page: Page, screening: Screening) -> None:
    """Write that order and no budget decides, then each change of a shipped value and its effect on this table."""
    page.heading("Thresholds, and who changed them")
    page.line(_ORDER, merge=True)
    changes = screening.policy_changes
    if not changes:
        page.line("Every threshold, word and rule that was shipped is as it was shipped.", merge=True)
        return
    page.columns("What", "As shipped", "In force here", "Decided by", "Reason")
    for one in changes.changes:
        reason = f"{one.about.reason} ({one.about.title}; {one.file})"
        page.line(one.what, one.shipped, one.own, one.about.decided, reason)
    page.heading("What these changes did to this table")
    page.line(
        "The same table was screened twice, with the shipped values and with those in force. Rules that were only added count on "
        "both sides; parties are counted after decisions.", merge=True,
    )  # fmt: skip
    page.columns("What", "Band or level", "As shipped", "In force here", "Difference")
    for effect in changes.effects:
        page.line(*_told(effect, screening))


def _told(effect: Effect, screening: Screening) -> tuple[object, ...]:
    """Return the cells of one effect."""
    what = {MATCHES: "Matches", PARTIES: "Parties"}.get(effect.what, effect.what)
    difference = f"{effect.own - effect.shipped:+,d}" if effect.own != effect.shipped else "none"
    title = next((rule.title for rule in (*screening.rules, *screening.rules.off) if rule.id == effect.what), "")
    level = Band.of(effect.level)
    if title and not level:
        return what, "context" if effect.shipped or effect.own else "no hits", effect.shipped, effect.own, title
    return what, level, effect.shipped, effect.own, f"{difference}: {title}" if title else difference
