"""What the words of a name mean: legal forms, company words, short forms, titles, and how much each says.

All tables stand in rules/names/ and are frozen: adding a list moves no score. Characters are left to folding.py, splitting a
name to tokens.py; every token that comes in here is folded.
"""

from screen.names.words.company import canonical_word, is_company_word, is_vocabulary, join_phrases, word_class
from screen.names.words.fillers import drop_titles, is_filler, is_school, is_son_of, numerals
from screen.names.words.information import (
    cost_scale,
    information,
    is_word,
    person_information,
    rarity_class,
    word_bits,
)
from screen.names.words.legal_forms import segment, shows_organisation, strip_legal
from screen.names.words.lexicon import is_personal_name
from screen.names.words.mending import mend, unglued
from screen.names.words.short_forms import expand

__all__ = [
    "canonical_word", "cost_scale", "drop_titles", "expand", "information", "is_company_word", "is_filler",
    "is_personal_name", "is_school", "is_son_of", "is_vocabulary", "is_word", "join_phrases", "mend", "numerals",
    "person_information", "rarity_class", "segment", "shows_organisation", "strip_legal", "unglued", "word_bits",
    "word_class",
]  # fmt: skip
