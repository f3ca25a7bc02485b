"""Tokens against tokens: the table, the laws, and that bounds of whole vocabularies lie above the definition."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.names.similarity import Vocabulary, similarity
from tests.builders import cases

CASES = cases(__file__, "similarity.csv")
WORDS = sorted({case[side] for case in CASES for side in ("one", "other")})

tokens = st.one_of(st.sampled_from(WORDS), st.text("abhiklmnorsuy015", min_size=1, max_size=9))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['one']} {case['other']}")
def test_two_tokens_are_as_alike_as_a_reader_expects(case):
    found = similarity(case["one"], case["other"], case["kind"] == "person")
    assert float(case["least"]) <= found <= float(case["most"]), f"{case['why']}: {found}"


@given(tokens, tokens, st.booleans())
def test_similarity_is_symmetrical_and_between_0_and_1(one, other, is_person):
    there = similarity(one, other, is_person)
    assert there == similarity(other, one, is_person)
    assert 0 <= there <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(tokens, min_size=1, max_size=6, unique=True),
    st.lists(tokens, min_size=1, max_size=6, unique=True),
    st.booleans(),
)
def test_the_bound_of_a_vocabulary_is_never_below_the_definition(asked, listed, is_person):
    near = Vocabulary(listed, is_person).near(asked).toarray()
    for i, one in enumerate(asked):
        for j, other in enumerate(listed):
            assert near[i, j] >= similarity(one, other, is_person) - 1e-9, (one, other)


def test_a_token_that_ends_a_name_reaches_the_longer_ones_it_may_be_cut_from():
    near = Vocabulary(["promishlennaya", "akhund"], False).near(["promishl"], last={"promishl"}).toarray()
    assert near[0, 0] > 0
    assert near[0, 1] == 0
