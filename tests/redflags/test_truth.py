"""Conditions in three values: an oracle, and laws about what is not known."""

from hypothesis import given, settings
from hypothesis import strategies as st

from screen.redflags.evaluate import truth
from screen.redflags.facts import Answers
from screen.redflags.rule import Condition

NAMES = "abcd"
VALUES = st.sampled_from([True, False, None])
LEAVES = st.sampled_from(NAMES).map(lambda name: Condition("fact", fact=name))
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Condition, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        inner.map(lambda one: Condition("not", (one,))),
    ),
    max_leaves=8,
)


def told(condition, values):
    """Return what a condition says of one row: True, False or None."""
    answers = {name: Answers([value], [""]) for name, value in zip(NAMES, values, strict=True)}
    return {1: True, 0: None, -1: False}[int(truth(condition, answers.__getitem__)[0])]


def expected(condition, values):
    """Say the same in words of Kleene's logic."""
    if condition.operator == "fact":
        return values[NAMES.index(condition.fact)]
    parts = [expected(part, values) for part in condition.parts]
    if condition.operator == "not":
        return None if parts[0] is None else not parts[0]
    decides = condition.operator == "any"
    return decides if decides in parts else None if None in parts else not decides


FOUR = st.tuples(*[VALUES] * len(NAMES))


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, FOUR)
def test_a_condition_says_what_kleenes_logic_says(condition, values):
    assert told(condition, values) is expected(condition, values)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, FOUR, st.tuples(*[st.booleans()] * len(NAMES)))
def test_what_is_decided_stays_so_whatever_the_missing_cells_say(condition, values, filled):
    before = told(condition, values)
    after = told(
        condition, [known if known is not None else later for known, later in zip(values, filled, strict=True)]
    )
    assert before is None or after is before
    assert after is not None


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, st.lists(FOUR, min_size=1, max_size=5))
def test_a_row_is_judged_by_its_own_cells(condition, rows):
    answers = {name: Answers([row[place] for row in rows], [""] * len(rows)) for place, name in enumerate(NAMES)}
    words = {1: True, 0: None, -1: False}
    together = [words[int(one)] for one in truth(condition, answers.__getitem__)]
    assert together == [told(condition, row) for row in rows]
