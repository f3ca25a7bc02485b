"""Trades that earned for the country: what a party sells, with whom, at what price, and what it will not tell."""

from __future__ import annotations

import re
from functools import partial

from screen.model import split_values
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, found_in, short

_words = partial(vocabulary.words, vocabulary="business")


def _sector(name: str, words: str, clause: str, *, with_name: bool = True) -> None:
    @fact(name, "sector", "business_line", "goods", "name")
    def test(sector: str, line: str, goods: str, own_name: str) -> str | bool | None:
        found = found_in(_words(words), sector, line, goods, *([own_name] if with_name else []))
        if found:
            return f"{clause} (“{found}”)"
        return False if sector or line or goods else None


for _name, _words_of, _clause, _with_name in (
    ("sector_is_border_plant", "sectors.border_plant", "a trade that plants in the border belt are known for", True),
    ("sector_hides_work", "sectors.hidden_work", "a trade in which work is passed on unseen", True),
    ("sector_is_priced_low", "sectors.priced_low", "goods or work that were offered below the market", True),
    ("sector_is_medical", "sectors.medical", "a clinic or provider of medicine", True),
    ("sector_is_animation", "sectors.animation", "animation work", True),
    ("sector_is_military", "sectors.military", "military, police or security services", False),
    ("sector_is_surveillance", "sectors.surveillance", "recognition, radio or VPN technology", False),
    ("sector_is_fishing", "sectors.fishing", "fishing or fishing crews", True),
):
    _sector(_name, _words_of, _clause, with_name=_with_name)


@fact("goods_are_contraband", "goods", "business_line", "sector")
def goods_are_contraband(goods: str, line: str, sector: str) -> str | bool | None:
    """Whether goods are of the kind that was smuggled under immunity."""
    found = found_in(_words("sectors.contraband"), goods, line, sector)
    return (
        f"goods smuggled under immunity before (“{found}”)" if found else (False if goods or line or sector else None)
    )


@fact("seat_in_border_belt", "city", "address")
def seat_in_border_belt(city: str, address: str) -> str | bool | None:
    """Whether the seat is in the belt of north-east China where workers were documented."""
    found = found_in(_words("border_belt"), city, address)
    return f"the seat is in {found.title()}" if found else (False if city or address else None)


def _told_in_notes(name: str, words: str, clause: str, *columns: str) -> None:
    """Register whether a text cell tells something; silence is unknown."""

    @fact(name, *columns)
    def test(*cells: str) -> str | bool | None:
        found = found_in(_words(words), *cells)
        return f"{clause} (“{found}”)" if found else None


_told_in_notes("tells_of_a_dormitory", "dormitory", "workers live on the premises", "notes", "business_line")
_told_in_notes(
    "tells_of_sales_to_the_us", "us_imports", "sells to the United States", "notes", "business_line", "goods"
)


@fact("subcontractor_is_withheld", "partner", "contract_party", "notes", needs=("partner", "contract_party", "notes"))
def subcontractor_is_withheld(partner: str, contract_party: str, notes: str) -> str | bool | None:
    """Whether a subcontractor exists and is not told; a blank cell says nothing."""
    for cell in (partner, contract_party):
        if found_in(_words("withheld"), cell):
            return f"the subcontractor or partner is withheld: “{short(cell)}”"
    if found := found_in(_words("hidden_subcontract"), notes):
        return f"the subcontractor is not told (“{found}”)"
    return False if partner or contract_party else None


def _comes_by(name: str, words: str, clause: str) -> None:
    """Register whether goods labelled Chinese come by a place; with another origin told the label is in no doubt."""

    @fact(name, "origin", "port_calls", needs=("port_calls",))
    def test(origin: str, ports: str) -> str | bool | None:
        found = found_in(_words(words), ports)
        if found and not origin:
            return None
        if found and "CN" in split_values(origin):
            return f"goods of Chinese origin come by {clause} (“{found}”)"
        return False if ports else None


_comes_by("chinese_goods_by_a_crossing", "border_crossing", "a North Korean port or border crossing")
_comes_by("chinese_goods_by_a_border_port", "border_port", "a border city")


@fact("price_is_far_below_market", "price", "market_price", needs=("price",))
def price_is_far_below_market(price: str, market: str) -> str | bool | None:
    """Whether a price is far below the usual one; other units or currencies are not compared."""
    asked, usual = amount(price), amount(market)
    if not asked or not usual or usual[0] <= 0 or (asked[1] and usual[1] and asked[1] != usual[1]):
        return None
    share, rules = asked[0] / usual[0], vocabulary.business()["price"]
    if share < rules["implausible_below"]:
        return None
    if round(share, 6) > rules["far_below"]:
        return False
    return f"the price is {share:.0%} of the usual one ({short(price)} against {short(market)})"


_AMOUNT = re.compile(r"[^\d]*?(\d[\d.,'  ]*)[^\d]*")
_THOUSANDS = re.compile(r"[.,'  ](?=\d{3}(?:\D|$))")


def amount(cell: str) -> tuple[float, str] | None:
    """Read one amount and what stands beside it (currency and unit, folded); None for none, or more than one.

    >>> amount("USD 1,250.50 / t")
    (1250.5, 'usd / t')
    """
    found = _AMOUNT.fullmatch(cell.strip())
    if not found:
        return None
    written = found[1].strip(" .,'")
    beside = " ".join((cell[: found.start(1)] + " " + cell[found.end(1) :]).casefold().split())
    decimal = re.search(r"[.,](\d{1,2})$", written)
    whole = written[: decimal.start()] if decimal else written
    whole = _THOUSANDS.sub("", whole)
    if not whole.isdigit():
        return None
    return float(whole) + (int(decimal[1]) / 10 ** len(decimal[1]) if decimal else 0.0), beside


@fact("tells_of_no_licence", "notes", "status", "business_line")
def tells_of_no_licence(notes: str, status: str, line: str) -> str | bool | None:
    """Whether a cell says that a licence is missing, or is there; silence is unknown."""
    if found := found_in(_words("unlicensed"), notes, status, line):
        return f"works without a licence (“{found}”)"
    return False if found_in(_words("licensed"), notes, status, line) else None


@fact("name_has_medicine_word", "name", "name_original", "aliases", needs=("name",))
def name_has_medicine_word(*names: str) -> str | bool | None:
    """Whether the name carries a word of the medical houses sent abroad; common among Koreans everywhere."""
    found = found_in(_words("medicine_names"), *names)
    return f"the name carries “{found}”" if found else (False if any(names) else None)


@fact("party_is_dprk_national", "nationality", "status")
def party_is_dprk_national(nationality: str, _status: str) -> str | bool | None:
    """Whether the party itself is told to be of North Korean nationality."""
    if not nationality:
        return None
    return "of North Korean nationality" if "KP" in split_values(nationality) else False


@fact(
    "tells_of_a_dprk_diplomat", "owners", "directors", "partner", "signatory", "contract_party", "occupation", "notes"
)
def tells_of_a_dprk_diplomat(*cells: str) -> str | bool | None:
    """Whether one cell names a mission or diplomat and North Korea together."""
    for cell in cells:
        names_a_mission = found_in(vocabulary.words("embassy"), cell)
        if names_a_mission or (found_in(_words("diplomat"), cell) and found_in(vocabulary.words("dprk"), cell)):
            return f"a North Korean mission or diplomat is named: “{short(cell)}”"
    return False if any(cells) else None


@fact("diplomat_holds_a_part", "owners", "directors", "signatory", "manager")
def diplomat_holds_a_part(*cells: str) -> str | bool | None:
    """Whether an owner, director, signatory or manager is told to be a North Korean diplomat or mission."""
    for cell in cells:
        if found_in(vocabulary.words("embassy"), cell) or (
            found_in(_words("diplomat"), cell) and found_in(vocabulary.words("dprk"), cell)
        ):
            return f"a North Korean mission or diplomat takes part: “{short(cell)}”"
    return False if any(cells) else None


def _diplomat_of(field: str, columns: tuple[str, ...], who: str) -> None:
    """Register whether somebody told to be a diplomat stands beside a North Korean nationality told of the same people."""

    @fact(f"{who}_is_dprk_diplomat", field, *columns)
    def test(nationality: str, *cells: str) -> str | bool | None:
        if not nationality or not any(cells):
            return None
        found = found_in(_words("diplomat"), *cells)
        is_one = found and split_values(nationality) == ("KP",)
        return f"{who} of North Korean nationality, told to be “{found}”" if is_one else False


_diplomat_of("owner_nationality", ("owners",), "owner")
_diplomat_of("director_nationality", ("directors",), "director")


@fact("owners_are_withheld", "owners", "parent", "worksite", "notes", needs=("owners", "parent", "worksite", "notes"))
def owners_are_withheld(owners: str, parent: str, worksite: str, notes: str) -> str | bool | None:
    """Whether owners, or where developers sit, are told not to be told; a blank cell says nothing."""
    for cell in (owners, parent, worksite):
        if found_in(_words("withheld"), cell):
            return f"owners or developers are withheld: “{short(cell)}”"
    if found := found_in(_words("hidden_developers"), notes):
        return f"developers are withheld (“{found}”)"
    return False if owners or parent or worksite else None


@fact("crew_is_dprk", "staff_nationality", "crew")
def crew_is_dprk(nationality: str, crew: str) -> str | bool | None:
    """Whether crew or staff are told to be North Korean."""
    if "KP" in split_values(nationality):
        return "crew of North Korean nationality"
    if found_in(vocabulary.words("dprk"), crew):
        return f"the crew is North Korean: “{short(crew)}”"
    return False if nationality or crew else None


@fact("crew_list_is_withheld", "crew")
def crew_list_is_withheld(crew: str) -> str | bool | None:
    """Whether a crew list is told to be withheld."""
    if not crew:
        return None
    return f"the crew list is withheld: “{short(crew)}”" if found_in(_words("withheld"), crew) else False
