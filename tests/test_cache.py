"""Prepared lists: the same answers from the cache, and a damaged or foreign file is made again without a word."""

import hashlib
import os
import pickle
import shutil
from dataclasses import replace

import pytest

from screen.cache import Cache, prepared
from screen.lists import load_watchlists
from screen.names.korean.tables import hanja, pinyin, surnames, syllables
from screen.names.words.company import known_words
from screen.redflags import load_rules
from screen.screening import Screener
from tests.builders import entry, watchlist


def kept(folder):
    return sorted((folder / "prepared").glob("*.bin"))


def test_a_value_is_made_once(tmp_path):
    made = []
    for _ in range(3):
        Cache(tmp_path).get("list", ("a",), lambda: made.append(1) or "value")
    assert made == [1]
    assert len(kept(tmp_path)) == 1


def test_another_content_is_another_value(tmp_path):
    cache = Cache(tmp_path)
    assert [cache.get("list", parts, lambda parts=parts: parts) for parts in (("a",), ("b",), ("a", "b"))] == [
        ("a",),
        ("b",),
        ("a", "b"),
    ]


DAMAGES = {
    "cut off": lambda data: data[:-7],
    "a byte changed": lambda data: data[:50] + bytes([data[50] ^ 1]) + data[51:],
    "empty": lambda data: b"",
    "another file": lambda data: b"PK\x03\x04" + b"x" * 500,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_made_again(tmp_path, damage):
    Cache(tmp_path).get("list", ("a",), lambda: list(range(1000)))
    (path,) = kept(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert Cache(tmp_path).get("list", ("a",), lambda: "new") == "new"
    assert Cache(tmp_path).get("list", ("a",), lambda: "newer") == "new"


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    assert Cache(blocked).get("list", ("a",), lambda: "value") == "value"


def test_only_the_files_used_last_are_kept(tmp_path):
    cache = Cache(tmp_path)
    for number in range(40):
        cache.get("list", (str(number),), lambda: "value")
        for path in kept(tmp_path)[:1]:
            os.utime(path, (number, number))
    assert len(kept(tmp_path)) <= 24


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DPRK_SCREEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_screener_answers_alike_with_and_without_a_prepared_list(own_cache):
    names = ["Glocom", "Korea Mining Development Trading Corp", "Ri Yong Ho", "金正恩", "Hana Bank"]
    answers = [Screener(load_watchlists()).match_names(names) for _ in range(2)]
    assert len(kept(own_cache)) > 1
    assert answers[0].equals(answers[1])
    assert not answers[0].empty


def test_lists_made_by_hand_are_never_kept(own_cache):
    for name in ("GLOCOM", "AIR KORYO"):
        screener = Screener([watchlist(entry(name))])
        assert screener.match_names([name])["matched_name"].tolist() == [name]
    assert not [path for path in kept(own_cache) if path.name.startswith("matcher")]


def test_a_changed_list_is_prepared_anew(own_cache):
    for name in ("GLOCOM", "AIR KORYO"):
        one = replace(watchlist(entry(name)), version=name)
        found = Screener([one]).match_names([name])
        assert found["matched_name"].tolist() == [name]


class Hostile:
    """What a stranger would leave for somebody else's program to open."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return open, (str(self.mark), "w")


def test_what_a_data_directory_brings_along_is_never_opened(own_cache, tmp_path):
    assert Screener(load_watchlists()).matcher
    data = pickle.dumps(Hostile(tmp_path / "opened"))
    brought = tmp_path / "data" / "prepared"
    brought.mkdir(parents=True)
    for path in kept(own_cache):
        (brought / path.name).write_bytes(hashlib.sha256(data).digest() + data)
    shutil.rmtree(own_cache)
    folder = tmp_path / "data"
    assert Screener(load_watchlists(data_dir=folder), data_dir=folder).matcher
    assert not (tmp_path / "opened").exists()


def test_a_table_is_made_once_for_all_runs(own_cache):
    made = []

    def table():
        made.append(1)
        return {"a": 1}

    assert [prepared(table)() for _ in range(3)] == [{"a": 1}] * 3
    assert made == [1]
    assert len(kept(own_cache)) == 1


@pytest.mark.parametrize(
    "table", [known_words, syllables, surnames, hanja, pinyin, load_rules], ids=lambda one: one.__name__
)
def test_a_table_that_is_kept_is_the_one_that_is_made(table):
    assert pickle.loads(pickle.dumps(table())) == table()
