"""Cells of every kind as tables of cases: dates, countries, identifiers, genders, shares."""

import pytest

from screen.intake.values import read_cells
from tests.builders import TODAY, cases


def read(field, *cells, header="h"):
    return read_cells(field, list(cells), header, TODAY)


@pytest.mark.parametrize("case", cases(__file__, "dates.csv"), ids=lambda case: case["cell"])
def test_a_date_is_read_to_the_precision_it_has(case):
    found = read("birth_date", case["cell"])
    assert found.values == [case["expected"]], case["why"]
    assert bool(found.problems) is (case["expected"] == "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["25/04/1960", "03/04/1960"], ["1960-04-25", "1960-04-03"]),
        (["10/25/1960", "03/04/1960"], ["1960-10-25", "1960-03-04"]),
        (["03/04/1960"], ["1960"]),
        (["๑๓/๑๐/๒๔๘๗", "02/03/2500"], ["1944-10-13", "1957-03-02"]),
    ],
)
def test_a_column_decides_its_own_order_and_calendar(cells, expected):
    assert read("birth_date", *cells).values == expected


def test_a_lone_buddhist_year_is_read_as_one_and_said():
    found = read("permit_issued_on", "2018-05-03", "2019-06-01", "2560-05-03")
    assert found.values == ["2018-05-03", "2019-06-01", "2017-05-03"]
    assert [(row, code) for row, code, _ in found.problems] == [(2, "date-buddhist-era")]


def test_day_counts_of_an_older_mac_begin_in_1904():
    assert read_cells("permit_issued_on", ["41761"], "h", TODAY, is_1904=True).values == ["2018-05-03"]
    assert read_cells("permit_issued_on", ["43223"], "h", TODAY).values == ["2018-05-03"]


def test_an_open_order_keeps_the_year_and_is_said():
    assert read("birth_date", "03/04/1960").problems[0][1] == "date-day-month-open"


@pytest.mark.parametrize(
    ("field", "cell", "expected", "code"),
    [
        ("nationality", "DPRK", "KP", ""),
        ("nationality", "КНДР", "KP", ""),
        ("nationality", "조선", "KP", ""),
        ("nationality", "대한민국", "KR", ""),
        ("nationality", "Korea", "", "nationality-open"),
        ("nationality", "朝鮮", "", "nationality-open"),
        ("nationality", "朝鲜族", "", "nationality-is-ethnicity"),
        ("nationality", "кореец", "", "nationality-is-ethnicity"),
        ("nationality", "KR / US", "KR;US", ""),
        ("nationality", "Atlantis", "", "nationality-unreadable"),
        ("country", "NA", "NA", ""),
        ("country", "NO", "NO", ""),
        ("country", "Korea, Republic of", "KR", ""),
        ("passport", "PS 836420186", "PS836420186", ""),
        ("passport", "00123", "00123", ""),
        ("passport", "000000000", "", "identifier-placeholder"),
        ("passport", "4.72310E+08", "", "digits-lost"),
        ("passport", "N/A", "", ""),
        ("imo", "IMO 7937317", "7937317", ""),
        ("imo", "7937318", "7937318", "imo-check-digit"),
        ("bic", "dcbk kppy", "DCBKKPPY", ""),
        ("phone", "00850 2 381 4410", "+85023814410", ""),
        ("phone", "850-555-0199", "8505550199", ""),
        ("email", "Mail: Foo@Bar.com; x@y.kp", "foo@bar.com;x@y.kp", ""),
        ("website", "https://www.Foo.com/bar", "foo.com", ""),
        ("owner_share", "51 %", "51", ""),
        ("owner_share", "0,51", "51", ""),
        ("owner_share", "120", "", "share-unreadable"),
        ("gender", "여", "female", ""),
        ("name", "Null", "Null", ""),
        ("name", "NA", "NA", ""),
    ],
)
def test_a_cell_becomes_canonical_or_a_problem(field, cell, expected, code):
    found = read(field, cell)
    assert found.values == [expected]
    assert [problem[1] for problem in found.problems] == ([code] if code else [])


def test_zawgyi_burmese_is_recognised_and_said():
    assert read("name", "ျမန္မာနိုင္ငံ ကုမၸဏီ").problems[0][1] == "zawgyi-burmese"
    assert not read("name", "မြန်မာနိုင်ငံ ကုမ္ပဏီ").problems
