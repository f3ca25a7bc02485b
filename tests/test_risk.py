"""The decision table: what becomes of matches and flags."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.model import HIT_COLUMNS, MATCH_COLUMNS, Band, frame
from screen.risk import assess, decide
from tests.builders import parties

N, L, M, H, C = Band


@pytest.mark.parametrize(
    ("match", "flags", "band"),
    [
        (N, {}, N),
        (L, {}, L),
        (M, {}, M),
        (H, {}, H),
        (C, {}, C),
        (N, {"location": C}, C),
        (H, {"money": H}, C),
        (H, {"identity": H}, H),
        (M, {"money": M}, H),
        (N, {"money": M}, M),
        (N, {"money": M, "trade": M, "group": M}, H),
        (L, {"money": L}, L),
        (L, {"money": L, "trade": L}, M),
        (N, {"identity": L}, L),
        (L, {"identity": H}, H),
        (M, {"identity": C}, C),
        (M, {"identity": M}, M),
        (L, {"identity": M, "money": M}, M),
    ],
)
def test_a_party_gets_the_band_of_the_first_row_that_holds(match, flags, band):
    assert decide(match, flags)[0] is band


@pytest.mark.parametrize("match", list(Band))
def test_more_flags_never_lower_a_band(match):
    flags = {}
    before = decide(match, flags)[0]
    for family in ("money", "trade", "location"):
        for level in (L, M, H, C):
            flags[family] = level
            now = decide(match, dict(flags))[0]
            assert now >= before
            before = now


def test_a_flag_that_is_context_only_counts_nowhere():
    table = parties({"name": "Pak Chol", "kind": "person"}).table
    one = {
        "sheet": table["sheet"][0],
        "row": table["row"][0],
        "party_id": table["party_id"][0],
        "rule": "B16",
        "level": "none",
    }
    hit = (
        dict.fromkeys(HIT_COLUMNS, "") | one | {"family": "identity", "state": "fired", "why": "Born in North Korea"}
    )
    found = assess(table, frame([], MATCH_COLUMNS), frame([hit], HIT_COLUMNS)).iloc[0]
    assert (found["band"], found["risk"], found["hit_families"], found["top_reason"]) == ("none", 0, "", "")


def matched(table, place, band, score, why="a reason"):
    """Return a match of a party by its place in the table."""
    row = table.iloc[place]
    blank = {name: 0 if kind != "str" else "" for name, kind in MATCH_COLUMNS.items()}
    return blank | {
        "sheet": row["sheet"], "row": row["row"], "party_id": row["party_id"], "band": band.word, "score": score,
        "standing": "listed party", "entry_name": "X", "references": "UN:1", "why": why,
    }  # fmt: skip


def flagged(table, place, rule, level, family):
    row = table.iloc[place]
    return dict.fromkeys(HIT_COLUMNS, "") | {
        "sheet": row["sheet"], "row": row["row"], "party_id": row["party_id"], "rule": rule, "level": level.word,
        "family": family, "state": "fired", "why": f"sign of {rule}",
    }  # fmt: skip


TWO = parties({"name": "Pak Chol", "kind": "person"}, {"name": "Weber", "kind": "person"}).table


def assessed(matches=(), hits=(), table=TWO):
    """Assess a table, and return the row of its first party."""
    made = [matched(table, 0, *one) for one in matches]
    return assess(
        table, frame(made, MATCH_COLUMNS), frame([flagged(table, 0, *one) for one in hits], HIT_COLUMNS)
    ).iloc[0]


@pytest.mark.parametrize(
    ("matches", "hits", "risk", "why"),
    [
        ([], [], 0, "nothing"),
        ([(M, 70.0)], [], 48, "40, and 70 % of 12 rounded"),
        ([(M, 84.0)], [], 50, "40, and 84 % of 12 rounded"),
        ([(H, 100.0)], [], 72, "60, and 12 for the score"),
        ([(M, 70.0), (M, 70.0), (M, 70.0)], [], 48, "rivals are not added"),
        ([], [("B01", M, "money")], 42, "40, and 2 for a family"),
        ([], [("B01", M, "money"), ("B02", M, "money")], 42, "a family counts once"),
        ([], [("B01", L, "money"), ("B02", L, "trade")], 24, "20, and 2 for each family"),
        (
            [(H, 100.0)],
            [("B01", L, family) for family in ("money", "trade", "group", "location", "legal")],
            79,
            "19 at most",
        ),
    ],
)
def test_the_number_orders_rows_inside_a_band(matches, hits, risk, why):
    assert assessed(matches, hits)["risk"] == risk, why


@pytest.mark.parametrize(
    ("matches", "hits", "reason"),
    [
        ([(M, 75.0, "first"), (H, 90.0, "second"), (M, 80.0, "third")], [], "second (a close match)"),
        ([(M, 75.0, "first"), (M, 80.0, "second")], [], "second (a possible match"),
        ([(M, 80.0, "first"), (M, 80.0, "second")], [], "first (a possible match"),
        ([(L, 60.0, "near")], [("B01", M, "money")], "Red flag B01: sign of B01 (a medium red flag)"),
        ([(M, 75.0, "name")], [("B01", M, "money")], "name (a possible match and a medium red flag"),
        ([], [("B01", L, "money"), ("B02", M, "money"), ("B03", M, "trade")], "Red flag B02: sign of B02"),
        ([], [("B01", L, "money")], "Red flag B01: sign of B01 (a weak sign, context only)"),
    ],
)
def test_the_reason_is_the_strongest_the_match_before_a_flag_of_its_band_and_the_first_of_equals(
    matches, hits, reason
):
    assert reason in assessed(matches, hits)["top_reason"]


def test_families_stand_strongest_first_then_by_name():
    found = assessed(hits=[("B01", L, "trade"), ("B02", L, "group"), ("B03", M, "money"), ("B04", L, "money")])
    assert found["hit_families"] == "money;group;trade"


def test_a_party_without_anything_has_nothing_of_its_neighbour():
    both = assess(
        TWO,
        frame([matched(TWO, 0, H, 90.0)], MATCH_COLUMNS),
        frame([flagged(TWO, 0, "B01", H, "money")], HIT_COLUMNS),
    )
    assert both["band"].tolist() == ["critical", "none"]
    assert both.iloc[1][["risk", "top_reason", "match_band", "hit_families"]].tolist() == [0, "", "none", ""]


MATCHES = st.lists(
    st.tuples(st.sampled_from([L, M, H, C]), st.floats(50, 100).map(lambda x: round(x, 1))), max_size=4
)
HITS = st.lists(
    st.tuples(st.sampled_from(["B01", "B02", "B03"]), st.sampled_from([N, L, M, H, C]), st.sampled_from(["identity", "money", "trade"])),
    max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MATCHES, HITS, st.randoms(use_true_random=False))
def test_the_order_of_matches_and_hits_changes_neither_band_nor_number(matches, hits, chance):
    before = assessed(matches, hits)
    turned = chance.sample(matches, len(matches)), chance.sample(hits, len(hits))
    told = ["band", "risk", "match_band", "hit_families"]
    assert assessed(*turned)[told].tolist() == before[told].tolist()


@settings(max_examples=60, deadline=None)
@given(MATCHES, HITS, MATCHES)
def test_one_more_match_never_lowers_a_band(matches, hits, more):
    bands = [Band.of(assessed(found, hits)["band"]) for found in (matches, [*matches, *more])]
    assert bands[0] <= bands[1]


@settings(max_examples=60, deadline=None)
@given(MATCHES, HITS, HITS)
def test_one_more_flag_never_lowers_a_band(matches, hits, more):
    bands = [Band.of(assessed(matches, found)["band"]) for found in (hits, [*hits, *more])]
    assert bands[0] <= bands[1]


@settings(max_examples=60, deadline=None)
@given(MATCHES, HITS)
def test_the_number_lies_inside_its_band(matches, hits):
    found = assessed(matches, hits)
    start = 20 * Band.of(found["band"])
    assert start <= found["risk"] <= start + 19
