"""What a party does: sectors, goods, words in its name and notes."""

from __future__ import annotations

from screen.model import split_values
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, found_in, short


def _sector(name: str, words: str, clause: str) -> None:
    @fact(name, "sector", "business_line", "goods", "name")
    def test(sector: str, line: str, goods: str, own_name: str) -> str | bool | None:
        found = found_in(vocabulary.words(words), sector, line, goods, own_name)
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


@fact("name_has_strong_word_outside_south_korea", "name", "name_original", "country", needs=("name",))
def name_has_strong_word(name: str, original: str, country: str) -> str | bool | None:
    """Whether a name carries a word that points to the DPRK; in South Korea such words are everyday."""
    found = found_in(vocabulary.name_words(), name, original)
    if found and "KR" not in split_values(country):
        return f"the name carries “{found}”"
    return False if name or original else None


@fact("notes_name_dprk", "notes", "business_line", "partner", "staff_nationality")
def notes_name_dprk(notes: str, line: str, partner: str, staff: str) -> str | bool | None:
    """Whether a text cell names North Korea."""
    for cell in (notes, line, partner):
        if found_in(vocabulary.words("dprk"), cell):
            return f"North Korea is named: “{short(cell)}”"
    return False if notes or line or partner or staff else None


@fact("notes_tell_of_a_dprk_show", "notes", "business_line")
def notes_tell_of_a_dprk_show(notes: str, line: str) -> str | bool | None:
    """Whether a text cell tells of North Korean performers or waitresses."""
    for cell in (notes, line):
        if found_in(vocabulary.words("show"), cell):
            return f"a North Korean show or staff is named: “{short(cell)}”"
    return False if notes or line else None


@fact("notes_name_an_allowed_project", "notes", "business_line", "goods", "origin")
def notes_name_an_allowed_project(notes: str, line: str, goods: str, _origin: str) -> str | bool | None:
    """Whether a text cell names one of the two projects outside the joint-venture ban."""
    found = found_in(vocabulary.words("hydropower_or_rajin"), notes, line, goods)
    return f"names “{found}”" if found else None


@fact("origin_is_dprk", "origin")
def origin_is_dprk(origin: str) -> str | bool | None:
    """Whether goods come from North Korea."""
    return "the goods come from North Korea" if "KP" in split_values(origin) else (False if origin else None)


@fact("goods_are_banned", "goods", "business_line")
def goods_are_banned(goods: str, line: str) -> str | bool | None:
    """Whether goods are of a kind that may not be bought from North Korea."""
    found = found_in(vocabulary.words("banned_goods"), goods, line)
    return f"“{found}” may not be bought from North Korea" if found else (False if goods or line else None)


@fact("text_names_air_koryo", "name", "business_line", "notes", "goods")
def text_names_air_koryo(*cells: str) -> str | bool | None:
    """Whether any text cell names Air Koryo."""
    for cell in cells:
        if found_in(vocabulary.words("air_koryo"), cell):
            return f"Air Koryo is named: “{short(cell)}”"
    return False if any(cells) else None
