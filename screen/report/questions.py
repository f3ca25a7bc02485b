"""The sheet Questions to send: neutral requests, the same for everybody of a kind, and whom nobody may write to yet.

Nothing here tells what a list says or what would settle an alert: that is for the reviewer only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.matching.keys import PARTY_FIELDS
from screen.model import Band, Disposition, Kind
from screen.plain_file import shown
from screen.report.flags import added_steps
from screen.report.listing import Listing, write_listing
from screen.report.output import write_text
from screen.report.table import Answer, Column

if TYPE_CHECKING:
    from screen.report.places import Places
    from screen.report.queue import Queue
    from screen.screening import Screening

Place = tuple[str, int]


def question_columns() -> list[Column]:
    """Return the columns of Questions to send."""
    return [
        Column("Party", 30), Column("Reference", 14), Column("Row", 22), Column("Before you write", 40),
        Column("Request", 90), Column("Sent on", 13, "decide", form="date"),
        Column("Answered on", 13, "decide", form="date"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """What one party may be asked.

    before: what to do before anybody writes, '' for nothing; request: what to send, '' where nobody may write.
    """

    sheet: str
    row: int
    name: str
    reference: str
    kind: str
    before: str
    request: str


def letters(screening: Screening, queue: Queue) -> Iterator[Letter]:
    """Yield each party at medium or above, or of whom more was asked for, the most urgent first."""
    words = read_yaml(rules_file("questions.yml"))
    referred, careful = _referred(screening), _careful(screening)
    asked = _asked(screening)
    parties = sorted(screening.parties.itertuples(index=False), key=lambda one: queue.order[one.sheet, one.row])
    for party in parties:
        place = (party.sheet, party.row)
        if Band.of(party.band) < Band.MEDIUM and place not in asked and place not in referred:
            continue
        may_write = Band.of(party.band) < Band.HIGH and place not in referred
        before = (words["care"] if place in careful else "") if may_write else words["refer"]
        request = _request(words, party.kind) if may_write else ""
        yield Letter(*place, party.name, queue.references.get(place, ""), party.kind, before, request)


def question_rows(screening: Screening, places: Places, queue: Queue) -> Iterator[list[Any]]:
    """Yield the rows of Questions to send."""
    for one in letters(screening, queue):
        yield [one.name, one.reference, places.party(one.sheet, one.row), one.before, one.request, Answer(), Answer()]


def write_letters(found: Sequence[Letter], target: Path) -> None:
    """Write what may be sent as .csv, a row a party, or as text, one letter below the other."""
    if target.suffix.lower() != ".csv":
        write_text("\n\n".join(map(_as_text, found)) + "\n", target)
        return
    columns = {"Party": 30.0, "Reference": 14.0, "Sheet": 14.0, "Row": 8.0, "Before you write": 40.0, "Request": 90.0}
    rows = [[one.name, one.reference, one.sheet, one.row, one.before, one.request] for one in found]
    write_listing(Listing("Questions to send", "", columns, rows), target)


def _as_text(one: Letter) -> str:
    place = f"{one.sheet}, row {one.row}" if one.sheet else f"row {one.row}"
    head = shown(", ".join(part for part in (one.name, one.reference, place) if part))
    return "\n".join(filter(None, (f"==== {head}", one.before and f"Before you write: {one.before}", one.request)))


def _request(words: dict[str, Any], kind: str) -> str:
    """Return the request for a kind of party; one whose kind is not known is asked as a firm is."""
    items = words["requests"].get(kind, words["requests"][Kind.ORGANISATION])
    return "\n".join([words["greeting"], *(f"{number}. {item}" for number, item in enumerate(items, start=1))])


def _asked(screening: Screening) -> set[Place]:
    """Return the parties of whom a reviewer needs to know more."""
    alerts = screening.alerts[screening.alerts["disposition"] == Disposition.NEED_INFO.value]
    return set(zip(alerts["sheet"], alerts["row"], strict=True))


def _referred(screening: Screening) -> set[Place]:
    """Return the parties with a confirmed or escalated alert or a match by an identifier."""
    alerts = screening.alerts
    confirmed = [bool(word) and Disposition(word).stays_on_top for word in alerts["earlier"]]
    found = set(zip(alerts.loc[confirmed, "sheet"], alerts.loc[confirmed, "row"], strict=True))
    evidence = screening.evidence
    agrees = evidence["field"].isin(PARTY_FIELDS) & (evidence["verdict"] != "contradicts")
    matched = screening.standing_matches
    matched = matched[matched.index.isin(evidence.loc[agrees, "match"])]
    return found | set(zip(matched["sheet"], matched["row"], strict=True))


def _careful(screening: Screening) -> set[Place]:
    """Return the parties with a hit whose next step says how to speak with a person who may be the one harmed."""
    rules = {rule for step in added_steps() for rule in step.get("rules", ())}
    hits = screening.standing_hits
    hits = hits[hits["rule"].isin(rules) & (hits["state"] != "excepted")]
    return set(zip(hits["sheet"], hits["row"], strict=True))
