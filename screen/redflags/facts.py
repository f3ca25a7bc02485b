"""Facts: named, tested observations over the whole table, each with the columns it reads.

A fact returns one value a row: True, False or NA where nothing is said (a missing cell is unknown, never False), and for the
rows where it is True a clause for people. Which facts make a red flag stands in rules/red_flags/.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.countries import country_name
from screen.model import Band, split_values
from screen.names.compare import compare_names
from screen.names.folding import fold
from screen.redflags import vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties


@dataclass
class Context:
    """What facts may look at: the table, its matches, and what is known of the entries matched."""

    parties: Parties
    matches: pd.DataFrame
    entries: pd.DataFrame | None = None

    def cells(self, name: str) -> list[str]:
        """Return a column of the table."""
        return list(self.parties.table[name])

    @cached_property
    def typologies(self) -> list[list[tuple[str, Band]]]:
        """Return for each row the (typology, band) of the entries it matches."""
        known: dict[tuple[str, str], str] = {}
        if self.entries is not None:
            for name, identity, kinds in zip(
                self.entries["list"], self.entries["id"], self.entries["typology"], strict=True
            ):
                known[name, identity] = "; ".join(kinds)
        found: dict[tuple[str, int], list[tuple[str, Band]]] = {}
        columns = (self.matches[name] for name in ("sheet", "row", "list", "entry_id", "references", "band"))
        for sheet, row, name, identity, references, band in zip(*columns, strict=True):
            typology = known.get((name, identity), "") or self._of_cluster(references, known)
            found.setdefault((sheet, row), []).append((typology, Band.of(band)))
        keys = zip(self.parties.table["sheet"], self.parties.table["row"], strict=True)
        return [found.get(key, []) for key in keys]

    def _of_cluster(self, references: str, known: dict[tuple[str, str], str]) -> str:
        ids = {reference.rpartition(":")[2] for reference in references.split()}
        return next((kind for (_, identity), kind in sorted(known.items()) if identity in ids and kind), "")


@dataclass(frozen=True, slots=True)
class Answers:
    """A fact over the table: values True, False or None (unknown) per row; clauses where it is True."""

    values: list[bool | None]
    clauses: list[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A registered fact. reads: columns it looks at; needs: any one of these suffices for it to be tested."""

    name: str
    reads: tuple[str, ...]
    needs: tuple[str, ...]
    ask: Callable[[Context], Answers]


FACTS: dict[str, Fact] = {}
_NAMES = ("name", "name_original", "aliases")
Test = Callable[..., "str | bool | None"]


def _fact(name: str, *reads: str, needs: tuple[str, ...] = ()) -> Callable[[Test], Test]:
    """Register a test over the cells of *reads* in one row: it returns a clause (True), False, or None for unknown.

    Unless *needs* says otherwise, a name column alone does not make it testable.
    """
    beside_name = tuple(column for column in reads if column not in _NAMES) or reads

    def register(test: Test) -> Test:
        def ask(context: Context) -> Answers:
            known: dict[tuple[str, ...], str | bool | None] = {}
            values: list[bool | None] = []
            clauses: list[str] = []
            for row in zip(*(context.cells(column) for column in reads), strict=True):
                if row not in known:
                    known[row] = test(*row)
                answer = known[row]
                values.append(None if answer is None else bool(answer))
                clauses.append(answer if isinstance(answer, str) else "")
            return Answers(values, clauses)

        FACTS[name] = Fact(name, reads, needs or beside_name, ask)
        return test

    return register


def _found(pattern: Any, *cells: str) -> str:
    """Return the first match of a vocabulary in the cells as it stands there folded, '' where there is none."""
    for cell in cells:
        match = pattern.search(fold(cell)) if cell else None
        if match:
            return str(match.group())
    return ""


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else cell[:59] + "…"


# ---- where a party is ------------------------------------------------------------------------------------


@_fact("address_in_dprk", "country", "address", "city")
def address_in_dprk(country: str, address: str, city: str) -> str | bool | None:
    """Whether the seat is in North Korea: by country, else by a place only North Korea has."""
    codes = split_values(country)
    if "KP" in codes:
        return "the country is North Korea"
    for cell in (address, city):
        if _found(vocabulary.words("dprk"), cell) and not _found(vocabulary.words("embassy"), cell):
            return f"the address names North Korea: “{_short(cell)}”"
        if (
            not codes
            and (place := vocabulary.places().search(fold(cell)))
            and not _is_street(fold(cell), place.end())
        ):
            return f"the address lies in North Korea: “{_short(cell)}”"
    return None if not (country or address or city) else False


def _is_street(folded: str, end: int) -> bool:
    """Whether a place is the name of a street, hotel or dish: Pyongyang Street, Pyongyang cold noodles."""
    after = folded[end:].split()[:1]
    return bool(after) and after[0] in {fold(str(word)) for word in vocabulary.settings()["street_words"]}


@_fact("phone_in_dprk", "phone", "country")
def phone_in_dprk(phone: str, country: str) -> str | bool | None:
    """Whether a telephone number has North Korea's country code; a bare 850 is an area code elsewhere."""
    code = vocabulary.settings()["phone_code"]
    for number in split_values(phone):
        bare = number.lstrip("+")
        if number.startswith("+" + code) or (
            bare.startswith(code + "2") and len(bare) >= 11 and country in ("", "KP")
        ):
            return f"the telephone number +{bare} has North Korea's country code"
    return False if phone else None


@_fact("contact_domain_in_dprk", "email", "website")
def contact_domain_in_dprk(email: str, website: str) -> str | bool | None:
    """Whether an e-mail address or website lies under a North Korean domain."""
    settings = vocabulary.settings()
    for contact in (*split_values(email), *split_values(website)):
        host = contact.rpartition("@")[2].lower().strip("./")
        if host.endswith(settings["domain_suffix"]) or any(
            host == d or host.endswith("." + d) for d in settings["domains"]
        ):
            return f"“{contact}” lies under a North Korean domain"
    return False if email or website else None


@_fact("bic_in_dprk", "bic")
def bic_in_dprk(bic: str) -> str | bool | None:
    """Whether a BIC belongs to a bank in North Korea (characters 5 and 6, ISO 9362)."""
    for code in split_values(bic):
        if code[4:6] == vocabulary.settings()["bic_country"]:
            return f"the BIC {code} belongs to a bank in North Korea"
    return False if bic else None


@_fact("address_at_dprk_mission", "address")
def address_at_dprk_mission(address: str) -> str | bool | None:
    """Whether an address is that of a North Korean mission."""
    if not address:
        return None
    return (
        f"the address is that of a North Korean mission: “{_short(address)}”"
        if _found(vocabulary.words("embassy"), address)
        else False
    )


@_fact("payee_is_dprk_mission", "account_holder", "wage_payee")
def payee_is_dprk_mission(holder: str, payee: str) -> str | bool | None:
    """Whether money goes to a North Korean mission."""
    for cell in (holder, payee):
        if _found(vocabulary.words("embassy"), cell):
            return f"money goes to a North Korean mission: “{_short(cell)}”"
    return False if holder or payee else None


@_fact("seat_in_border_hub", "city", "address")
def seat_in_border_hub(city: str, address: str) -> str | bool | None:
    """Whether the seat is in a city of the border region where front companies sat."""
    hub = _found(vocabulary.words("shell_hubs"), city, address)
    if hub:
        return f"the seat is in {hub.title()}"
    return False if city or address else None


@_fact("incorporated_in_shell_country", "incorporation_country")
def incorporated_in_shell_country(country: str) -> str | bool | None:
    """Whether a company is incorporated where owners stay hidden."""
    codes = [code for code in split_values(country) if code in vocabulary.settings()["shell_countries"]]
    return f"incorporated in {country_name(codes[0])}" if codes else (False if country else None)


@_fact("country_is_south_korea", "country")
def country_is_south_korea(country: str) -> str | bool | None:
    """Whether the seat is in South Korea."""
    return "the seat is in South Korea" if country == "KR" else (False if country else None)


# ---- who is behind it ------------------------------------------------------------------------------------


def _nationals(field: str, who: str) -> None:
    @_fact(f"{who}_is_dprk", field)
    def test(nationality: str) -> str | bool | None:
        if not nationality:
            return None
        return f"{who} of North Korean nationality" if "KP" in split_values(nationality) else False


for _field, _who in (
    ("staff_nationality", "staff"),
    ("director_nationality", "director"),
    ("owner_nationality", "owner"),
):
    _nationals(_field, _who)


@_fact("partner_is_dprk", "partner")
def partner_is_dprk(partner: str) -> str | bool | None:
    """Whether the partner's cell names North Korea or a place only it has."""
    if not partner:
        return None
    named = _found(vocabulary.words("dprk"), partner) or _found(vocabulary.places(), partner)
    return f"the partner is North Korean: “{_short(partner)}”" if named else False


@_fact("owner_text_names_dprk", "owners")
def owner_text_names_dprk(owners: str) -> str | bool | None:
    """Whether the owners' cell names North Korea."""
    if not owners:
        return None
    return f"an owner is North Korean: “{_short(owners)}”" if _found(vocabulary.words("dprk"), owners) else False


@_fact("status_is_protected", "status")
def status_is_protected(status: str) -> str | bool | None:
    """Whether a status is one of protection."""
    if not status:
        return None
    return "a protection status is given" if _found(vocabulary.words("protected"), status) else False


@_fact("never_told", "name")
def never_told(_name: str) -> str | bool | None:
    """Stand for what no column can show: always unknown."""
    return None


@_fact("name_is_aid_or_embassy", "name")
def name_is_aid_or_embassy(name: str) -> str | bool | None:
    """Whether the party is an aid organisation, UN agency or embassy."""
    found = _found(vocabulary.words("aid_or_embassy"), name)
    return "an aid organisation, UN agency or embassy" if found else False


# ---- what it does ----------------------------------------------------------------------------------------


def _sector(name: str, words: str, clause: str) -> None:
    @_fact(name, "sector", "business_line", "goods", "name")
    def test(sector: str, line: str, goods: str, own_name: str) -> str | bool | None:
        found = _found(vocabulary.words(words), sector, line, goods, own_name)
        if found:
            return f"{clause} (“{found}”)"
        return False if sector or line or goods else None


for _name, _words, _clause in (
    ("sector_is_restaurant", "sectors.restaurant", "a restaurant or entertainment venue"),
    ("sector_is_labour", "sectors.labour", "supplies labour"),
    ("sector_is_lodging", "sectors.lodging", "a lodging"),
    ("goods_are_monuments", "sectors.monument", "statues or monuments"),
):
    _sector(_name, _words, _clause)


@_fact("name_has_strong_word_outside_south_korea", "name", "name_original", "country", needs=("name",))
def name_has_strong_word(name: str, original: str, country: str) -> str | bool | None:
    """Whether a name carries a word that points to the DPRK; in South Korea such words are everyday."""
    found = _found(vocabulary.name_words(), name, original)
    if found and "KR" not in split_values(country):
        return f"the name carries “{found}”"
    return False if name or original else None


@_fact("notes_name_dprk", "notes", "business_line", "partner", "staff_nationality")
def notes_name_dprk(notes: str, line: str, partner: str, staff: str) -> str | bool | None:
    """Whether a text cell names North Korea."""
    for cell in (notes, line, partner):
        if _found(vocabulary.words("dprk"), cell):
            return f"North Korea is named: “{_short(cell)}”"
    return False if notes or line or partner or staff else None


@_fact("notes_tell_of_a_dprk_show", "notes", "business_line")
def notes_tell_of_a_dprk_show(notes: str, line: str) -> str | bool | None:
    """Whether a text cell tells of North Korean performers or waitresses."""
    for cell in (notes, line):
        if _found(vocabulary.words("show"), cell):
            return f"a North Korean show or staff is named: “{_short(cell)}”"
    return False if notes or line else None


@_fact("notes_name_an_allowed_project", "notes", "business_line", "goods", "origin")
def notes_name_an_allowed_project(notes: str, line: str, goods: str, _origin: str) -> str | bool | None:
    """Whether a text cell names one of the two projects outside the joint-venture ban."""
    found = _found(vocabulary.words("hydropower_or_rajin"), notes, line, goods)
    return f"names “{found}”" if found else None


@_fact("origin_is_dprk", "origin")
def origin_is_dprk(origin: str) -> str | bool | None:
    """Whether goods come from North Korea."""
    return "the goods come from North Korea" if "KP" in split_values(origin) else (False if origin else None)


@_fact("goods_are_banned", "goods", "business_line")
def goods_are_banned(goods: str, line: str) -> str | bool | None:
    """Whether goods are of a kind that may not be bought from North Korea."""
    found = _found(vocabulary.words("banned_goods"), goods, line)
    return f"“{found}” may not be bought from North Korea" if found else (False if goods or line else None)


@_fact("text_names_air_koryo", "name", "business_line", "notes", "goods")
def text_names_air_koryo(*cells: str) -> str | bool | None:
    """Whether any text cell names Air Koryo."""
    for cell in cells:
        if _found(vocabulary.words("air_koryo"), cell):
            return f"Air Koryo is named: “{_short(cell)}”"
    return False if any(cells) else None


# ---- money -----------------------------------------------------------------------------------------------


@_fact("bank_is_named", "bank_name", "name")
def bank_is_named(bank: str, name: str) -> str | bool | None:
    """Whether the bank, or the party itself, is one that designations or a section 311 rule name."""
    for cell in (bank, name):
        if _found(vocabulary.words("banks"), cell):
            return f"the bank is “{_short(cell)}”"
    return False if bank or name else None


@_fact("bank_country_is_dprk", "bank_country")
def bank_country_is_dprk(country: str) -> str | bool | None:
    """Whether the bank is in North Korea."""
    return "the bank is in North Korea" if "KP" in split_values(country) else (False if country else None)


@_fact("account_holder_differs", "account_holder", "name", "name_original", "aliases")
def account_holder_differs(holder: str, name: str, original: str, aliases: str) -> str | bool | None:
    """Whether the account is in a name that comes near none of the party's."""
    if not holder or not name:
        return None
    own = [name, *split_values(original), *split_values(aliases)]
    if max(compare_names(holder, one).score for one in own) >= vocabulary.settings()["same_holder_score"]:
        return False
    return f"the account is held by “{_short(holder)}”"


@_fact("payee_is_representative", "account_holder", "wage_payee")
def payee_is_representative(holder: str, payee: str) -> str | bool | None:
    """Whether money goes to a mission or a trade representative."""
    for cell in (holder, payee):
        if _found(vocabulary.words("representative"), cell):
            return f"money goes to a mission or representative: “{_short(cell)}”"
    return False if holder or payee else None


# ---- matches of the run ----------------------------------------------------------------------------------


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


def columns_read(facts: Sequence[str]) -> tuple[str, ...]:
    """Return the columns some facts read, each once, in order."""
    return tuple(dict.fromkeys(column for name in facts for column in FACTS[name].reads))
