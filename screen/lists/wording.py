"""How the columns of an entry, their values and what a list says of it are worded for people.

Owns words only; what is shown where is left to the commands and reports. Nothing here says that a party is sanctioned:
it is listed by somebody, was delisted, or is on no official list.
"""

from __future__ import annotations

from collections.abc import Mapping

from screen.countries import country_name
from screen.lists.watchlist import MANY_COLUMNS
from screen.model import Identifier

LABELS = {
    "id": "publisher's id",
    "kind": "kind",
    "name": "name",
    "aliases": "strong aliases",
    "weak_aliases": "weak aliases",
    "derived_names": "derived names",
    "gender": "gender",
    "birth_dates": "born",
    "birth_places": "born in",
    "nationalities": "nationality",
    "countries": "countries",
    "addresses": "addresses",
    "identifiers": "identifiers",
    "phones": "telephone",
    "emails": "e-mail",
    "websites": "website",
    "legal_status": "legal status",
    "programs": "programme",
    "measure": "measure",
    "listed_on": "listed on",
    "delisted_on": "delisted on",
    "operating_status": "operating status",
    "opened_on": "opened on",
    "closed_on": "closed on",
    "reliability": "reliability of the report",
    "denials": "denies it",
    "typology": "typology",
    "sectors": "sectors",
    "note": "note",
    "references": "also listed as",
    "reviewed_on": "reviewed on",
    "sources": "sources",
    "data_as_of": "data as of",
    "basis": "basis",
}
"""Column → what people call it, in the order in which an entry is read."""

_NUMBERS = {"imo": "IMO number", "bic": "BIC", "mmsi": "MMSI", "id_number": "identity number", "email": "e-mail"}
_MEANINGS = {
    "reliability": {
        "A": "A: an official source, or two independent publishers",
        "B": "B: a single named publisher",
    },
    "basis": {
        "original": "original: read from the publisher's own file",
        "derived": "derived: from a conversion of the publisher's file, not the file itself; check it with the publisher",
        "reconstructed": "reconstructed: put together from the sources named, no file of a publisher; check it there",
    },
}
REPORTED = "a reported front, on no official list: a lead with its source"
NOT_LISTED = "on no official list"


def label(column: str) -> str:
    """Return what people call a column.

    >>> label("birth_dates")
    'born'
    """
    return LABELS.get(column, column.replace("_", " "))


def worded(column: str, value: str) -> str:
    """Return one value of a column as people read it.

    >>> worded("identifiers", "passport:KP:123"), worded("birth_dates", "~1944..1946"), worded("countries", "KP")
    ('passport (KP): 123', 'about 1944 to 1946', 'North Korea (KP)')
    """
    if column == "identifiers":
        return _identifier(value)
    if column == "birth_dates":
        return value.replace("~", "about ").replace("..", " to ")
    if column in ("countries", "nationalities"):
        name = country_name(value)
        return value if name == value else f"{name} ({value})"
    return _MEANINGS.get(column, {}).get(value, value)


def _identifier(value: str) -> str:
    try:
        found = Identifier.parse(value)
    except ValueError:
        return value
    kind = _NUMBERS.get(found.type, found.type.replace("_", " "))
    return f"{kind} ({found.country}): {found.value}" if found.country else f"{kind}: {found.value}"


def values_of(column: str, cell: object) -> tuple[str, ...]:
    """Return the values of a cell, worded; none for an empty one."""
    values = tuple(cell) if column in MANY_COLUMNS and isinstance(cell, tuple | list) else (str(cell or ""),)
    return tuple(worded(column, value) for value in values if value)


def status(legal_status: str, delisted_on: str) -> str:
    """Return a legal status in a few words, what is no longer or nowhere listed marked as such.

    >>> status("delisted", "2026-01-31"), status("not listed", "")
    ('delisted on 2026-01-31', 'on no official list')
    """
    if legal_status == "not listed":
        return NOT_LISTED
    return f"{legal_status} on {delisted_on}" if legal_status == "delisted" and delisted_on else legal_status


def standing(entry: Mapping[str, object], publisher: str) -> str:
    """Say by whom an entry is or was listed, and never more than that.

    >>> standing({"legal_status": "listed", "programs": ("UN-1718",), "listed_on": "2009-04-24"}, "UN")
    'listed by UN (1718) on 2009-04-24'
    """
    status = entry["legal_status"]
    if status == "not listed":
        return REPORTED if entry.get("reliability") else NOT_LISTED
    programs = entry.get("programs") or ()
    assert isinstance(programs, tuple | list)
    under = ", ".join(program.removeprefix(f"{publisher}-") for program in programs)
    by = f"by {publisher} ({under})" if under else f"by {publisher}"
    listed_on = f" on {entry['listed_on']}" if entry.get("listed_on") else ""
    if status == "delisted":
        left_on = f" on {entry['delisted_on']}" if entry.get("delisted_on") else ""
        return f"was listed {by}{listed_on}, delisted{left_on}: it explains a match and never alerts"
    return f"listed {by}{listed_on}"


def change(column: str, what: str, before: str, after: str) -> str:
    """Return one change of an entry: + what was added, - what was removed, old → new (see lists.diff)."""
    was, now = (worded(column, value) if value else "(nothing)" for value in (before, after))
    return f"{label(column)}: " + {"added": f"+ {now}", "removed": f"- {was}"}.get(what, f"{was} → {now}")
