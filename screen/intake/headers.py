"""Headers → canonical fields, by the synonyms of rules/columns.yml and the cells below them.

Finding the header row is left to grid.py, reading the cells to values.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from screen.cache import prepared
from screen.data import read_yaml, rules_file
from screen.errors import TableError, UsageError
from screen.intake.header_words import EXPIRES, ISSUED, dated_paper, field_by_words, paper_of
from screen.intake.kinds import are_kinds
from screen.intake.unread import UNREAD
from screen.model import COUNTRY_FIELDS, FIELDS, ColumnUse
from screen.names.folding import fold

VESSEL_NAME = "vessel name"
_OTHER = "other"
_NAME_FIELDS = ("name", "family_name", "given_name", "name_original")
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
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("columns.yml"))


@prepared
def _synonyms() -> dict[str, tuple[str, str]]:
    """Return folded synonym → (field, how)."""
    rules = _rules()
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
        found.update((fold(str(word)), (_OTHER, "is not the party's; kept and shown")) for word in words)
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
    words = (fold(str(word)) for word in _rules()["decoration"])
    return frozenset(part for word in words for part in word.split())


@cache
def _repeatable() -> frozenset[str]:
    return frozenset(_rules()["repeatable"])


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
    if len(fields) == 1 and len(parts) == 2 and known[0][0] not in _NAME_FIELDS:
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
        return Reading(owners.get(part[0], "owners" if part[0] in _NAME_FIELDS else _OTHER), 2, part[1])
    if group[0] == "directors":
        return Reading(directors.get(part[0], "directors" if part[0] in _NAME_FIELDS else _OTHER), 2, part[1])
    if {group[0], part[0]} == {"sponsor", "employer"}:
        return Reading(group[0], 2, group[1])
    if group[0] in {"sponsor", "employer", "partner", _OTHER}:
        return Reading(group[0] if part[0] in _NAME_FIELDS else _OTHER, 2, group[1])
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
    return "" if reading is None or reading.field == _OTHER else reading.field


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


def is_header(cell: str) -> bool:
    """Whether a cell is understood as a header; no header is longer than 80 characters."""
    return len(cell) <= 80 and read_header(cell) is not None


def map_columns(
    headers: Sequence[str], samples: Sequence[Sequence[str]], overrides: Mapping[str, str], where: str = ""
) -> tuple[ColumnUse, ...]:
    """Map each header to a field.

    headers: unique, in order; samples: cells below each; overrides: field → header as the user typed it.
    Raises UsageError for an override to an unknown field or header, TableError where two columns equally claim name.
    """
    chosen = _overrides(headers, overrides, where)
    readings = _read_together([_bare(header) for header in headers], headers)
    claims: dict[str, list[int]] = defaultdict(list)
    for place, header in enumerate(headers):
        reading = readings[header]
        if place not in chosen and reading and reading.field != _OTHER and reading.field not in chosen.values():
            claims[reading.field].append(place)
    _employers(claims, headers)
    _categories(claims, headers, samples)
    _parts_of_names(claims, headers, samples)
    _own_script(claims, samples)
    uses = {place: ColumnUse(headers[place], field, "chosen with --column") for place, field in chosen.items()}
    for field, places in claims.items():
        for place in _winners(field, places, headers, samples, readings, where):
            reading = readings[headers[place]]
            assert reading is not None
            uses[place] = ColumnUse(headers[place], _refined(field, samples[place]), reading.how)
    _tell_unread(uses, claims, headers, samples, readings)
    _name_by_local_name(uses, headers)
    kept = "not used, kept and shown"
    for place, header in enumerate(headers):
        reading = readings[header]
        how = reading.how if reading and reading.field == _OTHER else kept
        uses.setdefault(place, ColumnUse(header, "", how))
    return tuple(uses[place] for place in range(len(headers)))


def _tell_unread(
    uses: dict[int, ColumnUse], claims: Mapping[str, list[int]], headers: Sequence[str], samples: Sequence[Sequence[str]],
    readings: Mapping[str, Reading | None],
) -> None:  # fmt: skip
    """Mark the columns that read as well as the one taken for their field: of the same words, or with other cells."""
    for field, places in claims.items():
        taken = next((place for place in places if place in uses), None)
        for place in places if taken is not None else ():
            if place in uses or taken is None:
                continue
            is_same_word = fold(_bare(headers[place])) == fold(_bare(headers[taken]))
            one, other = readings[headers[place]], readings[headers[taken]]
            is_as_good = one is not None and other is not None and one.strength >= other.strength
            is_filled = any(cell.strip() for cell in samples[place])
            if is_same_word or (is_as_good and is_filled and not _same_cells([place, taken], samples)):
                how = f"{UNREAD}{field}, since “{headers[taken]}” was taken for it; kept and shown"
                uses[place] = ColumnUse(headers[place], "", how)


def _bare(header: str) -> str:
    """Return a header as the table has it, without the number that tells it from another of the same words."""
    return re.sub(r" \(\d+\)$", "", header)


def _read_together(bare: Sequence[str], headers: Sequence[str]) -> dict[str, Reading | None]:
    """Read headers side by side: “Issue date” is that of the passport, permit or contract named to its left."""
    found: dict[str, Reading | None] = {}
    papers: list[str] = []
    categories = _words_of("permit_beside_person")
    for header, one in zip(headers, bare, strict=True):
        reading = read_header(one)
        if field_by_words(one) in (ISSUED, EXPIRES):
            if dated := dated_paper(one, tuple(papers)):
                reading = Reading(dated, 2, f"reads as {dated} by the column to its left")
            elif reading and reading.how.endswith("by its words"):
                reading = None
        else:
            paper = paper_of(one, reading.field if reading else "")
            papers.append("permit" if fold(one) in categories and "passport" in papers else paper)
        found[header] = reading
    return found


def _parts_of_names(claims: dict[str, list[int]], headers: Sequence[str], samples: Sequence[Sequence[str]]) -> None:
    """Read “Имя” beside “Фамилия” as the given name, unless its cells hold the family name too."""
    families = claims.get("family_name", [])
    names = [place for place in claims.get("name", []) if fold(headers[place]) in _words_of("given_beside_family")]
    if len(families) == 0 or len(names) != 1 or len(claims["name"]) != 1:
        return
    pairs = [
        (fold(family), fold(name))
        for family, name in zip(samples[families[0]], samples[names[0]], strict=True)
        if family.strip() and name.strip()
    ]
    if sum(family in name for family, name in pairs) * 2 > len(pairs):
        return
    del claims["name"]
    claims["given_name"] = sorted([*claims.get("given_name", []), *names])


@cache
def _words_of(name: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in _rules()[name])


def _own_script(claims: dict[str, list[int]], samples: Sequence[Sequence[str]]) -> None:
    """Of several columns of names the one in Latin letters is the name, those in other scripts are beside it."""
    filled = [place for place in claims.get("name", []) if any(cell.strip() for cell in samples[place])]
    latin = [place for place in filled if _latin_share(samples[place]) > 0.8 and not _is_numeric(samples[place])]
    other = [place for place in filled if _latin_share(samples[place]) < 0.2 and not _is_numeric(samples[place])]
    families = claims.get("family_name", []) if "given_name" in claims else []
    is_beside_parts = bool(families) and not latin and _latin_share(samples[families[0]]) > 0.8
    if other and (is_beside_parts or (len(latin) == 1 and not families)):
        claims["name"] = [place for place in claims["name"] if place not in other]
        claims["name_original"] = sorted([*claims.get("name_original", []), *other])
        if not claims["name"]:
            del claims["name"]


def _employers(claims: dict[str, list[int]], headers: Sequence[str]) -> None:
    """Read a company column beside a person's name and birth date or passport as the employer."""
    rules = _rules()
    words = {fold(str(word)) for word in rules["employer_beside_person"]}
    companies = [place for place in claims.get("name", ()) if fold(headers[place]) in words]
    has_person = set(claims) & set(rules["person_fields"])
    if has_person and companies and len(companies) < len(claims["name"]):
        claims["name"] = [place for place in claims["name"] if place not in companies]
        claims["employer"] = [*claims.get("employer", []), *companies]


def _categories(claims: dict[str, list[int]], headers: Sequence[str], samples: Sequence[Sequence[str]]) -> None:
    """Read “Category” beside the columns of a person as that of the permit, where no other is and it tells no kinds of party."""
    has_person = {"birth_date", "passport"} & set(claims)
    if not has_person or "permit_category" in claims or {"registration_number", "tax_number"} & set(claims):
        return
    words = _words_of("permit_beside_person")
    for field in ("sector", "kind"):
        places = [place for place in claims.get(field, ()) if fold(headers[place]) in words]
        if places and not any(are_kinds(samples[place]) for place in places):
            claims[field] = [place for place in claims[field] if place not in places]
            if not claims[field]:
                del claims[field]
            claims["permit_category"] = places
            return


def _overrides(headers: Sequence[str], overrides: Mapping[str, str], where: str) -> dict[int, str]:
    chosen = {}
    places = {fold(header): place for place, header in reversed(list(enumerate(headers)))}
    for field, header in overrides.items():
        if field not in FIELDS:
            raise UsageError(f"--column {field}: no such field. Fields: {', '.join(FIELDS)}.")
        if fold(header) not in places:
            raise UsageError(f"{where}: no column “{header}”. Found: {told(headers)}.")
        chosen[places[fold(header)]] = field
    return chosen


def _winners(
    field: str, places: list[int], headers: Sequence[str], samples: Sequence[Sequence[str]],
    readings: Mapping[str, Reading | None], where: str,
) -> list[int]:  # fmt: skip
    """Choose which of several columns fill a field."""
    if field in _repeatable() or len(places) == 1:
        return places
    filled = [place for place in places if any(cell.strip() for cell in samples[place])] or places
    if field == "name":
        filled = [place for place in filled if not _is_numeric(samples[place])] or filled
    strength = {place: (reading.strength if (reading := readings[headers[place]]) else 0) for place in filled}
    best = [place for place in filled if strength[place] == max(strength.values())]
    if field in COUNTRY_FIELDS:  # a party may have several: those of the same words are read together
        return [place for place in places if fold(_bare(headers[place])) == fold(_bare(headers[best[0]]))]
    if field != "name" or len(best) == 1:
        return best[:1]
    plain = [place for place in best if fold(_bare(headers[place])) in {"name", "names", "full name"}]
    specific = [place for place in best if place not in plain]
    if len(specific) == 1:
        return specific
    if _same_cells(best, samples):
        return best[:1]
    if best and all(_scripts_differ(samples[best[0]], samples[place]) for place in best[1:]):
        return best[:1]
    raise TableError(
        f"{where}: several columns could hold the name: {', '.join(f'“{headers[place]}”' for place in best)}. "
        f'Choose one with --column name="{headers[best[0]]}".'
    )


def _is_numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(not any(c.isalpha() for c in cell) for cell in filled) > len(filled) / 2


def _same_cells(places: Sequence[int], samples: Sequence[Sequence[str]]) -> bool:
    return len({tuple(fold(cell) for cell in samples[place]) for place in places}) == 1


def _scripts_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    return _latin_share(one) > 0.8 and _latin_share(other) < 0.2


def _latin_share(cells: Sequence[str]) -> float:
    letters = [c for cell in cells for c in cell if c.isalpha()]
    return sum(c.isascii() for c in letters) / len(letters) if letters else 0.0


def _refined(field: str, cells: Sequence[str]) -> str:
    """Let the cells speak where the header alone misleads: a column "No." of letters only is no reference."""
    return field if field != "reference" or any(cell.strip() for cell in cells) else ""


def _name_by_local_name(uses: dict[int, ColumnUse], headers: Sequence[str]) -> None:
    """Where no column is the name but one holds it in its own script, that is the name."""
    fields = {use.field for use in uses.values()}
    if "name" in fields or {"family_name", "given_name"} <= fields:
        return
    for field in ("name_original", "family_name"):
        for place, use in sorted(uses.items()):
            if use.field == field:
                uses[place] = ColumnUse(use.header, "name", f"{use.how}, the only name column")
                return


def names_party(columns: Sequence[ColumnUse]) -> bool:
    """Whether the columns name a party: by name, or by family and given name."""
    fields = {use.field for use in columns}
    return "name" in fields or {"family_name", "given_name"} <= fields
