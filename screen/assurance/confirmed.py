"""The matches that the user's own reviewers confirmed, from decisions files and reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.assurance.questions import Question, script_of
from screen.errors import UsageError
from screen.model import Disposition

if TYPE_CHECKING:
    from screen.decisions import Journal

_FIELDS = ("birth_date", "nationality", "gender", "country")
_NO_REPORT = "is no .json report of this tool on a table. Write one with dprk-screen check TABLE -o report.json."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One confirmed match. names: '' where a keyed file has left them out; place: what a report may call the party."""

    name: str
    references: tuple[str, ...]
    place: str
    kind: str = ""
    cells: tuple[tuple[str, str], ...] = ()


def of_journal(journal: Journal) -> Iterator[Confirmed]:
    """Yield what the decisions in force confirm."""
    latest = {(one.party, one.target): one for one in journal.events if one.what == "match"}
    for number, one in enumerate(latest.values(), start=1):
        if one.disposition is not Disposition.TRUE_MATCH:
            continue
        born = one.basis.get("birth_date", "")
        is_plain = bool(one.name)  # a keyed file keeps neither names nor dates
        yield Confirmed(
            one.name, one.targets, one.reference or f"confirmed match {number}",
            cells=(("birth_date", str(born)),) if is_plain and born else (),
        )  # fmt: skip


def of_report(path: Path) -> Iterator[Confirmed]:
    """Yield what a .json report says was confirmed; raises UsageError for anything else."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        parties = {(one["sheet"], one["row"]): one for one in record["parties"]}
        matches, alerts = record["matches"], record["alerts"]
        for one in alerts:
            if one["what"] == "match" and one["disposition"] == Disposition.TRUE_MATCH.value:
                yield _reported(parties[one["sheet"], one["row"]], matches[one["place"]])
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError) as problem:
        raise UsageError(f"{path}: {_NO_REPORT}") from problem


def _reported(party: Mapping[str, Any], match: Mapping[str, Any]) -> Confirmed:
    place = f"{party['sheet']}, row {party['row']}" if party["sheet"] else f"row {party['row']}"
    references = tuple(str(match["references"]).split())
    cells = tuple((name, str(party[name])) for name in _FIELDS if party.get(name))
    return Confirmed(str(party["name"]), references, place, str(party.get("kind", "")), cells)


def questions(
    confirmed: Sequence[Confirmed], clusters: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[list[Question], str]:
    """Return what can be asked, and in words what cannot.

    clusters: reference → party, of the entries in use; kinds: reference → kind of the entry.
    """
    asked: dict[tuple[str, str], Question] = {}
    nameless = gone = 0
    for one in confirmed:
        reference = next((name for name in one.references if name in clusters), "")
        if not one.name:
            nameless += 1
        elif not reference:
            gone += 1
        else:
            kind = one.kind or kinds[reference]
            question = Question(
                one.name, kind, reference, "confirmed by a reviewer", script_of(one.name), "", one.cells, one.place
            )
            asked.setdefault((one.name, clusters[reference]), question)
    left = [f"{nameless} without a name (a keyed decisions file)"] if nameless else []
    left += [f"{gone} on no list in use"] if gone else []
    return list(asked.values()), ", ".join(left)
