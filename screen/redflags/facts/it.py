"""Remote workers: places that do not fit each other, accounts for payment, equipment, logins, the firm between.

What only an interview can show stands in rules/interview.yml.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from screen.countries import country_code, country_name
from screen.data import read_csv, rules_file
from screen.model import split_values
from screen.names.folding import fold, scripts
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, found_in, short

_COMMAS = re.compile(r"[,;，、]")
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_PERIOD = re.compile(r"(?<!\w)(\d{1,3})\s*([^\W\d_]+)")
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_TAG = re.compile(r"(?<![\w.])[A-Z]{2}(?![\w.])")
_WITH_DIGIT = re.compile(
    r"(?<!\S)[^\s\d]*\d\S*"
)  # from where a word begins only: in a long one, each place would be tried


@cache
def settings() -> dict[str, Any]:
    """Load rules/vocabularies/it.yml once."""
    return vocabulary.load("it")


_words = partial(vocabulary.words, vocabulary="it")


# ---- C01: places that do not fit ------------------------------------------------------------------------


@cache
def _hubs() -> dict[str, tuple[str, str]]:
    """Return folded spellings of hubs.csv → place and country; without those another country shares."""
    shared = {fold(name) for name in settings()["shared_hub_spellings"]}
    found = {}
    for row in read_csv(rules_file("vocabularies", "hubs.csv")):
        for spelling in ";".join((row["latin"], row["local"], row["hangul"])).split(";"):
            if (folded := fold(spelling)) and folded not in shared:
                found[folded] = (row["place"], row["country"])
    return found


@lru_cache(maxsize=100_000)
def hub(cell: str) -> tuple[str, str] | None:
    """Return place and country where a part of an address between commas is a place of hubs.csv, else None."""
    for part in _COMMAS.split(cell):
        folded = fold(part)
        for tried in (folded, folded.removesuffix(" city"), folded.removesuffix("市"), folded.removesuffix("시")):
            if tried in _hubs():
                return _hubs()[tried]
    return None


@lru_cache(maxsize=100_000)
def phone_countries(number: str) -> frozenset[str]:
    """Return the countries of a number's calling code; empty where it is not written internationally or not known."""
    if not number.startswith("+"):
        return frozenset()
    codes = settings()["calling_codes"]
    for length in (3, 2, 1):
        if (code := number[1 : 1 + length]) in codes:
            return frozenset(codes[code])
    return frozenset()


@cache
def _beside(country: str) -> frozenset[str]:
    return frozenset(code for group in settings()["neighbours"] if country in group for code in group) | {country}


def _widened(countries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code for country in countries for code in _beside(country))


@lru_cache(maxsize=50_000)
def mismatches(
    country: str, nationality: str, bank_country: str, phone: str, city: str, address: str
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return what points away from the claimed country, as (country, clause), and how many of three signs are unknown.

    What points to the country of one's own nationality is explained by it: who moves keeps telephone and account.
    """
    fits = _widened(split_values(country)) | _widened(split_values(nationality))
    found: list[tuple[str, str]] = []
    unknown = 0
    banks = split_values(bank_country)
    if not banks:
        unknown += 1
    elif not set(banks) & (fits | set(settings()["payment_service_homes"])):
        found.append((banks[0], f"bank in {country_name(banks[0])}"))
    phones = [codes for number in split_values(phone) if (codes := phone_countries(number))]
    if not phones:
        unknown += 1
    elif not any(codes & fits for codes in phones):
        code = next((one for one in banks if one in phones[0]), min(phones[0]))
        found.append((code, f"telephone code of {country_name(code)}"))
    place = hub(city) or hub(address)
    if place is None:
        unknown += 1
    elif place[1] not in fits:
        found.append((place[1], f"seat in {place[0]}"))
    return tuple(found), unknown


@fact("two_places_do_not_fit", "country", "nationality", "bank_country", "phone", "city", "address",
      needs=("bank_country", "phone", "city"))  # fmt: skip
def two_places_do_not_fit(
    country: str, nationality: str, bank: str, phone: str, city: str, address: str
) -> str | bool | None:
    """Whether at least two of bank, telephone and city point away from the claimed country."""
    if not country:
        return None
    found, unknown = mismatches(country, nationality, bank, phone, city, address)
    least = settings()["least_mismatches"]
    if len(found) >= least:
        claimed = " or ".join(country_name(code) for code in split_values(country))
        return f"claims {claimed}, yet {', '.join(clause for _, clause in found)}"
    return None if len(found) + unknown >= least else False


@fact("mismatches_point_to_one_country", "country", "nationality", "bank_country", "phone", "city", "address",
      needs=("bank_country", "phone", "city"))  # fmt: skip
def mismatches_point_to_one_country(
    country: str, nationality: str, bank: str, phone: str, city: str, address: str
) -> str | bool | None:
    """Whether what does not fit points to one and the same other country: one move abroad would explain it."""
    if not country:
        return None
    found, _ = mismatches(country, nationality, bank, phone, city, address)
    if len(found) < settings()["least_mismatches"]:
        return None
    first = _beside(found[0][0])
    return "all of it points to one country" if all(code in first for code, _ in found) else False


# ---- C02: accounts for payment --------------------------------------------------------------------------


@fact("account_in_china_despite_claim", "bank_country", "country", "nationality", needs=("bank_country",))
def account_in_china_despite_claim(bank: str, country: str, nationality: str) -> str | bool | None:
    """Whether payment goes to China while the party claims to sit where the guidance says; citizens of China are outside."""
    if not bank or not country:
        return None
    claimed = [code for code in split_values(country) if code in settings()["claimed"]]
    accounts = [code for code in split_values(bank) if code in settings()["account_countries"]]
    explained = set(split_values(nationality)) | set(split_values(country))
    if claimed and accounts and accounts[0] not in explained:
        return f"claims {country_name(claimed[0])}, and the account is in {country_name(accounts[0])}"
    return False


@lru_cache(maxsize=20_000)
def _period_days(folded: str) -> int | None:
    """Return the period a text speaks of, in days."""
    words = {fold(word): int(days) for days, names in settings()["period_words"].items() for word in names}
    for number, word in _PERIOD.findall(folded):
        if word in words:
            return int(number) * words[word]
    return None


@fact("account_changed_often", "account_changes")
def account_changed_often(cell: str) -> str | bool | None:
    """Whether the account for payment changed twice or more in 90 days: a count, a count with a period, or days."""
    if not cell:
        return None
    least, window = settings()["least_changes"], settings()["changes_within_days"]
    days = sorted(day for found in _DAY.findall(cell) if (day := _real_day(*found)))
    if days:
        close = any((later - earlier).days <= window for earlier, later in pairwise(days))
        return f"the account changed on {len(days)} days: “{short(cell)}”" if close else False
    folded = fold(cell)
    if found_in(_words("none_words"), cell):
        return False
    period = _period_days(folded)
    counts = [int(number) for number in _NUMBER.findall(_PERIOD.sub(_without_period, folded))]
    if not counts:
        return None
    if counts[0] < least:
        return False
    return None if period is not None and period > window else f"the account changed {counts[0]} times"


def _without_period(found: re.Match[str]) -> str:
    return " " if _period_days(found.group()) is not None else found.group()


def _real_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@fact("crypto_is_asked", "payment_method", "wallet", "notes", needs=("payment_method", "wallet"))
def crypto_is_asked(method: str, wallet: str, notes: str) -> str | bool | None:
    """Whether payment in crypto currency is asked for, by word or by a wallet address."""
    if wallet:
        return "a wallet for crypto currency is given"
    for cell in (method, notes):
        found = found_in(_words("crypto"), cell)
        if found and not found_in(_words("declined"), cell):
            # Notes speak of crypto for many reasons; only payment words beside it make it a wish.
            if cell == notes and cell != method and not found_in(_words("asks_payment"), cell):
                continue
            return f"payment in “{found}”"
    return False if method else None


# ---- C06: equipment -------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def same_address(one: str, other: str) -> bool | None:
    """Return whether two addresses are the same as far as they are written; None where scripts differ.

    >>> same_address("12 Oak St, Austin", "12 Oak Street, Austin TX"), same_address("12 Oak St", "90 Elm Rd")
    (True, False)
    """
    first, second = _bare_address(one), _bare_address(other)
    if not (scripts(first) & scripts(second)):
        return None
    near = token_set_ratio(first, second) >= settings()["same_address_score"]
    numbers = [set(re.findall(r"\d+", text)) for text in (first, second)]
    return near and (not all(numbers) or bool(numbers[0] & numbers[1]))


def _bare_address(address: str) -> str:
    return " ".join(word for word in fold(address).split() if word not in _address_words())


@cache
def _address_words() -> frozenset[str]:
    return frozenset(fold(word) for word in settings()["address_words"])


@fact("shipping_differs_from_id_address", "shipping_address", "id_address")
def shipping_differs_from_id_address(shipping: str, identity: str) -> str | bool | None:
    """Whether equipment goes to another address than that of the identity document; pick-up at an office is outside."""
    if not shipping or not identity:
        return None
    if found_in(_words("own_office"), shipping):
        return False
    same = same_address(shipping, identity)
    if same is None:
        return None
    return False if same else f"equipment goes to “{short(shipping)}”, the identity document says “{short(identity)}”"


@fact("shipping_is_the_stated_home", "shipping_address", "address", needs=("shipping_address",))
def shipping_is_the_stated_home(shipping: str, address: str) -> str | bool | None:
    """Whether equipment goes to the address the party gave as its own: people move and keep an old document."""
    if not shipping or not address:
        return None
    return "it is the address given as the party's own" if same_address(shipping, address) else False


@fact("shipping_to_a_forwarder", "shipping_address")
def shipping_to_a_forwarder(shipping: str) -> str | bool | None:
    """Whether equipment goes to a forwarder or a rented mailbox."""
    if not shipping:
        return None
    found = found_in(_words("forwarders"), shipping)
    return f"equipment goes to a forwarder or mailbox (“{found}”)" if found else False


# ---- C07: logins ----------------------------------------------------------------------------------------


@fact("logins_from_many_countries", "ip_address", "notes", needs=("ip_address",))
def logins_from_many_countries(cell: str, notes: str) -> str | bool | None:
    """Whether network addresses carry three or more countries beside them; where a VPN is named this says nothing."""
    if not cell or found_in(_words("vpn"), cell, notes):
        return None
    countries = {code for tag in _TAG.findall(cell) if (code := country_code(tag))}
    for part in re.split(r"[,;()\[\]|/]", _WITH_DIGIT.sub(" ", cell)):
        if len(part.strip()) > 3 and (code := country_code(part)):
            countries.add(code)
    if not countries:
        return None
    if len(countries) >= settings()["least_login_countries"]:
        return f"logins from {', '.join(country_name(code) for code in sorted(countries))}"
    return False


@fact("remote_desktop_is_named", "device", "ip_address", "notes", needs=("device", "ip_address"))
def remote_desktop_is_named(device: str, address: str, notes: str) -> str | bool | None:
    """Whether a tool that drives a computer from afar is named at the device, its logins or in the remarks."""
    found = found_in(_words("remote_tools"), device, address, notes)
    if found:
        return f"a remote-desktop tool is named (“{found}”)"
    return False if device or address else None


# ---- C09, C11, C13: context -----------------------------------------------------------------------------


@fact("profile_language_is_korean", "language")
def profile_language_is_korean(language: str) -> str | bool | None:
    """Whether the language of a profile or tool is Korean. Millions speak it: never more than context."""
    if not language:
        return None
    return "the profile's language is Korean" if found_in(_words("korean_language"), language) else False


@fact("claims_a_country_outside_korea", "country")
def claims_a_country_outside_korea(country: str) -> str | bool | None:
    """Whether the country claimed is neither South nor North Korea."""
    codes = split_values(country)
    if not codes:
        return None
    return False if {"KR", "KP"} & set(codes) else f"the country claimed is {country_name(codes[0])}"


@fact("comes_through_a_staffing_firm", "sponsor", "employer", "contract_party", "partner", "notes",
      needs=("sponsor", "employer", "contract_party", "partner"))  # fmt: skip
def comes_through_a_staffing_firm(*cells: str) -> str | bool | None:
    """Whether a staffing firm stands between."""
    found = found_in(_words("staffing"), *cells)
    if found:
        return f"a staffing firm stands between (“{found}”)"
    return False if any(cells[:-1]) else None


@fact("identity_was_not_checked", "notes", "status", needs=("notes",))
def identity_was_not_checked(notes: str, status: str) -> str | bool | None:
    """Whether a cell says that the people were not named or not checked; silence is unknown."""
    found = found_in(_words("identity_unchecked"), notes, status)
    return f"“{found}” is said of the people" if found else None


@fact("seat_in_an_it_hub", "city", "address")
def seat_in_an_it_hub(city: str, address: str) -> str | bool | None:
    """Whether the seat is in a city that designations of IT crews name."""
    place = hub(city) or hub(address)
    if place and place[0] in settings()["hub_names"]:
        return f"the seat is in {place[0]}"
    return False if city or address else None


@fact("work_is_remote_it", "occupation", "sector", "business_line", "profile_text")
def work_is_remote_it(*cells: str) -> str | bool | None:
    """Whether the work is software or other IT."""
    found = found_in(_words("remote_it"), *cells)
    if found:
        return f"the work is IT (“{found}”)"
    return False if any(cells) else None
