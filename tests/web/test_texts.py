"""The catalogues of all languages say the same things."""

import re
import string
from pathlib import Path

import pytest

from screen.web.texts import FIRST, LANGUAGES, chosen, texts

WEB = Path(__file__).resolve().parents[2] / "screen" / "web"
OTHERS = [language for language in LANGUAGES if language != FIRST]


def forms(text):
    return list(text.values()) if isinstance(text, dict) else [text]


def values(text):
    return {name for form in forms(text) for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_there_in_every_language_with_the_same_values(language):
    first, other = texts(FIRST), texts(language)
    assert list(other.words) == list(first.words)
    for key, text in first.words.items():
        assert values(other.words[key]) == values(text), key
        assert isinstance(other.words[key], dict) == isinstance(text, dict), key


def test_every_text_that_a_template_or_page_asks_for_is_there():
    asked = set()
    for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py")):
        asked |= set(re.findall(r"[\"']([a-z]+\.[a-z_0-9]+)[\"']", path.read_text(encoding="utf-8")))
    known = set(texts(FIRST).words)
    sections = {key.split(".")[0] for key in known}
    called = {key for key in asked if key.split(".")[0] in sections and not key.endswith((".html", ".py", ".yml"))}
    begun = {key for key in called if key.endswith("_") and any(one.startswith(key) for one in known)}
    assert called - known - begun == set()


def test_numbers_and_counts_are_written_as_the_language_does():
    assert texts("en")("common.rows", count=1) == "1 row"
    assert texts("en")("common.rows", count=20_000) == "20,000 rows"
    assert texts("fr")("common.rows", count=0) == "0 ligne"
    assert texts("fr")("common.rows", count=20_000) == "20\u202f000 lignes"
    assert texts("ko")("common.rows", count=1) == "1행"


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("ko", "fr", "ko"), ("xx", "fr", "fr"), ("", "", "en"), ("", "de, ko-KR;q=0.8, fr;q=0.9", "fr"),
        ("", "fr;q=0, ko;q=0.1", "ko"), ("", "fr;q=x, ko", "ko"), ("", "," * 10_000, "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_chosen_or_asked_for(wanted, accepted, language):
    assert chosen(wanted, accepted) == language
