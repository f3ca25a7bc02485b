"""How what an alert rests on differs between two runs, value by value, in words for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from screen.decisions.basis import changes
from screen.decisions.seal import Seal

Alert = Mapping[str, Any]
Basis = Mapping[str, Any]
_OF_ROW = " in your table"


def differences(before: Alert, now: Alert) -> list[str]:
    """Return what differs in the values that an alert rests on; [] where only what it weighs does.

    before, now: with their basis, as Bases gives it.
    """
    then, today = before["basis"], now["basis"]
    lapsing = [one for one in changes(then, today, Seal()) if not one.startswith("new evidence")]
    others = _of_hit(then, today) if now["what"] == "hit" else _of_match(then, today)
    told = {one.partition(_OF_ROW)[0] for one in (*lapsing, *others) if is_of_row(one)}
    found = [one for one in (*lapsing, *others) if one.partition(" is ")[0] not in told]
    return list(dict.fromkeys(found))


def is_of_row(difference: str) -> bool:
    """Whether a difference is one of the customer's own values."""
    return _OF_ROW in difference


def _of_match(then: Basis, today: Basis) -> list[str]:
    """Return what lapses no decision and differs all the same: what is told or compared now and was not, and what left."""
    found = []
    if new := _new(then["names"], today["names"]):
        found.append(f"name{_OF_ROW}: also {', '.join(new)}")
    for name, word in (("birth_date", "birth date"), ("registration_number", "registration number")):
        if bool(then[name]) != bool(today[name]):
            found.append(f"{word}{_OF_ROW}: {then[name] or 'none'} → {today[name] or 'none'}")
    if left := _new(today["references"], then["references"]):
        found.append(f"a record left the listed party: {', '.join(left)}")
    fields = {one[0] for one in then["evidence"]}
    for field, asked, listed, *_ in today["evidence"]:
        if field not in fields and field != "name":
            found.append(f"{field.replace('_', ' ')} is compared now: {asked} | listed {listed}")
    return found


def _of_hit(then: Basis, today: Basis) -> list[str]:
    found = []
    fields = {field for field, _ in then["cells"]}
    for field, value in today["cells"]:
        if field not in fields:
            found.append(f"{field.replace('_', ' ')}{_OF_ROW}: {value}")
    if then["state"] != today["state"]:
        found.append(f"it is {_STATES.get(today['state'], today['state'])}, which it was not")
    return found


_STATES = {"open": "open for want of a fact", "excepted": "held back by an exception", "fired": "met in full"}


def _new(before: Collection[str], now: Iterable[str]) -> list[str]:
    return [one for one in now if not any(Seal().fits(one, other) for other in before)]
