"""Legal forms (limited, stock, sdn bhd) where a name carries them, and names written without spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from screen.names.words.company import known_words, word_phrases
from screen.names.words.lexicon import Phrases, Span, folded, rows


@dataclass(frozen=True, slots=True)
class _Form:
    canonical: str
    at_start: bool
    inside: bool
    at_end: bool
    is_name_part: bool


@cache
def _forms() -> Phrases[_Form]:
    return Phrases(
        {
            tuple(folded(row["form"]).split()): _Form(
                row["canonical"],
                at_start=row["place"] in {"any", "start", "edge"},
                inside=row["place"] == "any",
                at_end=row["place"] in {"any", "end", "edge"},
                is_name_part=bool(row["name_part"]),
            )
            for row in rows("legal_forms.csv")
        }
    )


def _legal_forms(tokens: Sequence[str]) -> dict[Span, _Form]:
    """Return the legal forms that stand where they can be one; before and after an outer one there is nothing else."""
    found = _forms().find(tokens)
    if not found:
        return found
    valid = {span for span, form in found.items() if form.inside}
    edge = 0
    for (first, past), form in found.items():
        if first != edge or not form.at_start:
            break
        valid.add((first, past))
        edge = past
    edge = len(tokens)
    for (first, past), form in reversed(found.items()):
        if past != edge or not form.at_end:
            break
        valid.add((first, past))
        edge = first
    return {span: form for span, form in found.items() if span in valid}


def strip_legal(tokens: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the tokens of a name into its core and its legal forms (canonical: limited, stock …).

    A name that is nothing but legal forms keeps its tokens.

    >>> strip_legal(("glocom", "sdn", "bhd"))
    (('glocom',), ('limited',))
    >>> strip_legal(("pt", "bank", "as", "salam", "tbk"))
    (('bank', 'as', 'salam'), ('stock', 'stock'))
    """
    found = _legal_forms(tokens)
    if not found:
        return tuple(tokens), ()
    taken = {place for first, past in found for place in range(first, past)}
    if len(taken) == len(tokens):
        return tuple(tokens), ()
    core = tuple(token for place, token in enumerate(tokens) if place not in taken)
    return core, tuple(form.canonical for form in found.values())


def shows_organisation(tokens: Sequence[str]) -> bool:
    """Whether a name carries a legal form or a company word that no personal name does.

    >>> shows_organisation(("dandong", "bv", "trading")), shows_organisation(("kim", "haeun"))
    (True, False)
    """
    forms = _legal_forms(tokens)
    return any(not form.is_name_part for form in forms.values()) or any(
        word.kind == "company" for word in word_phrases().find(tokens).values()
    )


@cache
def _joined_script_words() -> tuple[frozenset[str], int]:
    """Return words and legal forms of two letters and more in other scripts, and the longest one's length."""
    singles = [phrase[0] for phrase in _forms().meanings if len(phrase) == 1]
    found = [word for word in (*known_words(), *singles) if not word.isascii() and len(word) > 1 and " " not in word]
    return frozenset(found), max(map(len, found))


def segment(text: str) -> list[str]:
    """Split a string without spaces (Han, Hangul, kana, Thai) at the company words and legal forms it holds.

    Longest match first; what lies between stays whole.

    >>> segment("丹东宏祥实业发展有限公司")
    ['丹东', '宏祥', '实业', '发展', '有限公司']
    """
    known, longest = _joined_script_words()
    found: list[str] = []
    unknown_from = place = 0
    while place < len(text):
        for past in range(min(place + longest, len(text)), place + 1, -1):
            if text[place:past] in known:
                found += [text[unknown_from:place], text[place:past]]
                unknown_from = place = past
                break
        else:
            place += 1
    return [piece for piece in (*found, text[unknown_from:]) if piece]
