"""The summary for a chat or the log of a CI job: short Markdown made from the record alone.

Every string is a stranger's: nothing in it becomes markup, a link, a mention or a reference, whatever shows the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from screen.model import Band
from screen.report.cases import Alert, Case, queue, suppressed
from screen.report.findings import Findings
from screen.report.wording import rows_told

MOST_ALERTS = 50
_MOST_TEXT = 200  # characters of one cell
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]+")
_MARKUP = re.compile(r"[\\`*_\[\]|~$]|^(?=[#+=-])")
_NUMBER = re.compile(r"^(\d+)(?=[.)])")
_BREAK = "\u200b"  # a zero-width space ends what a renderer would take for a link, a mention or a reference
_LINKS = re.compile(
    r"(?<=@)(?=\S)|(?<=#)(?=\w)|(?<=:)(?=//)|(?<=\bGH)(?=-\d)|(?<=\w)(?=\.[^\W\d_]{2})", re.IGNORECASE
)
_SIGNATURE = re.compile(r"Written by dprk-screen [\w.+-]+, run [0-9a-f]{12}\.")
_WHOLE = ("Party", "Row", "Entry or rule", "Band", "Reason", "Decision")
_BARE = ("Reference", "Row", "Match or rule", "Band", "Alert", "State")
TITLE = "## Screening for DPRK fronts and red flags"


def markdown(record: Mapping[str, Any], redact: bool = False) -> str:
    """Return the summary of a record (see record.py). redact: leave out names and what is said of anybody."""
    cases, hidden = queue(record), suppressed(record)
    parts = [
        TITLE,
        "For the reviewer, not for the party.",
        f"**{len(cases)} of {record['counts']['screened']} parties need a person to look.**",
        *([f"**{plain(Findings(record).verdict)}**"] if record["gate"]["fail_on"] else []),
        _run(record),
        "\n".join(_table(("Band", "Parties"), _bands(record))),
        *_warnings(record),
        "### Alerts",
        _alerts(cases, redact),
        f"Suppressed by decision: {sum(len(case.alerts) for case in hidden)}.",
        *_changes(record),
        _untested(record),
        *_controls(record),
        "A match is a possible match to a listed party until a reviewer confirms it; nothing found is no clearance. Every row is "
        "in the workbook and in the .json.",
        f"Written by dprk-screen {record['tool_version']}, run {record['run_id']}.",
    ]
    return "\n\n".join(parts) + "\n"


def is_own(text: str) -> bool:
    """Whether a text is a summary as markdown() wrote it, from its first line to its last."""
    lines = text.strip().splitlines()
    return len(lines) > 1 and lines[0] == TITLE and bool(_SIGNATURE.fullmatch(lines[-1]))


def plain(text: str, most: int = _MOST_TEXT) -> str:
    r"""Return a stranger's text as Markdown that shows it and does nothing else, on one line, cut to *most* characters.

    >>> plain("a|b\n*c* <b> `d`")
    'a\\|b \\*c\\* &lt;b&gt; \\`d\\`'
    """
    line = _CONTROLS.sub(" ", text).strip()
    short = line if len(line) <= most else line[: most - 2] + " …"
    bare = _MARKUP.sub(r"\\\g<0>", _LINKS.sub(_BREAK, short))
    return html.escape(_NUMBER.sub(r"\1\\", bare), quote=False)


def _run(record: Mapping[str, Any]) -> str:
    counts = record["counts"]
    table = re.split(r"[/\\]", record["input"]["name"])[-1] or "a table"
    lists = "\n".join(
        f"- {plain(one['title'])}: {plain(one['age'])}, {one['entries']} entries" for one in record["lists"]
    )
    return (
        f"Table {plain(table)}, screened {record['started_at'][:16].replace('T', ' ')} UTC: {rows_told(counts)}. "
        f"Lists used:\n\n{lists or '- none'}"
    )


def _bands(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for band in sorted(Band, reverse=True):
        yield band.label, str(record["counts"][f"band:{band.word}"])


def _warnings(record: Mapping[str, Any]) -> list[str]:
    """Return the notices that warn."""
    return [plain(one, len(one)) for one in record["notices"] if one.startswith(("Warning", "Not screened", "Scope"))]


def _alerts(cases: Sequence[Case], redact: bool) -> str:
    """Return the alerts as a table, the most urgent first, and how many more there are."""
    pairs = [(case, alert) for case in cases for alert in case.alerts]
    if not pairs:
        return "None."
    headers, cells = (_BARE, _bare_cells) if redact else (_WHOLE, _cells)
    lines = list(_table(headers, (cells(case, alert) for case, alert in pairs[:MOST_ALERTS])))
    if len(pairs) > MOST_ALERTS:
        lines += ["", f"… and {len(pairs) - MOST_ALERTS} more: see the workbook (sheet Alerts)."]
    return "\n".join(lines)


def _cells(case: Case, alert: Alert) -> tuple[str, ...]:
    values = alert.values
    sheet = f"{values['sheet']}, " if values["sheet"] else ""
    target = (
        f"{values['target_name']} ({values['target']})"
        if alert.is_match
        else f"{values['target']} {values['target_name']}"
    )
    return (
        plain(case.party["name"] or values["reference"]), plain(f"{sheet}row {values['row']}"), plain(target), values["band"],
        plain(alert.found["why"]), plain(alert.decision) if values["state"] != "open" else "open",
    )  # fmt: skip


def _bare_cells(case: Case, alert: Alert) -> tuple[str, ...]:
    """Return the row of an alert without names and without what is said of anybody."""
    values = alert.values
    sheet = f"{values['sheet']}, " if values["sheet"] else ""
    target = "watchlist entry" if alert.is_match else f"{values['target']} {values['target_name']}"
    cells = (
        case.party["reference"],
        f"{sheet}row {values['row']}",
        target,
        values["band"],
        values["alert_id"],
        values["state"],
    )
    return tuple(map(plain, cells))


def _changes(record: Mapping[str, Any]) -> list[str]:
    """Return how many of each change there are since the earlier run; [] where none was named."""
    counts: dict[str, int] = {}
    for one in record["changes"]:
        counts[one["what"]] = counts.get(one["what"], 0) + 1
    told = ", ".join(f"{plain(what)} {number}" for what, number in counts.items())
    return [f"Changes since the last run: {told}."] if told else []


def _untested(record: Mapping[str, Any]) -> str:
    lacking = [rule["id"] for rule in record["rules"] if rule["tested"] != "yes"]
    told = f" ({', '.join(map(plain, lacking))})" if lacking else ""
    return f"Red-flag rules not tested for want of columns: {len(lacking)} of {len(record['rules'])}{told}."


def _controls(record: Mapping[str, Any]) -> list[str]:
    """Return how many of the planted names were found; [] where none was planted."""
    told = record["controls"]
    return [f"Planted controls caught: {told['caught']} of {told['planted']}."] if told["planted"] else []


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
