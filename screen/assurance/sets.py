"""The sets of names that the report asks: what each is made of, what it can show, and why it was not asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.assurance import benchmark, confirmed, publishers
from screen.assurance.questions import Question, script_of
from screen.assurance.settings import settings

if TYPE_CHECKING:
    from screen.assurance.confirmed import Confirmed
    from screen.assurance.publishers import Listed
    from screen.matching.index import Index

CONTROLS, PUBLISHERS, BENCHMARK, CONFIRMED = "controls", "publishers", "ssb", "confirmed"


@dataclass(frozen=True, slots=True)
class AskedSet:
    """A set of names.

    near: names of other people that ought not to alert; not_tested: why it was not asked, '' where it was; left: what of it could
    not be asked, in words.
    """

    id: str
    title: str
    made_of: str
    shows: str
    questions: tuple[Question, ...] = ()
    near: tuple[Question, ...] = ()
    not_tested: str = ""
    left: str = ""

    @property
    def about(self) -> dict[str, Any]:
        """What the report says of it."""
        return {
            "id": self.id, "title": self.title, "made_of": self.made_of, "shows": self.shows,
            "tested": bool(self.questions), "why_not": "" if self.questions else self.not_tested or "nothing could be asked",
            "left": self.left,
        }  # fmt: skip


def controls(index: Index, per_class: int, seed: int) -> AskedSet:
    """Return planted controls: listed names, and what this tool makes of them."""
    from screen.controls import variants

    made = [
        Question(one.name, one.kind, one.reference, one.how, one.script or script_of(one.name))
        for one in variants(index, per_class, seed)
    ]
    return AskedSet(
        CONTROLS, "Caught controls", f"Names of listed entries, as they stand and changed by lot in one way each (seed {seed}).",
        "that each kind of change is coped with. Made by this tool itself, so this is no recall.", tuple(made),
        not_tested="there is no list to take names from",
    )  # fmt: skip


def recall_sets(
    entries: Sequence[Listed], given: Sequence[Confirmed] | None, not_imported: int, seed: int
) -> list[AskedSet]:
    """Return the sets that this tool did not make.

    given: confirmed matches, None where no file was named; not_imported: decisions that stand in a workbook and do not count.
    """
    return [_publishers(entries, seed), _benchmark(entries, seed), _confirmed(entries, given, not_imported)]


def _publishers(entries: Sequence[Listed], seed: int) -> AskedSet:
    return AskedSet(
        PUBLISHERS, "Names of other publishers",
        "Parties that two publishers list, tied by reference, number or name and birth date (same_as.csv and the references "
        f"that publishers state): the names of one record, at most {settings().names_per_entry} of each, asked of lists that "
        f"hold only the other publisher's record; {settings().publisher_names:,} drawn by lot where there are more.",
        "how well one authority's spelling finds another's. Names spelled the same on both, or with the same words in another "
        "order, are counted apart, for they are easy; so are those that are hardly alike letter by letter: in another script, or, "
        "of firms and ships, another name altogether, which no comparison of names finds.",
        publishers.questions(entries, seed),
        not_tested="no party is on the lists of two publishers; use the lists of two at least",
    )  # fmt: skip


def _benchmark(entries: Sequence[Listed], seed: int) -> AskedSet:
    missing = benchmark.not_tested()
    return AskedSet(
        BENCHMARK, "Public benchmark (ssb)",
        f"The first names of {settings().benchmark_parties} listed persons, drawn by lot, changed by the package "
        f"{benchmark.PACKAGE}: one variant of each of its classes.",
        "how changes are coped with that somebody else thought of: innocent, hostile and by machine; and how many near names of "
        "nobody listed alert.",
        () if missing else benchmark.questions(entries, seed), () if missing else benchmark.near_names(entries, seed),
        missing or "no listed person has a name of two words",
    )  # fmt: skip


def _confirmed(entries: Sequence[Listed], given: Sequence[Confirmed] | None, not_imported: int) -> AskedSet:
    asked, left = confirmed.questions(
        given or (), {one.reference: one.cluster for one in entries},
        {one.reference: str(one.values["kind"]) for one in entries}, not_imported,
    )  # fmt: skip
    none = "no match is confirmed in the files named"
    why = "name a decisions file with --decisions, or a report with --confirmed" if given is None else (
        f"{len(given)} confirmed matches, and none can be asked: {left}" if given else f"{none}; {left}" if left else none
    )  # fmt: skip
    return AskedSet(
        CONFIRMED, "Your confirmed matches", "Parties whose match your own reviewers confirmed, as your tables name them.",
        "what a change of lists, rules or thresholds would lose of them. The tool found them once, so it says nothing of parties "
        "that it never found.",
        tuple(asked), not_tested=why, left=left,
    )  # fmt: skip


def headline(one: str, how: str) -> bool:
    """Whether a class counts in the one figure of a set that curves and page one show."""
    return one != PUBLISHERS or how == publishers.ALIKE


def entries_by_reference(entries: Sequence[Listed]) -> Mapping[str, Listed]:
    """Return the entries in use by their reference."""
    return {one.reference: one for one in entries}
