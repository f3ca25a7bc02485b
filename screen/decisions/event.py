"""One line of a decisions file: what a reviewer said of one alert, when, why, until when, and what it rested on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from screen.decisions.form import complaint
from screen.decisions.seal import MARK, Seal
from screen.model import Disposition
from screen.names.folding import fold


@dataclass(frozen=True)
class Event:
    """A decision on a match or a hit.

    at: when it was recorded, ISO 8601 in UTC; what: match or hit; party: Parties.table's party_id; reference: the party's
    own; target: the publisher's reference of the entry or the rule; decided_on and valid_until: ISO days, '' for none;
    basis: the values it rested on (see basis.py); previous: id of the event it follows, '' for the first.
    Where the file is keyed, party and basis are sealed and names left out, those of the list too; who decided, comments,
    and the party's reference stay.
    """

    at: str
    what: str
    party: str
    reference: str
    name: str
    target: str
    target_name: str
    disposition: Disposition
    reason: str
    comment: str
    reviewer: str
    decided_on: str
    second_reviewer: str
    valid_until: str
    basis: Mapping[str, Any]
    previous: str = ""
    run_id: str = ""
    report_sha256: str = ""
    tool_version: str = ""
    rules_version: str = ""

    @cached_property
    def id(self) -> str:
        """The content id: 16 hex digits of the SHA-256 over all that the line says."""
        return content_id(self.values())

    def values(self) -> dict[str, Any]:
        """Return what the line says, in its order, without the id."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {"event": "decision", **told, "disposition": self.disposition.value, "basis": dict(self.basis)}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Event:
        """Read what a line says; raises ValueError, saying of which field and what to do, for anything else."""
        if told := complaint(values):
            raise ValueError(told)
        given = {name: values[name] for name in (one.name for one in fields(cls)) if name in values}
        return cls(**{**given, "disposition": Disposition(values["disposition"])})

    @property
    def targets(self) -> tuple[str, ...]:
        """The references it decides on: its own first, then the others of the same party as they were then."""
        return tuple(dict.fromkeys((self.target, *self.basis.get("references", ()))))

    def says_the_same(self, other: Event) -> bool:
        """Whether two events decide alike, whenever they were recorded."""
        names = ("disposition", "reason", "comment", "reviewer", "decided_on", "second_reviewer", "valid_until")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def sealed(self, seal: Seal) -> Event:
        """Return the event as a keyed file holds it."""
        if seal.key is None or self.party.startswith(MARK):
            return self
        from screen.decisions.basis import sealed

        target_name = "" if self.what == "match" else self.target_name
        basis = sealed(self.basis, seal)
        return replace(self, party=seal.of(self.party), name="", target_name=target_name, basis=basis)

    def is_expired(self, day: date) -> bool:
        """Whether its last day has gone by."""
        return bool(self.valid_until) and self.valid_until < day.isoformat()

    @property
    def has_two_reviewers(self) -> bool:
        """Whether two different people stand behind it."""
        first, second = self.reviewer.strip(), self.second_reviewer.strip()
        return bool(first and second) and (fold(first) or first) != (fold(second) or second)


def content_id(values: Mapping[str, Any]) -> str:
    """Return 16 hex digits that follow from all that a line says."""
    return sha256(canonical(values).encode()).hexdigest()[:16]


def canonical(values: Mapping[str, Any]) -> str:
    """Return JSON in one line, keys in order."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
