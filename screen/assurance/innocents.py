"""Names that should raise no alert: invented ones by group, or the officer's own table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from screen.assurance.questions import Question, script_of
from screen.assurance.settings import settings
from screen.countries import country_name
from screen.data import read_csv, rules_file

if TYPE_CHECKING:
    from screen.model import Parties

_TABLES = (("person", "names.csv"), ("organisation", "firms.csv"))
_NO_KIND = "parties whose kind is not told"
_OWN_FIELDS = ("birth_date", "nationality", "gender", "country", "address")
MADE_OF = (
    "Invented names: common family and given names, and words of firms, put together by lot; no row is a person or a firm. Birth "
    "dates are drawn evenly, nationalities are those of the group."
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Innocents to be asked.

    questions: their how is the group; left: rows of a table that could not be read; sha256: of the file.
    """

    made_of: str
    questions: tuple[Question, ...]
    is_own: bool = False
    left: int = 0
    sha256: str = ""


def invented(seed: int, each: int) -> Sample:
    """Compose *each* names of every group and script."""
    found: list[Question] = []
    for kind, file in _TABLES:
        groups = settings().persons if kind == "person" else settings().organisations
        words = _words(file)
        for group, about in groups.items():
            for script, forms in about.items():
                if isinstance(forms, list):
                    drawn = Random(f"{seed} {group} {script}")
                    found += _composed(kind, about, script, words[group], drawn, each)
    return Sample(MADE_OF, tuple(found))


Weighed = tuple[list[tuple[str, str]], list[float]]
"""Words in Latin and in their own letters, and how often each is drawn."""


def _words(file: str) -> dict[str, dict[str, Weighed]]:
    """Return the words of a table, by group and part."""
    found: dict[str, dict[str, Weighed]] = {}
    for row in read_csv(rules_file("assurance", file)):
        words, weights = found.setdefault(row["group"], {}).setdefault(row["part"], ([], []))
        words.append((row["latin"], row["native"] or row["latin"]))
        weights.append(float(row["weight"]))
    return found


def _composed(
    kind: str, about: Mapping[str, Any], script: str, words: Mapping[str, Weighed], drawn: Random, each: int
) -> Iterator[Question]:
    """Yield *each* names as the forms of a group and script write them."""
    is_native = script != "Latin"
    first, last = (date(settings().born[0], 1, 1), date(settings().born[1], 12, 31))
    for _ in range(each):
        form = drawn.choice(about[script])
        picked = {part: drawn.choices(*weighed, k=2) for part, weighed in words.items()}
        values = {part: one[is_native] for part, (one, _) in picked.items()}
        values |= {f"{part}_2": other[is_native] for part, (_, other) in picked.items()}
        name = form.format(**values, **{part.upper(): value.upper() for part, value in values.items()})
        cells = {"country": about["country"]} if kind == "organisation" else {
            "birth_date": (first + timedelta(drawn.randrange((last - first).days))).isoformat(),
            "nationality": about["nationality"],
        }  # fmt: skip
        yield Question(name, kind, "", about["title"], script, "", tuple(cells.items()))


def own(parties: Parties, seed: int) -> Sample:
    """Take the rows of a table that was read, of very many some; the report tells rows, no names."""
    table = parties.table
    columns = ("sheet", "row", "name", "kind", *_OWN_FIELDS)
    found = []
    for sheet, row, name, kind, *values in zip(*(table[one].tolist() for one in columns), strict=True):
        told = dict(zip(_OWN_FIELDS, values, strict=True))
        place = f"{sheet}, row {row}" if sheet else f"row {row}"
        cells = tuple((field, value) for field, value in told.items() if value)
        found.append(Question(name, kind, "", _group(kind, told), script_of(name), "", cells, place))
    skipped = sum(one.code.startswith("row-skipped-") for one in parties.problems)
    told_of = (
        f"The officer's own table {parties.source.name}; its rows are told by number, not by name.{_read_as(parties)}"
    )
    if len(found) > settings().own_rows:
        told_of += f" Of {len(found):,} rows {settings().own_rows:,} were drawn by lot."
        found = [found[place] for place in sorted(Random(seed).sample(range(len(found)), settings().own_rows))]
    return Sample(told_of, tuple(found), True, skipped, parties.source.sha256)


def _read_as(parties: Parties) -> str:
    """Say which columns were read as what, sheet by sheet."""
    read = {
        one.name: ", ".join(
            f"{use.header} as {use.field}" for use in one.columns if use.field in ("name", "kind", *_OWN_FIELDS)
        )
        for one in parties.sheets
    }
    return "".join(f" Read{f' from {sheet}' if sheet else ''}: {told}." for sheet, told in read.items() if told)


def _group(kind: str, told: Mapping[str, str]) -> str:
    """Return the group of a row: a person's nationality, a firm's country, in both cases the other where that is not told."""
    order = ("country", "nationality") if kind and kind != "person" else ("nationality", "country")
    for field in order:
        if code := told[field].split(";")[0].strip():
            return f"{field} {country_name(code)}"
    return "no nationality told" if kind == "person" else "no country told"


def kind_in_words(kind: str) -> str:
    """Return a kind as the report names it."""
    return f"{kind}s" if kind and kind != "aircraft" else kind or _NO_KIND
