"""Remote workers: what does not fit, where money and equipment go; who merely moved, speaks or banks abroad stays clear."""

from datetime import date

import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.evaluate import example_parties
from screen.redflags.facts import FACTS, Context
from screen.redflags.facts.it import hub, phone_countries, same_address
from screen.redflags.rule import RuleBook

BOOK = load_rules()
RULES = ("C01", "C02", "C06", "C07", "C09", "C11", "C13")
DAY = date(2026, 1, 1)


def ask(fact, **cells):
    table, matches, entries = example_parties(cells)
    return FACTS[fact].ask(Context(table, matches, entries, DAY)).values[0]


def hits(**cells):
    table, _, _ = example_parties({"name": "Alex Fields", **cells})
    rules = RuleBook(tuple(BOOK[rule] for rule in RULES), BOOK.exceptions)
    found, _ = evaluate(rules, table, frame([], MATCH_COLUMNS), DAY)
    return dict(zip(found["rule"], found["level"], strict=True))


PLACES = [
    ({"country": "US", "bank_country": "CN", "phone": "+79145550123"}, True, "two signs, two countries"),
    ({"country": "US", "bank_country": "CN", "phone": "+8613055501234"}, True, "two signs, one country"),
    ({"country": "US", "bank_country": "CN", "city": "Vladivostok"}, True, "bank and city"),
    (
        {"country": "US", "phone": "+8613055501234", "city": "Nashville", "bank_country": "CN"},
        True,
        "city not in the table",
    ),
    ({"country": "US", "bank_country": "CN"}, None, "one sign, telephone and city not known"),
    ({"country": "US", "bank_country": "CN", "phone": "+12025550123", "city": "Dubai"}, True, "bank and city"),
    ({"country": "US", "bank_country": "US", "phone": "+12025550123"}, False, "at most the city could differ"),
    (
        {"country": "US", "bank_country": "CN", "phone": "8613055501234"},
        None,
        "a number without + has no known country",
    ),
    ({"country": "", "bank_country": "CN", "phone": "+79145550123"}, None, "no claim, nothing to compare"),
    ({"country": "CA", "bank_country": "CA", "phone": "+18765550123"}, False, "+1 is shared by many countries"),
    ({"country": "KZ", "bank_country": "KZ", "phone": "+77055550123"}, False, "+7 is Kazakhstan too"),
    ({"country": "CN", "bank_country": "HK", "phone": "+85255501234"}, False, "Hong Kong beside China"),
    (
        {"country": "AE", "nationality": "BD", "bank_country": "BD", "phone": "+8801755501234"},
        False,
        "account and telephone of home",
    ),
    (
        {"country": "PL", "bank_country": "LT", "phone": "+380445550123"},
        None,
        "an account of a payment service says nothing",
    ),
    ({"country": "US;CN", "bank_country": "CN", "phone": "+8613055501234"}, False, "both countries are claimed"),
]


@pytest.mark.parametrize(("cells", "wanted", "why"), PLACES, ids=[why for *_, why in PLACES])
def test_two_independent_signs_must_point_away_from_the_claimed_country(cells, wanted, why):
    assert ask("two_places_do_not_fit", **cells) is wanted, why


def test_signs_that_all_point_to_one_country_stay_medium():
    assert hits(country="CA", bank_country="CN", phone="+8613055501234")["C01"] == "medium"
    assert hits(country="CA", bank_country="CN", phone="+79145550123")["C01"] == "high"


@pytest.mark.parametrize(
    ("cell", "country"),
    [("Shenyang", "CN"), ("沈阳市", "CN"), ("12 Nanjing Rd, Dalian", "CN"), ("Владивосток", "RU"), ("Dubai", "AE"),
     ("Dubai Street 5", None), ("Andong", None), ("Moscow", None), ("Shenzhen", None), ("", None)],
)  # fmt: skip
def test_a_city_is_a_whole_part_of_an_address_that_no_other_country_shares(cell, country):
    found = hub(cell)
    assert (found and found[1]) == country


@pytest.mark.parametrize(
    ("number", "country"),
    [("+8613055501234", "CN"), ("+85255501234", "HK"), ("+850218111", "KP"), ("+85512345678", "KH"), ("+12025550123", "US"),
     ("+99912345", None), ("8613055501234", None)],
)  # fmt: skip
def test_a_calling_code_is_read_by_its_longest_form(number, country):
    assert (country in phone_countries(number)) if country else not phone_countries(number)


CHANGES = [
    ("3", True, "a count"),
    ("3 changes in 60 days", True, "a count in a period"),
    ("2 in 3 months", True, "90 days"),
    ("90일간 3회", True, "Korean"),
    ("2025-10-02;2025-11-20", True, "two days within 90"),
    ("2025-01-02;2025-11-20", False, "two days far apart"),
    ("1", False, "one change"),
    ("1 in 60 days", False, "one change, sixty days"),
    ("none", False, "said to be none"),
    ("нет", False, "Russian none"),
    ("2 in 3 years", None, "how close is not said"),
    ("new bank details", None, "no count"),
    ("", None, "empty"),
]


@pytest.mark.parametrize(("cell", "wanted", "why"), CHANGES, ids=[why for *_, why in CHANGES])
def test_account_changes_are_counted_in_ninety_days(cell, wanted, why):
    assert ask("account_changed_often", account_changes=cell) is wanted, why


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"payment_method": "USDT (TRC20)"}, True),
        ({"payment_method": "암호화폐"}, True),
        ({"payment_method": "加密货币 USDT"}, True),
        ({"payment_method": "криптовалюта"}, True),
        ({"wallet": "0x0000000000000000000000000000000000000000"}, True),
        ({"payment_method": "Bank transfer", "notes": "asks to be paid in bitcoin"}, True),
        ({"payment_method": "Bank transfer", "notes": "wrote a bitcoin library"}, False),
        ({"payment_method": "Bank transfer, no crypto"}, False),
        ({"payment_method": "SEPA"}, False),
        ({"payment_method": ""}, None),
    ],
)
def test_a_wish_for_crypto_currency_is_one_of_payment(cells, wanted):
    assert ask("crypto_is_asked", **cells) is wanted


ADDRESSES = [
    ("12 Oak St., Austin, TX 78701", "12 Oak Street, Austin", True),
    ("Apt 4, 12 Oak Street, Austin", "12 Oak Street, Austin", True),
    ("77 Elm Court, Nashville TN", "12 Oak Street, Austin TX", False),
    ("14 Oak Street, Austin", "12 Oak Street, Austin", False),
    ("서울 마포구 가람로 12", "12 Garam-ro, Mapo-gu, Seoul", None),
]


@pytest.mark.parametrize(("one", "other", "wanted"), ADDRESSES)
def test_addresses_are_the_same_as_far_as_they_are_written(one, other, wanted):
    assert same_address(one, other) is wanted
    assert same_address(other, one) is wanted


def test_a_forwarder_is_high_and_the_stated_home_medium():
    assert hits(shipping_address="Parcel forwarding, Unit 5, Wilmington")["C06"] == "high"
    assert hits(shipping_address="集运仓 3号, 深圳")["C06"] == "high"
    new, old = "77 Elm Court, Nashville TN", "12 Oak Street, Austin TX"
    assert hits(shipping_address=new, id_address=old)["C06"] == "high"
    assert hits(shipping_address=new, id_address=old, address=new)["C06"] == "medium"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"ip_address": "203.0.113.5 (US); 198.51.100.7 (RU); 192.0.2.9 (CN)"}, True),
        ({"ip_address": "203.0.113.5 Russia, 198.51.100.7 China, 192.0.2.9 Laos"}, True),
        ({"ip_address": "203.0.113.5 (US); 198.51.100.7 (US); 192.0.2.9 (CA)"}, False),
        ({"ip_address": "203.0.113.5;198.51.100.7;192.0.2.9"}, None),
        ({"ip_address": "1.1.1.1 (US); 1.1.1.2 (RU); 1.1.1.3 (CN)", "notes": "company VPN"}, None),
    ],
)
def test_logins_count_only_countries_that_are_written(cells, wanted):
    assert ask("logins_from_many_countries", **cells) is wanted


def test_language_and_city_alone_carry_no_points():
    assert hits(language="Korean", country="US") == {"C09": "none"}
    assert hits(city="Shenyang", occupation="Programmer") == {}
    assert hits(city="Shenyang", occupation="Programmer", account_changes="4") == {"C02": "high", "C13": "none"}


INNOCENT = [
    {
        "name": "Park Min-seo",
        "country": "KR",
        "nationality": "KR",
        "bank_country": "KR",
        "phone": "+821055501234",
        "language": "Korean",
    },
    {
        "name": "Kim Svetlana",
        "country": "UZ",
        "nationality": "UZ",
        "bank_country": "UZ",
        "phone": "+998905550123",
        "language": "Russian",
    },
    {
        "name": "Cui Meihua",
        "country": "KR",
        "nationality": "CN",
        "bank_country": "CN",
        "phone": "+821055501234",
        "city": "Seoul",
    },
    {
        "name": "Jin Cheol",
        "country": "CN",
        "nationality": "CN",
        "bank_country": "CN",
        "city": "Yanji",
        "phone": "+8613055501234",
    },
    {
        "name": "Maria Santos",
        "country": "SA",
        "nationality": "PH",
        "bank_country": "PH",
        "phone": "+639175550123",
        "employer": "Bright Staffing Agency",
    },
    {
        "name": "Olena Hrytsenko",
        "country": "DE",
        "nationality": "UA",
        "bank_country": "UA",
        "phone": "+380445550123",
        "status": "temporary protection",
    },
    {"name": "Gulf Apps", "country": "AE", "city": "Dubai", "business_line": "Software", "bank_country": "AE"},
    {
        "name": "Dana Wells",
        "country": "US",
        "device": "laptop 14",
        "ip_address": "203.0.113.5",
        "payment_method": "ACH",
    },
]


@pytest.mark.parametrize("cells", INNOCENT, ids=lambda cells: cells["name"])
def test_an_innocent_worker_or_vendor_raises_nothing(cells):
    assert hits(**cells) == {}


@pytest.mark.parametrize("fact", sorted({fact for rule in RULES for fact in BOOK[rule].when.facts()}))
def test_an_empty_row_is_unknown(fact):
    assert ask(fact) is None
