"""How an alert stands, in words: open, decided by whom and until when, or back, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screen.model import Disposition


def standing(alert: Mapping[str, Any]) -> str:
    """Return how an alert (by ALERT_COLUMNS) stands; "open" where nobody has decided yet."""
    if not alert["event"]:
        return Disposition.OPEN.label
    earlier, state = Disposition(alert["earlier"]), alert["state"]
    by = f"({who(alert)})"
    said = f"“{earlier.label}” {by}"
    why = "; ".join(filter(None, (alert["reason"], alert["comment"])))
    until = f" Valid until {alert['valid_until']}." if alert["valid_until"] and state != "expired" else ""
    decided = f"Confirmed match {by}." if earlier is Disposition.TRUE_MATCH else f"Decided {said}."
    told = {
        "open": f"Open again: reopened {by}.",
        "lapsed": f"Open again: the decision {said} lapsed. Changed: {alert['changed']}.",
        "expired": f"Open again: the decision {said} expired; {alert['changed']}.",
        "unconfirmed": f"Waiting for a second reviewer: {said} does not count yet.",
        "suppressed": f"Suppressed by decision {said}; nothing it rested on has changed.",
    }.get(state, decided)
    return told + (f" Reason given: {why}." if why else "") + until


def who(alert: Mapping[str, Any]) -> str:
    """Return who decided on an alert and when."""
    reviewers = " and ".join(filter(None, (alert["reviewer"], alert["second_reviewer"]))) or "reviewer not named"
    return ", ".join(filter(None, (reviewers, alert["decided_on"])))
