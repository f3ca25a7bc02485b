"""Build the shipped lists of the UN, OFAC, the EU and the UK, and the ties between them, from the publishers' files.

    python -m watchlists.builder build --lists FOLDER --facts redflags.yaml
    python -m watchlists.builder verify --lists FOLDER
    python -m watchlists.builder seal watchlists/dprk-reported

FOLDER holds un/, us_ofac/, eu/ and uk/ with the files named in sources.py. Only facts are carried: names, dates, numbers,
addresses, programmes. Which file each detail is from, and what no file has, is said entry by entry (data_as_of, basis,
note). The reported fronts are kept by hand; seal states the hash of a folder that was edited.
"""

from __future__ import annotations

import csv
from pathlib import Path

import click
import yaml

from screen.lists.folder import content_hash, entries_csv
from watchlists.builder import eu, ofac, uk, un
from watchlists.builder.entry import Entry
from watchlists.builder.fronts import Fronts
from watchlists.builder.ties import same_as, settled
from watchlists.builder.verify import verify

HERE = Path(__file__).resolve().parent.parent
_FOLDER = click.Path(path_type=Path, exists=True)


@click.group()
def cli() -> None:
    """Build, check and seal the shipped lists."""


@cli.command()
@click.option("--lists", "folder", required=True, type=_FOLDER, help="Publishers' files.")
@click.option("--facts", required=True, type=_FOLDER, help="The fact base (YAML).")
def build(folder: Path, facts: Path) -> None:
    """Write dprk-un/, dprk-ofac/, dprk-eu/, dprk-uk/ and same_as.csv."""
    fronts = Fronts.read(facts)
    lists = {
        "UN": un.entries(folder), "OFAC": ofac.entries(folder, fronts.ids("OFAC")),
        "EU": eu.entries(folder), "UK": uk.entries(folder),
    }  # fmt: skip
    ties = settled(same_as(lists, fronts), lists)
    fronts.describe(lists, ties)
    for publisher in (un, ofac, eu, uk):
        entries = lists[publisher.ABOUT["publisher"]]
        write_list(entries, {**publisher.ABOUT, "coverage": publisher.coverage(entries)})
        click.echo(f"{publisher.ABOUT['id']}: {len(entries)} entries")
    with (HERE / "same_as.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["cluster", "reference", "proof"])
        writer.writerows(ties)
    click.echo(f"same_as.csv: {len({cluster for cluster, _, _ in ties})} parties on several lists")


def write_list(entries: list[Entry], about: dict[str, str], below: Path = HERE) -> None:
    """Write a list folder: entries.csv and the watchlist.yml that states its hash."""
    folder = below / about["id"]
    folder.mkdir(exist_ok=True)
    (folder / "entries.csv").write_text(entries_csv(entries), encoding="utf-8", newline="\n")
    _state(folder, about)


def _state(folder: Path, about: dict[str, str]) -> None:
    about = {**about, "sha256": content_hash(folder / "entries.csv")}
    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=110)
    (folder / "watchlist.yml").write_text(text, encoding="utf-8", newline="\n")


@cli.command()
@click.argument("folder", type=_FOLDER)
def seal(folder: Path) -> None:
    """State the hash of a list folder whose entries were edited."""
    _state(folder, yaml.safe_load((folder / "watchlist.yml").read_text(encoding="utf-8")))
    click.echo(f"{folder}: sealed")


@cli.command("verify")
@click.option("--lists", "folder", required=True, type=_FOLDER, help="Publishers' files.")
def verify_command(folder: Path) -> None:
    """Check every fact of the shipped lists against the files it is from; exit with 1 where one is not confirmed."""
    found = verify(HERE, folder)
    for line in found.lines():
        click.echo(line)
    raise SystemExit(1 if found.unconfirmed else 0)


if __name__ == "__main__":
    cli(prog_name="python -m watchlists.builder")
