"""The matches that the user's own reviewers confirmed, from decisions files and the records of reports; no file is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screen.assurance.questions import Question, script_of
from screen.errors import TableError
from screen.model import Disposition

if TYPE_CHECKING:
    from screen.decisions import Journal

_FIELDS = ("birth_date", "nationality", "gender", "country")


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


def of_record(record: Mapping[str, Any], where: str) -> list[Confirmed]:
    """Return what the record of a screening says was confirmed; raises TableError for a record of another shape."""
    try:
        parties = {(one["sheet"], one["row"]): one for one in record["parties"]}
        return [
            _reported(parties[one["sheet"], one["row"]], record["matches"][one["place"]])
            for one in record["alerts"]
            if one["what"] == "match" and one["disposition"] == Disposition.TRUE_MATCH.value
        ]
    except (KeyError, IndexError, TypeError) as problem:
        raise TableError(
            f"{where}: is no report on a table that this version reads. Screen the table again."
        ) from problem


def _reported(party: Mapping[str, Any], match: Mapping[str, Any]) -> Confirmed:
    place = f"{party['sheet']}, row {party['row']}" if party["sheet"] else f"row {party['row']}"
    references = tuple(str(match["references"]).split())
    cells = tuple((name, str(party[name])) for name in _FIELDS if party.get(name))
    return Confirmed(str(party["name"]), references, place, str(party.get("kind", "")), cells)


def questions(
    confirmed: Sequence[Confirmed], clusters: Mapping[str, str], kinds: Mapping[str, str], not_imported: int = 0
) -> tuple[list[Question], str]:
    """Return what can be asked, and in words what cannot.

    clusters: reference → party, of the entries in use; kinds: reference → kind of the entry; not_imported: decisions that stand
    in a workbook and in no record.
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
    left += [not_imported_in_words(not_imported)] if not_imported else []
    return list(asked.values()), ", ".join(left)


def not_imported_in_words(count: int) -> str:
    """Say how many decisions stand in a workbook only."""
    return f"{count:,} decision{'s' * (count != 1)} written into a workbook and not imported"
