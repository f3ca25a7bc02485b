"""The sheets of the workbook that hold one table each: columns and rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.model import Band
from screen.redflags.interview import questions
from screen.redflags.rule import PROFILES
from screen.report.table import HEADER_ROWS, Answer, Column, Link, place

if TYPE_CHECKING:
    from screen.screening import Screening

DECISIONS = ("Decision", "Reason", "Comment", "Reviewer", "Decided on")
_FIELD_WORDS = {"imo": "IMO number", "bic": "BIC", "email": "E-mail", "id_number": "Identity number"}
_QUALITY_WORDS = {
    "name": "primary name", "strong": "strong alias", "weak": "weak alias", "derived": "derived name",
}  # fmt: skip
_ASKED_FOR = {"person": ("Birth date", "Nationality", "Passport"), "vessel": ("IMO number",)}
_ASKED_FOR_ELSE = ("Country", "Registration number", "Address")


@dataclass
class Places:
    """Where things stand in the workbook, so that sheets can link to each other: (sheet, row) → target."""

    parties: dict[tuple[str, int], str]
    titles: dict[str, str]

    def party(self, sheet: str, row: int) -> Link:
        """Return a link to a party's own row."""
        text = f"{sheet}, row {row}" if sheet else f"row {row}"
        return Link(text, self.parties[sheet, row]) if (sheet, row) in self.parties else Link(text, "")


def alert_id(party_id: str, reference: str) -> str:
    """Return the stable id of an alert: it follows from party and entry, not from their place."""
    return hashlib.sha256(f"{party_id}|{reference}".encode()).hexdigest()[:10]


# ---- alerts ----------------------------------------------------------------------------------------------


def alert_columns() -> list[Column]:
    """Return the columns of Alerts and Near misses."""
    return [
        Column("Band", 11), Column("Score", 8), Column("Party", 26), Column("Listed party", 30), Column("Why", 52),
        Column("Would settle it", 30), Column("Agrees", 34), Column("Contradicts", 30), Column("Not known", 22),
        *(Column(header, 15, "decide") for header in DECISIONS),
        Column("Row", 16), Column("Reference", 14), Column("Name that matched", 28), Column("Kind of name", 12),
        Column("How common", 13), Column("On lists", 26), Column("Programme", 16), Column("Listed on", 12),
        Column("Status", 11), Column("About the entry", 40), Column("Entry", 18), Column("Alert id", 13),
    ]  # fmt: skip


def alert_rows(screening: Screening, places: Places, *, near_misses: bool) -> Iterator[list[Any]]:
    """Yield one row per match: grouped by party, most urgent party first."""
    matches = screening.matches
    order = urgency(screening)
    references = dict(
        zip(zip(screening.intake.table["sheet"], screening.intake.table["row"], strict=True),
            screening.intake.table["reference"], strict=True)
    )  # fmt: skip
    chosen = [
        (order[match.sheet, match.row], place, match)
        for place, match in enumerate(matches.itertuples(index=False))
        if (match.band == "low") is near_misses
    ]
    fields = _evidence(screening)
    decisions = ["open", "", "", "", ""] if near_misses else [Answer("open"), *[Answer()] * (len(DECISIONS) - 1)]
    for _, position, match in sorted(chosen, key=lambda one: (one[0], -Band.of(one[2].band), -one[2].score, one[1])):
        agrees, against, unknown = fields.get(position, ((), (), ()))
        yield [
            Band.of(match.band), match.score, match.name, match.entry_name, sentence(match.why), match.would_settle,
            "\n".join(agrees), "\n".join(against), "\n".join(unknown),
            *decisions,
            places.party(match.sheet, match.row), references.get((match.sheet, match.row), ""), match.matched_name,
            _QUALITY_WORDS.get(match.alias_quality, "identifier only"),
            match.rarity, match.references, match.programs, match.listed_on, match.legal_status, match.about,
            Link(f"{match.list} {match.entry_id}", match.link), alert_id(match.party_id, match.references),
        ]  # fmt: skip


def urgency(screening: Screening) -> dict[tuple[str, int], tuple[int, int, int]]:
    """Return (sheet, row) → sort key: the most urgent party first."""
    parties = screening.parties
    keys = zip(parties["sheet"], parties["row"], parties["band"], parties["risk"], strict=True)
    return {(sheet, row): (-Band.of(band), -risk, place) for place, (sheet, row, band, risk) in enumerate(keys)}


def _evidence(screening: Screening) -> dict[int, tuple[list[str], list[str], list[str]]]:
    """Return per match what agrees, contradicts and is not known, both values side by side."""
    found: dict[int, tuple[list[str], list[str], list[str]]] = {}
    for item in screening.evidence.itertuples(index=False):
        agrees, against, _ = found.setdefault(item.match, ([], [], []))
        word = _FIELD_WORDS.get(item.field, item.field.replace("_", " ").capitalize())
        line = f"{word}: {item.asked} | {item.listed}" if item.asked or item.listed else f"{word}: {item.why}"
        (against if item.verdict == "contradicts" else agrees).append(line)
    compared = {position: {line.split(":")[0] for line in (*a, *b)} for position, (a, b, _) in found.items()}
    for position, kind in enumerate(screening.matches["entry_kind"]):
        if position in found:
            wanted = _ASKED_FOR.get(kind, _ASKED_FOR_ELSE)
            found[position][2].extend(word for word in wanted if word not in compared[position])
    return found


def sentence(text: str) -> str:
    """Return a text with a full stop where it has no end."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


# ---- parties ---------------------------------------------------------------------------------------------


def party_columns(sheet: Any) -> list[Column]:
    """Return the customer's own columns, then ours."""
    own = [
        Column(header, min(40, max(10, _longest(sheet.written[header]) + 2)), "customer")
        for header in sheet.written.columns
    ]
    ours = [Column("Band", 12), Column("Risk", 7), Column("Top reason", 60), Column("Matches", 9), Column("Red flags", 10),
            Column("Row", 7), Column("Read as", 14)]  # fmt: skip
    return own + ours


def _longest(cells: Any) -> int:
    return max((len(str(cell)) for cell in cells[:200]), default=8)


def party_rows(screening: Screening, sheet: Any) -> Iterator[list[Any]]:
    """Yield every input row of a sheet: the customer's cells, then band and reason, or why it was skipped."""
    assessed = {
        row.row: row for row in screening.parties[screening.parties["sheet"] == sheet.name].itertuples(index=False)
    }
    matched = screening.matches[screening.matches["sheet"] == sheet.name]["row"].value_counts().to_dict()
    flagged = screening.hits[screening.hits["sheet"] == sheet.name]["row"].value_counts().to_dict()
    skipped = {
        problem.row: problem.message
        for problem in screening.problems[screening.problems["sheet"] == sheet.name].itertuples(index=False)
        if problem.code.startswith("row-skipped-")
    }
    for number, cells in zip(sheet.written.index.tolist(), sheet.written.to_numpy().tolist(), strict=True):
        party = assessed.get(number)
        if party is None:
            yield [*cells, "not screened", "", skipped.get(number, ""), "", "", number, ""]
        else:
            yield [*cells, Band.of(party.band), party.risk, party.top_reason, matched.get(number, 0),
                   flagged.get(number, 0), number, party.kind or "not told"]  # fmt: skip


def sheet_titles(names: Sequence[str]) -> dict[str, str]:
    """Return a valid, unique title for the Parties sheet of each input sheet."""
    titles: dict[str, str] = {}
    for name in names:
        bare = "".join("-" if c in r"[]:*?/\'" else c for c in name).strip() or ""
        title = ("Parties" if len(names) == 1 or not bare else f"Parties {bare}")[:31]
        number = 2
        while title.lower() in {used.lower() for used in titles.values()}:
            title = f"{title[:27]} {number}"
            number += 1
        titles[name] = title
    return titles


def party_places(screening: Screening, titles: dict[str, str]) -> Places:
    """Work out where each party will stand."""
    found = {}
    for sheet in screening.intake.sheets:
        for offset, number in enumerate(sheet.written.index.tolist(), start=HEADER_ROWS + 1):
            found[sheet.name, number] = place(titles[sheet.name], offset)
    return Places(found, titles)


# ---- data quality, rules not tested ----------------------------------------------------------------------


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
        Column("Seen", 30, "decide"),
        Column("Kind of table", 16),
        Column("Source", 50),
    ]


def interview_rows(screening: Screening) -> Iterator[list[Any]]:
    """Yield each question that concerns the kind of table screened."""
    for item in questions([one.id for one in screening.audit.profiles] or PROFILES):
        told = "\n".join(f"{source.issuer}: {source.title} ({source.date})" for source in item.sources)
        yield [item.id, item.ask, item.why, "", ", ".join(item.profiles), told]
