"""Korean and Chinese personal names spelled by another system: Latin, Cyrillic, Hangul.

Owns which system writes what, by tables of its own (rules/controls.yml); how a listed name reads is asked of screen.names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from screen.data import read_yaml, rules_file
from screen.names import chinese, korean
from screen.names.folding import fold, latin, scripts
from screen.names.korean import tables

_VOICED_AFTER = ("", "n", "l", "m", "ng")


@cache
def settings() -> dict[str, Any]:
    """Load rules/controls.yml once."""
    return read_yaml(rules_file("controls.yml"))


def hangul_of(name: str, others: Sequence[str]) -> tuple[str, str] | None:
    """Return surname and given name in Hangul: as the list writes it, else as the Latin spelling reads; None for neither.

    Of several readings that fit a spelling, the one usual in names counts: a name it stands for, if not always the bearer's.
    """
    told = [one for one in (name, *others) if scripts(one) == {"HANGUL"} and 3 <= len(one.replace(" ", "")) <= 4]
    for one in (*told, name):
        lattice = korean.parse([one])[0]
        if lattice is None or not korean.is_certain(lattice):
            continue
        best = lattice.alternatives[0]
        chosen = _cheapest if best.script == "hangul" else _usual
        surname, *given = map(chosen, (best.surname, *best.given))
        if best.script in {"hangul", "latin"} and len(surname) == 1 and 1 <= len(given) <= 2:
            return surname, "".join(given)
    return None


def _usual(reading: Mapping[str, float]) -> str:
    """Return the syllable most usual in names, of those that a spelling fits about as well as any."""
    usual, limit = settings()["usual"], min(reading.values()) + settings()["fits"]
    fitting = sorted(one for one, cost in reading.items() if cost <= limit)
    known = [one for one in usual if one in fitting]
    return known[0] if known else _cheapest(reading)


def _cheapest(reading: Mapping[str, float]) -> str:
    return min(reading, key=lambda key: (reading[key], key))


def romanised(surname: str, given: str, system: str) -> str:
    """Spell a name in Hangul by a system of rules/controls.yml.

    >>> [romanised("김", "영철", one) for one in ("revised", "newspapers", "dprk", "passports")]
    ['Gim Yeong-cheol', 'Kim Yong-chol', 'Kim Yong Chol', 'Kim Young Chul']
    """
    rules = settings()["romanisations"][system]
    is_habit = system == "passports"
    first = settings()["surnames"].get(surname) if is_habit else None
    first = first or _spelled(surname, rules, settings()["finals"]).capitalize()
    own = settings()["syllables"] if is_habit else {}
    spelled, after = [], None
    for syllable in given:
        spelled.append(own.get(syllable) or _spelled(syllable, rules, settings()["finals"], after))
        after = syllable
    return f"{first} {_joined(spelled, rules['between'])}"


def in_cyrillic(surname: str, given: str) -> str:
    """Spell a name in Hangul by Kontsevich's system.

    >>> in_cyrillic("김", "영철")
    'Ким Ён Чхоль'
    """
    rules = settings()["cyrillic"]
    first, *rest = (_spelled(syllable, rules, rules["finals"]) for syllable in surname + given)
    return f"{first.capitalize()} {_joined(rest, rules['between'])}"


def _joined(syllables: Sequence[str], between: str) -> str:
    words = [one.capitalize() for one in syllables] if between == " " else [syllables[0].capitalize(), *syllables[1:]]
    return between.join(words)


def _spelled(syllable: str, rules: Mapping[str, Any], finals: Sequence[str], after: str | None = None) -> str:
    """Spell one syllable; after: the one before it in the same word, which may voice its initial."""
    index = ord(syllable) - 0xAC00
    is_voiced = after is not None and finals[(ord(after) - 0xAC00) % 28] in _VOICED_AFTER
    initial = rules[("voiced" if is_voiced and "voiced" in rules else "initials")][index // 588]
    return f"{initial}{rules['vowels'][index % 588 // 28]}{finals[index % 28]}"


def in_wade_giles(name: str) -> str:
    """Spell a Chinese name in pinyin by Wade-Giles without its marks; '' for any other name.

    >>> in_wade_giles("Zhou Jianshu"), in_wade_giles("Ivan Petrov")
    ('Chou Chien-shu', '')
    """
    for reading in chinese.parse(tuple(fold(name).split())):
        if reading.is_pinyin and len(reading.surname) == 1 and all(len(one) == 1 for one in reading.given):
            surname, *given = (chinese.wade_giles(min(one)) for one in (reading.surname, *reading.given))
            return f"{surname.capitalize()} {_joined(given, '-')}"
    return ""


def family_and_given(name: str) -> tuple[str, str] | None:
    """Part a personal name; None where it cannot be told which of its words is the family name.

    >>> family_and_given("KIM, Yong Chol"), family_and_given("Kwang Hyok CHOE"), family_and_given("Pak Chun Il")
    (('KIM', 'Yong Chol'), ('CHOE', 'Kwang Hyok'), ('Pak', 'Chun Il'))
    """
    before, comma, after = (part.strip() for part in name.partition(","))
    words = name.split()
    if comma:
        return (before, after) if before and after and "," not in after else None
    if len(words) < 2:
        return None
    for tell in (_is_in_capitals, _is_surname):
        first, last = tell(words[0], words), tell(words[-1], words)
        if first != last:
            return (words[0], " ".join(words[1:])) if first else (words[-1], " ".join(words[:-1]))
    return None if _is_surname(words[0], words) else (words[-1], " ".join(words[:-1]))


def _is_in_capitals(word: str, words: Sequence[str]) -> bool:
    return word.isupper() and not all(map(str.isupper, words))


def _is_surname(word: str, _: Sequence[str]) -> bool:
    spelled = latin(word)
    return spelled in tables.surnames()["latin"] or bool(chinese.surnames(spelled))


def systems() -> Iterator[str]:
    """Yield the systems that spell Korean names in Latin letters."""
    yield from settings()["romanisations"]
