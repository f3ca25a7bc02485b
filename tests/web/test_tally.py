"""Counts become bars, each with the query that opens the queue at what it counts."""

from screen.web.tally import bars, splits

PARTIES = [{"band": band} for band in ("high", "none", "none", "critical")]


def test_bars_are_as_long_as_their_share_of_the_longest():
    found = bars([("A03 One & more", 4, {"rule": "A03"}), ("B", 1, {"list": "un & eu"})])
    assert [(one.share, one.query) for one in found] == [(100.0, "rule=A03"), (25.0, "list=un+%26+eu")]
    assert bars([("A", 0, {"band": "high"})])[0].share == 0
    assert bars([]) == ()


def test_a_party_counts_for_each_of_its_nationalities_and_for_none_told():
    found = {one.name: one for one in splits(PARTIES, ["KP", "KP;KR", "", "KP"], "nationality")}
    assert {name: one.count for name, one in found.items()} == {"KP": 3, "KR": 1, "": 1}
    assert [(one.name, one.count) for one in found["KP"].bars if one.count] == [
        ("critical", 1), ("high", 1), ("none", 1),
    ]  # fmt: skip
    assert found["KP"].bars[0].query == "nationality=KP&band=critical"


def test_those_with_the_most_urgent_parties_come_first():
    assert [one.name for one in splits(PARTIES, ["A", "B", "B", "C"], "sheet")] == ["C", "A", "B"]


def test_of_no_parties_there_is_nothing_to_draw():
    assert splits([], [], "sheet") == ()
