"""Page one in words: what the figures come to, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from screen.assurance.publishers import ALIKE, OTHER
from screen.assurance.settings import settings

Record = Mapping[str, Any]
_OTHER = "hardly alike (another script, or another name altogether)"
FAILED, WORSE, GAPS, LOOK, WORKED = "failed", "worse", "gaps", "look", "worked"


def verdict(record: Record) -> dict[str, Any]:
    """Return the state (failed, worse, gaps, look, worked), the sentence, the figures that matter and what to look at, each in
    plain words."""
    failed, worse, gaps, look = (
        list(_failed(record)),
        list(_worse(record)),
        list(_gaps(record)),
        list(_to_look_at(record)),
    )
    states = ((FAILED, failed), (WORSE, worse), (GAPS, gaps), (LOOK, look))
    state = next((name for name, points in states if points), WORKED)
    return {
        "state": state, "sentence": _sentence(record, state), "figures": list(_figures(record)),
        "look_at": [*failed, *worse, *gaps, *look],
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
    if state == FAILED:
        return (
            "Do not rely on this set-up before the points below are settled: it does not do what it did, or must do."
        )
    known = next((one for one in record["recall"] if one["tested"] and one["counted"]["asked"]), None)
    if known:
        kinds = ", ".join(f"{percent(row['share'])} of {row['kind']}" for row in known["by_kind"])
        said = f"Of {known['counted']['asked']:,} {_counted(known)}, {percent(known['counted']['share'])} are found ({kinds}). "
    else:
        said = "No set of names that others made was tested. "
    loads = [
        f"of 1,000 innocent {one['kind']} {one['share']:.1f}"
        for one in record["innocents"]["groups"]
        if one["script"] == "all"
    ]
    if loads:
        told = " and ".join(loads)
        said += f"{told[0].upper()}{told[1:]} would alert by name alone. "
    ends = {
        WORKED: "", LOOK: "The points below want a look.", WORSE: "It is worse than the last report: see below.",
        GAPS: f"Less than {settings().poor_class * 100:g} % is found of what is marked ▼.",
    }  # fmt: skip
    return f"{said}{ends[state]}".strip()


def _counted(one: Record) -> str:
    """Say which names the one figure of a set counts."""
    if one["counts"] == ALIKE:
        return "names of listed parties that another publisher spells otherwise"
    return f"names of the set “{one['title']}”"


def is_poor(row: Mapping[str, Any]) -> bool:
    """Whether so little of a class is found that page one calls it a gap."""
    return bool(row["asked"] >= settings().small_group and row["share"] < settings().poor_class)


def _figures(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the figures that matter, each with what it means."""
    controls, medium = record["controls"], record["thresholds"]["medium"]
    if controls["tested"]:
        row = controls["all"]
        yield _figure(
            "Caught controls (no recall)", row,
            f"{row['found']:,} of {row['asked']:,} controls (listed names, as they stand or changed in one way by this tool) score "
            f"{medium:g} or more. Caught controls are no recall: they say nothing of how listed parties really write their names.",
        )  # fmt: skip
    for one in record["recall"]:
        if one["tested"]:
            yield from _figures_of(one)
    for one in record["innocents"]["groups"]:
        if one["script"] == "all":
            value = f"{one['share']:.1f} ({one['low']:.1f} to {one['high']:.1f})"
            yield {
                "what": f"Alerts per 1,000 innocent {one['kind']}", "value": value,
                "meaning": f"{one['found']:,} of {one['asked']:,} names of nobody listed alert by name alone; "
                           f"{one['share_as_rows']:.1f} per 1,000 where the row also tells "
                           f"{'birth date and nationality' if one['kind'] == 'persons' else 'a country'}.",
                "is_poor": False,
            }  # fmt: skip


def _figures_of(one: Record) -> Iterator[dict[str, Any]]:
    """Yield the figures of a set: all that counts, each kind of party, and the near names that alert."""
    row, rest = one["counted"], one["not_the_same"]
    told = f"{row['found']:,} of {row['asked']:,} {_counted(one)} bring that party back."
    if one["counts"] == ALIKE:
        told += f" With names that are {_OTHER} {_found(rest)}, {percent(rest['share'])}"
        told += f"; with those spelled the same too {_found(one['all'])}, {percent(one['all']['share'])}."
    yield _figure(f"Recall: {one['title']}", row, told)
    for part in one["by_kind"] if len(one["by_kind"]) > 1 else ():
        yield _figure(f"Recall of {part['kind']}, same set", part, f"{part['found']:,} of {part['asked']:,}.")
    for near in one["near_names"][:1]:
        yield {
            "what": f"Near names that alert: {one['title']}", "value": with_interval(near),
            "meaning": f"{near['found']:,} of {near['asked']:,} names of nobody listed, made to be near listed ones, alert all the "
                       "same. The less, the better; no estimate of alerts on real customers.",
            "is_poor": False,
        }  # fmt: skip


def _figure(what: str, row: Mapping[str, Any], meaning: str) -> dict[str, Any]:
    return {"what": what, "value": with_interval(row), "meaning": meaning, "is_poor": is_poor(row)}


def _gaps(record: Record) -> Iterator[str]:
    """Yield of what less is found than of which page one may keep silent."""
    for one in record["recall"]:
        for row in sorted(filter(is_poor, one["by_class"]), key=lambda row: row["share"]):
            if row["how"] != OTHER:
                yield f"▼ {one['title']}, {row['kind']}, {row['how']}: only {percent(row['share'])} are found ({_found(row)})."
        others = [row for row in one["by_class"] if row["how"] == OTHER]
        if any(map(is_poor, others)):
            told = ", ".join(
                f"{row['kind']} {percent(row['share'])} ({_found(row)})" for row in others if row["asked"]
            )
            yield (
                f"▼ {one['title']}, {_OTHER}: found are {told}. A ship that was renamed, or a firm under its trade name, is found "
                "by its number (IMO, registration), if the table holds it, or by the list that knows the name; numbers are not "
                "tested here."
            )


def _found(row: Mapping[str, Any]) -> str:
    return f"{row['found']:,} of {row['asked']:,}"


def _weak(record: Record) -> Iterator[str]:
    """Yield the classes of each set of which little is found, though no gap."""
    for one in record["recall"]:
        rows = [
            row for row in one["by_class"]
            if row["asked"] >= settings().small_group and row["share"] < settings().weak_class and not is_poor(row)
            and one["counts"] in ("all", row["how"])
        ]  # fmt: skip
        told = [
            f"{row['kind']}, {row['how']}, {percent(row['share'])}"
            for row in sorted(rows, key=lambda row: row["share"])
        ]
        if told:
            yield f"{one['title']}: less than {settings().weak_class * 100:g} % is found of {'; '.join(told)}."


def _failed(record: Record) -> Iterator[str]:
    for row in record["controls"]["by_class"]:
        if row["how"] == "exact" and is_failing(row):
            yield f"{_missed(row)} exact controls were missed: listed names, asked as they stand, are not found."


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
    yield from _weak(record)
    yield from _burdened(record)
    yield from _weak_controls(record)
    for one in (record["controls"], *record["recall"]):
        if not one["tested"]:
            yield f"Not tested: {one['title']}: {one['why_not']}."
        elif one["left"]:
            yield f"{one['title']}: left out, and so not counted: {one['left']}."
    old = [f"{one['title']} ({_days(one)})" for one in record["lists"] if one["is_stale"]]
    if old:
        yield f"Old lists, on which nothing newer is found or tested: {'; '.join(old)}."
    yield from (f"Changed from what is shipped: {one}." for one in record["rule_changes"])


def _days(one: Record) -> str:
    return "of an unknown day" if one["age_days"] is None else f"{one['age_days']:,} days old"


def _burdened(record: Record) -> Iterator[str]:
    """Yield the groups of innocents that bear more alerts than the limit."""
    limit = settings().ratio_limit
    for one in record["innocents"]["groups"]:
        if one["is_above_limit"]:
            firm = "" if one["ratio_low"] > limit else f"; too few names to be sure that it is above {limit:g}"
            yield (
                f"{one['group']}, {one['script']} script: {one['ratio']:.1f} times as many alerts as all {one['kind']} "
                f"({one['ratio_low']:.1f} to {one['ratio_high']:.1f}{firm}): {one['share']:.0f} of 1,000 innocents by name alone, "
                f"{one['share_as_rows']:.0f} where the row also tells "
                f"{'birth date and nationality' if one['kind'] == 'persons' else 'a country'}."
            )


def _weak_controls(record: Record) -> Iterator[str]:
    """Yield exact controls that the rules keep below medium, and the class of controls that is caught least."""
    near = "{low:g} to {medium:g}".format(**record["thresholds"])
    classes = record["controls"]["by_class"]
    for row in classes:
        missed = row["asked"] - row["found"]
        if row["how"] == "exact" and missed and not is_failing(row):
            yield (
                f"{_missed(row)} listed names, asked as they stand, score{'s' * (missed == 1)} {near} only, a near miss: the rules "
                "keep a name of one common word there as long as nothing else of the row agrees. See Misses."
            )
    weakest = min((one for one in classes if one["asked"]), key=lambda one: one["share"], default=None)
    if weakest and weakest["share"] < 1:
        yield f"The kind of change that is caught least among the controls is “{weakest['how']}”: {with_interval(weakest)}."
