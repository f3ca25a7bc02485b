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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("North Korea (DPRK)", "KP"), ("Korea (DPRK)", "KP"), ("PRK - Korea, DPR", "KP"), ("гр. КНДР", "KP"), ("朝鲜籍", "KP"),
        ("조선공민", "KP"), ("RPD de Corea", "KP"), ("Corée (RPD)", "KP"), ("citizen of North Korea", "KP"),
        ("中国(조선족)", "CN"), ("Uzbekistan (ethnic Korean)", "UZ"), ("British (naturalised)", "GB"),
        ("Republic of Korea (born in the North)", "KR"), ("South Korea (ex North Korea)", "KR"), ("한국국적", "KR"),
        ("Korea (Pyongyang)", ""), ("조선인", ""), ("ชาวเกาหลี", ""), ("朝鲜族", None), ("Kenya or North Korea", None),
        ("гражданин Узбекистана", "UZ"),
        ("гражданка Украины", "UA"), ("гражданин Северной Кореи", "KP"), ("гражданин Кореи", ""), ("б/г", "XX"), ("Stateless", "XX"), ("лицо без гражданства", "XX"), ("Apátrida", "XX"), ("North Korea (refugee)", "XX"),
        ("فلبيني", "PH"), ("เมียนมา", "MM"), ("бангладешец", "BD"), ("菲律宾籍", "PH"),
    ],
)  # fmt: skip
def test_words_around_a_country_are_understood(text, code):
    assert country_code(text) == code


def test_a_code_has_a_name():
    assert country_name("HK") == "Hong Kong"
