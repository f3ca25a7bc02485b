"""``dprk-screen review decide REPORT ALERT``: record a decision without a workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.cli.decisions import key_option
from screen.cli.options import as_day, as_of_option, grouped
from screen.cli.review.importing import UNTRUSTED, file_beside, opened_or_begun
from screen.cli.review.listing import DISPOSITIONS
from screen.cli.review.options import keyed_option, recorded_option
from screen.errors import UsageError
from screen.report.verdict import Verdict

if TYPE_CHECKING:
    from screen.report.review import Review


def _until(context: click.Context, parameter: click.Parameter, value: datetime | None) -> str:
    day = as_day(context, parameter, value)
    return day.isoformat() if day else ""


verdict_options = grouped(
    "verdict", Verdict,
    click.option("--as", "disposition", required=True, type=click.Choice(DISPOSITIONS),
                 help="What the alerts are; open takes a decision back."),
    click.option("--reviewer", required=True, metavar="NAME", help="Who decided."),
    click.option("--reason", default="", metavar="TEXT", help="Why, in a word or two, such as “name differs”."),
    click.option("--comment", default="", metavar="TEXT", help="What was looked at; kept as it is written."),
    click.option("--until", "valid_until", type=click.DateTime(["%Y-%m-%d"]), callback=_until, metavar="DATE",
                 help="The last day it holds, as 2027-03-31; default: until what it rests on changes."),
    click.option("--second-reviewer", default="", metavar="NAME", help="Another person who confirms it."),
)  # fmt: skip


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("alerts", nargs=-1, required=True, metavar="ALERT...")
@verdict_options
@recorded_option
@keyed_option
@key_option
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@as_of_option
def decide(
    report: Path, alerts: tuple[str, ...], verdict: Verdict, decisions: Path | None, keyed: bool, key_file: Path | None,
    dry_run: bool, as_of: date | None,
) -> None:  # fmt: skip
    """Record one decision on alerts of a report, each named by its id.

    \b
    dprk-screen review decide report.json 1a2b3c4d5e --as false_positive --reviewer "A. Reviewer" --reason "name differs"

    REPORT is the .json or .xlsx of a run; ALERT is the id that the reports print. The same as writing it into the workbook and
    importing that.
    """
    from screen.decisions.journal import moment
    from screen.report.answers import told
    from screen.report.packed import read_whole_record
    from screen.report.review import Review

    if not verdict.reviewer.strip():
        raise UsageError("--reviewer: is empty. Name who decided.")
    returned = told(read_whole_record(report), str(report), alerts, verdict, sha256(report.read_bytes()).hexdigest())
    path = decisions or file_beside(report, str(returned.record["input"]["name"]))
    journal = opened_or_begun(path, keyed, key_file, may_make=not dry_run)
    today = as_of or datetime.now(UTC).date()
    review = Review(returned, journal, today, moment()) if dry_run else Review.recorded(returned, journal, today)[0]
    for line in _said(review, returned.record, path, is_dry=dry_run):
        click.echo(line, err=True)
    sys.exit(UNTRUSTED if review.refused else 0)


def _said(review: Review, record: Mapping[str, Any], path: Path, *, is_dry: bool) -> Iterator[str]:
    """Say of each alert what was recorded or why not, by reference and target: a log holds no names."""
    places = {one["alert_id"]: one for one in record["alerts"]}

    def placed(alert: Mapping[str, Any]) -> str:
        party = alert["reference"] or f"{alert['sheet']} row {alert['row']}".strip()
        return f"{alert['alert_id']}, {party} ({alert['target']})"

    count = len(review.events)
    verb = "Would be recorded" if is_dry else "Recorded"
    yield f"{verb}: {count} {'decision' if count == 1 else 'decisions'} in {path}."
    of = {(one["party_id"], one["target"]): one for one in reversed(record["alerts"])}
    for event in review.events:
        until = f" until {event.valid_until}" if event.valid_until else ""
        yield f"  {placed(of[event.party, event.target])}: {event.disposition.label}{until}"
    if review.recorded_before:
        yield f"Recorded before: {review.recorded_before}."
    for remark in review.remarks:
        yield f"Note: {placed(places[remark.alert_id])}: {remark.text}"
    if review.refused:
        yield f"Not recorded: {len(review.refused)}."
    for remark in review.refused:
        yield f"  {placed(places[remark.alert_id])}: {remark.text}"
