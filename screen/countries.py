"""Countries and nationalities in any usual spelling, code or language → ISO 3166-1 alpha-2, and back.

``Korea`` alone is understood and left open: nobody but its writer knows which Korea is meant. Which columns hold
citizenship, and what a row makes of an open value, is left to intake.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from screen.cache import prepared
from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold

OPEN = ""
_ALPHABETS = "\u0e00"  # scripts after this one put no space between words
_BRACKET = re.compile(r"[(（\[].*[)）\]]")
_LONGEST = 300  # letters of a text that may name a country: patterns hang on longer ones
_DASH = re.compile(r"\S [-–—] \S")


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("countries", "countries.yml"))


@prepared
def _spellings() -> dict[str, str]:
    found = {row["name"]: row["code"] for row in read_csv(rules_file("countries", "spellings.csv"))}
    special = _rules()
    for code, names in special["names"].items():
        found.update((fold(str(name)), str(code)) for name in names)
    found.update((fold(str(name)), OPEN) for name in special["open"])
    return found


@cache
def _ethnic() -> frozenset[str]:
    return frozenset(fold(str(name)) for name in _rules()["ethnic"])


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country or nationality; '' is open, None not understood.

    >>> country_code("Korea, Dem. People's Rep."), country_code("대한민국"), country_code("Korea")
    ('KP', 'KR', '')
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    if not folded:
        return None
    spellings = _spellings()
    if folded in spellings:
        return spellings[folded]
    for article in ("the ", "republic of ", "kingdom of "):
        if folded.startswith(article) and folded.removeprefix(article) in spellings:
            return spellings[folded.removeprefix(article)] or None
    bare = _without_affixes(folded)
    if bare is not None:
        return bare
    return _of_parts(text) if _BRACKET.search(text) or _DASH.search(text) else _nearest(folded)


@cache
def _affixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    told = _rules()["affixes"]
    before, after = (
        tuple(sorted({fold(str(word)) for word in told[side]}, key=lambda word: -len(word)))
        for side in ("before", "after")
    )
    return before, after


def _without_affixes(folded: str) -> str | None:
    """Return the code of "citizen of X", "X national" or X籍, None where there is no such word or no country behind it."""
    spellings = _spellings()
    before, after = _affixes()
    for word in before:
        rest = folded.removeprefix(word)
        is_apart = rest.startswith(" ") or word[-1] > _ALPHABETS
        if rest != folded and is_apart:
            name = rest.strip()
            for form in (name, name[:-1], f"{name[:-1]}а", f"{name[:-1]}я"):  # гражданин Узбекистана, Украины, Индии
                if form in spellings:
                    return spellings[form]
    for word in after:
        rest = folded.removesuffix(word)
        is_apart = rest.endswith(" ") or word[-1] > _ALPHABETS
        if rest != folded and is_apart and rest.strip() in spellings:
            return spellings[rest.strip()]
    return None


def _of_parts(text: str) -> str | None:
    """Return the code of a value of two parts: Korea (DPRK), 中国(조선족), PRK – North Korea.

    A part that is no country says nothing beside one that is; two countries contradict each other, but what says that
    somebody is a refugee goes before the country left.
    """
    parts = [part for part in re.split(r"[()\[\]（）]| [-–—] ", text) if part.strip()]
    if len(parts) < 2 or is_ethnic(parts[0]):
        return None
    codes = [country_code(part) for part in parts]
    known = {code for code in codes if code}
    if "XX" in known:
        return "XX"
    if len(known) == 1:
        return known.pop() if codes[0] is not None else None
    return OPEN if not known and codes[0] == OPEN else None


@lru_cache(maxsize=10_000)
def _nearest(folded: str) -> str | None:
    """Return the code of the one spelling a typing error away, for long names that hold no compass point."""
    if len(folded) < 7 or "kore" in folded or "cor" in folded:
        return None
    from rapidfuzz.distance import OSA

    near = {
        code
        for name, code in _spellings().items()
        if code and abs(len(name) - len(folded)) <= 1 and OSA.distance(name, folded, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


def is_ethnic(text: str) -> bool:
    """Whether a value names a people rather than a citizenship (朝鲜族, кореец)."""
    return fold(text) in _ethnic()


@cache
def _names(language: str) -> dict[str, str]:
    found = {row["code"]: row[language] for row in read_csv(rules_file("countries", "names.csv"))}
    found.update((code, names[language]) for code, names in _rules()["titles"].items())
    return found


def country_name(code: str, language: str = "en") -> str:
    """Return the name of a code, the code itself where there is none. language: en, fr or ko.

    >>> country_name("KP"), country_name("KP", "fr")
    ('North Korea', 'Corée du Nord')
    """
    return _names(language).get(code, code)
