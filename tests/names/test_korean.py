"""The Korean comparator as a table of cases, its gate, its retrieval and its laws."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.names import korean
from tests.builders import cases


@pytest.mark.parametrize("case", cases(__file__, "korean.csv"), ids=lambda case: f"{case['one']} / {case['other']}")
def test_two_names_fall_into_the_tier_a_reader_of_korean_expects(case):
    one, other = korean.parse([case["one"], case["other"]])
    assert one is not None
    assert other is not None
    assert korean.compare(one, other).tier == case["tier"], f"{case['why']}: {korean.compare(one, other)}"


@pytest.mark.parametrize(
    "name", ["John Smith", "Nguyen Van An", "Maria Lee", "Tan Wee Beng", "Vladimir Putin", "", "김", "Kim"]
)
def test_what_is_no_korean_name_is_left_to_the_general_comparator(name):
    assert korean.parse([name]) == [None]


@pytest.mark.parametrize("name", ["Li Wei", "Wang Wei"])
def test_what_may_as_well_be_chinese_never_reads_as_korean_at_no_cost(name):
    lattice = korean.parse([name])[0]
    assert lattice is None or lattice.alternatives[0].total > 0.3


NAMES = [
    "Kim Jong Un",
    "Ri Yong Ho",
    "이용호",
    "Pak Jin Hyok",
    "Kim Chol",
    "Cho Chullyong",
    "Jong-un Kim",
    "Ри Ён Хо",
    "Ri Song Un",
]


def test_comparing_is_symmetrical_and_between_0_and_100():
    lattices = korean.parse(NAMES)
    for one, other in product(lattices, lattices):
        there, back = korean.compare(one, other), korean.compare(other, one)
        assert there.score == back.score
        assert 0 <= there.score <= 100


SYLLABLES = [
    "kim",
    "ri",
    "lee",
    "pak",
    "jong",
    "jung",
    "un",
    "eun",
    "yong",
    "young",
    "ho",
    "chol",
    "chul",
    "hyok",
    "김",
    "영",
    "철",
]


@settings(max_examples=150, deadline=None)
@given(*[st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4).map(" ".join)] * 2)
def test_any_two_names_compare_alike_both_ways(one, other):
    lattices = korean.parse([one, other])
    if None not in lattices:
        there, back = korean.compare(*lattices), korean.compare(*reversed(lattices))
        assert there.score == back.score
        assert 0 <= there.score <= 100


def test_a_name_is_itself():
    for lattice in korean.parse(NAMES):
        assert korean.compare(lattice, lattice).score >= 90


@pytest.mark.parametrize(("one_off", "least"), [(True, 50), (False, 70)])
def test_retrieval_loses_nothing_that_scores_and_keeps_little_else(one_off, least):
    lattices = korean.parse(NAMES)
    found = korean.KoreanIndex(lattices).candidates(lattices, one_off=one_off)
    scores = {(i, j): korean.compare(lattices[i], lattices[j]).score for i, j in product(range(len(NAMES)), repeat=2)}
    assert [(i, j) for i, j in scores if scores[i, j] >= least] == [tuple(pair) for pair in found.tolist()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kim Yong Chol", "very common"),
        ("Ri Yong Ho", "very common"),
        ("Kim Jong Un", "common"),
        ("Ryom Hui Bong", "rare"),
    ],
)
def test_rarity_follows_the_counts(name, expected):
    assert korean.rarity(korean.parse([name])[0]).name == expected


@pytest.mark.parametrize(
    ("one", "other"), [("ryonbong", "yonbong"), ("taesong", "daesong"), ("pukang", "pugang"), ("namgang", "namkang")]
)
def test_one_word_in_two_romanisations_shares_a_key(one, other):
    assert korean.same_word(one, other) is not None


@pytest.mark.parametrize(("one", "other"), [("kwangson", "kwangsong"), ("wonsan", "unsan"), ("trading", "training")])
def test_different_words_share_none(one, other):
    assert korean.same_word(one, other) is None
