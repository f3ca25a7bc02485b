"""The first sheet: what was screened against what, whom to look at first, and the figures for those who answer for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.decisions.ending import ends_soon
from screen.model import Band, Disposition
from screen.report import charts
from screen.report.pages import Page
from screen.report.style import BAND_COLOURS, LOOKS, Styles, printable
from screen.report.table import Link, place
from screen.report.wording import rows_told

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.report.places import Places
    from screen.screening import Screening

_WIDTHS = [20, 9, 42, 64, 20]
_CHART = (4, 5)  # the columns that charts stand in
_TOP, _MOST = 12, 8
_REASON = 150  # characters; the whole reason stands on the other sheets
_BAND_HEIGHT = 21
_STATES = {
    "open": ("new", "no decision on it yet", LOOKS["over"].back),
    "lapsed": ("came back", "decided before; what it rested on has changed", LOOKS["over"].back),
    "expired": ("came back: over", "decided before; the decision has ended", LOOKS["over"].back),
    "unconfirmed": ("second look", "waits for a second, different reviewer", LOOKS["over"].back),
    "decided": ("carried over", "decided before, still to be acted on", LOOKS["need_info"].back),
    "suppressed": ("suppressed", "decided a false positive; shown on its own sheet", LOOKS["false_positive"].back),
}
_CHANGES = {
    "new": "alerts that were not there", "raised": "alerts in a higher band", "lapsed": "decisions that no longer hold",
    "changed": "alerts that rest on other values", "lowered": "alerts in a lower band", "gone": "alerts not there any more",
    "party new": "parties not screened before", "party gone": "parties not in the table any more",
}  # fmt: skip


def summary(
    sheet: Worksheet, styles: Styles, screening: Screening, places: Places, contents: Sequence[tuple[str, str]]
) -> None:
    """Write the first sheet; contents: the other sheets and what they hold."""
    page = Page(sheet, styles, _WIDTHS)
    _head(page, screening)
    _bands(page, screening)
    _look_first(page, screening, places)
    _due(page, screening, places)
    page.heading("In this workbook")
    for title, what in contents:
        page.line(Link(title, place(title, 1)), "", what, spread=True)
    _about(page, screening)
    page.new_page()
    _figures(page, screening)
    printable(sheet, None)


def _head(page: Page, screening: Screening) -> None:
    """Write which lists were used, what was screened, and what to do first."""
    counts, audit, styles = screening.counts, screening.audit, page.styles
    page.line("Screening for DPRK fronts and red flags", font=styles.title)
    page.sheet.row_dimensions[1].height = 26
    for notice in _urgent_notices(screening):
        page.line(notice, font=styles.bold if notice.startswith("Warning") else styles.body, merge=True)
    by = f" by {audit.operator}" if audit.operator else ""
    page.line(
        f"Table: {audit.input.name}, screened {audit.started_at:%Y-%m-%d %H:%M} UTC{by}. {rows_told(counts)}. "
        f"Run {audit.run_id}.", merge=True,
    )  # fmt: skip
    page.line(read_yaml(rules_file("report.yml"))["first_row"], font=styles.bold, merge=True)


def _urgent_notices(screening: Screening) -> list[str]:
    own = screening.list_notices
    return [*own, *(told for told in screening.notices if told.startswith("Warning") and told not in own)]


def _bands(page: Page, screening: Screening) -> None:
    meanings = read_yaml(rules_file("report.yml"))["bands"]
    page.heading("Parties by band")
    top = page.columns("Band", "Parties", "Meaning")
    for band in sorted(Band, reverse=True):
        row = page.line(band, screening.counts[f"band:{band.word}"], meanings[band.word])
        page.sheet.row_dimensions[row].height = _BAND_HEIGHT
    data = charts.Data(1, 2, top + 1, page.row - 1)
    colours = [BAND_COLOURS[band][0] for band in sorted(Band, reverse=True) if band]
    area = charts.Area(_CHART[0], top - 1, _CHART[1], page.row)
    charts.bars(page.sheet, "Parties to look at", data, area, colours)


def _look_first(page: Page, screening: Screening, places: Places) -> None:
    """Write the most urgent parties: what a reviewer confirmed or escalated stays on top."""
    confirmed = _confirmed(screening)
    parties = screening.parties
    keys = list(zip(parties["sheet"], parties["row"], strict=True))
    bands = [Band.of(word) for word in parties["band"]]
    urgent = [n for n, key in enumerate(keys) if bands[n] >= Band.MEDIUM or key in confirmed]
    page.heading("Look at these first")
    if not urgent and not screening.unmet:
        page.line("No party reached medium.", merge=True)
        return
    page.columns("Band", "Risk", "Party", "Top reason", "Row")
    for event in screening.unmet[:_TOP]:
        said = f"{_sign(event.disposition, event.what)}: {event.target_name or event.target}"
        said += f" ({event.reviewer}, {event.decided_on}). This run finds no such match."
        page.line("not found", "", event.name or event.reference, said)
    risks = parties["risk"].tolist()
    urgent.sort(key=lambda n: (confirmed.get(keys[n], ("~", ""))[0], -bands[n], -risks[n]))
    for n in urgent[:_TOP]:
        party = parties.iloc[n]
        reason = (
            confirmed[keys[n]][1] if keys[n] in confirmed else shorten(party["top_reason"], _REASON, placeholder=" …")
        )
        page.line(bands[n], int(risks[n]), party["name"], reason, places.party(*keys[n]))
    if len(urgent) > _TOP:
        page.line("", "", f"… and {len(urgent) - _TOP:,} more: see Alerts and Red flags.", font=page.styles.small)


_SIGNS = {Disposition.TRUE_MATCH: "● Confirmed", Disposition.ESCALATED: "▲ Escalated"}


def _sign(disposition: Disposition, what: str) -> str:
    match = " match" if what == "match" and disposition is Disposition.TRUE_MATCH else ""
    return _SIGNS[disposition] + match


def _confirmed(screening: Screening) -> dict[tuple[str, int], tuple[str, str]]:
    """Return (sheet, row) → how it sorts and what is said of it, for parties with a confirmed or escalated alert."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    alerts = screening.alerts
    for alert in alerts[alerts["earlier"].isin([one.value for one in _SIGNS])].itertuples(index=False):
        sign = Disposition(alert.earlier)
        said = f"{_sign(sign, alert.what)}: {_target(screening, alert)} ({alert.reviewer}, {alert.decided_on})"
        said += f"; since then: {alert.changed}." if alert.changed else "."
        key = (alert.sheet, alert.row)
        found[key] = min(found.get(key, ("~", "")), (str(list(_SIGNS).index(sign)), said))
    return found


def _target(screening: Screening, alert: Any) -> str:
    """Return the name of the entry, or the title of the rule, that an alert is about."""
    if alert.what == "match":
        return str(screening.matches["entry_name"].iloc[alert.place])
    return screening.rules[alert.target].title


def _due(page: Page, screening: Screening, places: Places) -> None:
    """Write the decisions that have ended or soon will, and those that wait for information for long."""
    lines = _due_lines(screening, read_yaml(rules_file("report.yml"))["reviews"])
    if not lines:
        return
    names = _names(screening)
    page.heading("Reviews due")
    page.columns("Day", "", "Party", "What is due", "Row")
    for day, alert, what in lines[:_MOST]:
        name = names.get((alert.sheet, alert.row), "")
        page.line(day, "", name, f"{what}: {_target(screening, alert)}", places.party(alert.sheet, alert.row))
    if len(lines) > _MOST:
        page.line("", "", f"… and {len(lines) - _MOST:,} more: see Alerts.", font=page.styles.small)


def _due_lines(screening: Screening, limits: Mapping[str, int]) -> list[tuple[str, Any, str]]:
    """Return day, alert and what is due, by day."""
    today = screening.audit.as_of
    asked = (today - timedelta(days=limits["waiting_long_days"])).isoformat()
    lines = []
    for alert in screening.alerts[screening.alerts["event"] != ""].itertuples(index=False):
        who = f", {alert.reviewer}" if alert.reviewer else ""
        if alert.state == "expired":
            lines.append((alert.valid_until, alert, f"Decision ended {_apart(alert.valid_until, today)}{who}"))
        elif alert.disposition == Disposition.NEED_INFO and alert.decided_on <= asked:
            lines.append((alert.decided_on, alert, f"Asked for information {_apart(alert.decided_on, today)}{who}"))
        elif alert.state in ("suppressed", "decided") and ends_soon(alert.valid_until, today):
            lines.append((alert.valid_until, alert, f"Decision ends {_apart(alert.valid_until, today)}{who}"))
    return sorted(lines, key=lambda line: line[0])


def _apart(day: str, today: date) -> str:
    """Say how far away an ISO day is; nothing of any other text."""
    try:
        days = (date.fromisoformat(day) - today).days
    except ValueError:
        return ""
    many = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {many}" if days > 0 else f"{many} ago" if days else "today"


def _names(screening: Screening) -> dict[tuple[str, int], str]:
    parties = screening.parties
    return dict(zip(zip(parties["sheet"], parties["row"], strict=True), parties["name"], strict=True))


def _figures(page: Page, screening: Screening) -> None:
    """Write the small tables, each with its chart."""
    reasons = _reasons(screening).most_common()
    more = sum(count for _, count in reasons[_MOST:])
    lines = [(key, count, title) for (key, title), count in reasons[:_MOST]]
    page.block("Top reasons", ("Rule or match", "Parties", "Reason"), lines, "Parties by reason", named_by=3)
    if more:
        page.line("", "", f"{len(reasons) - _MOST} rarer reasons are left out here.", font=page.styles.small)
    page.block("Alerts by list", ("List", "Alerts", "Title"), _by_list(screening), "Alerts by list", named_by=3)
    if screening.decisions.events:
        states = Counter(screening.alerts["state"])
        rows = [(word, states[state], what) for state, (word, what, _) in _STATES.items() if states[state]]
        colours = [colour for state, (_, _, colour) in _STATES.items() if states[state]]
        page.block("New, carried over, suppressed", ("How it stands", "Alerts", "Meaning"), rows,
                   "Alerts, new against carried over", colours=colours)  # fmt: skip
    if len(screening.changes):
        found = Counter(screening.changes["what"])
        rows = [(word, found[word], what) for word, what in _CHANGES.items() if found[word]]
        page.block("Changes since the last run", ("What", "Number", "Meaning"), rows, "Changes since the last run")


def _reasons(screening: Screening) -> Counter[tuple[str, str]]:
    """Count the parties by what speaks against them: a kind of match, or a red flag."""
    matches, hits = screening.standing_matches, screening.standing_hits
    near = matches[matches["band"] != "low"]
    found: Counter[tuple[str, str]] = Counter()
    for what, rows in near.groupby("standing"):
        found["match", f"possible match to a {str(what).rstrip(',')}"] = len(rows[["sheet", "row"]].drop_duplicates())
    restating = {rule.id for rule in screening.rules if rule.restates_match}
    for rule, rows in hits[(hits["level"] != "none") & ~hits["rule"].isin(restating)].groupby("rule"):
        found[str(rule), screening.rules[str(rule)].title] = len(rows[["sheet", "row"]].drop_duplicates())
    return +found


def _by_list(screening: Screening) -> list[tuple[str, int, str]]:
    matches = screening.standing_matches
    counts = matches[matches["band"] != "low"]["list"].value_counts()
    return [(one.publisher, int(counts.get(one.id, 0)), one.title) for one in screening.lists] if len(counts) else []


def _about(page: Page, screening: Screening) -> None:
    """Write what else is to be known of the run."""
    page.heading("About this run")
    rules = f"{len(screening.rules_tested)} of {len(screening.rules_in_use)} red-flag rules"
    page.line(f"{rules} could be tested with these columns (see Rules not tested).", merge=True)
    top = _urgent_notices(screening)
    for notice in screening.notices:
        if notice not in top:
            page.line(notice, merge=True)
