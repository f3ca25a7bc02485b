"""Tokens against tokens: the table and the laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.names.similarity import similarity
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
