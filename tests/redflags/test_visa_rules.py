"""Visa rules of one row: facts over asked cells, legal tests that stay open, exceptions, innocent applicants that stay clear."""

from datetime import date

import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.evaluate import example_parties
from screen.redflags.facts import FACTS, Context, amounts, documents
from screen.redflags.rule import RuleBook
from tests.builders import parties

BOOK = load_rules()
MINE = ("B01", "B02", "B03", "B08", "B09", "B10", "B11", "B12", "B14", "B15", "B16", "B18", "B19", "B20", "B23", "B24",
        "B25", "B26")  # fmt: skip
VISA = RuleBook(tuple(BOOK[one] for one in MINE), BOOK.exceptions)
TODAY = date(2026, 11, 25)
SERIOUS = {"high", "critical"}


def ask(name, **cells):
    """Ask one fact about one row."""
    table, matches, entries = example_parties({"name": "Han Example", **cells})
    return FACTS[name].ask(Context(table, matches, entries, TODAY)).values[0]


def hits(*rows):
    found, _ = evaluate(VISA, parties(*rows), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    return {rule: (level, state) for rule, level, state in found[["rule", "level", "state"]].to_numpy().tolist()}


def test_a_crew_on_the_account_of_its_employer_and_a_family_on_one_account_are_no_third_party():
    home = {"address": "12 Lime Street, Flat 4", "account_holder": "Jan Example"}
    rows = [{"name": "Eva Example-Weber", **home}, {"name": "Jan Example", "address": "12 Lime St, Flat 4"}]
    table, matches, entries = example_parties({"rows": rows})
    assert FACTS["account_is_of_the_household"].ask(Context(table, matches, entries, TODAY)).values == [True, None]


def test_diplomats_of_a_visa_in_words_and_numbers_in_a_row_stay_clear():
    rows = [
        {
            "name": f"Han Test {n}",
            "nationality": "KP",
            "permit_category": "Visa diplomatique",
            "passport": f"PD83631002{n}",
        }
        for n in (2, 3)
    ]
    found, _ = evaluate(BOOK, parties(*rows), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    assert not set(found["level"]) & {"medium", *SERIOUS}


def applicant(**cells):
    return {"name": "Han Example", **cells}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Work permit, category C", "work"), ("E-9", "work"), ("Z签证", "work"), ("рабочая виза", "work"),
        ("تأشيرة عمل", "work"), ("permis de travail", "work"), ("고용허가", "work"), ("Student (no work permit)", "student"),
        ("X2 留学", "student"), ("유학 (D-2)", "student"), ("учебная", "student"), ("visa de estudios", "student"),
        ("산업연수", "trainee"), ("技能実習", "trainee"), ("стажировка", "trainee"), ("Tourist", "tourist"),
        ("旅游签证", "tourist"), ("商务", "business"), ("деловая", "business"), ("Entertainer", "cultural"),
        ("river crossing pass", "border_pass"), ("дипломатическая", "diplomatic"), ("Permanent residence", "settled"),
        ("внж", "settled"), ("Category 7b", ""), ("n/a", ""), ("", ""), ("无", ""),
    ],
)  # fmt: skip
def test_a_permit_category_is_read_in_words_and_codes(cell, kind):
    assert documents.permit_kind(cell) == kind


@pytest.mark.parametrize(
    ("wage", "withheld", "share"),
    [
        ("USD 1,000", "700 USD", 0.7), ("1000", "600", 0.6), ("1.000,50 €", "500,25 EUR", 0.5),
        ("60 % to the company", "", 0.6), ("USD 800; worker keeps 20%", "", 0.8), ("", "70%", 0.7),
        ("1 000 руб", "удержано 80 процентов", 0.8), ("工资3000元", "上缴70%", 0.7), ("월급 1000 달러", "공제 60%", 0.6),
        ("1000 USD", "0.65", 0.65), ("net 300 USD", "700 USD", 0.7), ("ALL 60% to state, 40% to worker", "", 0.6),
        ("٦٠٪ للشركة", "", 0.6), ("EUR 3000", "55 % income tax", 0.0), ("EUR 3000", "EUR 1600 taxes", 0.0),
        ("RUB 900", "700 USD", None), ("USD 1000 per month", "USD 20 daily", None), ("USD 300-500", "200", None),
        ("USD 1000", "", None), ("", "700 USD", None), ("USD 100", "USD 900", None), ("bonus of 10%", "", None),
    ],
)  # fmt: skip
def test_the_share_withheld_follows_from_words_or_two_amounts_of_one_currency(wage, withheld, share):
    found = amounts.withheld_share(wage, withheld)
    assert found == (share if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("cells", "expected", "why"),
    [
        ({"wage_payee": "Trade representative"}, True, "a representative"),
        ({"wage_payee": "Team leader Ro"}, True, "a minder"),
        ({"wage_payee": "Green Hill LLC", "employer": "Green Hill LLC"}, True, "the employer itself"),
        ({"wage_payee": "조장"}, True, "Korean for a team leader"),
        ({"wage_payee": "派遣公司"}, True, "a dispatching company"),
        ({"wage_payee": "бригадир"}, True, "Russian for a brigade leader"),
        ({"wage": "USD 800 paid to trade representative"}, True, "told in the wage cell"),
        ({"payment_method": "cash to team leader"}, True, "told in the method"),
        ({"wage_payee": "Oleg Sampleov"}, True, "another person"),
        ({"wage_payee": "HAN EXAMPLE"}, False, "the worker's own name"),
        ({"wage_payee": "self"}, False, "the worker"),
        ({"wage_payee": "本人"}, False, "the worker, in Chinese"),
        ({"wage_payee": "wife"}, False, "family"),
        ({"wage_payee": "payroll card"}, False, "a licensed payroll card"),
        ({"wage": "USD 800 by bank transfer via payroll of the company"}, None, "payroll says nothing"),
        ({"wage": "USD 800", "payment_method": "bank transfer"}, None, "nobody is named"),
        ({"wage_payee": "n/a"}, None, "no value"),
        ({}, None, "nothing is said"),
    ],
)  # fmt: skip
def test_who_receives_the_wage(cells, expected, why):
    assert ask("wage_goes_to_another", **cells) is expected, why


@pytest.mark.parametrize(
    ("fact", "cells", "expected"),
    [
        ("income_is_earned", {"wage": "USD 900"}, True),
        ("income_is_earned", {"wage": "unpaid"}, False),
        ("income_is_earned", {"wage": "0"}, False),
        ("income_is_earned", {"occupation": "слесарь"}, True),
        ("income_is_earned", {"occupation": "студент"}, False),
        ("income_is_earned", {"occupation": "First secretary"}, False),
        ("income_is_earned", {"employer": "Eastern Works"}, True),
        ("income_is_earned", {"employer": "Example University"}, None),
        ("income_is_earned", {"permit_category": "Tourist", "occupation": "manager"}, None),
        ("income_is_earned", {"permit_category": "Student"}, None),
        ("income_is_earned", {}, None),
        ("permit_allows_work", {"permit_category": "Work"}, True),
        ("permit_allows_work", {"occupation": "welder"}, True),
        ("permit_allows_work", {"permit_category": "Student"}, False),
        ("permit_allows_work", {"permit_category": "Permanent residence", "occupation": "welder"}, None),
        ("permit_allows_work", {}, None),
        ("permit_issued_after_ban", {"permit_issued_on": "2017-09-12"}, True),
        ("permit_issued_after_ban", {"permit_issued_on": "2017-09-11"}, False),
        ("permit_issued_after_ban", {"permit_issued_on": "2017"}, None),
        ("permit_issued_after_ban", {}, None),
        ("permit_issued_in_eu_after_council", {"permit_issued_on": "2018", "country": "PL"}, True),
        ("permit_issued_in_eu_after_council", {"permit_issued_on": "2018", "country": "QA"}, False),
        ("permit_issued_in_eu_after_council", {"permit_issued_on": "2018"}, None),
        ("stays_after_repatriation_day", {"permit_expires_on": "2020"}, True),
        ("stays_after_repatriation_day", {"permit_expires_on": "2019-06", "arrived_on": "2018"}, None),
        ("stays_after_repatriation_day", {"permit_expires_on": "2021", "left_on": "2019-10-01"}, False),
        ("stays_after_repatriation_day", {"arrived_on": "2023", "left_on": "2019-10-01"}, True),
        ("stays_after_repatriation_day", {}, None),
        ("protection_is_given", {"status": "Convention refugee"}, True),
        ("protection_is_given", {"status": "난민 인정"}, True),
        ("protection_is_given", {"status": "временное убежище"}, True),
        ("protection_is_given", {"status": "طالب لجوء"}, True),
        ("protection_is_given", {"permit_category": "Humanitarian"}, True),
        ("protection_is_given", {"status": "asylum refused"}, None),
        ("protection_is_given", {"status": "approved"}, None),
        ("protection_is_given", {"status": "temporary resident"}, False),
        ("protection_is_given", {}, None),
        ("protection_is_given", {"nationality": "XX"}, True),
        ("protection_is_given", {"permit_category": "1951 Convention travel document"}, True),
        ("notes_tell_of_protection", {"notes": "Asylum granted 2022"}, True),
        ("notes_tell_of_protection", {"notes": "Titular de documento de refugiado"}, True),
        ("notes_tell_of_protection", {"notes": "북한이탈주민, 2015 입국"}, True),
        ("notes_tell_of_protection", {"notes": "asylum refused 2021"}, None),
        ("notes_tell_of_protection", {"notes": "protective gloves issued"}, False),
        ("notes_tell_of_protection", {}, False),
        ("account_holder_differs", {"account_holder": "Golden Pine Holdings"}, True),
        ("account_holder_differs", {"account_holder": "self"}, False),
        ("account_holder_differs", {"account_holder": "Same as applicant"}, False),
        ("account_holder_differs", {"account_holder": "本人"}, False),
        ("account_holder_differs", {"account_holder": "Cta. conjunta con esposa"}, False),
        ("account_holder_differs", {"account_holder": "EXAMPLE, Han"}, False),
        ("account_holder_differs", {"account_holder": "n/a"}, None),
        ("account_is_the_employers", {"account_holder": "Blue Docks Ltd", "employer": "BLUE DOCKS"}, True),
        ("account_is_the_employers", {"account_holder": "Golden Pine", "employer": "Blue Docks"}, False),
        ("diplomat_is_told", {"status": "diplomat"}, True),
        ("diplomat_is_told", {"occupation": "外交官"}, True),
        ("diplomat_is_told", {"status": "diplomat", "occupation": "cook"}, False),
        ("diplomat_is_told", {"permit_category": "Work"}, False),
        ("diplomat_is_told", {}, None),
        ("contract_made_before_ban", {"contract_signed_on": "2016-05-01"}, True),
        ("contract_made_before_ban", {"contract_signed_on": "2016-05-01", "permit_issued_on": "2021-01-01"}, False),
        ("contract_made_before_ban", {"contract_signed_on": "2018"}, False),
        ("contract_made_before_ban", {"contract_signed_on": "2017"}, None),
        ("national_of_the_host_too", {"nationality": "KP;RU", "country": "RU"}, True),
        ("national_of_the_host_too", {"nationality": "KP", "country": "RU"}, False),
        ("national_of_dprk", {"nationality": "KR"}, False),
        ("national_of_dprk", {}, None),
        ("contract_is_for_years", {"contract_signed_on": "2025-01-01", "contract_ends_on": "2026-12-31"}, True),
        ("contract_is_for_years", {"contract_signed_on": "2025-01-01", "contract_ends_on": "2026-11-30"}, False),
        ("advance_is_large", {"upfront_payment": "30%"}, True),
        ("advance_is_large", {"upfront_payment": "USD 200", "contract_value": "USD 1000"}, False),
        ("advance_is_large", {"upfront_payment": "USD 400", "contract_value": "EUR 1000"}, None),
        ("advance_is_large", {"upfront_payment": "USD 400"}, None),
        ("contract_is_signed_by_another", {"contract_party": "Han Example"}, False),
        ("contract_is_signed_by_another", {"contract_party": "работодатель"}, True),
        ("contract_is_signed_by_another", {"contract_party": "yes"}, None),
        ("hours_are_long", {"hours_per_day": "12-16"}, True),
        ("hours_are_long", {"hours_per_day": "8-12"}, False),
        ("hours_are_long", {"hours_per_day": "40"}, False),
        ("hours_are_long", {"rest_days": "1 per month"}, True),
        ("hours_are_long", {"rest_days": "2 per week"}, None),
        ("hours_are_long", {"rest_days": "8"}, False),
        ("hours_are_long", {}, None),
        ("passport_is_held_by_another", {"passport_holder": "雇主"}, True),
        ("passport_is_held_by_another", {"passport_holder": "Blue Docks", "sponsor": "Blue Docks"}, True),
        ("passport_is_held_by_another", {"passport_holder": "у бригадира"}, True),
        ("passport_is_held_by_another", {"passport_holder": "본인"}, False),
        ("passport_is_held_by_another", {"passport_holder": "mother"}, False),
        ("passport_is_held_by_another", {"passport_holder": "immigration office"}, False),
        ("passport_is_held_by_another", {"passport_holder": "-"}, None),
        ("passport_is_official", {"nationality": "KP", "passport": "654310999"}, True),
        ("passport_is_official", {"nationality": "KP", "passport": "654330999"}, False),
        ("passport_is_official", {"nationality": "TW", "passport": "302010999"}, None),
        ("passport_misses_its_date", {"nationality": "KP", "passport": "654230999", "passport_issued_on": "2014-05-02"}, False),
        ("passport_misses_its_date", {"nationality": "KP", "passport": "654330999", "passport_issued_on": "2014-05-02"}, True),
        ("passport_misses_its_date", {"nationality": "KP", "passport": "654330999", "passport_issued_on": "2014"}, False),
        ("passport_misses_its_date", {"nationality": "KP", "passport": "745330999", "passport_expires_on": "2019-05-02"}, True),
        ("passport_misses_its_date", {"nationality": "KP", "passport": "123456789", "passport_issued_on": "2023-01-01"}, None),
        ("passport_misses_its_date", {"nationality": "US", "passport": "123456789", "passport_issued_on": "2014-01-01"}, None),
        ("born_in_dprk_with_other_papers", {"nationality": "KH", "birth_place": "평양"}, True),
        ("born_in_dprk_with_other_papers", {"nationality": "KR", "birth_place": "평양"}, False),
        ("born_in_dprk_with_other_papers", {"nationality": "JP", "birth_place": "Pyongyang"}, False),
        ("born_in_dprk_with_other_papers", {"birth_place": "Pyongyang"}, None),
        ("remittance_is_above_limit", {"remittance": "€ 5.000,01"}, True),
        ("remittance_is_above_limit", {"remittance": "EUR 5,000"}, False),
        ("remittance_is_above_limit", {"remittance": "USD 300"}, False),
        ("remittance_is_above_limit", {"remittance": "USD 9000"}, None),
        ("remittance_is_above_limit", {"remittance": "9000"}, None),
        ("permit_has_lapsed", {"permit_expires_on": "2026-11-24"}, True),
        ("permit_has_lapsed", {"permit_expires_on": "2026-11-25"}, False),
        ("permit_has_lapsed", {"permit_expires_on": "2026"}, False),
        ("no_departure_is_told", {"status": "出国済"}, False),
        ("no_departure_is_told", {"status": "overstay"}, True),
        ("no_departure_is_told", {}, None),
        ("date_in_juche_years", {"notes": "Чучхе 104"}, True),
        ("date_in_juche_years", {"notes": "Juche idea, 1998"}, False),
        ("sector_is_known_in_country", {"occupation": "сварщик", "country": "QA"}, True),
        ("sector_is_known_in_country", {"occupation": "сварщик", "country": "FR"}, False),
        ("occupation_is_manual", {"occupation": "无人机操作员"}, False),
    ],
)  # fmt: skip
def test_a_fact_says_yes_no_or_unknown(fact, cells, expected):
    assert ask(fact, **cells) is expected


def test_the_legal_tests_fire_where_everything_is_told():
    found = hits(applicant(nationality="North Korea", permit_category="Work permit", permit_issued_on="2021-03-01",
                           permit_expires_on="2027-03-01", occupation="Welder", status="temporary resident",
                           contract_signed_on="2021-01-01", country="Poland"))  # fmt: skip
    assert found["B01"] == ("critical", "fired")
    assert found["B02"] == ("critical", "fired")


def test_an_eu_host_is_named_in_the_reason():
    row = applicant(nationality="KP", permit_category="Work permit", permit_issued_on="2021-03-01", country="Poland")
    found, _ = evaluate(VISA, parties(row), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    assert "Poland had agreed on 2017-10-16" in found[found["rule"] == "B01"]["why"].item()


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"permit_category": "Work permit"},
        {"occupation": "welder"},
        {"permit_issued_on": "2017", "permit_category": "Work permit"},
        {"wage": "USD 500", "permit_issued_on": "2016-01-01", "permit_category": "Work permit"},
    ],
)
def test_a_north_korean_national_who_cannot_be_decided_is_a_legal_test_open_and_never_passed_over(cells):
    row = applicant(nationality="KP", **cells)
    found, _ = evaluate(VISA, parties(row), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    legal = found[found["rule"].isin(["B01", "B02"]) & (found["state"] == "open")]
    assert len(legal)
    assert set(legal["level"]) <= {"low", "medium"}
    assert legal["why"].str.contains("legal test open: ask for", case=False).all()


@pytest.mark.parametrize(
    ("exception", "cells"),
    [
        ("X01", {"status": "refugee"}),
        ("X01", {"status": "难民"}),
        ("X01", {"permit_category": "humanitarian protection"}),
        ("X02", {"nationality": "North Korea; Poland", "country": "Poland"}),
        ("X03", {"nationality": "North Korea; South Korea"}),
        ("X04", {"status": "diplomat"}),
    ],
)
def test_an_exception_that_holds_leaves_a_low_hit_that_names_it(exception, cells):
    row = applicant(**{"nationality": "KP", "wage": "USD 900", "permit_issued_on": "2021-03-01",
                       "permit_expires_on": "2027-01-01", **cells})  # fmt: skip
    found, _ = evaluate(VISA, parties(row), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    legal = found[found["rule"].isin(["B01", "B02"])]
    assert set(legal["state"]) == {"excepted"}
    assert set(legal["level"]) == {"low"}
    assert legal["exceptions"].str.contains(exception).all()


def test_without_a_status_a_legal_test_stays_high_and_asks_for_protection():
    found, _ = evaluate(
        VISA,
        parties(applicant(nationality="KP", occupation="mason", permit_issued_on="2021-03-01")),
        frame([], MATCH_COLUMNS),
        TODAY,
        profiles=("visa",),
    )
    first = found[found["rule"] == "B01"].iloc[0]
    assert (first["level"], first["state"]) == ("high", "fired")
    assert "X01" in first["exceptions"]


def test_a_refugee_never_reaches_high():
    found = hits(applicant(nationality="KP", status="refugee", occupation="cook", wage="USD 900", wage_payee="agent",
                           passport_holder="employer", permit_expires_on="2020-01-01", wage_withheld="USD 800",
                           contract_party="agency", permit_category="Student"))  # fmt: skip
    assert found
    assert not {level for level, _ in found.values()} & (SERIOUS | {"medium"})


INNOCENT = {
    "South Korean engineer": {"nationality": "KR", "occupation": "engineer", "permit_category": "Work permit",
                              "permit_issued_on": "2024-01-01", "wage": "USD 5000", "birth_place": "Pyongyang"},
    "Korean of Yanbian": {"nationality": "CN", "birth_place": "Yanji", "ethnicity": "Korean", "occupation": "waitress",
                          "permit_category": "Z", "permit_issued_on": "2024-01-01", "wage": "3000"},
    "Koryo-saram": {"nationality": "UZ", "ethnicity": "Koryo-saram", "occupation": "mason", "language": "Korean",
                    "permit_category": "рабочая", "permit_issued_on": "2024-01-01", "country": "RU"},
    "Sakhalin Korean": {"nationality": "RU", "birth_place": "Yuzhno-Sakhalinsk", "occupation": "welder"},
    "Filipino deckhand": {"nationality": "PH", "occupation": "deckhand", "wage_payee": "Manila Manning Agency",
                          "passport_holder": "Captain", "hours_per_day": "14", "sponsor": "Blue Line",
                          "contract_party": "Agency", "remittance": "EUR 6000"},
    "Bangladeshi mason": {"nationality": "BD", "occupation": "mason", "wage": "QAR 1000", "wage_withheld": "QAR 600",
                          "passport_holder": "Sponsor", "country": "QA", "permit_expires_on": "2020-01-01"},
    "Taiwanese cook": {"nationality": "TW", "passport": "302010999", "occupation": "cook",
                       "passport_issued_on": "2014-01-01"},
    "nobody's nationality told": {"occupation": "cook", "permit_category": "Work permit",
                                  "permit_issued_on": "2024-01-01", "wage": "USD 900"},
    "student from North Korea without income": {"nationality": "KP", "permit_category": "Student",
                                                "occupation": "Student", "employer": "Example University"},
}  # fmt: skip


@pytest.mark.parametrize("who", INNOCENT)
def test_an_innocent_applicant_gets_nothing(who):
    assert hits(applicant(**INNOCENT[who])) == {}


def test_a_student_of_whom_no_income_is_said_is_low_only():
    found = hits(applicant(nationality="KP", permit_category="Student"))
    assert set(found.values()) == {("low", "open")}


def test_a_juche_date_is_found_in_the_cell_as_written_though_intake_turns_it_round():
    found = hits(applicant(birth_date="Juche 75.5.5"))
    assert found == {"B24": ("none", "fired")}


def test_a_blank_departure_counts_only_where_the_table_tells_departures():
    gone = {"name": "Ro Example", "nationality": "KP", "permit_expires_on": "2021-01-01", "left_on": "2021-01-01"}
    stayed = {**gone, "name": "Ri Sample", "left_on": ""}
    found, _ = evaluate(VISA, parties(gone, stayed), frame([], MATCH_COLUMNS), TODAY, profiles=("visa",))
    assert found[found["rule"] == "B23"][["row", "level", "state"]].to_numpy().tolist() == [[2, "high", "fired"]]
    assert hits({key: value for key, value in stayed.items() if key != "left_on"})["B23"] == ("medium", "open")


@pytest.mark.parametrize(("band", "status", "level"), [("critical", "listed", "critical"), ("high", "listed", "high"),
                                                       ("low", "listed", None), ("critical", "delisted", None)])  # fmt: skip
def test_a_match_to_a_listed_person_counts_by_its_band(band, status, level):
    table, matches, entries = example_parties({"name": "Han Example", "match": {"band": band}})
    matches["legal_status"] = status
    found, _ = evaluate(RuleBook((BOOK["B18"],), BOOK.exceptions), table, matches, TODAY, entries)
    assert found["level"].tolist() == ([level] if level else [])


def test_every_date_and_threshold_of_the_vocabulary_is_read():
    dates = {name: documents.key_date(name).isoformat() for name in documents.visa()["dates"]}
    assert dates == {"number_frozen": "2017-08-05", "permits_banned": "2017-09-11", "eu_renewals_end": "2017-10-16",
                     "repatriation": "2019-12-22"}  # fmt: skip
    assert documents.visa()["remittance_limit"] == 5000
