"""The sheet Cover and audit: what was screened, with what, by whom; enough to check the run and to do it again.

Its cells have names, so that an auditor's own formulas find them: =run_id, =rows_read, =parties_critical.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from screen.controls.outcome import CAUGHT
from screen.data import digest, rules_file
from screen.model import Band, Disposition
from screen.report.findings import Findings
from screen.report.pages import Page
from screen.report.style import Styles, printable
from screen.report.table import Link, place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screen.report.places import Places
    from screen.screening import Screening

TITLE = "Cover and audit"
WHAT = "Run, table, lists, versions, hashes, counts and decisions file: what makes this run repeatable."
_WIDTHS = [30, 58, 12, 10, 12, 10, 68]
_MOST_SKIPPED = 20
_RERUN = "dprk-screen rerun, followed by the name of this file"
Namer = Callable[[str, Any, str], str]
"""Gives cells of a sheet a name for formulas."""


class _Cover(Page):
    """The page, whose values have names."""

    def __init__(self, sheet: Worksheet, styles: Styles, name: Namer) -> None:
        super().__init__(sheet, styles, _WIDTHS)
        self._name = name

    def fact(self, label: str, value: Any, name: str = "") -> None:
        """Write a label and its value over the rest of the width; nothing where there is no value."""
        if value is None or value == "":
            return
        row = self.line(label, value, spread=True)
        cell = self.sheet.cell(row, 2)
        cell.alignment = self.styles.left
        self.sheet.cell(row, 1).font = self.styles.bold
        self.called(name, row)

    def called(self, name: str, row: int, last_row: int = 0, column: str = "B") -> None:
        """Give the value of a row a name, or the rows of a small table."""
        if name:
            self._name(name, self.sheet, f"$A${row}:${column}${last_row}" if last_row else f"${column}${row}")


def cover(sheet: Worksheet, styles: Styles, screening: Screening, places: Places, name: Namer) -> None:
    """Write the page; name: gives cells a name."""
    page = _Cover(sheet, styles, name)
    page.line("Cover and audit", font=styles.title)
    page.sheet.row_dimensions[1].height = 26
    page.line("Keep this workbook with the file: this sheet says how it came about. Cells have names for formulas, such as "
              "=run_id or =rows_read (Formulas, Name Manager).", font=styles.small, merge=True)  # fmt: skip
    _run(page, screening)
    _table(page, screening, places)
    _lists(page, screening)
    _outcome(page, screening)
    _controls(page, screening)
    _decisions(page, screening)
    _rules(page, screening)
    printable(sheet, None)


def _run(page: _Cover, screening: Screening) -> None:
    run = screening.audit
    page.heading("Run")
    page.fact("Run id", run.run_id, "run_id")
    page.fact("Screened at (UTC)", f"{run.started_at:%Y-%m-%d %H:%M:%S}", "screened_at")
    page.fact("As of", run.as_of.isoformat(), "as_of")
    page.fact("Operator", run.operator, "operator")
    page.fact("Tool", f"dprk-screen {run.tool_version}", "tool_version")
    page.fact("Command", run.command_line, "command_line")
    if run.settings:
        page.fact("Settings", f"{run.settings.name} (SHA-256 {run.settings.sha256})", "settings")
    page.fact("Made with", _made_with(screening.record["versions"]), "made_with")
    page.fact("SHA-256 of the outcome", screening.record["outcome"]["whole"], "outcome_sha256")
    page.fact("To run it again", _again(run.command_line, run.as_of.isoformat()), "run_again")
    page.fact(
        "To have that compared", f"{_RERUN}: repeats the run, and says whether the outcome is identical", "rerun"
    )


def _made_with(versions: Mapping[str, str]) -> str:
    """Return what the run was made with, the tool's own version aside."""
    words = {"code": "code", "python": "Python", "unicode": "Unicode data", "shipped_lists": "shipped lists"}
    told = [f"{words.get(name, name)} {version}" for name, version in versions.items() if name != "rules"]
    return ", ".join(told)


def _again(command: str, day: str) -> str:
    """Return the command that repeats a run on the same table, lists and day, into a file of its own."""
    if not command:
        return "Screened from Python, not by a command: screen the same table with the same lists, rules and as_of."
    known = "" if "--as-of" in command else f" --as-of {shlex.quote(day)}"
    return f"{command}{known}   (same table, same lists, this version: the same run id)"


def _table(page: _Cover, screening: Screening, places: Places) -> None:
    run, counts = screening.audit, screening.counts
    page.heading("Table")
    page.fact("File", run.input.name, "input_file")
    page.fact("SHA-256", run.input.sha256 or "none: not read from a file", "input_sha256")
    how = (run.input.format, run.input.encoding, f"delimiter {run.input.delimiter!r}" if run.input.delimiter else "")
    page.fact("Read as", ", ".join(filter(None, how)), "input_format")
    page.fact("Rows read", counts["rows_read"], "rows_read")
    page.fact("= rows screened", counts["screened"], "rows_screened")
    page.fact("+ rows skipped", counts["skipped"], "rows_skipped")
    if screening.scope:
        page.fact("+ rows unchanged, left out", counts["unchanged"], "rows_unchanged")
        page.fact("Which rows count", screening.scope.notice.removeprefix("Scope: "), "scope")
    page.fact("Full result", screening.whole and f"{screening.whole}, a folder of Parquet files: every party, match and hit. "
              "This workbook holds the alerts and near misses.", "full_result")  # fmt: skip
    for part in screening.intake.sheets:
        rows = counts["rows_read"] if screening.whole else len(part.written)
        used = "; ".join(f"{use.header} → {use.field}" for use in part.columns if use.field)
        page.fact(f"Sheet {part.name}".strip(), f"{part.header_told}, {rows:,} rows. {used}")
    page.fact("Kind of table", "; ".join(f"{one.id}: {one.because}" for one in run.profiles))
    page.fact("Earlier tables", "; ".join(f"{one.name} (SHA-256 {one.sha256})" for one in run.history))
    _skipped(page, screening, places)


def _skipped(page: _Cover, screening: Screening, places: Places) -> None:
    problems = screening.problems
    skipped = problems[problems["code"].str.startswith("row-skipped-")]
    if skipped.empty:
        return
    page.heading("Rows skipped")
    page.columns("Row", "Why", spread=True)
    for problem in skipped.head(_MOST_SKIPPED).itertuples(index=False):
        page.line(places.party(problem.sheet, problem.row), problem.message, spread=True)
    if len(skipped) > _MOST_SKIPPED:
        told = f"… and {len(skipped) - _MOST_SKIPPED:,} more: see Data quality."
        page.line("", Link(told, place("Data quality", 1)), spread=True)


def _lists(page: _Cover, screening: Screening) -> None:
    page.heading("Lists")
    if not screening.lists:
        page.line("No watchlist was used: only the red flags were tested.", merge=True)
        return
    top = page.columns("List", "Source, coverage, licence", "Data of", "Days old", "Stored on", "Entries",
                       "SHA-256 of its entries")  # fmt: skip
    for one in screening.lists:
        told = [one.source, one.coverage, f"Licence: {one.licence}."]
        told += [f"Its publisher said on {one.checked} that there is none newer."] if one.checked > one.date else []
        told += ["The day is that on which the file came: the data do not say theirs."] if one.is_day_guessed else []
        days = one.age_days(screening.audit.as_of) if one.date else "unknown"
        row = page.line(one.title, "\n".join(told), one.date or "not stated", days, one.retrieved or "shipped",
                        len(one.entries), one.sha256)  # fmt: skip
        page.called(f"list_{one.publisher}", row, column="A")
        for kind, column in (("date", "C"), ("days_old", "D"), ("entries", "F"), ("sha256", "G")):
            page.called(f"list_{one.publisher}_{kind}", row, column=column)
    page.called("lists", top, page.row, "G")
    for notice in screening.list_notices[1:]:
        page.line(notice, font=page.styles.bold if notice.startswith("Warning") else None, merge=True)


def _outcome(page: _Cover, screening: Screening) -> None:
    alerts = screening.alerts
    page.heading("Outcome")
    page.columns("Parties by band", "Number")
    for band in sorted(Band, reverse=True):
        row = page.line(band, screening.counts[f"band:{band.word}"])
        page.called(f"parties_{band.word}", row)
    gate = screening.ruling.gate
    if gate.in_words:
        page.fact("The run fails on", gate.in_words, "fails_on")
        page.fact("Verdict", Findings(screening.record).verdict, "verdict")
    page.row += 1
    page.columns("Alerts by decision", "Number", "Matches", "Red flags")
    kinds = Counter(zip(alerts["disposition"], alerts["what"], strict=True))
    for one in Disposition:
        matches, hits = kinds[one.value, "match"], kinds[one.value, "hit"]
        row = page.line(one.label, matches + hits, matches, hits)
        page.called(f"alerts_{one.value}", row)
    row = page.line(
        "all alerts", len(alerts), int((alerts["what"] == "match").sum()), int((alerts["what"] == "hit").sum())
    )
    page.called("alerts_all", row)
    told = "An alert is a possible match or a red flag at medium or above, or one that was decided on before."
    page.line(told, font=page.styles.small, merge=True)


def _controls(page: _Cover, screening: Screening) -> None:
    """Write what came of the planted controls, by class and list, and which were not caught."""
    controls = screening.controls
    page.heading("Planted controls")
    if not controls.planted:
        page.line("None: no entry of the lists in use lends itself to this table.", merge=True)
        return
    page.line("Names made from entries of the lists went the way of the table, from its cells to bands; they stand in no result "
              "and no count. Caught: the report would show the entry, as an alert or a near miss. That shows that the run worked; "
              "it measures no recall.", font=page.styles.small, merge=True)  # fmt: skip
    page.fact(
        "Seed", f"{controls.seed}, from lists and table: done again, the run plants the same names", "controls_seed"
    )
    page.columns("Names differ by", "Planted", "Caught", "As alerts", "Missed", "Held back")
    titles = {one.id: one.title for one in screening.lists}
    rows = [*controls.by_class, *((titles.get(name, name), counts) for name, counts in controls.by_list)]
    for label, counts in rows:
        page.line(label, *(counts[name] for name in ("planted", "caught", "alerts", "missed", "held back")))
    row = page.line("all controls", len(controls.planted), controls.caught)
    page.called("controls_planted", row)
    page.called("controls_caught", row, column="C")
    for one in controls.planted:
        if one.state != CAUGHT:
            told = f"{one.state}: {one.control.name} ({one.control.how} of {one.control.listed})"
            page.line(one.control.reference, told, spread=True)


def _decisions(page: _Cover, screening: Screening) -> None:
    journal, band = screening.decisions, screening.audit.four_eyes
    page.heading("Decisions")
    if journal.path is None:
        page.line("No decisions file was used: no alert was suppressed.", merge=True)
    else:
        page.fact("File", journal.path.name, "decisions_file")
        if journal.revision:
            page.fact(
                "Read from git revision",
                f"{journal.revision.name}, commit {journal.revision.commit}",
                "decisions_revision",
            )
        page.fact("SHA-256", journal.sha256 or "not there yet", "decisions_sha256")
        page.fact("Decisions recorded", len(journal.events), "decisions_recorded")
        page.fact("Alerts suppressed", screening.counts["suppressed"], "alerts_suppressed")
        page.fact("Kept as", "references and HMACs in place of names and dates" if journal.is_keyed else "plain text")
    if band is None:
        page.fact("Two reviewers", "not asked for")
    else:
        page.fact(
            "Two reviewers", f"from {band.word} on, a false positive needs two different reviewers", "four_eyes"
        )
    page.line("Who decided is what the file says: a record, no access control. Who may write to the file is for your own "
              "system to settle.", font=page.styles.small, merge=True)  # fmt: skip


def _rules(page: _Cover, screening: Screening) -> None:
    page.heading("Rules and scorer")
    page.fact("Rules version", f"{screening.audit.rules_version} (from the SHA-256 of all rules)", "rules_version")
    page.fact(
        "Scorer", _hashes({"points and thresholds": "matching.yml", "bands of a party": "risk.yml"}), "scorer_version"
    )
    for word, least in screening.audit.thresholds.items():
        page.fact(f"{word.capitalize()} from", least, f"threshold_{word}")
    tested = f"{len(screening.rules_tested)} of {len(screening.rules_in_use)}"
    page.fact("Red-flag rules tested", f"{tested} for this kind of table; see Rules not tested", "rules_tested")


def _hashes(files: Mapping[str, str]) -> str:
    return "; ".join(f"{what}: {name}, SHA-256 {digest(rules_file(name))[:12]}" for what, name in files.items())
