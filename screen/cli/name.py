"""``dprk-screen name``: look one name up."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured, with_settings
from screen.cli.kept import keep_for_rerun
from screen.cli.options import as_of_option, list_options, own_rules_option
from screen.model import Kind

if TYPE_CHECKING:
    from screen.redflags.loader import OwnRules
    from screen.screening import Screening


@click.command(cls=Configured)
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind if kind != Kind.AIRCRAFT]),
              help="What the name belongs to; default: whatever fits.")  # fmt: skip
@click.option("--dob", metavar="DATE", help="Birth date of any precision, such as 1957 or 1957-03-02.")
@click.option("--nationality", metavar="COUNTRY", help="Nationality, such as KP or “North Korea”.")
@click.option("--country", metavar="COUNTRY", help="Country of an organisation's seat.")
@click.option("--passport", metavar="NUMBER", help="Passport number.")
@click.option("--id", "number", metavar="NUMBER", help="Registration, tax or identity number.")
@click.option("--imo", metavar="NUMBER", help="IMO number of a vessel.")
@click.option("-o", "--output", type=click.Path(), metavar="FILE",
              help="Write the audit record (.json, .xlsx, .html or .md), also when nothing is found.")  # fmt: skip
@as_of_option
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report of this tool.")
@own_rules_option
@list_options
def name(
    name: str, kind: str | None, dob: str | None, nationality: str | None, country: str | None, passport: str | None,
    number: str | None, imo: str | None, output: str | None, as_of: date | None, force: bool,
    own_rules: tuple[OwnRules, ...], chosen: Chosen,
) -> None:  # fmt: skip
    """Look one name up, in any script.

    \b
    dprk-screen name "RI Yong Ho" --dob 1957 --nationality KP
    """
    from screen.report.output import claim, write
    from screen.screening.lookup import look_up, party_row

    row = party_row(
        name,
        number or "",
        kind=kind,
        birth_date=dob,
        nationality=nationality,
        country=country,
        passport=passport,
        imo=imo,
    )
    target = Path(output) if output else None
    if target:
        claim(target, force, "")
    screening = with_settings(look_up(
        chosen.screener(as_of, own_rules), row, as_of=as_of, command_line=shlex.join(["dprk-screen", *sys.argv[1:]]),
        watchlists=chosen.watchlists,
    ))  # fmt: skip
    for line in answer(screening):
        click.echo(line)
    for line in (*screening.list_notices, *screening.rules.notices(), *screening.controls.warnings()):
        click.echo(line, err=True)
    if target:
        write(screening, target)
        keep_for_rerun(screening, [target], chosen.data_dir)
        click.echo(f"Record: {target}", err=True)
    sys.exit(screening.ruling.exit_code)


def answer(screening: Screening) -> list[str]:
    """Return what was found for one party, best match first."""
    lines = [f"{problem.column}: {problem.message}" for problem in screening.problems.itertuples()]
    for match in screening.matches.itertuples():
        lines += [
            f"{match.band:8} {match.score:5.1f}  possible match to {match.standing} {match.entry_name} ({match.references})"
        ]
        lines += [f"{'':16}{match.why}."]
        lines += [f"{'':16}{match.would_settle}."] if match.would_settle else []
        lines += [f"{'':16}About the entry: {match.about}."] if match.about else []
        lines += [f"{'':16}{match.link}"] if match.link else []
    return lines if len(screening.matches) else [*lines, "Nothing found on the lists that were used."]
