"""dprk-screen lists show and search: what the lists say, in plain words, and never more than they say."""

import json

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.cli.lists.search import closing, lines
from screen.errors import UsageError
from screen.lists.card import find_cards
from screen.lists.same_as import COLUMNS
from screen.lists.search import search
from screen.lists.watchlist import COLUMNS as ENTRY_COLUMNS
from screen.model import frame
from tests.builders import cases, entry, watchlist

UN = watchlist(
    entry("EXAMPLE Trading", id="KPx.9", aliases=("Пример Торговля", "ÉXEMPLE"), weak_aliases=("ETC",), derived_names=("엑삼플",),
          programs=("UN-1718",), listed_on="2009-04-24", addresses=("12 Made-up Street, Pyongyang",)),
    entry("DOE, Jane", id="KPx.10", kind="person", birth_dates=("~1944..1946",), nationalities=("KP",),
          identifiers=("passport:KP:123456", "imo::8989795"), legal_status="delisted", delisted_on="2026-01-31",
          references=("TEST:KPx.10", "ELSE:77"), basis="derived", measure="asset freeze"),
    entry("DOE, John", id="7", kind="person"),
    id="un", publisher="TEST",
)  # fmt: skip
OTHER = watchlist(entry("EXAMPLE TRADING CO", id="9345"), entry("Same Number", id="7"), id="other", publisher="OTHER")
FRONTS = watchlist(
    entry("Made-up Restaurant", id="F1", legal_status="not listed", reliability="B", denials=("The owner denies it, 2025",),
          operating_status="closed", closed_on="2024", sources=("Example Times, 2023", "https://example.org/1")),
    id="fronts", publisher="reported",
)  # fmt: skip
LISTS = [UN, OTHER, FRONTS]
TIES = frame(
    [
        {"cluster": "a", "reference": "TEST:KPx.9", "proof": "primary name"},
        {"cluster": "a", "reference": "OTHER:9345", "proof": "stated by List other"},
    ],
    dict.fromkeys(COLUMNS, "str"),
)
SEARCHES = cases(__file__, "searches.csv")


def card(reference, lists=LISTS):
    (found,) = find_cards(lists, reference, TIES)
    return found


# ---- show ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["TEST:KPx.10", "test:kpx.10", "KPx.10", " kpx.10 ", "ELSE:77"])
def test_an_entry_is_found_by_reference_bare_id_or_what_it_states(reference):
    assert card(reference).entry["name"] == "DOE, Jane"


def test_a_card_says_everything_in_plain_words():
    assert card("KPx.10").lines() == [
        "TEST:KPx.10  DOE, Jane",
        "person, was listed by TEST, delisted on 2026-01-31: it explains a match and never alerts",
        "",
        "  born                      about 1944 to 1946",
        "  nationality               North Korea (KP)",
        "  identifiers               passport (KP): 123456",
        "                            IMO number: 8989795",
        "  measure                   asset freeze",
        "  delisted on               2026-01-31",
        "  also listed as            ELSE:77",
        "  sources                   a test",
        "  basis                     derived: from a conversion of the publisher's file, not the file itself; check it with the publisher",
        "  read from                 un: List un, data of 2026-11-01",
    ]


def test_names_of_each_quality_and_the_same_party_elsewhere_are_told_apart():
    said = card("KPx.9").lines()
    assert said[1] == "organisation, listed by TEST (UN-1718) on 2009-04-24"
    for line in (
        "  strong aliases            Пример Торговля",
        "                            ÉXEMPLE",
        "  weak aliases              ETC",
        "  derived names             엑삼플",
        "  same party on other lists OTHER:9345  EXAMPLE TRADING CO (other): listed by OTHER; proof: stated by List other",
    ):
        assert line in said
    assert "TEST:KPx.9  EXAMPLE Trading (un)" in "\n".join(card("OTHER:9345").lines())


def test_a_reported_front_is_a_lead_with_its_source():
    said = card("F1").lines()
    assert said[1] == "organisation, a reported front, on no official list: a lead with its source"
    assert "  reliability of the report B: a single named publisher" in said
    assert "  denies it                 The owner denies it, 2025" in said
    assert "  operating status          closed" in said
    assert "                            https://example.org/1" in said


@pytest.mark.parametrize("reference", ["KPx.9", "KPx.10", "F1"])
def test_nobody_is_called_sanctioned(reference):
    assert "sanctioned" not in "\n".join(card(reference).lines()).lower()


def test_every_column_that_holds_something_is_shown():
    full = {name: ("X-" + name,) for name in ENTRY_COLUMNS} | {
        "birth_dates": ("1952",),
        "identifiers": ("other::X-1",),
    }
    texts = {"gender", "listed_on", "delisted_on", "measure", "operating_status", "opened_on", "closed_on", "reliability",
             "reviewed_on", "note", "data_as_of"}  # fmt: skip
    full |= {name: f"X-{name}" for name in texts} | {
        "id": "1",
        "kind": "person",
        "legal_status": "listed",
        "basis": "original",
    }
    said = "\n".join(
        card("1", [watchlist(entry("DOE, Jane", **{k: v for k, v in full.items() if k != "name"}))]).lines()
    )
    shown = [name for name in ENTRY_COLUMNS if f"X-{name}" in said]
    assert set(ENTRY_COLUMNS) - set(shown) == {
        "id",
        "kind",
        "name",
        "legal_status",
        "basis",
        "birth_dates",
        "identifiers",
    }


def test_an_id_of_several_parties_lists_the_choices():
    with pytest.raises(
        UsageError, match=r"7: 2 entries answer to it: OTHER:7 Same Number; TEST:7 DOE, John\. Give one of these"
    ):
        find_cards(LISTS, "7", TIES)


def test_an_entry_on_two_lists_of_one_publisher_has_a_card_of_each():
    part = watchlist(entry("EXAMPLE Trading", id="KPx.9"), id="dprk-un", publisher="TEST")
    assert [one.watchlist.id for one in find_cards([part, UN], "KPx.9", TIES)] == ["dprk-un", "un"]


def run(*words):
    return CliRunner().invoke(cli, ["lists", *words])


def test_show_reads_the_lists_in_use():
    done = run("show", "UN:KPe.001")
    assert done.exit_code == 0, done.output
    assert "organisation, listed by UN (1718) on 2009-04-24" in done.output
    assert "OFAC:9345  KOREA MINING DEVELOPMENT TRADING CORPORATION (dprk-ofac): listed by OFAC" in done.output


def test_show_as_json_holds_every_column():
    done = run("show", "un:kpe.001", "--json")
    (found,) = json.loads(done.stdout)["entries"]
    assert found["reference"] == "UN:KPe.001"
    assert set(found["entry"]) == set(ENTRY_COLUMNS)
    assert "OFAC:9345" in {one["reference"] for one in found["same_as"]}
    assert found["list"]["id"] == "dprk-un"


def test_show_says_what_it_cannot_find():
    done = run("show", "UN:KPx.1")
    assert done.exit_code == 2
    assert "no list in use has such an entry" in done.output


# ---- search ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", SEARCHES, ids=[case["why"] for case in SEARCHES])
def test_a_text_is_found_where_it_stands(case):
    found = search(LISTS, case["text"])
    assert found["reference"].tolist() == case["found"].split(), case["why"]
    if case["where"]:
        assert found["column"].tolist()[0] == case["where"].strip("-"), case["why"]


def test_a_line_holds_reference_kind_name_list_status_and_where():
    said = list(lines(search(LISTS, "o"), 50))
    assert said[0].split("  ")[0] == "reported:F1"
    assert said[0].endswith("Made-up Restaurant  fronts  on no official list")
    person = next(line for line in said if "DOE, Jane" in line)
    assert " ".join(person.split()) == "TEST:KPx.10 person DOE, Jane un delisted on 2026-01-31"
    (alias,) = lines(search(LISTS, "ETC"), 50)
    assert alias.endswith("  EXAMPLE Trading  un  listed  weak aliases: ETC")


def test_it_says_that_it_is_a_literal_search_and_what_was_left_out():
    found = search(LISTS, "DOE")
    assert len(list(lines(found, 1))) == 1
    assert closing(found, 'D"OE', 1) == (
        '2 entries found, the first 1 shown: raise --limit. A literal search; for other spellings: dprk-screen name "DOE"'
    )


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("search", "Mining Development"), 0, "UN:KPe.001"),
        (("search", "Mining Development", "--list", "dprk-ofac"), 0, "1 entry found"),
        (("search", "no such thing anywhere"), 1, "Nothing found as written"),
        (("search", "KPe", "--limit", "3"), 0, "the first 3 shown"),
        (("search", "--", "-!-"), 2, "holds no letter or digit"),
        (("search", "Kim", "--list", "nowhere"), 2, "--list nowhere: no such list is in use. In use: dprk-"),
        (("search", "Kim", "--no-shipped", "--no-stored"), 2, "No watchlist is left"),
    ],
)
def test_search_exits_with_what_it_found(words, code, message):
    done = run(*words)
    assert done.exit_code == code, done.output
    assert message in done.output
    assert "Traceback" not in done.output
