"""Match bands of one's own: which scores move with them, which stay, and for whom they hold."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.matching.policy import points_of, policy, score_of, shipped_policy, using
from screen.model import Band

MEANT = [(part, key, how) for part, keys in shipped_policy().meant.items() for key, how in keys.items()]


def score(part, key):
    return getattr(policy(), part)[key]


@pytest.mark.parametrize(
    ("bands", "part", "key", "expected", "why"),
    [
        ({}, "name", "contradicted_most", 84, "as shipped"),
        ({"medium": 75}, "name", "contradicted_most", 84, "84 still lies in medium"),
        ({"high": 80}, "name", "contradicted_most", 79.9, "it may not reach high"),
        ({"medium": 88, "high": 95}, "name", "contradicted_most", 88, "it may not become a near miss"),
        ({"high": 90}, "name", "identifier_conflict", 90, "90 is high still"),
        ({"high": 95}, "name", "identifier_conflict", 95, "it stays high"),
        ({"low": 45}, "name", "near_miss_floor", 50, "50 is a near miss still"),
        ({"low": 60}, "name", "near_miss_floor", 60, "it stays visible"),
        ({"low": 42, "medium": 48}, "name", "near_miss_floor", 47.9, "it raises no alert"),
        ({"high": 90}, "rarity", "very common", 78, "nothing lifts a common name"),
        ({"medium": 80}, "rarity", "very common", 78, "a cap is no floor"),
        ({"high": 75}, "rarity", "very common", 73.9, "a common name alone is never high"),
        ({"low": 45}, "rarity", "weak reading", 44.8, "alone it is nothing"),
        ({"high": 88}, "rarity", "uncommon", 90, "of an uncommon name nothing is promised"),
        ({"medium": 60}, "weak_alias", "short", 58.6, "a short weak alias alone is a near miss at most"),
        ({"high": 75}, "weak_alias", "distinctive", 73.9, "a weak alias alone is medium at most"),
        ({"low": 60}, "name", "contradicts_below", 50, "how alike names are is no band"),
    ],
)
def test_a_score_that_stands_for_a_band_moves_only_as_far_as_its_meaning_asks(bands, part, key, expected, why):
    with using(bands):
        assert score(part, key) == pytest.approx(expected), why


@st.composite
def bands(draw):
    tenths = draw(st.lists(st.integers(400, 1000), min_size=3, max_size=3, unique=True))
    return dict(zip(("low", "medium", "high"), (one / 10 for one in sorted(tenths)), strict=True))


@given(bands())
def test_what_stands_for_a_band_keeps_to_it_wherever_the_bands_are(chosen):
    with using(chosen):
        for part, key, meaning in MEANT:
            how, _, word = meaning.rpartition(" ")
            found = score(part, key)
            if how == "in":
                assert policy().band(found) is Band.of(word), (part, key)
            else:  # such a score becomes points and comes back
                assert policy().band(score_of(points_of(found))) <= Band.of(word), (part, key)


def test_bands_hold_inside_only_also_inside_others():
    with using({"medium": 80}):
        assert policy().bands[Band.MEDIUM] == 80
        with using({}):
            assert policy() is shipped_policy()
        assert policy().bands[Band.MEDIUM] == 80
    assert policy() is shipped_policy()


def test_bands_hold_for_one_thread_alone():
    seen = []
    with using({"medium": 80}):
        other = Thread(target=lambda: seen.append(policy().bands[Band.MEDIUM]))
        other.start()
        other.join()
    assert seen == [70]
