"""Where a party is: addresses, telephone numbers, domains, banks."""

from __future__ import annotations

from screen.countries import country_name
from screen.model import split_values
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, folded, found_in, short
from screen.redflags.places import is_street, near_place, own_places


@fact("address_in_dprk", "country", "address", "city")
def address_in_dprk(country: str, address: str, city: str) -> str | bool | None:
    """Whether the seat is in North Korea: by country, else by a place only North Korea has."""
    codes = split_values(country)
    if "KP" in codes:
        return "the country is North Korea"
    for cell in (address, city):
        if found_in(vocabulary.words("dprk"), cell) and not found_in(vocabulary.words("embassy"), cell):
            return f"the address names North Korea: “{short(cell)}”"
        place = own_places().search(folded(cell)) if cell and not codes else None
        if place and not is_street(folded(cell), place.end()):
            return f"the address lies in North Korea: “{short(cell)}”"
    return None if not (country or address or city) else False


@fact("address_is_nearly_in_dprk", "country", "address", "city", needs=("address", "city"))
def address_is_nearly_in_dprk(country: str, address: str, city: str) -> str | bool | None:
    """Whether a place of the address is one letter beside one that only North Korea has, and no country contradicts."""
    if split_values(country):
        return False
    for cell in (address, city):
        word = near_place(folded(cell))
        if word and not is_street(folded(cell), folded(cell).index(word) + len(word)):
            return f"the address names a place one letter beside one of North Korea: “{short(cell)}”"
    return False if address or city else None


@fact("phone_in_dprk", "phone", "country")
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


@fact("contact_domain_in_dprk", "email", "website")
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


@fact("bic_in_dprk", "bic")
def bic_in_dprk(bic: str) -> str | bool | None:
    """Whether a BIC belongs to a bank in North Korea (characters 5 and 6, ISO 9362)."""
    for code in split_values(bic):
        if code[4:6] == vocabulary.settings()["bic_country"]:
            return f"the BIC {code} belongs to a bank in North Korea"
    return False if bic else None


@fact("address_at_dprk_mission", "address")
def address_at_dprk_mission(address: str) -> str | bool | None:
    """Whether an address is that of a North Korean mission."""
    if not address:
        return None
    return (
        f"the address is that of a North Korean mission: “{short(address)}”"
        if found_in(vocabulary.words("embassy"), address)
        else False
    )


@fact("payee_is_dprk_mission", "account_holder", "wage_payee")
def payee_is_dprk_mission(holder: str, payee: str) -> str | bool | None:
    """Whether money goes to a North Korean mission."""
    for cell in (holder, payee):
        if found_in(vocabulary.words("embassy"), cell):
            return f"money goes to a North Korean mission: “{short(cell)}”"
    return False if holder or payee else None


@fact("seat_in_border_hub", "city", "address")
def seat_in_border_hub(city: str, address: str) -> str | bool | None:
    """Whether the seat is in a city of the border region where front companies sat."""
    hub = found_in(vocabulary.words("shell_hubs"), city, address)
    if hub:
        return f"the seat is in {hub.title()}"
    return False if city or address else None


@fact("incorporated_in_shell_country", "incorporation_country")
def incorporated_in_shell_country(country: str) -> str | bool | None:
    """Whether a company is incorporated where owners stay hidden."""
    codes = [code for code in split_values(country) if code in vocabulary.settings()["shell_countries"]]
    return f"incorporated in {country_name(codes[0])}" if codes else (False if country else None)


@fact("country_is_south_korea", "country")
def country_is_south_korea(country: str) -> str | bool | None:
    """Whether the seat is in South Korea."""
    return "the seat is in South Korea" if country == "KR" else (False if country else None)
