"""What the words of a name mean: legal forms, company words, abbreviations, titles, and how much each says.

All tables stand in rules/names/ and are frozen: adding a list moves no score. Characters are left to folding.py,
splitting a name to tokens.py; every token that comes in here is folded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log2
from typing import Any, Generic, TypeVar

from screen.data import read_csv, read_yaml, rules_file
from screen.model import Kind
from screen.names import sounds
from screen.names.folding import fold

Meaning = TypeVar("Meaning")
Span = tuple[int, int]


@cache
def _settings() -> dict[str, Any]:
    return read_yaml(rules_file("names", "names.yml"))


def _rows(file: str) -> list[dict[str, str]]:
    return read_csv(rules_file("names", file))


def _folded(cell: str) -> str:
    """Fold a cell of a table, so that an editor may write й or an accent; ASCII is folded already."""
    return cell if cell.isascii() else fold(cell)


class _Phrases(Generic[Meaning]):
    """Runs of tokens that mean something together."""

    def __init__(self, meanings: Mapping[tuple[str, ...], Meaning]) -> None:
        self.meanings = meanings
        self._longest: dict[str, int] = {}
        for phrase in meanings:
            self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))

    def find(self, tokens: Sequence[str]) -> dict[Span, Meaning]:
        """Return the phrases in reading order, each as (first, past the last); the longest one wins."""
        found: dict[Span, Meaning] = {}
        place = 0
        while place < len(tokens):
            most = min(self._longest.get(tokens[place], 0), len(tokens) - place)
            for past in range(place + most, place, -1):
                meaning = self.meanings.get(tuple(tokens[place:past]))
                if meaning is not None:
                    found[place, past] = meaning
                    place = past
                    break
            else:
                place += 1
        return found


# ---- legal forms -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    canonical: str
    at_start: bool
    inside: bool
    at_end: bool
    is_name_part: bool


@cache
def _forms() -> _Phrases[_Form]:
    return _Phrases(
        {
            tuple(_folded(row["form"]).split()): _Form(
                row["canonical"],
                at_start=row["place"] in {"any", "start", "edge"},
                inside=row["place"] == "any",
                at_end=row["place"] in {"any", "end", "edge"},
                is_name_part=bool(row["name_part"]),
            )
            for row in _rows("legal_forms.csv")
        }
    )


def _legal_forms(tokens: Sequence[str]) -> dict[Span, _Form]:
    """Return the legal forms that stand where they can be one; before and after an outer one there is nothing else."""
    found = _forms().find(tokens)
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
        word.kind == "company" for word in _word_phrases().find(tokens).values()
    )


@lru_cache(maxsize=200_000)
def mend(token: str) -> str:
    """Return the legal or company word that a token misspells, else the token itself.

    Long words only: one slip, another spelling of the sound, vowels left out, or letters misread by a scanner.

    >>> mend("compayn"), mend("lmtd"), mend("c0mpany"), mend("kompany"), mend("glocom")
    ('company', 'limited', 'company', 'company', 'glocom')
    """
    if not token.isascii() or len(token) < 3 or token.isdigit() or is_vocabulary(token):
        return token
    by_skeleton, by_sound, by_reading = _mendable()
    if sounds.is_skeleton(token) and (found := by_skeleton.get(sounds.skeleton(token) or "")):
        return found
    if found := by_sound.get(sounds.sound(token) or "") or by_reading.get(sounds.misread(token) or ""):
        return found
    return _one_slip_off(token) if len(token) >= 6 else token


@cache
def _mendable() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return skeleton → word, sound → word and reading of a scanner → word, of the words told however they are spelled."""
    known = [*_settings()["legal_words"], *_gluable()]
    return (
        {sounds.skeleton(word) or "": word for word in known if len(word) >= 5},
        {sounds.sound(word) or "": word for word in known if len(word) >= 5},
        {sounds.misread(word) or "": word for word in known},
    )


def _one_slip_off(token: str) -> str:
    from rapidfuzz.distance import OSA

    near = [
        word
        for length in (len(token) - 1, len(token), len(token) + 1)
        for word in _long_words().get(length, ())
        if OSA.distance(token, word, score_cutoff=1) <= 1
    ]
    return near[0] if near else token


@cache
def _long_words() -> dict[int, tuple[str, ...]]:
    """Return by length the legal and company words long enough to be told with a slip in them."""
    known = dict.fromkeys(word for word in (*_settings()["legal_words"], *_gluable()) if len(word) >= 7)
    return {length: tuple(word for word in known if len(word) == length) for length in map(len, known)}


# ---- company words ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    canonical: str
    kind: str


@cache
def _words() -> dict[str, _Word]:
    return {_folded(row["word"]): _Word(row["canonical"], row["class"]) for row in _rows("company_words.csv")}


@cache
def _word_phrases() -> _Phrases[_Word]:
    return _Phrases({tuple(word.split()): meaning for word, meaning in _words().items()})


def join_phrases(tokens: Sequence[str]) -> tuple[str, ...]:
    """Turn several tokens that make one company or place word into its canonical word; single ones stay as they are.

    >>> join_phrases(("import", "hong", "kong", "joint", "venture"))
    ('import', 'hongkong', 'jointventure')
    """
    found = {
        first: (past, word.canonical)
        for (first, past), word in _word_phrases().find(tokens).items()
        if past - first > 1
    }
    joined: list[str] = []
    place = 0
    while place < len(tokens):
        past, token = found.get(place, (place + 1, tokens[place]))
        joined.append(token)
        place = past
    return tuple(joined)


def canonical_word(token: str) -> str:
    """Return the English word (rarely two) for a company or place word of any language, else the token itself.

    >>> canonical_word("muyok"), canonical_word("贸易"), canonical_word("进出口"), canonical_word("glocom")
    ('trading', 'trading', 'import export', 'glocom')
    """
    word = _words().get(token)
    if word is None or (word.kind == "korean" and token.isascii()):
        return token  # romanisations of a Korean word are compared by sound, so that a typing error stays near
    return word.canonical


def word_class(token: str) -> str:
    """Return the class of a token in company_words.csv (company, general, number, place, korean, brand), '' for others."""
    word = _words().get(token)
    return word.kind if word else ""


def is_company_word(token: str) -> bool:
    """Whether a token is a word that bodies carry and persons do not (trading, bank), no place, number or goods.

    >>> is_company_word("trading"), is_company_word("dandong"), is_company_word("susan")
    (True, False, False)
    """
    return word_class(token) == "company"


@cache
def _joined_script_words() -> tuple[frozenset[str], int]:
    """Return words and legal forms of two letters and more in other scripts, and the longest one's length."""
    singles = [phrase[0] for phrase in _forms().meanings if len(phrase) == 1]
    found = [word for word in (*_words(), *singles) if not word.isascii() and len(word) > 1 and " " not in word]
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


# ---- short forms, titles, fillers ------------------------------------------------------------------------


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {
        row["short"]: tuple(dict.fromkeys(canonical_word(long) for long in row["long"].split(";")))
        for row in _rows("abbreviations.csv")
    }


def expand(token: str) -> tuple[str, ...]:
    """Return what a short form may stand for, in canonical words: a known one, or letters left out of a company word.

    >>> expand("comp"), expand("tchnlgy"), expand("glocom")
    (('computer', 'company'), ('technology',), ())
    """
    return _abbreviations().get(token, ()) or _contracted(token)


@cache
def _contracted(token: str) -> tuple[str, ...]:
    """Return the company words whose letters a token holds in order, from the same first one; only if they agree."""
    if not token.isalpha() or len(token) < _settings()["contraction_from"] or is_vocabulary(token):
        return ()
    found = {
        word for word in _gluable() if word[0] == token[0] and len(token) >= len(word) / 2 and _is_within(token, word)
    }
    return tuple(found) if len(found) == 1 else ()


def _is_within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in the other in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


@cache
def unglued(token: str) -> tuple[str, ...]:
    """Split a company word off a token it was glued to by a lost space.

    >>> unglued("changgwangcorporation"), unglued("glocom")
    (('changgwang', 'corporation'), ('glocom',))
    """
    least = _settings()["glued_rest"]
    is_known = is_vocabulary(token) or token in _per_million("frequencies_company.csv")
    if not token.isascii() or len(token) < 2 * least + 2 or is_known:
        return (token,)
    if not (token.endswith(_gluable()) or token.startswith(_gluable())):
        return (token,)
    for word in _gluable():
        if token.endswith(word) and len(token) - len(word) >= least:
            return (*unglued(token[: -len(word)]), word)
        if token.startswith(word) and len(token) - len(word) >= least:
            return (word, *unglued(token[len(word) :]))
    return (token,)


@cache
def _gluable() -> tuple[str, ...]:
    """Return the company words long enough to be told inside a token, longest first."""
    return tuple(sorted(_settings()["gluable"], key=lambda word: (-len(word), word)))


@cache
def _titles(kind: Kind | None, place: str) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(_folded(row["title"]).split())
        for row in _rows("titles.csv")
        if row["place"] == place and (kind is None or row["bearer"] == kind)
    )


def drop_titles(tokens: Sequence[str], kind: Kind | None = None) -> tuple[str, ...]:
    """Take forms of address and what is put before ships off both ends, but never the whole name.

    kind: whose titles to look for; None looks for all.

    >>> drop_titles(("m", "v", "chong", "chon", "gang"), Kind.VESSEL)
    ('chong', 'chon', 'gang')
    """
    kept = tuple(tokens)
    front, end = _titles(kind, "front"), _titles(kind, "end")
    while length := next((n for n in (3, 2, 1) if n < len(kept) and kept[:n] in front), 0):
        kept = kept[length:]
    while length := next((n for n in (2, 1) if n < len(kept) and kept[-n:] in end), 0):
        kept = kept[:-length]
    return kept


@cache
def _listed(key: str) -> frozenset[str]:
    """Return the words that stand under a key of names.yml."""
    return frozenset(_settings()[key])


def is_filler(token: str) -> bool:
    """Whether a token says nothing in any name (of, and, de)."""
    return token in _listed("fillers")


def is_son_of(token: str) -> bool:
    """Whether a token says "son of" between two names."""
    return token in _listed("son_of")


def is_school(token: str) -> bool:
    """Whether a token says that a body teaches: hardly any trading firm is a university."""
    return token in _listed("schools")


def numerals(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Turn number words and Roman numerals behind the first token into digits.

    >>> numerals(("apollo", "fund", "viii")), numerals(("brigade", "forty", "four"))
    (('apollo', 'fund', '8'), ('brigade', '44'))
    """
    known = _settings()["numerals"]
    found: list[str] = []
    tens = 0
    for place, token in enumerate(tokens):
        number = known.get(token, 0) if place or not _is_roman(token) else 0
        if tens and 0 < number < 10:
            found[-1] = str(tens + number)
        else:
            found.append(str(number) if number else token)
        tens = number if number >= 20 else 0
    return tuple(found)


def _is_roman(token: str) -> bool:
    return set(token) <= set("ivx")


# ---- how much a token says -------------------------------------------------------------------------------


@cache
def cost_scale() -> float:
    """Return the bits at which leaving a token out costs as much as it says."""
    return float(read_yaml(rules_file("names", "comparison.yml"))["cost_scale"])


def word_bits() -> float:
    """Return the most an ordinary word says."""
    return float(_settings()["word_bits"])


@cache
def _dictionary() -> frozenset[str]:
    """Return the lines of words.csv; its header is a word as well."""
    return frozenset(rules_file("names", "words.csv").read_text(encoding="utf-8").split())


def _in_dictionary(token: str) -> bool:
    known = _dictionary()
    return token in known or (token.endswith("s") and (token[:-1] in known or token[:-2] in known))


def is_vocabulary(token: str) -> bool:
    """Whether a token stands in the dictionary, a regular plural included, or among the company and place words."""
    return token in _words() or _in_dictionary(token)


@cache
def _per_million(file: str) -> dict[str, int]:
    return {row["token"]: int(row["per_million"]) for row in _rows(file)}


def is_personal_name(token: str) -> bool:
    """Whether a token is a part of personal names seen often enough to be counted.

    >>> is_personal_name("marina"), is_personal_name("mqrina")
    (True, False)
    """
    return token in _per_million("frequencies_person.csv")


def _is_common_name(token: str) -> bool:
    return _per_million("frequencies_person.csv").get(token, 0) >= int(_settings()["common_name_per_million"])


def is_word(token: str) -> bool:
    """Whether a token distinguishes nobody by itself: a word, a place, a common name, or in many firms' names.

    >>> is_word("fortuna"), is_word("symphony"), is_word("glocom")
    (True, True, False)
    """
    return (
        is_vocabulary(token)
        or token in _abbreviations()
        or _is_common_name(token)
        or _company_bits(token) <= float(_settings()["common_token_bits"])
    )


def information(tokens: Sequence[str]) -> list[float]:
    """Return the bits each token of an organisation's or ship's name says: -log2 of its share among innocent names.

    A token never seen says most (names.yml, unknown_bits); words, numbers and short tokens are held down.
    """
    return [_company_bits(token) for token in tokens]


def person_information(tokens: Sequence[str]) -> list[float]:
    """Return the bits each part of a personal name says, likewise."""
    return [_person_bits(token) for token in tokens]


def rarity_class(tokens: Sequence[str]) -> str:
    """Return how common a personal name is by what its parts say: very common, common, uncommon or rare.

    >>> rarity_class(("john", "smith")), rarity_class(("oleksandr", "kuzhyk"))
    ('very common', 'rare')
    """
    bits = sum(person_information(tokens))
    return next(str(name) for name, least in _settings()["rarity_bits"].items() if bits <= least)


@cache
def _company_bits(token: str) -> float:
    """Return the bits of a token, or of the rarest part of a canonical word of two."""
    settings = _settings()
    if token.isdigit():
        return float(settings["number_bits"])
    if " " in token:
        return max(information(token.split()))
    limits = [_table_bits(token, "frequencies_company.csv", settings["unknown_bits"])]
    kind = word_class(canonical_word(token))
    if kind:
        limits.append(settings["class_bits"][kind])
    if token in _abbreviations():
        limits.append(settings["abbreviation_bits"])
    if token in _listed("legal_words"):
        limits.append(settings["legal_word_bits"])
    if token in _listed("small_words") or (token,) in _titles(Kind.PERSON, "front"):
        limits.append(settings["small_word_bits"])
    if len(token) <= 2:
        limits.append(settings["short_bits"])
    if _in_dictionary(token) or _is_common_name(token):
        limits.append(settings["word_bits"])
    return float(min(limits))


@cache
def _person_bits(token: str) -> float:
    settings = _settings()
    if token.isdigit():
        return float(settings["number_bits"])
    return _table_bits(token, "frequencies_person.csv", settings["unknown_person_bits"])


def _table_bits(token: str, file: str, most: float) -> float:
    per_million = _per_million(file).get(token)
    return min(log2(1e6 / per_million), most) if per_million else most
