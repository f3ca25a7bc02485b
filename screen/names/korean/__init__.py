"""The Korean comparator: personal names in any romanisation or script as syllables, and how far apart two are."""

from screen.names.korean.compare import KoreanMatch, compare, one_off_top
from screen.names.korean.index import KoreanIndex
from screen.names.korean.parse import Lattice, is_certain, is_decided, parse
from screen.names.korean.rarity import RarityClass, rarity
from screen.names.korean.words import same_word, word_keys

__all__ = [
    "KoreanIndex",
    "KoreanMatch",
    "Lattice",
    "RarityClass",
    "compare",
    "is_certain",
    "is_decided",
    "one_off_top",
    "parse",
    "rarity",
    "same_word",
    "word_keys",
]
