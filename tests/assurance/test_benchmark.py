"""What the package sanctions-screening-benchmark makes of listed names, where it is installed."""

import pytest

from screen.assurance.benchmark import near_names
from screen.assurance.publishers import listed
from screen.assurance.settings import settings
from screen.names.folding import fold
from screen.screening import Screener
from tests.assurance.lists import lists, measured

pytest.importorskip("ssb")


def asked():
    screener = Screener(lists())
    return listed(screener.matcher.index.entries, {one.id: one.entries for one in screener.lists})


def test_a_near_name_is_nobody_listed_and_the_same_seed_makes_the_same():
    entries = asked()
    found = near_names(entries, 7)
    borne = {fold(name) for one in entries for name in one.every_name}
    assert found
    assert not [one.name for one in found if fold(one.name) in borne or one.reference]
    assert near_names(entries, 7) == found


def test_near_names_that_alert_stand_beside_the_recall_of_the_set():
    record = measured()
    one = next(one for one in record["recall"] if one["id"] == "ssb")
    whole, *classes = one["near_names"]
    assert whole["asked"] == sum(row["asked"] for row in classes) > 0
    assert 0 <= whole["found"] == sum(row["found"] for row in classes) <= whole["asked"]
    what = [one["what"] for one in record["verdict"]["figures"]]
    assert what.index("Near names that alert: Public benchmark (ssb)") > what.index("Recall: Public benchmark (ssb)")


def test_every_class_of_the_package_is_named_in_words():
    from ssb import negatives, perturb

    near = {negatives.CROSS_PAIR, negatives.TOKEN_SWAP, negatives.EDIT_BEYOND}
    assert set(settings().benchmark_words) == set(perturb.REGISTRY) | near
