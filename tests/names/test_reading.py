"""How a name was read is told as it is compared: script, what was undone, Korean syllables."""

import pytest

from screen.names.reading import how_read


@pytest.mark.parametrize(
    ("name", "kind", "clauses"),
    [
        ("RI Yong Ho", None, ("in Latin letters", "as a Korean name 리 용호", "compared as ri yong ho")),
        ("리용호", "person", ("in Hangul", "as a Korean name 리 용호")),
        ("金英哲", None, ("in Chinese characters", "as a Korean name 김 영철")),
        ("Ким Чхоль", None, ("in Cyrillic",)),
        ("Li Wei", None, ("perhaps a Chinese name in pinyin",)),
        ("Аir Kоryo", "organisation", ("contains look-alike letters", "compared as air koryo")),
        ("K\u200bim Chol", None, ("contains invisible characters",)),
        ("K1m Yong Chol", "person", ("contains digits in place of letters",)),
        ("ＫＩＭ Chol", None, ("written in full-width letters",)),
        ("Glocom 글로콤", None, ("in Hangul and Latin letters", "as several names: Glocom; 글로콤")),
        ("မောင်မောင်", None, ("in Burmese script",)),
        ("\u0301\u202e", None, ("no letter or digit is left to compare",)),
    ],
)
def test_a_reading_says_what_the_program_made_of_a_name(name, kind, clauses):
    found = how_read(name, kind)
    assert [one for one in clauses if one not in found] == []


def test_the_name_of_a_firm_is_not_read_as_that_of_a_korean():
    assert not any("Korean" in clause for clause in how_read("Kim Trading", "organisation"))
