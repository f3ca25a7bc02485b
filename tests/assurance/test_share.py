"""A share tells how far chance may have moved it."""

import pytest

from screen.assurance.share import Share
from tests.builders import cases


@pytest.mark.parametrize(
    "case", cases(__file__, "shares.csv"), ids=lambda case: f"{case['found']} of {case['asked']}"
)
def test_the_interval_is_that_of_wilson(case):
    low, high = Share(int(case["found"]), int(case["asked"])).interval
    assert (low, high) == pytest.approx((float(case["low"]), float(case["high"])), abs=5e-5), case["why"]


def test_a_share_of_nothing_is_not_known():
    told = Share(0, 0).told()
    assert told["share"] is None
    assert told["low"] is None
