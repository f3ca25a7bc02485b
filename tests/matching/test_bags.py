"""Names as arrays: they come back as they went in, and pairs score as general.py scores them one by one."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screen.matching.bags import Bag
from screen.matching.joins import Joined, Joins
from screen.matching.overlap import Alike, Pairs, bounds, scores
from screen.model import Kind
from screen.names import general
from screen.names.comparison import policy
from screen.names.tokens import tokenise
from screen.names.vocabulary import Vocabulary

WORDS = {
    Kind.PERSON: ["Abdul", "Rahman", "Abdulrahman", "A", "Al", "Li", "Ali", "Mo", "Alioglu", "Mohammed", "Muhammad", "bin", "Ivanov", "J"],
    Kind.ORGANISATION: ["Nam", "Chon", "Gang", "Namchongang", "Namchongan", "Trading", "Bank", "Co., Ltd.", "39", "S", "Global",
                        "Foreign", "Promishlennaya", "Promishl", "Na", "Tra", "University"],
}  # fmt: skip


@st.composite
def two_sides(draw):
    kind = draw(st.sampled_from([Kind.PERSON, Kind.ORGANISATION]))
    names = st.lists(st.sampled_from(WORDS[kind]), min_size=1, max_size=5).map(" ".join)
    sides = [draw(st.lists(names, min_size=1, max_size=4)) for _ in range(2)]
    asked, listed = ([tokenise(name, kind) for name in side] for side in sides)
    width = min(policy().field_widths)
    return kind, [replace(one, length=width) if draw(st.booleans()) else one for one in asked], listed


@given(two_sides())
def test_a_bag_gives_its_names_back(made):
    _, names, _ = made
    bag = pickle.loads(pickle.dumps(Bag.of(names)))
    assert [bag.name(place) for place in range(len(bag))] == names


CUT = (
    Kind.ORGANISATION,
    *([tokenise(name, Kind.ORGANISATION)] for name in ("Nam Nam Trading Nam", "Chon Namchongang")),
)


@settings(max_examples=200, deadline=None)
@given(two_sides())
@example(CUT)
def test_what_a_pair_may_score_is_never_less_than_it_does_and_no_more_where_nothing_is_joined(made):
    kind, asked, listed = made
    is_person = kind is Kind.PERSON
    ours, theirs = Bag.of(asked), Bag.of(listed)
    alike = Alike.of(ours, Vocabulary(theirs.vocabulary, is_person))
    row, column = (at.ravel() for at in np.indices((len(asked), len(listed))))
    pairs = Pairs(ours, theirs, row, column, is_person)
    joins = Joins(theirs, theirs.holders(), is_person).between(ours, ours.holders())
    joined = Joined.all_of(joins, len(theirs))
    at = np.searchsorted(joined.keys(), row * len(theirs) + column)
    is_joined = joined.hold(row, column)
    told = [np.append(part, 0)[at] * is_joined for part in (joined.bits, joined.asked_costs, joined.listed_costs)]
    exact, most = scores(pairs, alike), bounds(pairs, alike, *told)
    for place, (i, j) in enumerate(zip(row.tolist(), column.tolist(), strict=True)):
        wanted, _ = general.compare(asked[i], listed[j], kind)
        assert most[place] >= wanted - 0.001 or general.align(asked[i], listed[j], is_person).pinyin, (
            asked[i],
            listed[j],
        )
        if not (is_joined[place] or general.align(asked[i], listed[j], is_person).pinyin):
            assert exact[place] >= wanted - 0.001, (asked[i], listed[j])


@pytest.mark.parametrize(
    ("asked", "listed", "is_found"),
    [
        ("Namchongang", "Nam Chon Gang", True), ("Nam Chon Gang", "Namchongang", True), ("Namchonkang", "Nam Chon Gang", True),
        ("Namchognang", "Nam Chon Gang", True), ("Tamchongang", "Nam Chon Gang", False), ("Namchongang", "Nam Chon Gang Ho", True),
        ("Namchongang", "Nam Gang Chon", False), ("Namcho", "Nam Chon", False),
    ],
)  # fmt: skip
def test_a_word_meets_what_is_written_apart(asked, listed, is_found):
    ours, theirs = (Bag.of([tokenise(name, Kind.ORGANISATION)]) for name in (asked, listed))
    joins = Joins(theirs, theirs.holders(), is_person=False).between(ours, ours.holders())
    assert bool(len(Joined.all_of(joins, 1).asked)) is is_found
