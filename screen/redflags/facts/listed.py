"""What the matches of the run say: of the party itself, and of those it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screen.model import Band, split_values
from screen.redflags import vocabulary
from screen.redflags.affiliations import CLOSE, POSSIBLE, Affiliation, named, own_names, strength_of
from screen.redflags.facts.registry import FACTS, Answers, Context, Fact, short, table_fact


def _matched(name: str, least: Band) -> None:
    def ask(context: Context) -> Answers:
        fronts = set(vocabulary.settings()["it_fronts"])
        found = [any(kind in fronts and band >= least for kind, band in row) for row in context.typologies]
        return Answers(list(found), ["possible match to a listed IT front" if one else "" for one in found])

    FACTS[name] = Fact(name, ("name",), ("name",), ask)


for _name, _least in (
    ("matches_an_it_front", Band.MEDIUM),
    ("matches_an_it_front_closely", Band.HIGH),
    ("matches_an_it_front_critically", Band.CRITICAL),
):
    _matched(_name, _least)


def _party_matches(name: str, band: Band, clause: str) -> None:
    """Register whether a party itself matches a listed party in exactly this band."""

    @table_fact(
        name,
        "name",
        "name_original",
        "aliases",
        "imo",
        "bic",
        "registration_number",
        "tax_number",
        "passport",
        needs=("name",),
    )
    def ask(context: Context) -> Answers:
        told: dict[tuple[str, int], str] = {}
        columns = ("sheet", "row", "band", "legal_status", "entry_name", "references")
        for sheet, row, word, status, entry, references in zip(*(context.matches[c] for c in columns), strict=True):
            if status == "listed" and word == band.word:
                told.setdefault((sheet, row), f"{clause} {entry or 'an entry'} ({references.split()[0]})")
        clauses = [""] * len(context)
        for key in told.keys() & context.places.keys():
            clauses[context.places[key]] = told[key]
        return Answers([bool(one) for one in clauses], clauses)


_party_matches("matches_a_listed_party_exactly", Band.CRITICAL, "an identifier and the name point to the listed")
_party_matches("matches_a_listed_party_closely", Band.HIGH, "a close match to the listed")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a row names in a column who is a possible match, and how far that counts: close or possible."""

    column: str
    name: str
    strength: str
    match: Affiliation

    @property
    def said(self) -> str:
        """Return it as a clause."""
        standing = "listed" if self.match.is_listed else "reported"
        how = "a close match" if self.strength == CLOSE else "a possible match"
        reference = self.match.references.split()[0] if self.match.references else ""
        whom = f"{self.column.replace('_', ' ')} “{short(self.name)}”"
        return f"{whom} is {how} to the {standing} {self.match.listed} ({reference})"


def named_matches(context: Context, columns: Iterable[str]) -> list[list[Named]]:
    """Return for each row those it names in some columns that are possible matches, itself left out."""
    rows: list[list[Named]] = [[] for _ in range(len(context))]
    if not context.affiliations:
        return rows
    rules = vocabulary.business()
    own = list(zip(*map(context.cells, ("name", "name_original", "aliases")), strict=True))
    seats = context.cells("country")
    for column in columns:
        kind, cells = rules["affiliates"][column], context.cells(column)
        origin = context.cells(told) if (told := rules["affiliate_country"].get(column)) else [""] * len(cells)
        if column == "bank_name":
            origin = [told or code[4:6] for told, code in zip(origin, context.cells("bic"), strict=True)]
        matched: dict[str, list[tuple[str, Affiliation]]] = {}
        for row, cell in enumerate(cells):
            if not cell:
                continue
            if cell not in matched:
                names = named(column, cell)
                matched[cell] = [(name, one) for name in names if (one := context.affiliations.get((kind, name)))]
            for name, one in matched[cell]:
                strength = strength_of(name, one, split_values(origin[row]), split_values(seats[row]))
                if strength and not own_names([name]) & own_names(own[row]):
                    rows[row].append(Named(column, name, strength, one))
    return rows


def _names_a_match(name: str, strength: str, columns: tuple[str, ...]) -> None:
    @table_fact(name, *columns)
    def ask(context: Context) -> Answers:
        if not any(map(any, map(context.cells, columns))):
            return Answers([None] * len(context), [""] * len(context))
        cells = list(zip(*map(context.cells, columns), strict=True))
        clauses = [
            "; ".join(one.said for one in row if one.strength == strength) for row in named_matches(context, columns)
        ]
        told = (any(row) for row in cells)
        values: list[bool | None] = [
            True if clause else False if is_told else None for clause, is_told in zip(clauses, told, strict=True)
        ]
        return Answers(values, clauses)


for _who, _columns in (
    ("owner", ("owners", "parent")),
    ("employer_or_sponsor", ("employer", "sponsor")),
    ("bank_or_payee", ("bank_name", "account_holder")),
    ("partner_or_contact", ("partner", "landlord", "signatory", "manager", "contract_party", "sts_partner")),
):
    _names_a_match(f"{_who}_is_a_close_match", CLOSE, _columns)
    _names_a_match(f"{_who}_is_a_possible_match", POSSIBLE, _columns)


def _tied_to(name: str, typologies: str, clause: str) -> None:
    """Register whether a party, or one it names, is a possible match to entries of some typologies."""
    columns = ("partner", "contract_party", "owners", "parent", "employer")

    @table_fact(name, "name", *columns, needs=("name",))
    def ask(context: Context) -> Answers:
        wanted = set(vocabulary.business()[typologies])
        clauses = []
        for kinds, others in zip(context.typologies, named_matches(context, columns), strict=True):
            own = any(band >= Band.MEDIUM for kind, band in kinds if set(kind.split("; ")) & wanted)
            said = (one.said for one in others if set(one.match.typology.split("; ")) & wanted)
            clauses.append(clause if own else next(said, ""))
        return Answers([bool(one) for one in clauses], clauses)


_tied_to(
    "tied_to_an_animation_front", "animation_studios", "a possible match to the animation studio or one of its fronts"
)
_tied_to("tied_to_a_technology_front", "technology_fronts", "a possible match to a front for software or equipment")


def _row_matches_closely() -> None:
    @table_fact("party_itself_matches_closely", "name", needs=("name",))
    def ask(context: Context) -> Answers:
        columns = ("sheet", "row", "band")
        close = {
            (sheet, row)
            for sheet, row, word in zip(*(context.matches[c] for c in columns), strict=True)
            if Band.of(word) >= Band.HIGH
        }
        values: list[bool | None] = [False] * len(context)
        for key in close & context.places.keys():
            values[context.places[key]] = True
        return Answers(
            values, ["the employer already counts in the party's own match" if one else "" for one in values]
        )


_row_matches_closely()
