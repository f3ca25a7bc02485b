"""Ships: port calls in any order and script, homonyms of ports, transfers, gaps in the signal, shell owners."""

from datetime import date

import pandas as pd
import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.evaluate import example_parties
from screen.redflags.facts import FACTS, Context
from screen.redflags.facts.port_calls import is_dprk_port, port_calls
from screen.redflags.rule import RuleBook

BOOK = load_rules()
RULES = ("D01", "D02", "D03", "D04", "D05", "D06")
DAY = date(2026, 1, 1)
SHIP = {"name": "Pearl Dawn", "kind": "vessel"}


def ask(fact, entries=None, **cells):
    table, matches, blank = example_parties({**SHIP, **cells})
    return FACTS[fact].ask(Context(table, matches, blank if entries is None else entries, DAY)).values[0]


def hits(*, entries=None, **cells):
    table, _, _ = example_parties({**SHIP, **cells})
    rules = RuleBook(tuple(BOOK[rule] for rule in RULES), BOOK.exceptions)
    found, _ = evaluate(rules, table, frame([], MATCH_COLUMNS), DAY, entries)
    return {row.rule: (row.level, row.state) for row in found.itertuples()}


CALLS = [
    ("Nampo 2025-11-02; Dalian 2025-11-10", [("Nampo", "2025-11-02"), ("Dalian", "2025-11-10")]),
    ("2025-11-02 Nampo, 2025-11-10 Dalian", [("Nampo", "2025-11-02"), ("Dalian", "2025-11-10")]),
    ("Nampo (2025-11-02), Dalian (2025-11-10)", [("Nampo", "2025-11-02"), ("Dalian", "2025-11-10")]),
    ("Nampo, Dalian 2025-11-10", [("Nampo", "None"), ("Dalian", "2025-11-10")]),
    ("Nampo; 2025-11-02", [("Nampo", "2025-11-02")]),
    ("Nampo 2 Nov 2025 -> Dalian", [("Nampo", "2025-11-02"), ("Dalian", "None")]),
    ("Nampo, Nov 2, 2025, Dalian, Nov 10, 2025", [("Nampo", "2025-11-02"), ("Dalian", "2025-11-10")]),
    ("Nampo 2025-11-02 to 2025-11-05", [("Nampo", "2025-11-05")]),
    ("Chongjin (KP) 12/10/2025", [("Chongjin (KP)", "2025-10-12..2025-12-10")]),
    ("Chongjin 13/10/25", [("Chongjin", "2025-10-13")]),
    ("Chongjin - Rizhao", [("Chongjin", "None"), ("Rizhao", "None")]),
    ("Nampo, North Korea, 2025-11-02", [("Nampo, North Korea", "2025-11-02")]),
    ("Chongjin; Russia 2025-11-02", [("Chongjin", "None"), ("Russia", "2025-11-02")]),
    ("남포 2025년 11월 2일; 대련", [("남포", "2025-11-02"), ("대련", "None")]),
    ("南浦2025年11月2日、大连2025年11月10日", [("南浦", "2025-11-02"), ("大连", "2025-11-10")]),
    ("Нампхо 02.11.2025, Далянь 10.11.2025", [("Нампхо", "2025-11-02"), ("Далянь", "2025-11-10")]),
    ("Rajin 5 noviembre de 2025", [("Rajin", "2025-11-05")]),
    ("Hungnam November 2025", [("Hungnam", "2025-11")]),
    ("Nampo 31/02/2025", [("Nampo 31/02/", "2025")]),
    ("", []),
]


@pytest.mark.parametrize(("cell", "wanted"), CALLS)
def test_ports_are_read_with_their_days(cell, wanted):
    assert [(call.text, str(call.days)) for call in port_calls(cell)] == wanted


THERE = ["Nampo", "Namp'o port", "Chongjin", "Ch'ŏngjin", "Cheongjin", "Wonsan", "Hungnam", "Heungnam", "Rason", "Rajin", "Najin",
         "Rajin-Sonbong", "청진항", "원산", "흥남", "라진", "清津", "元山港", "兴南", "罗津", "Чхонджин", "Раджин", "Хыннам", "KPNAM", "KP CHO",
         "Haeju, North Korea", "Port (KP)", "海州 (DPRK)", "Sinuiju"]  # fmt: skip
ELSEWHERE = ["Chongqing", "Chungking", "Ulsan", "Gunsan", "Hung Nam Street", "Hung Nam", "Hai Phong", "Incheon", "Nampo-dong", "남포동",
             "Wonsan Street", "Wonsan (KR)", "Hungnam Hotel", "Busan", "Rizhao", "海州", "新浦", "Hamina", "Vladivostok", "Raj Port", "Chon Buri",
             "Rajin Road, Chennai", "Chungju", "Masan", ""]  # fmt: skip


@pytest.mark.parametrize("text", THERE)
def test_a_north_korean_port_is_known_in_every_script(text):
    assert is_dprk_port(text)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_port_that_sounds_alike_is_another(text):
    assert not is_dprk_port(text)


WINDOW = [
    ("Nampo 2025-11-02", ("critical", "fired"), "60 days ago"),
    ("Nampo 2025-07-05", ("critical", "fired"), "180 days ago"),
    ("Nampo 2025-07-04", None, "181 days ago"),
    ("Nampo", ("medium", "open"), "no day"),
    ("Nampo 2025", ("medium", "open"), "the year is not enough"),
    ("Nampo 2024", None, "the whole year lies outside"),
    ("Nampo 2025-11", ("critical", "fired"), "the whole month lies inside"),
    ("Nampo 07/08/2025", ("critical", "fired"), "inside, whichever comes first"),
    ("Nampo 01/08/2025", ("medium", "open"), "8 January or 1 August"),
    ("Nampo 2026-02-01", ("medium", "open"), "still to come"),
    ("Nampo 2024-11-02; Chongjin", ("medium", "open"), "an old call and one without a day"),
    ("Dalian 2025-11-02; Ulsan 2025-11-05", None, "other ports"),
]


@pytest.mark.parametrize(("cell", "wanted", "why"), WINDOW, ids=[why for *_, why in WINDOW])
def test_a_call_counts_for_180_days_and_without_its_day_the_test_is_open(cell, wanted, why):
    assert hits(port_calls=cell).get("D04") == wanted, why


def test_an_open_test_asks_for_the_date():
    table, _, _ = example_parties({**SHIP, "port_calls": "Wonsan"})
    found, _ = evaluate(RuleBook((BOOK["D04"],), BOOK.exceptions), table, frame([], MATCH_COLUMNS), DAY)
    assert "ask for the date of the call" in found["why"].iat[0]


GAPS = [
    ({"ais_gap_hours": "36 (Yellow Sea)"}, ("high", "fired")),
    ({"ais_gap_hours": "36", "notes": "서해에서 신호 끊김"}, ("high", "fired")),
    ({"ais_gap_hours": "13.5", "port_calls": "Nampo 2024-01-01"}, ("high", "fired")),
    ({"ais_gap_hours": "36"}, ("medium", "open")),
    ({"ais_gap_hours": "36 h"}, ("medium", "open")),
    ({"ais_gap_hours": "12 (Yellow Sea)"}, None),
    ({"ais_gap_hours": "48 (off Brisbane)"}, None),
    ({"ais_gap_hours": ""}, None),
    ({"imo": "9123457"}, ("medium", "fired")),
    ({"imo": "9074729"}, None),
    ({"imo": "9123457", "kind": "organisation"}, None),
    ({"notes": "false IMO shown on the hull"}, ("high", "fired")),
    ({"notes": "hull cleaned in June"}, None),
]


@pytest.mark.parametrize(("cells", "wanted"), GAPS)
def test_a_gap_counts_near_korea_and_is_asked_about_where_its_place_is_not_said(cells, wanted):
    assert hits(**cells).get("D01") == wanted


LISTED = pd.DataFrame(
    [
        {"list": "test", "id": "1", "kind": "vessel", "name": "STAR OF THE NORTH", "typology": (), "identifiers": ("imo::9074729",)},
        {"list": "test", "id": "2", "kind": "organisation", "name": "TIDE OWNERS", "typology": (), "identifiers": ("imo::5001234",)},
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("Chol Bong 7 (KP)", "critical"), ("DPRK tanker", "critical"), ("조선민주주의인민공화국 유조선", "critical"), ("Any Name, IMO 9074729", "critical"),
     ("MV Star of the North", "medium"), ("unknown tanker", "medium"), ("неизвестное судно", "medium"), ("不明船舶", "medium"),
     ("Blue Marlin (SG)", None), ("Han River (KR)", None), ("Star", None), ("KP Trader", None), ("Chol Bong, flag KP", "critical"), ("KP-flagged tanker", "critical"), ("", None)],
)  # fmt: skip
def test_the_other_ship_is_known_by_flag_or_number_and_by_name_only_as_a_sign(cell, wanted):
    assert hits(sts_partner=cell, entries=LISTED).get("D02", (None,))[0] == wanted


def test_the_number_of_an_owner_or_manager_is_looked_up():
    assert hits(owners="Tide Owners (IMO 5001234)", entries=LISTED)["D05"] == ("critical", "fired")
    assert hits(manager="Bay Managers, IMO 5009999", entries=LISTED) == {}
    assert ask("owner_or_manager_has_a_listed_number", LISTED, owners="Bay Managers") is None


def test_one_sign_of_deception_is_not_enough():
    two = {"notes": "false flag reported, forged bill of lading"}
    assert hits(**two)["D03"] == ("high", "fired")
    assert hits(notes="forged bill of lading", owners="Blue Line") == {}
    assert "D03" in hits(owners="undisclosed", origin="RU", port_calls="Chongjin 2024-02-01")
    assert hits(owners="unknown", vessel_flag="PA") == {}


SHELL = {"address": "c/o Bright Bay Agency, Weihai", "fleet_size": "1", "incorporation_date": "2025-03-01"}
SHELLS = [
    ({}, ("medium", "fired")),
    ({"fleet_size": ""}, ("medium", "open")),
    ({"incorporation_date": ""}, ("medium", "open")),
    ({"fleet_size": "", "incorporation_date": ""}, None),
    ({"fleet_size": "3"}, None),
    ({"incorporation_date": "2024-01-01"}, None),
    ({"incorporation_date": "2024-01-02"}, ("medium", "fired")),
    ({"address": "5 Harbour Rd, Weihai"}, None),
    ({"address": "c/o Bright Bay Agency, Hamburg"}, None),
    ({"address": "光明代理 转交, 威海"}, ("medium", "fired")),
]


@pytest.mark.parametrize(("change", "wanted"), SHELLS)
def test_a_shell_owner_is_young_small_and_care_of_another(change, wanted):
    assert hits(**{**SHELL, **change}).get("D06") == wanted


INNOCENT = [
    {
        "name": "Blue Marlin",
        "imo": "9074729",
        "vessel_flag": "PH",
        "crew": "Filipino crew of 22",
        "port_calls": "Manila 2025-11-02; Ulsan 2025-11-09",
    },
    {
        "name": "Han River",
        "vessel_flag": "KR",
        "port_calls": "Busan, Gunsan, Incheon",
        "ais_gap_hours": "2",
        "owners": "Han Line, Seoul",
    },
    {
        "name": "Old Trader",
        "vessel_flag": "MH",
        "earlier_names": "Alpha;Beta;Gamma;Delta",
        "fleet_size": "1",
        "address": "c/o Bay Managers, Singapore",
        "incorporation_date": "2015-05-05",
    },
    {
        "name": "Mekong Star",
        "vessel_flag": "VN",
        "port_calls": "Hai Phong 2025-12-01; Hung Nam street quay 2025-12-02",
    },
]


@pytest.mark.parametrize("cells", INNOCENT, ids=lambda cells: cells["name"])
def test_an_innocent_ship_raises_nothing(cells):
    assert hits(**cells) == {}


@pytest.mark.parametrize("fact", sorted({fact for rule in RULES for fact in BOOK[rule].when.facts()}))
def test_an_empty_row_is_unknown(fact):
    assert ask(fact) is None
