"""Entries of lists → controls: their names as others would write them, chosen by a seed.

What is planted where, and what comes of it, is left to the modules beside this one and to screen.assurance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from screen.controls import edits, spelling
from screen.controls.spelling import settings
from screen.matching.index import Index, groups_of
from screen.model import Kind
from screen.names.folding import fold, scripts
from screen.names.tokens import tokenise

if TYPE_CHECKING:
    from screen.lists import Watchlist

CLASSES = (
    "exact",
    "alias",
    "other romanisation",
    "other script",
    "typing error",
    "order",
    "truncation",
    "look-alike letters",
)
"""How a control differs from the name on the list."""
EXACT = CLASSES[0]
_SCRIPTS = {"LATIN": "Latin", "HANGUL": "Hangul", "CJK": "Han", "CYRILLIC": "Cyrillic", "GREEK": "Greek", "ARABIC": "Arabic",
            "KATAKANA": "kana", "HIRAGANA": "kana", "THAI": "Thai", "HEBREW": "Hebrew"}  # fmt: skip
_KOREAN = {"KP", "KR"}
_COLUMNS = ("kind", "name", "aliases", "derived_names", "nationalities", "reference", "cluster")
_TRIES = 80  # entries looked at for each control asked for, where few lend themselves to its class


@dataclass(frozen=True, slots=True)
class Control:
    """A name whose outcome is known: a screening must bring up the entry it was made from.

    name: as planted; kind: of the entry, '' where its list does not say; reference: of the entry, publisher:id as in
    Index.entries; how: one of CLASSES; script: that of the name, of look-alike letters that of the name they stand for;
    listed: the name on the list that it was made from.
    """

    name: str
    kind: str
    reference: str
    how: str
    script: str
    listed: str


def variants(
    source: Index | Sequence[Watchlist], per_class: int, seed: int | str, among: Sequence[int] | None = None,
    classes: Sequence[str] = CLASSES,
) -> list[Control]:  # fmt: skip
    """Return controls made from entries that may alert: of each class *per_class*, or as many as there are.

    seed: the same seed and lists give the same controls, whatever the machine; a class does not depend on the others. among:
    places in the index to choose from, None for all. An entry gives one control of a class at most. A name that another
    party on the lists bears, or that is too short to be told from others, is not made.
    """
    index = source if isinstance(source, Index) else _compiled(source)
    maker, places = Maker(index), range(len(index)) if among is None else among
    return [one for how in classes for _, one in maker.some(how, per_class, seed, places)]


def _compiled(lists: Sequence[Watchlist]) -> Index:
    from screen.lists import load_same_as

    return Index.compile(lists, load_same_as(lists))


def script_of(name: str) -> str:
    """Return the script of a name in a word, "mixed" for several.

    >>> script_of("Kim Yong Chol"), script_of("김영철")
    ('Latin', 'Hangul')
    """
    found = scripts(name) - {"MODIFIER", "COMBINING", "FEMININE", "MASCULINE"}
    words = {_SCRIPTS.get(one, one.capitalize()) for one in found}
    return words.pop() if len(words) == 1 else "mixed"


@dataclass(frozen=True)
class _Listed:
    """The names of an entry."""

    kind: str
    name: str
    aliases: tuple[str, ...]
    nationalities: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        return self.kind in {Kind.PERSON, ""}

    @property
    def compared_as(self) -> Kind:
        return Kind.PERSON if self.is_person else Kind.ORGANISATION

    @cached_property
    def in_wade_giles(self) -> str:
        return "" if _KOREAN & set(self.nationalities) else spelling.in_wade_giles(self.name)

    @property
    def may_be_korean(self) -> bool:
        """Whether it is a person whose name reads as Korean: said to be one, or nothing said and the name is not Chinese."""
        if not self.is_person:
            return False
        return bool(_KOREAN & set(self.nationalities)) or not (self.nationalities or self.in_wade_giles)

    @cached_property
    def known(self) -> set[str]:
        return {fold(one) for one in (self.name, *self.aliases)}


@dataclass(frozen=True)
class Maker:
    """Makes controls from entries of an index."""

    index: Index

    def some(self, how: str, count: int, seed: int | str, places: Sequence[int]) -> Iterator[tuple[int, Control]]:
        """Yield so many controls of a class, each with the place of its entry; fewer where there are no more."""
        random = Random(f"{seed}:{how}")
        tried = random.sample(places, min(len(places), _TRIES * count))
        made = ((place, self.control(place, how, random)) for place in tried)
        yield from islice(((place, one) for place, one in made if one), count)

    def control(self, place: int, how: str, random: Random) -> Control | None:
        """Return a control of a class made from an entry, None where it does not lend itself to it."""
        told = self._columns
        aliases = (*told["aliases"][place], *told["derived_names"][place])
        listed = _Listed(told["kind"][place], told["name"][place], aliases, told["nationalities"][place])
        made = _MAKERS[how](listed, random)
        if made is None or not made[0] or not self._is_fair(made[0], listed, how, told["cluster"][place]):
            return None
        name, written = made
        script = script_of(written if how == "look-alike letters" else name)
        return Control(name, listed.kind, told["reference"][place], how, script, written)

    def _is_fair(self, name: str, listed: _Listed, how: str, cluster: str) -> bool:
        """Whether a variant is another name than those of its entry and no name of another party."""
        if how in {EXACT, "alias"}:
            return True
        if how not in {"order", "other script"} and fold(name) in listed.known and name.isascii():
            return False
        return not self._borne_by_another(name, listed.kind, cluster)

    def _borne_by_another(self, name: str, kind: str, cluster: str) -> bool:
        """Whether the words of a name are, in any order, those of a name that another party bears."""
        import numpy as np

        clusters = self._columns["cluster"]
        for group in groups_of(kind):
            listed, words = self.index.names[group], self._vocabularies[group]
            core = tokenise(name, Kind.PERSON if group == "person" else Kind.ORGANISATION).core
            if not core or not all(word in words for word in core):
                continue
            telling = max((words[word] for word in core), key=lambda place: (listed.bag.weights[place], place))
            held = np.flatnonzero(listed.bag.tokens == telling)
            for at in np.unique(np.searchsorted(listed.bag.ends, held, side="right") - 1).tolist():
                if clusters[listed.entry[at]] != cluster and sorted(listed.bag.name(at).core) == sorted(core):
                    return True
        return False

    @cached_property
    def _columns(self) -> dict[str, Sequence[Any]]:
        return {name: self.index.entries[name].array for name in _COLUMNS}

    @cached_property
    def _vocabularies(self) -> dict[str, Mapping[str, int]]:
        return {
            group: {word: place for place, word in enumerate(listed.bag.vocabulary)}
            for group, listed in self.index.names.items()
        }


Made = tuple[str, str] | None
"""A variant, and the listed name it was made from."""


def _exact(listed: _Listed, _: Random) -> Made:
    fair = settings()["fair"]
    says_enough = tokenise(listed.name, listed.compared_as).bits >= fair["exact_bits"]
    return (listed.name, listed.name) if says_enough and _has_letters(listed.name, fair["exact_letters"]) else None


def _alias(listed: _Listed, random: Random) -> Made:
    least, own = settings()["fair"]["alias_letters"], fold(listed.name)
    return _one_of(
        [
            one
            for one in listed.aliases
            if script_of(one) == "Latin" and fold(one) != own and _has_letters(one, least)
        ],
        random,
    )


def _other_script(listed: _Listed, random: Random) -> Made:
    least = settings()["fair"]["exact_letters"]
    written = [one for one in listed.aliases if script_of(one) not in {"Latin", "mixed"} and _has_letters(one, least)]
    if written or not listed.may_be_korean:
        return _one_of(written, random)
    read = spelling.hangul_of(listed.name, ())
    return (random.choice(("".join(read), spelling.in_cyrillic(*read))), listed.name) if read else None


def _other_romanisation(listed: _Listed, random: Random) -> Made:
    if not listed.is_person:
        return None
    if listed.may_be_korean and (read := spelling.hangul_of(listed.name, listed.aliases)):
        spelled = [spelling.romanised(*read, system) for system in spelling.systems()]
    else:
        spelled = [listed.in_wade_giles]
    new = [one for one in spelled if one and fold(one) not in listed.known]
    return (random.choice(new), listed.name) if new else None


def _edited(edit: Callable[[str, Random], str]) -> Callable[[_Listed, Random], Made]:
    return lambda listed, random: (edit(listed.name, random), listed.name)


def _order(listed: _Listed, random: Random) -> Made:
    told = edits.reordered(listed.name, random) if listed.is_person else ""
    is_fair = told != listed.name and edits.letters_in(told) >= settings()["fair"]["exact_letters"]
    return (told, listed.name) if is_fair else None


def _truncation(listed: _Listed, random: Random) -> Made:
    kept = edits.cut_off(listed.name, random)
    whole = kept if listed.name[len(kept) :].startswith(" ") else kept.rpartition(" ")[0]
    kept_bits, all_bits = (tokenise(one, listed.compared_as).bits for one in (whole, listed.name))
    says_enough = kept_bits >= settings()["fair"]["kept_share"] * all_bits
    return (kept, listed.name) if kept and (says_enough or " " not in listed.name) else None


_MAKERS: Mapping[str, Callable[[_Listed, Random], Made]] = {
    EXACT: _exact, "alias": _alias, "other romanisation": _other_romanisation, "other script": _other_script,
    "typing error": _edited(edits.typing_error), "order": _order, "truncation": _truncation,
    "look-alike letters": _edited(edits.look_alike),
}  # fmt: skip


def _one_of(names: Sequence[str], random: Random) -> Made:
    return (one := random.choice(names), one) if names else None


def _has_letters(name: str, letters: int) -> bool:
    """Whether a name has so many letters; a syllable of Hangul or a Han character counts for two."""
    wide = sum(one >= "\u1100" for one in name if one.isalnum())
    return edits.letters_in(name) + wide >= letters
