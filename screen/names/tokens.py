"""A name as the general comparator sees it: canonical tokens with their weight in bits.

Owns splitting: variants in one cell, scripts, titles, legal forms, numbers. What a word means stands in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from screen.model import Kind
from screen.names import words
from screen.names.folding import clean, fold, latin, letters_for_digits, scripts

_JOINED_SCRIPTS = {"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}
_BRACKETED = re.compile(r"^(?P<outside>[^()\[\]（）【】]{2,})[(\[（【](?P<inside>[^()\[\]（）【】]{2,})[)\]）】]\s*$")
_ALSO = re.compile(
    r"\s+(?:a\.?\s?k\.?\s?a\.?|f\.?\s?k\.?\s?a\.?|d\.?\s?b\.?\s?a\.?|t/a|trading as|formerly(?: known as)?|also known as"
    r"|doing business as|née|nee)[:\s]+|\s+/\s+|(?<=\w{3})/(?=\w{5})|\s*[|\n]\s*",
    re.IGNORECASE,
)
_BLANKS = re.compile(
    r"[^\S\n]{2,}"
)  # taken for one, so that a long run of them is not looked through from each of its places
_NONE: frozenset[str] = frozenset()
_LETTER = r"[^\W\d_]"
_SPELLED_OUT = re.compile(
    rf"\b(?:{_LETTER}\.){{2,}}(?:{_LETTER}\b)?|\b(?:{_LETTER}\.\s){{2,}}{_LETTER}\.?|\b(?:{_LETTER}\s){{2,}}{_LETTER}\b"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A prepared name.

    core: canonical tokens in Latin letters, in order; weights: their bits (same length); numbers: tokens of digits;
    forms: canonical legal forms; length: letters of the name as written, 0 where a full stop or a legal form ends it, so
    that nothing was cut off; is_school: whether a word of the name says that it teaches; costs: what leaving each token
    out costs, little for a word of many names.
    """

    core: tuple[str, ...]
    weights: tuple[float, ...]
    numbers: frozenset[str]
    forms: tuple[str, ...]
    length: int = 0
    is_school: bool = False
    costs: tuple[float, ...] = ()

    @property
    def bits(self) -> float:
        """All the name can say."""
        return sum(self.weights)


@lru_cache(maxsize=20_000)
def variants(text: str) -> tuple[str, ...]:
    """Return the names one cell holds: itself, then parts tied by "a.k.a.", slashes, or a bracket in another script.

    >>> variants("Dandong Hongxiang (丹东鸿祥)")
    ('Dandong Hongxiang (丹东鸿祥)', 'Dandong Hongxiang', '丹东鸿祥')
    """
    found = [text]
    parts = [part.strip() for part in _ALSO.split(_BLANKS.sub(" ", text)) if part and part.strip()]
    if len(parts) > 1:
        found += [part for part in parts if len(part) > 2 and not _is_generic(part)]
    for part in parts:
        bracket = _BRACKETED.match(part)
        if bracket:
            outside, inside = bracket["outside"].strip(), bracket["inside"].strip()
            found.append(outside)
            also = _ALSO.sub("", f" {inside}") if _ALSO.match(f" {inside}") else inside
            if scripts(inside) != scripts(outside) or also != inside:
                found.append(also.strip())
    if len(parts) == 1 and len(found) == 1:
        split = _split_scripts(text)
        if len(split) > 1:
            found += split
    return tuple(dict.fromkeys(found))


def _is_generic(text: str) -> bool:
    """Whether a part of a name says nothing by itself: Export Corporation."""
    return all(words.is_company_word(token) for token in fold(text).split())


def _split_scripts(text: str) -> list[str]:
    """Split "Glocom 글로콤" where a Latin name stands beside the same in an East Asian script."""
    if text.isascii():
        return [text]
    words_of = text.split()
    joined = [word for word in words_of if scripts(word) & _JOINED_SCRIPTS]
    rest = [word for word in words_of if not scripts(word) & _JOINED_SCRIPTS and scripts(word)]
    return [" ".join(rest), " ".join(joined)] if joined and len(" ".join(rest)) > 3 else [text]


def _pieces(text: str, kind: Kind) -> list[str]:
    """Fold a name and split it into tokens; spelled-out letters are joined, East Asian strings segmented."""
    joined = clean(text).text
    if "." in joined or 1 in map(len, joined.split()):
        joined = _SPELLED_OUT.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", joined)
    pieces: list[str] = []
    for token in fold(joined.replace("&", " ")).split():
        pieces += _parts(token, kind is Kind.PERSON)
    return pieces


@lru_cache(maxsize=200_000)
def _parts(token: str, is_person: bool) -> tuple[str, ...]:
    """Return the pieces of a folded token: words of a string without spaces, glued words apart, a company's words mended."""
    if scripts(token) & _JOINED_SCRIPTS:
        return tuple(words.segment(token))
    parts = words.unglued(token)
    return parts if is_person else tuple(map(words.mend, parts))


@lru_cache(maxsize=200_000)
def _canonical(piece: str) -> tuple[str, ...]:
    """Return the English words, in Latin letters, of a piece of a company's or ship's name."""
    parts = latin(words.canonical_word(piece)).split()
    return tuple(words.canonical_word(part) for part in parts if not words.is_filler(part))


@lru_cache(maxsize=10_000)
def tokenise(text: str, kind: Kind) -> Tokens:
    """Prepare a name; *kind* decides about legal forms, titles and which frequencies weigh the tokens."""
    written = letters_for_digits(text) if kind is Kind.PERSON else text
    pieces = tuple(words.drop_titles(_pieces(written, kind), kind))
    forms: tuple[str, ...] = ()
    visible = clean(text).text
    is_whole = not visible[-1:].isalnum()
    if kind is Kind.PERSON:
        is_plain = all(map(str.isascii, pieces))
        core = pieces if is_plain else tuple(part for piece in pieces for part in latin(piece).split())
        weights = tuple(words.person_information(core))
    else:
        joined = words.join_phrases(pieces)
        bare, forms = words.strip_legal(joined)
        is_whole = is_whole or bare[-1:] != joined[-1:]
        core = words.numerals(tuple(word for piece in bare for word in _canonical(piece)))
        weights = tuple(words.information(core))
    digits = list(filter(str.isdigit, core))
    numbers = frozenset(token.lstrip("0") or "0" for token in digits) if digits else _NONE
    is_school = kind is not Kind.PERSON and any(map(words.is_school, core))
    scale = words.cost_scale()
    costs = tuple([bits * bits / scale for bits in weights])
    return Tokens(core, weights, numbers, forms, 0 if is_whole else len(visible), is_school, costs)
