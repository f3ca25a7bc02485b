"""What the words of a name mean: legal forms, company words, abbreviations, titles, and how much each says.

All tables stand in rules/names/ and are frozen: adding a list moves no score. Splitting names is left to tokens.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log2
from typing import Any

from screen.data import read_csv, read_yaml, rules_file
from screen.names.folding import fold


@cache
def _settings() -> dict[str, Any]:
    return read_yaml(rules_file("names", "names.yml"))


def _groups(file: str, column: str) -> dict[str, str]:
    return {
        folded: row["canonical"]
        for row in read_csv(rules_file("names", file))
        for form in row[column].split(";")
        if (folded := fold(form))
    }


@cache
def _forms() -> tuple[dict[tuple[str, ...], str], int]:
    forms = {tuple(form.split()): canonical for form, canonical in _groups("legal_forms.csv", "forms").items()}
    return forms, max(map(len, forms))


@cache
def _words() -> dict[str, str]:
    return _groups("company_words.csv", "words")


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    return {tuple(word.split()): canonical for word, canonical in _words().items() if " " in word}


@cache
def _joined_script_words() -> tuple[dict[str, None], int]:
    """Return words and legal forms in scripts that do not separate words, and the longest one's length."""
    found = [
        word for word in (*_words(), *_groups("legal_forms.csv", "forms")) if not word.isascii() and len(word) > 1
    ]
    return dict.fromkeys(found), max(map(len, found))


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {row["short"]: tuple(row["long"].split(";")) for row in read_csv(rules_file("names", "abbreviations.csv"))}


@cache
def _titles() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(row["title"]).split()) for row in read_csv(rules_file("names", "titles.csv")))


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(rules_file("names", "words.txt").read_text(encoding="utf-8").split()) | set(
        _settings()["extra_words"]
    )


@cache
def _bits(file: str) -> dict[str, float]:
    return {row["token"]: log2(1e6 / int(row["per_million"])) for row in read_csv(rules_file("names", file))}


@cache
def cost_scale() -> float:
    """Return the bits at which leaving a token out costs as much as it says."""
    return float(read_yaml(rules_file("names", "comparison.yml"))["cost_scale"])


def word_bits() -> float:
    """Return the most an ordinary word says."""
    return float(_settings()["word_bits"])


def strip_legal(tokens: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split folded tokens into the core and the legal forms (canonical), wherever these stand.

    The longest form wins; a name that is nothing but legal forms keeps its tokens.

    >>> strip_legal(("glocom", "sdn", "bhd"))
    (('glocom',), ('limited',))
    """
    known, longest = _forms()
    core: list[str] = []
    forms: list[str] = []
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            form = known.get(tuple(tokens[place : place + length]))
            if form and (length > 1 or place > 0 or len(tokens[place]) > 2 or not tokens[place].isascii()):
                forms.append(form)
                place += length
                break
        else:
            core.append(tokens[place])
            place += 1
    return (tuple(core), tuple(forms)) if core else (tuple(tokens), ())


def join_phrases(tokens: Sequence[str]) -> tuple[str, ...]:
    """Turn phrases that mean one company word (joint venture, hong kong) into that word."""
    phrases = _phrases()
    found: list[str] = []
    place = 0
    while place < len(tokens):
        for length in (3, 2):
            canonical = phrases.get(tuple(tokens[place : place + length]))
            if canonical:
                found.append(canonical)
                place += length
                break
        else:
            found.append(tokens[place])
            place += 1
    return tuple(found)


@cache
def canonical_word(token: str) -> str:
    """Return the one English word for a company or place word in any language, the token itself otherwise.

    >>> canonical_word("muyok"), canonical_word("贸易"), canonical_word("glocom")
    ('trading', 'trading', 'glocom')
    """
    return _words().get(token, token)


def expand(token: str) -> tuple[str, ...]:
    """Return what a short form may stand for, in canonical words: a known one, or letters left out of a company word.

    >>> expand("srvces"), expand("tradg")
    (('service',), ('trading',))
    """
    known = [canonical_word(long) for long in _abbreviations().get(token, ())]
    return tuple(dict.fromkeys(known or _contracted(token)))


@cache
def _contracted(token: str) -> tuple[str, ...]:
    """Return the company words whose letters a token holds in order, from the same first one; only if they agree."""
    if not token.isalpha() or len(token) < _settings()["contraction_from"] or is_word(token):
        return ()
    found = {
        canonical_word(word)
        for word in _settings()["company_only"]
        if word[0] == token[0] and len(token) >= len(word) / 2 and _is_within(token, word)
    }
    return tuple(found) if len(found) == 1 else ()


def _is_within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in the other in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def is_filler(token: str) -> bool:
    """Whether a token says nothing in any name (of, and, de)."""
    return token in _settings()["fillers"]


def is_word(token: str) -> bool:
    """Whether a token is an ordinary word or a company word, hence distinguishes nobody by itself."""
    return token in _dictionary() or token in _words() or token in _words().values()


def drop_titles(tokens: Sequence[str]) -> tuple[str, ...]:
    """Take forms of address and ship prefixes off the front, and forms of address off the end."""
    kept = tuple(tokens)
    for length in (2, 1):
        while len(kept) > length and kept[:length] in _titles():
            kept = kept[length:]
    while len(kept) > 1 and kept[-1:] in _titles() and not kept[-1].isascii():
        kept = kept[:-1]
    return kept


def segment(text: str) -> list[str]:
    """Split a string without spaces (Han, Hangul, kana) at the company words and legal forms it holds.

    Longest match first; what lies between stays whole.

    >>> segment("丹东宏祥实业发展有限公司")
    ['丹东', '宏祥', '实业', '发展', '有限公司']
    """
    known, longest = _joined_script_words()
    found: list[str] = []
    rest = ""
    place = 0
    while place < len(text):
        for length in range(min(longest, len(text) - place), 1, -1):
            if text[place : place + length] in known:
                found += [rest, text[place : place + length]] if rest else [text[place : place + length]]
                rest = ""
                place += length
                break
        else:
            rest += text[place]
            place += 1
    return [*found, rest] if rest else found


@cache
def unglued(token: str) -> tuple[str, ...]:
    """Split a company word off a token it was glued to by a lost space.

    >>> unglued("sinyongcorporation"), unglued("glocom")
    (('sinyong', 'corporation'), ('glocom',))
    """
    least = _settings()["glued_rest"]
    if (
        not token.isascii()
        or len(token) < 2 * least + 2
        or is_word(token)
        or token in _bits("frequencies_company.csv")
    ):
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
    known = {*_settings()["company_only"], *_settings()["gluable"]}
    return tuple(
        sorted((word for word in known if len(word) >= _settings()["glued_word"]), key=lambda w: (-len(w), w))
    )


def information(tokens: Sequence[str]) -> list[float]:
    """Return bits per token of an organisation's name: -log2 of the share of innocent names that hold it.

    An unknown token says most; a dictionary word, a number and a token of one or two letters are held down.
    """
    return [_token_bits(token, "frequencies_company.csv") for token in tokens]


def person_information(tokens: Sequence[str]) -> list[float]:
    """Return bits per token of a personal name."""
    return [_token_bits(token, "frequencies_person.csv") for token in tokens]


@cache
def _token_bits(token: str, file: str) -> float:
    settings = _settings()
    is_company = file == "frequencies_company.csv"
    most = settings["unknown_bits"] if is_company else settings["unknown_person_bits"]
    if token.isdigit():
        return float(settings["number_bits"])
    if is_company and is_word(token):
        most = settings["word_bits"]
    if len(token) <= 2 and is_company:
        most = settings["short_bits"]
    parts = [_bits(file).get(part, most) for part in token.split()] or [most]
    return float(min(max(parts), most))


def is_company_word(token: str) -> bool:
    """Whether a token is a word of companies' names (trading, bank), not merely a place or a number."""
    return token in _company_only()


@cache
def _company_only() -> frozenset[str]:
    return frozenset(read_yaml(rules_file("names", "names.yml"))["company_only"])
