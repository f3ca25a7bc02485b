"""Chinese personal names: two systems are one name, another syllable is another name."""

import pytest

import screen
from screen.names import chinese
from tests.builders import cases


@pytest.mark.parametrize("case", cases(__file__, "chinese.csv"), ids=lambda case: f"{case['one']} / {case['other']}")
def test_chinese_names_are_told_apart_by_their_syllables(case):
    score = screen.compare_names(case["one"], case["other"], "person").score
    assert (score >= 70) is (case["verdict"] == "same"), f"{case['why']}: {score}"


@pytest.mark.parametrize("tokens", [("john", "smith"), ("kim", "jong", "un"), ("maria", "lopez"), ("wang",), ()])
def test_other_names_have_no_reading(tokens):
    assert not [reading for reading in chinese.parse(tokens) if reading.is_pinyin]
    assert chinese.limit(tokens, ("zhang", "xiaoming")) == 100


def test_what_was_agreed_on_is_said_in_pinyin():
    assert "mao zedong" in screen.compare_names("Mao Tse-tung", "Mao Zedong", "person").why
