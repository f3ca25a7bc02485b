"""Build frequencies_company.csv, frequencies_person.csv and words.csv from aggregate counts.

    python rules/names/build.py --names FOLDER --csl consolidated.csv --ofac ofac_names.csv --uk FOLDER \\
        --census FOLDER --words american-english

--names holds innocent_organisations.csv and innocent_persons.csv (a column name); --ofac is a table of uid, name, type,
programs; --uk holds subjects.csv and subject_names.csv; --census holds dist.all.last, dist.male.first and
dist.female.first of the US Census Bureau (PyPI package names 0.3.0 carries them); --words is the list of Debian's
wamerican. Only counts of single tokens seen in several names are kept; no name of anybody is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from screen.data import read_csv, read_yaml
from screen.model import Kind
from screen.names import words
from screen.names.folding import fold
from screen.names.tokens import tokenise

HERE = Path(__file__).resolve().parent
SETTINGS = read_yaml(HERE / "names.yml")
DPRK = re.compile(r"DPRK|NPWMD|North Korea", re.IGNORECASE)
REGULAR_ENDINGS = ("s", "es")  # as words.is_vocabulary takes them off
EXISTING = click.Path(path_type=Path, exists=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """Names of the sanctions lists, without those of DPRK programmes; each name once whatever the lists."""

    organisations: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)

    def add(self, name: str, kind: str, programmes: str) -> None:
        """Take a name in, unless its programmes are about the DPRK or it is a ship."""
        if not DPRK.search(programmes):
            if kind.casefold() in {"entity", ""}:
                self.organisations.add(fold(name))
            elif kind.casefold() == "individual":
                self.persons.add(fold(name))


@click.command()
@click.option("--names", required=True, type=EXISTING, help="Folder of innocent names.")
@click.option("--csl", required=True, type=EXISTING, help="US Consolidated Screening List, CSV.")
@click.option("--ofac", required=True, type=EXISTING, help="Names of the OFAC SDN list, CSV.")
@click.option("--uk", required=True, type=EXISTING, help="Folder of the UK Sanctions List as tables.")
@click.option("--census", required=True, type=EXISTING, help="Folder of the names of the 1990 US census.")
@click.option("--words", "dictionary", required=True, type=EXISTING, help="Word list of Debian's wamerican.")
def build(names: Path, csl: Path, ofac: Path, uk: Path, census: Path, dictionary: Path) -> None:
    """Count tokens and write the tables."""
    _write_words(dictionary)
    listed = _listed(csl, ofac, uk)
    innocent = [row["name"] for row in read_csv(names / "innocent_persons.csv")]
    persons = _person_shares(innocent, listed.persons, census)
    _write("frequencies_person.csv", persons)
    firms = read_csv(names / "innocent_organisations.csv")
    _write("frequencies_company.csv", _company_shares(firms, listed.organisations, persons.keys()))


def _listed(csl: Path, ofac: Path, uk: Path) -> Listed:
    listed = Listed()
    for row in read_csv(csl):
        listed.add(row["name"], row["type"], row["programs"])
    for row in read_csv(ofac):
        listed.add(row["name"], row["type"], row["programs"])
    kinds = {row["unique_id"]: row["subject_type"] for row in read_csv(uk / "subjects.csv")}
    for row in read_csv(uk / "subject_names.csv"):
        if row["name_type"] == "primary":
            programme = "DPRK" if row["unique_id"].startswith("DPR") else ""
            listed.add(row["full_name"], kinds[row["unique_id"]], programme)
    return listed


def _company_shares(
    innocent: list[dict[str, str]], listed: Iterable[str], personal: Collection[str]
) -> dict[str, float]:
    """Return the higher of the shares among all organisations and among South Korean ones, the likeliest look-alikes."""
    everywhere = _counted([row["name"] for row in innocent], listed, personal)
    korean = _counted([row["name"] for row in innocent if row["country"] == "kr"], (), personal)
    return {
        token: max(everywhere.get(token, 0.0), korean.get(token, 0.0))
        for token in everywhere | korean
        if words.word_class(token) != "korean"
    }


def _counted(innocent: Iterable[str], listed: Iterable[str], personal: Collection[str]) -> dict[str, float]:
    """Return the share of names that hold a token.

    A token outside every dictionary counts once for all the names it begins, since these are one group of firms;
    on sanctions lists, where whole groups stand, it does not count at all.
    """
    counts: Counter[str] = Counter()
    brands: set[str] = set()
    total = 0
    for names, is_listed in ((innocent, False), (listed, True)):
        for name in names:
            total += 1
            for place, token in enumerate(dict.fromkeys(tokenise(name, Kind.ORGANISATION).core)):
                if token in personal or words.is_vocabulary(token):
                    counts[token] += 1
                elif not is_listed and (place > 0 or token not in brands):
                    counts[token] += 1
                    brands.update({token} if place == 0 else ())
    return _shares(counts, total)


def _person_shares(innocent: Iterable[str], listed: Iterable[str], census: Path) -> dict[str, float]:
    """Return the mean of the shares among innocents, listed persons and Americans: three very unlike peoples."""
    sources: list[Mapping[str, float]] = [dict(_census(census))]
    for names in (set(innocent), listed):
        tokens = [set(tokenise(name, Kind.PERSON).core) for name in names]
        sources.append(_shares(Counter(token for found in tokens for token in found), len(tokens)))
    found = {token for source in sources for token in source}
    return {token: sum(source.get(token, 0.0) for source in sources) / len(sources) for token in found}


def _census(folder: Path) -> Iterator[tuple[str, float]]:
    """Read "NAME percent cumulated rank"; a first name counts for half the population."""
    shares: dict[str, float] = defaultdict(float)
    for file, part in (("dist.all.last", 1.0), ("dist.male.first", 0.5), ("dist.female.first", 0.5)):
        for line in (folder / file).read_text(encoding="ascii").splitlines():
            name, percent, *_ = line.split()
            shares[name.lower()] += part * float(percent) / 100
    return ((name, share) for name, share in shares.items() if 1e6 * share >= SETTINGS["least_census_per_million"])


def _shares(counts: Mapping[str, int], total: int) -> dict[str, float]:
    least = SETTINGS["least_count"]
    return {
        token: count / total
        for token, count in counts.items()
        if count >= least and len(token) > 1 and not token.isdigit()
    }


def _write(file: str, shares: Mapping[str, float]) -> None:
    with (HERE / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["token", "per_million"])
        writer.writerows((token, round(1e6 * share)) for token, share in sorted(shares.items()))


def _write_words(dictionary: Path) -> None:
    """Write the words of three letters and more, without proper names (many are brands), possessives, regular plurals."""
    lines = dictionary.read_text(encoding="utf-8").split()
    lower = (fold(line) for line in lines if line.islower() and "'" not in line)
    known = {word for word in lower if len(word) > 2 and word.isascii()}
    kept = sorted(
        word
        for word in known
        if not any(word.endswith(ending) and word.removesuffix(ending) in known for ending in REGULAR_ENDINGS)
    )
    (HERE / "words.csv").write_text("\n".join(["word", *kept]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build()
