"""The sheets that hold every party: the customer's rows with what came of them, and those with nothing to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from screen.matching.policy import policy
from screen.model import Band, Disposition
from screen.report.queue import Queue
from screen.report.table import Column

if TYPE_CHECKING:
    from screen.report.places import Places
    from screen.screening import Screening


def party_columns(sheet: Any) -> list[Column]:
    """Return the customer's own columns, then ours."""
    own = [
        Column(header, min(40, max(10, _longest(sheet.written[header]) + 2)), "customer")
        for header in sheet.written.columns
    ]
    ours = [Column("Band", 12), Column("Risk", 7), Column("Top reason", 60), Column("Matches", 9), Column("Red flags", 10),
            Column("Suppressed", 11), Column("Row", 7), Column("Read as", 14)]  # fmt: skip
    return own + ours


def _longest(cells: Any) -> int:
    return max((len(str(cell)) for cell in cells[:200]), default=8)


def party_rows(screening: Screening, sheet: Any, places: Places) -> Iterator[list[Any]]:
    """Yield every input row of a sheet: the customer's cells, then band and reason, or why it was skipped."""
    assessed = {
        row.row: row for row in screening.parties[screening.parties["sheet"] == sheet.name].itertuples(index=False)
    }
    matched, flagged = _counts(screening.standing_matches, sheet), _counts(screening.standing_hits, sheet)
    held = screening.alerts[screening.alerts["state"] == "suppressed"]
    hidden, decided = _counts(held, sheet), _decided(screening, sheet)
    skipped = {
        problem.row: problem.message
        for problem in screening.problems[screening.problems["sheet"] == sheet.name].itertuples(index=False)
        if problem.code.startswith("row-skipped-")
    }
    for number, cells in zip(sheet.written.index.tolist(), sheet.written.to_numpy().tolist(), strict=True):
        party = assessed.get(number)
        if party is None:
            yield [*cells, "not screened", "", skipped.get(number, ""), "", "", "", number, ""]
            continue
        reason = "; ".join(filter(None, (decided.get(number, ""), party.top_reason)))
        yield [
            *cells, Band.of(party.band), party.risk, reason, places.count("Alerts", sheet.name, number, matched.get(number, 0)),
            places.count("Red flags", sheet.name, number, flagged.get(number, 0)), hidden.get(number, 0), number,
            party.kind or "not told",
        ]  # fmt: skip


def _counts(table: Any, sheet: Any) -> dict[int, int]:
    return Counter(table.loc[table["sheet"] == sheet.name, "row"].tolist())


def _decided(screening: Screening, sheet: Any) -> dict[int, str]:
    """Return what was confirmed or escalated of each row, in words."""
    alerts = screening.alerts[(screening.alerts["sheet"] == sheet.name) & (screening.alerts["state"] == "decided")]
    found: dict[int, str] = {}
    for row, word, who, day in zip(*(alerts[c] for c in ("row", "earlier", "reviewer", "decided_on")), strict=True):
        if Disposition(word).stays_on_top:
            label = "Confirmed match" if Disposition(word) is Disposition.TRUE_MATCH else "Escalated"
            found.setdefault(row, f"{label} ({who}, {day})")
    return found


# ---- nothing found ---------------------------------------------------------------------------------------


def cleared_columns() -> list[Column]:
    """Return the columns of Nothing found."""
    return [
        Column("Band", 14), Column("Party", 30), Column("Row", 22), Column("Reference", 14), Column("Nearest entry", 34),
        Column("Score", 8), Column("How near", 60), Column("Rules tested", 13), Column("Rules not tested", 44),
        Column("Suppressed", 11),
    ]  # fmt: skip


def cleared_rows(screening: Screening, places: Places, queue: Queue) -> Iterator[list[Any]]:
    """Yield every party below medium with its best near miss and the rules its sheet had no columns for."""
    nearest = _nearest(screening)
    untested = _untested(screening)
    every = len(screening.rules_in_use)
    far = f"No listed name scored {policy().name['retrieve_from']:g} of 100, and no number agreed."
    held = Counter(
        (one["sheet"], one["row"]) for one in screening.alerts.to_dict("records") if one["state"] == "suppressed"
    )
    columns = (screening.parties[name].tolist() for name in ("sheet", "row", "name", "band"))
    for sheet, row, name, word in zip(*columns, strict=True):
        if Band.of(word) >= Band.MEDIUM:
            continue
        lacking = untested.get(sheet, ())
        yield [
            Band.of(word), name, places.party(sheet, row), queue.references.get((sheet, row), ""),
            *nearest.get((sheet, row), ("", "", far)),
            f"{every - len(lacking)} of {every}", ", ".join(lacking), held[sheet, row] or "",
        ]  # fmt: skip


def _nearest(screening: Screening) -> dict[tuple[str, int], tuple[str, float, str]]:
    """Return what came nearest to each row: a pair too far apart for a match, else its best match that is not suppressed."""
    near, lists = screening.nearest, {one.id: one.publisher for one in screening.lists}
    columns = ("sheet", "row", "list", "entry_id", "entry_name", "score")
    found = {
        (sheet, row): (f"{name} ({lists.get(list_id, list_id)}:{entry})", score, "Too far apart for a match.")
        for sheet, row, list_id, entry, name, score in zip(*(near[c].tolist() for c in columns), strict=True)
    }
    matches = screening.standing_matches
    columns = ("sheet", "row", "entry_name", "references", "score", "why")
    for sheet, row, name, references, score, why in zip(*(matches[c].tolist() for c in columns), strict=True):
        if (sheet, row) not in found or score > found[sheet, row][1]:
            found[sheet, row] = (f"{name} ({references})", score, why)
    return found


def _untested(screening: Screening) -> dict[str, tuple[str, ...]]:
    """Return the rules that each sheet had no columns for."""
    found: dict[str, dict[str, None]] = {}
    for sheet, rule in zip(screening.untested["sheet"], screening.untested["rule"], strict=True):
        found.setdefault(sheet, {})[rule] = None
    return {sheet: tuple(sorted(rules)) for sheet, rules in found.items()}
