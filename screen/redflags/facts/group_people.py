"""Who the rows of a group are: persons, their standing, what raises a group, and how a clause names it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from screen.model import split_values
from screen.names.folding import fold
from screen.redflags.facts.group_keys import kept, organisation_key, person_key, plain_key, settings
from screen.redflags.facts.registry import FACTS, Answers, Context, Tied, of_entries, tie

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 3


def persons(context: Context) -> list[Hashable]:
    """Return for each row who it is: two rows of one person have the same value."""

    def make() -> list[Hashable]:
        columns = (context.cells(name) for name in ("passport", "id_number", "name", "birth_date"))
        by_name: dict[Hashable, Hashable] = {}
        found: list[Hashable] = []
        for passport, number, name, birth in zip(*columns, strict=True):
            identity = (person_key(name), birth)
            if birth or not (passport or number):
                found.append(identity)
            else:
                found.append(by_name.setdefault((plain_key(passport or number), identity[0]), identity))
        return found

    return kept(context, "persons", make)


@tie("person")
def _tie_by_person(context: Context) -> Tied:
    return enumerate(persons(context))


def distinct(context: Context, places: Iterable[int]) -> int:
    """Return how many persons some rows are."""
    who = persons(context)
    return len({who[place] for place in places})


_LINKS = ("address_in_dprk", "phone_in_dprk", "contact_domain_in_dprk", "bic_in_dprk", "bank_country_is_dprk",
          "address_at_dprk_mission", "payee_is_dprk_mission", "staff_is_dprk", "director_is_dprk", "owner_is_dprk",
          "partner_is_dprk", "employer_or_sponsor_is_a_close_match")  # fmt: skip


def is_kp(nationality: str) -> bool:
    """Whether a nationality is North Korean and not South Korean as well (exception X03)."""
    return "KP" in (codes := split_values(nationality)) and "KR" not in codes


def links(context: Context) -> list[str]:
    """Return for each row its tie to North Korea beyond nationality, as a clause: contacts, employer or sponsor on a list."""

    def make() -> list[str]:
        found = [""] * len(context)
        for fact in _LINKS:
            if any(any(context.cells(column)) for column in FACTS[fact].reads):
                for place, clause in enumerate(context.answer(fact).clauses):
                    found[place] = found[place] or clause
        listed = _listed_firms(context)
        if listed:
            for field in ("employer", "sponsor"):
                for place, cell in enumerate(context.cells(field)):
                    if cell and not found[place] and organisation_key(cell) in listed:
                        found[place] = f"its {field} has the name of a listed party"
        return found

    return kept(context, "links", make)


def _listed_firms(context: Context) -> frozenset[str]:
    """Return the names of listed organisations, and of rows that match one closely, as keys; single words are left out."""
    found = set(context.beyond.firms) if context.beyond else set()
    if (entries := context.entries) is not None and {"name", "kind", "legal_status"} <= set(entries.columns):
        found |= of_entries(entries, "firms", _firms)
    return frozenset((found | close_firms(context)) - {""})


def _firms(entries: pd.DataFrame) -> frozenset[str]:
    is_listed = (entries["legal_status"] == "listed") & (entries["kind"] == "organisation")
    names = entries.loc[is_listed, "name"].tolist()
    return frozenset(organisation_key(name) for name in names if len(fold(name).split()) > 1)


def close_firms(context: Context) -> set[str]:
    """Return the names of rows that match a listed organisation closely, as keys."""
    names = dict(zip(zip(context.cells("sheet"), context.cells("row"), strict=True), context.cells("name"),
                     strict=True))  # fmt: skip
    table = context.matches
    is_close = table["band"].isin(["high", "critical"]) & (table["legal_status"] == "listed")
    close = table[is_close & (table["entry_kind"] != "person")]
    return {organisation_key(names.get(key, "")) for key in zip(close["sheet"], close["row"], strict=True)}


KP, OTHER, UNKNOWN = "kp", "other", "unknown"


def standings(context: Context) -> list[str]:
    """Return for each row whether its nationality is North Korean, another one, or not said."""

    def make() -> list[str]:
        return [KP if is_kp(cell) else OTHER if cell else UNKNOWN for cell in context.cells("nationality")]

    return kept(context, "standings", make)


def exempt(context: Context) -> list[bool]:
    """Return for each row whether the person is protected or accredited: such a row raises nobody (exceptions X01, X04)."""

    def make() -> list[bool]:
        asked = ("protection_is_given", "notes_tell_of_protection", "diplomat_is_told")
        columns = [context.answer(one).values for one in asked]
        return [True in values for values in zip(*columns, strict=True)]

    return kept(context, "exempt", make)


def raises(context: Context) -> list[bool]:
    """Return for each row whether it raises its group: a North Korean national not exempt, or a tie to North Korea."""

    def make() -> list[bool]:
        columns = zip(standings(context), links(context), exempt(context), strict=True)
        return [(standing == KP or bool(link)) and not free for standing, link, free in columns]

    return kept(context, "raises", make)


def is_raised(context: Context, places: Sequence[int]) -> bool:
    """Whether enough of a group is North Korean or tied to North Korea for the others in it to be looked at."""
    count = sum(raises(context)[place] for place in places)
    return count > 0 and count >= float(settings()["raised_share"]) * len(places)


def counted(context: Context, places: Iterable[int]) -> list[int]:
    """Return the rows of a group that count: those of another stated nationality do not."""
    known = standings(context)
    return [place for place in places if known[place] != OTHER]


# ---- clauses and answers ----------------------------------------------------------------------------------


def others(context: Context, place: int, places: Sequence[int]) -> str:
    """Return the other rows of a group in words: "7 other rows (12, 13, 15 …)"."""
    rows, sheets = context.cells("row"), context.cells("sheet")
    near = [other for other in places[: _MOST_NAMED + 1] if other != place][:_MOST_NAMED]
    first = [str(rows[one]) if sheets[one] == sheets[place] else f"{sheets[one]} {rows[one]}" for one in near]
    count = len(places) - 1
    more = " …" if count > len(first) else ""
    return f"{count} other {'row' if count == 1 else 'rows'} ({', '.join(first)}{more})"


def why_raised(context: Context, place: int, places: Sequence[int]) -> str:
    """Return what raises a group: "row 12 is a North Korean national"."""
    marked = raises(context)
    if marked[place]:
        return ""
    other = next((one for one in places if marked[one]), None)
    if other is None:
        return ""
    tie = "a North Korean national" if standings(context)[other] == KP else "tied to North Korea"
    return f"; row {context.cells('row')[other]} is {tie}"


def answers(context: Context, found: Mapping[int, str], unknown: Iterable[int] = ()) -> Answers:
    """Return answers that are True with a clause where found, None where unknown, else False."""
    values: list[bool | None] = [False] * len(context)
    clauses = [""] * len(context)
    for place in unknown:
        values[place] = None
    for place, clause in found.items():
        values[place], clauses[place] = True, clause
    return Answers(values, clauses)


def empty(context: Context, *fields: str) -> list[int]:
    """Return the rows in which none of the fields says anything."""
    columns = [context.cells(field) for field in fields]
    return [place for place, cells in enumerate(zip(*columns, strict=True)) if not any(cells)]
