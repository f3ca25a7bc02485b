"""Places of North Korea in every script and romanisation, and places elsewhere that look like them."""

import pytest

from screen.names.folding import fold
from screen.redflags.places import is_street, near_place, own_places

OWN = """Sinuiju|Sinuju|Sinŭiju|Shinuiju|Sin-uiju|Sin Ui Ju|Sineuiju|신의주|新义州|新義州|Синыйджу|Pyongyang|P'yŏngyang|Phyongyang|Pyeongyang|Pyoungyang
평양|平壤|Пхеньян|Hamhung|Hamheung|Hamhŭng|함흥|咸兴|Хамхын|Wonsan|Weonsan|Wŏnsan|Вонсан|Chongjin|Ch'ŏngjin|Cheongjin|청진|清津|Чхонджин|Rason|Rajin|라선|Расон
Kaesong|Gaeseong|Kaesŏng|Кэсон|Hyesan|혜산|Kanggye|Ganggye|강계|Sariwon|사리원|Hoeryong|회령|Tanchon|North Hamgyong|함경북도|Ryanggang"""
ELSEWHERE = """Chongqing|重庆|Pyeongchang|평창|Gunsan|군산|Ulsan|울산|Samsung|삼성|Pyeongtaek|Nampo-dong|남포동|Seoul|Haizhou|海州|Gangwon|원산지|Wansan-gu|Cheongju|Suncheon
Pocheon|Taean|Gangdong-gu|Songjin|Yanggang|Heijo|Wenshan|Heshan|Haesan|Kaisong|Kaohsiung|Chongming|Hanoi|Won San|Chong Jin|Ham Hung|개성|Shagang|Changchun|Dandong"""
NEAR = ["Pyongyung", "Pyonyang", "Pyongjang", "Sinuijy", "Chongjjin", "Hoeryogn"]


def split(text):
    return [name for line in text.split("\n") for name in line.split("|")]


@pytest.mark.parametrize("name", split(OWN))
def test_a_place_of_north_korea_is_found_however_it_is_written(name):
    assert own_places().search(fold(f"12 Main Street, {name}"))


@pytest.mark.parametrize("name", split(ELSEWHERE))
def test_a_place_elsewhere_is_not(name):
    text = fold(f"12 Main Street, {name}")
    assert not own_places().search(text)
    assert not near_place(text)


@pytest.mark.parametrize(
    "address", ["Cheongjin-dong, Jongno-gu", "청진동", "14 Pyongyang Street", "Pyongyang cold noodles"]
)
def test_a_ward_street_or_dish_of_that_name_is_no_seat_there(address):
    text = fold(address)
    found = own_places().search(text)
    assert found
    assert is_street(text, found.end())


@pytest.mark.parametrize("name", NEAR)
def test_one_letter_beside_is_near_and_no_more(name):
    assert not own_places().search(fold(name))
    assert near_place(fold(name)) == fold(name)
