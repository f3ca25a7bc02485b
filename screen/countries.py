"""Countries and nationalities in any usual spelling, code or language → ISO 3166-1 alpha-2, and back.

``Korea`` alone is understood and left open: nobody but its writer knows which Korea is meant. Which columns hold
citizenship, and what a row makes of an open value, is left to intake.
"""

from __future__ import annotations

from functools import cache

from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold

OPEN = ""


@cache
def _spellings() -> dict[str, str]:
    found = {row["name"]: row["code"] for row in read_csv(rules_file("countries", "spellings.csv"))}
    special = read_yaml(rules_file("countries", "countries.yml"))
    for code, names in special["names"].items():
        found.update((fold(str(name)), str(code)) for name in names)
    found.update((fold(str(name)), OPEN) for name in special["open"])
    return found


@cache
def _ethnic() -> frozenset[str]:
    return frozenset(fold(str(name)) for name in read_yaml(rules_file("countries", "countries.yml"))["ethnic"])


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country or nationality; '' is open, None not understood.

    >>> country_code("Korea, Dem. People's Rep."), country_code("대한민국"), country_code("Korea")
    ('KP', 'KR', '')
    """
    folded = fold(text)
    if not folded:
        return None
    spellings = _spellings()
    if folded in spellings:
        return spellings[folded]
    for article in ("the ", "republic of ", "kingdom of "):
        if folded.startswith(article) and folded.removeprefix(article) in spellings:
            return spellings[folded.removeprefix(article)] or None
    return _nearest(folded)


@cache
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
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in read_csv(rules_file("countries", "names.csv"))}


def country_name(code: str) -> str:
    """Return the English name of a code, the code itself where there is none.

    >>> country_name("KP")
    'North Korea'
    """
    return _names().get(code, code)
