"""Page one in words: what the figures come to, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from screen.assurance.publishers import ALIKE
from screen.assurance.settings import settings

Record = Mapping[str, Any]
FAILED, WORSE, LOOK, WORKED = "failed", "worse", "look", "worked"


def verdict(record: Record) -> dict[str, Any]:
    """Return the state (failed, worse, look, worked), the sentence, the figures that matter and what to look at, each in "
    "plain words."""
    failed, worse, look = list(_failed(record)), list(_worse(record)), list(_to_look_at(record))
    state = FAILED if failed else WORSE if worse else LOOK if look else WORKED
    return {
        "state": state, "sentence": _sentence(record, state), "figures": list(_figures(record)),
        "look_at": [*failed, *worse, *look],
    }  # fmt: skip


def percent(share: float | None) -> str:
    """Return a share as a reader would say it."""
    return "-" if share is None else f"{100 * share:.1f} %"


def with_interval(row: Mapping[str, Any]) -> str:
    """Return a share and its interval."""
    if row["share"] is None:
        return "nothing was asked"
    return f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})"


def _sentence(record: Record, state: str) -> str:
    medium = record["thresholds"]["medium"]
    if state == FAILED:
        return (
            "Do not rely on this set-up before the points below are settled: it does not do what it did, or must do."
        )
    known = next((one for one in record["recall"] if one["tested"] and one["counted"]["asked"]), None)
    loads = [
        f"{one['share']:.1f} innocent {one['kind']}"
        for one in record["innocents"]["groups"]
        if one["script"] == "all"
    ]
    said = f"With the lists and rules in use, at the threshold of {medium:g}, "
    if known:
        said += f"{percent(known['counted']['share'])} of {known['counted']['asked']:,} {_counted(known)} are found"
    else:
        said += "no set of names that others made was tested"
    if loads:
        said += f"; of 1,000 each, {' and '.join(loads)} would alert by name alone"
    ends = {
        WORKED: "",
        LOOK: " The points below want a look.",
        WORSE: " It is worse than the last report: see below.",
    }
    return f"{said}.{ends[state]}"


def _counted(one: Record) -> str:
    """Say which names the one figure of a set counts."""
    if one["counts"] == ALIKE:
        return "names that another publisher spells otherwise"
    return f"names of the set “{one['title']}”"


def _figures(record: Record) -> Iterator[dict[str, str]]:
    """Yield the figures that matter, each with what it is."""
    controls = record["controls"]
    if controls["tested"]:
        yield _figure(
            "Caught controls (no recall)", controls["all"], "variants of listed names that this tool made, caught"
        )
    for one in record["recall"]:
        if one["tested"]:
            rest = one["not_the_same"]
            beside = (
                f"; {rest['found']:,} of {rest['asked']:,} with those that are hardly alike"
                if one["counts"] == ALIKE
                else ""
            )
            yield _figure(f"Recall: {one['title']}", one["counted"], _counted(one) + beside)
    for one in record["innocents"]["groups"]:
        if one["script"] == "all":
            value = f"{one['share']:.1f} ({one['low']:.1f} to {one['high']:.1f})"
            yield {
                "what": f"Alerts per 1,000 innocent {one['kind']}", "value": value,
                "meaning": f"of {one['asked']:,} by name alone; {one['share_as_rows']:.1f} where the row tells more",
            }  # fmt: skip


def _figure(what: str, row: Mapping[str, Any], meaning: str) -> dict[str, str]:
    return {"what": what, "value": with_interval(row), "meaning": f"{row['found']:,} of {row['asked']:,} {meaning}"}


def _weak(record: Record) -> Iterator[str]:
    """Yield the classes of each set that are found least."""
    for one in record["recall"]:
        rows = [
            row for row in one["by_class"]
            if row["asked"] >= settings().small_group and row["share"] < settings().weak_class
            and one["counts"] in ("all", row["how"])
        ]  # fmt: skip
        told = [
            f"{row['how']} {percent(row['share'])} ({row['kind']})"
            for row in sorted(rows, key=lambda row: row["share"])
        ]
        if told:
            yield f"Found least of the set {one['title']}: {', '.join(told)}."


def _failed(record: Record) -> Iterator[str]:
    for row in record["controls"]["by_class"]:
        if row["how"] == "exact" and is_failing(row):
            yield f"{_missed(row)} exact controls were missed: listed names as they stand are not found."


def _worse(record: Record) -> Iterator[str]:
    comparison = record["comparison"]
    yield from (f"Worse than the last report: {one}" for one in (comparison["regressions"] if comparison else ()))


def is_failing(exact: Mapping[str, Any]) -> bool:
    """Whether exact controls are missed beyond the few that the rules keep below medium: names of one common word."""
    below = (exact["asked"] - exact["found"]) / exact["asked"] if exact["asked"] else 0
    return bool(exact["found_low"] < exact["asked"] or below > settings().exact_below_medium)


def _missed(row: Mapping[str, Any]) -> str:
    return f"{row['asked'] - row['found']:,} of {row['asked']:,}"


def _to_look_at(record: Record) -> Iterator[str]:
    limit = settings().ratio_limit
    for one in record["innocents"]["groups"]:
        if one["is_above_limit"]:
            firm = "" if one["ratio_low"] > limit else "; the sample does not settle that it is above the limit"
            yield (
                f"{one['group']} ({one['script']}) bear {one['ratio']:.1f} times the alerts of all {one['kind']} "
                f"({one['ratio_low']:.1f} to {one['ratio_high']:.1f}{firm}): {one['share']:.0f} of 1,000 by name alone, "
                f"{one['share_as_rows']:.0f} where birth date or country is told."
            )
    for row in record["controls"]["by_class"]:
        if row["how"] == "exact" and row["found"] < row["asked"] and not is_failing(row):
            yield (
                f"{_missed(row)} exact controls come back as near misses only: by name alone the rules keep a name of one common "
                "word below medium. See Misses."
            )
    weakest = min(
        (one for one in record["controls"]["by_class"] if one["asked"]), key=lambda one: one["share"], default=None
    )
    if weakest and weakest["share"] < 1:
        yield f"The weakest class of controls is “{weakest['how']}”: {with_interval(weakest)} caught."
    yield from _weak(record)
    for one in (record["controls"], *record["recall"]):
        if not one["tested"]:
            yield f"Not tested: {one['title']}: {one['why_not']}."
        elif one["left"]:
            yield f"{one['title']}: left out, and so not counted: {one['left']}."
    for one in record["lists"]:
        if one["is_stale"]:
            told = f"{one['age_days']:,} days old" if one["age_days"] is not None else "of an unknown day"
            yield f"The list {one['title']} is {told}: what was listed since is not tested, and not found."
    yield from (f"Changed from what is shipped: {one}." for one in record["rule_changes"])
