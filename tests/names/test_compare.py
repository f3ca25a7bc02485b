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


@pytest.mark.parametrize(
    ("a", "b", "kind", "same"),
    [
        ("LIMITED LIABILITY COMPAYN MALVIN", "Malvin LLC", "organisation", True),
        ("JNT STCK CMPNY GENBANK", "JOINT STOCK COMPANY GENBANK", "organisation", True),
        ("BALTIYSKAYA PROMISHL", "BALTIYSKAYA PROMISHLENNAYA KOMPANIYA", "organisation", True),
        ("Apollo Investment Fund VIII L.P.", "Apollo Investment Fund IX L.P.", "organisation", False),
        ("Brigade Forty-Four", "Brigade 44", "organisation", True),
        ("Arizona State University", "ARIZONA S.A.", "organisation", False),
        ("Bowne Global Solutions (Spain), S.L.", "Bowne Global Solutions (Netherlands), B.V.", "organisation", False),
        ("KOMID", "Korea Mining Development Trading Corporation", "organisation", True),
        ("Al Qaeda", "Al-Qa'ida/Islamic Army", "organisation", True),
        ("Gasprom JSC", "OAO Gazprom", "organisation", True),
        ("Rl, Man Gon", "RI, Man Gon", "person", True),
        ("KM, Kwng Yon", "KIM, Kwang Yon", "person", True),
        ("K. Jong Un", "KIM Jong Un", "person", True),
        ("Omar bin Abdullah al-Rawi", "Abdullah bin Omar al-Rawi", "person", False),
        ("Habib ben Mohamed al-Loubiri", "Habib ben Ahmed al-Loubiri", "person", False),
        ("Vajiralongkron", "Vajiralongkorn", "person", True),
        ("Ri Un Song", "Ri Song Un", "person", False),
    ],
)
def test_slips_losses_and_contradictions_are_told_apart(a, b, kind, same):
    found = screen.compare_names(a, b, kind)
    assert (found.score >= 70) is same, found
