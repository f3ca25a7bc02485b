"""Names of the US Consolidated Screening List: other names put into brackets, and what an unlabelled name is."""

from __future__ import annotations

import re

from screen.names import words
from screen.names.folding import fold

_PERSONS = {"DPL", "DTC"}
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
_ASIDE = re.compile(r"[(\[].*?[)\]]")


def spellings(written: str) -> tuple[list[str], list[str]]:
    """Return the names that a written one holds, itself first, and the acronyms beside them.

    >>> spellings("Towlid EXAMPLE Iran (TEI)")
    (['Towlid EXAMPLE Iran (TEI)', 'Towlid EXAMPLE Iran'], ['TEI'])
    >>> spellings("EXAMPLE Corp. (a.k.a. EXAMPLE Industries; CK EXAMPLE)")[0][1:]
    ['EXAMPLE Corp.', 'EXAMPLE Industries', 'CK EXAMPLE']
    """
    name = _LEAD.sub("", " ".join(written.split())).strip(" ,;")
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
    """Return individual or entity for a record that does not say; code: the short name of its list.

    The lists of denied persons and of those debarred by State hold mostly persons, the unverified and military end users
    are bodies, the Entity List and the nonproliferation sanctions have both: there a name must look like a person's.

    >>> kind_of("JANE EXAMPLE DOE", "DPL"), kind_of("DOE EXAMPLE LLC", "DPL"), kind_of("Abtronics", "EL")
    ('individual', 'entity', 'entity')
    """
    bare = _ASIDE.sub(" ", name)
    tokens = fold(bare).split()
    if words.shows_organisation(tokens) or code in _BODIES or len(tokens) < 2 or tokens[-1] in _AIRLINES:
        return "entity"
    if code in _PERSONS:
        begins = len(tokens[0]) == 1 or words.is_personal_name(tokens[0])
        return "individual" if begins or not _is_word(tokens[-1]) else "entity"
    return "individual" if _looks_personal(bare, tokens) else "entity"


def _is_word(token: str) -> bool:
    return words.is_vocabulary(token) and not words.is_personal_name(token)


def _looks_personal(name: str, tokens: list[str]) -> bool:
    if len(tokens) > 6 or not all(token.isalpha() for token in tokens):
        return False
    if not name.isupper() and any(len(part) > 2 and part.isupper() for part in name.split()):
        return False
    return any(map(words.is_personal_name, tokens)) and not any(map(_is_word, tokens))
