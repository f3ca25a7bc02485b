"""The pages of the workbook that are read, not filtered: Summary, Method, Audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.model import Band
from screen.report.policy_page import thresholds as thresholds_in_force
from screen.report.style import LINE_HEIGHT, Styles, printable, put, widths
from screen.report.table import Link, inner_link, lines_of, place
from screen.screening import age

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.report.places import Places
    from screen.screening import Screening

_TOP = 12


class Page:
    """A sheet written line by line."""

    def __init__(self, sheet: Worksheet, styles: Styles, given: list[float]) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        self._widths = given
        widths(sheet, given)
        sheet.sheet_view.showGridLines = False

    def line(self, *cells: Any, font: Any = None, merge: bool = False, spread: bool = False) -> int:
        """Write a line; returns its row. merge: the first cell runs over the whole width; spread: the last one to its end."""
        self.row += 1
        for column, value in enumerate(cells, start=1):
            if value is None or value == "":
                continue
            if isinstance(value, Band):
                self.styles.band(put(self.sheet, self.row, column, value.label), value)
                continue
            cell = put(self.sheet, self.row, column, value.text if isinstance(value, Link) else value)
            cell.font = font or self.styles.body
            if font not in (self.styles.title, self.styles.heading):
                cell.alignment = self.styles.middle if isinstance(value, int) else self.styles.wrap
            if isinstance(value, Link) and value.target:
                self._link(cell, value)
        first = len(cells) if spread else 1
        if merge or spread:
            self.sheet.merge_cells(
                start_row=self.row, start_column=first, end_row=self.row, end_column=len(self._widths)
            )
        if font not in (self.styles.title, self.styles.heading):
            self._height(cells, first if merge or spread else 0)
        return self.row

    def _height(self, cells: tuple[Any, ...], merged: int) -> None:
        """Make the row as high as its longest text needs; merged: the column that runs to the right edge, 0 for none."""
        lines = 1
        for column, value in enumerate(cells, start=1):
            room = sum(self._widths[column - 1 :]) if column == merged else self._widths[column - 1]
            lines = max(lines, lines_of(value, room))
        self.sheet.row_dimensions[self.row].height = LINE_HEIGHT * lines

    def _link(self, cell: Any, link: Link) -> None:
        cell.hyperlink = inner_link(cell.coordinate, link.target[1:]) if link.target.startswith("#") else link.target
        cell.font = self.styles.link

    def heading(self, text: str) -> None:
        """Write a heading with a line of space above."""
        self.row += 1
        self.line(text, font=self.styles.heading)

    def columns(self, *headers: str) -> None:
        """Write the header of a small table."""
        row = self.line(*headers, font=self.styles.header)
        for column in range(1, len(headers) + 1):
            self.sheet.cell(row, column).fill = self.styles.own_fill


def summary(sheet: Worksheet, styles: Styles, screening: Screening, places: Places) -> None:
    """Write the first screen: what was screened against what, how many in which band, whom to look at first."""
    page = Page(sheet, styles, [16, 9, 34, 62, 18])
    counts, audit = screening.counts, screening.audit
    page.line("Screening for DPRK fronts and red flags", font=styles.title)
    page.sheet.row_dimensions[1].height = 26
    for place_, notice in enumerate(screening.notices):
        page.line(
            notice, font=styles.bold if place_ == 0 or notice.startswith("Warning") else styles.body, merge=True
        )
    page.line(
        f"Table: {audit.input.name}, screened {audit.started_at:%Y-%m-%d %H:%M} UTC. {counts['rows_read']} rows read = "
        f"{counts['screened']} screened + {counts['skipped']} skipped.", merge=True,
    )  # fmt: skip
    page.line(read_yaml(rules_file("report.yml"))["first_row"], font=styles.bold, merge=True)
    page.heading("Parties by band")
    page.columns("Band", "Parties", "Meaning")
    for band in sorted(Band, reverse=True):
        page.line(band, counts[f"band:{band.word}"], _MEANINGS[band], spread=True)
    rules = f"{len(screening.rules_tested)} of {len(screening.rules_in_use)} red-flag rules"
    page.line(
        "", "", f"{rules} could be tested with these columns (see Rules not tested).", font=styles.small, spread=True
    )
    _look_first(page, screening, places)
    _tallies(page, screening)
    page.heading("In this workbook")
    for title, what in _CONTENTS:
        page.line(Link(title, place(title, 1)) if title in _LINKED else title, "", what, spread=True)
    printable(sheet, None)


_MEANINGS = {
    Band.CRITICAL: "Stop: a strong identifier or a legal ban points here.",
    Band.HIGH: "A close match or a strong sign: look today.",
    Band.MEDIUM: "A possible match or sign: a person should look.",
    Band.LOW: "A near miss or weak sign, kept as proof.",
    Band.NONE: "Nothing found with these lists and columns: no clearance.",
}
_CONTENTS = (
    ("Alerts", "each possible match, both values side by side, with columns for your decision"),
    (
        "Red flags",
        "each rule that fired, its cells and where they stand, what is open, legal basis, exceptions, next step",
    ),
    ("Parties", "every row of your table with its band and top reason"),
    ("Near misses", "pairs that came close, kept as proof"),
    ("Data quality", "cells and rows that could not be read as written"),
    ("Rules not tested", "rules whose columns are missing"),
    ("Interview checklist", "what no column can show: questions for a person to ask"),
    ("Method", "how bands come about, how to assess a hit, what this cannot do"),
    ("Audit", "files, hashes, lists, versions: what makes this run repeatable"),
)
_LINKED = {
    "Alerts",
    "Red flags",
    "Near misses",
    "Data quality",
    "Rules not tested",
    "Interview checklist",
    "Method",
    "Audit",
}


def _look_first(page: Page, screening: Screening, places: Places) -> None:
    urgent = screening.parties[screening.parties["band"].isin(["critical", "high", "medium"])]
    page.heading("Look at these first")
    if urgent.empty:
        page.line("No party reached medium.")
        return
    page.columns("Band", "Risk", "Party", "Top reason", "Row")
    ordered = urgent.assign(order=[-Band.of(word) for word in urgent["band"]])
    ordered = ordered.sort_values(["order", "risk"], ascending=[True, False], kind="stable")
    for party in ordered.head(_TOP).itertuples(index=False):
        page.line(Band.of(party.band), party.risk, party.name, party.top_reason, places.party(party.sheet, party.row))
    if len(urgent) > _TOP:
        page.line("", "", f"… and {len(urgent) - _TOP} more: see Alerts and Red flags.", font=page.styles.small)


def _tallies(page: Page, screening: Screening) -> None:
    alerts = screening.matches[screening.matches["band"] != "low"]
    if len(alerts):
        page.heading("Alerts by list")
        titles = {one.id: one.title for one in screening.lists}
        for name, count in alerts["list"].value_counts().sort_index().items():
            page.line("", int(count), titles.get(name, name), spread=True)
    if len(screening.hits):
        page.heading("Red flags by rule")
        for rule, count in screening.hits["rule"].value_counts().sort_index().items():
            page.line(rule, int(count), screening.rules[str(rule)].title, spread=True)


def method(sheet: Worksheet, styles: Styles, screening: Screening) -> None:
    """Write how a score and a band come about, how to assess a hit, and the limits."""
    text = read_yaml(rules_file("report.yml"))
    page = Page(sheet, styles, [14, 18, 18, 22, 60])
    page.line("Method and limits", font=styles.title)
    page.heading("How to assess a possible match")
    for number, step in enumerate(text["steps"], start=1):
        page.line(f"{number}. {step}", merge=True)
    page.heading("How a score comes about")
    thresholds = screening.audit.thresholds
    page.line(
        "Every field that both sides give adds points when it agrees and takes points when it contradicts; a field that is missing "
        "does nothing. The points of the name depend on how much of it agrees and on how common it is among innocent people. "
        f"Scores run from 0 to 100: low from {thresholds['low']:g}, medium from {thresholds['medium']:g}, high from "
        f"{thresholds['high']:g}. Critical needs a passport, registration, IMO or bank identifier that agrees and a name that does "
        "not contradict. A score is no probability.", merge=True,
    )  # fmt: skip
    page.heading("How the band of a party comes about: the first row that holds")
    page.columns("Band", "Best match", "Strongest flag", "Independent families", "Because")
    for row in screening.risk_table:
        match = f"{row.match.word} or above" if row.match else "any"
        flag = f"{row.flag.word} or above" if row.flag else "any"
        page.line(row.band, match, flag, row.families if row.flag else "", row.because)
    page.line(
        "A reported front, which is on no official list, counts as a medium match at most.",
        font=styles.small,
        merge=True,
    )
    thresholds_in_force(page, screening)
    _rules_used(page, screening)
    page.heading("Limits")
    for limit in text["limits"]:
        page.line(f"• {limit}", merge=True)
    printable(sheet, None)


def _rules_used(page: Page, screening: Screening) -> None:
    """Write which red-flag rules were tested, which lacked a column, and which are for other tables."""
    used, tested = screening.rules_in_use, {rule.id for rule in screening.rules_tested}
    lacking = set(screening.untested["rule"])
    other = len(screening.rules) - len(used)
    page.heading("Which red-flag rules were tested")
    page.line(
        f"{len(screening.rules_tested)} of {len(used)} rules for this kind of table"
        + (
            f"; {other} {'is' if other == 1 else 'are'} for other kinds and {'was' if other == 1 else 'were'} left out"
            if other
            else ""
        )
        + ". A rule is tested on a sheet that has its columns; a missing cell is unknown, so it neither fires nor clears.",
        merge=True,
    )
    page.columns("Rule", "Level", "Family", "Tested", "Red flag")
    for rule in used:
        told = "lacks a column" if rule.id not in tested else "on some sheets" if rule.id in lacking else "yes"
        page.line(rule.id, rule.level or "context", rule.family, told, rule.title)


def audit(sheet: Worksheet, styles: Styles, screening: Screening) -> None:
    """Write what makes the run repeatable."""
    run = screening.audit
    page = Page(sheet, styles, [30, 100])
    page.line("Audit", font=styles.title)
    rows = [
        ("Run", run.run_id), ("Started (UTC)", f"{run.started_at:%Y-%m-%d %H:%M:%S}"), ("As of", run.as_of.isoformat()),
        ("Operator", run.operator), ("Command", run.command_line), ("Tool", f"dprk-screen {run.tool_version}"),
        ("Rules version", run.rules_version), ("Thresholds", ", ".join(f"{k} {v:g}" for k, v in run.thresholds.items())),
        ("Table", run.input.name), ("Table SHA-256", run.input.sha256), ("Table format", run.input.format),
        ("Encoding, delimiter", " ".join(filter(None, (run.input.encoding, repr(run.input.delimiter or "").strip("'"))))),
        ("Kind of table", "; ".join(f"{one.id}: {one.because}" for one in run.profiles)),
        ("Earlier tables", "; ".join(f"{one.name} (SHA-256 {one.sha256})" for one in run.history)),
        ("Rows read = screened + skipped",
         f"{screening.counts['rows_read']} = {screening.counts['screened']} + {screening.counts['skipped']}"),
    ]  # fmt: skip
    for label, value in rows:
        page.line(label, value)
    page.heading("Sheets")
    for part in screening.intake.sheets:
        used = "; ".join(f"{use.header} → {use.field}" for use in part.columns if use.field)
        page.line(part.name or "table", f"header in row {part.header_row}, {len(part.written)} rows. {used}")
    page.heading("Lists")
    for one in screening.lists:
        page.line(
            one.title,
            f"{age(one, run.as_of)}; {len(one.entries)} entries; SHA-256 {one.sha256}; "
            f"{one.source}; {one.licence}. {one.coverage}",
        )
    for place_, notice in enumerate(screening.notices[1:]):
        page.line("" if place_ else "Notices", notice)
    printable(sheet, None)
