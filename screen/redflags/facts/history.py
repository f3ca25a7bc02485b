"""Rows against earlier tables: a passport under another name, birth dates and spellings that drift, workers who come back in
another category, sponsors under a new name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from screen.names.compare import compare_names
from screen.names.folding import fold
from screen.redflags.facts.group_contacts import fronts
from screen.redflags.facts.group_identity import (
    are_two_people,
    birth,
    dates_differ,
    is_one_person,
    is_other,
    is_work,
    may_be_one_document,
)
from screen.redflags.facts.group_keys import kept, keys, organisation_key, person_key, says, settings
from screen.redflags.facts.group_people import OTHER, UNKNOWN, answers, empty, is_kp, links, standings
from screen.redflags.facts.registry import Answers, Context, table_fact

_DOCUMENTS = ("passport", "id_number")
_TIES = (*_DOCUMENTS, "phone", "email", "bank_account")
_FIRM_TIES = ("registration_number", "tax_number", "phone", "email", "bank_account", "address")
_READ = ("name", "birth_date", "nationality", "permit_category", "sponsor", "employer", *_TIES, *_FIRM_TIES)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A row of an earlier table. cells: the columns history looks at."""

    table: str
    row: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """Return where it stands, for a clause."""
        return f"row {self.row} of {self.table}"


def _earlier(context: Context) -> list[Earlier]:
    """Return all rows of all earlier tables, the latest table first."""

    def make() -> list[Earlier]:
        found = []
        for parties in reversed(context.history):
            columns = [list(parties.table[name]) for name in _READ]
            for row, *cells in zip(parties.table["row"], *columns, strict=True):
                found.append(Earlier(parties.source.name, int(row), dict(zip(_READ, cells, strict=True))))
        return found

    return kept(context, "earlier", make)


def _index(context: Context, field: str) -> dict[str, list[Earlier]]:
    """Return the earlier rows by key of a field; what too many hold ties nobody."""

    def make() -> dict[str, list[Earlier]]:
        found: dict[str, list[Earlier]] = defaultdict(list)
        for one in _earlier(context):
            if one.cells[field]:
                for key in keys(field, one.cells[field]):
                    found[key].append(one)
        most = int(settings()["holders_most"])
        return {
            key: rows for key, rows in found.items() if len({person_key(one.cells["name"]) for one in rows}) <= most
        }

    return kept(context, f"earlier:{field}", make)


def _by_birth(context: Context) -> dict[tuple[str, str], list[Earlier]]:
    def make() -> dict[tuple[str, str], list[Earlier]]:
        found: dict[tuple[str, str], list[Earlier]] = defaultdict(list)
        for one in _earlier(context):
            born = birth(one.cells["birth_date"])
            if born and born.is_full and one.cells["name"]:
                found[person_key(one.cells["name"]), one.cells["birth_date"]].append(one)
        return found

    return kept(context, "earlier_births", make)


def _tied(context: Context, fields: tuple[str, ...]) -> Iterator[tuple[int, str, Earlier]]:
    """Yield place, field and earlier row for each value that both hold, nearest tie first."""
    for field in fields:
        index = _index(context, field)
        for place, cell in enumerate(context.cells(field) if index else ()):
            for key in keys(field, cell) if cell else ():
                for one in index.get(key, ()):
                    yield place, field, one


def _may_be_one(context: Context, place: int, one: Earlier) -> bool:
    return may_be_one_document(context.cells("nationality")[place], one.cells["nationality"])


@table_fact("passport_had_another_name", "passport", "id_number", "name", needs=_DOCUMENTS, needs_history=True)
def passport_had_another_name(context: Context) -> Answers:
    """Whether the number of a document stood under the name of somebody else in an earlier table."""
    found: dict[int, str] = {}
    names = context.cells("name")
    for place, field, one in _tied(context, _DOCUMENTS):
        if _may_be_one(context, place, one) and are_two_people(names[place], one.cells["name"]):
            what = "passport" if field == "passport" else "identity number"
            found.setdefault(place, f"the {what} stood under “{one.cells['name']}” in {one.where}")
    return answers(context, found, empty(context, *_DOCUMENTS))


@table_fact("birth_date_has_drifted", *_TIES, "name", "birth_date", needs=("birth_date",), needs_history=True)
def birth_date_has_drifted(context: Context) -> Answers:
    """Whether the same name, tied by a document or contact, stood with a birth date that contradicts this one."""
    found: dict[int, str] = {}
    names, born = context.cells("name"), context.cells("birth_date")
    for place, field, one in _tied(context, _TIES):
        earlier = one.cells
        if place in found or not dates_differ(born[place], earlier["birth_date"]):
            continue
        if field in _DOCUMENTS and not _may_be_one(context, place, one):
            continue
        is_same = person_key(names[place]) == person_key(earlier["name"])
        if is_same or (field in _DOCUMENTS and is_one_person(names[place], earlier["name"])):
            found[place] = f"birth date {born[place]}, but {earlier['birth_date']} in {one.where}"
    return answers(context, found, empty(context, "birth_date"))


@table_fact("spelling_has_drifted", *_TIES, "name", "birth_date", needs=("birth_date",), needs_history=True)
def spelling_has_drifted(context: Context) -> Answers:
    """Whether a person tied by contact and birth date spelled the name otherwise in Latin letters; spacing does not count."""
    found: dict[int, str] = {}
    names, born = context.cells("name"), context.cells("birth_date")
    for place, _, one in _tied(context, _TIES):
        earlier = one.cells
        told = birth(born[place])
        if place in found or told is None or not told.is_full or born[place] != earlier["birth_date"]:
            continue
        written = (fold(names[place]), fold(earlier["name"]))
        if all(text.isascii() and text for text in written) and person_key(written[0]) != person_key(written[1]):
            score = compare_names(names[place], earlier["name"], "person").score
            if score >= settings()["same_person_score"]:
                found[place] = f"spelled “{earlier['name']}” in {one.where}"
    return answers(context, found, empty(context, "birth_date"))


@table_fact("worker_of_an_earlier_table_in_another_category", "permit_category", "passport", "name", "birth_date",
            needs=("permit_category",), needs_history=True)  # fmt: skip
def worker_of_an_earlier_table(context: Context) -> Answers:
    """Whether an earlier table has the same person with a permit for work, and this one has another category."""
    found: dict[int, str] = {}
    categories, names, born = (context.cells(name) for name in ("permit_category", "name", "birth_date"))
    coming = {place for place, category in enumerate(categories) if category and is_other(category)}
    for place, _, one in _tied(context, _DOCUMENTS):
        if (
            place in coming
            and _may_be_one(context, place, one)
            and not are_two_people(names[place], one.cells["name"])
        ):
            _note(found, place, one, categories[place])
    by_birth = _by_birth(context)
    for place in coming:
        for one in by_birth.get((person_key(names[place]), born[place]), ()):
            if _may_be_one(context, place, one):
                _note(found, place, one, categories[place])
    return answers(context, found, empty(context, "permit_category"))


def _note(found: dict[int, str], place: int, one: Earlier, category: str) -> None:
    if is_work(one.cells["permit_category"]):
        found.setdefault(place, f"was “{one.cells['permit_category']}” in {one.where}, now “{category}”")


# ---- sponsors and firms under a new name --------------------------------------------------------------------


@table_fact("crew_moved_to_another_sponsor", "sponsor", "employer", "passport", "name", "birth_date",
            needs=("sponsor", "employer"), needs_history=True)  # fmt: skip
def crew_moved_to_another_sponsor(context: Context) -> Answers:
    """Whether several people who stood together under one sponsor stand together under another name now."""
    moved: dict[tuple[str, str, str], dict[int, Earlier]] = defaultdict(dict)
    by_birth = _by_birth(context)
    names, born = context.cells("name"), context.cells("birth_date")
    same: dict[int, Earlier] = {}
    for place, _, one in _tied(context, _DOCUMENTS):
        if _may_be_one(context, place, one) and not are_two_people(names[place], one.cells["name"]):
            same.setdefault(place, one)
    for place, name in enumerate(names):
        if place not in same and (rows := by_birth.get((person_key(name), born[place]))):
            same[place] = rows[0]
    for field in ("sponsor", "employer"):
        for place, one in same.items():
            now, then = context.cells(field)[place], one.cells[field]
            if now and then and organisation_key(now) != organisation_key(then):
                moved[field, organisation_key(then), organisation_key(now)][place] = one
    found: dict[int, str] = {}
    for (field, _, _), people in moved.items():
        if len(people) >= int(settings()["sponsor_moved_least"]):
            for place, one in people.items():
                text = f"moved with {len(people) - 1} others from the {field} “{one.cells[field]}” ({one.where})"
                found.setdefault(place, text)
    return answers(context, found, empty(context, "sponsor", "employer"))


@table_fact("firm_had_another_name", *_FIRM_TIES, "name", needs=_FIRM_TIES, needs_history=True)
def firm_had_another_name(context: Context) -> Answers:
    """Whether a firm with the same number, or two of the same contacts, had another name in an earlier table."""
    names, kinds, births = (context.cells(name) for name in ("name", "kind", "birth_date"))
    shared: dict[tuple[int, str], tuple[set[str], Earlier]] = {}
    for place, field, one in _tied(context, _FIRM_TIES):
        before = one.cells["name"]
        if kinds[place] == "person" or births[place] or one.cells["birth_date"] or not before or not names[place]:
            continue
        if field == "address" and says("address_hubs", context.cells(field)[place]):
            continue
        if organisation_key(before) != organisation_key(names[place]):
            shared.setdefault((place, before), (set(), one))[0].add(field)
    found: dict[int, str] = {}
    for (place, before), (fields, one) in shared.items():
        is_tied = bool(fields & {"registration_number", "tax_number"}) or len(fields) > 1
        if is_tied and compare_names(names[place], before, "organisation").score < settings()["other_person_score"]:
            told = " and ".join(field.replace("_", " ") for field in sorted(fields))
            found.setdefault(place, f"same {told} as “{before}” in {one.where}")
    return answers(context, found, empty(context, *_FIRM_TIES))


@table_fact("person_was_or_is_dprk", "nationality", "passport", "name", needs=("nationality",), needs_history=True)
def person_was_or_is_dprk(context: Context) -> Answers:
    """Whether a person is a North Korean national, was one in an earlier table, or is tied to North Korea.

    Somebody who is a South Korean national now is not (exception X03).
    """
    known, ties = standings(context), links(context)
    cells, names, born = (context.cells(name) for name in ("nationality", "name", "birth_date"))
    found: dict[int, str] = {}
    for place, standing in enumerate(known):
        if standing not in (OTHER, UNKNOWN):
            found[place] = "a North Korean national"
        elif ties[place] and standing == UNKNOWN:
            found[place] = "tied to North Korea"
    before: list[tuple[int, Earlier]] = [
        (place, one)
        for place, _, one in _tied(context, _DOCUMENTS)
        if not are_two_people(names[place], one.cells["name"])
    ]
    by_birth = _by_birth(context)
    before += [
        (place, one) for place, name in enumerate(names) for one in by_birth.get((person_key(name), born[place]), ())
    ]
    for place, one in before:
        if is_kp(one.cells["nationality"]) and "KR" not in cells[place]:
            found.setdefault(place, f"a North Korean national in {one.where}")
    return answers(context, found, [place for place, one in enumerate(known) if one == UNKNOWN])


@table_fact("firm_is_tied_to_dprk", "country", "phone", "email", "address", "staff_nationality", "director_nationality",
            needs=())  # fmt: skip
def firm_is_tied_to_dprk(context: Context) -> Answers:
    """Whether a firm is tied to North Korea by its contacts, people or matches."""
    found = {place: clause for place, clause in enumerate(links(context)) if clause}
    for place, one in fronts(context).items():
        found.setdefault(place, one.words)
    return answers(context, found)
