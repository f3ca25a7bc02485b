"""compare_names: two names alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import screen
from screen.errors import UsageError


@pytest.mark.parametrize(
    ("a", "b", "kind", "same"),
    [
        ("Glocom Sdn Bhd", "GLOCOM", "organisation", True),
        ("Ri Yong Ho", "이용호", "person", True),
        ("Friedrich Hans", "Hans Friedrich", None, True),
        ("CNOOC ENERGY TECH & SRVCES LTD", "CNOOC Energy Technology & Services Limited", "organisation", True),
        ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group", "organisation", True),
        ("Korea Trading Corporation", "Korea Mining Development Trading Corporation", "organisation", False),
        ("Octavian Scholz", "Olaf Scholz", "person", False),
        ("Bureau 38 Trading", "Bureau 39 Trading", "organisation", False),
    ],
)
def test_two_names_are_told_to_be_one_or_not(a, b, kind, same):
    assert (screen.compare_names(a, b, kind).score >= 70) is same


def test_an_unknown_kind_is_said():
    with pytest.raises(UsageError, match="no such kind"):
        screen.compare_names("a", "b", "company")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=25), st.text(max_size=25))
def test_any_two_texts_compare_within_0_and_100(a, b):
    assert 0 <= screen.compare_names(a, b).score <= 100
