"""Folding undoes tricks, says so, and is stable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.names.folding import FULL_WIDTH, INVISIBLE, LOOK_ALIKES, clean, fold, latin, undone


@pytest.mark.parametrize(
    ("written", "folded", "undone"),
    [
        ("Аir Kоryo", "air koryo", (LOOK_ALIKES,)),
        ("Air\u200b Ko\u202eryo", "air koryo", (INVISIBLE,)),
        ("Ａｉｒ　Ｋｏｒｙｏ", "air koryo", (FULL_WIDTH,)),
        ("Pot’onggang", "potonggang", ()),
        ("Société Générale", "societe generale", ()),
        ("ООО Мокран", "ооо мокран", ()),
        ("조선무역은행", "조선무역은행", ()),
        ("\ufeffGlocom", "glocom", ()),
        ("บริษัท", "บริษัท", ()),
    ],
)
def test_a_trick_is_undone_and_named(written, folded, undone):
    assert fold(written) == folded
    assert clean(written).undone == undone


@pytest.mark.parametrize(
    ("written", "expected"), [("丹东", "dandong"), ("Владивосток", "vladivostok"), ("ß ø Ł", "ss o l")]
)
def test_other_scripts_become_latin_letters(written, expected):
    assert latin(written) == expected


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "is_person", "said"),
    [
        ("KIM, Yong 5u", True, ("contains digits in place of letters",)),
        ("Fu Yuan Yu 080", False, ()),
        ("Kim Yong Su", True, ()),
    ],
)
def test_digits_in_a_personal_name_are_read_as_letters_and_said(name, is_person, said):
    assert undone(name, is_person=is_person) == said
