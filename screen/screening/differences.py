"""How what an alert rests on differs between two runs, value by value, in words for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from screen.decisions.seal import Seal

Alert = Mapping[str, Any]
Basis = Mapping[str, Any]
_OF_ROW = " in your table"
_WHO = {"birth_date": "birth date", "registration_number": "registration number"}


def differences(before: Alert, now: Alert) -> list[str]:
    """Return what differs in the values that an alert rests on; [] where only what it weighs does.

    before, now: with their basis, as Bases gives it.
    """
    then, today = before["basis"], now["basis"]
    is_hit = now["what"] == "hit"
    changed = (
        _cells(then, today) if is_hit else [*_names(then, today), *_compared(then["evidence"], today["evidence"])]
    )
    others = _of_hit(then, today) if is_hit else _of_match(then, today)
    told = {one.partition(_OF_ROW)[0] for one in (*changed, *others) if is_of_row(one)}
    found = [one for one in (*changed, *others) if one.partition(" is ")[0] not in told]
    return list(dict.fromkeys(found))


def is_of_row(difference: str) -> bool:
    """Whether a difference is one of the customer's own values."""
    return _OF_ROW in difference


def _names(then: Basis, today: Basis) -> list[str]:
    """Return what differs of the names, and of what a record is listed as."""
    found = []
    if gone := _new(today["names"], then["names"]):
        found.append(f"name{_OF_ROW}: {', '.join(gone)} → {', '.join(today['names']) or 'none'}")
    for name, word in _WHO.items():
        if then[name] and today[name] and not _same(then[name], today[name]):
            found.append(f"{word}{_OF_ROW}: {then[name]} → {today[name]}")
    if not _same(then["entry_name"], today["entry_name"]):
        found.append(f"listed name: {then['entry_name']} → {today['entry_name']}")
    if then["standing"] != today["standing"]:
        found.append(f"standing: {then['standing'].rstrip(',')} → {today['standing'].rstrip(',')}")
    if joined := _new(then["references"], today["references"]):
        found.append(f"another record was joined to the listed party: {', '.join(joined)}")
    return found


def _compared(then: Iterable[Any], today: Iterable[Any]) -> list[str]:
    """Return how compared values differ, names aside."""
    now = _by_field(today)
    found: list[str] = []
    for field, pairs in _by_field(then).items():
        for asked, listed in pairs:
            if not any(_same(asked, one) and _same(listed, other) for one, other in now.get(field, ())):
                found += _pair(field.replace("_", " "), asked, listed, now.get(field, []))
    return found


def _by_field(evidence: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for field, asked, listed, *_ in evidence:
        if field != "name":
            found[field].append((asked, listed))
    return found


def _pair(word: str, asked: str, listed: str, now: Collection[tuple[str, str]]) -> list[str]:
    """Say how a compared pair of values differs from those of its field today."""
    found = []
    if now and not any(_same(asked, one) for one, _ in now):
        found.append(f"{word}{_OF_ROW}: {asked} → {', '.join(dict.fromkeys(one for one, _ in now))}")
    if now and not any(_same(listed, other) for _, other in now):
        found.append(f"listed {word}: {listed} → {', '.join(dict.fromkeys(other for _, other in now))}")
    return found or [f"{word} is not compared any more: {asked} | listed {listed}"]


def _cells(then: Basis, today: Basis) -> list[str]:
    """Return which cells behind a hit differ."""
    found = []
    for field, value in then["cells"]:
        here = [cell for other, cell in today["cells"] if other == field]
        if not any(_same(value, cell) for cell in here):
            found.append(f"{field.replace('_', ' ')}{_OF_ROW}: {value} → {', '.join(here) or 'empty'}")
    return found


def _of_match(then: Basis, today: Basis) -> list[str]:
    """Return what lapses no decision and differs all the same: what is told or compared now and was not, and what left."""
    found = []
    if new := _new(then["names"], today["names"]):
        found.append(f"name{_OF_ROW}: also {', '.join(new)}")
    for name, word in _WHO.items():
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
    return [one for one in now if not any(_same(one, other) for other in before)]


def _same(one: str, other: str) -> bool:
    return one == other or Seal().fits(one, other)
