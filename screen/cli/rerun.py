"""``dprk-screen rerun REPORT``: repeat a screening from its report, and say whether the outcome is identical."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.cli.decisions import key_option
from screen.cli.options import data_dir_option
from screen.cli.progress import Progress
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.rerun import Cause, Differences, Materials

IDENTICAL, ANOTHER, NOT_REPEATED = 0, 1, 3
_MOST = 5
_WORDS = {
    "parties": "Parties", "matches": "Matches", "hits": "Red flags", "alerts": "Alerts", "nearest": "Nearest entries",
    "problems": "Notes on the data", "changes": "Changes since the earlier run",
}  # fmt: skip


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--table", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="The table that was screened; default: where it was, else beside the report.")  # fmt: skip
@click.option("--look-in", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER",
              help="Look here too for the table and for whatever else the run named: earlier tables, lists, rules, decisions; may "
                   "be repeated.")  # fmt: skip
@click.option("--anyway", is_flag=True,
              help="Screen with what is there, also where something was changed or is missing, and say what that did.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.json",
              help="Write everything that differs to this file, which must not be there yet.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1), metavar="N",
              help="How many processes repeat a run in parts; default: one for each processor.")  # fmt: skip
@key_option
@data_dir_option
def rerun(
    report: Path, table: Path | None, look_in: tuple[Path, ...], anyway: bool, output: Path | None, processes: int | None,
    key_file: Path | None, data_dir: str | None,
) -> None:  # fmt: skip
    """Repeat a screening from its report, and say whether the outcome is identical.

    \b
    dprk-screen rerun vendors.screened.xlsx

    REPORT is .xlsx or .json. Table, lists, rules, decisions and options are those of the run, also after lists update; each is
    held against what the report says of it. Nothing is written over, and no decision recorded. Exits with 0 where the outcome
    is identical, with 1 where it is another, and with 3 where something was changed or is missing, so that nothing was screened.
    """
    from screen.decisions.places import key_of
    from screen.rerun import Request, gathered, version_causes

    _refuse(output)
    request = Request.read(report)
    found = gathered(request, _places(request.record, report, look_in, data_dir), table, data_dir, key_of(key_file))
    found.causes += version_causes(request)
    _say(found)
    if found.table is None or (found.stopping and not anyway):
        told = "there is no table" if found.table is None else "--anyway goes on with what is there"
        click.echo(f"Not repeated, for what is told above: {told}.", err=True)
        _write(output, found, None, "not repeated", {})
        sys.exit(NOT_REPEATED)
    sys.exit(_compared(found, output, processes))


def _compared(found: Materials, output: Path | None, processes: int | None) -> int:
    """Screen again, say whether the outcome is identical, and return the exit code."""
    from screen.rerun import differences, repeated

    then, progress = found.request.record, Progress()
    try:
        now = repeated(found, progress, processes)
    finally:
        progress.close()
    is_same = now["outcome"] == then["outcome"]
    told = differences(then, now)
    for line in _verdict(found, now, is_same, told):
        click.echo(line)
    _write(output, found, told, "identical" if is_same else "another", now["outcome"])
    return IDENTICAL if is_same else ANOTHER


def _refuse(output: Path | None) -> None:
    if output is None:
        return
    if output.suffix.lower() != ".json":
        raise UsageError(f"{output}: what differs is written as .json. Name such a file with -o.")
    if output.exists():
        raise UsageError(f"{output}: is there already, and nothing is written over. Name another file with -o.")
    if not output.parent.is_dir():
        raise UsageError(f"{output}: the folder {output.parent} does not exist. Make it first.")


def _places(record: Mapping[str, Any], report: Path, look_in: Sequence[Path], data_dir: str | None) -> Any:
    """Return where the files of the run may lie; its working folder is what the data directory noted of this very report."""
    from screen.lists.kept import Kept
    from screen.lists.store import Store
    from screen.rerun import Places

    notes = Kept(Store.at(data_dir).folder).of_record(record["digest"])
    return Places(report, look_in, list(dict.fromkeys(Path(one.folder) for one in notes)), bool(notes))


def _say(found: Materials) -> None:
    """Say which run this is, and what of it is not as it was."""
    record = found.request.record
    what = "one name" if record["asked"]["row"] else record["input"]["name"]
    click.echo(
        f"Run {record['run_id']} of {record['started_at'][:10]}, as of {record['as_of']}: {what}, "
        f"{record['counts']['rows_read']:,} rows, {len(record['lists'])} lists, dprk-screen {record['tool_version']}.",
        err=True,
    )
    for one in found.causes:
        click.echo(f"{'Not as it was' if one.stops else 'Note'}: {one.message}", err=True)


def _verdict(found: Materials, now: Mapping[str, Any], is_same: bool, told: Differences) -> Iterator[str]:
    """Yield whether the outcome is identical, else what differs: counts, and the first few rows of each part."""
    then = found.request.record["outcome"]["whole"]
    if is_same:
        though = ", though not everything is as it was" if found.stopping else ""
        yield f"Identical outcome{though}: SHA-256 {then}."
        return
    yield f"Another outcome: SHA-256 {now['outcome']['whole']}, and {then} in the report."
    if not found.causes:
        yield "Table, lists, rules, decisions and versions are those of the run: this should not be. Please report it."
    for part, counts in told.counts().items():
        yield f"{_WORDS[part]}: {', '.join(f'{number} {change}' for change, number in sorted(counts.items()))}."
        if part in ("parties", "matches", "hits"):
            rows = told.of(part)
            yield from (f"  {_line(one)}" for one in rows[:_MOST])
            yield from [f"  … and {len(rows) - _MOST} more: -o FILE.json holds all."] if len(rows) > _MOST else []
    if told.values:
        yield f"Of the whole run: {', '.join(name.replace('_', ' ') for name in told.values)}."


def _line(one: Any) -> str:
    """Return a difference by place and reference, without names."""
    row, (then, now) = one.row, one.bands
    place = f"{row['sheet']}, row {row['row']}" if row["sheet"] else f"Row {row['row']}"
    what = {"matches": row.get("references", ""), "hits": row.get("rule", "")}.get(one.part, row.get("reference", ""))
    if one.change != "changed":
        moved = f"{one.change}, {now or then}"
    else:
        moved = f"{then} → {now}" if then != now else f"{now} as then, on other grounds"
    return f"{place}{f' ({what})' if what else ''}: {moved}"


def _write(
    output: Path | None, found: Materials, told: Differences | None, verdict: str, outcome: Mapping[str, str]
) -> None:
    if output is None:
        return
    from screen.report.output import write_json

    record = found.request.record
    causes: list[Cause] = found.causes
    write_json({
        "tool": "dprk-screen rerun", "report": str(found.request.where), "run_id": record["run_id"], "verdict": verdict,
        "outcome": {"then": record["outcome"], "now": dict(outcome)},
        "causes": [{"code": one.code, "message": one.message, "stops": one.stops} for one in causes],
        "differences": told.as_json() if told else {},
    }, output)  # fmt: skip
    click.echo(f"Written: {output}", err=True)
