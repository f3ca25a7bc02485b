"""Ownership: shares are read from any form, chains are walked, and what is not proven stays a question."""

from datetime import date

import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags import evaluate, load_rules
from screen.redflags.affiliations import Affiliation, Stake, affiliations, stakes
from screen.redflags.evaluate import example_affiliations, example_parties
from screen.redflags.facts import FACTS, Context
from screen.screening import Screener
from tests.builders import entry, parties, screen_rows, watchlist

BOOK = load_rules()
DAY = date(2026, 11, 24)
LISTED = {"name": "Golden Lake", "match": {"band": "critical", "references": "OFAC:1 UK:1 EU:1"}}


def hit(*rows, rule="A02", affiliated=None):
    """Return level, state and why of a rule on the first row, None where it does not fire."""
    table, matches, entries = example_parties({"rows": list(rows)})
    named = example_affiliations({"affiliated": affiliated or {}})
    found, _ = evaluate(BOOK, table, matches, DAY, entries, affiliations=named)
    found = found[(found["rule"] == rule) & (found["row"] == 1)]
    return tuple(found[["level", "state", "why"]].iloc[0]) if len(found) else None


STAKES = [
    ("A Ltd 60%; B Ltd 40%", "", [("A Ltd", 60), ("B Ltd", 40)], "per cent in the cell"),
    ("A Ltd (60 %); B Ltd (40 %)", "", [("A Ltd", 60), ("B Ltd", 40)], "in brackets"),
    ("A Ltd 60%, B Ltd 40%", "", [("A Ltd", 60), ("B Ltd", 40)], "a comma between"),
    ("60% A Ltd, 40% B Ltd", "", [("A Ltd", 60), ("B Ltd", 40)], "the share first"),
    ("Golden Lake, 60%, Anna Weber, 40%", "", [("Golden Lake", 60), ("Anna Weber", 40)], "a comma before the share"),
    ("A Ltd 33,5 %", "", [("A Ltd", 33.5)], "a decimal comma"),
    ("A Ltd; B Ltd", "60;40", [("A Ltd", 60), ("B Ltd", 40)], "the share in the column beside"),
    ("A Ltd; B Ltd", "60", [("A Ltd", None), ("B Ltd", None)], "one share for two owners fits neither"),
    ("A Ltd", "", [("A Ltd", None)], "no share"),
    ("A Ltd >25%", "", [("A Ltd", None)], "a bound is no number"),
    ("A Ltd 50-75%", "", [("A Ltd", None)], "a range is no number"),
    ("Smith, Jones & Co 100%", "", [("Smith, Jones & Co", 100)], "commas in a name part nothing"),
    ("", "", [], "nothing told"),
]


@pytest.mark.parametrize(("owners", "shares", "wanted", "why"), STAKES)
def test_stakes_are_read_from_any_form(owners, shares, wanted, why):
    assert stakes(owners, shares) == tuple(Stake(*one) for one in wanted), why


def owned_by(share, **more):
    return {"name": "Bright Harbour", "owners": f"Golden Lake {share}%; Anna Weber {100 - share}%", **more}


@pytest.mark.parametrize(
    ("share", "level", "said"),
    [
        (60, "critical", ["US law", "UK law", "EU guidance"]),
        (50, "critical", ["US law", "EU guidance", "not shown for UK"]),
        (49.99, "high", ["Golden Lake 49.99 %"]),
        (25, "high", ["Golden Lake 25 %"]),
    ],
)
def test_each_regime_has_its_own_share(share, level, said):
    found = hit(owned_by(share), LISTED)
    assert found[0] == level
    assert all(words in found[2] for words in said), found[2]
    assert ("locked by ownership" in found[2]) is (level == "critical")


def test_below_a_quarter_no_ownership_flag_is_raised():
    assert hit(owned_by(24.9), LISTED) is None


def test_shares_of_several_listed_owners_are_added_up_except_in_the_uk():
    other = {"name": "Silver Creek", "match": {"band": "critical", "references": "OFAC:2 UK:2"}}
    level, _, why = hit({"name": "Bright Harbour", "owners": "Golden Lake 30%; Silver Creek 30%"}, LISTED, other)
    assert level == "critical"
    assert "US law" in why
    assert "not shown for UK" in why


def test_only_the_regime_whose_list_holds_the_owner_is_named():
    listed = {"name": "Golden Lake", "match": {"band": "critical", "references": "EU:7"}}
    _, _, why = hit(owned_by(60), listed)
    assert "EU guidance" in why
    assert "US law" not in why


def test_an_owner_on_the_un_list_alone_meets_no_share():
    assert hit(owned_by(60), {"name": "Golden Lake", "match": {"band": "critical", "references": "UN:KPe.1"}}) is None


def test_a_chain_is_walked_through_the_rows_and_its_path_is_shown():
    level, _, why = hit(
        {"name": "Bright Harbour", "owners": "Middle One 60%"},
        {"name": "Middle One", "owners": "Middle Two 51%"},
        {"name": "Middle Two", "owners": "Golden Lake 75%"},
        LISTED,
    )
    assert level == "critical"
    assert "Bright Harbour ← Middle One 60 % ← Middle Two 51 % ← Golden Lake 75 % ← the listed" in why


def test_a_chain_breaks_where_a_share_is_too_small():
    assert (
        hit(
            {"name": "Bright Harbour", "owners": "Middle 60%"},
            {"name": "Middle", "owners": "Golden Lake 40%"},
            LISTED,
        )
        is None
    )


def test_a_close_name_is_a_question_and_never_blocked():
    level, state, why = hit(owned_by(60), affiliated={"Golden Lake": {"band": "high"}})
    assert (level, state) == ("high", "fired")
    assert why.startswith("Ownership question: Bright Harbour ← Golden Lake 60 %")
    assert "locked by" not in why


def test_even_a_name_match_called_critical_proves_nothing():
    assert hit(owned_by(60), affiliated={"Golden Lake": {"band": "critical"}})[0] != "critical"


@pytest.mark.parametrize(
    ("match", "level"),
    [
        ({"band": "medium"}, "medium"),
        ({"band": "high", "kind": "person"}, "medium"),
        ({"band": "high", "is_listed": False}, None),
    ],
)
def test_a_possible_name_and_a_person_stay_medium_and_a_reported_front_owns_nothing(match, level):
    found = hit(owned_by(60), affiliated={"Golden Lake": match})
    assert (found and found[0]) == level


@pytest.mark.parametrize(
    ("owner", "more", "why"),
    [
        ("Ministry of Defence", {"country": "IN"}, "every State has one"),
        ("Golden Lake", {"country": "KR"}, "a firm of South Korea"),
        ("Golden Lake", {"country": "CN", "owner_nationality": "KR"}, "an owner from South Korea"),
    ],
)
def test_an_owner_whom_what_is_told_clears_owns_nothing(owner, more, why):
    row = {"name": "Bright Harbour", "owners": f"{owner} 60%", **more}
    assert hit(row, affiliated={owner: {"band": "high", "countries": ("KP",)}}) is None, why
    assert hit(row, rule="E01", affiliated={owner: {"band": "high", "countries": ("KP",)}}) is None, why


def test_a_ring_of_owners_is_named_and_proves_nothing():
    level, _, why = hit(
        {"name": "Ring One", "owners": "Ring Two 60%; Golden Lake 40%"},
        {"name": "Ring Two", "owners": "Ring One 40%; Golden Lake 60%"},
        LISTED,
    )
    assert level == "high"
    assert "the owners form a ring" in why
    assert "locked by" not in why


def test_a_party_that_owns_itself_does_not_crash():
    assert hit({"name": "Ring One", "owners": "Ring One 100%"}) is None


def test_shares_above_the_whole_are_named_and_prove_nothing():
    level, _, why = hit({"name": "Bright Harbour", "owners": "Golden Lake 70%; Anna Weber 60%"}, LISTED)
    assert level == "high"
    assert "the shares add up to 130 %" in why


def test_a_missing_share_leaves_the_test_open_at_medium_and_asks_for_it():
    level, state, why = hit({"name": "Bright Harbour", "owners": "Golden Lake"}, LISTED)
    assert (level, state) == ("medium", "open")
    assert "its share is not told" in why
    assert "ask for the share of each owner" in why


def test_a_parent_without_a_share_is_asked_about_and_control_is_named():
    _, state, why = hit({"name": "Bright Harbour", "parent": "Golden Lake"}, LISTED)
    assert state == "open"
    assert "control under UK and EU law" in why


def test_two_parties_of_one_name_are_no_owner():
    twin = {"name": "Golden Lake", "country": "US"}
    table, matches, entries = example_parties({"rows": [owned_by(60), LISTED, twin]})
    assert evaluate(BOOK, table, matches, DAY, entries)[0].query("rule == 'A02' and row == 1").empty


def test_an_owner_that_is_a_row_is_judged_by_its_own_match_and_not_by_its_bare_name():
    assert hit(owned_by(60), {"name": "Golden Lake"}, affiliated={"Golden Lake": {"band": "high"}}) is None


def test_no_owner_told_is_unknown():
    context = Context(
        parties({"name": "A", "owners": ""}, {"name": "B", "owners": "C 100%"}), frame([], MATCH_COLUMNS)
    )
    assert FACTS["is_blocked_by_ownership"].ask(context).values == [None, False]


def test_a_very_long_chain_is_walked_to_its_end():
    rows = [{"name": f"Firm {n}", "owners": f"Firm {n + 1} 60%"} for n in range(3_000)]
    table, matches, entries = example_parties({"rows": [*rows, {**LISTED, "name": "Firm 3000"}]})
    values = FACTS["is_blocked_by_ownership"].ask(Context(table, matches, entries, DAY)).values
    assert all(values[:3_000])


LIST = watchlist(
    entry("Taedong Foreign Works Corporation", id="7", countries=("KP",)),
    entry("Ryonha Merchant Bank", id="8", countries=("KP",)),
    publisher="OFAC",
)


def test_a_screening_finds_the_owners_employers_and_banks_that_are_listed_and_shows_the_cell():
    hits = screen_rows(
        {"name": "Bright Harbour Ltd", "owners": "Taedong Foreign Works Corp. 55%"},
        {"name": "Anna Weber", "kind": "person", "employer": "Taedong Foreign Works Corporation"},
        {"name": "Bright Ocean Ltd", "bank_name": "Ryonha Merchant Bank"},
        {"name": "Seoul Parts", "bank_name": "Ryonha Merchant Bank", "bank_country": "KR"},
        {"name": "Taedong Foreign Works Corporation", "owners": "Taedong Foreign Works Corporation"},
        {"name": "Lake Foods", "owners": "Anna Weber 100%", "bank_name": "Harbour Bank"},
        lists=[LIST],
    ).hits
    tied = hits[hits["rule"].str.startswith("E") | (hits["rule"] == "A02")]
    found = {
        (number - tied["row"].min(), rule): level for number, rule, level in tied[["row", "rule", "level"]].to_numpy()
    }
    assert found == {(0, "A02"): "high", (0, "E01"): "high", (1, "E02"): "high", (2, "E03"): "high"}
    assert "OFAC:7" in " ".join(tied["why"])
    assert "Taedong Foreign Works Corp. 55%" in " ".join(tied["cells"])


def test_names_are_asked_once_by_kind_and_a_frequent_name_of_a_person_is_none():
    people = watchlist(entry("KIM, Yong Chol", id="9", kind="person"), publisher="OFAC")
    screener = Screener([people, LIST])
    found = affiliations(
        parties({"name": "A", "owners": "Kim Yong Chol 50%; Taedong Foreign Works Corporation 50%"}), screener.matcher
    )
    assert list(found) == [("", "Taedong Foreign Works Corporation")]
    assert isinstance(found["", "Taedong Foreign Works Corporation"], Affiliation)
