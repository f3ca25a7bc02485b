"""What happens to a name between a list and a spreadsheet: slips of the hand, narrow fields, order, letters that look alike."""

from __future__ import annotations

import re
from functools import cache
from math import ceil
from random import Random

from screen.controls.spelling import family_and_given, settings

_PLAIN = re.compile(r"[A-Za-z][A-Za-z .,'&-]*")
_WORD = re.compile(r"[A-Za-z]+")


def letters_in(text: str) -> int:
    """Return how many letters and digits a text has."""
    return sum(map(str.isalnum, text))


def is_plain(name: str) -> bool:
    """Whether a name is in Latin letters without marks, brackets or digits, so that an edit of it is one edit."""
    return _PLAIN.fullmatch(name) is not None


@cache
def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in settings()["keys"]:
        for place, key in enumerate(row):
            found[key] = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return found


def typing_error(name: str, random: Random) -> str:
    """Return a name with one slip inside a longer word, its first letter spared; '' where that would not be fair."""
    fair = settings()["fair"]
    words = [one for one in _WORD.finditer(name) if len(one.group()) >= fair["edit_word"]]
    if not words or letters_in(name) < fair["edit_letters"] or not is_plain(name):
        return ""
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end() - 1)
    return name[:at] + _slip(name[at : at + 2], random) + name[at + 2 :]


def _slip(pair: str, random: Random) -> str:
    """Return two letters with one slip: one more, one less, a neighbouring key, or the two swapped."""
    one, other = pair[0], pair[1]
    how = random.choice(("swapped", "neighbour", "doubled", "lost"))
    if how == "swapped" and one != other:
        return other + one
    if how == "doubled":
        return one + one + other
    if how == "lost":
        return other
    near = random.choice(_neighbours()[one.lower()])
    return (near.upper() if one.isupper() else near) + other


def reordered(name: str, random: Random) -> str:
    """Return a personal name with its family name in another place, with or without a comma; '' where that cannot be told."""
    parts = family_and_given(name) if is_plain(name) else None
    if parts is None:
        return ""
    family, given = parts
    ways = (f"{family}, {given}", f"{given} {family}", f"{family} {given}")
    return random.choice([way for way in ways if way != name])


def cut_off(name: str, random: Random) -> str:
    """Return a name cut at the width of a narrow field, or with the end of its last word lost; '' where too little is left."""
    fair = settings()["fair"]
    widths = [width for width in settings()["field_widths"] if len(name) > width]
    if widths:
        return name[: random.choice(widths)].rstrip()
    last = re.search(r"[A-Za-z]+$", name)
    if last is None or len(last.group()) < fair["cut_word"] or not is_plain(name):
        return ""
    kept = name[: random.randrange(last.start() + ceil(fair["cut_left"] * len(last.group())), last.end())]
    return kept if letters_in(kept) >= fair["edit_letters"] else ""


def look_alike(name: str, random: Random) -> str:
    """Return a name with one or two letters changed for others that look like them; '' where none has such another."""
    if letters_in(name) < settings()["fair"]["edit_letters"] or not is_plain(name):
        return ""
    alike = settings()["look_alikes"]
    places = [place for place, letter in enumerate(name) if letter in alike]
    chosen = random.sample(places, min(len(places), random.choice((1, 2))))
    letters = list(name)
    for place in sorted(chosen):
        letters[place] = random.choice(alike[name[place]])
    return "".join(letters) if chosen else ""
