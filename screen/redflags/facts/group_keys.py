"""Cells as keys of groups: what counts as the same firm, person, telephone, address or text.

Who stands behind a row is left to group_people.py, which groups are signs to the facts beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, TypeVar

from screen.model import split_values
from screen.names.folding import fold
from screen.names.words import join_phrases, strip_legal
from screen.redflags.facts.registry import TIES, Context, Tied, found_in
from screen.redflags.vocabulary import Words, load, pattern

Made = TypeVar("Made")
_BRACKETS = re.compile(r"\([^)]{0,500}\)")
_PASSPORT = re.compile(r"^([A-Z]*)(\d{5,9})$")


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/groups.yml once."""
    return load("groups")


@cache
def said(name: str) -> Words:
    """Return the pattern of a list of words of groups.yml."""
    return pattern(settings()[name])


@lru_cache(maxsize=1 << 17)
def says(name: str, cell: str) -> bool:
    """Whether a cell holds one of a list of words of groups.yml."""
    return bool(cell) and bool(found_in(said(name), cell))


def kept(context: Context, name: str, make: Callable[[], Made]) -> Made:
    """Return what was made once for a table."""
    store: dict[str, Any] = vars(context).setdefault("kept_groups", {})
    if name not in store:
        store[name] = make()
    made: Made = store[name]
    return made


# ---- keys ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 17)
def organisation_key(cell: str) -> str:
    """Return a firm's name without case, punctuation, spaces and legal forms.

    >>> organisation_key("Green Sea Trading Co., Ltd.") == organisation_key("GREEN SEA TRADING LLC")
    True
    """
    core, _ = strip_legal(join_phrases(tuple(fold(cell).split())))
    return "".join(core)


@lru_cache(maxsize=1 << 17)
def person_key(name: str) -> str:
    """Return a person's name without order, spaces and punctuation: its letters, sorted.

    >>> person_key("Kim Chol-su") == person_key("CHOLSU, Kim")
    True
    """
    return "".join(sorted(fold(name).replace(" ", "")))


def phone_key(value: str) -> str:
    """Return the last nine digits, which national and international form have in common; '' for fewer than six."""
    digits = re.sub(r"\D", "", value).lstrip("0")
    return digits[-9:] if len(digits) >= 6 else ""


@lru_cache(maxsize=1 << 17)
def email_key(value: str) -> str:
    """Return an e-mail address without plus tag, and without dots where the host ignores them.

    >>> email_key("Blue.Sky+visa@gmail.com")
    'bluesky@gmail.com'
    """
    local, _, host = value.lower().strip().rpartition("@")
    if not local or "." not in host:
        return ""
    if host in settings()["plus_tag_hosts"]:
        local = local.partition("+")[0]
    if host in settings()["dotless_hosts"]:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{host}"


def website_key(value: str) -> str:
    """Return the host of a website, with the path where many unconnected parties use the host."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", value.lower().strip()).rstrip("/")
    host = bare.partition("/")[0]
    if any(host == free or host.endswith("." + free) for free in settings()["free_hosts"]):
        return bare if bare != host or host not in settings()["free_hosts"] else ""
    return host if "." in host else ""


@lru_cache(maxsize=1 << 17)
def address_key(value: str) -> str:
    """Return an address without case, punctuation and long forms; '' where it is no more than a place or a street.

    >>> address_key("12, Harbour Street, Room 4") == address_key("12 harbour st rm. 4")
    True
    >>> address_key("Sukhumvit Road, Bangkok")
    ''
    """
    words = fold(_BRACKETS.sub(" ", value)).split()
    short = settings()["address_short"]
    joined = " ".join(short.get(word, word) for word in words)
    is_told = any(c.isdigit() for c in joined) and (len(words) >= 3 or (not joined.isascii() and len(joined) >= 8))
    return joined if is_told or (len(words) >= 3 and says("building_words", joined)) else ""


def plain_key(value: str) -> str:
    """Return letters and digits only."""
    return re.sub(r"[\W_]", "", value).upper()


def text_key(value: str) -> str:
    """Return a text folded, without its numbers; '' where it is too short to be anybody's own."""
    words = [word for word in fold(value).split() if not word.isdigit()]
    return " ".join(words) if len(words) >= settings()["text_least_words"] else ""


KEYS: Mapping[str, Callable[[str], str]] = {
    "phone": phone_key, "email": email_key, "website": website_key, "address": address_key,
    "shipping_address": address_key, "id_address": address_key, "sponsor": organisation_key,
    "employer": organisation_key, "worksite": organisation_key, "contract_party": organisation_key,
    "bank_account": plain_key, "device": plain_key, "ip_address": lambda value: value.strip().lower(),
    "passport": plain_key, "id_number": plain_key, "registration_number": plain_key, "tax_number": plain_key,
    "profile_text": text_key, "notes": text_key, "education": organisation_key,
}  # fmt: skip
_WHOLE = {"profile_text", "notes", "sponsor", "employer", "worksite", "contract_party", "education"}
WORDS = {
    "phone": "telephone number", "email": "e-mail address", "bank_account": "bank account", "device": "device",
    "ip_address": "network address", "shipping_address": "shipping address", "contract_party": "contract party",
}  # fmt: skip


def word(field: str) -> str:
    """Return a field in words."""
    return WORDS.get(field, field.replace("_", " "))


def keys(field: str, cell: str) -> tuple[str, ...]:
    """Return the keys of a cell, each once."""
    values = (cell,) if field in _WHOLE else split_values(cell)
    return tuple(dict.fromkeys(key for value in values if (key := KEYS[field](value))))


def keyed(context: Context, field: str) -> Iterator[tuple[int, str]]:
    """Yield the place of each row with each of its keys of a field."""
    known: dict[str, tuple[str, ...]] = {}
    for place, cell in enumerate(context.cells(field)):
        if cell:
            if cell not in known:
                known[cell] = keys(field, cell)
            for key in known[cell]:
                yield place, key


def _tie_by(field: str) -> None:
    def find(context: Context) -> Tied:
        return keyed(context, field)

    TIES[field] = find


for _field in KEYS:
    _tie_by(_field)


def grouped(context: Context, field: str) -> dict[str, list[int]]:
    """Return the places of the rows by key of a field, those with two rows or more."""

    def make() -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, key in keyed(context, field) if not context.is_apart else ():
            found[key].append(place)
        return {key: places for key, places in found.items() if len(places) > 1}

    return kept(context, f"grouped:{field}", make)


def too_many(field: str, count: int) -> bool:
    """Whether more parties use a value than it can tie together."""
    return count > int(settings()["shared_by_too_many"].get(field, 50))


def passport_number(cell: str) -> tuple[str, int, int] | None:
    """Return letters, number of digits and number of the first passport in a cell; None for another shape."""
    first = next(iter(split_values(cell)), "")
    found = _PASSPORT.match(re.sub(r"^P[DSO0](?=\d{9}$)", "", plain_key(first)))
    return (found[1], len(found[2]), int(found[2])) if found else None
