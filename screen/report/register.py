"""Decisions for people: the current ones a line each, and everything that an event recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from screen.decisions.ending import ends_soon
from screen.model import Disposition
from screen.names.folding import fold
from screen.report.listing import Listing

if TYPE_CHECKING:
    from screen.decisions import Event, Journal, Rechecked

STATES = ("in-force", "ending", "expired", "open")
SEALED = "(kept sealed)"


def state_of(event: Event, day: date) -> str:
    """Return how the current decision of an alert stands by itself on a day: one of STATES.

    ending: in force, and it ends soon, as ending.py says. Whether what it rested on has changed, only a run can tell.
    """
    if event.disposition is Disposition.OPEN:
        return "open"
    if event.is_expired(day):
        return "expired"
    return "ending" if ends_soon(event.valid_until, day) else "in-force"


def party_of(event: Event, name: str = "") -> str:
    """Return a party by its reference and name, as far as the file holds them."""
    return " ".join(filter(None, (event.reference, event.name or name))) or SEALED


def target_of(event: Event) -> str:
    """Return what was decided on: the entry by its reference and name, or the rule."""
    return " ".join(filter(None, (event.target, event.target_name)))


def reviewers_of(event: Event) -> str:
    """Return who stands behind a decision."""
    return " and ".join(filter(None, (event.reviewer, event.second_reviewer)))


def current_listing(journal: Journal, events: Sequence[Event], day: date) -> Listing:
    """Return current decisions as a table, one row each."""
    columns = {"Party": 14, "Name": 28, "Decided on": 20, "Its name": 32, "What": 9, "Decision": 16, "State": 10, "Reason": 20,
               "Comment": 40, "Reviewer": 20, "Second reviewer": 20, "Date": 12, "Valid until": 12, "Id": 18}  # fmt: skip
    rows = [
        [one.reference, one.name, one.target, one.target_name, one.what, one.disposition.label, state_of(one, day), one.reason,
         one.comment, one.reviewer, one.second_reviewer, one.decided_on, one.valid_until, one.id]
        for one in events
    ]  # fmt: skip
    values = about(journal) | {"as_of": day.isoformat(), "decisions": [
        {"state": state_of(one, day), "id": one.id, **one.values()} for one in events
    ]}  # fmt: skip
    return Listing("Decisions", f"{told_of(journal)} State on {day}.", columns, rows, values)


def history_listing(journal: Journal, events: Sequence[Event], party: str = "") -> Listing:
    """Return events as a table, oldest first, each with everything that it recorded."""
    columns = {"Id": 18, "Recorded at": 22, "Follows": 18, "Party": 14, "Name": 28, "What": 9, "Decided on": 20, "Its name": 32,
               "Decision": 16, "Reason": 20, "Comment": 40, "Reviewer": 20, "Second reviewer": 20, "Date": 12, "Valid until": 12,
               "Band": 10, "Score": 8, "Rested on": 80, "Run": 14, "Report SHA-256": 20, "Tool": 10, "Rules": 14}  # fmt: skip
    rows = [
        [one.id, one.at, one.previous, one.reference, one.name, one.what, one.target, one.target_name, one.disposition.label,
         one.reason, one.comment, one.reviewer, one.second_reviewer, one.decided_on, one.valid_until, one.basis["band"],
         one.basis.get("score"), "\n".join(basis_lines(one.basis)), one.run_id, one.report_sha256, one.tool_version,
         one.rules_version]
        for one in events
    ]  # fmt: skip
    marks = {} if party else {"marks": [dict(mark) for mark in journal.marks]}
    events_told = [{"id": one.id, **one.values()} for one in events]
    values = about(journal) | ({"party": party} if party else {}) | marks | {"history": events_told}
    said = f" Everything held on {party}." if party else " The whole history."
    return Listing("History", told_of(journal) + said, columns, rows, values)


def recheck_listing(journal: Journal, found: Sequence[Rechecked], tool: str, rules: str) -> Listing:
    """Return what became of decisions as a table. tool, rules: the versions of today."""
    columns = {"What": 12, "Party": 14, "Name": 28, "Row": 16, "Decided on": 20, "Its name": 32, "Decision": 16, "Date": 12,
               "Band then": 10, "Score then": 10, "Band now": 10, "Score now": 10, "Why": 60, "Tool then": 10, "Tool now": 10,
               "Rules then": 14, "Rules now": 14, "Id": 18}  # fmt: skip
    rows = []
    for one in found:
        event = one.event
        place = " ".join(filter(None, (one.sheet, str(one.row or ""))))
        rows.append(
            [one.what, event.reference, one.name or event.name, place, event.target, event.target_name, event.disposition.label,
             event.decided_on, event.basis["band"], event.basis.get("score"), one.band, one.score, one.why, event.tool_version,
             tool, event.rules_version, rules, event.id]
        )  # fmt: skip
    values = about(journal) | {"rechecked": [dict(zip(_snake(columns), row, strict=True)) for row in rows]}
    return Listing("Recheck", told_of(journal), columns, rows, values)


def _snake(columns: Mapping[str, float]) -> list[str]:
    return [header.lower().replace(" ", "_") for header in columns]


def about(journal: Journal) -> dict[str, Any]:
    """Return which file decisions are from."""
    return {
        "tool": "dprk-screen decisions", "file": journal.path.name if journal.path else "", "sha256": journal.sha256,
        "events": len(journal.events), "edited_by_hand": len(journal.by_hand), "keyed": journal.is_keyed,
    }  # fmt: skip


def told_of(journal: Journal) -> str:
    """Say which file decisions are from, and that a record is no access control."""
    keyed = ", kept with a key" if journal.is_keyed else ""
    by_hand = f", {len(journal.by_hand):,} edited by hand" if journal.by_hand else ""
    return f"{journal.path}: {counted(len(journal.events), 'event')}{by_hand}{keyed}, SHA-256 {journal.sha256 or 'none yet'}."


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 event, 2 events."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def history(events: Sequence[Event]) -> Iterator[str]:
    """Yield the events of some alerts in full, for people."""
    for one in events:
        yield f"{one.disposition.label.upper()}: {party_of(one)} | {target_of(one)}"
        told = {
            "id": one.id, "recorded at": one.at, "follows": one.previous, "kind": f"decision on a {one.what}",
            "decided on": one.decided_on, "reviewer": one.reviewer, "second reviewer": one.second_reviewer,
            "valid until": one.valid_until or "not limited", "reason": one.reason, "comment": one.comment,
            "run": one.run_id, "report SHA-256": one.report_sha256, "tool": one.tool_version, "rules": one.rules_version,
        }  # fmt: skip
        yield from (f"  {name}: {value}" for name, value in told.items() if value)
        yield "  rested on:"
        yield from (f"    {line}" for line in basis_lines(one.basis))


def basis_lines(basis: Mapping[str, Any]) -> list[str]:
    """Return what a decision rested on, a line for each value; what was sealed is told to be."""
    if "cells" in basis:
        cells = [f"{_word(field)}: {shown(value)}" for field, value in basis["cells"]]
        return [f"band {basis['band']}, {basis['state']}", f"why: {shown(basis['why'])}", *cells]
    others = [name for name in basis["entry_names"] if name != basis["entry_name"]]
    who = {"name": "; ".join(map(shown, basis["names"])), "birth date": shown(basis["birth_date"]),
           "registration number": shown(basis["registration_number"])}  # fmt: skip
    listed = {"listed name": shown(basis["entry_name"]), "its other names": "; ".join(dict.fromkeys(map(shown, others))),
              "standing": basis["standing"].rstrip(","), "on lists": " ".join(basis["references"])}  # fmt: skip
    return [
        f"band {basis['band']}, score {basis['score']:g}",
        *(f"{name} in the table: {value}" for name, value in who.items() if value),
        *(f"{name}: {value}" for name, value in listed.items() if value),
        *(
            f"{_word(field)} compared: {shown(asked) or 'none'} | listed {shown(listed) or 'none'}: {verdict} ({points:+d})"
            for field, asked, listed, verdict, points in basis["evidence"]
        ),
    ]


def shown(value: str) -> str:
    """Return a value for people: what was sealed cannot be shown."""
    from screen.decisions.seal import Seal

    return Seal().told(value)


def _word(field: str) -> str:
    return field.replace("_", " ")


def of_party(journal: Journal, asked: str) -> list[Event]:
    """Return everything the file holds on a party: by its own reference or, where the file is not keyed, its exact name.

    All events of a party of that reference or name are its own, also those under another name.
    """
    wanted = fold(asked) or asked

    def is_meant(event: Event) -> bool:
        if (fold(event.reference) or event.reference) == wanted:
            return True
        return any(journal.seal.fits(name, asked) for name in (event.name, *event.basis.get("names", ())) if name)

    parties = {event.party for event in journal.events if is_meant(event)}
    return [event for event in journal.events if event.party in parties]
