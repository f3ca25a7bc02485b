"""The page as its reader finds it, and as a browser that trusts nobody shows it."""

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from screen.errors import UsageError
from screen.model import Band
from screen.report.cases import queue, suppressed
from screen.report.output import claim, write
from screen.report.page import MOST_CASES, is_web_address, page
from screen.report.record import record
from tests.report.reviewed import ARABIC, FORMULA, HOSTILE, IMAGE, ROWS, SCRIPT, reviewed, screened

VOID = {"meta", "link", "img", "input", "br", "hr"}


class Outline(HTMLParser):
    """What a page is made of: tags with attributes, and the text of each."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, len(self.tags) - 1))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data):
        for _, place in self.open:
            self.text[place] = self.text.get(place, "") + data

    def all(self, tag, **wanted):
        """Return (attributes, text) of each such tag."""
        return [
            (attrs, self.text.get(place, ""))
            for place, (name, attrs) in enumerate(self.tags)
            if name == tag and all(attrs.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]


@pytest.fixture(scope="module")
def decided():
    return record(reviewed())


@pytest.fixture(scope="module")
def hostile():
    return record(screened(*HOSTILE))


# ---- what stands in it -----------------------------------------------------------------------------------


def test_confirmed_matches_stand_on_top_and_suppressed_ones_are_never_hidden(decided):
    cases = queue(decided)
    assert cases[0].party["reference"] == "3"
    assert (
        cases[0].alerts[0].title
        == "Confirmed match (B. Officer, 2026-11-20) to listed party: CHANGGWANG SINYONG CORPORATION"
    )
    assert [case.band for case in cases[1:]] == sorted((case.band for case in cases[1:]), reverse=True)
    (hidden,) = suppressed(decided)
    assert (hidden.party["reference"], hidden.band) == ("2", Band.HIGH)
    outline = Outline(page(decided))
    (section,) = [text for attrs, text in outline.all("section") if attrs.get("id") == "suppressed"]
    assert "Dandong Kehua Economy & Trade" in section
    assert (
        "Suppressed by decision “false positive” (A. Reviewer, 2026-11-20); nothing it rested on has changed. "
        "Reason given: name differs; <b>no</b>." in section
    )


def test_an_alert_that_came_back_says_which_decision_and_what_changed(decided):
    told = {
        attrs["class"].split()[-1]: text
        for attrs, text in Outline(page(decided)).all("p")
        if "decision" in attrs.get("class", "")
    }
    assert "Waiting" not in "".join(told.values())
    said = " ".join(text for _, text in Outline(page(decided)).all("p"))
    assert (
        "Open again: the decision “false positive” (A. Reviewer, 2026-11-20) lapsed. Changed: country in your table: Malaysia → China."
        in said
    )
    assert "expired; the decision held until 2026-11-01." in said
    assert "Decided “need info”" in said


def test_a_missing_second_reviewer_is_said():
    first = record(screened(*ROWS))
    assert {one.group for case in queue(first) for one in case.alerts} == {"open"}
    alert = queue(first)[0].alerts[0].values
    waiting = alert | {"event": "0", "state": "unconfirmed", "earlier": "false_positive", "reviewer": "A"}
    changed = first | {"alerts": [waiting if one is alert else one for one in first["alerts"]]}
    assert "Waiting for a second reviewer: “false positive” (A) does not count yet." in page(changed)


def test_both_values_stand_side_by_side_field_by_field(decided):
    outline = Outline(page(decided))
    cells = [text for attrs, text in outline.all("td") if attrs.get("data-label")]
    at = cells.index("Glocom Sdn Bhd")
    assert cells[at + 1] == "GLOCOM"
    assert cells[at + 2].startswith("✓ agrees")
    assert cells[cells.index("China") :][:2] == ["China", "Malaysia"]
    assert any(text.startswith("✗ contradicts") for text in cells)
    assert any(text.startswith("? missing") and "not in your table" in text for text in cells)


def test_it_says_who_it_is_for_what_was_screened_and_where_every_row_is(decided):
    text = Outline(page(decided)).all("body")[0][1]
    for told in (
        "For the reviewer, not for the party.",
        "6 rows read = 6 screened + 0 skipped",
        "data of 2026-11-01, 23 days old",
        "Not screened: UN Security Council",
        "This page is read-only.",
        "Every one of the 6 rows is in the workbook (sheet Parties) and in the .json",
        "What would settle it",
        "Legal basis",
        "1 alert suppressed by decision",
        "came back because a decision no longer holds",
        "Nothing found is no clearance",
        "How to assess a possible match",
        "SHA-256",
    ):
        assert told in " ".join(text.split()), told
    assert "is sanctioned" not in text.replace("says that a party is sanctioned", "")


def test_an_empty_run_is_a_page_too():
    text = Outline(page(record(screened({"name": "Acme Tools"})))).all("body")[0][1]
    assert "No party needs a person to look" in text
    assert "it says that nothing was found on these lists" in text


def test_it_can_be_read_by_keyboard_and_by_ear(decided):
    outline = Outline(page(decided))
    assert [attrs["lang"] for attrs, _ in outline.all("html")] == ["en"]
    assert len(outline.all("h1")) == 1
    assert all(attrs.get("scope") for attrs, _ in outline.all("th"))
    inside = [text for _, text in outline.all("label")]
    fields = [tag for tag, _ in outline.tags if tag in ("input", "select")]
    assert len(inside) == len(fields) == 5
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {attrs["href"][1:] for attrs, _ in outline.all("a") if attrs["href"].startswith("#")}
    assert targets <= set(ids)
    words = {
        attrs["class"]: text.strip()
        for attrs, text in outline.all("span")
        if attrs.get("class", "").startswith("band ")
    }
    assert words["band critical"] == "critical"
    assert words["band none"] == "nothing found"


def test_more_parties_than_a_browser_likes_are_cut_and_it_says_so(decided, monkeypatch):
    monkeypatch.setitem(page.__globals__["_template"]().globals, "most_cases", 1)
    shown = page(decided)
    assert MOST_CASES >= 2_000
    assert "The page shows the 1 most urgent parties; 3 more with alerts are in the workbook (sheet Alerts)" in shown
    assert shown.count('class="case"') == 2  # one open, one suppressed


# ---- strangers' strings ----------------------------------------------------------------------------------


def test_a_strangers_text_becomes_no_markup(hostile):
    outline = Outline(page(hostile))
    assert len(outline.all("script")) == len(outline.all("style")) == 1
    assert not outline.all("img")
    assert not [
        name for _, attrs in outline.tags for name in attrs if name.startswith("on") or name in ("style", "src")
    ]
    headings = [text for _, text in outline.all("h3")]
    assert {SCRIPT, IMAGE, FORMULA, ARABIC, "a�b"} <= set(headings)


def test_links_lead_to_the_web_or_into_the_page_only(decided, hostile):
    (match, *others) = decided["matches"]
    misled = decided | {"matches": [match | {"link": "javascript:alert(1)"}, *others]}
    for one in (misled, hostile):
        for attrs, _ in Outline(page(one)).all("a"):
            assert attrs["href"].startswith(("#", "https://", "http://"))


@pytest.mark.parametrize(
    ("text", "is_web"),
    [("https://a.example/b", True), ("http://a.example", True), ("javascript:alert(1)", False), ("https:x", False),
     ("data:text/html,x", False), ("//a.example", False), ("", False), ("https://[", False)],
)  # fmt: skip
def test_only_a_web_address_becomes_a_link(text, is_web):
    assert is_web_address(text) is is_web


def test_the_browser_may_load_nothing_and_run_no_script_but_ours(decided):
    outline = Outline(page(decided))
    policy = next(
        attrs["content"] for attrs, _ in outline.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        ((_, text),) = outline.all(tag)
        digest = base64.b64encode(sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    assert not re.search(
        r"https?://|url\(|@import|fetch\(|XMLHttpRequest", outline.all("style")[0][1] + outline.all("script")[0][1]
    )


# ---- the file --------------------------------------------------------------------------------------------


def test_our_own_page_is_replaced_and_any_other_is_kept(tmp_path):
    path = tmp_path / "r.html"
    write(screened(*ROWS), path)
    claim(path, force=False, table="")
    path.write_text("<!doctype html><title>mine</title>", encoding="utf-8")
    with pytest.raises(UsageError, match=r"is not a report of this tool.*--force"):
        claim(path, force=False, table="")
    claim(path, force=True, table="")


def test_the_same_screening_gives_the_same_page(decided):
    assert page(decided) == page(decided)
