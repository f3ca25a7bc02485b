"""Several names written as one text → the names, without cutting a name that holds a comma or an "and" itself.

A semicolon always parts; a comma, a slash, "or" and "and" only outside of brackets and quotation marks, and where what
follows is no legal form ("Foshan Golden Age Co., Ltd.") and no continuation in small letters ("Ministry of Education,
science and youth").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screen.lists.draft import folded
from screen.lists.long_text import text_length
from screen.names import words
from screen.names.folding import fold, scripts

_LANGUAGES = (
    "Arabic|Armenian|Azerbaijani|Belaruss?ian|Burmese|Chinese|English|Farsi|French|Georgian|Hebrew|Kazakh|Korean|Kurdish|"
    "Pashto|Persian|Portuguese|Romanian|Russian|Serbian|Spanish|Turkish|Ukrainian|Urdu|Uzbek"
)
_LABEL = re.compile(rf"(?<![\s,(])[\s,(]*\b(?:{_LANGUAGES})\s*[:：]\s*", re.IGNORECASE)
_CLOSERS = {"(": ")", "[": "]", "“": "”", "«": "»", "„": "“”", "（": "）"}
_ALWAYS = re.compile(r"\s*[;|]\s*")
_SOMETIMES = re.compile(r"\s*,\s*(?:or |and )?|\s+(?:or|или|або)\s+|\s+and\s+|\s*/\s*|\s*:\s*|\n\s*")
_ARTICLES = ("the ", "al-", "el-", "al ", "el ", "l'", "l’", "ibn ", "bin ", "abu ", "d'", "de ")
_LEADING = re.compile(r"^(?:(?:or|and|also|also known as|a\.?k\.?a\.?|f\.?k\.?a\.?)[\s:]+)+", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,]+(?:a\.?k\.?a\.?)$", re.IGNORECASE)
_NEAR = 500  # characters of a name at its beginning and end that are looked at beside a separator
_MORE_FORMS = {"fsue", "мк", "сао", "ао", "ao", "tov", "sc", "нко", "дооо", "кб"}


def split_names(text: str, *, is_person: bool) -> list[str]:
    """Return the names of a text, in order.

    >>> split_names('Poly Technologies, Inc., PTI; 保利科技有限公司', is_person=False)
    ['Poly Technologies, Inc.', 'PTI', '保利科技有限公司']
    >>> split_names("Jane Doe, Janet DOE and Jana Doe, Russian: Джейн Доу", is_person=True)
    ['Jane Doe', 'Janet DOE', 'Jana Doe', 'Джейн Доу']
    """
    spaced = "\n".join(map(folded, text.split("\n")))
    marked = _LABEL.sub(";", spaced)
    found = [name for chunk in _ALWAYS.split(marked) for block in _blocks(chunk) for name in _chunk(block, is_person)]
    cleaned = (_tidy(name) for name in found)
    return list(dict.fromkeys(name for name in cleaned if any(c.isalnum() for c in name)))


def _blocks(chunk: str) -> Iterator[str]:
    """Yield a chunk whole, or one that no publisher would write in pieces that end at a comma or line where they can."""
    longest = text_length()
    while len(chunk) > longest:
        end = max(chunk.rfind(mark, longest // 2, longest) for mark in ",\n ") + 1 or longest
        yield chunk[:end]
        chunk = chunk[end:]
    yield chunk


def _chunk(chunk: str, is_person: bool) -> list[str]:
    """Split what stands between two semicolons: at each separator, unless the two sides belong together."""
    names, start = [], 0
    for found in _separators(chunk):
        left, right = chunk[start : found.start()], chunk[found.end() :]
        if _parts(found[0], left.strip(), right.strip(), is_person):
            names.append(left)
            start = found.end()
    return [*names, chunk[start:]]


def _separators(chunk: str) -> list[re.Match[str]]:
    """Return the separators that stand outside of brackets and quotation marks."""
    inside: set[int] = set()
    for place, letter in enumerate(chunk):
        if letter in _CLOSERS and place not in inside:
            end = min((at for closer in _CLOSERS[letter] if (at := chunk.find(closer, place + 1)) > 0), default=-1)
            inside.update(range(place, end + 1))
    return [found for found in _SOMETIMES.finditer(chunk) if found.start() not in inside]


def _parts(separator: str, left: str, right: str, is_person: bool) -> bool:
    """Whether a separator parts two names."""
    if len(left) < 2 or len(right) < 2 or not any(c.isalnum() for c in left):
        return not left or not right
    bare = separator.strip()
    if bare.startswith(","):
        return bare != "," or not (_is_form(_until_comma(right)) or _is_single_form(left) or _goes_on(right))
    if bare == "/":
        return _first_word(left, last=True) >= 2 and _first_word(right) >= 2
    if bare == "":
        return scripts(left) != scripts(_until_comma(right))
    return bare != "and" or is_person or _joins_two_names(left, right)


def _joins_two_names(left: str, right: str) -> bool:
    """Whether "and" stands between two names of firms rather than inside one.

    It does next to another script than Latin, after or before a legal form or a quotation mark, where both sides begin
    with the same word, and after a single word that no dictionary has.
    """
    left = left if len(left) <= 2 * _NEAR else f"{left[:_NEAR]} {left[-_NEAR:]}"
    right = right[:_NEAR]
    first, second = fold(left).split(), fold(right).split()
    if not first or not second or "LATIN" not in scripts(left) or "LATIN" not in scripts(right):
        return True
    is_own_word = len(first) == 1 and len(second) > 2 and not words.is_vocabulary(first[0])
    ends = left[-1] in "”»\"’'" or _core((*first,))[-1:] != tuple(first[-1:])
    begins = right[0] in '“«"‘' or _core((*second,))[:1] != tuple(second[:1])
    return is_own_word or ends or begins or first[0] == second[0]


def _core(tokens: Sequence[str]) -> tuple[str, ...]:
    return words.strip_legal(tokens)[0] if len(tokens) > 1 else tuple(tokens)


def _until_comma(text: str) -> str:
    return re.split(r",|;|\s/\s| and | or |\n", text, maxsplit=1)[0].strip()


def _is_form(text: str) -> bool:
    """Whether a text is nothing but legal forms: Inc., Co. Ltd, ООО."""
    tokens = tuple(fold(text).split())
    if not tokens or len(tokens) > 4:
        return False
    return words.strip_legal(("zzz", *tokens))[0] == ("zzz",) or set(tokens) <= _MORE_FORMS


def _is_single_form(text: str) -> bool:
    return len(text.split()) == 1 and _is_form(text)


def _goes_on(right: str) -> bool:
    """Whether what follows a comma continues the name: it begins with a small letter and no article."""
    return right[:1].islower() and not right.lower().startswith(_ARTICLES)


def _first_word(text: str, *, last: bool = False) -> int:
    found = re.findall(r"\w+", text[-_NEAR:] if last else text[:_NEAR])
    return len(found[-1 if last else 0]) if found else 0


def _tidy(name: str) -> str:
    """Return a name without joining words, stray punctuation and brackets that are never closed or opened."""
    name = _LEADING.sub("", " ".join(name.split()).strip(" ,;/"))
    name = _TRAILING.sub("", name)
    while name.startswith("(") and _never_closed(name):
        name = name[1:].strip()
    while name.endswith(")") and name.count(")") > name.count("("):
        name = name[:-1].strip()
    while name.endswith("(") or (name.endswith(("/", "-", ":")) and len(name) > 1):
        name = name[:-1].strip()
    return name


def _never_closed(name: str) -> bool:
    return name.count("(") > name.count(")")
