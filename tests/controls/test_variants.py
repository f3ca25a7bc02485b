"""Listed names as others would write them: what is made, what is not, and always the same for a seed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest
from rapidfuzz.distance import OSA

from screen.controls import CLASSES, variants
from screen.controls.edits import typing_error
from screen.matching.index import Index
from screen.names.folding import clean
from tests.builders import cases, entry, watchlist

FEW = (
    entry("Green Pine Associated Corporation", id="1", aliases=("Chongsong Yonhap", "청송련합")),
    entry("KIM, Yong Chol", id="2", kind="person", nationalities=("KP",)),
    entry("Korea Mining Development Trading Corporation", id="3"),
    entry("RI Chol Su", id="4", kind="person", nationalities=("KP",), aliases=("Lee Chul Soo",)),
    entry("Petrel 8", id="5", kind="vessel"),
)


def made(*entries, how, seeds=60):
    """Return every variant of a class that some seed gives."""
    index = Index.compile([watchlist(*entries)])
    return {one.name for seed in range(seeds) for one in variants(index, len(entries), seed, classes=(how,))}


def split(cell):
    return {one for one in cell.split("|") if one}


@pytest.mark.parametrize("case", cases(__file__, "variants.csv"), ids=lambda case: f"{case['how']}: {case['why']}")
def test_a_listed_name_is_written_as_others_would(case):
    one = entry(case["name"], kind=case["kind"], aliases=tuple(split(case["aliases"])),
                nationalities=tuple(split(case["nationality"])))  # fmt: skip
    found = made(one, how=case["how"])
    only = set() if case["only"] == "none" else split(case["only"])
    assert found <= only, case["why"]
    assert split(case["also"]) <= found, case["why"]


def test_a_typing_error_is_one_slip_inside_a_long_word():
    names = made(entry("Green Pine Associated Corporation"), how="typing error")
    assert len(names) > 20
    for name in names:
        assert OSA.distance("Green Pine Associated Corporation", name) == 1
        assert [word[0] for word in name.split()] == ["G", "P", "A", "C"]


@pytest.mark.parametrize("name", ["Büro Moser", "Foo (Bar) Trading", "Unit 586"])
def test_what_is_not_plain_latin_gets_no_typing_error(name):
    assert typing_error(name, Random(1)) == ""


def test_look_alike_letters_read_as_before():
    names = made(entry("Green Pine Associated"), how="look-alike letters")
    assert names
    for name in names:
        assert name != "Green Pine Associated"
        assert clean(name).text.replace("0", "o").replace("5", "S").replace("1", "l") == "Green Pine Associated"


def test_a_variant_that_another_party_bears_is_not_made():
    whole, cut = "Korea Mining Development Trading Corporation", "Korea Mining Development Tradi"
    assert cut in made(entry(whole), how="truncation")
    assert cut not in made(entry(whole), entry(cut), how="truncation")
    assert "Lee Chul Soo" not in made(
        FEW[3], entry("Chul Soo Lee", id="9", kind="person", nationalities=("KP",)), how="other romanisation"
    )


def test_a_name_that_two_entries_of_a_list_share_is_asked_for_all_the_same():
    twice = [entry("Green Pine Associated", id=number) for number in ("1", "2")]
    found = variants([watchlist(*twice)], 5, 1, classes=("exact",))
    assert {one.reference for one in found} == {"TEST:1", "TEST:2"}


def test_a_delisted_entry_gives_no_control():
    gone = entry("Green Pine Associated Corporation", legal_status="delisted")
    assert variants([watchlist(gone)], 5, 1) == []


def test_a_weak_alias_gives_no_control():
    assert not made(entry("Green Pine Associated Corporation", weak_aliases=("PINEGREEN",)), how="alias")


def test_an_entry_gives_one_control_of_a_class_and_no_class_more_than_asked_for():
    found = variants([watchlist(*FEW)], 2, 3)
    for how in CLASSES:
        own = [one.reference for one in found if one.how == how]
        assert len(own) == len(set(own)) <= 2


def test_a_class_does_not_depend_on_the_others():
    index = Index.compile([watchlist(*FEW)])
    found = variants(index, 2, 3)
    for how in CLASSES:
        assert variants(index, 2, 3, classes=(how,)) == [one for one in found if one.how == how]


def test_controls_may_be_chosen_among_some_entries():
    index = Index.compile([watchlist(*FEW)])
    assert {one.reference for one in variants(index, 5, 3, among=[1, 3])} == {"TEST:2", "TEST:4"}


def test_a_seed_gives_the_same_controls_in_every_process():
    told = (
        "from tests.controls.test_variants import *; print([one.name for one in variants([watchlist(*FEW)], 2, 7)])"
    )
    found = {
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=env).stdout
        for env in ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    }
    here = [one.name for one in variants([watchlist(*FEW)], 2, 7)]
    assert found == {f"{here}\n"}
    assert here != [one.name for one in variants([watchlist(*FEW)], 2, 8)]


def test_a_control_says_what_it_was_made_from():
    (one,) = variants([watchlist(FEW[1])], 1, 5, classes=("order",))
    assert replace(one, name="") == replace(
        one, name="", kind="person", reference="TEST:2", how="order", script="Latin", listed="KIM, Yong Chol"
    )
    (alike,) = variants([watchlist(FEW[0])], 1, 5, classes=("look-alike letters",))
    assert alike.script == "Latin"
    (hangul,) = variants([watchlist(FEW[0])], 1, 5, classes=("other script",))
    assert (hangul.script, hangul.listed) == ("Hangul", "청송련합")
