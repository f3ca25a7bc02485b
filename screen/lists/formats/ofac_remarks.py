"""OFAC's Remarks: phrases between semicolons, each headed by what it states.

Weak aliases stand here only in the CSV, as ``a.k.a. 'X'``. Older entries have free text and contacts in several wordings.
"""

from __future__ import annotations

import re
from functools import cache

from screen.lists.draft import Draft, folded
from screen.lists.formats.ofac_facts import UNUSED, WORDED, fact
from screen.lists.identifiers import identifier_type, wordings
from screen.lists.long_text import text_length

_OPENS = re.compile(r"(?:alt\. )?(?:[afn]\.k\.a\.|d\.b\.a\.) '", re.IGNORECASE)
_ALIAS = re.compile(r"(?:[afn]\.k\.a\.|d\.b\.a\.) '(.+)'", re.IGNORECASE)
_ALT = re.compile(r"alt\. ", re.IGNORECASE)
_DAY = r"(?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4}"
_DATED = rf"\s+(?:issued|expires)\s+(?:circa )?{_DAY}(?: to {_DAY})?"
_VALUE = re.compile(rf"(?P<value>.*?)(?:\s+\((?P<country>[^()\d]*)\))?(?:{_DATED})*")
_CUT = re.compile(r",?\s+(?:issued|expires|Issue Date)\b.*$")
_WHOLE = frozenset(wording.casefold() for wording in WORDED)
_EMAIL = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?: \(e-?mail\))?", re.IGNORECASE)
_WEBSITE = re.compile(r"((?:https?://|www\.)\S+?)(?: \(website\))?", re.IGNORECASE)


def phrases(remarks: str) -> list[str]:
    """Split Remarks at the semicolons outside quoted names; the full stop that closes them goes.

    >>> phrases("DOB 1952; a.k.a. 'A; B'; Linked To: EXAMPLE CO., LTD..")
    ['DOB 1952', "a.k.a. 'A; B'", 'Linked To: EXAMPLE CO., LTD.']
    """
    found: list[str] = []
    for part in map(folded, remarks.strip().removesuffix(".").split(";")):
        is_rest = part.endswith("'") and not _OPENS.match(part)
        if found and is_rest and _OPENS.match(found[-1]) and not found[-1].endswith("'"):
            found[-1] += f"; {part}"
        elif part:
            found.append(part)
    return found


def read_remarks(draft: Draft, remarks: str, known: str = "") -> None:
    """Add what Remarks state. known: a text they repeat (the title), which is not noted again."""
    for phrase in phrases(remarks):
        if phrase != known:
            _read(draft, phrase)


@cache
def _heads() -> re.Pattern[str]:
    known = sorted((*wordings("ofac"), *WORDED), key=len, reverse=True)
    heads = "|".join(map(re.escape, known))
    return re.compile(rf"(?P<head>Digital Currency Address - \w+|{heads})(?::\s*|\s+)(?P<rest>.+)", re.IGNORECASE)


def _read(draft: Draft, phrase: str) -> None:
    bare = _ALT.sub("", phrase, count=1) if _ALT.match(phrase) else phrase
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare = bare[1:-1]
    if len(phrase) > text_length():
        draft.note(phrase)
    elif alias := _ALIAS.fullmatch(bare):
        draft.add("weak_aliases", alias[1])
    elif UNUSED.match(bare):
        return
    elif found := _EMAIL.fullmatch(bare):
        draft.identifier("email", found[1])
    elif found := _WEBSITE.fullmatch(bare):
        draft.identifier("website", found[1])
    elif found := _heads().fullmatch(bare):
        _headed(draft, bare, found["head"], found["rest"])
    else:
        draft.note(phrase)


def _headed(draft: Draft, phrase: str, head: str, rest: str) -> None:
    if head.casefold() in _WHOLE or identifier_type("ofac", head) in ("phone", "email", "website"):
        fact(draft, head, rest)
        return
    found = _VALUE.fullmatch(rest)
    value, country = (found["value"], found["country"] or "") if found else (rest, "")
    number = _CUT.sub("", f" {value}").strip()
    if number != value:
        draft.note(phrase)
    if number:
        fact(draft, head, number, country)
