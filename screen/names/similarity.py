"""Tokens against tokens: how alike two words of names are; for whole vocabularies see vocabulary.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from screen.names import korean, sounds, words
from screen.names.comparison import policy


@lru_cache(maxsize=300_000)
def similarity(one: str, other: str, is_person: bool) -> float:
    """Return how alike two tokens are, 0 to 1; symmetrical. Digits agree exactly or not at all."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    edited = _edited(one, other, is_person)
    if keys(one, is_person).isdisjoint(keys(other, is_person)):
        return edited
    rules = policy()
    found = [rules[name] for name, agree in _CHANNELS if agree(one, other, is_person)]
    return max([*found, _korean_word(one, other), edited])


def _edited(one: str, other: str, is_person: bool) -> float:
    rules = policy()
    allowed = rules.edits_allowed(min(len(one), len(other)))
    if abs(len(one) - len(other)) > allowed or not allowed:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    price = rules["edit_price"]
    if one[0] != other[0] and one[:2] != other[1::-1]:
        price *= rules["first_letter_price"]
    if is_known(one, is_person) and is_known(other, is_person):
        price *= rules["known_price"]
    alike = 1.0 - price * distance / max(len(one), len(other))
    return alike if alike >= rules["similarity_from"] else 0.0


@lru_cache(maxsize=400_000)
def is_known(token: str, is_person: bool) -> bool:
    """Whether a token is a name or word of its own, so that a near one is another word rather than a slip."""
    if is_person:
        return words.is_personal_name(token)
    return words.is_vocabulary(token) or (
        len(token) >= policy()["known_korean_from"] and bool(korean.word_keys(token))
    )


# ---- channels beside edits: pairs that share a key ------------------------------------------------------------


def _abbreviates(one: str, other: str, is_person: bool) -> bool:
    return not is_person and (one in words.expand(other) or other in words.expand(one))


def _korean_word(one: str, other: str) -> float:
    """Return how alike two romanisations of one Korean word are: less the further they lie from a system's own spelling."""
    cost = korean.same_word(one, other)
    rules = policy()
    return 0.0 if cost is None else rules["phonology_similarity"] - rules["phonology_price"] * cost


def _sounds_alike(one: str, other: str, is_person: bool) -> bool:
    heard = sounds.sound(one)
    return heard is not None and heard == sounds.sound(other)


def _same_consonants(one: str, other: str, is_person: bool) -> bool:
    heard = sounds.consonants(one) if is_person else None
    return heard is not None and heard == sounds.consonants(other)


def _lost_vowels(one: str, other: str, is_person: bool) -> bool:
    if sounds.is_skeleton(one) == sounds.is_skeleton(other):
        return False
    short, whole = (one, other) if sounds.is_skeleton(one) else (other, one)
    bare = sounds.skeleton(short)
    return (
        bare is not None
        and bare == sounds.skeleton(whole)
        and len(whole) > len(short)
        and not is_known(short, is_person)
    )


def _misread(one: str, other: str, is_person: bool) -> bool:
    read = sounds.misread(one)
    if read is None or read != sounds.misread(other):
        return False
    return min(len(one), len(other)) > 3 or not (is_known(one, is_person) and is_known(other, is_person))


_CHANNELS: tuple[tuple[str, Callable[[str, str, bool], bool]], ...] = (
    ("abbreviation_similarity", _abbreviates),
    ("sound_similarity", _sounds_alike),
    ("consonants_similarity", _same_consonants),
    ("lost_vowels_similarity", _lost_vowels),
    ("misread_similarity", _misread),
)


@lru_cache(maxsize=400_000)
def keys(token: str, is_person: bool) -> frozenset[tuple[str, str]]:
    """Return the keys of a token; tokens that agree in a channel share one."""
    return frozenset(_keys(token, is_person))


def _keys(token: str, is_person: bool) -> Iterator[tuple[str, str]]:
    if not is_person:
        yield "word", token
        for long in words.expand(token):
            yield "word", long
    for word in korean.word_keys(token):
        yield "korean", word
    for name, made in (("sound", sounds.sound), ("skeleton", sounds.skeleton), ("misread", sounds.misread)):
        key = made(token)
        if key is not None:
            yield name, key
    if is_person:
        heard = sounds.consonants(token)
        if heard is not None:
            yield "consonants", heard
