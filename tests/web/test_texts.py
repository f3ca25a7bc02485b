"""The catalogues of all languages say the same things."""

import re
import string
from pathlib import Path

import pytest

from screen.lists.wording import LABELS, label
from screen.model import FIELDS, IDENTIFIER_TYPES, Band, Disposition, Kind
from screen.redflags.connections import SHARED
from screen.report.page import GROUPS, VERDICTS
from screen.report.wording import field_word, quality_word
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


def written():
    """Return all templates and modules of the page as one text."""
    return "\n".join(
        path.read_text(encoding="utf-8") for ending in ("html", "svg", "py") for path in WEB.rglob(f"*.{ending}")
    )


def asked():
    """Return the keys that are asked for, those begun with a part that something follows, and what follows others."""
    text = written()
    keys = set(re.findall(r"[\"']([a-z]+\.[a-z_0-9]+)[\"']", text))
    return keys, {key for key in keys if key.endswith("_")}, set(re.findall(r"\w ~ \"(_[a-z_]+)\"", text))


def test_every_text_that_a_template_or_page_asks_for_is_there():
    keys, _, _ = asked()
    known = set(texts(FIRST).words)
    sections = {key.split(".")[0] for key in known}
    called = {key for key in keys if key.split(".")[0] in sections and not key.endswith((".html", ".py", ".yml"))}
    begun = {key for key in called if key.endswith("_") and any(one.startswith(key) for one in known)}
    assert called - known - begun == set()


def test_no_text_is_idle():
    keys, begun, endings = asked()
    built = {key + ending for key in keys for ending in endings}
    idle = {key for key in texts(FIRST).words if key.split(".")[0] not in LIBRARY and key not in keys | built}
    assert {key for key in idle if not key.startswith(tuple(begun))} == set()


def test_words_of_the_library_are_asked_for_by_their_part():
    assert set(re.findall(r"\bt\.of\([\"']([a-z]+)[\"']", written())) == set(LIBRARY) - {
        "alerts"
    }  # asked for by facet


NO_CODES = {
    "bands-firm", "covered-table-cell", "dprk-screen", "encryption-data", "hits-firm", "number-columns-repeated",
    "number-rows-repeated", "one-off", "table-cell", "table-row", "value-type", "wade-giles",
}  # fmt: skip


def codes():
    """Return the codes of problems that the library gives."""
    folders = [WEB.parent / name for name in ("intake", "matching", "names", "scale")]
    text = "\n".join(path.read_text(encoding="utf-8") for one in folders for path in one.rglob("*.py"))
    return set(re.findall(r"\"([a-z]+(?:-[a-z]+)+)\"", text)) - NO_CODES


def test_words_of_the_library_are_said_in_english_as_the_reports_say_them():
    english = texts(FIRST).words
    for part, held in LIBRARY.items():
        own = {key.partition(".")[2]: text for key, text in english.items() if key.startswith(f"{part}.")}
        assert own == held, part


LIBRARY = {
    "bands": {band.word: band.label for band in Band},
    "kinds": {kind.value: kind.value for kind in Kind},
    "alerts": {"match": "possible match", "hit": "red flag"},
    "dispositions": {one.value: one.label.capitalize() for one in Disposition},
    "states": {"undecided": "undecided"} | {name: told["long"].partition(":")[0] for name, told in GROUPS.items()},
    "verdicts": VERDICTS,
    "qualities": {name or "identifier": quality_word(name) for name in ("name", "strong", "weak", "derived", "")},
    "fields": {
        name.replace(" ", "_"): field_word(name.replace(" ", "_")) for name in (*FIELDS, *IDENTIFIER_TYPES, *SHARED)
    },
    "entries": {name: label(name)[0].upper() + label(name)[1:] for name in LABELS},
    "problems": {code.replace("-", "_"): code.replace("-", " ").capitalize() for code in codes()},
}
"""What the library has words for: every one of them stands in the catalogues."""


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
