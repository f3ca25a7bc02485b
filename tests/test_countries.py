"""Countries: every spelling of North Korea, the traps, and the open ones."""

import pytest

from screen.countries import country_code, country_name


@pytest.mark.parametrize("text", ["KP", "PRK", "408", "N. Korea", "Korea, North", "D.P.R.K.", "조선민주주의인민공화국", "北朝鮮", "朝鲜",
                                  "Северная Корея", "Corée du Nord", "RPDC", "Triều Tiên", "Korea Utara", "Хойд Солонгос",
                                  "เกาหลีเหนือ", "كوريا الشمالية", "उत्तर कोरिया"])  # fmt: skip
def test_north_korea_is_known_in_every_spelling(text):
    assert country_code(text) == "KP"


@pytest.mark.parametrize(
    ("text", "code"),
    [("ROK", "KR"), ("KOR", "KR"), ("한국", "KR"), ("PRC", "CN"), ("RDC", "CD"), ("Untied States", "US"), ("Niger", "NE"),
     ("Nigeria", "NG"), ("NA", "NA"), ("NO", "NO"), ("Korea", ""), ("Корея", ""), ("朝鮮", ""), ("Korae", None), ("", None)],
)  # fmt: skip
def test_a_trap_is_not_walked_into(text, code):
    assert country_code(text) == code


def test_a_code_has_a_name():
    assert country_name("HK") == "Hong Kong"
