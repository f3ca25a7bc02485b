"""Acronyms: tokens made of the beginnings of a name's words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import screen
from screen.model import Kind
from screen.names import acronyms
from screen.names.tokens import tokenise

KOMID = "Korea Mining Development Trading Corporation"


@pytest.mark.parametrize(
    ("short", "name", "spells"),
    [
        ("KOMID", KOMID, True),
        ("KMDTC", KOMID, True),
        ("KMDT", KOMID, True),
        ("KKBC", "Korea Kwangson Banking Corporation", True),
        ("KMX", KOMID, False),
        ("TRADING", KOMID, False),
        ("KM", KOMID, False),
        ("Glocom", "Global Communications", False),
    ],
)
def test_a_token_spells_a_name_or_not(short, name, spells):
    one, other = tokenise(short, Kind.ORGANISATION), tokenise(name, Kind.ORGANISATION)
    assert acronyms.spells(one, other) is spells


@given(
    st.lists(st.text("abcgl", min_size=1, max_size=4), min_size=3, max_size=5).map(tuple),
    st.text("abcgl", min_size=3, max_size=8),
    st.sampled_from([(), ("limited",)]),
)
def test_every_name_that_an_acronym_spells_is_found_by_its_first_three_letters(core, token, forms):
    name = replace(tokenise(KOMID, Kind.ORGANISATION), core=core, forms=forms)
    if acronyms.is_spelled(token, name):
        assert (token[:3], 0) in acronyms.first_letters([name])


def test_a_short_acronym_alone_never_alerts():
    assert screen.compare_names("KMDT", KOMID, "organisation").score < 70
