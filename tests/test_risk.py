"""The decision table: what becomes of matches and flags."""

import pytest

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
