"""The sheet Red flags: each hit with its cells and their places, its state in words, law, exceptions and next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.decisions import REVIEW_BAND
from screen.model import Band, split_values
from screen.report.alerts import suppressed_columns
from screen.report.queue import ALERT_ID, CHECKSUM, DECISIONS, Queue, answers, decision_columns
from screen.report.standing import standing
from screen.report.table import Column, Link
from screen.report.wording import sentence

if TYPE_CHECKING:
    from screen.model import Sheet
    from screen.redflags.rule import Legal, Rule, RuleBook
    from screen.report.places import Places
    from screen.screening import Screening

_SPREADSHEETS = ("xlsx", "xlsm", "xls", "xlsb", "ods")
CONTEXT = "context"  # of a rule that weighs nothing by itself
_NAMES = ("name", "family_name", "name_original", "given_name")
_OPEN = "legal test open: "


def flag_columns() -> list[Column]:
    """Return the columns of Red flags."""
    return [
        Column("Level", 11), Column("Party", 26), Column("Row", 22), Column("Rule", 8), Column("Red flag", 34),
        Column("Why", 44), Column("Cells", 44), Column("State", 34), Column("Next step", 44), *decision_columns(),
        Column("Where it stands", 28), Column("Legal basis", 44), Column("Exceptions considered", 40),
        Column("Why this level", 34), Column("Source", 34), Column("Reference", 14), Column(ALERT_ID, 13),
        Column(CHECKSUM, 15),
    ]  # fmt: skip


class Flags:
    """The hits of a screening as rows for people, the most urgent party first."""

    def __init__(self, screening: Screening, places: Places, queue: Queue) -> None:
        self._screening, self._places, self._queue = screening, places, queue
        self._cells, self._steps = CellPlaces(screening), Steps(screening)
        self._rules = {rule.id: rule for rule in screening.rules}
        keys = zip(screening.parties["sheet"], screening.parties["row"], strict=True)
        self._names = dict(zip(keys, screening.parties["name"], strict=True))
        hits = list(enumerate(screening.hits.itertuples(index=False)))
        self._hits = [(place, hit) for place, hit in hits if not queue.is_suppressed("hit", place)]
        self._suppressed = [(place, hit) for place, hit in hits if queue.is_suppressed("hit", place)]
        self._hits.sort(key=lambda one: (queue.order[one[1].sheet, one[1].row], -Band.of(one[1].level), one[1].rule))

    @property
    def parties(self) -> list[tuple[str, int]]:
        """The party of each row, in order."""
        return [(hit.sheet, hit.row) for _, hit in self._hits]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows of Red flags; a context hit has no green cells, it weighs nothing."""
        columns = flag_columns()
        for place, hit in self._hits:
            alert = self._queue.of("hit", place)
            green = answers(alert) if alert else [""] * len(DECISIONS)
            row = self._row(hit, green, standing(alert) if alert else self._without_alert(hit))
            yield self._queue.written(alert, columns, row) if alert else [*row, "", ""]

    def _without_alert(self, hit: Any) -> str:
        """Say why a hit is nothing to decide on: it goes with the match, or weighs too little."""
        is_restated = self._rules[hit.rule].restates_match and Band.of(hit.level) >= REVIEW_BAND
        return "decided with the match: see Alerts" if is_restated else ""

    def suppressed(self) -> Iterator[list[Any]]:
        """Yield the hits that a decision suppresses, for the sheet Suppressed."""
        for place, hit in self._suppressed:
            alert = self._queue.of("hit", place)
            assert alert is not None
            cells = [
                Band.of(hit.level), "red flag", self._names[hit.sheet, hit.row], self._rules[hit.rule].title,
                sentence(hit.why), *answers(alert), standing(alert), self._places.party(hit.sheet, hit.row),
                self._queue.references.get((hit.sheet, hit.row), ""), hit.rule,
            ]  # fmt: skip
            yield self._queue.written(alert, suppressed_columns(), cells)

    def _row(self, hit: Any, green: list[Any], stands: str) -> list[Any]:
        rule = self._rules[hit.rule]
        source = rule.sources[0]
        return [
            Band.of(hit.level) or CONTEXT, self._names[hit.sheet, hit.row], self._places.party(hit.sheet, hit.row), hit.rule,
            rule.title, sentence(hit.why), "\n".join(self._cells.placed(hit.sheet, hit.row, split_values(hit.cells))),
            state(hit), "\n".join(self._steps.of(hit, rule)), *green, stands,
            "\n".join(map(legal_basis, rule.legal)) or "No legal test: a sign only.",
            "\n".join(exceptions(hit, rule, self._screening.rules)), rule.level_reason,
            Link(f"{source.title}, {source.issuer}, {source.date}", source.link),
            self._queue.references.get((hit.sheet, hit.row), ""),
        ]  # fmt: skip


class CellPlaces:
    """Where the cells behind a hit stand in the customer's spreadsheet."""

    def __init__(self, screening: Screening) -> None:
        self._sheets = {sheet.name: sheet for sheet in screening.intake.sheets}
        self._has_letters = screening.audit.input.format in _SPREADSHEETS
        self._letters: dict[str, dict[str, str]] = {}
        self._named: dict[str, str] = {}

    def placed(self, sheet: str, row: int, cells: tuple[str, ...]) -> list[str]:
        """Return "C12 Address: 12 Sungri St" for "Address: 12 Sungri St"; the header alone where there are no letters."""
        if not self._has_letters or sheet not in self._sheets:
            return list(cells)
        letters = self._of(self._sheets[sheet])
        return [f"{letters[header]}{row} {cell}" if (header := _header(cell, letters)) else cell for cell in cells]

    def of(self, sheet: str, row: int, cells: tuple[str, ...]) -> list[str]:
        """Return "C12" for each cell whose column has a letter, each once."""
        if not self._has_letters or sheet not in self._sheets:
            return []
        letters = self._of(self._sheets[sheet])
        found = (letters[header] for cell in cells if (header := _header(cell, letters)))
        return list(dict.fromkeys(f"{letter}{row}" for letter in found))

    def of_name(self, sheet: str, row: int) -> str:
        """Return the cell that names the party, '' where there are no letters."""
        if not self._has_letters or sheet not in self._sheets:
            return ""
        if sheet not in self._named:
            fields = {use.field: use.header for use in reversed(self._sheets[sheet].columns)}
            header = next((fields[name] for name in _NAMES if name in fields), "")
            self._named[sheet] = self._of(self._sheets[sheet])[header] if header else ""
        return f"{self._named[sheet]}{row}" if self._named[sheet] else ""

    def _of(self, sheet: Sheet) -> dict[str, str]:
        """Return header → letter: the columns of a sheet stand in its own order, from A."""
        from openpyxl.utils import get_column_letter

        if sheet.name not in self._letters:
            self._letters[sheet.name] = {
                use.header: get_column_letter(place) for place, use in enumerate(sheet.columns, start=1)
            }
        return self._letters[sheet.name]


def _header(cell: str, headers: dict[str, str]) -> str:
    """Return the header a "Header: cell" begins with; a header may hold a colon itself, so the longest counts."""
    return max((header for header in headers if cell.startswith(f"{header}: ")), key=len, default="")


def fired_headers(cells: Sequence[str], headers: Sequence[str]) -> set[str]:
    """Return which columns the cells of a hit stand in, whether or not they are told with their place ("C12 Address: …")."""
    known = dict.fromkeys(headers, "")
    return {_header(cell, known) or _header(cell.partition(" ")[2], known) for cell in cells} - {""}


def state(hit: Any) -> str:
    """Say in words whether a rule fired, its legal test is open (and what to ask for), or an exception holds."""
    if hit.state == "excepted":
        return f"exception {', '.join(split_values(hit.exceptions))} holds"
    if hit.state == "open":
        asked = hit.why.partition("egal test open: ")[2]
        return sentence(_OPEN + asked) if asked else "legal test open"
    return "fired"


def legal_basis(basis: Legal) -> str:
    """Return instrument, paragraph, day, who is bound, and whether the text was not read in the original."""
    text = f"{basis.instrument} {basis.paragraph}".strip() + f" of {basis.date}; binds {basis.bound}"
    text += f" ({basis.territory})" if basis.territory else ""
    return text + ("" if basis.read_in_original else "; not read in the original")


def exceptions(hit: Any, rule: Rule, book: RuleBook) -> list[str]:
    """Return what was considered: each exception of the rule that holds, is to be asked about, or was ruled out."""
    named = split_values(hit.exceptions)
    found = []
    for key in dict.fromkeys(one.exception.id for one in rule.unless):
        known = book.exceptions[key]
        if key not in named:
            found.append(f"{key} {known.title}: no sign of it")
        elif hit.state == "excepted":
            found.append(f"{key} {known.title}: holds")
        else:
            found.append(f"{key} {known.title}: {known.ask}")
    return found


class Steps:
    """The next steps of a hit: its rule's own, and those rules/next_steps.yml adds."""

    def __init__(self, screening: Screening) -> None:
        self._added = added_steps()
        self._true = {step["fact"]: self._where(step["fact"], screening) for step in self._added if "fact" in step}

    @staticmethod
    def _where(fact: str, screening: Screening) -> set[tuple[str, int]]:
        from screen.redflags.facts import FACTS, Context

        table = screening.intake.table
        values = (
            FACTS[fact].ask(Context(screening.intake, screening.standing_matches, None, screening.audit.as_of)).values
        )
        keys = zip(table["sheet"], table["row"], strict=True)
        return {key for key, value in zip(keys, values, strict=True) if value is True}

    def of(self, hit: Any, rule: Rule) -> list[str]:
        """Return the steps of one hit, those that protect a person first."""
        added = [
            step["step"]
            for step in self._added
            if (hit.rule in step.get("rules", ()) and hit.state != "excepted")
            or (hit.sheet, hit.row) in self._true.get(step.get("fact", ""), ())
        ]
        return [*added, rule.next_step]


@cache
def added_steps() -> tuple[dict[str, Any], ...]:
    """Load rules/next_steps.yml once."""
    return tuple(
        {**step, "step": " ".join(step["step"].split())} for step in read_yaml(rules_file("next_steps.yml"))["steps"]
    )
