"""The page as its reader finds it, and as a browser that trusts nobody shows it."""

import base64
import re
import shutil
import subprocess
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from screen.errors import UsageError
from screen.model import Band
from screen.report.output import claim, write
from screen.report.page import MOST_CASES, is_web_address, page
from screen.report.queue import queue, suppressed
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
    assert cases[0].alerts[0].title == "Confirmed match to listed party: CHANGGWANG SINYONG CORPORATION"
    assert [case.band for case in cases[1:]] == sorted((case.band for case in cases[1:]), reverse=True)
    (hidden,) = suppressed(decided)
    assert (hidden.party["reference"], hidden.band) == ("2", Band.HIGH)
    outline = Outline(page(decided))
    (section,) = [text for attrs, text in outline.all("section") if attrs.get("id") == "suppressed"]
    assert "Dandong Kehua Economy & Trade" in section
    assert (
        "Suppressed by decision “false positive” (A. Reviewer, 2026-11-20). Reason given: name differs; <b>no</b>."
        in section
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
    waiting = alert | {"state": "unconfirmed", "earlier": "false_positive", "reviewer": "A"}
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


# ---- in a real browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window; what it loads and what it complains of is kept in its logs."""
    driver = shutil.which("chromedriver")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not driver or not program:
        pytest.skip("Chromium with chromedriver is not installed here")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1200,900",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    chrome = Chrome(options, Service(driver))
    yield chrome
    chrome.quit()


@pytest.fixture(scope="module")
def shown(browser, tmp_path_factory):
    """Return a function that opens the page of a record and empties the logs before."""
    folder = tmp_path_factory.mktemp("pages")

    def show(made, width=1200, height=900):
        path = folder / "page.html"
        path.write_text(page(made), encoding="utf-8")
        for log in ("browser", "performance"):
            browser.get_log(log)
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(path.as_uri())
        return browser

    return show


def names(browser):
    """Return the names of the parties that the queue shows, in its order."""
    return browser.execute_script(
        "return [...document.querySelectorAll('#cases .case')].filter(x => !x.hidden).map(x => x.dataset.name)"
    )


def choose(browser, field, value):
    browser.execute_script(
        "const field = document.getElementById(arguments[0]); field.value = arguments[1];"
        "field.dispatchEvent(new Event(field.tagName === 'INPUT' ? 'input' : 'change'))",
        field, value,
    )  # fmt: skip


def wait(browser, wanted, what):
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 10).until(lambda _: what() == wanted, f"{what()} is not {wanted}")


def test_the_browser_asks_for_nothing_and_complains_of_nothing(shown, decided):
    browser = shown(decided)
    browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    asked = re.findall(r'"method":"Network.requestWillBeSent".*?"url":"([^"]*)"', "\n".join(
        one["message"] for one in browser.get_log("performance")))  # fmt: skip
    assert {url.rpartition("/")[2] for url in asked if url.startswith("file:")} == {"page.html"}
    assert not [url for url in asked if not url.startswith("file:")]
    assert browser.get_log("browser") == []


def test_hostile_names_do_nothing(shown, hostile):
    browser = shown(hostile)
    browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert browser.execute_script("return window.harm") is None
    assert browser.get_log("browser") == []
    assert SCRIPT in names(browser)


def test_a_script_that_slipped_in_would_not_run(shown, decided):
    browser = shown(decided)
    browser.execute_script("""
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.harm = 1">');
        const made = document.createElement('script'); made.textContent = 'window.harm = 2'; document.body.append(made);
    """)
    assert browser.execute_script("return window.harm") is None
    assert any("Content Security Policy" in one["message"] for one in browser.get_log("browser"))


def test_filters_narrow_the_queue_and_say_so(shown, decided):
    browser = shown(decided)
    every = names(browser)
    assert len(every) == 4
    choose(browser, "find", "mokràn")
    wait(browser, ["Mokran LLC"], lambda: names(browser))
    assert browser.execute_script("return document.getElementById('shown').innerText").startswith("Filtered: 1 of 4")
    choose(browser, "find", "")
    wait(browser, every, lambda: names(browser))
    choose(browser, "band", "critical")
    assert names(browser) == ["Green"]
    choose(browser, "band", "")
    choose(browser, "state", "back")
    assert sorted(names(browser)) == ["Glocom Sdn Bhd", "Mokran LLC"]
    browser.execute_script("document.querySelector('[type=reset]').click()")
    wait(browser, every, lambda: names(browser))
    choose(browser, "kind", "hit")
    assert "Glocom Sdn Bhd" not in names(browser)


def test_the_queue_can_be_sorted_and_brought_back(shown, decided):
    browser = shown(decided)
    every = names(browser)
    choose(browser, "sort", "name")
    assert names(browser) == sorted(every)
    choose(browser, "sort", "row")
    assert names(browser) == ["Glocom Sdn Bhd", "Changgwang Sinyong Corp.", "Green", "Mokran LLC"]
    choose(browser, "sort", "order")
    assert names(browser) == every


def test_an_address_with_an_alert_opens_it(shown, decided, browser):
    alert = decided["alerts"][-1]["alert_id"]
    shown(decided)
    browser.execute_script("location.hash = arguments[0]", f"a-{alert}")
    inside = f"return document.getElementById('a-{alert}').closest('details').open"
    wait(browser, True, lambda: browser.execute_script(inside))


def test_right_to_left_text_stands_right(shown, hostile):
    browser = shown(hostile)
    told = browser.execute_script("""
        const right = (one) => { const range = document.createRange(); range.selectNodeContents(one);
          return one.getBoundingClientRect().right - range.getBoundingClientRect().right; };
        const heading = [...document.querySelectorAll('h3')].find(one => one.textContent === arguments[0]);
        const other = [...document.querySelectorAll('h3')].find(one => one.textContent === arguments[1]);
        return [getComputedStyle(heading).direction, right(heading), getComputedStyle(other).direction, right(other)];
    """, ARABIC, FORMULA)  # fmt: skip
    assert (told[0], told[2]) == ("rtl", "ltr")
    assert told[1] < 2 < 100 < told[3]


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_nothing_runs_over_the_edge(shown, decided, hostile, width):
    for one in (decided, hostile):
        browser = shown(one, width, 740)
        browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        over = browser.execute_script("""
            return [...document.querySelectorAll('main *')].filter(one => !one.closest('.wide, .unseen, thead, svg'))
              .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))
        """)  # fmt: skip
        assert over == []


def test_a_print_holds_every_alert_without_the_controls(shown, decided, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed here")
    browser = shown(decided)
    for paper in ({"paperWidth": 8.27, "paperHeight": 11.69}, {"paperWidth": 8.5, "paperHeight": 11}):
        made = browser.execute_cdp_cmd("Page.printToPDF", paper)
        (tmp_path / "p.pdf").write_bytes(base64.b64decode(made["data"]))
        text = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "p.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert all(f"Alert {one['alert_id']}" in text for one in decided["alerts"])
        assert "For the reviewer" in text
        assert "Open all" not in text
    assert browser.execute_script("return document.querySelectorAll('details[open]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(shown, decided, scheme):
    browser = shown(decided)
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    weak = browser.execute_script("""
        const parts = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = (rgb) => rgb.slice(0, 3).map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4)
          .reduce((sum, x, at) => sum + x * [.2126, .7152, .0722][at], 0);
        const behind = (one) => { for (; one; one = one.parentElement) {
          const rgb = parts(getComputedStyle(one).backgroundColor); if (rgb.length === 3 || rgb[3] > 0) return rgb; } };
        return [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() &&
            [...one.childNodes].some(x => x.nodeType === 3 && x.textContent.trim()))
          .map(one => { const [a, b] = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
            return [(a + .05) / (b + .05), one.outerHTML.slice(0, 90)]; })
          .filter(one => one[0] < 4.5)
    """)  # fmt: skip
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert weak == []


def test_without_its_script_the_page_still_holds_everything(shown, decided):
    browser = shown(decided)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.refresh()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert len(names(browser)) == 4
    assert browser.execute_script("return document.getElementById('filters').checkVisibility()") is False
