"""The page in a real Chromium, which trusts nobody: what it loads, shows, filters, sorts and prints."""

import base64
import re
import shutil
import subprocess

import pytest

from screen.report.page import page
from screen.report.record import record
from tests.report.reviewed import ARABIC, FORMULA, HOSTILE, SCRIPT, reviewed, screened


@pytest.fixture(scope="module")
def decided():
    return record(reviewed())


@pytest.fixture(scope="module")
def hostile():
    return record(screened(*HOSTILE))


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
