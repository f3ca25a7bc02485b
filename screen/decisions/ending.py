"""When a decision ends soon, so that whoever made it can look again before its alert comes back."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from screen.data import read_yaml, rules_file

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties

_MOST = 10  # named in a warning


@cache
def ending_days() -> int:
    """Return within how many days a decision that ends is told of, by rules/report.yml."""
    return int(read_yaml(rules_file("report.yml"))["reviews"]["ending_soon_days"])


def ends_soon(valid_until: str, day: date) -> bool:
    """Whether a last day, ISO or '' for none, is within ending_days of a day and not over."""
    if not valid_until:
        return False
    return day.isoformat() <= valid_until <= (day + timedelta(days=ending_days())).isoformat()


def ending_notices(alerts: pd.DataFrame, parties: Parties, day: date) -> list[str]:
    """Warn of decisions that suppress an alert now and end soon: by reference or row and target, as logs hold no names."""
    due = alerts[alerts["state"] == "suppressed"]
    due = due[[ends_soon(one, day) for one in due["valid_until"].tolist()]].drop_duplicates("event")
    if due.empty:
        return []
    keys = zip(parties.table["sheet"].tolist(), parties.table["row"].tolist(), strict=True)
    references = dict(zip(keys, parties.table["reference"].tolist(), strict=True))
    cells = zip(*(due[name].tolist() for name in ("valid_until", "sheet", "row", "target")), strict=True)
    told = [
        f"{references[sheet, row] or f'{sheet} row {row}'.strip()} ({target}) on {until}"
        for until, sheet, row, target in sorted(cells)
    ]
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    count = "1 decision ends" if len(told) == 1 else f"{len(told):,} decisions end"
    renew = "Renew it or the alert comes" if len(told) == 1 else "Renew them or the alerts come"
    return [f"Warning: {count} within {ending_days()} days: {'; '.join(told[:_MOST])}{more}. {renew} back."]
