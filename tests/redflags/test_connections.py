"""What rows share is told with every row, as what it is, and with the flags that stand on it."""

from datetime import date

import pytest

from screen.model import HIT_COLUMNS, Band, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.connections import HUB, MANY, RUN, connections
from screen.redflags.evaluate import example_affiliations, example_parties
from screen.redflags.facts import Context
from screen.redflags.rule import RuleBook

BOOK = load_rules()
DAY = date(2026, 11, 24)
NO_HITS = frame([], HIT_COLUMNS)


def found(*rows, hits=NO_HITS, bands=None):
    table, matches, entries = example_parties({"rows": list(rows)})
    context = Context(table, matches, entries, DAY)
    return connections(context, hits, BOOK, bands or [Band.NONE] * len(rows))


def people(count, **fields):
    return [
        {"name": f"Person {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}o", "kind": "person"}
        | {key: value(number) if callable(value) else value for key, value in fields.items()}
        for number in range(count)
    ]  # fmt: skip


SHARED = [
    ("sponsor", "Green Sea Trading Co., Ltd.", "GREEN SEA TRADING LLC", "two spellings of a firm"),
    ("employer", "Kite Works", "kite works", "case"),
    ("address", "12, Harbour Street, Floor 3", "12 harbour st fl. 3", "long and short forms of an address"),
    ("phone", "+7 (914) 123-45-67", "8 914 1234567", "a national and an international number"),
    ("email", "Blue.Sky+visa@Gmail.com", "bluesky@googlemail.com", "one mailbox"),
    ("website", "https://www.kite.example/en", "kite.example", "one host"),
    ("bank_account", "DE12 3456-78", "de12345678", "one account"),
    ("account_holder", "Anna Weber", "ANNA WEBER", "one holder"),
    ("owners", "Golden Lake 60 %; Anna Weber 40 %", "golden lake", "one owner of several"),
    ("device", "AA-BB", "aabb", "one device"),
    ("ip_address", "192.0.2.7", "192.0.2.7", "one network address"),
    ("passport", "123456789", "123456789", "one passport of two people"),
    ("sponsor", "شركة البحر الأخضر", "شركة البحر الأخضر", "Arabic"),
    ("employer", "<script>alert(1)</script> Ltd", "<SCRIPT>ALERT(1)</SCRIPT> LTD", "markup is text"),
    ("sponsor", "S" * 30_000, "s" * 30_000, "a very long cell"),
]


@pytest.mark.parametrize(("field", "one", "other", "why"), SHARED)
def test_a_value_in_two_spellings_is_shared_by_both_rows(field, one, other, why):
    told = [c for c in found({"name": "Kim One", field: one}, {"name": "Lee Two", field: other}) if c.field == field]
    assert [c.places for c in told] == [(0, 1)], why
    assert told[0].value in one, why
    assert dict(told[0].flagged) == {}, why


NOT_SHARED = [
    ([{"name": "Kim One", "phone": "12"}, {"name": "Lee Two", "phone": "12"}], "too short to be anybody's number"),
    ([{"name": "Kim One", "birth_date": "1990-01-01", "phone": "123456789"}] * 2, "one person in two rows"),
    ([{"name": "Kim One", "address": "Bangkok"}, {"name": "Lee Two", "address": "Bangkok"}], "a town is no address"),
    ([{"name": "Kim One", "sponsor": ""}, {"name": "Lee Two", "sponsor": ""}], "empty cells"),
    ([{"name": "Kim One", "phone": "123456789"}], "one row"),
    ([], "no row"),
]


@pytest.mark.parametrize(("rows", "why"), NOT_SHARED)
def test_what_is_nobodys_own_is_shared_by_nobody(rows, why):
    assert found(*rows) == (), why


def test_neighbouring_passports_are_one_run_with_first_and_last_number():
    (one,) = [c for c in found(*people(4, passport=lambda n: f"10813041{n + 2}")) if c.field == RUN]
    assert (one.value, one.places) == ("108130412 … 108130415", (0, 1, 2, 3))


def test_what_unconnected_parties_use_is_told_as_that_and_comes_last():
    rows = people(21, phone="+85512345678", sponsor=lambda n: "Kite" if n < 2 else "")
    rows[0]["address"] = rows[1]["address"] = "Grand Hotel, 5 Lake Road"
    told = {c.field: c.common for c in found(*rows)}
    assert told == {"sponsor": "", "phone": MANY, "address": HUB}
    assert found(*rows)[0].field == "sponsor"


def test_a_connection_carries_its_highest_band_and_keeps_its_name_from_run_to_run():
    rows = people(3, sponsor="Kite")
    one, two = (found(*rows, bands=bands)[0] for bands in ([Band.NONE] * 3, [Band.LOW, Band.HIGH, Band.NONE]))
    assert (one.band, two.band, one.id) == (Band.NONE, Band.HIGH, two.id)


def flagged(rule, example):
    table, matches, entries = example_parties(example)
    named = example_affiliations(example)
    book = RuleBook((rule,), BOOK.exceptions, vocabularies=BOOK.vocabularies)
    hits, _ = evaluate(book, table, matches, DAY, entries, affiliations=named)
    told = connections(Context(table, matches, entries, DAY), hits, book, [Band.NONE] * len(table))
    return {one.field for one in told if rule.id in one.flagged}


SPEAKS = [
    ("A06", {"phone", "email", "address", "bank_account", "website"}), ("B05", {"sponsor", "employer"}), ("B06", {RUN}),
    ("B07", {"phone", "email", "address"}), ("B13", {"sponsor", "employer"}),
    ("C03", {"phone", "email", "device", "ip_address", "bank_account"}), ("C06G", {"shipping_address"}),
    ("G01", {"passport", "id_number"}), ("G02", {"passport", "id_number"}),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "fields"), SPEAKS)
def test_a_red_flag_on_a_group_is_told_at_the_value_that_it_speaks_of(identity, fields):
    rule = next(one for one in BOOK if one.id == identity)
    told = set()
    for example in rule.fires:
        told |= flagged(rule, example)
    assert told
    assert told <= fields


def test_a_flag_on_one_value_is_not_told_at_another_one_that_the_rows_share_too():
    rows = people(
        6, sponsor="Kite Works", nationality="KP", email="crew@kite.example", address="7 Mill Road, Block B"
    )
    table, matches, entries = example_parties({"rows": rows})
    rule = next(one for one in BOOK if one.id == "B05")
    hits, _ = evaluate(RuleBook((rule,), BOOK.exceptions), table, matches, DAY, entries)
    told = connections(Context(table, matches, entries, DAY), hits, [rule], [Band.HIGH] * 6)
    assert {one.field: dict(one.flagged) for one in told} == {"sponsor": {"B05": 6}, "email": {}, "address": {}}
    assert told[0].field == "sponsor"


def test_twenty_thousand_rows_on_one_sponsor_are_one_connection():
    (one,) = found(*people(20_000, sponsor="Kite Works"))
    assert len(one.places) == 20_000
