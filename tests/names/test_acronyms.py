"""Acronyms: tokens made of the beginnings of a name's words."""

import pytest

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


def test_a_short_acronym_alone_never_alerts():
    assert screen.compare_names("KMDT", KOMID, "organisation").score < 70
