"""The sheets that say what could not be read or tested, and what a person has to ask: one table each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from screen.redflags.interview import questions
from screen.redflags.rule import PROFILES
from screen.report.table import Answer, Column

if TYPE_CHECKING:
    from screen.report.places import Places
    from screen.screening import Screening


def problem_columns() -> list[Column]:
    """Return the columns of Data quality."""
    return [
        Column("Sheet", 18),
        Column("Row", 16),
        Column("Column", 22),
        Column("What it is", 24),
        Column("What to do", 90),
    ]


def problem_rows(screening: Screening, places: Places) -> Iterator[list[Any]]:
    """Yield every note on the data: the sheets' own first, then rows and cells."""
    for sheet in screening.intake.sheets:
        for note in sheet.notes:
            yield [sheet.name, "", "", "note", note]
    for problem in screening.problems.itertuples(index=False):
        where = places.party(problem.sheet, problem.row) if problem.row else ""
        yield [problem.sheet, where, problem.column, problem.code, problem.message]


def untested_columns() -> list[Column]:
    """Return the columns of Rules not tested."""
    return [
        Column("Rule", 8),
        Column("Red flag", 60),
        Column("Would need a column for", 50),
        Column("Level", 11),
        Column("Not tested on", 30),
    ]


def untested_rows(screening: Screening) -> Iterator[list[Any]]:
    """Yield each rule that lacked its columns, once, with the column that would help; the most severe first."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in screening.untested.itertuples(index=False):
        found.setdefault((row.rule, row.missing), []).append(row.sheet)
    every = {sheet.name for sheet in screening.intake.sheets}
    rules = {rule.id: rule for rule in screening.rules}
    lines: dict[str, tuple[list[str], list[str]]] = {}
    for (rule, missing), names in found.items():
        needs, where = lines.setdefault(rule, ([], []))
        needs.append(missing)
        where.extend(names)
    for rule in sorted(lines, key=lambda one: (-rules[one].level, one)):
        needs, where = lines[rule]
        sheets = "any sheet" if set(where) == every else ", ".join(where)
        yield [rule, rules[rule].title, "\n".join(needs), rules[rule].level or "context", sheets]


def interview_columns() -> list[Column]:
    """Return the columns of Interview checklist, with a green one for what was seen."""
    return [
        Column("Red flag", 10),
        Column("Ask or look at", 70),
        Column("Why", 60),
        Column("Seen", 30, "decide", form="text"),
        Column("Kind of table", 16),
        Column("Source", 50),
    ]


def interview_rows(screening: Screening) -> Iterator[list[Any]]:
    """Yield each question that concerns the kind of table screened."""
    for item in questions([one.id for one in screening.audit.profiles] or PROFILES):
        told = "\n".join(f"{source.issuer}: {source.title} ({source.date})" for source in item.sources)
        yield [item.id, item.ask, item.why, Answer(), ", ".join(item.profiles), told]
