"""The effectiveness report: everything asked and measured, as JSON values; the same inputs give the same bytes.

How it is written down is left to report/effectiveness; record.schema.json there says what each field means, and FORM is raised
when one changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from screen.assurance import innocents, measures, misses, publishers, regression, sets
from screen.assurance.innocents import Sample
from screen.assurance.questions import Answer, ask
from screen.assurance.settings import settings
from screen.assurance.verdict import verdict
from screen.controls import CLASSES
from screen.data import digest, shipped

if TYPE_CHECKING:
    from screen.assurance.confirmed import Confirmed
    from screen.screening import Screener

FORM = 1
KIND = "effectiveness"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be measured.

    controls_per_class, names_per_group: how many; confirmed: None where no file was named; not_imported: decisions that
    stand in a workbook of confirmed matches and were not imported; innocent: None for the invented ones;
    against: the record of an earlier report; files: what was read for it: use, name and SHA-256.
    """

    as_of: date
    seed: int
    controls_per_class: int
    names_per_group: int
    confirmed: Sequence[Confirmed] | None = None
    not_imported: int = 0
    innocent: Sample | None = None
    against: Mapping[str, Any] | None = None
    files: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A set with its answers, those to whole rows, and those to near names of other people."""

    asked: sets.AskedSet
    answers: tuple[Answer, ...]
    whole: tuple[Answer, ...] = ()
    near: tuple[Answer, ...] = ()

    @property
    def counted(self) -> list[Answer]:
        """The answers that count in the one figure of the set."""
        return [one for one in self.answers if sets.headline(self.asked.id, one.question.how)]


def effectiveness(screener: Screener, request: Request, say: Progress = lambda stage: None) -> dict[str, Any]:
    """Measure lists, rules and thresholds in use; returns the record."""
    bands = thresholds(screener)
    entries = publishers.listed(screener.matcher.index.entries, {one.id: one.entries for one in screener.lists})

    @cache
    def holding(publisher: str) -> Screener:
        return screener.only([one for one in screener.lists if not publisher or one.publisher == publisher])

    say("planted controls")
    index = screener.matcher.index
    controls = _measured(sets.controls(index, request.controls_per_class, request.seed), holding)
    recall = []
    for one in sets.recall_sets(entries, request.confirmed, request.not_imported, request.seed):
        say(one.title.lower())
        recall.append(_measured(one, holding))
    say("innocent names")
    sample = request.innocent or innocents.invented(request.seed, request.names_per_group)
    quiet, rows = ask(holding, sample.questions), ask(holding, sample.questions, whole=True)
    say("writing")
    foreign = [answer for part in recall for answer in part.answers]
    parts = (controls, *recall)
    record = _about(screener, request, bands) | {
        "controls": _controls(controls, bands),
        "recall": [_recall(part, bands) for part in recall],
        "innocents": _innocents(sample, quiet, rows, bands),
        "reliability": {
            "labelled_from": _labelled_from(recall, sample),
            "bins": measures.reliability(foreign, quiet),
        },
        "curve": measures.curve({part.asked.title: part.counted for part in parts}, quiet),
        "misses": _misses(parts, entries, bands["medium"]),
    }
    record["comparison"] = regression.compared(record, request.against) if request.against else None
    return record | {"verdict": verdict(record)}


def _misses(parts: Sequence[Measured], entries: Sequence[publishers.Listed], medium: float) -> list[dict[str, Any]]:
    by_reference = sets.entries_by_reference(entries)
    told = (misses.misses(one.asked.title, one.answers, by_reference, medium) for one in parts)
    return misses.worst_first([miss for some in told for miss in some])


def _innocents(
    sample: Sample, quiet: Sequence[Answer], rows: Sequence[Answer], bands: Mapping[str, float]
) -> dict[str, Any]:
    return {
        "made_of": sample.made_of, "is_own": sample.is_own, "rows_left": sample.left, "sha256": sample.sha256,
        "groups": measures.loads(quiet, rows, bands), "alerts": misses.alerted(quiet, bands["medium"]),
    }  # fmt: skip


def thresholds(screener: Screener) -> dict[str, float]:
    """Return the least score of each band in force, by word."""
    from screen.matching.policy import policy, using

    with using(screener.rules.bands):
        return {band.word: least for band, least in policy().bands.items()}


def _measured(asked: sets.AskedSet, holding: Callable[[str], Screener]) -> Measured:
    rich = [one for one in asked.questions if one.cells]
    answers, whole, near = ask(holding, asked.questions), ask(holding, rich, whole=True), ask(holding, asked.near)
    return Measured(asked, tuple(answers), tuple(whole), tuple(near))


def _controls(part: Measured, bands: Mapping[str, float]) -> dict[str, Any]:
    return part.asked.about | {
        "all": measures.shares({(): part.answers}, (), bands)[0],
        "by_class": sorted(measures.shares(measures.by(part.answers, _how), ("how",), bands), key=_in_order),
        "by_script": measures.shares(measures.by(part.answers, _script), ("script",), bands),
        "by_class_and_script": measures.shares(measures.by(part.answers, _how, _script), ("how", "script"), bands),
    }


def _in_order(row: Mapping[str, Any]) -> int:
    return CLASSES.index(row["how"])


def _by_kind(row: Mapping[str, Any]) -> tuple[int, str, int]:
    """Order the classes of a set: what counts first, persons before the rest."""
    order = (publishers.ALIKE, publishers.OTHER, publishers.ORDER, publishers.SAME)
    return order.index(row["how"]) if row["how"] in order else 0, row["how"], row["kind"] != "persons"


def _recall(part: Measured, bands: Mapping[str, float]) -> dict[str, Any]:
    return part.asked.about | {
        "counts": publishers.ALIKE if part.asked.id == sets.PUBLISHERS else "all",
        "all": measures.shares({(): part.answers}, (), bands)[0],
        "not_the_same": measures.shares(
            {(): [one for one in part.answers if _how(one) not in publishers.EASY]}, (), bands
        )[0],
        "counted": measures.shares({(): part.counted}, (), bands)[0],
        "by_class": sorted(
            measures.shares(measures.by(part.answers, _how, _kind), ("how", "kind"), bands), key=_by_kind
        ),
        "by_script": measures.shares(measures.by(part.counted, _script), ("script",), bands),
        "by_kind": sorted(measures.shares(measures.by(part.counted, _kind), ("kind",), bands), key=_persons_first),
        "with_birth_date": _beside(part, bands),
        "near_names": _near(part, bands),
    }


def _persons_first(row: Mapping[str, Any]) -> tuple[bool, str]:
    return row["kind"] != "persons", row["kind"]


def _near(part: Measured, bands: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return how many near names of other people alert, all of them first."""
    groups: measures.Grouped = {("all near names",): part.near, **measures.by(part.near, _how)}
    return measures.alerting(groups if part.near else {}, ("how",), bands)


def _beside(part: Measured, bands: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return how persons with a birth date fare by name alone and as whole rows."""
    rich = {one.question for one in part.whole}
    alone = [one for one in part.answers if one.question in rich]
    ways: measures.Grouped = {("by name alone",): alone, ("with birth date, nationality, gender",): part.whole}
    return measures.shares(ways if rich else {}, ("asked_as",), bands)


def _how(answer: Answer) -> str:
    return answer.question.how


def _script(answer: Answer) -> str:
    return answer.question.script


def _kind(answer: Answer) -> str:
    return innocents.kind_in_words(answer.question.kind)


def _labelled_from(recall: Sequence[Measured], sample: Sample) -> str:
    """Say which pairs the reliability of scores is read from."""
    named = [f"{len(one.answers):,} names of the set {one.asked.title}" for one in recall if one.answers]
    own = "rows of your own table" if sample.is_own else "invented innocents"
    return (
        f"Every pair scored 50 or more from {', '.join([*named, f'{len(sample.questions):,} {own}'])}. A pair is true where "
        "the entry is the party that was meant, and false where it is any other. The share of true pairs depends on how many "
        "listed parties are among the names asked: here very many, so the last column says what it would be where few are."
    )


def _about(screener: Screener, request: Request, bands: Mapping[str, float]) -> dict[str, Any]:
    """Return what was tested: versions, lists, rules, thresholds, seed."""
    from screen import __version__
    from screen.screening import is_stale

    names = ("id", "title", "publisher", "date", "source", "retrieved", "sha256")
    return {
        "tool": "dprk-screen", "kind": KIND, "form": FORM, "tool_version": __version__, "rules_version": screener.rules.version,
        "as_of": request.as_of.isoformat(), "seed": request.seed, "controls_per_class": request.controls_per_class,
        "names_per_group": 0 if request.innocent else request.names_per_group, "confidence": settings().confidence,
        "ratio_limit": settings().ratio_limit, "listed_in_1000": settings().listed_in_1000,
        "thresholds": dict(bands), "versions": _versions(),
        "rule_changes": [
            f"{one.what}: {one.shipped} as shipped, {one.own} here ({one.about.decided})" for one in screener.rules.policy
        ],
        "lists": [
            {name: getattr(one, name) for name in names}
            | {"entries": len(one.entries), "age_days": one.age_days(request.as_of) if one.date else None}
            | {"is_stale": is_stale(one, request.as_of)}
            for one in screener.lists
        ],
        "files": [{"use": use, "name": name, "sha256": sha256} for use, name, sha256 in request.files],
        "ties_sha256": digest(shipped("watchlists") / "same_as.csv"),
        "references": [dict(one) for one in settings().references], "limits": list(settings().limits),
    }  # fmt: skip


def _versions() -> dict[str, str]:
    """Return what the outcome may depend on."""
    import platform
    import unicodedata
    from importlib.metadata import PackageNotFoundError, version

    from screen.assurance.benchmark import PACKAGE

    found = {"python": platform.python_version(), "unicode data": unicodedata.unidata_version}
    for name in ("anyascii", "numpy", "pandas", "rapidfuzz", "scipy", PACKAGE):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
