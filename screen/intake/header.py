"""One header: the field that it names, by the synonyms of rules/columns.yml, its words, and its typing errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from screen.cache import prepared
from screen.data import read_yaml, rules_file
from screen.intake.header_words import EXPIRES, ISSUED, field_by_words
from screen.model import FIELDS
from screen.names.folding import fold

VESSEL_NAME = "vessel name"
OTHER = "other"
NAME_FIELDS = ("name", "family_name", "given_name", "name_original")
_LANGUAGES = {
    "en": "English", "ko": "Korean", "zh": "Chinese", "ja": "Japanese", "ru": "Russian", "mn": "Mongolian", "es": "Spanish",
    "fr": "French", "ar": "Arabic", "th": "Thai", "vi": "Vietnamese", "lo": "Lao", "km": "Khmer", "my": "Burmese",
    "id": "Indonesian", "ms": "Malay", "de": "German", "pt": "Portuguese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a header means. strength: 3 exact, 2 with decoration or as a part, 1 by a typing error."""

    field: str
    strength: int
    how: str


@cache
def column_rules() -> dict[str, Any]:
    """Return rules/columns.yml."""
    return read_yaml(rules_file("columns.yml"))


@prepared
def _synonyms() -> dict[str, tuple[str, str]]:
    """Return folded synonym → (field, how)."""
    rules = column_rules()
    found: dict[str, tuple[str, str]] = {}
    for field, languages in rules["fields"].items():
        for language, words in languages.items():
            if language == "meaning":
                continue
            for word in words:
                found.setdefault(fold(str(word)), (field, f"reads as {field} ({_LANGUAGES[language]})"))
    for name in FIELDS:
        found.setdefault(fold(name.replace("_", " ")), (name, "is the field's own name"))
    for words in rules["others"]:
        found.update((fold(str(word)), (OTHER, "is not the party's; kept and shown")) for word in words)
    found.update((fold(str(word)), ("name", VESSEL_NAME)) for word in rules["vessel_names"])
    return found


@cache
def _synonyms_by_length() -> dict[int, tuple[str, ...]]:
    """Return the synonyms long enough for a typing error, by their length."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for synonym in _synonyms():
        if len(synonym) >= 6:
            found[len(synonym)] += (synonym,)
    return dict(found)


@cache
def _decoration() -> frozenset[str]:
    words = (fold(str(word)) for word in column_rules()["decoration"])
    return frozenset(part for word in words for part in word.split())


@cache
def repeatable() -> frozenset[str]:
    """Return the fields that several columns may fill together."""
    return frozenset(column_rules()["repeatable"])


@lru_cache(maxsize=10_000)
def read_header(header: str) -> Reading | None:
    """Return what a header means, None where it is not understood."""
    folded = fold(header.replace("#", " no ").replace("№", " no ").replace("%", " percent "))
    for candidate in _forms(header, folded):
        known = _synonyms().get(candidate)
        if known:
            return Reading(*known[:1], 3, known[1])
    bare = " ".join(word for word in folded.split() if word not in _decoration() and not word.isdigit())
    if bare and bare in _synonyms():
        return Reading(_synonyms()[bare][0], 2, _synonyms()[bare][1])
    return _by_part(header) or _by_words(header) or _by_error(folded)


def _forms(header: str, folded: str) -> list[str]:
    """Return the ways a header may be looked up: whole, without bracketed hints, without trailing numbers."""
    without = fold(re.sub(r"[(（\[].*?[)）\]]", " ", header))
    numbered = re.sub(r"\s*\d+$", "", folded)
    return [folded, without, numbered, folded.replace(" ", "")]


def _by_part(header: str) -> Reading | None:
    """Read a header of several parts: two joined header rows (Owner / Name), a translation beside (Name / 성명)."""
    parts = [part for part in re.split(r"\s*[/|\n(（)）\[\]]\s*", header) if part.strip()]
    if len(parts) < 2:
        return None
    joined = _synonyms().get(fold(" ".join(parts)))
    if joined:
        return Reading(joined[0], 2, joined[1])
    known = [found for part in parts if (found := _synonyms().get(fold(part)))]
    fields = {field for field, _ in known}
    if len(fields) == 1 and len(known) == len(parts):
        return Reading(known[0][0], 2, known[0][1])
    if len(fields) == 1 and len(parts) == 2 and known[0][0] not in NAME_FIELDS:
        return Reading(known[0][0], 2, known[0][1])
    if len(known) == len(parts) == 2:
        return _qualified(known[0], known[1])
    last = _synonyms().get(fold(parts[-1]))
    return Reading(last[0], 2, last[1]) if last and len(known) == 1 else None


def _qualified(group: tuple[str, str], part: tuple[str, str]) -> Reading:
    """Read "Owner / Name" as owners, "Applicant / Surname" as family_name, "Owner / Nationality" as owner_nationality."""
    owners = {"nationality": "owner_nationality", "country": "owner_nationality", "owner_share": "owner_share"}
    directors = {"nationality": "director_nationality", "country": "director_nationality"}
    if group[0] == "owners":
        return Reading(owners.get(part[0], "owners" if part[0] in NAME_FIELDS else OTHER), 2, part[1])
    if group[0] == "directors":
        return Reading(directors.get(part[0], "directors" if part[0] in NAME_FIELDS else OTHER), 2, part[1])
    if {group[0], part[0]} == {"sponsor", "employer"}:
        return Reading(group[0], 2, group[1])
    if group[0] in {"sponsor", "employer", "partner", OTHER}:
        return Reading(group[0] if part[0] in NAME_FIELDS else OTHER, 2, group[1])
    if group[0] == "name" and part[0] != "name":
        return Reading(part[0], 2, part[1])
    if part[0] == "name":
        return Reading(group[0], 2, group[1])
    return Reading(part[0], 2, part[1])


def _by_words(header: str) -> Reading | None:
    """Read a header by its words; a date of issue or expiry without its paper is taken for the permit's."""
    field = field_by_words(header)
    field = {ISSUED: "permit_issued_on", EXPIRES: "permit_expires_on"}.get(field, field)
    return Reading(field, 2, f"reads as {field} by its words") if field else None


def _by_error(folded: str) -> Reading | None:
    """Read a long header with a typing error: one edit away from one field's synonyms only."""
    if len(folded) < 7 or not folded.isascii():
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = {
        _synonyms()[known]
        for length in (len(folded) - 1, len(folded), len(folded) + 1)
        for known, _, _ in process.extract(
            folded, _synonyms_by_length().get(length, ()), scorer=OSA.distance, score_cutoff=1, limit=None
        )
    }
    fields = {field for field, _ in near}
    return Reading(fields.pop(), 1, min(near)[1] + ", with a typing error") if len(fields) == 1 else None


def recognise(header: str) -> str:
    """Return the canonical field of a header, '' where it is not understood or means something else.

    >>> recognise("Passport #"), recognise("생년월일"), recognise("Contact person")
    ('passport', 'birth_date', '')
    """
    reading = read_header(header)
    return "" if reading is None or reading.field == OTHER else reading.field


def header_likeness(cells: Sequence[str]) -> float:
    """Return how much a row looks like headers, 0 to 1: the share of its filled cells that are understood."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return 0.0
    return sum(map(is_header, filled)) / len(filled)


def told(cells: Sequence[str]) -> str:
    """Return a row's headings for a message; what may as well be somebody's data is only counted: messages go to logs."""
    filled = [cell.strip()[:30] for cell in cells if cell.strip()]
    if header_likeness(filled) >= 0.5:
        return ", ".join(filled)
    return f"{len(filled)} column{'' if len(filled) == 1 else 's'} without a heading that is known"


def are_headings(cells: Sequence[str]) -> bool:
    """Whether cells that stand side by side are headings and nothing else: three or more, of as many fields, word for word."""
    if len(cells) < 3 or any(len(cell) > 80 or any(map(str.isdigit, cell)) for cell in cells):
        return False
    fields = set()
    for cell in cells:
        known = _synonyms().get(fold(cell))
        if known is None:
            return False
        fields.add(known[0])
    return len(fields) >= 3


def is_header(cell: str) -> bool:
    """Whether a cell is understood as a header; no header is longer than 80 characters."""
    return len(cell) <= 80 and read_header(cell) is not None
