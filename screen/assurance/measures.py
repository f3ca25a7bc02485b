"""What answers come to: shares by class, loads by group, the reliability of scores, the operating curve, the misses."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from screen.assurance.innocents import kind_in_words
from screen.assurance.questions import Answer
from screen.assurance.settings import settings
from screen.assurance.share import DIGITS, Share

Row = dict[str, Any]
Grouped = Mapping[tuple[str, ...], Sequence[Answer]]


def by(answers: Iterable[Answer], *keys: Callable[[Answer], str]) -> dict[tuple[str, ...], list[Answer]]:
    """Group answers by what keys say of them, in order."""
    found: dict[tuple[str, ...], list[Answer]] = defaultdict(list)
    for one in answers:
        found[tuple(key(one) for key in keys)].append(one)
    return {key: found[key] for key in sorted(found)}


def shares(groups: Grouped, names: Sequence[str], bands: Mapping[str, float]) -> list[Row]:
    """Return for each group how many of its entries came back at medium or above, and how many at low and at high."""
    return [
        dict(zip(names, key, strict=True))
        | Share(reached(answers, bands["medium"]), len(answers)).told()
        | {"found_low": reached(answers, bands["low"]), "found_high": reached(answers, bands["high"])}
        | {"asked_sha256": asked_digest(answers)}
        for key, answers in groups.items()
    ]


def alerting(groups: Grouped, names: Sequence[str], bands: Mapping[str, float]) -> list[Row]:
    """Return for each group how many names alert, whoever is found, at medium or above, and how many at high."""
    return [
        dict(zip(names, key, strict=True))
        | Share(sum(one.top >= bands["medium"] for one in answers), len(answers)).told()
        | {"found_high": sum(one.top >= bands["high"] for one in answers), "asked_sha256": asked_digest(answers)}
        for key, answers in groups.items()
    ]


def reached(answers: Iterable[Answer], least: float) -> int:
    """Return how many answers brought the entry meant with a score of *least* or more."""
    return sum(one.score >= least for one in answers)


def asked_digest(answers: Iterable[Answer]) -> str:
    """Return what tells whether two reports asked the same: hex digits over the questions."""
    lines = sorted("\t".join((q.name, q.kind, q.reference, q.holder)) for q in (one.question for one in answers))
    return sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


# ---- innocents ----


def loads(answers: Sequence[Answer], whole: Sequence[Answer], bands: Mapping[str, float]) -> list[Row]:
    """Return the alerts per 1,000 of each group and script of innocents, beside all of their kind.

    whole: the answers to the whole rows, with birth date and nationality or country, in the same order.
    """
    rows = []
    beside = dict(zip(map(id, answers), whole, strict=True))
    for kind, every in by_kind(answers).items():
        all_of_kind = _load(every, beside, bands)
        rows.append(
            {"kind": kind, "group": f"all {kind}", "script": "all", **all_of_kind, **_ratio(all_of_kind, None)}
        )
        groups = by(every, lambda one: one.question.how, lambda one: one.question.script)
        loads_of = {key: _load(some, beside, bands) for key, some in groups.items()}
        for group, script in sorted(loads_of, key=lambda key: (-loads_of[key]["share"], key)):
            load = loads_of[group, script]
            rows.append(
                {"kind": kind, "group": group, "script": script, **load, **_ratio(load, all_of_kind["share"])}
            )
    return rows


def by_kind(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Group innocents by their kind in words: persons, organisations, vessels, and those whose kind is not told."""
    kinds = {kind: some for (kind,), some in by(answers, lambda one: one.question.kind).items()}
    order = ("person", "organisation", "vessel", *sorted(kinds))
    return {kind_in_words(kind): kinds[kind] for kind in dict.fromkeys(order) if kind in kinds}


def _load(answers: Sequence[Answer], beside: Mapping[int, Answer], bands: Mapping[str, float]) -> Row:
    medium = bands["medium"]
    alerts = sum(one.top >= medium for one in answers)
    as_rows = [beside[id(one)] for one in answers]
    return Share(alerts, len(answers)).told(1000) | {
        "found_high": sum(one.top >= bands["high"] for one in answers),
        "found_as_rows": sum(one.top >= medium for one in as_rows),
        "share_as_rows": round(1000 * sum(one.top >= medium for one in as_rows) / len(answers), DIGITS),
        "asked_sha256": asked_digest(answers),
    }


def _ratio(load: Row, whole: float | None) -> Row:
    """Return a group's load as a multiple of that of all of its kind, and whether page one has to name it."""
    ratios = [round(load[name] / whole, DIGITS) if whole else None for name in ("share", "low", "high")]
    is_above = bool(ratios[0] and ratios[0] > settings().ratio_limit and load["asked"] >= settings().small_group)
    return {"ratio": ratios[0], "ratio_low": ratios[1], "ratio_high": ratios[2], "is_above_limit": is_above}


# ---- scores ----


def reliability(listed: Sequence[Answer], innocent: Sequence[Answer]) -> list[Row]:
    """Return for each bin of scores how many pairs are true, and what the bin would mean where few rows are listed.

    listed: answers to names of listed parties that the tool did not make; innocent: to names of nobody listed.
    """
    bins = settings().bins
    true, false, innocents = ([0] * (len(bins) - 1) for _ in range(3))
    for one in listed:
        for score, counts in [(one.score, true), *((other, false) for other in one.others)]:
            _count(counts, bins, score)
    for one in innocent:
        for score in one.others:
            _count(false, bins, score)
            _count(innocents, bins, score)
    return [
        {"from": bins[place], "to": bins[place + 1]}
        | Share(true[place], true[place] + false[place]).told()
        | {"in_usual_table": _usual(true[place], len(listed), innocents[place], len(innocent))}
        for place in range(len(bins) - 1)
    ]


def _count(counts: list[int], bins: Sequence[int], score: float) -> None:
    if score >= bins[0]:
        counts[min(bisect_right(bins, score), len(bins) - 1) - 1] += 1


def _usual(true: int, listed: int, false: int, innocent: int) -> float | None:
    """Return the share of true pairs where so few of 1,000 rows are listed as the settings say; None of nothing."""
    if not listed or not innocent or not true + false:
        return None
    share = settings().listed_in_1000 / 1000
    right, wrong = share * true / listed, (1 - share) * false / innocent
    return round(right / (right + wrong), DIGITS)


def curve(found: Mapping[str, Sequence[Answer]], innocent: Sequence[Answer]) -> list[Row]:
    """Return for every threshold the share found of each set, and the alerts per 1,000 innocents."""
    first, last = settings().curve
    rows = []
    for least in range(first, last + 1):
        row: Row = {"threshold": least}
        row |= {
            name: round(reached(answers, least) / len(answers), DIGITS) for name, answers in found.items() if answers
        }
        loads = {"all innocents": innocent, **by_kind(innocent)}
        row["per_1000"] = {
            name: round(1000 * sum(one.top >= least for one in answers) / len(answers), DIGITS)
            for name, answers in loads.items()
            if answers
        }
        rows.append(row)
    return rows
