"""Whole vocabularies: the same figures as for two tokens, however they are asked."""

import pickle

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.names.letters import Letters
from screen.names.similarity import similarity
from screen.names.vocabulary import Vocabulary
from tests.builders import cases

WORDS = sorted({case[side] for case in cases(__file__, "similarity.csv") for side in ("one", "other")})

tokens = st.one_of(st.sampled_from(WORDS), st.text("abhiklmnorsuy015жд", min_size=1, max_size=13))
vocabularies = st.lists(tokens, min_size=1, max_size=8, unique=True)


@settings(max_examples=100, deadline=None)
@given(vocabularies, vocabularies, st.booleans())
def test_a_vocabulary_says_of_every_pair_what_two_tokens_alone_do(asked, listed, is_person):
    near = Vocabulary(listed, is_person).near(asked).toarray()
    for i, one in enumerate(asked):
        for j, other in enumerate(listed):
            assert near[i, j] == similarity(one, other, is_person), (one, other)


@given(vocabularies, vocabularies, vocabularies)
def test_what_was_asked_before_changes_no_answer(listed, one, other):
    vocabulary = Vocabulary(listed, is_person=True)
    vocabulary.near(one)
    again = vocabulary.near(other).toarray()
    assert (again == Vocabulary(listed, is_person=True).near(other).toarray()).all()
    assert (again == pickle.loads(pickle.dumps(vocabulary)).near(other).toarray()).all()


def test_a_token_that_ends_a_name_reaches_the_longer_ones_it_may_be_cut_from():
    vocabulary = Vocabulary(["promishlennaya", "akhund", "promishl"], is_person=False)
    assert vocabulary.completions("promishl") == [0]


@given(st.lists(st.text("abcкл12", max_size=6), min_size=1, max_size=6), st.data())
def test_the_same_letters_have_the_same_hash_wherever_they_stand(words, data):
    text = "".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    alone = Letters([text[start:end]])
    assert Letters(words).hashes(np.array([start]), np.array([end])) == alone.hashes(alone.starts, alone.ends)
