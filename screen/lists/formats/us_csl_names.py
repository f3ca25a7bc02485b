"""Names of the US Consolidated Screening List: other names put into brackets, and what an unlabelled name is."""

from __future__ import annotations

import re

from screen.lists.long_text import searched
from screen.names import words
from screen.names.folding import fold

_BODIES = {"UVL", "MEU"}
_AIRLINES = {"air", "airlines", "airways", "aviation"}
_THEREOF = re.compile(r",?\s*and (?:any|its) (?:successor|sub-unit)s?\b.*$", re.IGNORECASE)
_SLASHED = re.compile(r",?\s+[afn]/k/a\s+", re.IGNORECASE)
_LEAD = re.compile(r"^(?:and |[-–]\s*)", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>.*?\S)\s*[(\[](?P<inside>[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]][.,]?$")
_OTHER = re.compile(
    r"(?:[afn]\.?\s?k\.?\s?a\.?|also known as|formerly(?: known as)?|alias)[.,:]*\s+(.+)", re.IGNORECASE
)
_ACRONYM = re.compile(r"[A-Z0-9&-]{2,12}")
_LONGEST = 1000
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")


def spellings(written: str) -> tuple[list[str], list[str]]:
    """Return the names that a written one holds, itself first, and the acronyms beside them.

    >>> spellings("Towlid EXAMPLE Iran (TEI)")
    (['Towlid EXAMPLE Iran (TEI)', 'Towlid EXAMPLE Iran'], ['TEI'])
    >>> spellings("EXAMPLE Corp. (a.k.a. EXAMPLE Industries; CK EXAMPLE)")[0][1:]
    ['EXAMPLE Corp.', 'EXAMPLE Industries', 'CK EXAMPLE']
    """
    name = _LEAD.sub("", searched(written)).strip(" ,;")
    strong, weak = [name], []
    bare = _THEREOF.sub("", name)
    while len(bare) <= _LONGEST and (found := _BRACKET.match(bare)):
        bare, inside = found["name"].rstrip(" ,"), found["inside"].strip()
        if other := _OTHER.match(inside):
            strong[1:1] = [bare, *(part.strip() for part in other[1].split(";"))]
        elif _ACRONYM.fullmatch(inside):
            weak.append(inside)
    strong.insert(1, bare)
    if len(halves := _SLASHED.split(bare)) > 1:
        strong += halves
    return list(dict.fromkeys(one for one in strong if one)), weak


def kind_of(name: str, code: str) -> str:
    """Return entity for a record that does not say but shows it, else ''; code: the short name of its list.

    The unverified and the military end users are bodies; the other lists of State and Commerce hold persons too.

    >>> kind_of("DOE EXAMPLE LLC", "DPL"), kind_of("JANE EXAMPLE DOE", "DPL"), kind_of("Abtronics", "EL")
    ('entity', '', '')
    """
    tokens = fold(_ASIDE.sub(" ", searched(name))).split()
    shows = words.shows_organisation(tokens) or code in _BODIES or (tokens[-1:] and tokens[-1] in _AIRLINES)
    return "entity" if shows else ""
