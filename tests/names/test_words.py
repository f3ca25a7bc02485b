"""Words: legal forms, company words, segmentation, titles, and how much a token says."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screen.data import read_csv, read_yaml, rules_file
from screen.model import Kind
from screen.names import words
from screen.names.folding import fold
from screen.names.tokens import tokenise, variants

with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as stream:
    NAMES = [(row["name"], row["core"], row["forms"], row["why"]) for row in csv.DictReader(stream)]

LEGAL_FORMS = read_csv(rules_file("names", "legal_forms.csv"))
COMPANY_WORDS = read_csv(rules_file("names", "company_words.csv"))
SETTINGS = read_yaml(rules_file("names", "names.yml"))

folded_words = st.lists(
    st.one_of(
        st.sampled_from([token for row in LEGAL_FORMS for token in row["form"].split()]),
        st.sampled_from([token for row in COMPANY_WORDS for token in row["word"].split()]),
        st.text("abgkonr", min_size=1, max_size=6),
    ),
    max_size=7,
)


# ---- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "core", "forms", "why"), NAMES, ids=[case[0] for case in NAMES])
def test_a_name_is_reduced_to_what_distinguishes_it(name, core, forms, why):
    found = tokenise(name, Kind.ORGANISATION)
    assert (" ".join(found.core), " ".join(found.forms)) == (core, forms), why


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Dandong Hongxiang (丹东鸿祥)", "丹东鸿祥"),
        ("Glocom a.k.a. Pan Systems", "Pan Systems"),
        ("Glocom / Pan Systems", "Pan Systems"),
        ("Acme Ltd formerly Zenith Ltd", "Zenith Ltd"),
    ],
)
def test_a_cell_with_two_names_holds_both(cell, expected):
    assert expected in variants(cell)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("丹东宏祥实业发展有限公司", ["丹东", "宏祥", "实业", "发展", "有限公司"]),
        ("조선무역은행", ["조선", "무역", "은행"]),
        ("abc株式会社", ["abc", "株式会社"]),
        ("宏祥", ["宏祥"]),
        ("", []),
    ],
)
def test_joined_scripts_are_cut_at_known_words(text, pieces):
    assert words.segment(text) == pieces


@given(st.text("丹东宏祥实业发展有限公司贸易조선무역은행abc", max_size=20))
def test_cutting_loses_no_letter(text):
    assert "".join(words.segment(text)) == text


@given(folded_words)
def test_taking_legal_forms_away_keeps_order_and_never_empties_a_name(tokens):
    core, forms = words.strip_legal(tokens)
    rest = iter(tokens)
    assert all(token in rest for token in core)
    assert bool(core) == bool(tokens)
    assert len(core) + len(forms) <= len(tokens)


# ---- titles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "kind", "kept"),
    [
        ("m v chong chon gang", Kind.VESSEL, "chong chon gang"),
        ("motor vessel chong chon gang", Kind.VESSEL, "chong chon gang"),
        ("m s acme traders", Kind.ORGANISATION, "acme traders"),
        ("mv consulting", Kind.ORGANISATION, "mv consulting"),
        ("m t ortega", Kind.PERSON, "m t ortega"),
        ("prof dr nadia ortega phd", Kind.PERSON, "nadia ortega"),
        ("리 용 호", Kind.PERSON, "리 용 호"),
        ("리용호 동지", Kind.PERSON, "리용호"),
        ("мr", Kind.PERSON, "мr"),
        ("dr", Kind.PERSON, "dr"),
    ],
)
def test_titles_go_where_they_are_titles(tokens, kind, kept):
    assert " ".join(words.drop_titles(tokens.split(), kind)) == kept


# ---- what a name shows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "shows"),
    [
        ("glocom sdn bhd", True),
        ("dandong trading", True),
        ("kim haeun", False),
        ("susan ortega", False),
        ("dev ortega", False),
        ("nao ortega", False),
        ("ri sung sa", False),
        ("mokran ooo", True),
    ],
)
def test_only_words_no_person_carries_show_an_organisation(tokens, shows):
    assert words.shows_organisation(tokens.split()) is shows


# ---- how much a token says ------------------------------------------------------------------------------


def test_generic_words_say_little_and_rare_ones_much():
    trading, korea, koryo, rare = words.information(["trading", "korea", "koryo", "glocom"])
    assert max(trading, korea) < koryo < rare == SETTINGS["unknown_bits"]


@pytest.mark.parametrize("word", ["fortuna", "leader", "symphony", "victory", "pioneer", "smith", "dandong"])
def test_a_word_a_place_or_a_common_name_distinguishes_nobody(word):
    assert words.is_word(word)
    assert words.information([word])[0] <= SETTINGS["word_bits"]


@pytest.mark.parametrize("word", ["glocom", "komid", "gazprom", "siemens", "namchongang", "ryonbong"])
def test_a_brand_is_no_word_however_many_subsidiaries_carry_it(word):
    assert not words.is_word(word)


def test_plurals_are_words_as_well():
    assert words.is_word("symphonies"[:-3] + "y")
    assert words.is_word("leaders")


@pytest.mark.parametrize("kinds", [words.information, words.person_information])
@settings(max_examples=50)
@given(tokens=folded_words)
def test_bits_stay_between_nothing_and_the_most(kinds, tokens):
    assert all(0 < bits <= SETTINGS["unknown_bits"] for bits in kinds(tokens))


def test_a_common_name_says_less_than_a_rare_one():
    common, rare = words.person_information(["maria", "xavierine"])
    assert common < rare == SETTINGS["unknown_person_bits"]


@pytest.mark.parametrize(
    ("short", "long"), [("comm", "communications"), ("comp", "computer"), ("dev", "development"), ("trd", "trading")]
)
def test_a_short_form_may_stand_for_its_word_and_says_little(short, long):
    assert long in words.expand(short)
    assert words.information([short])[0] <= SETTINGS["abbreviation_bits"]


# ---- the tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "column"),
    [("legal_forms.csv", "form"), ("company_words.csv", "word"), ("abbreviations.csv", "short")],
)
def test_every_key_stands_once_and_is_folded(file, column):
    keys = [row[column] for row in read_csv(rules_file("names", file))]
    assert [key for key in keys if fold(key) != key] == []
    assert sorted(set(keys)) == sorted(keys)


def test_titles_stand_once_for_each_bearer():
    titles = [(row["title"], row["bearer"], row["place"]) for row in read_csv(rules_file("names", "titles.csv"))]
    assert sorted(set(titles)) == sorted(titles)
    assert {bearer for _, bearer, _ in titles} <= set(Kind)
    assert {place for _, _, place in titles} == {"front", "end"}


def test_a_canonical_word_is_its_own_canonical_word():
    canonical = {row["canonical"] for row in COMPANY_WORDS}
    changed = {part for words_of in canonical for part in words_of.split() if words.canonical_word(part) != part}
    assert changed == set()


def test_a_form_is_no_company_word_as_well():
    assert {row["form"] for row in LEGAL_FORMS} & {row["word"] for row in COMPANY_WORDS} == set()


def test_classes_places_and_languages_are_known():
    assert {row["class"] for row in COMPANY_WORDS} == set(SETTINGS["class_bits"])
    assert {row["place"] for row in LEGAL_FORMS} == {"any", "start", "end", "edge"}
    assert all(row["language"] for row in (*COMPANY_WORDS, *LEGAL_FORMS))


def test_every_file_of_the_folder_is_described():
    described = {*SETTINGS["files"], "names.yml", "comparison.yml", "build.py", "words_licence.txt"}
    folder = rules_file("names", "names.yml").parent
    assert {path.name for path in folder.iterdir() if path.is_file()} == described
    assert all({"holds", "source"} <= set(about) for about in SETTINGS["files"].values())


@pytest.mark.parametrize("file", ["frequencies_company.csv", "frequencies_person.csv"])
def test_a_frequency_is_a_share_of_a_million_of_one_token(file):
    rows = read_csv(rules_file("names", file))
    assert all(0 < int(row["per_million"]) < 1_000_000 for row in rows)
    assert all(" " not in row["token"] and len(row["token"]) > 1 for row in rows)
