"""What reviewers decided: an append-only file of events, what each decision rests on, and whether it still holds."""

from screen.decisions.basis import Bases
from screen.decisions.event import Event
from screen.decisions.journal import Journal
from screen.decisions.listed import Listed
from screen.decisions.recheck import Rechecked, recheck
from screen.decisions.standing import REVIEW_BAND, Standing, alert_table, stands, suppressed_places, unmet

__all__ = [
    "REVIEW_BAND",
    "Bases",
    "Event",
    "Journal",
    "Listed",
    "Rechecked",
    "Standing",
    "alert_table",
    "recheck",
    "stands",
    "suppressed_places",
    "unmet",
]
