"""The headers of a table → canonical fields, by what each names (header.py) and the cells below them.

Finding the header row is left to grid.py, reading the cells to values.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from screen.errors import TableError, UsageError
from screen.intake.corrections import NOT_READ, place_of
from screen.intake.header import OTHER, Reading, column_rules, read_header, repeatable, told
from screen.intake.header_words import EXPIRES, ISSUED, dated_paper, field_by_words, paper_of
from screen.intake.kinds import are_kinds
from screen.intake.unread import UNREAD
from screen.model import COUNTRY_FIELDS, FIELDS, ColumnUse
from screen.names.folding import fold

CHOSEN = "as chosen"
"""How a column was understood that the user named."""


class SeveralNames(TableError):
    """Several columns could equally hold the name."""


def map_columns(
    headers: Sequence[str], samples: Sequence[Sequence[str]], overrides: Mapping[str, str], where: str = "",
    own: Mapping[str, str] | None = None, are_letters: bool = False,
) -> tuple[ColumnUse, ...]:  # fmt: skip
    """Map each header to a field.

    headers: unique, in order; samples: cells below each; overrides: field → header as the user typed it; own: header →
    field of what was corrected on this sheet, '' for a column that is not to be read; a header that is not there is passed
    over; are_letters: whether headers are the letters of columns, which say nothing. Raises UsageError for an unknown field,
    an override to an unknown header or one field chosen twice, SeveralNames where two columns equally claim name.
    """
    chosen = _chosen(headers, overrides, own or {}, where)
    readings = _read_together(["" if are_letters else _bare(header) for header in headers], headers)
    claims: dict[str, list[int]] = defaultdict(list)
    for place, header in enumerate(headers):
        reading = readings[header]
        if place not in chosen and reading and reading.field != OTHER and reading.field not in chosen.values():
            claims[reading.field].append(place)
    _employers(claims, headers)
    _categories(claims, headers, samples)
    _parts_of_names(claims, headers, samples)
    _own_script(claims, samples)
    uses = {place: ColumnUse(headers[place], field, CHOSEN if field else NOT_READ) for place, field in chosen.items()}
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
        how = reading.how if reading and reading.field == OTHER else kept
        uses.setdefault(place, ColumnUse(header, "", how))
    return tuple(uses[place] for place in range(len(headers)))


def _tell_unread(
    uses: dict[int, ColumnUse], claims: Mapping[str, list[int]], headers: Sequence[str], samples: Sequence[Sequence[str]],
    readings: Mapping[str, Reading | None],
) -> None:  # fmt: skip
    """Mark the columns that read as well as the one taken for their field: of the same words, or with other cells."""
    chosen = {use.field: place for place, use in uses.items() if use.how == CHOSEN}
    for place, header in enumerate(headers):
        reading = readings[header]
        taken_for = chosen.get(reading.field) if reading else None
        if reading and reading.field == "name" and taken_for is not None and place not in uses:
            claims = {**claims, reading.field: [*claims.get(reading.field, (taken_for,)), place]}
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
    return frozenset(fold(str(word)) for word in column_rules()[name])


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
    rules = column_rules()
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


def _chosen(
    headers: Sequence[str], overrides: Mapping[str, str], own: Mapping[str, str], where: str
) -> dict[int, str]:
    """Return what was chosen, by place; what is said of this sheet comes before what is said of all."""
    chosen = _overrides(headers, {name: one for name, one in overrides.items() if name not in own.values()}, where)
    for header, field in own.items():
        if field and field not in FIELDS:
            raise UsageError(f"--column {field}: no such field. Fields: {', '.join(FIELDS)}.")
        if (place := place_of(header, headers)) is not None:
            chosen[place] = field
    for field in set(chosen.values()) - {""} - several():
        named = [headers[place] for place in sorted(chosen) if chosen[place] == field]
        if len(named) > 1:
            told = ", ".join(f"“{header}”" for header in named)
            raise UsageError(
                f"{where}: {told} were all chosen for {field}, which one column holds. Choose one of them."
            )
    return chosen


def several() -> frozenset[str]:
    """Return the fields for which several columns may be chosen."""
    return repeatable() | frozenset(COUNTRY_FIELDS)


def _winners(
    field: str, places: list[int], headers: Sequence[str], samples: Sequence[Sequence[str]],
    readings: Mapping[str, Reading | None], where: str,
) -> list[int]:  # fmt: skip
    """Choose which of several columns fill a field."""
    if field in repeatable() or len(places) == 1:
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
    raise SeveralNames(
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
