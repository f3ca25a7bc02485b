"""Several profiles of remote workers with one operator: shared contacts, shared shipping addresses, copied texts.

Families and agencies that say who they are share such values too: one family name, or one employer for all, keeps a group low.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from screen.model import split_values
from screen.names.folding import fold
from screen.redflags.facts.group_keys import (
    email_key,
    grouped,
    kept,
    keys,
    phone_key,
    says,
    settings,
    text_key,
    too_many,
    word,
)
from screen.redflags.facts.group_people import (
    OTHER,
    UNKNOWN,
    answers,
    distinct,
    empty,
    is_raised,
    others,
    standings,
    why_raised,
)
from screen.redflags.facts.registry import Answers, Context, Tied, table_fact, tie

_SHARED = ("phone", "email", "device", "ip_address", "bank_account")
_PROFILE = ("profile_text", "device", "ip_address", "shipping_address")
_LINE = ("occupation", "sector", "business_line")
_RUN = 5
_SKETCH = 6


def _is_profile(context: Context) -> list[bool]:
    """Return for each row whether it is a profile of a remote worker."""

    def make() -> list[bool]:
        told = [any(cells) for cells in zip(*(context.cells(name) for name in _PROFILE), strict=True)]
        lines = zip(*(context.cells(name) for name in _LINE), strict=True)
        return [one or any(says("it_words", cell) for cell in cells) for one, cells in zip(told, lines, strict=True)]

    return kept(context, "is_profile", make)


def _is_family(context: Context, places: Sequence[int]) -> bool:
    """Whether all share a part of their names at its beginning or end, as families do."""
    names = [fold(context.cells("name")[place]).split() for place in places]
    ends = [{name[0], name[-1]} for name in names if name]
    return len(ends) > 1 and bool(set.intersection(*ends))


def _is_agency(context: Context, places: Sequence[int]) -> bool:
    """Whether all name one employer: they say that they work together."""
    told = {keys("employer", context.cells("employer")[place]) for place in places}
    return len(told) == 1 and told != {()}


def _groups(context: Context) -> list[tuple[str, list[int]]]:
    """Return field and rows of the values that several profiles share; what too many share is left out."""

    def make() -> list[tuple[str, list[int]]]:
        mine, found = _is_profile(context), []
        for field in _SHARED:
            for rows in grouped(context, field).values():
                places = [place for place in rows if mine[place]]
                if len(places) > 1 and not too_many(field, len(rows)) and distinct(context, places) > 1:
                    found.append((field, places))
        return found

    return kept(context, "profile_groups", make)


def _profiles(context: Context, *, closely: bool, openly: bool) -> dict[int, str]:
    """Return rows and clauses; openly: only groups that families or agencies explain, else only the others. closely: two kinds
    of value, or enough profiles on one; a network address alone never counts."""
    shared: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
    for field, places in _groups(context):
        if (_is_family(context, places) or _is_agency(context, places)) is openly:
            for place in places:
                shared[place].append((field, places))
    found: dict[int, str] = {}
    for place, groups in shared.items():
        kinds = {field for field, _ in groups}
        if kinds == {"ip_address"}:
            continue
        most = max(distinct(context, places) for field, places in groups if field != "ip_address")
        if closely and len(kinds) < 2 and most < int(settings()["profiles_high"]):
            continue
        found[place] = "; ".join(
            f"shares its {word(field)} with {others(context, place, rows)}" for field, rows in groups
        )
    return found


@table_fact("profiles_share_a_value", *_SHARED, "profile_text", needs=_SHARED, ties=_SHARED)
def profiles_share_a_value(context: Context) -> Answers:
    """Whether profiles of different people share a telephone, e-mail, device or account, with no family or agency behind it."""
    return answers(context, _profiles(context, closely=False, openly=False), empty(context, *_SHARED))


@table_fact("profiles_share_much", *_SHARED, "profile_text", needs=_SHARED, ties=_SHARED)
def profiles_share_much(context: Context) -> Answers:
    """Whether they share two kinds of value, or three and more share one."""
    return answers(context, _profiles(context, closely=True, openly=False), empty(context, *_SHARED))


@table_fact("profiles_of_one_agency_share_a_value", *_SHARED, "employer", needs=_SHARED, ties=_SHARED)
def profiles_of_one_agency(context: Context) -> Answers:
    """Whether profiles of one agency, or of a family, share two kinds of value or are three and more."""
    return answers(context, _profiles(context, closely=True, openly=True), empty(context, *_SHARED))


# ---- one shipping address -----------------------------------------------------------------------------------


def _away(context: Context, place: int) -> bool | None:
    """Return whether equipment goes elsewhere than to the own address; None where none is said."""
    own = {key for field in ("id_address", "address") for key in keys(field, context.cells(field)[place])}
    told = set(keys("shipping_address", context.cells("shipping_address")[place]))
    return not own & told if own else None


def _shipments(context: Context) -> list[list[int]]:
    return [
        places
        for key, places in grouped(context, "shipping_address").items()
        if not too_many("shipping_address", len(places)) and distinct(context, places) > 1
        and not (says("address_hubs", key) and not says("forwarders", key)) and not _is_family(context, places)
    ]  # fmt: skip


@table_fact("equipment_of_several_goes_to_one_address", "shipping_address", "address", "id_address",
            needs=("shipping_address",), ties=("shipping_address",))  # fmt: skip
def equipment_of_several(context: Context) -> Answers:
    """Whether equipment of several people goes to one address that is not shown to be their own; three count in any case."""
    found: dict[int, str] = {}
    for places in _shipments(context):
        at_home = [place for place in places if _away(context, place) is False]
        if len(at_home) == len(places) and distinct(context, places) < int(settings()["profiles_high"]):
            continue
        for place in places:
            found[place] = f"shares its shipping address with {others(context, place, places)}"
    return answers(context, found, empty(context, "shipping_address"))


@table_fact("equipment_of_several_goes_elsewhere", "shipping_address", "address", "id_address",
            needs=("shipping_address",), ties=("shipping_address",))  # fmt: skip
def equipment_goes_elsewhere(context: Context) -> Answers:
    """Whether that address is none of two or more of them, by their own addresses or documents."""
    found: dict[int, str] = {}
    for places in _shipments(context):
        away = [place for place in places if _away(context, place)]
        if distinct(context, away) > 1:
            for place in places:
                found[place] = f"the shared shipping address is not the own address of {len(away)} of them"
    return answers(context, found, empty(context, "shipping_address", "address"))


# ---- copied texts -------------------------------------------------------------------------------------------


def _shingles(text: str, name: str) -> frozenset[int]:
    """Return the runs of five words of a text, without numbers and without the own name, as hashes."""
    own = set(fold(name).split())
    words = [one for one in fold(text).split() if not one.isdigit() and one not in own][
        : settings()["text_most_words"]
    ]
    if len(words) < settings()["text_least_words"]:
        return frozenset()
    return frozenset(zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(len(words) - _RUN + 1))


@tie("text")
def _tie_by_text(context: Context) -> Tied:
    for place, (text, name) in enumerate(zip(context.cells("profile_text"), context.cells("name"), strict=True)):
        for one in _lowest(_shingles(text, name)) if text else ():
            yield place, one
        if text:
            yield place, text


def _lowest(shingles: Iterable[int]) -> list[int]:
    return sorted(shingles)[:_SKETCH]


def _copies(context: Context) -> list[list[int]]:
    """Return groups of rows with nearly the same text: candidates share one of their lowest hashes, the first one of a group
    decides."""

    def make() -> list[list[int]]:
        first_with: dict[int, int] = {}
        runs: dict[int, frozenset[int]] = {}
        groups: dict[int, list[int]] = {}
        same: dict[tuple[str, str], int] = {}
        for place, (text, name) in enumerate(zip(context.cells("profile_text"), context.cells("name"), strict=True)):
            if not text:
                continue
            whole = (text, "")
            if whole in same:
                groups[same[whole]].append(place)
                continue
            own = _shingles(text, name)
            if not own:
                continue
            lowest = _lowest(own)
            heads = dict.fromkeys(first_with[one] for one in lowest if one in first_with)
            least = float(settings()["near_copy"])
            head = next((one for one in heads if len(own & runs[one]) >= least * len(own | runs[one])), place)
            groups.setdefault(head, []).append(place)
            same[whole] = head
            if head == place:
                runs[place] = own
                for one in lowest:
                    first_with.setdefault(one, place)
        return [places for places in groups.values() if len(places) > 1 and distinct(context, places) > 1]

    return kept(context, "copies", make)


@table_fact("profile_text_is_copied", "profile_text", "name", needs=("profile_text",), ties=("text",))
def profile_text_is_copied(context: Context) -> Answers:
    """Whether profiles of different people carry nearly the same text; one agency's common text is left out."""
    found: dict[int, str] = {}
    for places in _copies(context):
        if not _is_agency(context, places) and not too_many("profile_text", len(places)):
            for place in places:
                found[place] = f"shares nearly all of its text with {others(context, place, places)}"
    return answers(context, found, empty(context, "profile_text"))


# ---- copied applications ------------------------------------------------------------------------------------


@tie("form")
def _told(context: Context) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield the place of each application with its text, school and each contact; of another stated nationality none."""
    names = ("notes", "profile_text", "education", "phone", "email")
    known: dict[str, str] = {}
    known_standing = standings(context)
    for place, (notes, profile, school, phone, email) in enumerate(
        zip(*(context.cells(name) for name in names), strict=True)
    ):
        if not school or not (notes or profile) or known_standing[place] == OTHER:
            continue
        text = notes or profile
        if text not in known:
            known[text] = text_key(text)
        contacts = [phone_key(one) for one in split_values(phone)] + [email_key(one) for one in split_values(email)]
        for contact in {*contacts} - {""} if known[text] else ():
            yield place, (known[text], next(iter(keys("education", school)), ""), contact)


def _forms(context: Context) -> list[list[int]]:
    """Return groups of applications with the same free text, the same school and the same telephone or e-mail."""

    def make() -> list[list[int]]:
        groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for place, key in _told(context):
            groups[key].append(place)
        least = int(settings()["copied_least"])
        return [places for places in groups.values() if len(places) >= least and distinct(context, places) >= least]

    return kept(context, "forms", make)


@table_fact("application_is_copied", "notes", "education", "phone", "email", "nationality", needs=("education",),
            ties=("form",))  # fmt: skip
def application_is_copied(context: Context) -> Answers:
    """Whether three and more applications say the same, one of a North Korean national or of somebody tied to North Korea."""
    found: dict[int, str] = {}
    unknown = set(empty(context, "education"))
    for places in _forms(context):
        unknown.update(places)
        if is_raised(context, places):
            for place in places:
                told = others(context, place, places)
                found[place] = f"same text, school and contact as {told}{why_raised(context, place, places)}"
    return answers(context, found, unknown)


@table_fact(
    "application_of_unknown_nationality_is_copied",
    "notes",
    "education",
    "phone",
    "email",
    needs=("education",),
    ties=("form",),
)
def application_of_unknown_nationality(context: Context) -> Answers:
    """Whether three and more applications that state no nationality say the same."""
    found = {
        place: f"same text, school and contact as {others(context, place, places)}, no nationality said"
        for places in _forms(context)
        if all(standings(context)[place] == UNKNOWN for place in places)
        for place in places
    }
    return answers(context, found, empty(context, "education"))
