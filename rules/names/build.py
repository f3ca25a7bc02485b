"""Build frequencies_company.csv, frequencies_person.csv and words.txt from aggregate counts.

    python rules/names/build.py --names FOLDER --csl consolidated.csv --words american-english-small

FOLDER holds innocent_organisations.csv and innocent_persons.csv (a column name). Only counts of single tokens seen in
three names or more are kept; no name of anybody is.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from screen.data import read_yaml
from screen.names import words
from screen.names.folding import fold, latin

HERE = Path(__file__).resolve().parent


@click.command()
@click.option("--names", required=True, type=click.Path(path_type=Path, exists=True), help="Innocent names.")
@click.option(
    "--csl", required=True, type=click.Path(path_type=Path, exists=True), help="US consolidated screening list."
)
@click.option(
    "--words", "dictionary", required=True, type=click.Path(path_type=Path, exists=True), help="SCOWL word list."
)
def build(names: Path, csl: Path, dictionary: Path) -> None:
    """Count tokens and write the tables."""
    with csl.open(encoding="utf-8", newline="") as stream:
        listed = [
            row for row in csv.DictReader(stream) if "DPRK" not in row["programs"] and "NPWMD" not in row["programs"]
        ]
    firms = _column(names / "innocent_organisations.csv") + [r["name"] for r in listed if r["type"] in {"Entity", ""}]
    people = _column(names / "innocent_persons.csv") + [r["name"] for r in listed if r["type"] == "Individual"]
    _write("frequencies_company.csv", (_company_tokens(name) for name in firms), len(firms))
    _write("frequencies_person.csv", (set(latin(name).split()) for name in people), len(people))
    common = sorted(
        {w for line in dictionary.read_text(encoding="utf-8").split() if (w := fold(line)) and " " not in w}
    )
    kept = [word for word in common if (len(word) >= 3 and not word.endswith("s")) or word in _ENDING_IN_S]
    (HERE / "words.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")


_ENDING_IN_S = {"access", "express", "atlas", "canvas", "focus", "lotus", "nexus", "mars", "pegasus", "phoenix", "oasis",
                "axis", "genesis", "cosmos", "campus", "venus", "business", "success", "progress", "compass", "cross",
                "princess", "cypress", "brass", "glass", "grass", "gas", "bus", "plus", "status", "virtuous"}  # fmt: skip


def _column(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row["name"] for row in csv.DictReader(stream)]


def _company_tokens(name: str) -> set[str]:
    bare, _ = words.strip_legal(tuple(fold(name).split()))
    return {words.canonical_word(latin(token)) for token in bare}


def _write(file: str, names: Iterable[set[str]], total: int) -> None:
    counts = Counter(token for tokens in names for token in tokens if len(token) > 1 and not token.isdigit())
    least = int(read_yaml(HERE / "names.yml")["least_count"])
    with (HERE / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["token", "per_million"])
        writer.writerows(
            (token, round(1e6 * count / total)) for token, count in sorted(counts.items()) if count >= least
        )


if __name__ == "__main__":
    build()
