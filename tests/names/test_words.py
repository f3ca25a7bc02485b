"""Words: legal forms, company words, segmentation, and how much a token says."""

import pytest

from screen.model import Kind
from screen.names import words
from screen.names.tokens import tokenise, variants


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Glocom Sdn Bhd", ("glocom",)),
        ("Glocom Co., Ltd.", ("glocom",)),
        ("ООО «Мокран»", ("mokran",)),
        ("Limited Liability Company Mokran", ("mokran",)),
        ("Rivera S.A. de C.V.", ("rivera",)),
        ("丹东宏祥实业发展有限公司", ("dandong", "hongxiang", "industrial", "development")),
        ("주식회사 대성무역", ("daeseong", "trading")),
        ("M/V Chong Chon Gang", ("chong", "chon", "gang")),
        ("D.P.R.K. Bank", ("dprk", "bank")),
        ("Company Limited", ("company", "limited")),
    ],
)
def test_a_name_is_reduced_to_what_distinguishes_it(name, core):
    kind = Kind.VESSEL if name.startswith("M/V") else Kind.ORGANISATION
    assert tokenise(name, kind).core == core


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Dandong Hongxiang (丹东鸿祥)", "丹东鸿祥"),
        ("Glocom a.k.a. Pan Systems", "Pan Systems"),
        ("Glocom / Pan Systems", "Pan Systems"),
        ("Acme Ltd formerly Zenith Ltd", "Zenith Ltd"),
    ],
)
def test_a_cell_with_two_names_holds_both(cell, expected):
    assert expected in variants(cell)


def test_generic_words_say_little_and_rare_ones_much():
    trading, korea, rare = words.information(["trading", "korea", "glocom"])
    assert trading < korea < rare


@pytest.mark.parametrize("word", ["fortuna", "leader", "symphony", "victory", "pioneer"])
def test_an_ordinary_word_is_known_as_one_or_held_down(word):
    assert words.is_word(word) or words.information([word])[0] < 14


def test_glocom_is_no_word():
    assert not words.is_word("glocom")
