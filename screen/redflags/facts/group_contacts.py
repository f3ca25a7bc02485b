"""Contacts a row shares with a front: with another row that matches one, with an entry itself, or with a venue that closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.model import Band, split_values
from screen.redflags.facts.group_keys import (
    KEYS,
    address_key,
    grouped,
    kept,
    keys,
    organisation_key,
    says,
    too_many,
    word,
)
from screen.redflags.facts.group_people import answers, empty, links
from screen.redflags.facts.registry import Answers, Context, of_entries, table_fact

if TYPE_CHECKING:
    import pandas as pd

CONTACTS = ("address", "phone", "email", "bank_account", "website")
_ENTRY_COLUMNS = {"address": "addresses", "phone": "phones", "email": "emails", "website": "websites"}


@dataclass(frozen=True, slots=True)
class Front:
    """What a row is a possible match to.

    is_official: on an official list, not only reported; references: ids of the cluster; told: the same as lists write them.
    """

    band: Band
    is_official: bool
    name: str
    references: frozenset[str]
    told: str = ""

    @property
    def words(self) -> str:
        """Return it for a clause."""
        kind = "listed party" if self.is_official else "reported front"
        return f"a possible match to the {kind} {self.name}" if self.name else f"a possible match to a {kind}"


def fronts(context: Context) -> dict[int, Front]:
    """Return for the rows that match one the closest front: no delisted entry, no person by less than a close match."""

    def make() -> dict[int, Front]:
        where = {
            key: place for place, key in enumerate(zip(context.cells("sheet"), context.cells("row"), strict=True))
        }
        found: dict[int, Front] = {}
        names = ("sheet", "row", "entry_kind", "entry_name", "entry_id", "references", "band", "legal_status")
        for sheet, row, kind, name, entry, references, band, status in zip(
            *(context.matches[column] for column in names), strict=True
        ):
            place, level = where.get((sheet, row)), Band.of(band)
            least = Band.HIGH if kind == "person" else Band.MEDIUM
            if place is None or status == "delisted" or level < least:
                continue
            told = Front(level, status == "listed", name, frozenset({entry, *_bare(references)}), references)
            if place not in found or _rank(told) > _rank(found[place]):
                found[place] = told
        return found

    return kept(context, "fronts", make)


def _bare(references: str) -> list[str]:
    return [one.rpartition(":")[2] for one in references.split()]


def _rank(one: Front) -> tuple[bool, int]:
    return one.is_official, one.band


Path = tuple[int, str, bool]
"""Place of the row that matches a front, the field shared with it, and whether too many share that value."""


def _paths(context: Context) -> dict[int, list[Path]]:
    """Return for each row the values it shares with rows that match a front, unless it matches the same one itself."""

    def make() -> dict[int, list[Path]]:
        known = fronts(context)
        found: dict[int, list[Path]] = defaultdict(list)
        if not known:
            return found
        for field in CONTACTS:
            for key, places in grouped(context, field).items():
                matched = [place for place in places if place in known]
                if not matched:
                    continue
                is_common = too_many(field, len(places)) or (field == "address" and says("address_hubs", key))
                closest = _closest(known, matched)
                for place in places:
                    own = known[place].references if place in known else frozenset()
                    first = next((one for one in closest if not own & known[one].references), None)
                    if first is not None:
                        found[place].append((first, field, is_common))
        return found

    return kept(context, "paths", make)


def _closest(known: Mapping[int, Front], places: Iterable[int]) -> list[int]:
    """Return the place of the first row for each front that rows match, the closest front first."""
    by_front: dict[frozenset[str], int] = {}
    for place in sorted(places, key=lambda place: _rank(known[place]), reverse=True):
        by_front.setdefault(known[place].references, place)
    return list(by_front.values())


def _told(context: Context, paths: Iterable[Path]) -> str:
    """Return the paths in words: "shares its telephone number with row 12, a possible match to …"."""
    by_row: dict[int, list[str]] = defaultdict(list)
    for first, field, _ in paths:
        by_row[first].append(word(field))
    known, rows = fronts(context), context.cells("row")
    told = [
        f"shares its {' and '.join(fields)} with row {rows[first]}, {known[first].words}"
        for first, fields in by_row.items()
    ]
    return "; ".join(told)


def _entry_contacts(context: Context) -> dict[tuple[str, str], tuple[str, str, bool]]:
    """Return id, name and official standing of the entry by (field, key); what several parties on the lists share is left out."""

    entries = context.entries
    if entries is None or "legal_status" not in entries.columns:
        return {}
    return of_entries(entries, "contacts", _contacts)


def _contacts(entries: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str, bool]]:
    found: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for field, column in _ENTRY_COLUMNS.items():
        if column not in entries.columns:
            continue
        columns = (entries[one].tolist() for one in ("id", "name", "legal_status", column))
        for identity, name, status, values in zip(*columns, strict=True):
            if status == "delisted":
                continue
            for value in values:
                for key in entry_keys(field, value):
                    found.setdefault((field, key), (identity, name, status == "listed"))
    return found


def entry_keys(field: str, value: str) -> list[str]:
    """Return the keys of a listed contact; an address also without the country, and the city, at its end."""
    if field != "address":
        key = KEYS[field](value)
        return [key] if key else []
    parts = [part.strip() for part in value.split(",") if part.strip()]
    least = 2
    cut = [", ".join(parts[: len(parts) - drop]) for drop in (0, 1, 2) if len(parts) - drop >= least]
    return [key for text in cut if (key := address_key(text))]


def _row_addresses(context: Context, place: int) -> list[str]:
    city = context.cells("city")[place]
    found = []
    for value in split_values(context.cells("address")[place]):
        found += [address_key(value), address_key(f"{value}, {city}") if city else ""]
    return [key for key in found if key]


def _with_entries(context: Context) -> dict[int, list[tuple[str, str, bool, bool]]]:
    """Return for each row field, entry, official standing and whether the value is common, of contacts equal to an entry's."""

    def make() -> dict[int, list[tuple[str, str, bool, bool]]]:
        listed = _entry_contacts(context)
        found: dict[int, list[tuple[str, str, bool, bool]]] = defaultdict(list)
        if not listed:
            return found
        known = _own_references(context)
        for field in _ENTRY_COLUMNS:
            for place, cell in enumerate(context.cells(field)):
                if not cell:
                    continue
                told = _row_addresses(context, place) if field == "address" else keys(field, cell)
                for key in told:
                    entry = listed.get((field, key))
                    if entry and entry[0] not in known.get(place, ()):
                        is_common = field == "address" and says("address_hubs", key)
                        found[place].append((field, entry[1], entry[2], is_common))
                        break
        return found

    return kept(context, "with_entries", make)


def _own_references(context: Context) -> dict[int, set[str]]:
    """Return the ids of the entries that each row matches itself, those that a reviewer dismissed too."""
    where = context.places
    found: dict[int, set[str]] = defaultdict(set)
    names = ("sheet", "row", "entry_id", "references")
    for table in (context.matches, context.dismissed):
        for sheet, row, entry, references in (
            zip(*(table[name] for name in names), strict=True) if table is not None else ()
        ):
            if (sheet, row) in where:
                found[where[sheet, row]] |= {entry, *_bare(references)}
    return found


def _entry_told(found: Iterable[tuple[str, str, bool, bool]]) -> str:
    return "; ".join(
        f"its {word(field)} is that of the {'listed party' if official else 'reported front'} {name}"
        for field, name, official, _ in found
    )


@table_fact("shares_contact_with_a_listed_front", *CONTACTS, needs=CONTACTS, ties=CONTACTS)
def shares_contact_with_a_listed_front(context: Context) -> Answers:
    """Whether a contact is shared with a close match to a listed party or with its entry; a common value counts with a second."""
    found: dict[int, str] = {}
    known = fronts(context)
    for place, paths in _paths(context).items():
        close = [one for one in paths if known[one[0]].is_official and known[one[0]].band >= Band.HIGH]
        if close and (len(close) > 1 or not close[0][2]):
            found[place] = _told(context, close)
    for place, values in _with_entries(context).items():
        official = [one for one in values if one[2]]
        if official and (len(official) > 1 or not official[0][3]):
            found[place] = "; ".join(filter(None, (found.get(place), _entry_told(official))))
    return answers(context, found, empty(context, *CONTACTS))


@table_fact("shares_contact_with_a_possible_front", *CONTACTS, needs=CONTACTS, ties=CONTACTS)
def shares_contact_with_a_possible_front(context: Context) -> Answers:
    """Whether a contact is shared with a reported front or a possible match; a common value counts with a second."""
    found: dict[int, str] = {}
    for place, paths in _paths(context).items():
        if len(paths) > 1 or not paths[0][2]:
            found[place] = _told(context, paths)
    for place, values in _with_entries(context).items():
        if len(values) > 1 or not values[0][3]:
            found[place] = "; ".join(filter(None, (found.get(place), _entry_told(values))))
    return answers(context, found, empty(context, *CONTACTS))


@table_fact("shares_a_common_contact_with_a_front", *CONTACTS, needs=CONTACTS, ties=CONTACTS)
def shares_a_common_contact_with_a_front(context: Context) -> Answers:
    """Whether all that ties a row to a front is one value many unconnected parties use."""
    found = {
        place: f"{_told(context, paths)}; many unconnected parties use that {word(paths[0][1])}"
        for place, paths in _paths(context).items()
        if len(paths) == 1 and paths[0][2]
    }
    return answers(context, found, empty(context, *CONTACTS))


# ---- closed and reborn --------------------------------------------------------------------------------------


def _is_closed(context: Context, place: int) -> bool:
    return says("closed_words", context.cells("status")[place]) or says("closed_words", context.cells("notes")[place])


def _is_venue(context: Context, place: int) -> bool:
    return any(says("venue_words", context.cells(name)[place]) for name in ("sector", "business_line", "name"))


@table_fact("venue_at_the_address_of_a_closed_front", "address", "name", "sector", needs=("address",),
            ties=("address",))  # fmt: skip
def venue_at_the_address_of_a_closed_front(context: Context) -> Answers:
    """Whether a venue of another name stands where one closed that matches a front or is tied to North Korea."""
    found: dict[int, str] = {}
    known, ties, names = fronts(context), links(context), context.cells("name")
    rows = context.cells("row")
    for places in grouped(context, "address").values():
        if too_many("address", len(places)):
            continue
        closed = [place for place in places if _is_closed(context, place) and (place in known or ties[place])]
        for place in places if closed else ():
            old = next(
                (one for one in closed if organisation_key(names[one]) != organisation_key(names[place])), None
            )
            if old is None or _is_closed(context, place) or not _is_venue(context, place):
                continue
            tie = known[old].words if old in known else "tied to North Korea"
            found[place] = f"same address as row {rows[old]}, “{names[old]}”, which closed and is {tie}"
    for place, (name, closed_on) in _at_closed_entries(context).items():
        if _is_venue(context, place):
            day = f" in {closed_on}" if closed_on else ""
            found.setdefault(place, f"same address as the reported front {name}, which closed{day}")
    return answers(context, found, empty(context, "address"))


def _at_closed_entries(context: Context) -> dict[int, tuple[str, str]]:
    """Return name and closing day of the entry marked closed at whose address a row of another name stands."""
    entries = context.entries
    if entries is None or not {"addresses", "operating_status", "closed_on"} <= set(entries.columns):
        return {}
    at = of_entries(entries, "closed addresses", _closed_addresses)
    found: dict[int, tuple[str, str]] = {}
    names = context.cells("name")
    for place, cell in enumerate(context.cells("address")):
        entry = next((at[key] for key in _row_addresses(context, place) if key in at), None) if cell else None
        if entry and organisation_key(entry[0]) != organisation_key(names[place]):
            found[place] = entry
    return found


def _closed_addresses(entries: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return name and closing day of the entries marked closed by the keys of their addresses."""
    closed = entries[entries["operating_status"] == "closed"]
    at: dict[str, tuple[str, str]] = {}
    for name, values, closed_on in zip(closed["name"], closed["addresses"], closed["closed_on"], strict=True):
        for value in values:
            for key in entry_keys("address", value):
                at.setdefault(key, (name, closed_on))
    return at
