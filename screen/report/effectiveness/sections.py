"""What the effectiveness report says, section by section: words, tables and drawings, whatever form they take.

Figures are made by screen.assurance; how a table or a drawing looks is left to workbook.py and page.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from screen.report.effectiveness.terms import interval

Record = Mapping[str, Any]
Form = Literal["text", "count", "share", "load", "times", "score", "number"]
"""How a cell is written: a share of 1 as per cent, a load as alerts per 1,000, times as a multiple."""
_SHARE: tuple[tuple[str, str, Form], ...] = (
    ("Asked", "asked", "count"), ("Found", "found", "count"), ("Share", "share", "share"), ("from", "low", "share"),
    ("to", "high", "share"), ("Near miss or above", "found_low", "count"), ("High", "found_high", "count"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table. headers: each with the form of the cells below it; note: what a reader must know of it, '' for nothing."""

    title: str
    headers: tuple[tuple[str, Form], ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of a line, each with what it is called ('' for nothing)."""

    title: str
    points: tuple[tuple[float, float], ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of lines: shares up the side, from 0 to 1; intervals: place, low, high; ends: of what runs across."""

    title: str
    across: str
    upwards: str
    series: tuple[Series, ...]
    intervals: tuple[tuple[float, float, float], ...] = ()
    note: str = ""
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    id: str
    title: str
    lead: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()


def sections(record: Record) -> list[Section]:
    """Return all parts but page one, in order."""
    found = [_controls(record), _recall(record), _innocents(record), _scores(record)]
    return [*found, *([_comparison(record)] if record["comparison"] else []), _scope(record), _method(record)]


def _shares(
    title: str, names: Sequence[tuple[str, str]], rows: Sequence[Record], note: str = "", found: str = "Found"
) -> Table:
    """Return a table of shares. names: header and key of what a row is; found: what the tool did with a name."""
    columns: list[tuple[str, str, Form]] = [*((header, key, "text") for header, key in names), *_SHARE]
    headers = tuple((found if header == "Found" else header, form) for header, _, form in columns)
    return Table(title, headers, tuple(tuple(row[key] for _, key, _ in columns) for row in rows), note)


def _about(one: Record) -> tuple[str, ...]:
    """Say what a set is made of and what it shows, or why it was not asked."""
    if not one["tested"]:
        return (f"Not tested: {one['why_not']}.",)
    left = (f"Left out: {one['left']}.",) if one["left"] else ()
    return (f"Made of: {one['made_of']}", f"It shows {one['shows']}", *left)


def _controls(record: Record) -> Section:
    one = record["controls"]
    lead = (
        *_about(one),
        "Caught controls are not recall: nobody knows how listed parties really write their names.",
        interval(record),
    )
    if not one["tested"]:
        return Section("controls", one["title"], lead)
    tables = (
        _shares("By kind of change", [("Change", "how")], one["by_class"], found="Caught"),
        _shares("By script", [("Script", "script")], one["by_script"], found="Caught"),
        _shares(
            "By kind of change and script",
            [("Change", "how"), ("Script", "script")],
            one["by_class_and_script"],
            found="Caught",
        ),
    )
    return Section("controls", one["title"], lead, tables)


def _recall(record: Record) -> Section:
    lead, tables = [interval(record)], []
    for one in record["recall"]:
        if not one["tested"]:
            lead.append(f"{one['title']}: not tested: {one['why_not']}.")
            continue
        names = [("Names", "how"), ("Kind", "kind")]
        tables.append(_shares(one["title"], names, one["by_class"], " ".join(_about(one))))
        tables.append(_shares(f"{one['title']}: by script", [("Script", "script")], one["by_script"], _counted(one)))
        if one["near_names"]:
            told = (
                "Names of nobody listed that the package makes out of listed ones, asked of all lists by name alone. Alerts here "
                "are false, though an alert on a bare name so near a listed one may be wanted. Nothing follows for real customers."
            )
            tables.append(_near(f"{one['title']}: near names of other people", one["near_names"], told))
        if one["with_birth_date"]:
            told = "The persons of this set whose record tells a birth date, asked both ways."
            tables.append(
                _shares(f"{one['title']}: with birth date", [("Asked how", "asked_as")], one["with_birth_date"], told)
            )
    return Section("recall", "Recall on names that others made", tuple(lead), tuple(tables))


def _near(title: str, rows: Sequence[Record], note: str) -> Table:
    headers: tuple[tuple[str, Form], ...] = (
        ("Names", "text"), ("", "text"), ("Asked", "count"), ("Alerts", "count"), ("Share", "share"), ("from", "share"),
        ("to", "share"), ("", "text"), ("High", "count"),
    )  # fmt: skip
    keys = ("how", "", "asked", "found", "share", "low", "high", "", "found_high")
    return Table(title, headers, tuple(tuple(row[key] if key else "" for key in keys) for row in rows), note)


def _counted(one: Record) -> str:
    return "All names of the set." if one["counts"] == "all" else f"Names {one['counts']} only."


def _innocents(record: Record) -> Section:
    one, limit = record["innocents"], record["ratio_limit"]
    lead = (
        one["made_of"],
        "An alert is a score of medium or above. Times all: the group's load as a multiple of that of all of its kind; "
        f"▲ marks a load above {limit:g} times. By name alone, and as a whole row with what else it tells (birth date and "
        "nationality; "
        "a firm's country).",
        *([f"{one['rows_left']:,} rows could not be read and are left out."] if one["rows_left"] else []),
    )
    headers: tuple[tuple[str, Form], ...] = (
        ("Group", "text"), ("Script", "text"), ("Kind", "text"), ("Names", "count"), ("Alerts", "count"), ("Per 1,000", "load"),
        ("from", "load"), ("to", "load"), ("Times all", "times"), ("from", "times"), ("to", "times"), ("Limit", "text"),
        ("High", "count"), ("Alerts as rows", "count"), ("Per 1,000 as rows", "load"),
    )  # fmt: skip
    keys = ("group", "script", "kind", "asked", "found", "share", "low", "high", "ratio", "ratio_low", "ratio_high", "",
            "found_high", "found_as_rows", "share_as_rows")  # fmt: skip
    rows = tuple(
        tuple(row[key] if key else f"▲ above {limit:g}×" * row["is_above_limit"] for key in keys)
        for row in one["groups"]
    )
    return Section(
        "innocents", "Alerts on innocent names", lead, (Table("Alerts per 1,000 by group", headers, rows),)
    )


def _scores(record: Record) -> Section:
    medium = record["thresholds"]["medium"]
    lead = (
        record["reliability"]["labelled_from"], "A score is no probability: it orders pairs, and what share of a score's "
        "pairs is true "
        "depends on whom the table holds.",
    )  # fmt: skip
    return Section(
        "scores", "Scores and thresholds", lead, (_reliability(record), thresholds(record)),
        (_reliability_drawing(record), operating_curve(record), *found_by_threshold(record, medium)),
    )  # fmt: skip


def _reliability(record: Record) -> Table:
    usual = f"True if {record['listed_in_1000']:g} in 1,000 rows is listed"
    headers: tuple[tuple[str, Form], ...] = (
        ("Score from", "number"), ("below", "number"), ("Pairs", "count"), ("True", "count"), ("Share true", "share"),
        ("from", "share"),
        ("to", "share"), (usual, "share"),
    )  # fmt: skip
    keys = ("from", "to", "asked", "found", "share", "low", "high", "in_usual_table")
    rows = tuple(tuple(row[key] for key in keys) for row in record["reliability"]["bins"])
    return Table("How often a score is right", headers, rows)


def _reliability_drawing(record: Record) -> Drawing:
    bins = [row for row in record["reliability"]["bins"] if row["share"] is not None]
    points = tuple(((row["from"] + row["to"]) / 2, row["share"]) for row in bins)
    marks = tuple(((row["from"] + row["to"]) / 2, row["low"], row["high"]) for row in bins)
    usual = tuple(
        ((row["from"] + row["to"]) / 2, row["in_usual_table"]) for row in bins if row["in_usual_table"] is not None
    )
    series = (
        Series("pairs of this report", points),
        Series(f"if {record['listed_in_1000']:g} in 1,000 rows is listed", usual),
    )
    return Drawing("Reliability: share of true pairs by score", "score", "share true", series, marks, ends=(50, 100))


def _sets(record: Record) -> dict[str, str]:
    """Return the sets that were asked: title → what a legend calls them."""
    tested = [one["title"] for one in (record["controls"], *record["recall"]) if one["tested"]]
    return {one: f"{one} (no recall)" if one == record["controls"]["title"] else f"Recall: {one}" for one in tested}


def thresholds(record: Record) -> Table:
    """Return what every fifth threshold would do, and those in force."""
    force = {least: word for word, least in record["thresholds"].items()}
    titles, loads = _sets(record), list(record["curve"][0]["per_1000"])
    headers: list[tuple[str, Form]] = [("Threshold", "number"), ("In force as", "text")]
    headers += [(title, "share") for title in titles.values()] + [
        (f"Alerts per 1,000 {load}", "load") for load in loads
    ]
    rows = tuple(
        (row["threshold"], force.get(row["threshold"], ""), *(row.get(title) for title in titles),
         *(row["per_1000"][load] for load in loads))
        for row in record["curve"]
        if row["threshold"] % 5 == 0 or row["threshold"] in force
    )  # fmt: skip
    note = (
        "What would be found, and what people would have to look at, were medium to begin there. Caught controls are no "
        "recall. Caps "
        "on common names stand as the thresholds in force put them."
    )
    return Table("Threshold table", tuple(headers), rows, note)


def operating_curve(record: Record) -> Drawing:
    """Return what is found against what it costs in alerts, over all thresholds."""
    force = {least: word for word, least in record["thresholds"].items()}
    series = tuple(
        Series(
            told, tuple((row["per_1000"]["all innocents"], row[title]) for row in record["curve"]),
            tuple(f"{force[row['threshold']]} {row['threshold']}" if row["threshold"] in force else "" for row in record["curve"]),
        )
        for title, told in _sets(record).items()
    )  # fmt: skip
    return Drawing(
        "Operating curve: found against alerts", "alerts per 1,000 innocent names", "share found", series,
        note="Each point is a threshold (the least score that alerts), from 50 (right) to 99 (left); those in force are named. "
        "Up is better, left is cheaper. Caught controls are no recall.",
    )  # fmt: skip


def found_by_threshold(record: Record, medium: float) -> list[Drawing]:
    """Return what is found by threshold, which shows where a class breaks off."""
    series = tuple(
        Series(told, tuple((row["threshold"], row[title]) for row in record["curve"]))
        for title, told in _sets(record).items()
    )
    note = f"Medium begins at {medium:g} here. Caught controls are no recall."
    return (
        [Drawing("Found by threshold", "threshold", "share found", series, note=note, ends=(50, 100))]
        if series
        else []
    )


def worst(record: Record) -> list[Record]:
    """Return the misses that page one tells: the worst of each kind, the worst kinds first."""
    firsts: dict[tuple[str, str], Record] = {}
    for one in record["misses"]:
        firsts.setdefault((one["set"], one["how"]), one)
    return list(firsts.values())[:FIRST_MISSES]


def _comparison(record: Record) -> Section:
    one = record["comparison"]
    before = one["before"]
    lead = (
        f"Compared with the report as of {before['as_of']} (dprk-screen {before['tool_version']}, rules "
        f"{before['rules_version']}): "
        f"{one['classes_compared']:,} classes. A fall counts as worse where chance alone would hardly make it (1 %, "
        "one-sided): by the sign test where both "
        "reports asked the same names, by Fisher's exact test over all classes together where they asked others.",
        *(f"▲ {told}" for told in one["regressions"]), *([] if one["regressions"] else ["Nothing got worse beyond noise."]),
    )  # fmt: skip
    headers: tuple[tuple[str, Form], ...] = (
        ("Class", "text"), ("Before", "text"), ("Now", "text"), ("Newly out", "text"), ("Newly in", "text"),
        ("Chance", "number"), ("", "text"),
    )  # fmt: skip
    rows = tuple(
        (row["what"], "{:,} of {:,}".format(*row["before"]), "{:,} of {:,}".format(*row["now"]), _or_other(row["lost"]),
         _or_other(row["won"]), row["chance"], "▲ worse" * row["is_worse"])
        for row in one["compared"]
    )  # fmt: skip
    changed = tuple((text,) for text in one["changed"]) or (("nothing",),)
    tables = (
        Table("What differs in what was tested", (("Difference", "text"),), changed),
        Table("Classes that moved", headers, rows),
    )
    return Section("comparison", "Since the last report", lead, tables)


def _or_other(count: int | None) -> str:
    return "other names" if count is None else f"{count:,}"


def _scope(record: Record) -> Section:
    lists = tuple(
        (one["title"], one["date"] or "not stated", "unknown" if one["age_days"] is None else str(one["age_days"]), one["entries"],
         one["retrieved"] or "shipped", one["sha256"])
        for one in record["lists"]
    )  # fmt: skip
    headers: tuple[tuple[str, Form], ...] = (
        ("List", "text"), ("Data of", "text"), ("Days old", "text"), ("Entries", "count"), ("Stored on", "text"),
        ("SHA-256", "text"),
    )  # fmt: skip
    return Section(
        "scope", "Scope and audit",
        ("What this report speaks of. The same lists, rules, versions, seed and files give the same figures.",),
        (Table("Lists", headers, lists), Table("Set-up", (("What", "text"), ("Value", "text")), tuple(_setup(record))),
         Table("Tested and not tested", (("Part", "text"), ("State", "text")), tuple(_tested(record)))),
    )  # fmt: skip


def _setup(record: Record) -> Iterator[tuple[str, str]]:
    yield "As of", record["as_of"]
    yield "Tool", f"{record['tool']} {record['tool_version']}"
    yield "Rules version", record["rules_version"]
    for word, least in record["thresholds"].items():
        yield f"{word.capitalize()} from", f"{least:g}"
    yield "Changed from what is shipped", "; ".join(record["rule_changes"]) or "nothing"
    yield "Seed", str(record["seed"])
    yield "Controls of each class", f"{record['controls_per_class']:,}"
    if record["innocents"]["is_own"]:
        yield "Innocents", f"{record['innocents']['made_of']} SHA-256 {record['innocents']['sha256'] or 'none'}"
    else:
        yield "Invented names of each group and script", f"{record['names_per_group']:,}"
    yield from ((f"Read: {one['use']}", f"{one['name']}, SHA-256 {one['sha256']}") for one in record["files"])
    yield "Ties between publishers", f"same_as.csv, SHA-256 {record['ties_sha256']}"
    yield from ((name, version or "not installed") for name, version in record["versions"].items())


def _tested(record: Record) -> Iterator[tuple[str, str]]:
    for one in (record["controls"], *record["recall"]):
        yield (
            one["title"],
            f"tested on {one['all']['asked']:,} names" if one["tested"] else f"not tested: {one['why_not']}",
        )
    yield (
        "Alerts on innocent names",
        f"tested on {sum(row['asked'] for row in record['innocents']['groups'] if row['script'] == 'all'):,} names",
    )
    yield (
        "Red-flag rules",
        "not tested here: each has cases that fire and that do not, which dprk-screen rules test runs",
    )
    yield "Identifiers (passports, IMO numbers, BIC)", "not tested here"
    yield "Reading of tables, reports, decisions", "not tested here"


def _method(record: Record) -> Section:
    wanted: tuple[tuple[str, Form], ...] = (("Whose", "text"), ("What is asked for", "text"), ("Where", "text"))
    rows = tuple((one["title"], one["asks"], one["link"]) for one in record["references"])
    return Section(
        "method", "Why, and the limits", tuple(f"• {one}" for one in record["limits"]),
        (Table("Who asks for such evidence", wanted, rows, "In this project's words; the text itself rules."),),
    )  # fmt: skip


MISSES: tuple[tuple[str, str, Form], ...] = (
    ("Set", "set", "text"), ("Change or class", "how", "text"), ("Kind", "kind", "text"), ("Asked", "asked", "text"),
    ("Script", "script", "text"), ("Should have found", "wanted", "text"), ("Listed as", "listed_name", "text"),
    ("Nearest of its names", "nearest_name", "text"), ("Names it has", "names", "count"), ("Score (0: below 50)", "score", "score"),
    ("Alike, 0 to 100", "alike", "score"), ("Why, beside the nearest name", "why", "text"),
    ("Came back instead", "instead", "text"),
)  # fmt: skip
"""Header, key in the record and form of the columns of the misses."""
ALERTS: tuple[tuple[str, str, Form], ...] = (
    ("Group", "group", "text"), ("Script", "script", "text"), ("Kind", "kind", "text"), ("Asked", "asked", "text"),
    ("Score", "score", "score"), ("Possible match", "match", "text"),
)  # fmt: skip
"""The same of the innocents that alert."""
FIRST_MISSES = 12
"""How many misses page one tells."""
MISSES_NOTE = (
    "Every name that should have brought its entry back at medium or above and did not. On top what nothing excuses, then "
    "the pairs that "
    "a plain comparison of letters finds most alike."
)
ALERTS_NOTE = "Every innocent name that alerts by name alone, the highest score first."
