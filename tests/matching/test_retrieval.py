"""Retrieval: it loses nothing that exhaustive scoring finds, and batches agree with single names."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.matching.index import Index
from screen.matching.names import NameMatcher
from screen.screening import Screener
from tests.builders import entry, watchlist

PERSONS = (
    "RI, Yong Ho", "KIM, Kwang Yon", "ZHANG, Xiaoming", "MAO Zedong", "JABER, Mohammad", "BUDNEV, Aleksey Viktorovich",
    "SMITH, John", "O, Chong Ok", "AL-ZAWAHIRI, Ayman", "PARK, Jin Hyok",
)  # fmt: skip
FIRMS = (
    "KOREA MINING DEVELOPMENT TRADING CORPORATION", "GLOCOM", "DANDONG KEHUA ECONOMY & TRADE CO., LTD.", "NAMCHONGANG TRADING",
    "NAM NAM GENERAL CORPORATION", "BALTIYSKAYA PROMISHLENNAYA KOMPANIYA", "RYONHA MACHINERY JOINT VENTURE", "OFFICE 39",
    "LIMITED LIABILITY COMPANY MALVIN SYSTEMS",
)  # fmt: skip
MATCHERS = {
    kind: NameMatcher(
        Index.compile([watchlist(*(entry(name, kind=kind) for name in names))]).names[group], kind == "person"
    )
    for kind, group, names in (("person", "person", PERSONS), ("organisation", "other", FIRMS))
}
LEAST = 50


@st.composite
def questions(draw, names):
    """A listed name with a few letters changed, cut, dropped, or its words in another order."""
    name = draw(st.sampled_from(names))
    how = draw(st.sampled_from(["as it is", "typo", "cut", "order", "vowels", "drop", "initial"]))
    words = name.split()
    place = draw(st.integers(1, len(name) - 2))
    if how == "typo":
        return name[:place] + draw(st.sampled_from("aeiougkln1")) + name[place + 1 :]
    if how == "cut":
        return name[: draw(st.sampled_from([20, 25, 30]))]
    if how == "order":
        return " ".join(reversed(words))
    if how == "vowels":
        return " ".join(word[0] + "".join(c for c in word[1:] if c not in "aeiouAEIOU") for word in words)
    if how == "drop":
        return " ".join(words[:-1] or words)
    return " ".join([words[0][0], *words[1:]]) if how == "initial" else name


@pytest.mark.parametrize("kind", MATCHERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_retrieval_loses_nothing_that_exhaustive_scoring_finds(kind, data):
    matcher = MATCHERS[kind]
    name = data.draw(questions(PERSONS if kind == "person" else FIRMS))
    proposed = {pair.listed: pair.score for pair in matcher.match([name], LEAST)}
    for place, text in enumerate(matcher.listed.texts):
        exact = matcher.exactly(name, place, LEAST).score
        if exact >= LEAST:
            assert proposed.get(place) == exact, (name, text)
        else:
            assert place not in proposed, (name, text)


@pytest.mark.parametrize("kind", MATCHERS)
def test_a_batch_and_single_names_agree_to_the_digit(kind):
    matcher = MATCHERS[kind]
    names = sorted({*matcher.listed.texts, "Kim Jong Un", "Glocom Sdn Bhd", "Mao Tse-tung", "Hngxng", "Office 38"})
    batch = {(names[pair.asked], pair.listed): pair.score for pair in matcher.match(names, LEAST)}
    single = {(name, pair.listed): pair.score for name in names for pair in matcher.match([name], LEAST)}
    assert batch == single


def test_a_numbered_name_is_found_at_its_own_score_in_another_process_too(tmp_path):
    matcher = MATCHERS["organisation"]
    score = max(pair.score for pair in matcher.match(["Office 39"], LEAST))
    (tmp_path / "matcher.pickle").write_bytes(pickle.dumps(matcher))
    program = (
        "import pickle, sys; matcher = pickle.load(open(sys.argv[1], 'rb')); "
        "print(len(matcher.match(['Office 39'], float(sys.argv[2]))))"
    )
    for seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "matcher.pickle"), str(score)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert said == "1\n"


def test_many_names_over_processes_have_the_answers_of_one():
    lists = [watchlist(*(entry(name, kind="organisation") for name in FIRMS))]
    names = [f"{name} {word}" for word in ("", "Ltd", "Trading", "Bank") for name in FIRMS]
    screener = Screener(lists)
    alone = screener.match_names(names, threshold=50, processes=1)
    assert len(alone)
    assert screener.match_names(names, threshold=50, processes=2).equals(alone)
    shuffled = screener.match_names(names[::-1], threshold=50, processes=2)
    turned = shuffled.assign(query_index=len(names) - 1 - shuffled["query_index"])
    assert turned.sort_values(
        ["query_index", "score", "entry_id"], ascending=[True, False, True], ignore_index=True
    ).equals(alone)


def test_a_script_without_a_guard_may_use_processes_and_a_killed_one_costs_no_answer(tmp_path):
    program = tmp_path / "script.py"
    program.write_text(
        "import os, signal\n"
        "from loky import get_reusable_executor\n"
        "from screen import Screener\n"
        "from tests.builders import entry, watchlist\n"
        "screener = Screener([watchlist(entry('GLOCOM', kind='organisation'))])\n"
        "for _ in range(2):\n"
        "    print(len(screener.match_names(['Glocom Ltd', 'Glocom', 'Other'], processes=2)))\n"
        "    for process in list(get_reusable_executor(2, timeout=300)._processes):\n"
        "        os.kill(process, getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    folder = str(Path(__file__).resolve().parents[2])
    done = subprocess.run([sys.executable, str(program)], env={**os.environ, "PYTHONPATH": folder}, capture_output=True,
                          text=True, timeout=300, check=False)  # fmt: skip
    assert done.stdout.split() == ["2", "2"], done.stderr


def test_a_name_of_thousands_of_words_is_compared_in_bounded_steps():
    matcher = MATCHERS["person"]
    found = matcher.match(["K " * 3000 + "Kim Ri Zhang Mao Smith Park", "Smith John"], LEAST)
    assert [matcher.listed.texts[pair.listed] for pair in found if pair.asked == 1] == ["SMITH, John"]
