"""Dates as publishers write them."""

import pytest

from screen.lists.dates import partial_date
from tests.builders import cases

CASES = cases(__file__, "dates.csv")


@pytest.mark.parametrize("case", CASES, ids=[case["written"] or "blank" for case in CASES])
def test_a_published_date_is_read(case):
    assert partial_date(case["written"], month_first=bool(case["month_first"])) == case["expected"], case["why"]
