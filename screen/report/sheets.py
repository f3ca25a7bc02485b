"""The sheets of the workbook that hold one table each: columns and rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.model import Band, split_values
from screen.report.table import Column, Link, place

if TYPE_CHECKING:
    from screen.screening import Screening

HEADER_ROWS = 3
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
    order = _urgency(screening)
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
    for _, position, match in sorted(chosen, key=lambda one: (one[0], -Band.of(one[2].band), -one[2].score, one[1])):
        agrees, against, unknown = fields.get(position, ((), (), ()))
        yield [
            Band.of(match.band), match.score, match.name, match.entry_name, _sentence(match.why), match.would_settle,
            "\n".join(agrees), "\n".join(against), "\n".join(unknown),
            "open", "", "", "", "",
            places.party(match.sheet, match.row), references.get((match.sheet, match.row), ""), match.matched_name,
            _QUALITY_WORDS.get(match.alias_quality, "identifier only"),
            match.rarity, match.references, match.programs, match.listed_on, match.legal_status, match.about,
            Link(f"{match.list} {match.entry_id}", match.link), alert_id(match.party_id, match.references),
        ]  # fmt: skip


def _urgency(screening: Screening) -> dict[tuple[str, int], tuple[int, int, int]]:
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


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


# ---- red flags -------------------------------------------------------------------------------------------


def flag_columns() -> list[Column]:
    """Return the columns of Red flags."""
    return [
        Column("Level", 11), Column("Party", 26), Column("Row", 16), Column("Rule", 8), Column("Red flag", 34),
        Column("Why", 44), Column("Cells", 44), Column("State", 9), Column("Ask about", 40), Column("Next step", 40),
        Column("Legal basis", 34), Column("Source", 34),
    ]  # fmt: skip


def flag_rows(screening: Screening, places: Places) -> Iterator[list[Any]]:
    """Yield one row per hit, most urgent party first."""
    order = _urgency(screening)
    names = dict(
        zip(
            zip(screening.parties["sheet"], screening.parties["row"], strict=True),
            screening.parties["name"],
            strict=True,
        )
    )
    hits = sorted(
        screening.hits.itertuples(index=False),
        key=lambda hit: (order[hit.sheet, hit.row], -Band.of(hit.level), hit.rule),
    )
    for hit in hits:
        rule = screening.rules[hit.rule]
        asks = [f"{key}: {screening.rules.exceptions[key].ask}" for key in split_values(hit.exceptions)]
        legal = [
            f"{basis.instrument} {basis.paragraph}".strip()
            + ("" if basis.read_in_original else " (not read in the original)")
            for basis in rule.legal
        ]
        source = rule.sources[0]
        yield [
            Band.of(hit.level), names[hit.sheet, hit.row], places.party(hit.sheet, hit.row), hit.rule, rule.title,
            _sentence(hit.why), "\n".join(split_values(hit.cells)), hit.state, "\n".join(asks), rule.next_step,
            "\n".join(legal) or "no legal test, a sign only", Link(f"{source.title}, {source.issuer}, {source.date}", source.link),
        ]  # fmt: skip


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
    return [Column("Sheet", 18), Column("Rule", 8), Column("Red flag", 60), Column("Would need a column for", 60)]


def untested_rows(screening: Screening) -> Iterator[list[Any]]:
    """Yield each rule that lacked its columns."""
    for row in screening.untested.itertuples(index=False):
        yield [row.sheet, row.rule, row.title, row.missing]
